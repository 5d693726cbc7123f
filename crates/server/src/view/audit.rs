//! Cases after release as people see them (稽查、核查、主动披露、退税申请): what was found, what it came to, and the labels
//! that risk learns from; and their events in words.

use anyhow::{Context as _, Result};
use clearance::{
    AuditFile, audit_state_of,
    history::Event,
    ports::{EntryRow, Records},
};
use model::{
    AuditConclusion, AuditFinding, AuditKind, AuditOrigin, AuditOutcome, AuditResult, AuditState,
    AuditStep, DisclosureVerdict, SentBack, SentBackLine, SentBackPart, SiteRecord, TaxKind,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    InstrumentView, ReceiptView, TimelineEvent,
    declaration::PartyView,
    entry::{answers, happenings, timeline},
    instrument::{EvidenceView, documents_of, evidence},
    timeline::Words,
    vocabulary,
};

/// Some cases after release, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditPage {
    pub(crate) items: Vec<AuditSummary>,
    /// Pass as `after` for what follows; null at the end.
    #[schema(required)]
    pub(crate) next: Option<String>,
}

/// A case after release. Money is yuan, as decimal strings.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditSummary {
    /// 案件编号.
    pub(crate) audit_no: String,
    #[schema(value_type = vocabulary::AuditKind)]
    pub(crate) kind: AuditKind,
    pub(crate) kind_title_zh: String,
    pub(crate) kind_title_en: String,
    #[schema(value_type = vocabulary::AuditOrigin)]
    pub(crate) origin: AuditOrigin,
    pub(crate) origin_title_zh: String,
    pub(crate) origin_title_en: String,
    #[schema(value_type = vocabulary::AuditState)]
    pub(crate) state: AuditState,
    pub(crate) state_title_zh: String,
    pub(crate) state_title_en: String,
    pub(crate) enterprise: PartyView,
    /// The customs house that does it.
    pub(crate) customs: String,
    #[schema(format = Date)]
    pub(crate) opened_on: String,
    pub(crate) n_declarations: usize,
    /// Last day of what is to be done next; null where there is none.
    #[schema(required, format = Date)]
    pub(crate) finish_by: Option<String>,
    /// That day has passed.
    pub(crate) is_overdue: bool,
    /// The enterprise was told of it, or came by itself.
    pub(crate) is_told: bool,
    /// What it came to; null before it is decided.
    #[schema(required, value_type = Option<vocabulary::AuditOutcome>)]
    pub(crate) outcome: Option<AuditOutcome>,
    #[schema(required)]
    pub(crate) outcome_title_zh: Option<String>,
    #[schema(required)]
    pub(crate) outcome_title_en: Option<String>,
    /// Tax that is recovered, less than nothing where it is given back; before the conclusion, what it would be.
    pub(crate) difference: String,
}

/// A case after release with everything in it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditDetail {
    #[serde(flatten)]
    pub(crate) summary: AuditSummary,
    pub(crate) reason: String,
    /// First and last day of release that it is about; null where it names its declarations alone.
    #[schema(required, format = Date)]
    pub(crate) from: Option<String>,
    #[schema(required, format = Date)]
    pub(crate) to: Option<String>,
    pub(crate) officers: Vec<String>,
    /// Whoever approved that it began without notice; empty: it did not.
    pub(crate) without_notice_by: String,
    /// Day on which its notice was served; null before, and without one.
    #[schema(required, format = Date)]
    pub(crate) notified_on: Option<String>,
    /// Numbers of the declarations that are looked into.
    pub(crate) declarations: Vec<String>,
    pub(crate) visits: Vec<AuditVisitView>,
    pub(crate) findings: Vec<AuditFindingView>,
    /// Goods that were sent back, whose tax is claimed; null of other cases.
    #[schema(required)]
    pub(crate) sent_back: Option<SentBackView>,
    /// What the trader filed with it.
    pub(crate) attachments: Vec<EvidenceView>,
    /// Whoever decided, in order.
    pub(crate) decided_by: Vec<String>,
    pub(crate) results: Vec<AuditResultView>,
    /// Of a self-disclosure, how it was judged; null of others.
    #[schema(required)]
    pub(crate) disclosure: Option<DisclosureView>,
    /// What customs issued in it, newest first.
    pub(crate) documents: Vec<InstrumentView>,
    pub(crate) receipts: Vec<ReceiptView>,
    pub(crate) timeline: Vec<TimelineEvent>,
}

