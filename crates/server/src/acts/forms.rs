//! Each act as the command that it gives and the fields that are filled in.

use std::collections::BTreeMap;

use clearance::{
    AmendmentFile, AuditFile, DeclarationFile, DutySlip, InstrumentFile, MonthlyFile, OpenAct,
    TransitFile, late_fee, slip::Slip,
};
use model::{
    Amount, Basis, DayStamp, Direction, DutySlipAct, ExaminationWay, GuaranteeCondition,
    GuaranteedReleaseAct, HouseMessage, InstrumentAct, InstrumentKind, LaboratoryFinding,
    LaboratoryResult, OfficerAction, PaymentOrder, RefundCollection, ServiceWay,
};
use serde_json::{Value, json};

use super::{
    Asker, Said,
    fields::{choice, decided_at, may, must, said_by},
    trade::papers_of,
};
use crate::view::{ActField, FieldChoice, FieldForm as By};

/// The case that something is done about.
pub(super) enum About<'f> {
    Declaration(&'f DeclarationFile<'f>),
    Document(&'f InstrumentFile),
    /// With its declaration.
    Amendment(&'f AmendmentFile<'f>, &'f DeclarationFile<'f>),
    Slip(&'f DutySlip<'f>, Option<&'f DeclarationFile<'f>>),
    /// Of a parcel or an export, by its number.
    List(&'f str),
    Audit(&'f AuditFile),
    /// The goods of a bill, by the house's number of them.
    Bill(&'f str),
    Transit(&'f TransitFile),
    /// With what each month owes now, paid late or not.
    Monthly(&'f MonthlyFile<'f>, &'f [(DayStamp, Amount)]),
    RetailSlip(&'f Slip<'f>),
    /// By its number.
    GatePass(&'f str),
}

/// An act before it is known whether it is his who asks.
pub(super) struct Form {
    pub(super) said: Said,
    /// Its row's name, and after a point of which kind it is.
    pub(super) name: String,
    /// What stands behind the row's titles.
    pub(super) titles: [String; 2],
    pub(super) fields: Vec<ActField>,
}

impl Form {
    pub(super) fn of(
        name: impl Into<String>,
        message: HouseMessage,
        fields: Vec<ActField>,
    ) -> Form {
        let said = Said::House(Box::new(message));
        Form { said, name: name.into(), titles: [String::new(), String::new()], fields }
    }

    pub(super) fn saying(said: Said, name: String, fields: Vec<ActField>) -> Form {
        Form { said, name, titles: [String::new(), String::new()], fields }
    }

    pub(super) fn called(self, zh: &str, en: &str) -> Form {
        Form { titles: [zh.to_owned(), en.to_owned()], ..self }
    }
}

impl About<'_> {
    /// By what law something is done, where its case says it better than the act.
    pub(super) fn basis_of<'l>(&self, asker: &'l Asker<'_>, act: &OpenAct) -> Option<&'l Basis> {
        let OpenAct::Issue(kind) = act else { return None };
        let law = &asker.registry.law;
        law.basis(law.instruments.on(*kind, asker.now.local_date())?.basis)
    }
}

impl Asker<'_> {
    pub(super) fn form_of(&self, about: &About<'_>, act: &OpenAct) -> Option<Form> {
        match about {
            About::Declaration(file) => self.of_declaration_act(file, act),
            About::Document(file) => self.of_document_act(file, act),
            About::Amendment(file, of) => self.of_amendment_act(file, of, act),
            About::Slip(slip, of) => self.of_slip_act(slip, *of, act),
            About::List(number) => match act {
                OpenAct::Order(action) => Some(self.order(number, *action)),
                OpenAct::ReportExit => Some(self.exit_form(number)),
                _ => None,
            },
            _ => self.of_other_act(about, act),
        }
    }

    pub(super) fn officer(&self) -> String {
        self.login().to_owned()
    }

    pub(super) fn order(&self, number: &str, action: OfficerAction) -> Form {
        let message = HouseMessage::Officer {
            list_no: number.to_owned(),
            action,
            officer: self.officer(),
            reason: String::new(),
        };
        Form::of(spelt(&action), message, decided_at(""))
    }

    fn of_declaration_act(&self, file: &DeclarationFile<'_>, act: &OpenAct) -> Option<Form> {
        let number = file.declaration_no.to_string();
        let (declaration_no, officer, reason) = (number.clone(), self.officer(), String::new());
        let form = match act {
            OpenAct::Order(action) => self.order(&number, *action),
            OpenAct::Issue(kind) => return self.issue(file, *kind),
            OpenAct::DecideValue => {
                let lines = prices_of(file);
                let fields = vec![
                    must("/lines", By::Prices, ["商品项与审定总价", "lines and their prices"])
                        .of(lines),
                    must("/method", By::Text, ["估价方法", "method of valuation"]),
                ];
                let (lines, method) = (Vec::new(), String::new());
                let message =
                    HouseMessage::DecideValue { declaration_no, lines, method, officer, reason };
                Form::of("decide_value", message, with(fields, decided_at("")))
            }
            OpenAct::DecideAdmission { application, is_granted } => {
                let message = HouseMessage::DecideAdmission {
                    declaration_no,
                    application: *application,
                    is_granted: *is_granted,
                    officer,
                    reason,
                };
                let name = if *is_granted { "grant_admission" } else { "refuse_admission" };
                let name = format!("{name}.{}", spelt(application));
                let form = Form::of(name, message, decided_at(""));
                form.called(application.title_zh(), &spelt(application).replace('_', " "))
            }
            OpenAct::AskAmendment(kind) => {
                let is_amended = *kind == model::AmendmentKind::Amend;
                let titles = ["要求修改的字段", "fields that are to change"];
                let fields = match is_amended {
                    true => vec![must("/fields", By::NewValues, titles)],
                    false => Vec::new(),
                };
                let name = if is_amended { "ask_amend" } else { "ask_withdraw" };
                let (kind, asked) = (*kind, Vec::new());
                let message = HouseMessage::AskAmendment {
                    declaration_no,
                    kind,
                    fields: asked,
                    officer,
                    reason,
                };
                Form::of(name, message, with(fields, decided_at("")))
            }
            OpenAct::GrantGuarantee => self.grant(file, declaration_no),
            OpenAct::MeetConditions(open) => {
                let act = GuaranteedReleaseAct::Met { conditions: Vec::new() };
                let message =
                    HouseMessage::GuaranteedRelease { declaration_no, act, officer, reason };
                let titles = ["已办结的事项", "conditions that are met"];
                let fields =
                    vec![must("/act/met/conditions", By::Choices, titles).of(conditions(open))];
                Form::of("meet_conditions", message, with(fields, decided_at("")))
            }
            OpenAct::Apply(kind) => self.apply(file, *kind),
            OpenAct::SendFile(wanted) => self.send_file(file, wanted),
            OpenAct::ClaimRefund => self.claim(file, declaration_no)?,
            OpenAct::OpenAudit => self.open_audit(file),
            OpenAct::ReportExit => self.exit_form(&number),
            OpenAct::ClaimSentBack => self.claim_sent_back(file)?,
            OpenAct::Disclose => self.disclose(file)?,
            OpenAct::Supplement(kind) => self.supplement(file, kind),
            OpenAct::ChooseGuarantee => self.choose_guarantee(file)?,
            _ => return None,
        };
        Some(form)
    }

    fn grant(&self, file: &DeclarationFile<'_>, declaration_no: String) -> Form {
        use GuaranteeCondition as Open;
        let all = [
            Open::Tax,
            Open::Classification,
            Open::Value,
            Open::Origin,
            Open::Documents,
            Open::Others,
        ];
        let act = GuaranteedReleaseAct::Grant {
            conditions: Vec::new(),
            until: self.now.local_date(),
            amount: Amount::ZERO,
        };
        let (officer, reason) = (self.officer(), String::new());
        let message = HouseMessage::GuaranteedRelease { declaration_no, act, officer, reason };
        let mut fields = vec![
            must("/act/grant/conditions", By::Choices, ["未办结的事项", "what is open"])
                .of(conditions(&all)),
            must("/act/grant/until", By::Date, ["担保至", "until"]),
        ];
        if !file.is_released() {
            let titles = ["税款以外的担保金额（元）", "amount beside the tax, in yuan"];
            fields.push(may("/act/grant/amount", By::Amount, titles));
        }
        Form::of("grant_guarantee", message, with(fields, decided_at("")))
    }

    /// A document that customs issues, with the fields that its kind has on the day.
    fn issue(&self, file: &DeclarationFile<'_>, kind: InstrumentKind) -> Option<Form> {
        let law = &self.registry.law;
        let rule = law.instruments.on(kind, self.now.local_date())?;
        let mut fields = Vec::new();
        for (name, is_must) in &rule.fields {
            // The house says these itself.
            let is_known = kind == InstrumentKind::TaxConfirmation
                && matches!(&**name, "customs_value" | "payable");
            if is_known || matches!(&**name, "examiners" | "handed_to") {
                continue;
            }
            let titles = law.instruments.field(name)?;
            let choices: Vec<FieldChoice> = match &**name {
                "items" => lines_of(file),
                "kinds" => vec![
                    choice("A", "价格", "price"),
                    choice("B", "商品归类", "classification"),
                    choice("C", "原产地", "origin"),
                ],
                _ => titles
                    .values
                    .iter()
                    .map(|(code, zh)| choice(code, zh, &code.replace('_', " ")))
                    .collect(),
            };
            let form = match &**name {
                "items" | "kinds" => By::Words,
                "video_from" | "video_to" => By::Moment,
                "doubt" | "wanted" | "requirements" | "findings" => By::LongText,
                _ if choices.is_empty() => By::Text,
                _ => By::Choice,
            };
            fields.push(ActField {
                at: format!("/fields/{name}"),
                title_zh: titles.title_zh.to_string(),
                title_en: titles.title_en.to_string(),
                form,
                must: *is_must,
                value: String::new(),
                choices,
                kept_at: String::new(),
            });
        }
        let message = HouseMessage::IssueDocument {
            declaration_no: file.declaration_no.to_string(),
            kind,
            officer: self.officer(),
            reason: String::new(),
            fields: BTreeMap::new(),
            attachments: Vec::new(),
        };
        let name = format!("issue.{}", spelt(&kind));
        let form = Form::of(name, message, with(fields, decided_at("")));
        Some(form.called(&format!("《{}》", rule.title_zh), &rule.title_en))
    }

    /// 修撤单, in our own JSON.
    fn apply(&self, file: &DeclarationFile<'_>, kind: model::AmendmentKind) -> Form {
        let is_amended = kind == model::AmendmentKind::Amend;
        let law = &self.registry.law;
        let direction = file.declaration.direction;
        let on = self.now.local_date();
        let grounds = law.amendments.grounds(kind, direction, file.is_released(), on);
        let grounds = grounds.filter(|it| &*it.ground != params::ASKED_BY_CUSTOMS);
        let mut papers: Vec<FieldChoice> = Vec::new();
        let mut reasons: Vec<FieldChoice> = Vec::new();
        for ground in grounds {
            if !reasons.iter().any(|it| it.value == *ground.title_zh) {
                reasons.push(choice(&ground.title_zh, &ground.title_zh, &ground.title_en));
            }
            for code in ground.evidence.iter().flat_map(|it| it.iter()) {
                if papers.iter().any(|it| it.value == **code) {
                    continue;
                }
                let title =
                    law.codes.name_zh(params::Table::AttachmentKind, code).unwrap_or_default();
                papers.push(choice(code, title, title));
            }
        }
        let mut fields = Vec::new();
        if is_amended {
            let titles = ["修改的字段", "fields that are to change"];
            fields.push(must("/amendment/fields", By::Changes, titles));
        }
        fields.push(must("/amendment/reason", By::Choice, ["事由", "ground"]).of(reasons));
        fields.push(may("/amendment/attachments", By::Papers, ["证明材料", "evidence"]).of(papers));
        let operation = ("operation", json!("declare"));
        let amendment = application(file, vec![("kind", json!(spelt(&kind))), operation]);
        Form {
            said: Said::Trader(json!({ "tongguan": "amendment", "amendment": amendment })),
            name: spelt(&kind),
            titles: [String::new(), String::new()],
            fields,
        }
    }

    fn send_file(&self, file: &DeclarationFile<'_>, wanted: &[String]) -> Form {
        let named = file.declaration.attachments.iter();
        let named = named.filter(|it| wanted.iter().any(|id| *id == *it.id));
        let choices = named.map(|it| {
            let kind = self.registry.law.codes.name_zh(params::Table::AttachmentKind, &it.kind);
            let title = format!("{} {}", kind.unwrap_or(&it.kind), it.id);
            choice(&it.id, &title, &title)
        });
        let choices: Vec<FieldChoice> = choices.collect();
        let first = choices.first().map_or_else(String::new, |it| it.value.clone());
        Form {
            said: Said::File(format!("/api/v1/declarations/{}/files", file.declaration_no)),
            name: "send_file".to_owned(),
            titles: [String::new(), String::new()],
            fields: vec![
                must("/id", By::Choice, ["随附单据", "paper"]).with(first).of(choices),
                must("/file", By::File, ["PDF文件", "PDF file"]),
            ],
        }
    }

    fn claim(&self, file: &DeclarationFile<'_>, declaration_no: String) -> Option<Form> {
        let names =
            self.speaks_as(&[(&file.declaration.trader.code, &file.declaration.trader.name)]);
        let by_code = names.first()?.value.clone();
        let message = HouseMessage::ClaimRefund {
            by_code,
            declaration_no,
            fields: Vec::new(),
            sent_back: None,
            text: String::new(),
            attachments: Vec::new(),
        };
        let titles = ["应为的申报内容", "what it has to say instead"];
        let fields = vec![
            said_by("/by_code", names),
            must("/fields", By::NewValues, titles),
            must("/text", By::LongText, ["理由", "why"]),
            may("/attachments", By::Evidence, ["证明材料", "papers"]).kept_at(papers_of(file)),
        ];
        Some(Form::of("claim_refund", message, fields))
    }

    fn of_amendment_act(
        &self,
        file: &AmendmentFile<'_>,
        of: &DeclarationFile<'_>,
        act: &OpenAct,
    ) -> Option<Form> {
        match act {
            OpenAct::Order(action) => {
                let form = self.order(&file.request_no, *action);
                let name = match action {
                    OfficerAction::ApproveReview => "approve_amendment",
                    _ => "refuse_amendment",
                };
                Some(Form { name: name.to_owned(), ..form })
            }
            OpenAct::Confirm => {
                let confirmation = json!({ "request_no": file.request_no, "result": "0" });
                let said = vec![
                    ("kind", json!(spelt(&file.request.kind))),
                    ("operation", json!("confirm")),
                    ("reason", json!("企业确认")),
                    ("confirmation", confirmation),
                ];
                let amendment = application(of, said);
                let answers =
                    vec![choice("0", "同意", "agree"), choice("1", "不同意", "do not agree")];
                let at = "/amendment/confirmation";
                let titles = ["是否同意", "whether you agree"];
                let fields = vec![
                    must(&format!("{at}/result"), By::Choice, titles).with("0").of(answers),
                    may(&format!("{at}/note"), By::LongText, ["不同意的理由", "why not"]),
                ];
                Some(Form {
                    said: Said::Trader(json!({ "tongguan": "amendment", "amendment": amendment })),
                    name: "confirm".to_owned(),
                    titles: [String::new(), String::new()],
                    fields,
                })
            }
            _ => None,
        }
    }

    fn of_document_act(&self, file: &InstrumentFile, act: &OpenAct) -> Option<Form> {
        let number = file.issued.number.clone();
        let (officer, reason) = (self.officer(), String::new());
        let to_house = |name: &str, act: InstrumentAct, fields: Vec<ActField>| {
            Some(Form::of(name, HouseMessage::DocumentAct { number, act }, fields))
        };
        let parties = [&file.issued.trader, &file.issued.declarant];
        let names = self.speaks_as(&parties.map(|it| (it.code.as_str(), it.name.as_str())));
        let own = names.first().map(|it| it.value.clone());
        match act {
            OpenAct::Serve => Some(self.serve(file)),
            OpenAct::Answer => {
                let (by_code, text) = (own?, String::new());
                let act = InstrumentAct::Answered { by_code, text, attachments: Vec::new() };
                let fields = vec![
                    said_by("/act/answered/by_code", names),
                    must("/act/answered/text", By::LongText, ["答复内容", "answer"]),
                    may("/act/answered/attachments", By::Evidence, ["附件", "papers"])
                        .kept_at(format!("/api/v1/documents/{}/papers", file.issued.number)),
                ];
                to_house("answer", act, fields)
            }
            OpenAct::Attend => {
                let act = InstrumentAct::Attendance {
                    by_code: own?,
                    name: String::new(),
                    is_waived: false,
                };
                let titles = ["放弃到场", "waive it"];
                let fields = vec![
                    said_by("/act/attendance/by_code", names),
                    must(
                        "/act/attendance/name",
                        By::Text,
                        ["到场人或者放弃人", "who comes, or waives it"],
                    ),
                    may("/act/attendance/is_waived", By::YesNo, titles),
                ];
                to_house("attend", act, fields)
            }
            OpenAct::Appoint => Some(self.appoint(file)),
            OpenAct::ReportResult => {
                let result = self.result_of(file);
                to_house("report_result", InstrumentAct::Result(result), result_fields())
            }
            OpenAct::Extend => {
                let until = self.now.local_date();
                let fields = vec![must("/act/extended/until", By::Date, ["延长至", "until"])];
                let act = InstrumentAct::Extended { officer, reason, until };
                to_house("extend", act, with(fields, decided_at("/act/extended")))
            }
            OpenAct::Close => {
                let act = InstrumentAct::Closed { officer, reason };
                to_house("close", act, decided_at("/act/closed"))
            }
            OpenAct::Revoke => {
                let act = InstrumentAct::Revoked { officer, reason };
                to_house("revoke", act, decided_at("/act/revoked"))
            }
            _ => None,
        }
    }

    fn serve(&self, file: &InstrumentFile) -> Form {
        let (number, by) = (file.issued.number.clone(), self.officer());
        let to = file.issued.declarant.name.clone();
        let way = ServiceWay::Electronic;
        let at = |name: &str| format!("/act/served/{name}");
        let now = self.now.to_string();
        let fields = vec![
            must(&at("way"), By::Choice, ["送达方式", "way"]).with(spelt(&way)).of(service_ways()),
            must(&at("to"), By::Text, ["签收人", "signed for by"]).with(to.clone()),
            must(&at("by"), By::Text, ["送达人", "served by"]).with(by.clone()),
            must(&at("at"), By::Moment, ["送达时间", "served at"]).with(now),
        ];
        let act = InstrumentAct::Served { way, to, by, at: self.now };
        Form::of("serve", HouseMessage::DocumentAct { number, act }, fields)
    }

    fn appoint(&self, file: &InstrumentFile) -> Form {
        let (number, officer) = (file.issued.number.clone(), self.officer());
        let way = ExaminationWay::OnSite;
        let ways = [ExaminationWay::OnSite, ExaminationWay::Video];
        let ways = ways.map(|it| choice(&spelt(&it), it.title_zh(), it.title_en())).to_vec();
        let at = |name: &str| format!("/act/appointed/{name}");
        let fields = vec![
            must(&at("way"), By::Choice, ["查验方式", "way"]).with(spelt(&way)).of(ways),
            must(&at("at"), By::Moment, ["时间", "at"]),
            may(&at("link"), By::Text, ["视频链接", "link of the video"]),
            must(&at("officer"), By::Text, ["关员", "officer"]),
        ];
        let act = InstrumentAct::Appointed { way, at: self.now, link: String::new(), officer };
        Form::of("appoint", HouseMessage::DocumentAct { number, act }, fields)
    }

    fn result_of(&self, file: &InstrumentFile) -> LaboratoryResult {
        LaboratoryResult {
            laboratory: file.issued.field("laboratory").to_owned(),
            sample_no: file.issued.field("sample_no").to_owned(),
            finding: LaboratoryFinding::Conform,
            text: String::new(),
            commodity_code: String::new(),
            attachments: Vec::new(),
            at: self.now,
        }
    }

    fn of_slip_act(
        &self,
        slip: &DutySlip<'_>,
        of: Option<&DeclarationFile<'_>>,
        act: &OpenAct,
    ) -> Option<Form> {
        let owed = slip.amount + late_fee(&self.registry.law, slip, self.now.local_date());
        let bank = || slip.bank.clone();
        let bank_at =
            |act: &str| must(&format!("/act/{act}/bank"), By::Text, ["银行", "bank"]).with(bank());
        let amount_at = |act: &str, amount: Amount| {
            let titles = ["金额（元）", "amount, in yuan"];
            must(&format!("/act/{act}/amount"), By::Amount, titles).with(amount.to_string())
        };
        let treasury_at =
            |act: &str| must(&format!("/act/{act}/treasury"), By::Text, ["国库", "treasury"]);
        let treasury = String::new();
        let (name, act, fields) = match act {
            OpenAct::OrderPayment => return self.order_payment(slip, of, owed),
            OpenAct::CollectRefund(number) => return self.collect(slip, number),
            OpenAct::ReportSent => {
                ("report_sent", DutySlipAct::Sent { bank: bank() }, vec![bank_at("sent")])
            }
            OpenAct::ReportDebited => {
                let act = DutySlipAct::Debited { bank: bank(), amount: owed };
                ("report_debited", act, vec![bank_at("debited"), amount_at("debited", owed)])
            }
            OpenAct::ReportFailed => {
                let act = DutySlipAct::Failed { bank: bank(), reason: String::new() };
                let why = must("/act/failed/reason", By::LongText, ["原因", "why"]);
                ("report_failed", act, vec![bank_at("failed"), why])
            }
            OpenAct::ReportConfirmed => {
                let amount = slip.debited;
                let act = DutySlipAct::Confirmed { treasury, amount };
                let fields = vec![treasury_at("confirmed"), amount_at("confirmed", amount)];
                ("report_confirmed", act, fields)
            }
            OpenAct::ReportRefunded => {
                let amount = slip.refund_open();
                let act = DutySlipAct::Refunded { treasury, amount };
                let fields = vec![treasury_at("refunded"), amount_at("refunded", amount)];
                ("report_refunded", act, fields)
            }
            _ => return None,
        };
        let message = HouseMessage::DutySlip { slip_no: slip.slip_no(), act, at: self.now };
        Some(Form::of(name, message, fields))
    }

    /// 电子支付: the payer, or the declarant for him, has an account debited.
    fn order_payment(
        &self,
        slip: &DutySlip<'_>,
        of: Option<&DeclarationFile<'_>>,
        owed: Amount,
    ) -> Option<Form> {
        let mut parties = vec![(slip.payer_code.as_str(), "")];
        if let Some(file) = of {
            let (trader, declarant) = (&file.declaration.trader, &file.declaration.declarant);
            parties = vec![(&trader.code, &trader.name), (&declarant.code, &declarant.name)];
        }
        let names = self.speaks_as(&parties);
        let by_code = names.first().filter(|_| self.is_of_companies())?.value.clone();
        let order = PaymentOrder { by_code, bank: String::new(), account: String::new() };
        let fields = vec![
            said_by("/act/ordered/by_code", names),
            must("/act/ordered/bank", By::Text, ["开户银行", "bank"]),
            must("/act/ordered/account", By::Text, ["三方协议账号", "account of the agreement"]),
        ];
        let (slip_no, act) = (slip.slip_no(), DutySlipAct::Ordered(order));
        let message = HouseMessage::DutySlip { slip_no, act, at: self.now };
        let form = Form::of("order_payment", message, fields);
        Some(form.called(&format!("{owed}元"), &format!("{owed} yuan")))
    }

    fn collect(&self, slip: &DutySlip<'_>, refund_no: &str) -> Option<Form> {
        let names = self.speaks_as(&[(&slip.payer_code, "")]);
        let by_code = names.first()?.value.clone();
        let act = DutySlipAct::Collected(RefundCollection {
            refund_no: refund_no.to_owned(),
            by_code,
            account: String::new(),
            officer: String::new(),
            reason: String::new(),
        });
        let fields = vec![
            said_by("/act/collected/by_code", names),
            must("/act/collected/account", By::Text, ["开户银行与账号", "bank and account"]),
        ];
        let message = HouseMessage::DutySlip { slip_no: slip.slip_no(), act, at: self.now };
        let name = format!("collect_refund.{refund_no}");
        Some(Form::of(name, message, fields).called(refund_no, refund_no))
    }
}

pub(super) fn with(mut fields: Vec<ActField>, more: Vec<ActField>) -> Vec<ActField> {
    fields.extend(more);
    fields
}

/// The one form that a word has in JSON.
pub(super) fn spelt(word: &impl serde::Serialize) -> String {
    match serde_json::to_value(word) {
        Ok(Value::String(text)) => text,
        _ => String::new(),
    }
}

pub(super) fn lines_of(file: &DeclarationFile<'_>) -> Vec<FieldChoice> {
    let line = |it: &model::GoodsItem<'_>| {
        let title = format!("{} {}", it.number, it.name);
        choice(&it.number.to_string(), &title, &title)
    };
    file.declaration.items.iter().map(line).collect()
}

/// Lines with what was declared as their price.
fn prices_of(file: &DeclarationFile<'_>) -> Vec<FieldChoice> {
    let line = |it: &model::GoodsItem<'_>| {
        let title = format!("{} {} · {} {}", it.number, it.name, it.total_price, it.currency);
        choice(&it.number.to_string(), &title, &title)
    };
    file.declaration.items.iter().map(line).collect()
}

fn conditions(open: &[GuaranteeCondition]) -> Vec<FieldChoice> {
    open.iter().map(|it| choice(&spelt(it), it.title_zh(), it.title_en())).collect()
}

fn service_ways() -> Vec<FieldChoice> {
    let ways = [
        ServiceWay::Electronic,
        ServiceWay::InPerson,
        ServiceWay::Post,
        ServiceWay::Left,
        ServiceWay::PublicNotice,
    ];
    let titled = |way: ServiceWay| {
        let [zh, en] = crate::view::service_words(way);
        choice(&spelt(&way), zh, en)
    };
    ways.map(titled).to_vec()
}

fn result_fields() -> Vec<ActField> {
    use LaboratoryFinding as Found;
    let all = [
        Found::Conform,
        Found::Classification,
        Found::Origin,
        Found::Quality,
        Found::Safety,
        Found::Quarantine,
        Found::Other,
    ];
    let all = all.map(|it| choice(&spelt(&it), it.title_zh(), it.title_en()));
    let code = ["应归入的商品编号（归类不符时）", "code that the goods belong under"];
    vec![
        must("/act/result/finding", By::Choice, ["结论", "result"]).of(all.to_vec()),
        must("/act/result/text", By::LongText, ["检验情况", "what was found"]),
        may("/act/result/commodity_code", By::Text, code),
    ]
}

/// An application, with what it says of its declaration so that it is known to be about it.
pub(super) fn application(file: &DeclarationFile<'_>, said: Vec<(&str, Value)>) -> Value {
    let declaration = &file.declaration;
    let party = |it: &model::Trader<'_>| json!({ "code": it.code, "name": it.name });
    let direction = match declaration.direction {
        Direction::Import => "import",
        Direction::Export => "export",
    };
    let head = [
        ("declaration_no", json!(file.declaration_no)),
        ("preliminary_no", json!(file.preliminary_no)),
        ("declaring_customs", json!(declaration.declaring_customs)),
        ("direction", json!(direction)),
        ("trader", party(&declaration.trader)),
        ("declarant", party(&declaration.declarant)),
        ("review_mark", json!("1")),
    ];
    head.into_iter().chain(said).map(|(name, it)| (name.to_owned(), it)).collect()
}
