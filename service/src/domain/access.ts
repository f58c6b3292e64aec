export const ROLES = ["admin", "operator", "viewer", "auditor"] as const;
export type Role = (typeof ROLES)[number];

export const PERMISSIONS = [
  "payments:read",
  "payments:write",
  "ledger:export",
  "merchant:read",
  "merchant:write",
  "users:read",
  "users:write",
] as const;
export type Permission = (typeof PERMISSIONS)[number];

const READ: readonly Permission[] = ["payments:read", "merchant:read"];

/** What each role may do. An admin may do everything. */
export const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  admin: PERMISSIONS,
  operator: [...READ, "payments:write"],
  viewer: READ,
  auditor: [...READ, "ledger:export", "users:read"],
};

/** A user who has signed in. */
export interface Principal {
  readonly userId: string;
  readonly merchantId: string;
  readonly role: Role;
}

/** Who acts. */
export interface Actor {
  readonly type: "user";
  /** A UUID. */
  readonly id: string;
}

/** Who makes a request. Every query is scoped by `merchantId`. */
export interface Caller {
  readonly merchantId: string;
  readonly actor: Actor;
  readonly permissions: readonly Permission[];
  /** Why the permissions are what they are, for a refusal: `role viewer`. */
  readonly standing: string;
}

export function callerOf({ userId, merchantId, role }: Principal): Caller {
  return {
    merchantId,
    actor: { type: "user", id: userId },
    permissions: ROLE_PERMISSIONS[role],
    standing: `role ${role}`,
  };
}
