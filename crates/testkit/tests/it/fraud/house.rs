//! Planted fraud is not caught by a check: the house takes all of it.

use std::collections::BTreeMap;

use clearance::{
    House,
    entry::state_of,
    history::{self, Event},
    ports::RawInput,
};
use matching::Keyring;
use model::{Amount, DeclarationState, EntryState, Moment, Rate};
use params::Law;
use testkit::{
    TRUTH_FILE,
    fraud::{FraudPlan, Told as Lane, generate_fraud, traffic},
};

use super::small;
use crate::{memory::MemoryStore, recording::declarations_of};

#[test]
fn the_house_finds_nothing_in_the_papers() {
    let law = Law::shipped().unwrap();
    // Half of the cases are fraud, so that each kind in its later manner is among them.
    let plan = small(2, 500_000).sized(2, 700, 250);
    let mut house =
        House::open(MemoryStore::default(), Law::shipped().unwrap(), Keyring::new([7; 16]))
            .unwrap();
    let mut batch: Vec<RawInput> = Vec::new();
    let corpus = generate_fraud(
        &plan,
        &law,
        3,
        &mut |file| {
            if file.name == TRUTH_FILE {
                return Ok(());
            }
            let day: i64 = file.name[..8].parse().unwrap_or(20_260_601);
            let on =
                model::Date::new((day / 10_000) as i16, (day / 100 % 100) as i8, (day % 100) as i8);
            let received_at = Moment::from_local(on.unwrap().at(23, 30, 0, 0));
            batch.push(RawInput { received_at, sender: String::new(), bytes: file.bytes.to_vec() });
            Ok(())
        },
        &mut |_| {},
    )
    .unwrap();
    for batch in batch.chunks(16) {
        house.take(batch).unwrap();
    }
    let MemoryStore { entries, history, .. } = house.store();
    let mut found: BTreeMap<String, u32> = BTreeMap::new();
    for row in history {
        for happening in history::decode(&row.body).unwrap() {
            let findings = match happening.what {
                Event::Document { findings, .. }
                | Event::Ignored { findings, .. }
                | Event::Unreadable { findings, .. }
                | Event::State { findings, .. }
                | Event::Filed { findings, .. }
                | Event::DeclarationState { findings, .. } => findings,
                _ => Vec::new(),
            };
            for it in findings.iter().filter(|it| !it.code.starts_with("MIS-")) {
                *found
                    .entry(format!("{} {} {} {}", it.code, it.pointer, it.observed, it.expected))
                    .or_default() += 1;
            }
        }
    }
    assert_eq!(found, BTreeMap::new());
    let parcels: Vec<EntryState> = entries.values().filter_map(|it| state_of(it.state)).collect();
    let is_in = |it: &EntryState| matches!(it, EntryState::Released | EntryState::UnderExamination);
    assert_eq!(parcels.iter().filter(|it| is_in(it)).count() as u64, corpus.parcels);
    assert_eq!(parcels.len() as u64, corpus.parcels);
    let states: Vec<DeclarationState> = declarations_of(entries).map(|it| it.state).collect();
    assert_eq!(states.len() as u64, corpus.declarations);
    let is_stopped = |it: &&DeclarationState| {
        matches!(
            it,
            DeclarationState::Returned
                | DeclarationState::AwaitingManifest
                | DeclarationState::Reviewing
        )
    };
    assert_eq!(states.iter().find(is_stopped), None);
}

/// Nobody buys more than a year's limit, whoever uses his name: else the house would refuse what risk is to find.
#[test]
fn nobody_comes_over_the_limits() {
    let law = Law::shipped().unwrap();
    let plan = FraudPlan::embedded().unwrap().sized(26, 900, 1).base_rate(Rate::from_ppm(100_000));
    for plan in [plan.clone(), plan.drawn(2)] {
        let mut years: BTreeMap<String, Amount> = BTreeMap::new();
        for case in traffic(&plan, &law, 5).unwrap() {
            let Lane::Parcel(it) = case.lane else { continue };
            let list = &it.inventory;
            let goods: Amount = list.items.iter().map(|it| it.total_price).sum();
            let value = goods + list.freight + list.insurance;
            assert!(value <= Amount::from_units(5_000), "{} {value}", case.index);
            *years.entry(list.buyer_id_number.to_string()).or_insert(Amount::ZERO) += value;
        }
        let most = years.values().max().unwrap();
        let over = years.values().filter(|it| **it > Amount::from_units(26_000)).count();
        println!("{} buyers, most {most}, over {over}", years.len());
        assert_eq!(over, 0, "{most}");
    }
}
