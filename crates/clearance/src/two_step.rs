//! Declarations in two steps (两步申报): a summary (概要申报) on which goods are released, and the full declaration
//! (完整申报) under the same number within the term of declaring.
//!
//! A summary owes no tax: what it would come to is estimated, and a guarantee stands for it until the full
//! declaration is taxed, by the law of the summary's day, and paid.

use jiff::civil::date;
use lifecycle::DeclarationEvent as Step;
use model::{
    Amount, Basis, Channel, CheckInfo, Confidence, Date, DayStamp, Declaration,
    DeclarationAssessment, DeclarationState as State, DeclarationStep, DocumentState, Finding,
    Lane, Moment, Movement, Severity, Text, Words,
};
use serde::{Deserialize, Serialize};

use crate::{
    catalogue::refuse,
    declaration::{DeclarationFile, Sent},
    desk::Desk,
    guarantees::purposes_of,
    history::Event,
    money::after,
    take::info,
};

/// 两步申报.
const TWO_STEPS: Basis =
    Basis::new("海关总署公告2019年第127号、第216号（两步申报）", "", Confidence::Secondary);

pub(crate) static TWO_STEP_CHECKS: &[CheckInfo] = &[
    told(
        "HSE-6330",
        Severity::Return,
        [
            "没有可以完整申报的概要申报",
            "there is no summary under this client number that a full declaration completes",
        ],
        [
            "请先概要申报，货物放行后以同一客户端编号完整申报",
            "declare the summary first; complete it under its client number once the goods are released",
        ],
    ),
    told(
        "HSE-6331",
        Severity::Review,
        [
            "按概要申报无法估算税款，由关员确定担保",
            "tax cannot be estimated on the summary; an officer settles the guarantee",
        ],
        [
            "请填报十位商品编号，或者与海关商定担保",
            "give ten digits, or settle the guarantee with customs",
        ],
    ),
    told(
        "HSE-6332",
        Severity::Return,
        [
            "完整申报与概要申报不一致",
            "the full declaration is not of the goods that the summary declared",
        ],
        [
            "概要申报项目不得变更；确需变更的请申请修改",
            "what the summary said stands; ask to amend it",
        ],
    ),
    told(
        "HSE-6333",
        Severity::Notice,
        ["超过期限未完整申报", "the full declaration is overdue"],
        [
            "请立即完整申报；逾期申报的征收滞报金",
            "complete it at once; a fee is levied for declaring late",
        ],
    ),
];

const fn told(code: &'static str, severity: Severity, title: Words, fix: Words) -> CheckInfo {
    CheckInfo::of_document(code, TWO_STEPS, date(2019, 8, 24), title, fix).with(severity)
}

/// How the summary of a declaration in two steps was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// The day whose law and rates count for the full declaration.
    pub taken_on: DayStamp,
    /// What its tax is expected to come to.
    pub estimated: Amount,
    /// Last day for the full declaration.
    pub full_by: DayStamp,
    /// Whether its goods left the site before it was completed.
    pub has_left: bool,
}

/// Whether a declaration is the second step of what is held.
pub(crate) fn completes(it: &Declaration<'_>, held: Option<&DeclarationFile<'_>>) -> bool {
    it.step == DeclarationStep::Full && held.is_some_and(|it| it.state == State::SummaryReleased)
}

/// A second step without the first.
pub(crate) fn without_summary(
    it: &Declaration<'_>,
    held: Option<&DeclarationFile<'_>>,
) -> Option<Finding> {
    // What waits to be completed again was accepted once and returned.
    let is_known = held.is_some_and(|it| it.summary.is_some());
    if it.step != DeclarationStep::Full || is_known {
        return None;
    }
    let expected = "已放行的概要申报 (a summary whose goods are released)";
    Some(refuse("HSE-6330", "declaration.kind", it.kind.to_string(), expected))
}

pub(crate) const fn refusal_of(step: DeclarationStep) -> Channel {
    Ahead::of(step).refused
}

/// How what goes ahead is answered.
struct Ahead {
    received: Channel,
    refused: Channel,
    examined: Channel,
    words: &'static str,
    examined_words: &'static str,
}