/// What was seen where the enterprise is (现场记录).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditVisitView {
    pub(crate) officers: Vec<String>,
    pub(crate) site: String,
    pub(crate) attended_by: String,
    pub(crate) record: String,
    pub(crate) attachments: Vec<EvidenceView>,
    #[schema(format = DateTime)]
    pub(crate) at: String,
}

/// Goods that were sent back in their condition (原状复运).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SentBackView {
    /// By which they left again, or came back.
    pub(crate) declaration_no: String,
    pub(crate) ground_title_zh: String,
    pub(crate) ground_title_en: String,
    /// Taxes beside the duty were not deducted (进口环节税未抵扣), and are claimed too.
    pub(crate) not_deducted: bool,
    pub(crate) lines: Vec<SentBackLineView>,
}

/// So much of a line.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SentBackLineView {
    /// Of the declaration whose tax is claimed, and of that by which goods went back.
    pub(crate) line: u32,
    pub(crate) back_line: u32,
    pub(crate) quantity: String,
}

/// What is wrong with a declaration.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditFindingView {
    pub(crate) declaration_no: String,
    pub(crate) fields: Vec<FoundFieldView>,
    pub(crate) is_violation: bool,
    pub(crate) text: String,
}

/// A field that has to say something else.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FoundFieldView {
    pub(crate) field: String,
    pub(crate) place: String,
    pub(crate) new: String,
}

/// What it came to for one declaration.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditResultView {
    pub(crate) declaration_no: String,
    #[schema(value_type = vocabulary::AuditOutcome)]
    pub(crate) outcome: AuditOutcome,
    pub(crate) outcome_title_zh: String,
    pub(crate) outcome_title_en: String,
    pub(crate) is_violation: bool,
    pub(crate) difference: String,
    pub(crate) taxes: Vec<AuditedTaxView>,
    /// The application under which it was changed; empty: it was not.
    pub(crate) amendment_no: String,
    /// Day from which late-payment fee runs; null: from the slip's last day.
    #[schema(required, format = Date)]
    pub(crate) fee_from: Option<String>,
}

/// One tax, before and after.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditedTaxView {
    #[schema(value_type = vocabulary::TaxKind)]
    pub(crate) tax: TaxKind,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    pub(crate) before: String,
    pub(crate) after: String,
}

/// How a self-disclosure was judged (主动披露).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DisclosureView {
    /// 不予行政处罚; otherwise a penalty is mitigated only.
    pub(crate) is_penalty_waived: bool,
    /// 减免滞纳金.
    pub(crate) is_fee_waived: bool,
    /// From the earliest declaration to the disclosure, those begun counted.
    pub(crate) months: u16,
    pub(crate) unpaid: String,
    /// Of the tax that was to be paid.
    pub(crate) share: String,
    #[schema(value_type = vocabulary::BasisView)]
    pub(crate) basis: model::Basis,
}

/// What risk learns from decided cases, newest cases first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditLabelPage {
    pub(crate) items: Vec<AuditLabel>,
    /// Pass as `after` for what follows; null at the end.
    #[schema(required)]
    pub(crate) next: Option<String>,
}

