/** From a declaration to the form: one that was returned is mended, any other declared once more. */

import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useRights } from "../../api/session";
import type { DeclarationView } from "../../api/types";

export function FileAgain({ declaration }: { declaration: DeclarationView }) {
  const { t } = useTranslation();
  const maySend = useRights()("send_messages");
  // What is withheld of it could not be filed again.
  if (!maySend || declaration.declaration == null) return null;
  const isMended = declaration.state === "returned" || declaration.state === "saved";
  return (
    <p>
      <Link to={`/declarations/new?from=${declaration.number}`}>
        {t(isMended ? "filing.mend" : "filing.copy")}
      </Link>
    </p>
  );
}
