//! A corpus through the house: what comes out is what the truth file says.

use std::collections::{BTreeMap, BTreeSet};

use clearance::{
    House,
    entry::{Entry, state_of},
    history::{self, Event},
    ports::RawInput,
};
use matching::Keyring;
use messages::{Limits, Message};
use model::{Date, EntryId, EntryState, Finding, InputId, Moment, Rate};
use params::Law;
use testkit::{Outcome, Plan, TRUTH_FILE, TruthRow, generate, read_truth};

use crate::memory::MemoryStore;

const DAY: Date = Date::constant(2026, 11, 21);

/// What the house said of an order number.
#[derive(Debug, Default, PartialEq, Eq)]
struct Said {
    codes: BTreeSet<String>,
    outcome: Option<Outcome>,
}

#[test]
fn the_house_finds_what_was_planted_and_nothing_else() {
    let plan = Plan::new(3_000, Rate::from_ppm(300_000), 17, DAY);
    let (rows, said) = clear(&plan);
    let truth: BTreeMap<&str, &TruthRow> = rows.iter().map(|it| (&*it.order_no, it)).collect();
    assert_eq!(said.len() as u64, plan.parcels);
    let mut wrong = String::new();
    for (order_no, said) in &said {
        let (fault, codes, outcome) = match truth.get(order_no.as_str()) {
            Some(row) => (&*row.fault, row.codes.clone(), row.outcome),
            None => ("clean", Vec::new(), Outcome::Released),
        };
        let codes: BTreeSet<String> =
            codes.into_iter().filter(|it| !it.starts_with("MIS-")).collect();
        if (&said.codes, said.outcome) != (&codes, Some(outcome)) {
            wrong += &format!("{order_no} {fault}: {said:?}\n");
        }
    }
    assert_eq!(wrong, "");
}

fn clear(plan: &Plan) -> (Vec<TruthRow>, BTreeMap<String, Said>) {
    let law = Law::shipped().unwrap();
    let mut raws: Vec<Vec<u8>> = Vec::new();
    let mut truth = Vec::new();
    generate(
        plan,
        &law,
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
    let rows = read_truth(std::str::from_utf8(&truth).unwrap()).unwrap();
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
    (rows, said(house.store(), &order_nos))
}

/// Order numbers of the documents of each input, by the number that the house gives it.
fn order_nos(raws: &[Vec<u8>]) -> BTreeMap<InputId, Vec<String>> {
    let mut seen = BTreeSet::new();
    let mut order_nos = BTreeMap::new();
    for raw in raws.iter().filter(|it| seen.insert(it.as_slice())) {
        let read = match messages::read(raw, &Limits::default()).unwrap() {
            Message::Ceb(envelope) => {
                envelope.readings.iter().map(|it| it.document.order_no().to_owned()).collect()
            }
            Message::House(_) | Message::Zone(_) | Message::Truth(_) => Vec::new(),
        };
        order_nos.insert(InputId(order_nos.len() as u64 + 1), read);
    }
    order_nos
}

fn said(store: &MemoryStore, order_nos: &BTreeMap<InputId, Vec<String>>) -> BTreeMap<String, Said> {
    let mut said: BTreeMap<String, Said> = BTreeMap::new();
    let mut entries: BTreeMap<EntryId, String> = BTreeMap::new();
    for row in store.entries.values() {
        let entry = Entry::from_row(row).unwrap();
        let order_no = entry.order_no.to_string();
        said.entry(order_no.clone()).or_default().outcome = Some(outcome(row.state));
        entries.insert(row.id, order_no);
    }
    for row in &store.history {
        for happening in history::decode(&row.body).unwrap() {
            let (of, findings): (Option<&String>, Vec<Finding>) = match happening.what {
                Event::Document { at, findings, .. }
                | Event::Ignored { at, findings, .. }
                | Event::Unreadable { at, findings } => {
                    (Some(&order_nos[&at.input][usize::from(at.index)]), findings)
                }
                Event::State { findings, .. } => (entries.get(&row.entry), findings),
                _ => (None, Vec::new()),
            };
            let codes = findings.into_iter().map(|it| it.code.into_owned());
            let codes: Vec<String> = codes.filter(|it| !it.starts_with("MIS-")).collect();
            if let (Some(order_no), false) = (of, codes.is_empty()) {
                said.entry(order_no.clone()).or_default().codes.extend(codes);
            }
        }
    }
    said
}

fn outcome(state: u8) -> Outcome {
    match state_of(state).unwrap() {
        EntryState::Expected => Outcome::Refused,
        EntryState::Declared => Outcome::Waiting,
        EntryState::Rejected => Outcome::Rejected,
        EntryState::Released | EntryState::UnderExamination => Outcome::Released,
        other => panic!("nobody moved an entry to {other:?}"),
    }
}
