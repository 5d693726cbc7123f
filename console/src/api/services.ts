/** The catalogue of services. */

import { useQuery } from "@tanstack/react-query";

import { client, unwrap } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type ServiceCatalogue = Schemas["ServiceCatalogue"];
export type ServiceView = Schemas["OfferedService"];
export type ServiceTimes = Schemas["ServiceTimes"];

/** Times change slowly, and the rest with the law. */
const FRESH_MS = 60_000;

/** As everybody is told. */
export function usePublicServices() {
  return useQuery({
    queryKey: ["public", "services"],
    queryFn: ({ signal }) => unwrap(client.GET("/api/v1/public/services", { signal })),
    staleTime: FRESH_MS,
  });
}

/** With what one may begin oneself. */
export function useServices() {
  return useQuery({
    queryKey: ["services"],
    queryFn: ({ signal }) => unwrap(client.GET("/api/v1/services", { signal })),
    staleTime: FRESH_MS,
  });
}
