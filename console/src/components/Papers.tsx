/** Papers that were sent with what was said: named by their digests, and taken from the house by whoever may read it. */

import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";

import { fetchPaper, type PaperOf } from "../api/acts";
import { Refusal } from "./Refusal";
import { save } from "./save";

interface PapersProps {
  of: PaperOf;
  papers: readonly { name: string; digest: string }[];
}

export function Papers({ of, papers }: PapersProps) {
  const fetching = useMutation({
    mutationFn: async ({ name, digest }: { name: string; digest: string }) => {
      const bytes = await fetchPaper(of, digest);
      return { name, bytes };
    },
    onSuccess: ({ name, bytes }) => save(name, bytes),
  });
  return (
    <>
      {papers.map((it) => (
        <Button
          key={it.digest}
          size="small"
          title={it.digest}
          loading={fetching.isPending && fetching.variables.digest === it.digest}
          onClick={() => fetching.mutate(it)}
        >
          {it.name}
        </Button>
      ))}
      {fetching.isError && <Refusal error={fetching.error} />}
    </>
  );
}
