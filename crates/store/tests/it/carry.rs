//! A whole house carried from files into a database and back.

use clearance::ports::{Records as _, Store as _};
use model::Moment;
use store::{
    Deliveries, Drafts, HouseRecords, HouseStore, NewDraft, NewPerson, Options, People, Place,
    carry, prove,
};

use crate::{both::Placed as _, house::cleared, postgres::Database};

fn at(second: i64) -> Moment {
    Moment::from_millis(second * 1_000)
}

fn words(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |it| it.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

fn open(place: &Place) -> HouseStore {
    HouseStore::open(place, Options::default(), || ([0; 16], [0; 32])).unwrap()
}

fn somebody(login: &str) -> NewPerson {
    NewPerson {
        login: login.to_owned(),
        name: "林溪".to_owned(),
        password: "$argon2id$".to_owned(),
        roles: vec!["examiner".to_owned()],
        districts: Vec::new(),
        companies: Vec::new(),
    }
}

/// Everything that is read of a house, but for when it was carried.
fn all_of(place: &Place) -> impl PartialEq + std::fmt::Debug {
    let records = HouseRecords::open(place).unwrap();
    (
        (records.head().unwrap(), records.counts().unwrap(), records.signatures().unwrap()),
        records.entry_rows(model::EntryId(0), 10_000).unwrap(),
        records.claims(None, 10_000).unwrap(),
        records.accounts(None, 10_000).unwrap(),
        records.kept_history(0, 100_000).unwrap(),
        records.blocks(None, 0, 100_000).unwrap(),
        records.all_tasks(None, 10_000).unwrap(),
        (records.keyring().unwrap(), records.checkpoints().unwrap()),
        People::open(place).unwrap().everybody().unwrap(),
        Deliveries::open(place).unwrap().webhooks().unwrap(),
        Drafts::open(place).unwrap().of_company("3302260001").unwrap(),
    )
}

#[test]
fn a_house_is_the_same_in_a_database_and_in_files_again() {
    let Some(database) = Database::new() else { return };
    let files = cleared();
    let (from, there) = (files.place(), database.place());
    let mut people = People::open(&from).unwrap();
    people.add_person(&somebody("linxi"), at(1)).unwrap().unwrap();
    let mut deliveries = Deliveries::open(&from).unwrap();
    deliveries.add_webhook("A", "https://a.example/", 7, b"secret", at(1)).unwrap();
    let draft = NewDraft {
        company: "3302260001".into(),
        person: "linxi".into(),
        name: "手机".into(),
        body: "{}".into(),
    };
    Drafts::open(&from).unwrap().add(&draft, 9, at(1)).unwrap().unwrap();
    let moved = carry(&from, &there, &mut |_, _| ()).unwrap();
    assert_eq!(moved.commits, moved.head.commit.0);
    assert!(moved.rows.iter().any(|(table, rows)| *table == "history" && *rows > 100));
    assert_eq!(all_of(&from), all_of(&there));
    // Numbers go on after those that were carried.
    let second = People::open(&there).unwrap().add_person(&somebody("wang"), at(2)).unwrap();
    assert!(second.unwrap().id > 1);
    // Carried is carried: it is not put over a whole house.
    let again = words(&carry(&from, &there, &mut |_, _| ()).unwrap_err());
    assert!(again.contains("a whole house"), "{again}");
    // The house goes on where it is now, and back.
    let mut store = open(&there);
    assert_eq!(store.head().unwrap(), moved.head);
    crate::conformance::Batch::default().commit(&mut store);
    drop(store);
    let folder = tempfile::tempdir().unwrap();
    let back = Place::Folder(folder.path().join("new/house"));
    carry(&there, &back, &mut |_, _| ()).unwrap();
    assert_eq!(all_of(&there), all_of(&back));
    let records = HouseRecords::open(&back).unwrap();
    let proof = prove(&records, &records.public_key().unwrap(), &mut |_| ()).unwrap();
    assert_eq!(proof.faults, []);
}

#[test]
fn a_move_that_was_broken_off_goes_on_and_is_no_house_before() {
    let Some(database) = Database::new() else { return };
    let files = cleared();
    let (from, there) = (files.place(), database.place());
    let carried = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let broken_off = &mut |table: &str, _| assert_ne!(table, "history", "broken off");
        carry(&from, &there, broken_off).map(|_| ())
    }));
    assert!(carried.is_err());
    let fresh = || ([0; 16], [0; 32]);
    let said = words(&HouseStore::open(&there, Options::default(), fresh).err().unwrap());
    assert!(said.contains("not ended"), "{said}");
    carry(&from, &there, &mut |_, _| ()).unwrap();
    assert_eq!(all_of(&from), all_of(&there));
    drop(open(&there));
}

#[test]
fn nobody_is_carried_over_another_house_or_out_of_none() {
    let Some(database) = Database::new() else { return };
    let (there, empty) = (database.place(), tempfile::tempdir().unwrap());
    let none = words(&carry(&Place::from(empty.path()), &there, &mut |_, _| ()).unwrap_err());
    assert!(none.contains("no house"), "{none}");
    drop(HouseStore::open(&there, Options::default(), || ([1; 16], [2; 32])).unwrap());
    let files = cleared();
    let other = words(&carry(&files.place(), &there, &mut |_, _| ()).unwrap_err());
    assert!(other.contains("another house"), "{other}");
    let held = open(&files.place());
    let in_use = words(&carry(&files.place(), &there, &mut |_, _| ()).unwrap_err());
    assert!(in_use.contains("another program"), "{in_use}");
    drop(held);
}
