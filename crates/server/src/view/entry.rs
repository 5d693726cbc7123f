//! One entry: its state, its documents as declared, what was found, owed and answered.

use anyhow::{Context, Result};
use clearance::{
    Registry, TruthAnswer, catalogue,
    claims::WaybillRecord,
    entry::{Entry, Slot, state_of},
    history::{self, Event, Happening},
    ports::{EntryRow, Records, StoredInput},
};
use messages::{Limits, Message};
use model::{
    Assessment, CommitNo, Document, DocumentKind, DocumentRef, DocumentState, EntryId, EntryState,
    Finding,
};

use super::{
    AssessmentView, DocumentView, EntrySummary, EntryView, ExplainedFinding, LedgerEntry, Reason,
    ReceiptView, RuleThen, Seen, Selection, Step, TimelineEvent,
    after_release::{bill_view, return_views, slip_steps},
    receipt_views,
    timeline::timeline_event,
    verification::verification_view,
};
use crate::rules::rule_then;

pub(crate) fn explained(findings: &[Finding]) -> Vec<ExplainedFinding> {
    let view = |it: model::ExplainedFinding<'_>| ExplainedFinding {
        code: it.finding.code.clone().into_owned(),
        severity: it.finding.severity,
        pointer: it.finding.pointer.clone(),
        observed: it.finding.observed.clone(),
        expected: it.finding.expected.clone(),
        against: it.finding.against.clone(),
        title_zh: it.title_zh.to_owned(),
        title_en: it.title_en.to_owned(),
        basis: it.basis.clone(),
        fix_zh: it.fix_zh.to_owned(),
        fix_en: it.fix_en.to_owned(),
    };
    catalogue::explain(findings).into_iter().map(view).collect()
}

/// A row of a list of entries.
pub(crate) fn entry_summary(records: &dyn Records, row: &EntryRow) -> Result<EntrySummary> {
    let entry = Entry::from_row(row)?;
    let state = state_of(row.state).context("a state that is not known")?;
    let list = entry.list.as_ref();
    let waybill_no = match entry.inventory.as_ref().and_then(|it| it.document.as_ref()) {
        Some(list) => list.waybill_no.to_string(),
        None => document_of(records, entry.inventory.as_ref().map(|it| &it.slot))?
            .and_then(|it| it.get("waybill_no")?.as_str().map(str::to_owned))
            .unwrap_or_default(),
    };
    Ok(EntrySummary {
        number: row.id.0,
        entry_id: entry.list_no(),
        state,
        state_title_zh: lifecycle::state_title_zh(state).to_owned(),
        state_title_en: lifecycle::state_title_en(state).to_owned(),
        order_no: entry.order_no.to_string(),
        platform_code: entry.platform_code.to_string(),
        waybill_no,
        trader_reference: list.map(|it| it.trader_reference.to_string()).unwrap_or_default(),
        declared_on: list.and_then(|it| it.taken_on.date()).map(|it| it.to_string()),
        updated_at: row.updated_at.to_string(),
        n_findings: row.n_findings,
        seen: Seen::default(),
    })
}

/// All that happened to a case, in order.
pub(crate) fn happenings(
    records: &dyn Records,
    case: EntryId,
) -> Result<Vec<(CommitNo, Happening)>> {
    let mut happenings = Vec::new();
    for record in records.history(case)? {
        let decoded = history::decode(&record.body)?;
        happenings.extend(decoded.into_iter().map(|it| (record.commit, it)));
    }
    Ok(happenings)
}

pub(super) fn timeline(
    happenings: &[(CommitNo, Happening)],
    answers: &[Option<ReceiptView>],
) -> Vec<TimelineEvent> {
    let events = happenings.iter().zip(answers);
    let event = |((commit, happening), answer): (&(CommitNo, Happening), &Option<ReceiptView>)| {
        let answered = answer.as_ref().map_or("", |it| &it.recipient);
        timeline_event(*commit, happening, answered)
    };
    events.map(event).collect()
}

