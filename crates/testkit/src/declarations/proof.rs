//! Clean declarations have no finding, and every fault is found as the truth says.

use std::collections::BTreeSet;

use messages::{DeclarationReading, Limits, Message};
use model::{Declaration, Direction, Finding, Rate};
use params::Law;

use super::{DeclarationFault, DeclarationPlan, Declarations};
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

/// Everything that can be found in a declaration by itself.
fn findings(reading: &DeclarationReading<'_>) -> Vec<Finding> {
    reading.faults.clone()
}

#[test]
fn clean_declarations_have_no_finding() {
    let law = Law::shipped().unwrap();
    let world = world(&law);
    for index in 0..1_000 {
        let raw = world.message(index, None);
        let reading = read(&raw);
        assert_eq!(findings(&reading), [], "{index}: {}", String::from_utf8_lossy(&raw));
        assert_eq!(reading.document, world.with(index, None), "{index}");
    }
}

#[test]
fn faults_are_found_as_the_truth_says() {
    let law = Law::shipped().unwrap();
    let world = world(&law);
    for fault in DeclarationFault::ALL {
        for index in 0..30 {
            let raw = world.message(index, Some(*fault));
            let reading = read(&raw);
            let found: BTreeSet<String> =
                findings(&reading).into_iter().map(|it| it.code.into_owned()).collect();
            let expected: BTreeSet<String> =
                fault.codes().iter().map(|it| (*it).to_owned()).collect();
            let is_form = expected.iter().all(|it| it.starts_with("FMT-"));
            let expected = if is_form { expected } else { BTreeSet::new() };
            assert_eq!(found, expected, "{fault} at {index}");
        }
    }
}

#[test]
fn declarations_look_like_trade() {
    let law = Law::shipped().unwrap();
    let world = world(&law);
    let all: Vec<Declaration<'_>> = (0..2_000).map(|it| world.with(it, None)).collect();
    let lines: usize = all.iter().map(|it| it.items.len()).sum();
    let count =
        |is_it: &dyn Fn(&Declaration<'_>) -> bool| all.iter().filter(|it| is_it(it)).count();
    let traders: BTreeSet<&str> = all.iter().map(|it| it.trader.code.as_str()).collect();
    let most = traders.iter().map(|code| count(&|it| it.trader.code == *code)).max();
    expect_test::expect![[r#"
        lines 10847, most Some(50)
        imports 1115, by sea 1229, with a document 233, by a broker 1202
        containers 1244
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
