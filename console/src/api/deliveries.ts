/** Webhooks and watched folders: how they fare, and what may be done with them. */

import { useQuery } from "@tanstack/react-query";

import { client, unwrap, withSource } from "./client";
import { useOrder } from "./useOrder";

const WATCHED_EVERY_MS = 5_000;
const WEBHOOKS = ["webhooks"];

export function useWebhooks() {
  return useQuery({
    queryKey: WEBHOOKS,
    queryFn: ({ signal }) => withSource(unwrap(client.GET("/api/v1/webhooks", { signal }))),
    refetchInterval: WATCHED_EVERY_MS,
  });
}

export function useFolders() {
  return useQuery({
    queryKey: ["folders"],
    queryFn: ({ signal }) => withSource(unwrap(client.GET("/api/v1/folders", { signal }))),
    refetchInterval: WATCHED_EVERY_MS,
  });
}

export interface Registration {
  recipient: string;
  url: string;
  /** The recipient's number after which to begin; null for what is issued from now on. */
  after: number | null;
}

export function useRegisterWebhook() {
  return useOrder((body: Registration) => unwrap(client.POST("/api/v1/webhooks", { body })), WEBHOOKS);
}

const of = (id: number) => ({ params: { path: { id } } });

export function usePauseWebhook() {
  return useOrder((id: number) => unwrap(client.POST("/api/v1/webhooks/{id}/pause", of(id))), WEBHOOKS);
}

export function useResumeWebhook() {
  return useOrder((id: number) => unwrap(client.POST("/api/v1/webhooks/{id}/resume", of(id))), WEBHOOKS);
}

export function useTestWebhook() {
  return useOrder((id: number) => unwrap(client.POST("/api/v1/webhooks/{id}/test", of(id))), WEBHOOKS);
}

export function useReplayWebhook() {
  return useOrder(
    ({ id, after }: { id: number; after: number }) =>
      unwrap(client.POST("/api/v1/webhooks/{id}/replay", { ...of(id), body: { after } })),
    WEBHOOKS,
  );
}