/// What a decided case says of one line of a declaration.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditLabel {
    pub(crate) audit_no: String,
    #[schema(value_type = vocabulary::AuditKind)]
    pub(crate) kind: AuditKind,
    #[schema(value_type = vocabulary::AuditOrigin)]
    pub(crate) origin: AuditOrigin,
    pub(crate) enterprise_code: String,
    pub(crate) declaration_no: String,
    /// Of the line.
    pub(crate) number: u32,
    /// As it was declared.
    pub(crate) commodity_code: String,
    /// Of the declaration.
    #[schema(value_type = vocabulary::AuditOutcome)]
    pub(crate) outcome: AuditOutcome,
    pub(crate) outcome_title_zh: String,
    pub(crate) outcome_title_en: String,
    pub(crate) is_violation: bool,
    /// Of the line: tax after less tax before, yuan; where it was handed over, what it would be.
    pub(crate) amount: String,
    #[schema(format = Date)]
    pub(crate) decided_on: String,
}

pub(crate) fn audit_summary(row: &EntryRow) -> Result<AuditSummary> {
    let file = AuditFile::from_row(row)?;
    summary_of(row, &file)
}

fn summary_of(row: &EntryRow, file: &AuditFile) -> Result<AuditSummary> {
    let state = audit_state_of(row.state).context("not the state of a case after release")?;
    let difference: model::Amount = file.results.iter().map(AuditResult::difference).sum();
    Ok(AuditSummary {
        audit_no: file.audit_no.clone(),
        kind: file.kind,
        kind_title_zh: file.kind.title_zh().to_owned(),
        kind_title_en: file.kind.title_en().to_owned(),
        origin: file.origin,
        origin_title_zh: file.origin.title_zh().to_owned(),
        origin_title_en: file.origin.title_en().to_owned(),
        state,
        state_title_zh: lifecycle::audit_title_zh(state).to_owned(),
        state_title_en: lifecycle::audit_title_en(state).to_owned(),
        enterprise: PartyView {
            code: file.enterprise.code.clone(),
            name: file.enterprise.name.clone(),
        },
        customs: file.customs.clone(),
        opened_on: super::timeline::day(file.opened_on),
        n_declarations: file.declarations.len(),
        finish_by: file.finish_by.date().map(|it| it.to_string()),
        is_overdue: file.is_overdue,
        is_told: is_told(file),
        outcome: file.outcome,
        outcome_title_zh: file.outcome.map(|it| it.title_zh().to_owned()),
        outcome_title_en: file.outcome.map(|it| it.title_en().to_owned()),
        difference: difference.to_string(),
    })
}

/// A notice was served, a decision was made, or it is the enterprise's own.
fn is_told(file: &AuditFile) -> bool {
    let has_day = |it: model::DayStamp| it.date().is_some();
    file.origin == AuditOrigin::Trader || has_day(file.notified_on) || has_day(file.decided_on)
}

pub(crate) fn audit_detail(records: &dyn Records, row: &EntryRow) -> Result<AuditDetail> {
    let file = AuditFile::from_row(row)?;
    let happenings = happenings(records, row.id)?;
    let answers = answers(records, &happenings)?;
    let summary = summary_of(row, &file)?;
    let documents = documents_of(records, row.id, file.n_instruments)?;
    Ok(AuditDetail {
        summary,
        reason: file.reason,
        from: file.from.date().map(|it| it.to_string()),
        to: file.to.date().map(|it| it.to_string()),
        officers: file.officers,
        without_notice_by: file.without_notice_by,
        notified_on: file.notified_on.date().map(|it| it.to_string()),
        declarations: file.declarations.into_iter().map(|(_, number)| number).collect(),
        visits: file.visits.into_iter().map(visit_view).collect(),
        findings: file.findings.into_iter().map(finding_view).collect(),
        sent_back: file.sent_back.map(|it| sent_back_view(*it)),
        attachments: evidence(file.attachments),
        decided_by: file.decided_by,
        results: file.results.iter().map(result_view).collect(),
        disclosure: file.verdict.map(|it| disclosure_view(*it)),
        documents,
        timeline: timeline(&happenings, &answers),
        receipts: answers.into_iter().flatten().collect(),
    })
}

