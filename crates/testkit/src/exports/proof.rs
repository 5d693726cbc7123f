//! The promise of a corpus of exports, proved with the checks themselves: a clean parcel has no finding, a
//! faulty one has the codes of its fault and no other.

use std::collections::BTreeSet;

use checks::{
    ExportCase, ExportJoinedCase, ExportPrior, ExportWaitingCase, Tolerance, export_document,
    export_joined, export_waiting,
};
use messages::{ExportReading, Limits, Message};
use model::{DocumentKind, ExportDocument, ExportKind, Finding, Rate};
use params::Law;

use super::kind_of;
use crate::{
    Fault, Flow, Outcome, Plan, World, alter,
    arrival::{Piece, is_missing},
    fixtures::FIXTURE_DAY,
    papers::Sending,
    parcel::Parcel,
};

/// The papers of a parcel as they are on the wire.
fn sent(world: &World<'_>, parcel: &Parcel) -> Vec<Vec<u8>> {
    let papers = DocumentKind::PAPERS.into_iter().filter(|it| !is_missing(parcel.fault, *it));
    papers
        .map(|paper| {
            let kind = kind_of(paper).unwrap();
            let piece = Piece { parcel: parcel.clone().into(), sending: Sending::First };
            let document = world.export_document(kind, &piece).unwrap();
            let mut raw = Vec::new();
            messages::write_export_documents(kind, "G", &[document], None, &[], &mut raw);
            let spoilt = alter::spoil(&mut raw);
            let is_spoilt =
                parcel.fault == Some(Fault::ExportNotANumber) && kind == ExportKind::List;
            assert_eq!(spoilt, usize::from(is_spoilt));
            raw
        })
        .collect()
}

fn read(raw: &[u8]) -> ExportReading<'_> {
    match messages::read(raw, &Limits::default()).unwrap() {
        Message::Export(mut envelope) => envelope.readings.pop().unwrap(),
        _ => panic!("a message of an export"),
    }
}

/// Everything that can be found on the papers that came, and where the list stands.
fn judge(law: &Law, readings: &[ExportReading<'_>]) -> (BTreeSet<String>, Outcome) {
    let (on, tolerance) = (FIXTURE_DAY, Tolerance::default());
    let mut found: Vec<Finding> = Vec::new();
    let (mut order, mut money, mut waybill, mut list) = (None, None, None, None);
    let mut outcome = None;
    for ExportReading { document, faults, .. } in readings {
        let mut findings = faults.clone();
        let prior = ExportPrior::default();
        let case = ExportCase { document, on, law, parties: &[], prior, tolerance };
        export_document(&case, !faults.is_empty(), &mut findings);
        let is_good = findings.is_empty();
        found.extend(findings);
        match document {
            ExportDocument::Order(it) => order = Some(&**it).filter(|_| is_good),
            ExportDocument::Money(it) => money = Some(&**it).filter(|_| is_good),
            ExportDocument::Waybill(it) => waybill = Some(&**it).filter(|_| is_good),
            ExportDocument::List(it) => {
                list = Some(&**it);
                let refused = if faults.is_empty() { Outcome::Rejected } else { Outcome::Refused };
                outcome = (!is_good).then_some(refused);
            }
            other => panic!("not a paper: {:?}", other.kind()),
        }
    }
    let list = list.expect("every corpus sends a list");
    if outcome.is_none() {
        let (has_order, has_money, has_waybill) =
            (order.is_some(), money.is_some(), waybill.is_some());
        let n_found = found.len();
        if has_order && has_money && has_waybill {
            let case = ExportJoinedCase { list, order, money, waybill, on, law, tolerance };
            export_joined(&case, &mut found);
            let is_clean = found.len() == n_found;
            outcome = Some(if is_clean { Outcome::Released } else { Outcome::Rejected });
        } else {
            let case = ExportWaitingCase { list, has_order, has_money, has_waybill, on };
            export_waiting(&case, &mut found);
            outcome = Some(Outcome::Waiting);
        }
    }
    let codes = found.into_iter().map(|it| it.code.into_owned()).collect();
    (codes, outcome.unwrap())
}

fn plan(parcels: u64, seed: u64) -> Plan {
    Plan { flow: Flow::Export, ..Plan::new(parcels, Rate::ZERO, seed, FIXTURE_DAY) }
}

fn said(law: &Law, world: &World<'_>, index: u64) -> (BTreeSet<String>, Outcome) {
    let raws = sent(world, &world.parcel(index));
    judge(law, &raws.iter().map(|it| read(it)).collect::<Vec<_>>())
}

#[test]
fn faults_of_exports_are_found_as_the_truth_says() {
    let law = Law::shipped().unwrap();
    for fault in Fault::IN_EXPORTS {
        // A duplicate shows only beside the first.
        if *fault == Fault::ExportDuplicateOrder {
            continue;
        }
        let plan = plan(40, 5);
        let mut world = World::new(&plan, &law).unwrap();
        world.planted = Some(*fault);
        for index in 0..plan.parcels {
            let info = fault.info();
            let codes: BTreeSet<String> = info.codes.iter().map(|it| (*it).to_owned()).collect();
            assert_eq!(said(&law, &world, index), (codes, info.outcome), "{fault} at {index}");
        }
    }
}

#[test]
fn clean_exports_have_no_finding() {
    let law = Law::shipped().unwrap();
    let plan = plan(3_000, 11);
    let world = World::new(&plan, &law).unwrap();
    for index in 0..plan.parcels {
        let expected = (BTreeSet::new(), Outcome::Released);
        assert_eq!(said(&law, &world, index), expected, "{index}");
    }
}

#[test]
fn exports_look_like_retail() {
    let law = Law::shipped().unwrap();
    let plan = plan(5_000, 3);
    let world = World::new(&plan, &law).unwrap();
    let (mut n_items, mut n_simplified, mut n_bonded, mut n_dollars) = (0, 0, 0, 0);
    let mut totals = Vec::new();
    for index in 0..plan.parcels {
        let parcel = world.parcel(index);
        let piece = Piece { parcel: parcel.clone().into(), sending: Sending::First };
        let Some(ExportDocument::List(list)) = world.export_document(ExportKind::List, &piece)
        else {
            panic!("a list");
        };
        n_items += list.items.len();
        n_simplified += usize::from(list.is_simplified());
        n_bonded += usize::from(list.supervision_mode == "1210");
        n_dollars += usize::from(list.freight_currency == "502");
        totals.push(parcel.goods_fen() / 100);
    }
    totals.sort_unstable();
    let at = |percent: usize| totals[totals.len() * percent / 100];
    expect_test::expect![[r#"
        items 8905, simplified 1661, from zones 764, in dollars 3480
        total p5 28 p50 246 p95 2550
    "#]].assert_eq(&format!(
        "items {n_items}, simplified {n_simplified}, from zones {n_bonded}, in dollars {n_dollars}\n\
         total p5 {} p50 {} p95 {}\n",
        at(5),
        at(50),
        at(95),
    ));
}
