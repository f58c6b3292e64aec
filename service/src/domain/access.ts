export const ROLES = ["admin", "operator", "viewer", "auditor"] as const;
export type Role = (typeof ROLES)[number];

export const PERMISSIONS = [
  "payments:read",
  "payments:write",
  "customers:read",
  "customers:write",
  "ledger:export",
  "ledger:read",
  "payouts:write",
  "disputes:write",
  "merchant:read",
  "merchant:write",
  "users:read",
  "users:write",
  "api_keys:read",
  "api_keys:write",
  "audit:read",
  "webhooks:read",
  "webhooks:write",
  "approvals:read",
  "approvals:decide",
] as const;
export type Permission = (typeof PERMISSIONS)[number];

const READ: readonly Permission[] = [
  "payments:read",
  "customers:read",
  "ledger:read",
  "merchant:read",
  "webhooks:read",
  "approvals:read",
];

/** What each role may do. An admin may do everything. */
export const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  admin: PERMISSIONS,
  operator: [...READ, "payments:write", "customers:write", "payouts:write", "disputes:write"],
  viewer: READ,
  auditor: [...READ, "ledger:export", "users:read", "api_keys:read", "audit:read"],
};

/** A user who has signed in. */
export interface Principal {
  readonly userId: string;
  readonly merchantId: string;
  readonly role: Role;
}

/** Who acts. */
export interface Actor {
  readonly type: "user" | "api_key";
  /** A UUID. */
  readonly id: string;
}

/** Who makes a request. Every query is scoped by `merchantId`. */
export interface Caller {
  readonly merchantId: string;
  readonly actor: Actor;
  /** The user who answers for it: the one who acts, or who made the key. */
  readonly userId: string;
  readonly permissions: readonly Permission[];
  /** Why the permissions are what they are, for a refusal: `role viewer`. */
  readonly standing: string;
}

export function callerOf({ userId, merchantId, role }: Principal): Caller {
  return {
    merchantId,
    actor: { type: "user", id: userId },
    userId,
    permissions: ROLE_PERMISSIONS[role],
    standing: `role ${role}`,
  };
}
