//! Time as an input: from the command line, and from the server itself.

use std::{
    thread::sleep,
    time::{Duration, Instant},
};

use jiff::Span;
use model::{Date, Moment};
use serde_json::json;
use store::HouseRecords;

use crate::support::{Folder, parcels::today, server::Server};

/// More than one tick does.
const PARCELS: u64 = 5_200;

fn day(days: i64) -> Date {
    today().checked_add(Span::new().days(days)).unwrap()
}

fn tick_to(folder: &Folder, days: i64) -> serde_json::Value {
    folder.json(&["tick", "--to", &day(days).to_string()])
}

/// A month goes by over more bills than one tick sums up: the first tick leaves some, the server
/// does the rest, slips end, and a house that is told the same again does nothing.
#[test]
fn a_month_over_many_parcels_goes_by_in_bounded_steps() {
    let folder = Folder::new();
    let parcels = PARCELS.to_string();
    let generate =
        ["generate", "retail", "--parcels", &parcels, "--faults", "0", "--out", "traffic"];
    folder.run(&generate).ok();
    let settings = r#"{"tongguan":"settings","examination_share":"0"}"#;
    folder.write("traffic/000000/000000-a-settings.json", settings);
    let (code, report) = folder.ingest(&[folder.path("traffic")]);
    assert_eq!((code, &report["outcomes"]["released"]), (Some(0), &json!(PARCELS)));

    let at = Moment::from_local(day(31).at(0, 0, 0, 0));
    let tick = folder.write("tick.json", format!(r#"{{"tongguan":"tick","at":"{at}"}}"#));
    let (code, report) = folder.ingest(&[tick]);
    let first = report["outcomes"]["bills_summarised"].as_u64().unwrap();
    assert_eq!(code, Some(0));
    assert!(first < PARCELS, "{report}");
    let next_due =
        || HouseRecords::open_file(&folder.database()).unwrap().next_due().unwrap().unwrap();
    assert_eq!(next_due(), at, "the rest is due still");

    let server = Server::start_ticking(&folder);
    let patience = Instant::now();
    while next_due() <= at {
        assert!(patience.elapsed() < Duration::from_secs(60), "the server does what is left");
        sleep(Duration::from_millis(50));
    }
    assert_eq!(server.terminate().code(), Some(0));

    let rest = tick_to(&folder, 31);
    assert_eq!((&rest["ticks"], &rest["outcomes"]), (&json!(1), &json!({})), "till the day's end");
    let before = folder.verified()["commits"].clone();
    let earlier = folder.run(&["tick", "--to", &day(30).to_string()]);
    assert_eq!(earlier.code, Some(2));
    assert!(earlier.err.contains("already"), "{}", earlier.err);
    assert_eq!(folder.verified()["commits"], before, "nothing was kept");

    let ended = tick_to(&folder, 46);
    let called = ended["outcomes"]["slips_called"].as_u64().unwrap();
    assert!(called > 10 && ended["outcomes"].as_object().unwrap().len() == 1, "{ended}");
    folder.verified();
}

/// More is due at one midnight than one tick does; the command does it all before it goes on.
#[test]
fn the_command_ticks_until_nothing_is_due() {
    let folder = Folder::new();
    let parcels = PARCELS.to_string();
    let generate =
        ["generate", "retail", "--parcels", &parcels, "--faults", "0", "--out", "traffic"];
    folder.run(&generate).ok();
    let settings = r#"{"tongguan":"settings","examination_share":"0"}"#;
    folder.write("traffic/000000/000000-a-settings.json", settings);
    folder.ingest(&[folder.path("traffic")]);
    let quiet = tick_to(&folder, 28);
    assert_eq!(quiet["outcomes"], json!({}));
    let summed = tick_to(&folder, 32);
    assert_eq!(summed["outcomes"]["bills_summarised"], json!(PARCELS), "{summed}");
    assert_eq!(summed["ticks"], 6, "four midnights, the end, and one more for what was left");
    let again = folder.run(&["tick", "--to", &day(32).to_string()]);
    assert_eq!(again.code, Some(2), "{}", again.out);
    folder.verified();
}
