export const ROLES = ["admin", "operator", "viewer", "auditor"] as const;
export type Role = (typeof ROLES)[number];

export type Permission = "payments:write" | "payments:read" | "ledger:export";

const PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  admin: ["payments:write", "payments:read", "ledger:export"],
  operator: ["payments:write", "payments:read"],
  viewer: ["payments:read"],
  auditor: ["payments:read", "ledger:export"],
};

/** Who makes a request. Every query is scoped by `merchantId`. */
export interface Principal {
  readonly userId: string;
  readonly merchantId: string;
  readonly role: Role;
}

export function mayDo(principal: Principal, permission: Permission): boolean {
  return PERMISSIONS[principal.role].includes(permission);
}
