/** Holding and releasing in bulk. */

import { client, unwrap } from "./client";
import type { components } from "./schema";
import { useOrder } from "./useOrder";

type Schemas = components["schemas"];

export type HoldOrder = Schemas["HoldOrder"];
export type HeldCase = Schemas["HeldCase"];
export type HoldOutcome = Schemas["HoldOutcome"];
export type HoldQuestion = Required<Schemas["HoldQuestion"]>;

export function usePreview() {
  return useOrder((body: HoldQuestion) => unwrap(client.POST("/api/v1/holds/preview", { body })));
}

export function useHold() {
  return useOrder(
    (body: { question: HoldQuestion; numbers: string[]; reason: string; by: string }) =>
      unwrap(client.POST("/api/v1/holds", { body })),
    ["tasks"],
    ["declaration"],
    ["declarations"],
    ["entries"],
  );
}