fn visit_view(it: SiteRecord) -> AuditVisitView {
    AuditVisitView {
        officers: it.officers,
        site: it.site,
        attended_by: it.attended_by,
        record: it.record,
        attachments: evidence(it.attachments),
        at: it.at.to_string(),
    }
}

fn sent_back_view(it: SentBack) -> SentBackView {
    let line = |it: &SentBackLine| SentBackLineView {
        line: it.line,
        back_line: it.back_line,
        quantity: it.quantity.to_string(),
    };
    SentBackView {
        ground_title_zh: it.ground.title_zh().to_owned(),
        ground_title_en: it.ground.title_en().to_owned(),
        not_deducted: it.not_deducted,
        lines: it.lines.iter().map(line).collect(),
        declaration_no: it.declaration_no,
    }
}

fn finding_view(it: AuditFinding) -> AuditFindingView {
    let field =
        |it: model::AskedField| FoundFieldView { field: it.field, place: it.place, new: it.new };
    AuditFindingView {
        declaration_no: it.declaration_no,
        fields: it.fields.into_iter().map(field).collect(),
        is_violation: it.is_violation,
        text: it.text,
    }
}

fn result_view(it: &AuditResult) -> AuditResultView {
    let tax = |it: &model::AuditedTax| {
        let (title_zh, title_en) = tax::tax_titles(it.tax);
        AuditedTaxView {
            tax: it.tax,
            title_zh: title_zh.to_owned(),
            title_en: title_en.to_owned(),
            before: it.before.to_string(),
            after: it.after.to_string(),
        }
    };
    AuditResultView {
        declaration_no: it.declaration_no.clone(),
        outcome: it.outcome,
        outcome_title_zh: it.outcome.title_zh().to_owned(),
        outcome_title_en: it.outcome.title_en().to_owned(),
        is_violation: it.is_violation,
        difference: it.difference().to_string(),
        taxes: it.taxes.iter().map(tax).collect(),
        amendment_no: it.amendment_no.clone(),
        fee_from: it.fee_from.date().map(|it| it.to_string()),
    }
}

fn disclosure_view(it: DisclosureVerdict) -> DisclosureView {
    DisclosureView {
        is_penalty_waived: it.is_penalty_waived,
        is_fee_waived: it.is_fee_waived,
        months: it.months,
        unpaid: it.unpaid.to_string(),
        share: it.share.to_string(),
        basis: it.basis,
    }
}

/// Whose labels are wanted: of any enterprise, or of goods of any code, where a filter is empty.
#[derive(Debug, Default)]
pub(crate) struct LabelFilter {
    pub(crate) enterprise: String,
    /// The beginning of a commodity code.
    pub(crate) commodity: String,
    pub(crate) declaration_no: String,
    pub(crate) outcome: Option<AuditOutcome>,
}

/// What a decided case says, line by line; nothing of one that is not decided.
pub(crate) fn audit_labels(row: &EntryRow, filter: &LabelFilter) -> Result<Vec<AuditLabel>> {
    let file = AuditFile::from_row(row)?;
    let is_wanted = filter.enterprise.is_empty() || file.enterprise.code == filter.enterprise;
    let mut labels = Vec::new();
    for result in file.results.iter().filter(|_| is_wanted) {
        let is_other =
            !filter.declaration_no.is_empty() && result.declaration_no != filter.declaration_no;
        if is_other || filter.outcome.is_some_and(|it| it != result.outcome) {
            continue;
        }
        let lines = result.lines.iter();
        for line in lines.filter(|it| it.commodity_code.starts_with(&filter.commodity)) {
            labels.push(AuditLabel {
                audit_no: file.audit_no.clone(),
                kind: file.kind,
                origin: file.origin,
                enterprise_code: file.enterprise.code.clone(),
                declaration_no: result.declaration_no.clone(),
                number: line.number,
                commodity_code: line.commodity_code.clone(),
                outcome: result.outcome,
                outcome_title_zh: result.outcome.title_zh().to_owned(),
                outcome_title_en: result.outcome.title_en().to_owned(),
                is_violation: result.is_violation,
                amount: (line.after - line.before).to_string(),
                decided_on: super::timeline::day(file.decided_on),
            });
        }
    }
    Ok(labels)
}

