//! People, their sessions, and keys of companies.

use model::Moment;
use store::{NewApiKey, NewPerson, People, PersonChange};

use crate::both::Placed;

on_both! {
    a_login_is_one_persons_however_it_is_written,
    failures_in_a_row_lock_and_a_success_forgets_them,
    a_code_is_taken_once,
    sessions_end_with_time_and_with_the_account,
    a_key_holds_until_it_ends_or_is_revoked,
}

fn somebody(login: &str) -> NewPerson {
    NewPerson {
        login: login.to_owned(),
        name: "林溪".to_owned(),
        password: "$argon2id$".to_owned(),
        roles: vec!["examiner".to_owned(), "supervisor".to_owned()],
        districts: vec!["22".to_owned()],
        companies: Vec::new(),
    }
}

fn a_login_is_one_persons_however_it_is_written(house: &impl Placed) {
    let mut people = People::open(&house.place()).unwrap();
    let at = Moment::from_millis(1_000);
    let person = people.add_person(&somebody("linxi"), at).unwrap().unwrap();
    assert_eq!(person.roles, ["examiner", "supervisor"]);
    assert!(people.add_person(&somebody("LinXi"), at).unwrap().is_none());
    assert_eq!(people.person_by_login("LINXI").unwrap().unwrap(), person);
    assert!(people.person_by_login("linx").unwrap().is_none());
}

fn failures_in_a_row_lock_and_a_success_forgets_them(house: &impl Placed) {
    let mut people = People::open(&house.place()).unwrap();
    let at = Moment::from_millis(1_000);
    let until = Moment::from_millis(61_000);
    let id = people.add_person(&somebody("linxi"), at).unwrap().unwrap().id;
    assert_eq!(people.fail(id, 3, until).unwrap(), None);
    people.succeed(id).unwrap();
    for _ in 0..2 {
        assert_eq!(people.fail(id, 3, until).unwrap(), None);
    }
    assert_eq!(people.fail(id, 3, until).unwrap(), Some(until));
    assert_eq!(people.person(id).unwrap().unwrap().locked_until, Some(until));
    // Whoever waited has all his attempts again.
    assert_eq!(people.person(id).unwrap().unwrap().failures, 0);
}

fn a_code_is_taken_once(house: &impl Placed) {
    let mut people = People::open(&house.place()).unwrap();
    let id = people.add_person(&somebody("linxi"), Moment::from_millis(0)).unwrap().unwrap().id;
    people.set_factor(id, Some(b"secret")).unwrap();
    assert!(!people.person(id).unwrap().unwrap().factor_is_on);
    assert!(people.use_factor(id, 7).unwrap());
    assert!(people.person(id).unwrap().unwrap().factor_is_on);
    assert!(!people.use_factor(id, 7).unwrap() && !people.use_factor(id, 6).unwrap());
    assert!(people.use_factor(id, 8).unwrap());
}

fn sessions_end_with_time_and_with_the_account(house: &impl Placed) {
    let mut people = People::open(&house.place()).unwrap();
    let at = |minutes: i64| Moment::from_millis(minutes * 60_000);
    let id = people.add_person(&somebody("linxi"), at(0)).unwrap().unwrap().id;
    people.open_session(&[1; 32], id, "csrf", false, at(0)).unwrap();
    let find = |people: &mut People, now| people.session(&[1; 32], now, 30, 60).unwrap();
    assert_eq!(find(&mut people, at(29)).unwrap().person, id);
    assert!(find(&mut people, at(58)).is_some(), "used within half an hour");
    assert!(find(&mut people, at(61)).is_none(), "an hour is all");
    people.open_session(&[2; 32], id, "csrf", false, at(100)).unwrap();
    assert!(people.session(&[2; 32], at(131), 30, 60).unwrap().is_none(), "not used");
    people.open_session(&[3; 32], id, "csrf", false, at(200)).unwrap();
    let change = PersonChange { is_disabled: Some(true), ..PersonChange::default() };
    people.change_person(id, &change).unwrap();
    assert!(people.session(&[3; 32], at(201), 30, 60).unwrap().is_none(), "disabled");
}

fn a_key_holds_until_it_ends_or_is_revoked(house: &impl Placed) {
    let mut people = People::open(&house.place()).unwrap();
    let key = NewApiKey {
        digest: [9; 32],
        company: "4401960002".to_owned(),
        name: "ERP".to_owned(),
        scopes: vec!["see_cases".to_owned()],
        made_by: 1,
        ends_at: Moment::from_millis(500),
    };
    let kept = people.add_key(&key, Moment::from_millis(100)).unwrap();
    let find =
        |people: &mut People, at| people.key_by_digest(&[9; 32], Moment::from_millis(at)).unwrap();
    assert_eq!(find(&mut people, 499).unwrap().id, kept.id);
    assert!(find(&mut people, 500).is_none());
    assert!(!people.revoke_key(kept.id, "4401960009", Moment::from_millis(200)).unwrap());
    assert!(people.revoke_key(kept.id, "4401960002", Moment::from_millis(200)).unwrap());
    assert!(find(&mut people, 300).is_none());
    assert_eq!(people.keys("4401960002").unwrap().len(), 1, "what was revoked is still listed");
}