/// Everything about one entry.
pub(crate) fn entry_view(
    records: &dyn Records,
    registry: &Registry,
    row: &EntryRow,
) -> Result<EntryView> {
    let entry = Entry::from_row(row)?;
    let state = state_of(row.state).context("a state that is not known")?;
    let happenings = happenings(records, row.id)?;
    let waybill = match entry.waybill {
        Some(key) => records.claim(key)?,
        None => None,
    };
    let waybill = waybill.as_ref().map(WaybillRecord::from_row).transpose()?;
    let documents = documents(records, &entry, waybill.as_ref(), &happenings)?;
    let what = || happenings.iter().map(|(_, it)| &it.what);
    let selection = last_selection(registry, &happenings);
    let assessment = what().rev().find_map(|it| match it {
        Event::Assessed(assessment) => Some(assessment_view(registry, assessment)),
        _ => None,
    });
    let answers = answers(records, &happenings)?;
    let mut steps_in_time = slip_steps(records, &entry)?;
    let own = timeline(&happenings, &answers);
    steps_in_time.extend(happenings.iter().map(|(commit, _)| *commit).zip(own));
    // A slip is made before the bill goes under it.
    steps_in_time.sort_by_key(|(commit, _)| *commit);
    let receipts = answers.into_iter().flatten().collect();
    Ok(EntryView {
        number: row.id.0,
        entry_id: entry.list_no(),
        preliminary_no: entry.list.as_ref().map(|_| entry.preliminary_no()).unwrap_or_default(),
        state,
        state_title_zh: lifecycle::state_title_zh(state).to_owned(),
        state_title_en: lifecycle::state_title_en(state).to_owned(),
        order_no: entry.order_no.to_string(),
        platform_code: entry.platform_code.to_string(),
        exit_list_no: entry.exit_list_no.to_string(),
        waiting_for: waiting_for(&entry, waybill.as_ref(), state),
        due_at: row.due_at.map(|it| it.to_string()),
        timeline: steps_in_time.into_iter().map(|(_, it)| it).collect(),
        documents,
        findings: current_findings(what()),
        assessment,
        selection,
        verification: Some(verification_view(records, entry.known)?),
        ledger: what().flat_map(ledger_views).collect(),
        arrived_at: what().rev().find_map(|it| match it {
            Event::Arrived { on, .. } => Some(on.to_string()),
            _ => None,
        }),
        delivered_at: entry.delivery.and_then(|it| it.at.moment()).map(|it| it.to_string()),
        tax_bill: bill_view(records, &entry)?,
        returns: return_views(&entry, &happenings),
        receipts,
        seen: Seen::default(),
    })
}