/// What happens in a case after release, and to a declaration under one; nothing for other events.
pub(super) fn describe_audit(event: &Event) -> Option<(&'static str, Words, String, String)> {
    let none = String::new;
    let (kind, [zh, en], by, detail): (_, [String; 2], _, _) = match event {
        Event::AuditOpened(it) => {
            let words = [
                format!("{}立案：{}", it.kind.title_zh(), it.origin.title_zh()),
                format!("{} opened: {}", it.kind.title_en(), it.origin.title_en()),
            ];
            let detail = format!("{} {}", it.declarations.join(" "), it.reason);
            ("audit", words, it.by.clone(), detail.trim().to_owned())
        }
        Event::AuditState { to, by, note, .. } => {
            let words = [lifecycle::audit_title_zh(*to), lifecycle::audit_title_en(*to)];
            ("state", words.map(str::to_owned), by.clone(), note.clone())
        }
        Event::AuditStep { step, by, note } => {
            ("audit", step_words(*step).map(str::to_owned), by.clone(), note.clone())
        }
        Event::AuditConcluded(it) => {
            let words = [
                format!("结论：{}", it.outcome.title_zh()),
                format!("conclusion: {}", it.outcome.title_en()),
            ];
            ("audit", words, it.decided_by.join("、"), conclusion_words(it))
        }
        Event::AuditEntered { audit_no, kind } => {
            let words = [format!("{}立案", kind.title_zh()), format!("{} opened", kind.title_en())];
            ("audit", words, none(), audit_no.clone())
        }
        Event::SentBack { audit_no, parts } => {
            let part = |it: &SentBackPart| {
                format!("{} × {} ↔ {} {}", it.line, it.quantity, it.other_no, it.other_line)
            };
            let parts: Vec<String> = parts.iter().map(part).collect();
            let words = ["原状复运，退还税款", "sent back, and tax given back"].map(str::to_owned);
            ("audit", words, none(), format!("{audit_no} · {}", parts.join("; ")))
        }
        Event::AuditLeft { audit_no, kind, outcome } => {
            let [zh, en] = match outcome {
                Some(it) => [it.title_zh(), it.title_en()],
                None => ["撤销", "dropped"],
            };
            let words =
                [format!("{}：{zh}", kind.title_zh()), format!("{}: {en}", kind.title_en())];
            ("audit", words, none(), audit_no.clone())
        }
        _ => return None,
    };
    Some((kind, (zh, en), by, detail))
}

fn conclusion_words(it: &AuditConclusion) -> String {
    let one = |it: &AuditResult| {
        let (before, after) = it
            .taxes
            .iter()
            .fold((model::Amount::ZERO, model::Amount::ZERO), |(before, after), it| {
                (before + it.before, after + it.after)
            });
        format!("{} {before} → {after} CNY", it.declaration_no)
    };
    let results: Vec<String> = it.results.iter().map(one).collect();
    format!("{} · {}", results.join(", "), it.reason).trim_matches([' ', '·']).to_owned()
}

const fn step_words(step: AuditStep) -> [&'static str; 2] {
    match step {
        AuditStep::Included => ["纳入报关单", "declarations included"],
        AuditStep::RecordsAsked => ["调取账簿、单证", "records asked for"],
        AuditStep::OnSite => ["现场记录", "record made on site"],
        AuditStep::OpinionAsked => ["征求意见", "opinion asked for"],
        AuditStep::Reported => ["报送报告", "reported"],
        AuditStep::DecidedByOne => ["一人同意，待复核", "decided by one officer"],
        AuditStep::Extended => ["延期", "extended"],
        AuditStep::Overdue => ["逾期未办结", "overdue"],
    }
}
