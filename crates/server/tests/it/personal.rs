//! Parcels are their parties' and their districts', and personal data in them is masked until somebody says why he looks.

use serde_json::{Value, json};

use crate::support::{
    Folder,
    parcels::{Parcels, field},
    people::{People, Session, code},
};

/// A house with parcels of several platforms, and one of them.
struct Filed {
    house: People,
    list_no: String,
    platform: String,
    district: String,
    buyer_id: String,
    telephone: String,
}

impl Filed {
    fn new() -> Filed {
        let (folder, parcels) = (Folder::new(), Parcels::clean(12));
        parcels.prepare(&folder);
        let paths: Vec<_> =
            (0..12).map(|at| parcels.write(&folder, &format!("p{at}"), at)).collect();
        assert_eq!(folder.ingest(&paths).0, Some(0));
        let list = &parcels.lists[0];
        let text = |name: &str| field(list, name).to_owned();
        let house = People::of(folder);
        let mut filed = Filed {
            house,
            list_no: String::new(),
            platform: text("ebpCode"),
            district: text("customsCode"),
            buyer_id: text("buyerIdNumber"),
            telephone: text("buyerTelephone"),
        };
        let officer = filed.house.person("first", &["--role", "supervisor"]);
        let order_no = text("orderNo");
        let rows = filed.list(&officer, "?limit=100");
        let row = rows.iter().find(|it| it["order_no"] == *order_no).unwrap();
        filed.list_no = row["number"].to_string();
        filed
    }

    fn list(&self, session: &Session, query: &str) -> Vec<Value> {
        let path = format!("/api/v1/entries{query}");
        let page = self.house.call(session, "GET", &path, &Value::Null).json();
        page["items"].as_array().unwrap().clone()
    }

    fn get(&self, session: &Session) -> (u16, Value) {
        let path = format!("/api/v1/entries/{}", self.list_no);
        let reply = self.house.call(session, "GET", &path, &Value::Null);
        (reply.status, reply.json())
    }
}

#[test]
fn a_parcel_is_its_parties_and_its_districts() {
    let filed = Filed::new();
    let person = |login, arguments: &[&str]| filed.house.person(login, arguments);
    let platform = person("platform", &["--role", "platform", "--company", &filed.platform]);
    let own = filed.list(&platform, "?limit=100");
    assert!(!own.is_empty() && own.iter().all(|it| it["platform_code"] == *filed.platform));
    let (status, view) = filed.get(&platform);
    assert_eq!((status, &view["seen_as"][0]), (200, &json!("platform")));
    assert_eq!((&view["selection"], &view["ledger"]), (&Value::Null, &json!([])));
    assert!(!view["documents"].as_array().unwrap().is_empty());

    let other = person("other", &["--role", "trader", "--company", "3302260999"]);
    assert_eq!((filed.list(&other, ""), filed.get(&other).0), (Vec::new(), 404));

    let near = person("near", &["--role", "examiner", "--district", &filed.district]);
    assert_eq!(filed.get(&near).0, 200);
    let elsewhere = if filed.district.starts_with("53") { "22" } else { "53" };
    let far = person("far", &["--role", "examiner", "--district", elsewhere]);
    assert_eq!(filed.get(&far).0, 404);
    let number: Value = filed.list_no.parse().unwrap();
    let numbers = filed.list(&far, "?limit=100");
    assert!(numbers.iter().all(|it| it["number"] != number));
}

#[test]
fn personal_data_is_masked_until_somebody_says_why_and_that_he_did_is_told() {
    let filed = Filed::new();
    let officer = filed.house.person("linxi", &["--role", "examiner"]);
    let whole = |(_, view): (u16, Value)| view.to_string();
    let masked = whole(filed.get(&officer));
    assert!(!masked.contains(&filed.buyer_id) && !masked.contains(&filed.telephone), "{masked}");
    assert!(masked.contains(&format!(
        "{}**********{}",
        &filed.buyer_id[..4],
        &filed.buyer_id[14..]
    )));

    let ask = |session: &Session, reason: &str| {
        let body = json!({ "case": "parcel", "number": filed.list_no, "reason": reason });
        filed.house.call(session, "POST", "/api/v1/personal-data", &body)
    };
    assert_eq!(ask(&officer, " ").status, 400);
    let shown = ask(&officer, "核对订购人").json();
    let items = shown["items"].as_array().unwrap();
    let view = filed.get(&officer).1;
    for item in items {
        let at = view.pointer(item["pointer"].as_str().unwrap()).unwrap();
        assert!(at.as_str().unwrap().contains('*') && at != &item["value"], "{item}");
    }
    assert!(items.iter().any(|it| it["value"] == *filed.buyer_id));
    let told: Vec<&Value> =
        view["timeline"].as_array().unwrap().iter().filter(|it| it["kind"] == "shown").collect();
    assert_eq!(
        (told.len(), &told[0]["by"], &told[0]["detail"]),
        (1, &json!("linxi"), &json!("核对订购人"))
    );

    // Whoever it is no case of learns nothing, and leaves no trace; whoever has no right is refused.
    let stranger = filed.house.person("other", &["--role", "trader", "--company", "3302260999"]);
    assert_eq!(ask(&stranger, "好奇").status, 404);
    let gate = filed.house.person("gate", &["--role", "gate-operator"]);
    assert_eq!(code(&ask(&gate, "好奇")), (403, "forbidden".to_owned()));
    let platform =
        filed.house.person("platform", &["--role", "platform", "--company", &filed.platform]);
    assert_eq!(ask(&platform, "客服").status, 200);
    let again = filed.get(&officer).1;
    let n_told = again["timeline"].as_array().unwrap().iter().filter(|it| it["kind"] == "shown");
    assert_eq!(n_told.count(), 2);
    assert!(!whole(filed.get(&platform)).contains("\"shown\""), "who looked is customs' own");
}