/// The documents that stand in their places, as they were declared.
fn documents(
    records: &dyn Records,
    entry: &Entry<'_>,
    waybill: Option<&WaybillRecord<'_>>,
    happenings: &[(CommitNo, Happening)],
) -> Result<Vec<DocumentView>> {
    let mut views = Vec::new();
    let waybill = waybill.and_then(|it| it.held.as_ref());
    let slots: [(DocumentKind, Option<&Slot<'_>>); 4] = [
        (DocumentKind::Order, entry.order.as_ref().map(|it| &it.slot)),
        (DocumentKind::Payment, entry.payment.as_ref().map(|it| &it.slot)),
        (DocumentKind::Waybill, waybill.map(|it| &it.slot)),
        (DocumentKind::Inventory, entry.inventory.as_ref().map(|it| &it.slot)),
    ];
    for (kind, slot) in slots {
        // A list that was returned gave its waybill back; its place is still known to history.
        let (at, state, received_at) = match (slot, last_of(kind, happenings)) {
            (Some(slot), _) => (slot.at, slot.state, slot.received_at),
            (None, Some((at, state, received_at))) => (at, state, received_at),
            (None, None) => continue,
        };
        if let Some(document) = document_at(records, at)? {
            let received_at = received_at.to_string();
            let (input, index) = (at.input.0, at.index);
            views.push(DocumentView { kind, state, input, index, received_at, document });
        }
    }
    for (_, happening) in happenings {
        views.extend(follow_up(records, happening)?);
    }
    Ok(views)
}

/// A document that came after the list and is about it; each stands for itself.
fn follow_up(records: &dyn Records, happening: &Happening) -> Result<Option<DocumentView>> {
    let Event::Document { kind, at, outcome: state, .. } = happening.what else { return Ok(None) };
    let is_one = matches!(
        kind,
        DocumentKind::WaybillStatus | DocumentKind::Cancellation | DocumentKind::GoodsReturn
    );
    let document = if is_one { document_at(records, at)? } else { None };
    let received_at = happening.at.to_string();
    let (input, index) = (at.input.0, at.index);
    Ok(document.map(|document| DocumentView { kind, state, input, index, received_at, document }))
}

fn last_of(
    kind: DocumentKind,
    happenings: &[(CommitNo, Happening)],
) -> Option<(DocumentRef, DocumentState, model::Moment)> {
    happenings.iter().rev().find_map(|(_, it)| match &it.what {
        Event::Document { kind: of, at, outcome, .. } if *of == kind => {
            Some((*at, *outcome, it.at))
        }
        _ => None,
    })
}

fn document_of(
    records: &dyn Records,
    slot: Option<&Slot<'_>>,
) -> Result<Option<serde_json::Value>> {
    match slot {
        Some(slot) => document_at(records, slot.at),
        None => Ok(None),
    }
}

/// A document read again from the message that brought it; nothing where that cannot be.
pub(crate) fn parsed_at<T>(
    input: &StoredInput,
    at: DocumentRef,
    look: impl FnOnce(&Document<'_>) -> T,
) -> Option<T> {
    let Ok(Message::Ceb(envelope)) = messages::read(&input.bytes, &Limits::default()) else {
        return None;
    };
    envelope.readings.get(usize::from(at.index)).map(|it| look(&it.document))
}

/// A document read again from the message that brought it, flat.
fn document_at(records: &dyn Records, at: DocumentRef) -> Result<Option<serde_json::Value>> {
    let Some(input) = records.input(at.input)? else { return Ok(None) };
    let value = parsed_at(&input, at, |document| match document {
        Document::Order(it) => serde_json::to_value(it),
        Document::Payment(it) => serde_json::to_value(it),
        Document::Waybill(it) => serde_json::to_value(it),
        Document::Inventory(it) => serde_json::to_value(it),
        Document::WaybillStatus(it) => serde_json::to_value(it),
        Document::Cancellation(it) => serde_json::to_value(it),
        Document::GoodsReturn(it) => serde_json::to_value(it),
        Document::InboundDetail(it) => serde_json::to_value(it),
    });
    let Some(mut value) = value.transpose()? else { return Ok(None) };
    if let Some(fields) = value.as_object_mut()
        && let Some(serde_json::Value::Object(head)) = fields.remove("head")
    {
        fields.extend(head);
    }
    Ok(Some(value))
}

/// What stands between an entry and its next step.
pub(crate) fn waiting_for(
    entry: &Entry<'_>,
    waybill: Option<&WaybillRecord<'_>>,
    state: EntryState,
) -> Vec<String> {
    let mut waits = Vec::new();
    let mut wait = |is_here: bool, what: &str| {
        if !is_here {
            waits.push(what.to_owned());
        }
    };
    match state {
        EntryState::Expected => wait(false, "inventory"),
        EntryState::Declared => {
            let order = entry.order.as_ref().is_some_and(|it| it.accepted().is_some());
            let payment = entry.payment.as_ref().is_some_and(|it| it.accepted().is_some());
            let waybill = waybill.is_some_and(|it| it.accepted().is_some());
            wait(order, "order");
            wait(payment, "payment");
            wait(waybill, "waybill");
            wait(!(order && payment && waybill), "verification");
        }
        EntryState::Accepted => wait(entry.truth.is_none(), "payment_truth"),
        EntryState::UnderReview => wait(false, "review"),
        EntryState::Reviewed => wait(false, "arrival"),
        EntryState::UnderExamination => wait(false, "examination"),
        EntryState::Released if entry.drawn.is_none() => wait(false, "exit"),
        EntryState::Released if entry.exit_list_no.is_empty() => wait(false, "exit_list"),
        EntryState::Released => wait(false, "gate_passage"),
        EntryState::Rejected => wait(false, "correction"),
        _ => {}
    }
    let is_settled = entry.cleared.as_ref().is_none_or(|it| !it.has_open_return());
    wait(is_settled, "goods_back");
    waits
}

/// The findings of the latest submission of each document and of the latest decision, each once.
fn current_findings<'e>(events: impl Iterator<Item = &'e Event>) -> Vec<ExplainedFinding> {
    let mut by_kind: std::collections::BTreeMap<Option<DocumentKind>, &[Finding]> =
        std::collections::BTreeMap::new();
    for event in events {
        match event {
            Event::Document { kind, findings, .. } => {
                by_kind.insert(Some(*kind), findings);
                if *kind == DocumentKind::Inventory {
                    by_kind.remove(&None);
                }
            }
            Event::Ignored { kind, findings, .. } if !findings.is_empty() => {
                by_kind.insert(Some(*kind), findings);
            }
            Event::State { findings, .. } if !findings.is_empty() => {
                by_kind.insert(None, findings);
            }
            Event::TruthAnswered { answer: TruthAnswer::Taken, findings, .. }
                if !findings.is_empty() =>
            {
                by_kind.insert(None, findings);
            }
            _ => {}
        }
    }
    let mut all: Vec<ExplainedFinding> = Vec::new();
    for finding in by_kind.values().flat_map(|it| explained(it)) {
        if !all.contains(&finding) {
            all.push(finding);
        }
    }
    all
}

fn assessment_view(registry: &Registry, assessment: &Assessment) -> AssessmentView {
    let steps = tax::explain(assessment, |id| registry.law.basis(id).cloned());
    AssessmentView {
        regime: assessment.regime,
        customs_value: assessment.customs_value.to_string(),
        duty: assessment.duty.to_string(),
        consumption_tax: assessment.consumption_tax.to_string(),
        vat: assessment.vat.to_string(),
        total: assessment.total().to_string(),
        assumed: registry.rests_on_assumption(assessment.basis_ids()),
        steps: steps.into_iter().map(step_view).collect(),
    }
}

pub(crate) fn step_view(step: model::Step) -> Step {
    let model::Step { kind, item, title_zh, title_en, formula, amount, basis } = step;
    Step { kind, item, title_zh, title_en, formula, amount: amount.to_string(), basis }
}

/// What risk analysis said last, with each rule as it stood then.
pub(super) fn last_selection(
    registry: &Registry,
    happenings: &[(CommitNo, Happening)],
) -> Option<Selection> {
    let (happening, selection) = happenings.iter().rev().find_map(|(_, it)| match &it.what {
        Event::Selected(selection) => Some((it, selection)),
        _ => None,
    })?;
    let on = happening.at.local_date();
    let reason = |it: &model::Reason| Reason {
        rule: it.rule.clone(),
        lane: it.lane,
        pointer: it.pointer.clone(),
        observed: it.observed.clone(),
        text: it.text.clone(),
        told: rule_then(registry.rules_told(), &it.rule, happening.input, on).map(RuleThen::from),
    };
    let reasons = selection.reasons.iter().map(reason).collect();
    Some(Selection { lane: selection.lane, reasons })
}

pub(super) fn ledger_views(event: &Event) -> Vec<LedgerEntry> {
    let Event::Ledger(movements) = event else { return Vec::new() };
    let view = |it: &model::LedgerEntry| LedgerEntry {
        kind: it.kind,
        label: it.label.clone(),
        movement: it.movement,
        amount: it.amount.to_string(),
    };
    movements.iter().map(view).collect()
}

/// The receipt that each event issued, where it issued one.
pub(super) fn answers(
    records: &dyn Records,
    happenings: &[(CommitNo, Happening)],
) -> Result<Vec<Option<ReceiptView>>> {
    let answer = |(commit, happening): &(CommitNo, Happening)| {
        let Event::Answered { recipient, ordinal, .. } = &happening.what else { return Ok(None) };
        let block = records.block(*commit, *recipient)?;
        Ok(block.and_then(|it| receipt_views(&it).nth(*ordinal as usize)))
    };
    happenings.iter().map(answer).collect()
}
