//! A corpus of declarations: the same everywhere, readable, true to its truth.

use std::collections::{BTreeMap, BTreeSet};

use clearance::{
    House,
    history::{self, Event},
    ports::RawInput,
};
use expect_test::expect;
use matching::Keyring;
use messages::{Limits, Message};
use model::{
    Date, DeclarationState, EntryId, HouseMessage, ManifestMessage, Moment, Rate, ReceiptKind,
    Severity,
};
use params::Law;
use sha2::{Digest, Sha256};
use testkit::{
    TRUTH_FILE,
    declarations::{DeclarationFault, DeclarationPlan, DeclarationTruth, generate_declarations},
};

use crate::{
    memory::MemoryStore,
    recording::{Recording, declarations_of},
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
    let (mut n_declarations, mut n_lines, mut n_manifests) = (0, 0, 0);
    let mut references = BTreeSet::new();
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
            Ok(Message::Manifest(reading)) => {
                assert_eq!(reading.faults, [], "{name}");
                let is_manifest = matches!(reading.message, ManifestMessage::Manifest { .. });
                n_manifests += u64::from(is_manifest);
            }
            Ok(Message::House(_)) => {}
            other => panic!("{name}: {other:?}"),
        }
    }
    assert_eq!((n_declarations, n_lines), (truth.declarations, truth.lines));
    assert_eq!(n_manifests, truth.manifests);
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
        10211 lines, 993 faulty, 543 manifests
    "#]]
    .assert_eq(&format!(
        "{} lines, {} faulty, {} manifests\n",
        truth.lines, truth.faulty, truth.manifests
    ));
}

/// Client's numbers with the codes that the truth file gives them.
fn truth_of(files: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, BTreeSet<String>> {
    let text = std::str::from_utf8(&files[TRUTH_FILE]).unwrap();
    let rows = text.lines().filter(|it| !it.starts_with('#')).skip(1);
    rows.map(|row| {
        let cells: Vec<&str> = row.split(',').collect();
        let codes = cells[2].split(' ').map(str::to_owned).collect();
        (cells[0].to_owned(), codes)
    })
    .collect()
}

#[test]
fn the_house_finds_what_was_planted_and_nothing_else() {
    let (_, files) = corpus(&plan(1_200, 30));
    let truth = truth_of(&files);
    let law = Law::shipped().unwrap();
    let store = Recording::new(MemoryStore::default());
    let mut house = House::open(store, law, Keyring::new([7; 16])).unwrap();
    let received_at = Moment::from_local(DAY.at(9, 0, 0, 0));
    let messages: Vec<&Vec<u8>> =
        files.iter().filter(|it| it.0 != TRUTH_FILE).map(|it| it.1).collect();
    let raw = |bytes: &[u8]| RawInput { received_at, sender: String::new(), bytes: bytes.to_vec() };
    for batch in messages.chunks(16) {
        house.take(&batch.iter().map(|it| raw(it)).collect::<Vec<_>>()).unwrap();
    }
    let Recording { store: MemoryStore { entries, history, .. }, receipts, .. } = house.store();
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let references: BTreeMap<EntryId, String> =
        declarations_of(entries).map(|it| (it.id, it.declaration.reference.to_string())).collect();
    for row in history {
        for happening in history::decode(&row.body).unwrap() {
            if let Event::DeclarationState { findings, .. } = &happening.what {
                let codes = findings.iter().map(|it| it.code.to_string());
                found.entry(references[&row.entry].clone()).or_default().extend(codes);
                continue;
            }
            let (Event::Filed { at, findings, .. } | Event::Unreadable { at, findings }) =
                happening.what
            else {
                continue;
            };
            let bytes = messages[at.input.0 as usize - 1];
            let Ok(Message::Declaration(reading)) = messages::read(bytes, &Limits::default())
            else {
                panic!("only declarations are filed");
            };
            let codes = findings.into_iter().map(|it| it.code.into_owned());
            found.entry(reading.document.reference.to_string()).or_default().extend(codes);
        }
    }
    assert_eq!(found.len(), 1_200);
    // What is only said stands in the answer.
    for answer in receipts.values().flatten().filter(|it| it.kind == ReceiptKind::Declaration) {
        let codes = answer.findings.iter().map(|it| it.code.to_string());
        found.entry(references[&answer.entry].clone()).or_default().extend(codes);
    }
    found.retain(|_, codes| !codes.is_empty());
    assert_eq!(found, truth);
    // What is found without returning it is an officer's to review, waited for, or only said.
    let of = |severity: Severity| {
        let is_it = |code: &String| checks::find(code).is_some_and(|it| it.severity == severity);
        truth.values().filter(|codes| codes.iter().any(is_it)).count()
    };
    let n_unread = truth.values().filter(|it| it.iter().any(|it| it.starts_with("FMT-"))).count();
    let n_waiting = truth.values().filter(|it| it.contains("DEC-6401")).count();
    let (n_reviewed, n_noticed) = (of(Severity::Review), of(Severity::Notice));
    assert!(n_unread > 0 && n_reviewed > 0 && n_waiting > 0 && n_noticed > n_waiting);
    let states: Vec<DeclarationState> = declarations_of(entries).map(|it| it.state).collect();
    let in_state = |state| states.iter().filter(|it| **it == state).count();
    let n_returned = truth.len() - n_unread - n_reviewed - n_noticed;
    assert_eq!(in_state(DeclarationState::Returned), n_returned);
    assert_eq!(in_state(DeclarationState::Reviewing), n_reviewed);
    assert_eq!(in_state(DeclarationState::AwaitingManifest), n_waiting);
    assert_eq!(in_state(DeclarationState::AwaitingArrival), 0, "all goods arrive in the end");
    assert_eq!(states.len(), 1_200 - n_unread);
}
