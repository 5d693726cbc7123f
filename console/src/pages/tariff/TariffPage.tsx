/** What the tariff says of a commodity code on a day: rates, units, licences, with their basis. */

import { Button, Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams, useSearchParams } from "react-router";

import { useTariff } from "../../api/queries";
import { Loading } from "../../components/Loading";
import { Refusal } from "../../components/Refusal";
import { useTitle } from "../../components/useTitle";
import { todayInChina } from "../../domain/format";
import { TariffLine } from "./TariffLine";

interface Question {
  code: string;
  on: string;
  origin?: string;
}

export default function TariffPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const code = useParams().code ?? "";
  const on = params.get("on") ?? todayInChina();
  const origin = params.get("origin") ?? "";
  useTitle(code, t("tariff.title"));
  const { data, error, isError, refetch } = useTariff({ code, on, origin });
  const ask = (question: Question) => {
    const from = (question.origin ?? "").trim().toUpperCase();
    const query = new URLSearchParams({ on: question.on, ...(from === "" ? {} : { origin: from }) });
    void navigate(`/tariff/${question.code.trim()}?${query.toString()}`);
  };
  return (
    <>
      <h1>{t("tariff.title")}</h1>
      <p className="quiet">{t("tariff.lead")}</p>
      <Form<Question>
        key={`${code}/${on}/${origin}`}
        layout="inline"
        className="ask"
        initialValues={{ code, on, origin }}
        onFinish={ask}
      >
        <Form.Item
          name="code"
          label={t("tariff.code")}
          rules={[{ required: true, pattern: /^\s*\d{10}\s*$/, message: t("tariff.bad_code") }]}
        >
          <Input autoFocus inputMode="numeric" placeholder={t("tariff.code_hint")} autoComplete="off" />
        </Form.Item>
        <Form.Item name="on" label={t("tariff.on")} rules={[{ required: true, message: t("tariff.on") }]}>
          <Input type="date" />
        </Form.Item>
        <Form.Item name="origin" label={t("tariff.origin")}>
          <Input placeholder={t("tariff.origin_hint")} autoComplete="off" />
        </Form.Item>
        <Button htmlType="submit" type="primary">
          {t("tariff.ask")}
        </Button>
      </Form>
      {code === "" && <p className="blank">{t("tariff.start")}</p>}
      {isError && <Refusal error={error} onRetry={() => void refetch()} />}
      {code !== "" && data === undefined && !isError && <Loading />}
      {data !== undefined && !isError && <TariffLine line={data} />}
    </>
  );
}
