/** An act that somebody chose, and the form behind it, which is fetched when the first is chosen. */

import { lazy, type ReactNode, Suspense, useState } from "react";

import type { ActView, CaseActs } from "../../api/acts";

const ActDialog = lazy(() => import("./ActDialog"));

interface Chosen {
  of: CaseActs;
  act: ActView;
}

interface Act {
  choose: (of: CaseActs, act: ActView) => void;
  /** To be shown wherever the page is: what was answered is read to its end, though nothing may be left to do after it. */
  dialog: ReactNode;
}

export function useAct(): Act {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [isOpen, setOpen] = useState(false);
  const choose = (of: CaseActs, act: ActView) => {
    setChosen({ of, act });
    setOpen(true);
  };
  const dialog = chosen !== null && (
    <Suspense>
      <ActDialog
        key={`${chosen.of.number}/${chosen.act.act}`}
        of={chosen.of}
        act={chosen.act}
        isOpen={isOpen}
        onClose={() => setOpen(false)}
      />
    </Suspense>
  );
  return { choose, dialog };
}
