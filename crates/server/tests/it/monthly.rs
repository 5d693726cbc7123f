//! Monthly payment on the command line: an officer registers and lists, a trader looks, a bank pays.

use serde_json::json;

use crate::support::Folder;

#[test]
fn a_trader_is_registered_listed_and_has_nothing_to_pay() {
    let folder = Folder::new();
    let register = ["monthly", "register", "3302260001", "--from", "2026-01-01"];
    let printed = folder.run(&[&register[..], &["--print"]].concat()).ok().out;
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&printed).unwrap(),
        json!({ "tongguan": "monthly_payers",
            "rows": [{ "code": "3302260001", "valid_from": "2026-01-01", "valid_to": null }] })
    );
    folder.run(&register).ok();
    let ends = ["monthly", "register", "3302260002", "--from", "2026-01-01", "--to", "2026-06-30"];
    folder.run(&ends).ok();
    let wrong = ["monthly", "register", "33", "--from", "2026-01-01"];
    let refused = folder.run(&wrong);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.out.contains("HSE-6526"), "{}", refused.out);
    let listed = folder.json(&["monthly", "list"]);
    assert_eq!(listed[1]["valid_to"], "2026-06-30");
    assert_eq!(folder.json(&["monthly", "list", "--suspended"]), json!([]));
    assert_eq!(folder.json(&["monthly", "show", "3302260001"])["state"], "in_force");
    assert_eq!(folder.run(&["monthly", "show", "3302260009"]).code, Some(2));
    let pay = ["monthly", "pay", "3302260001", "2026-11", "--bank", "示例银行"];
    let nothing = folder.run(&pay);
    assert_eq!(nothing.code, Some(2), "nothing is open: {nothing:?}");
    let said = folder.run(&[&pay[..], &["--amount", "1.00"]].concat());
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.out.contains("HSE-6523") || said.out.contains("HSE-6520"), "{}", said.out);
    folder.verified();
}
