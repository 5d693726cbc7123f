//! How far receivers have come is kept across openings, and an operator's word is not undone.

use model::Moment;
use store::{Deliveries, FolderCursor, Intervention, Standing};

use crate::both::Placed;

fn at(minute: i64) -> Moment {
    Moment::from_millis(0).plus_minutes(minute)
}

fn opened(house: &impl Placed) -> Deliveries {
    Deliveries::open(&house.place()).unwrap()
}

on_both! {
    a_webhook_is_kept_with_what_its_attempts_came_to,
    what_an_operator_says_is_not_undone_by_an_attempt_that_was_on_its_way,
    an_old_secret_signs_until_it_retires,
    a_folder_stands_where_it_was_left,
}

fn a_webhook_is_kept_with_what_its_attempts_came_to(house: &impl Placed) {
    let mut deliveries = opened(house);
    let mut webhook =
        deliveries.add_webhook("A", "https://a.example/", 7, b"secret", at(1)).unwrap();
    assert_eq!((webhook.cursor, webhook.standing), (7, Standing::Active));
    webhook.cursor = 12;
    webhook.batch_last = Some(20);
    webhook.failures = 3;
    webhook.failing_since = Some(at(2));
    webhook.next_at = at(9);
    webhook.last_attempt_at = Some(at(3));
    webhook.last_success_at = Some(at(2));
    webhook.last_status = Some(503);
    webhook.last_error = "no".to_owned();
    assert!(deliveries.settle_webhook(&webhook).unwrap());
    drop(deliveries);
    let mut deliveries = opened(house);
    assert_eq!(deliveries.webhooks().unwrap(), [webhook.clone()]);
    assert_eq!(deliveries.webhook(webhook.id).unwrap(), Some(webhook.clone()));
    assert!(deliveries.remove_webhook(webhook.id).unwrap());
    assert!(!deliveries.remove_webhook(webhook.id).unwrap());
    assert_eq!(deliveries.webhook_keys(webhook.id, at(1)).unwrap(), []);
    let next = deliveries.add_webhook("A", "https://a.example/", 0, b"secret", at(1)).unwrap();
    assert!(next.id > webhook.id, "a number is not used again");
}

fn what_an_operator_says_is_not_undone_by_an_attempt_that_was_on_its_way(house: &impl Placed) {
    let mut deliveries = opened(house);
    let mut on_its_way = deliveries.add_webhook("A", "https://a.example/", 0, b"s", at(1)).unwrap();
    let mut beside = opened(house);
    let version = deliveries.version().unwrap();
    let replay = Intervention::Replay { after: 3 };
    let replayed = beside.intervene(on_its_way.id, replay, at(2)).unwrap().unwrap();
    assert_ne!(deliveries.version().unwrap(), version, "the other process is noticed");
    on_its_way.cursor = 100;
    assert!(!deliveries.settle_webhook(&on_its_way).unwrap());
    assert_eq!(deliveries.webhook(on_its_way.id).unwrap(), Some(replayed.clone()));
    assert_eq!((replayed.cursor, replayed.replays, replayed.round), (3, 1, 1));
    let paused = deliveries.intervene(replayed.id, Intervention::Pause, at(3)).unwrap().unwrap();
    assert_eq!((paused.standing, paused.cursor), (Standing::Paused, 3));
    let resumed = deliveries.intervene(replayed.id, Intervention::Resume, at(4)).unwrap().unwrap();
    assert_eq!((resumed.standing, resumed.next_at), (Standing::Active, at(4)));
    assert_eq!(deliveries.intervene(99, Intervention::Pause, at(3)).unwrap(), None);
}

fn an_old_secret_signs_until_it_retires(house: &impl Placed) {
    let mut deliveries = opened(house);
    let id = deliveries.add_webhook("A", "https://a.example/", 0, b"one", at(0)).unwrap().id;
    assert_eq!(deliveries.rotate_webhook_key(id, b"two", at(10), at(20)).unwrap(), Some(2));
    let secrets = |deliveries: &Deliveries, minute| -> Vec<Vec<u8>> {
        let keys = deliveries.webhook_keys(id, at(minute)).unwrap();
        keys.into_iter().map(|it| it.secret).collect()
    };
    assert_eq!(secrets(&deliveries, 19), [b"two".to_vec(), b"one".to_vec()]);
    assert_eq!(secrets(&deliveries, 20), [b"two".to_vec()]);
    assert_eq!(deliveries.rotate_webhook_key(id, b"three", at(30), at(40)).unwrap(), Some(3));
    assert_eq!(deliveries.rotate_webhook_key(99, b"x", at(30), at(40)).unwrap(), None);
}

fn a_folder_stands_where_it_was_left(house: &impl Placed) {
    let mut deliveries = opened(house);
    assert_eq!(deliveries.folder_cursor("f", "A").unwrap(), None);
    let first = FolderCursor { cursor: 3, batch_last: Some(9) };
    deliveries.set_folder_cursor("f", "A", first).unwrap();
    deliveries.set_folder_cursor("f", "", FolderCursor { cursor: 1, batch_last: None }).unwrap();
    drop(deliveries);
    let mut deliveries = opened(house);
    assert_eq!(deliveries.folder_cursor("f", "A").unwrap(), Some(first));
    let second = FolderCursor { cursor: 9, batch_last: None };
    deliveries.set_folder_cursor("f", "A", second).unwrap();
    assert_eq!(deliveries.folder_cursor("f", "A").unwrap(), Some(second));
    assert_eq!(deliveries.folder_cursor("g", "A").unwrap(), None);
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_the_secrets() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let mut deliveries = Deliveries::open(&folder.path().into()).unwrap();
    deliveries.add_webhook("A", "https://a.example/", 0, b"s", at(1)).unwrap();
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o077, 0, "{file:?}");
    }
}
