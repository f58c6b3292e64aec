import type { Role } from "./access.ts";
import { publicId } from "./public-id.ts";

export const USER_STATUSES = ["active", "disabled"] as const;
export type UserStatus = (typeof USER_STATUSES)[number];

export const userId = publicId("usr_");

export interface User {
  readonly id: string;
  readonly merchantId: string;
  /** In lower case; unique among all merchants, because it alone says who logs in. */
  readonly email: string;
  readonly role: Role;
  readonly status: UserStatus;
  readonly createdAt: Date;
}

/** What an admin may change. */
export interface UserChange {
  readonly role?: Role | undefined;
  readonly status?: UserStatus | undefined;
}
