/** Sending a message that a trader's own system wrote: a file of XML or JSON, with what is answered. */

import { Alert, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useSend } from "../../api/filing";
import { Refusal } from "../../components/Refusal";
import { useTitle } from "../../components/useTitle";
import { Outcome } from "./Outcome";
import "../../styles/filing.css";

/** What one message may have; larger ones come in folders. */
const BYTES_MAX = 16 * 1024 * 1024;

interface Chosen {
  name: string;
  message: string;
  contentType: string;
}

export default function UploadPage() {
  const { t } = useTranslation();
  useTitle(t("filing.upload.title"));
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [problem, setProblem] = useState("");
  const { mutate, data, error, isPending, reset } = useSend();
  const choose = async (file: File | undefined) => {
    reset();
    setChosen(null);
    setProblem("");
    if (file === undefined) return;
    if (file.size > BYTES_MAX) {
      setProblem(t("filing.upload.too_large"));
      return;
    }
    const message = await file.text();
    const contentType = typeOf(message);
    if (contentType === null) setProblem(t("filing.upload.neither"));
    else setChosen({ name: file.name, message, contentType });
  };
  return (
    <>
      <p>
        <Link to="/declarations">{t("declaration.title")}</Link>
      </p>
      <h1>{t("filing.upload.title")}</h1>
      <p className="quiet">{t("filing.upload.lead")}</p>
      <p className="filing-tools">
        <label>
          {t("filing.upload.file")}{" "}
          <input type="file" accept=".xml,.json" onChange={(it) => void choose(it.target.files?.[0])} />
        </label>
        <Button
          type="primary"
          disabled={chosen === null}
          loading={isPending}
          onClick={() => {
            if (chosen !== null) mutate(chosen);
          }}
        >
          {t("filing.send")}
        </Button>
      </p>
      {problem !== "" && <Alert type="error" showIcon title={problem} />}
      {error !== null && <Refusal error={error} />}
      {data !== undefined && <Outcome answered={data} />}
    </>
  );
}

/** By what it begins with, not by what the file is called. */
function typeOf(message: string): string | null {
  const first = message.replace(/^\uFEFF/, "").trimStart();
  if (first.startsWith("<")) return "application/xml";
  return first.startsWith("{") ? "application/json" : null;
}