impl Ahead {
    const fn of(step: DeclarationStep) -> Ahead {
        match step {
            DeclarationStep::Summary => Ahead {
                received: Channel::SummaryReceived,
                refused: Channel::SummaryRefused,
                examined: Channel::SummaryExamination,
                words: "概要申报已受理",
                examined_words: "概要申报查验",
            },
            _ => Ahead {
                received: Channel::Received,
                refused: Channel::Refused,
                examined: Channel::Examination,
                words: "集中申报清单已受理",
                examined_words: "查验",
            },
        }
    }
}

impl DeclarationFile<'_> {
    /// The summary that it completed, or is to complete; of what gathers lists, how the first of them was taken.
    pub fn completed_summary(&self) -> Option<Summary> {
        let step = self.declaration.step;
        self.summary.filter(|_| matches!(step, DeclarationStep::Full | DeclarationStep::Gathered))
    }
}

impl<'a> Desk<'a, '_> {
    /// Estimates tax, reserves the guarantee for it, selects.
    pub(crate) fn settle_summary(&mut self, index: usize, mut findings: Vec<Finding>) {
        let Some(file) = self.declarations.files.get(index) else { return };
        let estimate = self.estimate(file);
        if estimate.is_none() {
            let codes: Vec<&str> =
                file.declaration.items.iter().map(|it| &*it.commodity_code).collect();
            let expected = "可以计税的十位编号 (ten digits that can be taxed)";
            let at = "declaration.items";
            findings.push(refuse("HSE-6331", at, codes.join(" "), expected));
        }
        let moved_on = file.declaration.moved_on.date().unwrap_or(self.now.on);
        let Some(full_by) = self.last_day_to_complete(moved_on) else {
            let expected = "参数所及之日 (a day that law covers)";
            let at = "declaration.moved_on";
            findings.push(refuse("HSE-6103", at, self.now.on.to_string(), expected));
            let channel = Channel::SummaryRefused;
            return self.return_declaration(index, Step::Refused, channel, &findings);
        };
        findings.extend(self.monthly_findings_of(index));
        self.settle_ahead(index, estimate.as_ref(), full_by, findings);
    }

    /// What goes ahead of what taxes it: reserves the guarantee for its tax, selects. `by`: last day of what is to
    /// follow.
    pub(crate) fn settle_ahead(
        &mut self,
        index: usize,
        estimate: Option<&DeclarationAssessment>,
        by: Date,
        mut findings: Vec<Finding>,
    ) {
        let estimated = estimate.map(|it| it.payable() + it.secured()).unwrap_or_default();
        let taken_on = DayStamp::from_date(self.now.on);
        let full_by = DayStamp::from_date(by);
        let summary = Summary { taken_on, estimated, full_by, has_left: false };
        let Some(file) = self.declarations.files.get_mut(index) else { return };
        file.summary = Some(summary);
        let ahead = Ahead::of(file.declaration.step);
        if let Some(estimate) = estimate {
            findings.extend(self.secure(index, estimate));
        }
        if findings.iter().any(|it| it.severity == Severity::Return) {
            if let Some(file) = self.declarations.files.get_mut(index) {
                file.summary = None;
            }
            return self.return_declaration(index, Step::Refused, ahead.refused, &findings);
        }
        self.number_declaration(index);
        self.use_authorisation(index);
        self.take_up_bill(index);
        let taken = self.taken_ahead(index, estimated, full_by);
        self.note_declaration(index, taken);
        findings.extend(self.told_of_treatment(index));
        let words = info(&findings, ahead.words);
        self.answer_declaration(index, ahead.received, words, &findings);
        self.declare_brought(index);
        let Some(selection) = self.select_declaration(index) else { return };
        let lane = selection.lane;
        self.note_declaration(index, Event::Selected(selection));
        let is_doubtful = findings.iter().any(|it| it.severity == Severity::Review);
        match lane {
            Lane::Release if !is_doubtful => self.proceed(index),
            Lane::Release | Lane::Documents => {
                self.advance_declaration(index, Step::SentToReview, &[]);
                self.answer_declaration(index, Channel::Manual, Text::borrowed("人工审单"), &[]);
            }
            Lane::Examination => {
                self.advance_declaration(index, Step::ExaminationOrdered, &[]);
                let words = Text::borrowed(ahead.examined_words);
                self.answer_declaration(index, ahead.examined, words, &[]);
                self.notify_of_examination(index);
            }
        }
    }

    /// 进口货物的申报期限, from the day on which the means of transport was declared.
    fn last_day_to_complete(&self, moved_on: Date) -> Option<Date> {
        let days = self.registry.law.days_on("tax.declare_days", self.now.on).ok()?;
        moved_on.checked_add(jiff::Span::new().days(i64::from(days))).ok()
    }

    /// What a summary's tax would come to if what it leaves out were the usual: priced at the border, levied in
    /// full, declared in its own unit. Nothing where even that cannot be taxed.
    fn estimate(&self, file: &DeclarationFile<'_>) -> Option<DeclarationAssessment> {
        let mut whole = (*file.declaration).clone();
        let usual = |text: &mut Text<'_>, usual: &'static str| {
            if text.is_empty() {
                *text = Text::borrowed(usual);
            }
        };
        usual(&mut whole.transaction_mode, "1");
        usual(&mut whole.levy_nature, "101");
        for item in &mut whole.items {
            usual(&mut item.levy_mode, "1");
            if item.unit1.is_empty() {
                (item.unit1, item.quantity1) = (item.unit.clone(), item.quantity);
            }
        }
        self.assess_as_of(&whole, file.on_manifest, self.now.on, &mut Vec::new())
    }

    /// 货物提离: nothing stands against the goods of a summary; the full declaration is wanted.
    pub(crate) fn release_on_summary(&mut self, index: usize) {
        let Some(file) = self.declarations.files.get(index) else { return };
        let Some(full_by) = file.summary.and_then(|it| it.full_by.date()) else { return };
        if file.guarantee.is_some() {
            self.move_guarantee(index, Movement::Post);
        }
        self.release_bill(index);
        self.advance_declaration(index, Step::SummaryReleased, &[]);
        if let Some(file) = self.declarations.files.get_mut(index) {
            file.due_at = Some(after(full_by));
        }
        self.tally.outcome("declarations_released_on_summary");
        let channels = [
            (Channel::SummaryReviewed, "概要申报审结".to_owned()),
            (Channel::SummaryReleased, "货物准予提离".to_owned()),
            (Channel::FullWanted, format!("请于{full_by}前完整申报")),
        ];
        for (channel, words) in channels {
            self.answer_declaration(index, channel, Text::from(words), &[]);
        }
    }

    /// The goods are gone; it stays to be completed.
    pub(crate) fn leave_on_summary(&mut self, index: usize) {
        let file = self.declarations.files.get_mut(index);
        if let Some(summary) = file.and_then(|it| it.summary.as_mut()) {
            summary.has_left = true;
        }
    }

    /// 结关 of what was completed, or summed up, when its goods had left.
    pub(crate) fn clear_if_left(&mut self, index: usize) {
        let file = self.declarations.files.get(index);
        let is_moved =
            |it: &DeclarationFile<'_>| it.custody.as_ref().is_some_and(|it| it.moved_at.is_some());
        let is_gone = |it: &DeclarationFile<'_>| {
            it.is_summed || is_moved(it) || it.summary.is_some_and(|it| it.has_left)
        };
        let has_left = file.is_some_and(is_gone);
        if has_left && self.advance_declaration(index, Step::GoodsLeft, &[]) {
            self.answer_declaration(index, Channel::Cleared, Text::borrowed("结关"), &[]);
        }
    }

    /// 完整申报. At fault the summary stands, and it is filed again.
    pub(crate) fn complete_declaration(
        &mut self,
        index: usize,
        declaration: Box<Declaration<'a>>,
        sent: &Sent<'a>,
    ) {
        let Some(file) = self.declarations.files.get(index) else { return };
        let key = file.key;
        let mut findings = self.judge_amended(&declaration, file);
        findings.retain(|it| !it.code.starts_with("DEC-7"));
        differs(&file.declaration, &declaration, &mut findings);
        findings.extend(self.monthly_findings(&declaration, true));
        let on = file.summary.and_then(|it| it.taken_on.date()).unwrap_or(self.now.on);
        let mut of_tax = Vec::new();
        let assessed = self.assess_as_of(&declaration, file.on_manifest, on, &mut of_tax);
        let is_taxed = assessed.is_some();
        // Where an officer released it without a guarantee, tax is paid like any other.
        if let Some(it) = assessed
            && file.summary.is_some_and(|it| it.estimated.is_positive())
        {
            let (needed, purposes) = (it.payable() + it.secured(), purposes_of(file, &it));
            let chosen =
                self.choose_guarantee(&declaration, file.guarantee.as_slice(), needed, &purposes);
            findings.extend(chosen.err().map(|it| *it));
        }
        let is_at_fault =
            findings.iter().chain(&of_tax).any(|it| it.severity == Severity::Return) || !is_taxed;
        if is_at_fault {
            findings.extend(of_tax);
            self.note_outcome(index, sent, DocumentState::Rejected, &findings);
            self.respond_to_filing(index, sent);
            let words = info(&findings, "退单");
            return self.answer_declaration(index, Channel::Refused, words, &findings);
        }
        // What stood for the estimate makes room for what stands for the tax.
        self.move_guarantee(index, Movement::Reverse);
        let index = self.file_declaration(Some(index), declaration, key, sent);
        if let Some(file) = self.declarations.files.get_mut(index) {
            file.due_at = None;
        }
        self.note_outcome(index, sent, DocumentState::Accepted, &findings);
        self.respond_to_filing(index, sent);
        self.advance_declaration(index, Step::Completed, &[]);
        self.settle_declaration(index, findings);
    }

    /// The term of the full declaration has ended.
    pub(crate) fn full_is_overdue(&mut self, index: usize, due_at: Moment) -> bool {
        let Some(file) = self.declarations.files.get_mut(index) else { return false };
        if file.due_at != Some(due_at) || file.state != State::SummaryReleased {
            return false;
        }
        file.due_at = None;
        let full_by = file.summary.map(|it| it.full_by).unwrap_or_default();
        let last = full_by.date().map(|it| it.to_string()).unwrap_or_default();
        let expected = format!("<= {last}");
        let on = self.now.on.to_string();
        let findings = vec![refuse("HSE-6333", "declaration.kind", on, &expected)];
        self.tally.outcome("declarations_overdue");
        self.note_declaration(index, Event::FullOverdue { full_by });
        let words = info(&findings, "");
        self.answer_declaration(index, Channel::FullWanted, words, &findings);
        true
    }
}

/// What the summary said and the full declaration does not.
fn differs(summary: &Declaration<'_>, full: &Declaration<'_>, findings: &mut Vec<Finding>) {
    let mut compare = |at: &str, given: &str, stands: &str| {
        if given != stands && !stands.is_empty() {
            findings.push(refuse("HSE-6332", at, given.to_owned(), stands));
        }
    };
    compare("declaration.trader.code", &full.trader.code, &summary.trader.code);
    compare("declaration.bill_no", &full.bill_no, &summary.bill_no);
    compare("declaration.supervision_mode", &full.supervision_mode, &summary.supervision_mode);
    compare("declaration.port_customs", &full.port_customs, &summary.port_customs);
    let lines = [full, summary].map(|it| it.items.len().to_string());
    compare("declaration.items", &lines[0], &lines[1]);
    for (place, (given, stands)) in full.items.iter().zip(&summary.items).enumerate() {
        let heading = |it: &str| it.get(..6).unwrap_or(it).to_owned();
        let at = |name: &str| format!("declaration.items[{place}].{name}");
        let (code, stood) = (heading(&given.commodity_code), heading(&stands.commodity_code));
        compare(&at("commodity_code"), &code, &stood);
        compare(&at("origin"), &given.origin, &stands.origin);
    }
}
