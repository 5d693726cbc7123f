//! A corpus through the house: what comes out is what the truth file says.

use std::collections::{BTreeMap, BTreeSet};

use clearance::{
    ExportFile, House,
    entry::{Entry, state_of},
    export_state_of,
    history::{self, Event},
    ports::{EntryRow, RawInput},
};
use matching::Keyring;
use messages::{Limits, Message};
use model::{
    Date, EntryId, EntryState, ExportDocument, ExportState, Finding, InputId, Moment, Rate,
};
use params::Law;
use testkit::{Fault, Flow, Outcome, Plan, TRUTH_FILE, TruthRow, generate, read_truth};

use crate::memory::MemoryStore;

const DAY: Date = Date::constant(2026, 11, 21);

/// What the house said of an order number.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Said {
    codes: BTreeSet<String>,
    outcome: Option<Outcome>,
}

#[test]
fn the_house_finds_what_was_planted_and_nothing_else() {
    prove(&Plan::new(3_000, Rate::from_ppm(300_000), 17, DAY));
}

#[test]
fn the_house_finds_what_was_planted_in_exports() {
    let flow = Flow::Export;
    let plan = Plan { flow, ..Plan::new(3_000, Rate::from_ppm(300_000), 23, DAY) };
    let faults = prove(&plan);
    for fault in Fault::IN_EXPORTS.iter().chain(Fault::IN_DEPARTURES) {
        let count = faults.get(fault.info().name).copied().unwrap_or(0);
        assert!(count >= 5, "{fault}: {count}");
    }
}

#[test]
fn the_house_finds_what_was_planted_in_returns_and_cancellations() {
    let plan = Plan {
        returns: Rate::from_ppm(400_000),
        ..Plan::new(2_000, Rate::from_ppm(250_000), 19, DAY)
    };
    let faults = prove(&plan);
    for fault in Fault::LATER {
        let count = faults.get(fault.info().name).copied().unwrap_or(0);
        assert!(count >= 10, "{fault}: {count}");
    }
}

/// Returns how many parcels had each fault.
fn prove(plan: &Plan) -> BTreeMap<String, usize> {
    let (rows, said) = clear(plan);
    judge(plan, rows, &said)
}

/// Holds what the house said against the truth; returns how many parcels had each fault.
pub(crate) fn judge(
    plan: &Plan,
    rows: Vec<TruthRow>,
    said: &BTreeMap<String, Said>,
) -> BTreeMap<String, usize> {
    let truth: BTreeMap<&str, &TruthRow> = rows.iter().map(|it| (&*it.order_no, it)).collect();
    assert_eq!(said.len() as u64, plan.parcels);
    let clean = match plan.flow {
        Flow::Import => Outcome::Released,
        Flow::Export => Outcome::Departed,
    };
    let mut wrong = String::new();
    for (order_no, said) in said {
        let (fault, codes, outcome) = match truth.get(order_no.as_str()) {
            Some(row) => (&*row.fault, row.codes.clone(), row.outcome),
            None => ("clean", Vec::new(), clean),
        };
        // Where something follows later, days go by and no list waits any more.
        let outcome = match outcome {
            Outcome::Waiting if plan.returns != Rate::ZERO => Outcome::Rejected,
            outcome => outcome,
        };
        let codes: BTreeSet<String> = codes.into_iter().filter(|it| !is_of_waiting(it)).collect();
        if (&said.codes, said.outcome) != (&codes, Some(outcome)) {
            wrong += &format!("{order_no} {fault}: {said:?}\n");
        }
    }
    assert_eq!(wrong, "");
    let mut faults = BTreeMap::new();
    for row in rows {
        *faults.entry(row.fault).or_default() += 1;
    }
    faults
}

/// A code that a list is given when it waited in vain.
fn is_of_waiting(code: &str) -> bool {
    code.starts_with("MIS-") || code.starts_with("EXP-21")
}

/// The messages of a plan, and its truth.
pub(crate) fn corpus(plan: &Plan, law: &Law) -> (Vec<Vec<u8>>, Vec<TruthRow>) {
    let mut raws: Vec<Vec<u8>> = Vec::new();
    let mut truth = Vec::new();
    generate(
        plan,
        law,
        &mut |file| {
            if file.name == TRUTH_FILE {
                truth.extend_from_slice(file.bytes);
            } else {
                raws.push(file.bytes.to_vec());
            }
            Ok(())
        },
        &mut |_| {},
    )
    .unwrap();
    (raws, read_truth(std::str::from_utf8(&truth).unwrap()).unwrap())
}

fn clear(plan: &Plan) -> (Vec<TruthRow>, BTreeMap<String, Said>) {
    let law = Law::shipped().unwrap();
    let (raws, rows) = corpus(plan, &law);
    let order_nos = order_nos(&raws);

    let mut house = House::open(MemoryStore::default(), law, Keyring::new([7; 16])).unwrap();
    let at = Moment::from_local(plan.on.at(9, 0, 0, 0));
    for batch in raws.chunks(16) {
        let batch: Vec<RawInput> = batch
            .iter()
            .map(|bytes| RawInput { received_at: at, sender: String::new(), bytes: bytes.clone() })
            .collect();
        house.take(&batch).unwrap();
    }
    let MemoryStore { entries, history, .. } = house.store();
    let bodies = history.iter().map(|it| (it.entry, it.body.as_slice()));
    (rows, said(entries.values(), bodies, &order_nos))
}

