//! Clean declarations have no finding, and every fault is found as the truth says.

use std::collections::BTreeSet;

use checks::{DeclarationCase, LicencesCase, ManifestCase, Presented, TaxedCase, Tolerance};
use messages::{DeclarationReading, Limits, Message};
use model::{
    Amount, Basis, Confidence, DateCase, DateEvent, DayStamp, Declaration, Direction, Finding,
    ManifestMessage, Month, Rate,
};
use params::Law;

use super::{
    DeclarationFault, DeclarationPlan, Declarations,
    routes::{Home, Mode},
    voyages::Carried,
    world::exchange_rows,
};
use crate::fixtures::FIXTURE_DAY;

fn world(law: &Law) -> Declarations {
    let (declarations, fault_rate) = (1_000, Rate::ZERO);
    let plan = DeclarationPlan { declarations, fault_rate, seed: 5, on: FIXTURE_DAY };
    Declarations::new(&plan, law).unwrap()
}

fn read(raw: &[u8]) -> DeclarationReading<'_> {
    match messages::read(raw, &Limits::default()) {
        Ok(Message::Declaration(reading)) => *reading,
        other => panic!("{other:?}"),
    }
}

/// The law of the day with the corpus's exchange rates.
fn law() -> Law {
    let mut law = Law::shipped().unwrap();
    let basis = Basis::new("示范汇率", "", Confidence::Assumed);
    law.put_exchange_rates(Month::of(FIXTURE_DAY), &exchange_rows(), basis).unwrap();
    law
}

/// Everything that can be found in a declaration by itself, and where that is nothing, in its tax.
fn findings(reading: &DeclarationReading<'_>, law: &Law) -> Vec<Finding> {
    let mut found = reading.faults.clone();
    let (declaration, on) = (&reading.document, FIXTURE_DAY);
    let case = DeclarationCase {
        declaration,
        on,
        law,
        parties: &[],
        held: None,
        tolerance: Tolerance::default(),
        allowed_kg: Amount::ZERO,
    };
    checks::declaration(&case, !reading.faults.is_empty(), &mut found);
    // A house without a register of licences.
    let licences = vec![Presented::NotKept; declaration.documents.len()];
    let head = Presented::NotKept;
    let case = LicencesCase { declaration, on, law, head, licences: &licences };
    checks::licences(&case, &mut found);
    if !found.is_empty() {
        return found;
    }
    let dates = tax::rate_dates(law, DateCase::Normal, &[(DateEvent::Completed, on)]).unwrap();
    let of_day = law.declaration_on(dates.rates_on).unwrap();
    let case = tax::DeclarationTaxCase { declaration, law, of_day: &of_day, dates };
    let assessed = tax::assess_declaration(&case);
    let faults = assessed.as_ref().err().cloned().unwrap_or_default();
    let assessment = assessed.as_ref().ok();
    let tolerance = Tolerance { amount: Amount::ZERO };
    let case = TaxedCase { declaration, faults: &faults, assessment, on, law, tolerance };
    checks::taxed(&case, &mut found);
    found
}

#[test]
fn clean_declarations_have_no_finding() {
    let law = law();
    let world = world(&law);
    for index in 0..3_000 {
        let raw = world.message(index, None);
        let reading = read(&raw);
        assert_eq!(findings(&reading, &law), [], "{index}: {}", String::from_utf8_lossy(&raw));
        assert_eq!(reading.document, world.with(index, None), "{index}");
    }
}

#[test]
fn faults_are_found_as_the_truth_says() {
    let law = law();
    let world = world(&law);
    for fault in DeclarationFault::IN_PAPERS {
        for index in 0..30 {
            let raw = world.message(index, Some(*fault));
            let reading = read(&raw);
            let found: BTreeSet<String> =
                findings(&reading, &law).into_iter().map(|it| it.code.into_owned()).collect();
            let expected: BTreeSet<String> =
                fault.codes().iter().map(|it| (*it).to_owned()).collect();
            assert_eq!(found, expected, "{fault} at {index}");
        }
    }
}

