//! The catalogue against what there is, and what of it whom is told.

use std::fs;

use model::PersonRole;
use params::{Law, Library};

use super::{proof::faults_of, *};
use crate::view::WallStep;

fn shipped() -> (Law, Library) {
    (Law::shipped().unwrap(), Library::shipped().unwrap())
}

fn nothing_measured() -> Times {
    Times { steps: Vec::new(), clearance: Vec::new() }
}

fn today() -> Date {
    "2026-11-23".parse().unwrap()
}

#[test]
fn the_catalogue_promises_only_what_there_is_and_leaves_no_message_out() {
    assert_eq!(faults_of(&shipped().0), [""; 0]);
}

/// What stands between quotes behind each `path: ` of a part of the console's routes.
fn paths(text: &str, list: &str) -> Vec<String> {
    let (_, list) = text.split_once(list).unwrap();
    let (list, _) = list.split_once("];").unwrap();
    let behind = list.split("path: \"").skip(1);
    behind.map(|it| it.split('"').next().unwrap().to_owned()).collect()
}

fn console(file: &str) -> String {
    fs::read_to_string(format!("{}/../../console/src/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// Pages that are no service, and why.
const NO_SERVICE: [(&str, &str); 22] = [
    ("/worklist/shift", "the worklist's other side: who does its tasks next"),
    ("/wall", "what stands where, for those who look"),
    ("/account", "one's own password and second factor"),
    ("/people", "accounts, which the administrator keeps"),
    ("/entries", "a list; what is done about its cases begins on them"),
    ("/manifests", "a list, likewise"),
    ("/exports", "a list, likewise"),
    ("/exit-lists", "a list, likewise"),
    ("/gate-passes", "a list, likewise"),
    ("/audit-labels", "what audits found, for analysts"),
    ("/receipts", "everybody's receipts, for supervisors"),
    ("/slips", "a list"),
    ("/licences", "a list, for customs"),
    ("/checks", "what findings mean"),
    ("/risk/features", "what rules may ask for"),
    ("/risk/campaigns", "rules of one name and what they found, for those who look"),
    ("/risk/figures", "what selection found, for those who look"),
    ("/risk/audits", "a list; audits are opened on their own desk"),
    ("/risk/lots", "lots, proved to whoever looks"),
    ("/search", "finds whatever has a number"),
    ("/services", "the catalogue itself"),
    ("/tariff", "as in the public calculator"),
];

#[test]
fn every_page_of_a_service_is_in_the_console_and_every_page_is_of_a_service_or_has_a_reason() {
    let routes = console("routes.ts");
    let desks = paths(&routes, "DESK_PAGES").into_iter().map(|it| format!("/{it}"));
    let open = paths(&routes, "PUBLIC_PAGES").into_iter().map(|it| format!("/public/{it}"));
    let pages: Vec<String> = desks.chain(open).collect();
    assert!(pages.len() > 40, "{pages:?}");
    let (law, _) = shipped();
    let begun: Vec<&str> = law.services.rows().iter().map(|it| &*it.page).collect();
    for page in begun.iter().filter(|it| !it.is_empty()) {
        assert!(pages.iter().any(|it| it == page), "there is no page `{page}`");
    }
    let is_reasoned = |page: &str| NO_SERVICE.iter().any(|(it, _)| *it == page);
    for page in &pages {
        let page = page.strip_suffix("/:code?").unwrap_or(page);
        let is_catalogue = page == "/public/services";
        if !page.contains(':') && !is_catalogue {
            assert_ne!(begun.contains(&page), is_reasoned(page), "{page}");
        }
    }
}

#[test]
fn whoever_begins_a_service_on_a_desk_has_that_desk() {
    let desks = console("components/desks.ts");
    let (law, _) = shipped();
    let mut compared = 0;
    for it in law.services.rows() {
        let line = desks.lines().find(|line| line.contains(&format!("to: \"{}\"", it.page)));
        let right = line.and_then(|it| it.split_once("right: \"")).map(|(_, it)| it);
        let Some(right) = right.and_then(|it| it.split('"').next()) else { continue };
        let audiences = it.by.iter().filter_map(|by| law.services.audience(by));
        for role in audiences.flat_map(|it| it.roles.to_vec()) {
            let rights = law.people.rights_of(&[role]);
            let may = it.right.is_none_or(|it| rights.contains(&it));
            if may {
                let has = rights.iter().any(|it| it.name() == right);
                assert!(has, "{}: {} has no desk `{}`", it.service, role.name(), it.page);
                compared += 1;
            }
        }
    }
    assert!(compared > 20, "{compared}");
}

#[test]
fn somebody_can_begin_each_service() {
    let (law, _) = shipped();
    for it in law.services.rows() {
        let audiences = it.by.iter().filter_map(|by| law.services.audience(by));
        let mut roles = audiences.flat_map(|it| it.roles.to_vec());
        let may = |role: PersonRole| {
            it.right.is_none_or(|right| law.people.rights_of(&[role]).contains(&right))
        };
        assert!(roles.any(may), "{}: none of those who begin it has its right", it.service);
    }
}

#[test]
fn a_promise_of_what_there_is_not_is_named() {
    let (law, _) = shipped();
    let faults = |change: fn(&mut Service)| {
        let mut law = Law::shipped().unwrap();
        law.services.change("disclosure", change);
        faults_of(&law).join("; ")
    };
    assert!(law.services.rows().iter().any(|it| &*it.service == "disclosure"));
    let reads = faults(|it| it.messages = ["disclosed".into()].into());
    assert!(reads.contains("disclosure: the house reads no message `disclosed`"), "{reads}");
    assert!(reads.contains("the message `disclose` belongs to no service"), "{reads}");
    let both = faults(|it| it.messages = ["disclose".into(), "tick".into()].into());
    assert!(both.contains("`tick` is internal and a service's"), "{both}");
    let course = faults(|it| it.procedure = "disclosure".into());
    assert!(course.contains("no course `disclosure`"), "{course}");
    let measured = faults(|it| it.measured = "closed".into());
    assert!(measured.contains("nothing measures `closed`"), "{measured}");
    let clearance = faults(|it| it.measured = CLEARANCE.into());
    assert!(clearance.contains("nothing measures `clearance`"), "{clearance}");
    let door = faults(|it| it.api = "POST /api/v1/disclosures".into());
    assert!(door.contains("no door `POST /api/v1/disclosures`"), "{door}");
    let shut = faults(|it| it.api = "GET /api/v1/people".into());
    assert!(shut.contains("is not opened by its right"), "{shut}");
    let command = faults(|it| it.cli = "officer disclose".into());
    assert!(command.contains("no command `tongguan officer disclose`"), "{command}");
}

fn of(ms: u64, n: u64) -> ServiceTimes {
    times(WallTimes { n, p50_ms: Some(ms), p90_ms: Some(ms), mean_ms: None }, "", "")
}

#[test]
fn everybody_is_told_steps_and_powers_of_ten_and_nothing_of_few() {
    let told = |ms, n| {
        let it = coarse(of(ms, n));
        assert!(it.is_coarse);
        (it.n, it.p50_ms)
    };
    assert_eq!(told(400, 9), (0, None));
    assert_eq!(told(400, 10), (10, Some(SECOND)));
    assert_eq!(told(1_000, 99), (10, Some(SECOND)));
    assert_eq!(told(1_001, 12_345), (10_000, Some(5 * SECOND)));
    assert_eq!(told(61_000, 100), (100, Some(5 * MINUTE)));
    assert_eq!(told(31 * DAY + 1, 100), (100, Some(32 * DAY)));
    let none = times(WallTimes { n: 0, p50_ms: None, p90_ms: None, mean_ms: None }, "", "");
    assert_eq!((coarse(none.clone()).n, coarse(none).p90_ms), (0, None));
}

#[test]
fn what_was_measured_is_shown_with_the_service_that_is_waited_for() {
    let (law, library) = shipped();
    let days = WallTimes { n: 12, p50_ms: Some(7_000), p90_ms: Some(90_000), mean_ms: None };
    let step = WallStep {
        procedure: Procedure::Amendment,
        state: "reviewing".to_owned(),
        title_zh: String::new(),
        title_en: String::new(),
        owner: None,
        today: days,
        days,
    };
    let measured = Times { steps: vec![step], ..nothing_measured() };
    let sources = Sources { law: &law, library: &library, times: &measured, on: today() };
    let view = |reader| {
        let all = catalogue(&sources, reader).unwrap().services;
        let find = |name: &str| all.iter().find(|it| it.service == name).unwrap().measured.clone();
        (find("amend").unwrap(), find("disclosure").unwrap(), find("trace"))
    };
    let (amend, disclosure, trace) = view(Reader::Operator);
    assert_eq!((amend.n, amend.p90_ms), (12, Some(90_000)));
    assert_eq!(amend.of_zh, "在“待审核”状态");
    assert_eq!((disclosure.n, disclosure.p50_ms), (0, None));
    assert_eq!(trace, None);
    let (amend, ..) = view(Reader::Anybody);
    assert_eq!((amend.n, amend.p50_ms, amend.p90_ms), (10, Some(15 * SECOND), Some(5 * MINUTE)));
}

#[test]
fn terms_and_costs_are_those_of_the_day() {
    let (law, library) = shipped();
    let measured = nothing_measured();
    let value = |on: &str| {
        let sources =
            Sources { law: &law, library: &library, times: &measured, on: on.parse().unwrap() };
        let all = catalogue(&sources, Reader::Anybody).unwrap().services;
        let refund = all.into_iter().find(|it| it.service == "claim_refund").unwrap();
        assert_eq!(refund.cost[0].name, "tax.cn-refund-interest");
        assert_eq!(refund.cost[0].title_en, "interest on refunds");
        refund.needs.into_iter().find(|it| it.title_en == "months from payment").unwrap().value
    };
    assert_eq!(value("2024-11-30").as_deref(), Some("12"));
    assert_eq!(value("2024-12-01").as_deref(), Some("36"));
    assert_eq!(value("1980-01-01"), None);
}
