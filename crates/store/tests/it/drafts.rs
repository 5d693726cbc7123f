//! Drafts of what traders have not sent yet.

use model::Moment;
use store::{Drafts, NewDraft, NotKept};

use crate::both::Placed;

on_both! {
    of_two_who_change_one_revision_one_is_told,
}

fn of(company: &str, body: &str) -> NewDraft {
    let (company, body) = (company.to_owned(), body.to_owned());
    NewDraft { company, person: "linxi".to_owned(), name: "手机".to_owned(), body }
}

fn of_two_who_change_one_revision_one_is_told(house: &impl Placed) {
    let place = house.place();
    let mut drafts = Drafts::open(&place).unwrap();
    let now = Moment::from_millis(1_000);
    let first = drafts.add(&of("3302260001", "{}"), 2, now).unwrap().unwrap();
    assert_eq!(first.revision, 1);
    let later = Moment::from_millis(2_000);
    let put = drafts.put(first.id, 1, &of("3302260001", r#"{"a":1}"#), later).unwrap();
    assert_eq!(put.as_ref().map(|it| (it.revision, it.body.as_str())), Ok((2, r#"{"a":1}"#)));
    let again = drafts.put(first.id, 1, &of("3302260001", "{}"), later).unwrap();
    assert_eq!(again, Err(NotKept::Changed));
    let others = drafts.put(first.id, 2, &of("3302260002", "{}"), later).unwrap();
    assert_eq!(others, Err(NotKept::NoSuch));
    drop(drafts);
    let mut drafts = Drafts::open(&place).unwrap();
    assert_eq!(drafts.draft(first.id).unwrap().unwrap().body, r#"{"a":1}"#);
    assert!(!drafts.remove(first.id, "3302260002").unwrap(), "another company's");
    drafts.add(&of("3302260001", "{}"), 2, later).unwrap().unwrap();
    let third = drafts.add(&of("3302260001", "{}"), 2, later).unwrap();
    assert_eq!(third, Err(NotKept::TooMany));
    assert_eq!(drafts.of_company("3302260001").unwrap().len(), 2);
    assert!(drafts.remove(first.id, "3302260001").unwrap());
    assert!(drafts.of_company("3302260002").unwrap().is_empty());
}
