/** The officers' worklist: what is to be done, and who does it. */

import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";

import { client, unwrap, withSource } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type TaskView = Schemas["TaskView"];
export type TaskPage = Schemas["TaskPage"];
export type TaskQueue = Schemas["TaskQueueView"];
export type TaskAnswer = Schemas["TaskAnswer"];
export type TaskKind = Schemas["TaskKind"];
export type HandedOver = Schemas["HandedOver"];
export type TaskOrder = Schemas["TaskOrder"];

/** Whose tasks are looked at. */
export type Whose = "all" | "nobodys" | "own";

export interface TaskFilter {
  office: string;
  kind: TaskKind | null;
  whose: Whose;
  overdue: boolean;
  q: string;
  order: TaskOrder;
}

const PAGE_SIZE = 50;
/** Others work on the same list: it is asked for again while it is looked at. */
const LOOK_EVERY_MS = 10_000;

/** The tasks that fit, in pages; what is open in every queue comes with the first one. */
export function useTasks(filter: TaskFilter, officer: string) {
  const { office, kind, whose, overdue, q, order } = filter;
  return useInfiniteQuery({
    queryKey: ["tasks", filter, officer],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const query = {
        order,
        limit: PAGE_SIZE,
        counts: pageParam === null,
        ...(office !== "" && { office }),
        ...(kind !== null && { kind }),
        ...(whose === "nobodys" && { nobodys: true }),
        ...(whose === "own" && { holder: officer }),
        ...(overdue && { overdue }),
        ...(q !== "" && { q }),
        ...(officer !== "" && { by: officer }),
        ...(pageParam !== null && { after: pageParam }),
      };
      return withSource(unwrap(client.GET("/api/v1/tasks", { params: { query }, signal })));
    },
    getNextPageParam: (page) => page.next ?? null,
    placeholderData: keepPreviousData,
    refetchInterval: LOOK_EVERY_MS,
  });
}

/** So many tasks are moved at once. */
export const TASKS_AT_ONCE = 500;

/** Everything that an officer holds, what is due first coming first. */
export function useShift(holder: string) {
  return useQuery({
    queryKey: ["tasks", "shift", holder],
    queryFn: ({ signal }) => {
      const query = { holder, order: "due" as const, limit: TASKS_AT_ONCE };
      return unwrap(client.GET("/api/v1/tasks", { params: { query }, signal }));
    },
    enabled: holder !== "",
    refetchInterval: LOOK_EVERY_MS,
  });
}

/** What an officer was told with the tasks that he holds. */
export function useHandedOver(by: string) {
  return useQuery({
    queryKey: ["tasks", "handed-over", by],
    queryFn: ({ signal }) =>
      unwrap(client.GET("/api/v1/tasks/handed-over", { params: { query: { by } }, signal })),
    enabled: by !== "",
  });
}

/** Something that an officer says of tasks. */
export type TaskWord =
  | { act: "take" | "release"; by: string; tasks: string[] }
  | { act: "assign"; by: string; to: string; reason: string; tasks: string[] }
  | { act: "hand_over"; by: string; to: string };

function say(word: TaskWord) {
  switch (word.act) {
    case "take":
      return client.POST("/api/v1/tasks/take", { body: { by: word.by, tasks: word.tasks } });
    case "release":
      return client.POST("/api/v1/tasks/release", { body: { by: word.by, tasks: word.tasks } });
    case "assign": {
      const { by, to, reason, tasks } = word;
      return client.POST("/api/v1/tasks/assign", { body: { by, to, reason, tasks } });
    }
    case "hand_over": {
      const { by, to } = word;
      return client.POST("/api/v1/tasks/assign", { body: { by, to, all_of: by } });
    }
  }
}

export function useTaskWord() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (word: TaskWord) => unwrap(say(word)),
    onSettled: () => queries.invalidateQueries({ queryKey: ["tasks"] }),
  });
}
