//! Samples (取样送检): what an order of one holds up, what the laboratory's result leads to, goods that are moved under
//! custody before it (附条件提离), and the samples by which goods of listed enterprises are monitored (风险监测).

use lifecycle::{DeclarationEvent as Step, InstrumentEvent as Move};
use model::{
    AdmissionKind, AdmissionState, AmendmentBar, AmendmentKind, AskedField, Channel,
    DeclarationState as State, Finding, InstrumentKind as Kind, LaboratoryFinding,
    LaboratoryResult, Moment, Service, ServiceWay, Text,
};
use serde::{Deserialize, Serialize};

use crate::{
    amend_effect::Asked, catalogue::refuse, declaration::DeclarationFile, desk::Desk,
    examine::evidence_faults, history::Event, instrument::InstrumentFile, instrument_draft::Draft,
};

/// Goods that may leave the port, and be kept elsewhere, before a laboratory's result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Custody {
    /// Where they are kept and not used.
    pub site: String,
    /// When they left the port; nothing: they have not.
    pub moved_at: Option<Moment>,
}

/// By which name the draw for monitoring goes.
const MONITORING: &str = "monitoring";

impl InstrumentFile {
    /// Of a sample's order: whether goods are released before its result.
    fn lets_goods_go(&self) -> bool {
        self.issued.field("goods_wait") == "go"
    }

    /// Whether, while it is open, it has to be done with before goods are released.
    pub(crate) fn is_waited_for(&self) -> bool {
        match self.issued.kind {
            Kind::ValueQuery
            | Kind::PriceConsultation
            | Kind::QuarantineNotice
            | Kind::SupplementRequest => true,
            Kind::SamplingOrder => !self.lets_goods_go(),
            _ => false,
        }
    }
}

