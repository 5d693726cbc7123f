/** A list that comes in pages: refused, loading, empty, or its rows with what is left to show. */

import type { ReactNode } from "react";

import { Loading } from "./Loading";
import { MoreButton } from "./MoreButton";
import { Refusal } from "./Refusal";

/** What of an infinite query is looked at. */
interface Paged<T> {
  data: { pages: { items: T[] }[] } | undefined;
  error: Error | null;
  isPending: boolean;
  isSuccess: boolean;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  refetch: () => Promise<unknown>;
  fetchNextPage: () => Promise<unknown>;
}

interface ListingProps<T> {
  query: Paged<T>;
  /** Said where there is nothing. */
  none: string;
  shown: (count: number) => string;
  children: (items: readonly T[]) => ReactNode;
}

export function Listing<T>({ query, none, shown, children }: ListingProps<T>) {
  const items = query.data?.pages.flatMap((it) => it.items) ?? [];
  return (
    <>
      {query.error !== null && <Refusal error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Loading />}
      {query.isSuccess && items.length === 0 && <p className="blank">{none}</p>}
      {items.length > 0 && (
        <>
          {children(items)}
          <MoreButton
            hasNext={query.hasNextPage}
            isLoading={query.isFetchingNextPage}
            shown={shown(items.length)}
            onMore={() => void query.fetchNextPage()}
          />
        </>
      )}
    </>
  );
}
