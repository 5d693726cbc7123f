//! What is told at which value, with clocks and days that the tests set.

use clearance::{
    pack,
    ports::{RawInput, Store as _},
};
use params::Law;
use store::Options;

use super::*;

fn date(text: &str) -> model::Date {
    text.parse().unwrap()
}

#[track_caller]
fn state(checks: &[Check], name: &str) -> State {
    checks.iter().find(|it| it.name == name).unwrap().state
}

fn moment(ms: i64) -> Moment {
    Moment::from_millis(ms)
}

/// A house whose one input came at that moment, decided or not.
fn house(at: Moment, is_decided: bool) -> (tempfile::TempDir, DataDir) {
    let folder = tempfile::tempdir().unwrap();
    let data = DataDir::new(folder.path());
    let mut house = data.open(Options::default()).unwrap();
    let raw = RawInput { received_at: at, sender: String::new(), bytes: b"<x/>".to_vec() };
    let packed = pack(&raw, house.store().pack());
    house.accept(&[packed]).unwrap();
    if is_decided {
        house.resume().unwrap();
    }
    (folder, data)
}

#[test]
fn a_clock_that_stands_before_the_newest_commit_is_wrong() {
    let (_folder, data) = house(moment(50_000), true);
    let told = |now| state(&house::look(&data, moment(now), false), "clock");
    assert_eq!(told(60_000), State::Well);
    assert_eq!(told(49_000), State::Well, "corrected all the time");
    assert_eq!(told(48_999), State::Wrong);
}

#[test]
fn what_is_kept_and_not_decided_is_told_with_its_moment() {
    let (_folder, data) = house(moment(50_000), false);
    let checks = house::look(&data, moment(60_000), false);
    let undecided = checks.iter().find(|it| it.name == "undecided").unwrap();
    assert_eq!(undecided.state, State::Warning);
    assert!(undecided.seen.starts_with("1 inputs are kept and not decided"), "{}", undecided.seen);
    assert!(undecided.remedy.starts_with("start the program"));
    // A program that runs in it decides at once, or something is wrong.
    let _running = data.open(Options::default());
    let checks = house::look(&data, moment(60_000), false);
    assert_eq!(state(&checks, "undecided"), State::Well, "opening decides it");
}

#[test]
fn little_room_is_a_warning_and_none_is_wrong() {
    let told = |mib: u64| beside::disk(Some(mib * 1024 * 1024)).state;
    assert_eq!(
        [told(63), told(64), told(1023), told(1024)],
        [State::Wrong, State::Warning, State::Warning, State::Well]
    );
    assert_eq!(beside::disk(None).state, State::Well);
}

#[test]
fn law_that_ends_within_thirty_days_is_a_warning_and_law_that_ended_is_wrong() {
    let law = Law::shipped().unwrap();
    let last = law.tariff.covered_to();
    let before = |days: i64| last.checked_sub(jiff::Span::new().days(days)).unwrap();
    let told = |day| state(&law::check(&law, day), "tariff");
    assert_eq!(told(before(30)), State::Well);
    assert_eq!(told(before(29)), State::Warning);
    assert_eq!(told(last), State::Warning);
    assert_eq!(told(last.tomorrow().unwrap()), State::Wrong);
    assert_eq!(state(&law::check(&law, date("1980-01-01")), "law"), State::Wrong);
    assert_eq!(state(&law::check(&law, date("1980-01-01")), "calendar"), State::Warning);
}

#[test]
fn the_gravest_comes_first_and_is_what_the_whole_comes_to() {
    let checks = vec![
        Check::well("one", ""),
        Check::warning("two", "", ""),
        Check::wrong("three", "", ""),
        Check::warning("four", "", ""),
    ];
    let report = Report::new(checks);
    assert_eq!(report.state, State::Wrong);
    let names: Vec<&str> = report.checks.iter().map(|it| it.name).collect();
    assert_eq!(names, ["three", "two", "four", "one"]);
}
