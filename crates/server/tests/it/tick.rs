//! `tongguan tick`: time comes to a day, and what is due by then happens.

use serde_json::json;

use crate::support::{
    Folder,
    parcels::{Parcels, today},
};

#[test]
fn a_list_whose_partners_never_come_is_answered_when_its_time_is_over() {
    let folder = Folder::new();
    let parcels = Parcels::clean(1);
    parcels.prepare(&folder);
    assert_eq!(folder.ingest(&[folder.write("list.xml", &parcels.lists[0])]).0, Some(0));
    let answers = || folder.receipts().len();
    let before = answers();
    let tomorrow = today().tomorrow().unwrap().to_string();
    let report = folder.json(&["tick", "--to", &tomorrow]);
    assert_eq!((&report["ticks"], answers()), (&json!(2), before), "it may wait for three days");
    let later = today().saturating_add(jiff::Span::new().days(4)).to_string();
    let report = folder.json(&["tick", "--to", &later]);
    assert_eq!(report["ticks"], 4, "from where time had come to, midnight by midnight");
    assert_eq!(report["outcomes"]["rejected"], 1, "{report}");
    assert!(answers() > before);
    let again = folder.run(&["tick", "--to", &later]);
    assert_ne!(again.code, Some(0));
    assert!(again.err.contains("already"), "{}", again.err);
    folder.verified();
}
