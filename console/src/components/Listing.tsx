/** A list that comes in pages: refused, loading, empty, or its rows with what is left to show and the way
 * to have them as a file. Rows of the last question are dim while another is answered. */

import { type ReactNode, useEffect } from "react";

import { ExportMenu } from "./ExportMenu";
import { Loading } from "./Loading";
import { MoreButton } from "./MoreButton";
import { Refusal } from "./Refusal";

/** What of an infinite query is looked at. */
interface Paged<T> {
  data: { pages: { items: T[]; source?: string }[] } | undefined;
  error: Error | null;
  isPending: boolean;
  isSuccess: boolean;
  isPlaceholderData: boolean;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  refetch: () => Promise<unknown>;
  fetchNextPage: () => Promise<unknown>;
}

interface ListingProps<T> {
  query: Paged<T>;
  /** Said where there is nothing. */
  none: ReactNode;
  shown: (count: number) => string;
  children: (items: readonly T[]) => ReactNode;
}

export function Listing<T>({ query, none, shown, children }: ListingProps<T>) {
  const items = query.data?.pages.flatMap((it) => it.items) ?? [];
  // A page may hold nothing of one's own while others follow: the house looks at so many rows at once.
  const isSought = query.isSuccess && !query.isPlaceholderData && items.length === 0 && query.hasNextPage;
  const { fetchNextPage, isFetchingNextPage } = query;
  useEffect(() => {
    if (isSought && !isFetchingNextPage) void fetchNextPage();
  }, [isSought, isFetchingNextPage, fetchNextPage]);
  const source = query.data?.pages[0]?.source ?? "";
  return (
    <>
      {query.error !== null && <Refusal error={query.error} onRetry={() => void query.refetch()} />}
      {(query.isPending || isSought) && <Loading />}
      {query.isSuccess &&
        !isSought &&
        items.length === 0 &&
        (typeof none === "string" ? <p className="blank">{none}</p> : none)}
      {items.length > 0 && (
        <>
          {source !== "" && <ExportMenu source={source} />}
          <div className={query.isPlaceholderData ? "is-stale" : ""}>{children(items)}</div>
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
