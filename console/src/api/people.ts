/** Accounts, what happened to them, and keys of companies. */

import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { client, completed, unwrap } from "./client";
import type { AddApiKey, AddPerson, ChangePerson } from "./types";

const PEOPLE = ["people"];
const KEYS = ["api-keys"];

export function usePeople() {
  return useQuery({
    queryKey: PEOPLE,
    queryFn: ({ signal }) => unwrap(client.GET("/api/v1/people", { signal })),
  });
}

function useOrder<Order, Answer>(key: readonly string[], give: (order: Order) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: give,
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: key }),
        queries.invalidateQueries({ queryKey: ["account-events"] }),
      ]),
  });
}

export function useAddPerson() {
  return useOrder(PEOPLE, (body: AddPerson) => unwrap(client.POST("/api/v1/people", { body })));
}

export function useChangePerson() {
  return useOrder(PEOPLE, ({ id, ...body }: ChangePerson & { id: number }) =>
    unwrap(client.PATCH("/api/v1/people/{id}", { params: { path: { id } }, body })),
  );
}

export function useResetPassword() {
  return useOrder(PEOPLE, (id: number) =>
    unwrap(client.POST("/api/v1/people/{id}/password", { params: { path: { id } } })),
  );
}

export function useAccountEvents() {
  return useInfiniteQuery({
    queryKey: ["account-events"],
    initialPageParam: null as number | null,
    queryFn: ({ pageParam, signal }) => {
      const query = pageParam === null ? {} : { after: pageParam };
      return unwrap(client.GET("/api/v1/account-events", { params: { query }, signal }));
    },
    getNextPageParam: (page) => (page.next === null ? null : Number(page.next)),
  });
}

export function useApiKeys() {
  return useQuery({
    queryKey: KEYS,
    queryFn: ({ signal }) => unwrap(client.GET("/api/v1/api-keys", { signal })),
  });
}

export function useAddApiKey() {
  return useOrder(KEYS, (body: AddApiKey) => unwrap(client.POST("/api/v1/api-keys", { body })));
}

export function useRevokeApiKey() {
  return useOrder(KEYS, (id: number) =>
    completed(client.DELETE("/api/v1/api-keys/{id}", { params: { path: { id } } })),
  );
}