/// Order numbers of the documents of each input, by the number that the house gives it.
fn order_nos(raws: &[Vec<u8>]) -> BTreeMap<InputId, Vec<String>> {
    let mut seen = BTreeSet::new();
    let mut order_nos: BTreeMap<InputId, Vec<String>> = BTreeMap::new();
    let mut by_waybill: BTreeMap<String, String> = BTreeMap::new();
    for raw in raws.iter().filter(|it| seen.insert(it.as_slice())) {
        order_nos.insert(InputId(order_nos.len() as u64 + 1), orders_in(raw));
        by_waybill.extend(listed_waybills(raw));
    }
    // A waybill of an export names no order: a list does.
    for named in order_nos.values_mut().flatten() {
        if let Some(order_no) = by_waybill.get(named) {
            named.clone_from(order_no);
        }
    }
    order_nos
}

/// Waybill and order of each export list of a message.
fn listed_waybills(raw: &[u8]) -> Vec<(String, String)> {
    let Message::Export(envelope) = messages::read(raw, &Limits::default()).unwrap() else {
        return Vec::new();
    };
    let listed = |document: &ExportDocument<'_>| match document {
        ExportDocument::List(it) => Some((it.waybill_no.to_string(), it.order_no.to_string())),
        _ => None,
    };
    envelope.readings.iter().filter_map(|it| listed(&it.document)).collect()
}

/// Of each document of a message; of a waybill of an export its own number.
pub(crate) fn orders_in(raw: &[u8]) -> Vec<String> {
    match messages::read(raw, &Limits::default()).unwrap() {
        Message::Ceb(envelope) => {
            envelope.readings.iter().map(|it| it.document.order_no().to_owned()).collect()
        }
        Message::Export(envelope) => {
            let named = |document: &ExportDocument<'_>| match document {
                ExportDocument::Order(it) => it.order_no.to_string(),
                ExportDocument::Money(it) => it.order_no.to_string(),
                ExportDocument::List(it) => it.order_no.to_string(),
                ExportDocument::Waybill(it) => it.waybill_no.to_string(),
                // A fault is planted in one of a single parcel.
                ExportDocument::Departure(it) => it.items[0].waybill_no.to_string(),
                _ => String::new(),
            };
            envelope.readings.iter().map(|it| named(&it.document)).collect()
        }
        Message::House(_)
        | Message::Zone(_)
        | Message::Amendment(_)
        | Message::Supplement(_)
        | Message::File(_)
        | Message::Declaration(_)
        | Message::Manifest(_)
        | Message::Truth(_) => Vec::new(),
    }
}

/// What entries and history come to, by order number.
pub(crate) fn said<'r>(
    rows: impl Iterator<Item = &'r EntryRow>,
    history: impl Iterator<Item = (EntryId, &'r [u8])>,
    order_nos: &BTreeMap<InputId, Vec<String>>,
) -> BTreeMap<String, Said> {
    let mut said: BTreeMap<String, Said> = BTreeMap::new();
    let mut entries: BTreeMap<EntryId, String> = BTreeMap::new();
    for row in rows {
        let (order_no, outcome) = if let Some(state) = state_of(row.state) {
            (Entry::from_row(row).unwrap().order_no.to_string(), outcome(state))
        } else if let Some(state) = export_state_of(row.state) {
            (ExportFile::from_row(row).unwrap().order_no.to_string(), export_outcome(state))
        } else {
            continue;
        };
        said.entry(order_no.clone()).or_default().outcome = Some(outcome);
        entries.insert(row.id, order_no);
    }
    for (entry, body) in history {
        for happening in history::decode(body).unwrap() {
            let (of, findings): (Option<&String>, Vec<Finding>) = match happening.what {
                Event::Document { at, findings, .. }
                | Event::Ignored { at, findings, .. }
                | Event::ExportDocument { at, findings, .. }
                | Event::Unreadable { at, findings } => {
                    (Some(&order_nos[&at.input][usize::from(at.index)]), findings)
                }
                Event::State { findings, .. } | Event::ExportState { findings, .. } => {
                    (entries.get(&entry), findings)
                }
                _ => (None, Vec::new()),
            };
            let codes = findings.into_iter().map(|it| it.code.into_owned());
            let codes: Vec<String> = codes.filter(|it| !is_of_waiting(it)).collect();
            if let (Some(order_no), false) = (of, codes.is_empty()) {
                said.entry(order_no.clone()).or_default().codes.extend(codes);
            }
        }
    }
    said
}

fn export_outcome(state: ExportState) -> Outcome {
    match state {
        ExportState::Expected => Outcome::Refused,
        ExportState::Declared => Outcome::Waiting,
        ExportState::Rejected => Outcome::Rejected,
        ExportState::Released => Outcome::LeftBehind,
        ExportState::Closed => Outcome::Departed,
        other => panic!("nobody moved an export to {other:?}"),
    }
}

fn outcome(state: EntryState) -> Outcome {
    match state {
        EntryState::Expected => Outcome::Refused,
        EntryState::Declared => Outcome::Waiting,
        EntryState::Rejected => Outcome::Rejected,
        EntryState::Withdrawn => Outcome::Withdrawn,
        EntryState::Released | EntryState::UnderExamination | EntryState::Closed => {
            Outcome::Released
        }
        other => panic!("nobody moved an entry to {other:?}"),
    }
}
