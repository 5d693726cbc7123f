/** What a company sees of its own registration. */

import { useQuery } from "@tanstack/react-query";

import { client, unwrap } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type OwnCompany = Schemas["OwnCompany"];
export type SigningView = Schemas["SigningView"];
export type CertificateForce = Schemas["CertificateForce"];

export function useOwnCompanies() {
  return useQuery({
    queryKey: ["company"],
    queryFn: ({ signal }) => unwrap(client.GET("/api/v1/company", { signal })),
  });
}