#[test]
fn declarations_look_like_trade() {
    let law = law();
    let world = world(&law);
    let all: Vec<Declaration<'_>> = (0..2_000).map(|it| world.with(it, None)).collect();
    let lines: usize = all.iter().map(|it| it.items.len()).sum();
    let count =
        |is_it: &dyn Fn(&Declaration<'_>) -> bool| all.iter().filter(|it| is_it(it)).count();
    let traders: BTreeSet<&str> = all.iter().map(|it| it.trader.code.as_str()).collect();
    let most = traders.iter().map(|code| count(&|it| it.trader.code == *code)).max();
    expect_test::expect![[r#"
        lines 10210, most Some(50)
        imports 1115, by sea 1229, with a document 304, by a broker 1202
        containers 1238
        traders 401, the largest Some(291)
    "#]]
    .assert_eq(&format!(
        "lines {lines}, most {:?}\nimports {}, by sea {}, with a document {}, by a broker {}\n\
         containers {}\ntraders {}, the largest {most:?}\n",
        all.iter().map(|it| it.items.len()).max(),
        count(&|it| it.direction == Direction::Import),
        count(&|it| it.transport_mode == "2"),
        count(&|it| !it.documents.is_empty()),
        count(&|it| it.declarant != it.trader),
        all.iter().map(|it| it.containers.len()).sum::<usize>(),
        traders.len(),
    ));
}

/// What a declaration and the manifest of its voyage say of each other.
fn beside_manifest(
    world: &Declarations,
    index: u64,
    fault: Option<DeclarationFault>,
) -> BTreeSet<String> {
    let (sound, declared) = (world.sound(index, fault), world.with(index, fault));
    let mode = Mode::of(&sound.transport_mode).unwrap();
    let home = Home::of(mode, &sound.port_customs).unwrap();
    let voyage = world.voyage(index, sound.direction, mode, home);
    let carried = [Carried { fault, filed: &sound }];
    let ManifestMessage::Manifest { manifest, .. } = world.manifest(&voyage, &carried) else {
        panic!("a manifest");
    };
    let goods = manifest.consignments.iter().find(|it| it.is_billed_as(&declared.bill_no));
    let is_here = world.arrival(&voyage, &carried, false).is_some();
    let case = ManifestCase {
        declaration: &declared,
        on: FIXTURE_DAY,
        carried: goods.map(|it| (&manifest, it)),
        arrived_on: is_here.then(|| DayStamp::from_date(FIXTURE_DAY)),
        elsewhere: None,
        allowed_kg: Amount::from_fen(1),
    };
    let mut found = Vec::new();
    checks::against_manifest(&case, &mut found);
    found.into_iter().map(|it| it.code.into_owned()).collect()
}

#[test]
fn manifests_are_those_of_the_declarations_but_for_their_faults() {
    let world = world(&law());
    for index in 0..2_000 {
        assert_eq!(beside_manifest(&world, index, None), BTreeSet::new(), "{index}");
    }
    for fault in DeclarationFault::IN_MANIFESTS {
        let expected: BTreeSet<String> = fault.codes().iter().map(|it| (*it).to_owned()).collect();
        for index in 0..60 {
            assert_eq!(beside_manifest(&world, index, Some(*fault)), expected, "{fault} {index}");
        }
    }
}

#[test]
fn goods_that_travel_together_share_a_voyage_and_bills_are_their_own() {
    let world = world(&law());
    let all: Vec<Declaration<'_>> = (0..1_024).map(|it| world.with(it, None)).collect();
    let bills: BTreeSet<&str> = all.iter().map(|it| it.bill_no.as_str()).collect();
    assert_eq!(bills.len(), all.len());
    let voyages: BTreeSet<(Direction, &str, &str, &str)> = all
        .iter()
        .map(|it| (it.direction, &*it.port_customs, &*it.transport_name, &*it.voyage_no))
        .collect();
    let houses = all.iter().filter(|it| it.bill_no.contains(['*', '_'])).count();
    assert!(voyages.len() * 3 < all.len() && houses * 5 > all.len(), "{} {houses}", voyages.len());
}
