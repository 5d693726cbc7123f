//! Acts about the other kinds of cases, each as the command that it gives: after release, on a manifest, in transit, at a
//! gate, and what is paid by the month or under a payment slip of parcels' bills.

use anyhow::Result;
use clearance::{
    AuditFile, AuditWord, ConsignmentFile, DeclarationFile, DutySlip, GatePassFile, MonthlyFile,
    OpenAct, TransitFile, audit_acts, consignment_acts, duty_slip_state_of, gate_pass_acts,
    late_fee, monthly_acts,
    ports::{EntryRow, Records as _},
    retail_slip_acts,
    slip::Slip,
    transit_acts,
};
use model::{
    Amount, AuditAct, AuditKind, AuditOrigin, DayStamp, HouseMessage, Month, OfficerAction,
    TransitAct,
};

use super::{
    Asker,
    fields::{choice, decided_at, may, must},
    forms::{About, Form, spelt, with},
};
use crate::view::{ActField, ActSubject, CaseActs, FieldForm as By};

impl Asker<'_> {
    pub(super) fn of_other_act(&self, about: &About<'_>, act: &OpenAct) -> Option<Form> {
        match (about, act) {
            (About::Audit(file), OpenAct::Audit(word)) => Some(self.audit_form(file, *word)),
            (About::Bill(number), OpenAct::Order(action)) => {
                let form = self.order(number, *action);
                let is_passed = *action == OfficerAction::ApproveReview;
                let name = if is_passed { "pass_bill" } else { "refuse_bill" };
                Some(Form { name: name.to_owned(), ..form })
            }
            (About::Transit(file), _) => self.transit_form(file, act),
            (About::Monthly(file, owed), OpenAct::ReportMonthPaid(month)) => {
                let owed = owed.iter().find(|(of, _)| of == month)?.1;
                self.month_form(file, *month, owed)
            }
            (About::RetailSlip(slip), OpenAct::ReportSlipPaid) => Some(self.slip_form(slip)),
            (About::GatePass(number), OpenAct::ReportPassage) => Some(self.passage_form(number)),
            _ => None,
        }
    }

    fn audit_form(&self, file: &AuditFile, word: AuditWord) -> Form {
        let (name, act, place) = self.audit_act(file, word);
        let at = |field: &str| format!("/act/{place}/{field}");
        let declarations =
            || file.declarations.iter().map(|(_, number)| choice(number, number, number)).collect();
        let mut fields = match word {
            AuditWord::Include => {
                let titles = ["报关单号，每行一个", "declaration numbers, one a line"];
                vec![must(&at("declarations"), By::Texts, titles)]
            }
            AuditWord::AskRecords => {
                let titles = ["要求提供的账簿、单证", "records that are wanted"];
                vec![must(&at("wanted"), By::LongText, titles)]
            }
            AuditWord::GoOnSite => {
                let officers = ["实施人员，每行一人", "officers, one a line"];
                vec![
                    must(&at("officers"), By::Texts, officers).with(self.login()),
                    must(&at("site"), By::Text, ["地点", "site"]),
                    must(&at("attended_by"), By::Text, ["企业在场人员", "who was there"]),
                    must(&at("record"), By::LongText, ["现场记录", "what was seen"]),
                    must(&at("at"), By::Moment, ["时间", "at"]).with(self.now.to_string()),
                ]
            }
            AuditWord::AskOpinion => {
                let titles = ["问题", "findings"];
                vec![must(&at("findings"), By::Findings, titles).of(declarations())]
            }
            AuditWord::Report => {
                let known = serde_json::to_string(&file.findings).unwrap_or_default();
                let titles = ["问题（未发现问题的不填）", "findings; none: nothing was found"];
                let field = may(&at("findings"), By::Findings, titles);
                vec![field.with(known).of(declarations())]
            }
            AuditWord::Extend => vec![must(&at("until"), By::Date, ["延期至", "until"])],
            _ => Vec::new(),
        };
        if word != AuditWord::GoOnSite {
            fields = with(fields, decided_at(&format!("/act/{place}")));
        }
        Form::of(name, HouseMessage::Audit { audit_no: file.audit_no.clone(), act }, fields)
    }

    /// Its row, the command, and where its fields stand in it.
    fn audit_act(
        &self,
        file: &AuditFile,
        word: AuditWord,
    ) -> (&'static str, AuditAct, &'static str) {
        let (officer, reason) = (self.officer(), String::new());
        let findings = Vec::new();
        match word {
            AuditWord::Include => {
                let declarations = Vec::new();
                let act = AuditAct::Included { declarations, officer, reason };
                ("audit_include", act, "included")
            }
            AuditWord::AskRecords => {
                let (wanted, days) = (String::new(), None);
                let act = AuditAct::RecordsAsked { wanted, days, officer, reason };
                ("audit_records", act, "records_asked")
            }
            AuditWord::GoOnSite => {
                let act = AuditAct::OnSite {
                    officers: Vec::new(),
                    site: String::new(),
                    attended_by: String::new(),
                    record: String::new(),
                    attachments: Vec::new(),
                    at: self.now,
                };
                ("audit_on_site", act, "on_site")
            }
            AuditWord::AskOpinion => {
                let act = AuditAct::OpinionAsked { findings, officer, reason };
                ("audit_opinion", act, "opinion_asked")
            }
            AuditWord::Report => {
                let findings = file.findings.clone();
                let act = AuditAct::Reported { findings, officer, reason };
                ("audit_report", act, "reported")
            }
            AuditWord::Conclude => {
                let act = AuditAct::Concluded { hand_over: false, officer, reason };
                ("audit_conclude", act, "concluded")
            }
            AuditWord::HandOver => {
                let act = AuditAct::Concluded { hand_over: true, officer, reason };
                ("audit_hand_over", act, "concluded")
            }
            AuditWord::Approve => {
                ("audit_approve", AuditAct::Approved { officer, reason }, "approved")
            }
            AuditWord::SendBack => {
                ("audit_send_back", AuditAct::SentBack { officer, reason }, "sent_back")
            }
            AuditWord::Refuse => ("audit_refuse", AuditAct::Refused { officer, reason }, "refused"),
            AuditWord::Extend => {
                let until = self.now.local_date();
                ("audit_extend", AuditAct::Extended { until, officer, reason }, "extended")
            }
            AuditWord::Close => ("audit_close", AuditAct::Closed { officer, reason }, "closed"),
            AuditWord::Drop => ("audit_drop", AuditAct::Dropped { officer, reason }, "dropped"),
        }
    }

    /// 稽查、核查立案, of one declaration.
    pub(super) fn open_audit(&self, file: &DeclarationFile<'_>) -> Form {
        let kinds = [AuditKind::Audit, AuditKind::Verification];
        let kinds = kinds.map(|it| choice(&spelt(&it), it.title_zh(), it.title_en())).to_vec();
        let origins = [AuditOrigin::Risk, AuditOrigin::Random, AuditOrigin::Referral];
        let origins = origins.map(|it| choice(&spelt(&it), it.title_zh(), it.title_en())).to_vec();
        let message = HouseMessage::OpenAudit {
            kind: AuditKind::Audit,
            origin: AuditOrigin::Risk,
            enterprise_code: file.declaration.trader.code.to_string(),
            customs: file.declaration.declaring_customs.to_string(),
            declarations: vec![file.declaration_no.to_string()],
            from: None,
            to: None,
            officers: Vec::new(),
            reason: String::new(),
            without_notice_by: String::new(),
        };
        let officers = ["实施人员（至少两人），每行一人", "officers, two at least, one a line"];
        let approved = ["批准不提前通知的负责人", "whoever approves that it begins without notice"];
        let fields = vec![
            must("/kind", By::Choice, ["类型", "kind"]).with(spelt(&AuditKind::Audit)).of(kinds),
            must("/origin", By::Choice, ["来源", "origin"])
                .with(spelt(&AuditOrigin::Risk))
                .of(origins),
            must("/officers", By::Texts, officers).with(self.login()),
            must("/reason", By::LongText, ["理由", "reason"]),
            may("/without_notice_by", By::Text, approved),
        ];
        Form::of("audit_open", message, fields)
    }

    pub(super) fn exit_form(&self, list_no: &str) -> Form {
        let (list_no, site) = (list_no.to_owned(), String::new());
        let fields = vec![must("/site", By::Text, ["监管场所", "site"]), self.at_field("/at")];
        Form::of("report_exit", HouseMessage::Exit { list_no, site, at: self.now }, fields)
    }

    fn transit_form(&self, file: &TransitFile, act: &OpenAct) -> Option<Form> {
        let transit_no = file.transit_no.clone();
        let seals = file.terms.all_seals().join("\n");
        let (site, at) = (String::new(), self.now);
        let seen = |place: &str| {
            let seals_at = format!("/act/{place}/seals");
            let titles = ["封志号，每行一个", "seals, one a line"];
            vec![
                must(&format!("/act/{place}/site"), By::Text, ["场所", "site"]),
                may(&seals_at, By::Texts, titles).with(seals.clone()),
                self.at_field(&format!("/act/{place}/at")),
            ]
        };
        let said =
            |act: TransitAct| HouseMessage::TransitAct { transit_no: transit_no.clone(), act };
        Some(match act {
            OpenAct::Order(OfficerAction::RejectReview) => {
                let form = self.order(&transit_no, OfficerAction::RejectReview);
                Form { name: "return_transit".to_owned(), ..form }
            }
            OpenAct::ReportDeparture => {
                let act = TransitAct::Departed { site, seals: Vec::new(), at };
                Form::of("report_departure", said(act), seen("departed"))
            }
            OpenAct::ReportArrival => {
                let act = TransitAct::Arrived { site, seals: Vec::new(), at };
                Form::of("report_arrival", said(act), seen("arrived"))
            }
            OpenAct::VoidTransit => {
                let reason = must("/act/void/reason", By::LongText, ["理由", "reason"]);
                let act = TransitAct::Void { reason: String::new() };
                Form::of("void_transit", said(act), vec![reason])
            }
            _ => return None,
        })
    }

    fn month_form(&self, file: &MonthlyFile<'_>, month: DayStamp, amount: Amount) -> Option<Form> {
        let month = Month::of(month.date()?);
        let (code, bank, at) = (file.code.to_string(), String::new(), self.now);
        let message = HouseMessage::MonthlyPaid { code, month, amount, bank, at };
        let name = format!("report_month_paid.{month}");
        let form = Form::of(name, message, self.paid_fields(amount));
        let text = month.to_string();
        Some(form.called(&text, &text))
    }

    fn slip_form(&self, slip: &Slip<'_>) -> Form {
        let (slip_no, amount) = (slip.slip_no(), slip.amount);
        let (bank, at) = (String::new(), self.now);
        let message = HouseMessage::SlipPaid { slip_no, amount, bank, at };
        Form::of("report_slip_paid", message, self.paid_fields(amount))
    }

    fn passage_form(&self, number: &str) -> Form {
        let message = HouseMessage::GatePassage {
            pass_no: number.to_owned(),
            vehicle_no: String::new(),
            weight_kg: Amount::ZERO,
            gate: String::new(),
            operator: self.officer(),
            at: self.now,
        };
        let fields = vec![
            must("/vehicle_no", By::Text, ["车牌号", "number plate"]),
            must("/weight_kg", By::Amount, ["过磅重量（千克）", "weight, kg"]),
            must("/gate", By::Text, ["卡口", "gate"]),
            must("/operator", By::Text, ["卡口人员", "who works the gate"]).with(self.login()),
            self.at_field("/at"),
        ];
        Form::of("report_passage", message, fields)
    }

    fn at_field(&self, at: &str) -> ActField {
        must(at, By::Moment, ["时间", "at"]).with(self.now.to_string())
    }

    fn paid_fields(&self, amount: Amount) -> Vec<ActField> {
        let titles = ["金额（元）", "amount, in yuan"];
        vec![
            must("/bank", By::Text, ["银行或国库", "bank or treasury"]),
            must("/amount", By::Amount, titles).with(amount.to_string()),
            self.at_field("/at"),
        ]
    }

    /// About a case after release, and its open documents.
    pub(crate) fn of_audit(&self, row: &EntryRow) -> Result<Vec<CaseActs>> {
        let file = AuditFile::from_row(row)?;
        let mut has_open_tax = false;
        for row in self.rows(file.declarations.iter().map(|(case, _)| *case))? {
            let declaration = DeclarationFile::from_row(&row)?;
            has_open_tax |= (declaration.owed() + declaration.refund_due).is_positive();
        }
        let acts = audit_acts(&file, has_open_tax, self.asks());
        let mut items = vec![CaseActs {
            about: ActSubject::Audit,
            number: file.audit_no.clone(),
            title_zh: file.kind.title_zh().to_owned(),
            title_en: file.kind.title_en().to_owned(),
            state_title_zh: lifecycle::audit_title_zh(file.state).to_owned(),
            state_title_en: lifecycle::audit_title_en(file.state).to_owned(),
            acts: self.offered(&About::Audit(&file), &acts),
        }];
        for row in self.rows(file.open_instruments.iter().map(|it| it.case))? {
            if clearance::instrument_state_of(row.state).is_some() {
                items.extend(self.of_instrument(&clearance::InstrumentFile::from_row(&row)?));
            }
        }
        Ok(items)
    }

    /// About the goods of a bill, and their transit.
    pub(crate) fn of_consignment(&self, row: &EntryRow) -> Result<Vec<CaseActs>> {
        let file = ConsignmentFile::from_row(row)?;
        let number = file.consignment_no();
        let mut items = vec![CaseActs {
            about: ActSubject::Bill,
            title_zh: format!("提运单 {}", file.bill_no()),
            title_en: format!("bill {}", file.bill_no()),
            state_title_zh: lifecycle::consignment_title_zh(file.state).to_owned(),
            state_title_en: lifecycle::consignment_title_en(file.state).to_owned(),
            acts: self.offered(&About::Bill(&number), &consignment_acts(&file)),
            number: number.clone(),
        }];
        let transit = clearance::transit_case(row.id);
        if file.transit.is_some()
            && let Some(row) = self.records.entry(transit)?
        {
            items.push(self.of_transit(&row)?);
        }
        Ok(items)
    }

    pub(crate) fn of_transit(&self, row: &EntryRow) -> Result<CaseActs> {
        let file = TransitFile::from_row(row)?;
        Ok(CaseActs {
            about: ActSubject::Transit,
            number: file.transit_no.clone(),
            title_zh: "转关".to_owned(),
            title_en: "transit".to_owned(),
            state_title_zh: lifecycle::transit_title_zh(file.state).to_owned(),
            state_title_en: lifecycle::transit_title_en(file.state).to_owned(),
            acts: self.offered(&About::Transit(&file), &transit_acts(&file)),
        })
    }

    /// About what a trader pays month by month.
    pub(crate) fn of_month_payer(&self, row: &EntryRow) -> Result<CaseActs> {
        let file = MonthlyFile::from_row(row)?;
        let on = self.now.local_date();
        let mut owed = Vec::new();
        for month in &file.months {
            let mut total = Amount::ZERO;
            let slips = self.rows(month.open.iter().map(|(case, _)| *case))?;
            for row in slips.iter().filter(|it| duty_slip_state_of(it.state).is_some()) {
                let slip = DutySlip::from_row(row)?;
                total += slip.amount + late_fee(&self.registry.law, &slip, on);
            }
            owed.push((month.month, total));
        }
        Ok(CaseActs {
            about: ActSubject::MonthlyPayer,
            number: file.code.to_string(),
            title_zh: "汇总征税".to_owned(),
            title_en: "monthly payment".to_owned(),
            state_title_zh: lifecycle::monthly_title_zh(file.state).to_owned(),
            state_title_en: lifecycle::monthly_title_en(file.state).to_owned(),
            acts: self.offered(&About::Monthly(&file, &owed), &monthly_acts(&file)),
        })
    }

    pub(crate) fn of_retail_slip(&self, row: &EntryRow) -> Result<CaseActs> {
        let slip = Slip::from_row(row)?;
        Ok(CaseActs {
            about: ActSubject::RetailSlip,
            number: slip.slip_no(),
            title_zh: "缴款书".to_owned(),
            title_en: "payment slip".to_owned(),
            state_title_zh: lifecycle::slip_title_zh(slip.state).to_owned(),
            state_title_en: lifecycle::slip_title_en(slip.state).to_owned(),
            acts: self.offered(&About::RetailSlip(&slip), &retail_slip_acts(slip.state)),
        })
    }

    pub(crate) fn of_gate_pass(&self, row: &EntryRow) -> Result<CaseActs> {
        let file = GatePassFile::from_row(row)?;
        let number = file.pass_no.to_string();
        // Before it was accepted there is no number to report it by.
        let open = if number.is_empty() { Vec::new() } else { gate_pass_acts(file.state) };
        Ok(CaseActs {
            about: ActSubject::GatePass,
            title_zh: "核放单".to_owned(),
            title_en: "gate pass".to_owned(),
            state_title_zh: lifecycle::gate_pass_title_zh(file.state).to_owned(),
            state_title_en: lifecycle::gate_pass_title_en(file.state).to_owned(),
            acts: self.offered(&About::GatePass(&number), &open),
            number,
        })
    }
}
