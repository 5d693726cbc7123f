/** The roles in the order in which a parcel meets them. */

import type { Role } from "../../api/types";

export const ROLES: readonly Role[] = [
  "platform",
  "seller",
  "payment",
  "logistics",
  "declarant",
  "zone",
  "site",
];
