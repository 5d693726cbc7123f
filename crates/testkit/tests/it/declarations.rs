//! A corpus of declarations: the same everywhere, readable, true to its truth.

use std::collections::{BTreeMap, BTreeSet};

use expect_test::expect;
use messages::{Limits, Message};
use model::{Date, HouseMessage, Rate};
use params::Law;
use sha2::{Digest, Sha256};
use testkit::{
    TRUTH_FILE,
    declarations::{DeclarationFault, DeclarationPlan, DeclarationTruth, generate_declarations},
};

const DAY: Date = Date::constant(2026, 11, 21);

fn corpus(plan: &DeclarationPlan) -> (DeclarationTruth, BTreeMap<String, Vec<u8>>) {
    let law = Law::shipped().unwrap();
    let mut files = BTreeMap::new();
    let truth = generate_declarations(
        plan,
        &law,
        &mut |file| {
            let before = files.insert(file.name.to_owned(), file.bytes.to_vec());
            assert!(before.is_none() && !file.continues, "{}", file.name);
            Ok(())
        },
        &mut |_| {},
    )
    .unwrap();
    (truth, files)
}

fn plan(declarations: u64, percent: i64) -> DeclarationPlan {
    let fault_rate = Rate::from_ppm(percent * 10_000);
    DeclarationPlan { declarations, fault_rate, seed: 42, on: DAY }
}

#[test]
fn the_same_plan_gives_the_same_bytes() {
    let digest = |plan: &DeclarationPlan| {
        let mut digest = Sha256::new();
        for (name, bytes) in &corpus(plan).1 {
            digest.update(name);
            digest.update(bytes);
        }
        digest.finalize().iter().map(|it| format!("{it:02x}")).collect::<String>()
    };
    let one = digest(&plan(200, 30));
    assert_eq!(one, digest(&plan(200, 30)));
    assert_ne!(one, digest(&DeclarationPlan { seed: 43, ..plan(200, 30) }));
}

#[test]
fn every_file_is_read_and_every_fault_has_its_row() {
    let (truth, files) = corpus(&plan(2_000, 50));
    let (mut n_declarations, mut n_lines, mut references) = (0, 0, BTreeSet::new());
    for (name, bytes) in files.iter().filter(|it| it.0 != TRUTH_FILE) {
        match messages::read(bytes, &Limits::default()) {
            Ok(Message::Declaration(reading)) => {
                n_declarations += 1;
                n_lines += reading.document.items.len() as u64;
                assert!(references.insert(reading.document.reference.to_string()), "{name}");
            }
            Ok(Message::House(HouseMessage::Registry { enterprises, .. })) => {
                assert_eq!(enterprises.len(), 640);
            }
            Ok(Message::House(_)) => {}
            other => panic!("{name}: {other:?}"),
        }
    }
    assert_eq!((n_declarations, n_lines), (truth.declarations, truth.lines));
    let text = String::from_utf8(files[TRUTH_FILE].clone()).unwrap();
    let rows = text.lines().filter(|it| !it.starts_with('#')).skip(1);
    let mut counted: BTreeMap<String, u64> = BTreeMap::new();
    for row in rows {
        let cells: Vec<&str> = row.split(',').collect();
        let [reference, fault, codes] = *cells else { panic!("{row}") };
        assert!(references.contains(reference), "{row}");
        let named = DeclarationFault::ALL.iter().find(|it| it.name() == fault).unwrap();
        assert_eq!(codes, named.codes().join(" "));
        *counted.entry(fault.to_owned()).or_default() += 1;
    }
    assert_eq!(counted, truth.faults);
    assert_eq!(counted.len(), DeclarationFault::ALL.len(), "every fault is planted");
    assert_eq!(counted.values().sum::<u64>(), truth.faulty);
    expect![[r#"
        10215 lines, 993 faulty
    "#]]
    .assert_eq(&format!("{} lines, {} faulty\n", truth.lines, truth.faulty));
}
