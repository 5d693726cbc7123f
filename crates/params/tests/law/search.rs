//! The tariff searched by words and by the beginning of a code.

use std::sync::LazyLock;

use params::{Law, search};

use crate::{day, shipped};

static LAW: LazyLock<Law> = LazyLock::new(shipped);

#[expect(clippy::unwrap_used, reason = "a test helper")]
fn found(question: &str) -> Vec<String> {
    let found = search(&LAW, question, day("2020-06-18"), 5).unwrap();
    found.lines.iter().map(|it| format!("{:010} {}", it.code, it.name)).collect()
}

/// Six digits of the first that is found.
fn first(question: &str) -> String {
    found(question).first().map_or_else(String::new, |it| it[..6].to_owned())
}

#[test]
fn a_code_is_found_by_its_beginning() {
    for question in ["3304", "3304.10", "33041000"] {
        let lines = found(question);
        assert!(!lines.is_empty(), "{question}");
        assert!(lines.iter().all(|it| it.starts_with("3304")), "{lines:?}");
    }
    assert_eq!(found("0101210090"), ["0101210090 其他改良种用马"]);
    assert!(found("0000").is_empty());
}

#[test]
fn goods_are_found_by_words_of_either_language_and_by_everyday_words() {
    for (question, code) in [
        ("牙膏", "330610"),
        ("咖啡 焙炒", "090111"),
        ("口红", "330410"),
        ("LIPSTICK", "330410"),
        ("milk powder", "040210"),
        ("toothbrushes", "960321"),
        ("shampoos", "330510"),
        ("horses", "010121"),
        ("香水 体积", "330300"),
    ] {
        assert_eq!(first(question), code, "{question}: {:?}", found(question));
    }
    assert!(found("no such goods at all").is_empty());
    assert!(found("  ").is_empty());
}

#[test]
fn a_word_is_not_found_within_another() {
    let lines = search(&LAW, "tea", day("2020-06-18"), 500).unwrap().lines;
    assert!(lines.iter().any(|it| it.code / 1_000_000 == 902));
    let is_steam = |code: u64| code / 1_000_000 == 8406;
    assert!(!lines.iter().any(|it| is_steam(it.code)), "steam turbines are no tea");
}

#[test]
fn more_than_is_asked_for_is_said() {
    let few = search(&LAW, "33", day("2020-06-18"), 3).unwrap();
    assert_eq!((few.lines.len(), few.has_more), (3, true));
    assert!(!search(&LAW, "0101210090", day("2020-06-18"), 3).unwrap().has_more);
}

#[test]
fn a_day_without_a_tariff_is_no_empty_answer() {
    let gap = search(&LAW, "牙膏", day("2021-01-01"), 5).unwrap_err();
    assert_eq!((gap.covered_from, gap.covered_to), (day("2020-01-01"), Some(day("2020-12-31"))));
}

#[test]
fn everyday_words_lead_to_lines_and_lines_have_english_names() {
    let law = &*LAW;
    for code in law.tariff_names.codes_of_words() {
        let lines = search(law, code, day("2020-06-18"), 1).unwrap().lines;
        assert!(!lines.is_empty(), "no line begins with {code}");
    }
    let unnamed = law.tariff.lines().filter(|it| law.tariff_names.english(it).is_none());
    // Chapter 98 is China's own: the Harmonized System has no name for it.
    assert!(unnamed.map(|it| it.code / 100_000_000).all(|it| it == 98));
}
