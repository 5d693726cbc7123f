/** Accounts, what happened to them, and keys of companies. */

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";

import { client, completed, unwrap, withSource } from "./client";
import type { AddApiKey, AddPerson, ChangePerson } from "./types";
import { useOrder } from "./useOrder";

const PEOPLE = ["people"];
const KEYS = ["api-keys"];
const EVENTS = ["account-events"];

export function usePeople() {
  return useQuery({
    queryKey: PEOPLE,
    queryFn: ({ signal }) => withSource(unwrap(client.GET("/api/v1/people", { signal }))),
  });
}

export function useAddPerson() {
  return useOrder((body: AddPerson) => unwrap(client.POST("/api/v1/people", { body })), PEOPLE, EVENTS);
}

export function useChangePerson() {
  return useOrder(
    ({ id, ...body }: ChangePerson & { id: number }) =>
      unwrap(client.PATCH("/api/v1/people/{id}", { params: { path: { id } }, body })),
    PEOPLE,
    EVENTS,
  );
}

export function useResetPassword() {
  return useOrder(
    (id: number) => unwrap(client.POST("/api/v1/people/{id}/password", { params: { path: { id } } })),
    PEOPLE,
    EVENTS,
  );
}

export function useAccountEvents() {
  return useInfiniteQuery({
    queryKey: EVENTS,
    initialPageParam: null as number | null,
    queryFn: ({ pageParam, signal }) => {
      const query = pageParam === null ? {} : { after: pageParam };
      return withSource(unwrap(client.GET("/api/v1/account-events", { params: { query }, signal })));
    },
    getNextPageParam: (page) => (page.next === null ? null : Number(page.next)),
  });
}

export function useApiKeys() {
  return useQuery({
    queryKey: KEYS,
    queryFn: ({ signal }) => withSource(unwrap(client.GET("/api/v1/api-keys", { signal }))),
  });
}

export function useAddApiKey() {
  return useOrder((body: AddApiKey) => unwrap(client.POST("/api/v1/api-keys", { body })), KEYS, EVENTS);
}

export function useRevokeApiKey() {
  return useOrder(
    (id: number) => completed(client.DELETE("/api/v1/api-keys/{id}", { params: { path: { id } } })),
    KEYS,
    EVENTS,
  );
}