impl<'a> Desk<'a, '_> {
    /// A sample was taken in somebody's presence, who signed for it: the laboratory's term runs.
    pub(crate) fn take_sample(&mut self, index: usize, draft: Draft) {
        let (officer, to) = (draft.officer.clone(), draft.field("attended_by").to_owned());
        let is_movable = draft.field("goods_wait") == "custody";
        let site = draft.field("site").to_owned();
        if let Some(instrument) = self.issue_instrument(index, draft) {
            self.tally.outcome("samples_taken");
            let by = officer.clone();
            let service = Service { way: ServiceWay::InPerson, to, by, at: self.now.at };
            self.serve_instrument(instrument, service);
            if is_movable {
                self.lift_off_as_asked(index, &officer, &site);
            }
        }
    }

    /// Of goods that are released under a list, so many are monitored: a sample is taken, and they go.
    pub(crate) fn monitor(&mut self, index: usize) {
        let Some(file) = self.declarations.files.get(index) else { return };
        let Some(treatment) = &file.treatment else { return };
        let share = treatment.monitoring_share;
        if file.is_monitored || !self.registry.selector.draws(file.key, MONITORING, share) {
            return;
        }
        let lines: Vec<String> =
            file.declaration.items.iter().map(|it| it.number.to_string()).collect();
        let to = file.declaration.declarant.name.to_string();
        let order = Draft::of(Kind::SamplingOrder, "", "白名单风险监测")
            .with("test", MONITORING)
            .with("items", &lines.join(" "))
            .with("goods_wait", "go");
        if let Some(file) = self.declarations.files.get_mut(index) {
            file.is_monitored = true;
        }
        if let Some(instrument) = self.issue_instrument(index, order) {
            self.tally.outcome("samples_monitored");
            let by = "通关系统".to_owned();
            let service = Service { way: ServiceWay::Electronic, to, by, at: self.now.at };
            self.serve_instrument(instrument, service);
        }
    }

    /// What stands against a laboratory's result.
    pub(crate) fn result_faults(
        &self,
        file: &InstrumentFile,
        result: &LaboratoryResult,
        findings: &mut Vec<Finding>,
    ) {
        if file.issued.kind != Kind::SamplingOrder {
            let expected = "取样送检通知单 (the order of a sample)";
            findings.push(refuse("HSE-6910", "number", file.issued.title_zh.clone(), expected));
        }
        let said = [("laboratory", &result.laboratory), ("sample_no", &result.sample_no)];
        for (name, value) in said {
            let ordered = file.issued.field(name);
            let is_it = ordered == value.as_str() || ordered.is_empty() && !value.trim().is_empty();
            if !is_it {
                let at = format!("act.result.{name}");
                findings.push(refuse("HSE-6911", &at, value.clone(), ordered));
            }
        }
        let issued_at = file.issued.issued_at;
        if result.at < issued_at || result.at > self.now.at {
            let expected = format!("{issued_at} … {}", self.now.at);
            findings.push(refuse("HSE-6912", "act.result.at", result.at.to_string(), &expected));
        }
        let code = result.commodity_code.as_str();
        let is_code = code.len() == 10 && code.bytes().all(|it| it.is_ascii_digit());
        let wants_code = result.finding == LaboratoryFinding::Classification;
        if wants_code == code.is_empty() || wants_code && !is_code {
            let expected = match wants_code {
                true => "十位商品编号 (the code that the goods belong under)",
                false => "仅归类不符时填写 (none but with another classification)",
            };
            findings.push(refuse(
                "HSE-6913",
                "act.result.commodity_code",
                code.to_owned(),
                expected,
            ));
        }
        evidence_faults("act.result.attachments", &result.attachments, findings);
    }

    /// The laboratory has found something: as declared, the order is done with, and goods that waited for nothing
    /// else go on; otherwise an officer has to act, and until then they wait.
    pub(crate) fn take_result(
        &mut self,
        instrument: usize,
        result: LaboratoryResult,
        sender: &str,
    ) {
        let Some(file) = self.instruments.files.get_mut(instrument) else { return };
        file.result = Some(Box::new(result.clone()));
        let (lines, lets_go) = (file.issued.field("items").to_owned(), file.lets_goods_go());
        let about = file.about;
        let said = Event::LaboratorySaid(Box::new(result.clone()));
        self.note_instrument(instrument, said.clone());
        let finding = result.finding;
        let is_conform = finding == LaboratoryFinding::Conform;
        let step = if is_conform { Move::Closed } else { Move::Answered };
        self.move_instrument(instrument, step, &result.laboratory, finding.title_zh());
        let words = format!("检验结果：{}", finding.title_zh());
        self.tell_of_instrument(instrument, &words);
        self.tally.outcome("laboratory_results");
        let Some(index) = self.declarations.of_id(about) else { return };
        self.note_declaration(index, said);
        if is_conform {
            return self.go_on_after_sample(index);
        }
        if let Some(file) = self.declarations.files.get_mut(index) {
            file.awaits_sample = false;
        }
        if finding.blocks() && !lets_go {
            self.bar(index, Some(AmendmentBar::Control));
            let words = format!("{words}，货物不得提离、使用，待海关处置：{}", result.text);
            let words = words.chars().take(crate::take::INFO_MAX).collect::<String>();
            self.answer_declaration(index, Channel::Manual, Text::from(words), &[]);
        }
        if finding == LaboratoryFinding::Classification {
            self.ask_for_code(index, &lines, &result, sender);
        }
    }

    /// What was examined and found as declared, and waited for a sample alone, is released.
    fn go_on_after_sample(&mut self, index: usize) {
        let waits = self.holds_release(index).is_some();
        let Some(file) = self.declarations.files.get_mut(index) else { return };
        if file.awaits_sample && !waits && file.state == State::Reviewing {
            file.awaits_sample = false;
            self.proceed(index);
        }
    }

    /// Customs asks the trader to have the lines put under the code that the laboratory found.
    fn ask_for_code(&mut self, index: usize, lines: &str, result: &LaboratoryResult, sender: &str) {
        let Some(file) = self.declarations.files.get(index) else { return };
        let number = file.declaration_no.to_string();
        let words = lines.split([' ', ',', '、']).filter(|it| !it.is_empty());
        let mut places: Vec<String> = words.map(str::to_owned).collect();
        if places.is_empty() {
            places = file.declaration.items.iter().map(|it| it.number.to_string()).collect();
        }
        let field = |place: String| AskedField {
            field: "items.commodity_code".to_owned(),
            place,
            new: result.commodity_code.clone(),
        };
        let asked = Asked {
            kind: AmendmentKind::Amend,
            fields: places.into_iter().map(field).collect(),
            officer: result.laboratory.clone(),
            reason: format!("化验鉴定：{}", result.text),
        };
        self.ask_amendment(&number, asked, sender);
    }

    /// 附条件提离: the goods may leave the port, and are not used.
    pub(crate) fn release_under_custody(&mut self, index: usize, draft: Draft) {
        let (site, by) = (draft.field("site").to_owned(), draft.officer.clone());
        let Some(file) = self.declarations.files.get(index) else { return };
        let to = file.declaration.declarant.name.to_string();
        if let Some(instrument) = self.issue_instrument(index, draft) {
            let service = Service { way: ServiceWay::Electronic, to, by, at: self.now.at };
            self.serve_instrument(instrument, service);
        }
        self.release_bill(index);
        let words = format!("附条件提离至{site}，检验结果作出前不得使用、销售");
        if let Some(file) = self.declarations.files.get_mut(index) {
            file.custody = Some(Custody { site, moved_at: None });
        }
        self.admission_is_carried_out(index, AdmissionKind::ConditionalRelease);
        self.tally.outcome("declarations_under_custody");
        self.answer_declaration(index, Channel::Manual, Text::from(words), &[]);
    }

    /// The site saw goods leave that are let go under custody, and not released yet.
    pub(crate) fn move_under_custody(&mut self, index: usize, site: &str, at: Moment) -> bool {
        let Some(file) = self.declarations.files.get_mut(index) else { return false };
        let is_before = matches!(file.state, State::Reviewing | State::Examination);
        let custody = file.custody.as_mut().filter(|it| is_before && it.moved_at.is_none());
        let Some(custody) = custody else { return false };
        custody.moved_at = Some(at);
        let to = custody.site.clone();
        self.bill_leaves(index, at);
        self.note_declaration(index, Event::MovedUnderCustody { site: site.to_owned(), to, at });
        true
    }

    /// What was found as declared waits for what is open; of samples alone it goes on by itself.
    pub(crate) fn wait_after_examination(&mut self, index: usize) {
        let Some(file) = self.declarations.files.get(index) else { return };
        let open = self.open_files(file);
        let mut held = open.iter().filter(|it| it.is_waited_for());
        let awaits_sample = held.all(|it| it.issued.kind == Kind::SamplingOrder);
        if let Some(file) = self.declarations.files.get_mut(index) {
            file.awaits_sample = awaits_sample;
        }
        self.advance_declaration(index, Step::SentToReview, &[]);
        let words = match awaits_sample {
            true => "查验办结，待检验结果",
            false => "查验办结，待价格质疑、检疫处理或者检验办结",
        };
        self.answer_declaration(index, Channel::Manual, Text::borrowed(words), &[]);
    }
}

/// Why goods cannot be let go under custody.
pub(crate) fn custody_faults(
    file: &DeclarationFile<'_>,
    open: &[&InstrumentFile],
    findings: &mut Vec<Finding>,
) {
    let kind = AdmissionKind::ConditionalRelease;
    if !file.declaration.two_stage.as_ref().is_some_and(|it| it.asks(kind)) {
        let expected = "1：申请附条件提离 (that the declarant asked for it)";
        findings.push(refuse("HSE-6914", kind.pointer(), String::new(), expected));
    }
    let asked = file.admission_of(kind);
    if let Some(it) = asked.filter(|it| it.state == AdmissionState::Refused) {
        let expected = "准予附条件提离 (that it was granted)";
        findings.push(refuse("HSE-7122", "declaration_no", it.reason.clone(), expected));
    }
    if !open.iter().any(|it| it.issued.field("goods_wait") == "custody") {
        let expected = "可附条件提离的待检样品 (a sample during which goods may be moved)";
        findings.push(refuse("HSE-6915", "declaration_no", String::new(), expected));
    }
}
