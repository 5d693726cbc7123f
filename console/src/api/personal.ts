/** Personal data that the house masks, asked for with a reason. */

import { useMutation, useQueryClient } from "@tanstack/react-query";

import { client, unwrap } from "./client";

export interface AskedPersonal {
  case: "parcel" | "declaration" | "export";
  number: string;
  reason: string;
  by?: string;
}

/** That somebody looked stands in the case's history, which is asked for again by `changed`. */
export function usePersonalData(changed: readonly unknown[]) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (asked: AskedPersonal) =>
      unwrap(client.POST("/api/v1/personal-data", { body: { by: "", ...asked } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: changed }),
  });
}
