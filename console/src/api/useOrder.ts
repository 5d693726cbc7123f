/** Something that is done: what it may have changed is asked for again, whether it was done or refused. */

import { useMutation, useQueryClient } from "@tanstack/react-query";

export function useOrder<Order, Answer>(
  give: (order: Order) => Promise<Answer>,
  ...changes: readonly (readonly string[])[]
) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: give,
    onSettled: () => Promise.all(changes.map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
}
