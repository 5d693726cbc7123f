/** Who is signed in, and his own password, second factor and keys. */

import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { ApiError, client, completed, speakFor, unwrap } from "./client";
import { forgetAll, keptSession } from "./device";
import type { Right, SessionView } from "./types";

export const SESSION = ["session"];

/** The session; null where nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: SESSION,
  queryFn: async ({ signal }): Promise<SessionView | null> => {
    try {
      const session = await unwrap(client.GET("/api/v1/session", { signal }));
      speakFor(session.csrf_token);
      return session;
    } catch (refused) {
      if (refused instanceof ApiError && refused.status === 401) return null;
      // Without a network the examination desk goes on for whoever sat there.
      const kept = refused instanceof ApiError && refused.status === 0 ? await keptSession() : null;
      if (kept !== null) return kept;
      throw refused;
    }
  },
  networkMode: "always",
  staleTime: 60_000,
});

export function useSession() {
  return useQuery(sessionQuery);
}

/** Whether whoever is signed in may do something; nobody may do anything. */
export function useRights() {
  const { data } = useSession();
  return (right: Right) => data?.rights.includes(right) ?? false;
}

/** How people sign in to this house. */
export function useWaysIn() {
  return useQuery({
    queryKey: ["ways-in"],
    queryFn: ({ signal }) => unwrap(client.GET("/api/v1/session/ways", { signal })),
    staleTime: Infinity,
  });
}

export interface SignIn {
  login: string;
  password: string;
  code?: string;
}

export function useSignIn() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: SignIn) => unwrap(client.POST("/api/v1/session", { body })),
    onSuccess: (session) => {
      speakFor(session.csrf_token);
      queries.setQueryData(SESSION, session);
    },
  });
}

export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => completed(client.DELETE("/api/v1/session")),
    networkMode: "always",
    // What one person saw is not there for the next.
    onSettled: async () => {
      await forgetAll();
      queries.setQueryData(SESSION, null);
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION[0] });
    },
  });
}

export function useChangePassword() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { old: string; new: string }) =>
      completed(client.PUT("/api/v1/session/password", { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: SESSION }),
  });
}

export function useBeginFactor() {
  return useMutation({
    mutationFn: (password: string) =>
      unwrap(client.POST("/api/v1/session/second-factor", { body: { password } })),
  });
}

export function useConfirmFactor() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (code: string) => completed(client.PUT("/api/v1/session/second-factor", { body: { code } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: SESSION }),
  });
}

export function useRemoveFactor() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (password: string) =>
      completed(client.DELETE("/api/v1/session/second-factor", { body: { password } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: SESSION }),
  });
}
