//! A company's own page: its registration, certificates and licences, and nobody else's.

use serde_json::{Value, json};

use crate::support::{
    Folder,
    people::{People, Session, code},
};

const OWN: &str = "3301960A01";
const OTHER: &str = "3301960L02";
const PATH: &str = "/api/v1/company";

const TABLE: &str = "code,other_code,name,roles,sites,credit,from,to,suspended_from,guarantee_cny\n\
    3301960A01,91350100M000100Y43,甲平台,platform|seller,,advanced,2020-01-01,,,50000\n\
    3301960L02,,乙物流,logistics,,,,,,\n";

const LICENCES: &str = "kind,number,holder_code,valid_from,valid_to,revoked,commodity,unit,quantity\n\
    O,26-AO-000001,91350100M000100Y43,2026-01-01,2026-12-31,,902290,007,20\n\
    7,26-A7-000002,3301960L02,2026-01-01,2026-12-31,true,,,\n\
    7,26-A7-000003,,2026-01-01,2026-12-31,,,,\n";

fn house() -> People {
    let folder = Folder::new();
    let table = folder.write("enterprises.csv", TABLE);
    folder.run(&["registry", "import", table.to_str().unwrap()]).ok();
    let table = folder.write("licences.csv", LICENCES);
    folder.run(&["licences", "import", table.to_str().unwrap()]).ok();
    folder.run(&["sign", "new-key", "--company", OWN, "--out", "keys"]).ok();
    assert_eq!(folder.ingest(&[folder.path("keys/signatory.json")]).0, Some(0));
    People::of(folder)
}

fn own(house: &People, session: &Session, path: &str) -> Vec<Value> {
    let reply = house.call(session, "GET", path, &Value::Null);
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()["companies"].as_array().unwrap().clone()
}

#[test]
fn a_company_sees_its_own_row_certificates_and_what_is_left_of_its_licences() {
    let house = house();
    let session = house.person("linxi", &["--role", "trader", "--company", OWN]);
    let all = own(&house, &session, PATH);
    let [company] = &all[..] else { panic!("{all:?}") };
    assert_eq!(company["enterprise"]["name"], "甲平台");
    assert_eq!(company["enterprise"]["guarantee"]["available"], "50000.00");
    let [signing] = &company["signing"].as_array().unwrap()[..] else { panic!("{company}") };
    assert_eq!((&signing["code"], &signing["policy"]), (&json!(OWN), &json!("required")));
    let certificate = &signing["certificates"][0];
    assert_eq!(
        (&certificate["force"], &certificate["revoked_at"]),
        (&json!("in_force"), &Value::Null)
    );
    assert_eq!(certificate["fingerprint"].as_str().unwrap().len(), 64);
    let [licence] = &company["licences"].as_array().unwrap()[..] else { panic!("{company}") };
    assert_eq!(
        (&licence["number"], &licence["goods"][0]["left"]),
        (&json!("26-AO-000001"), &json!("20.00"))
    );
    assert_eq!(company["licences_are_whole"], true);
}

#[test]
fn nobody_sees_another_companys() {
    let house = house();
    let session = house.person("zhouye", &["--role", "broker", "--company", OTHER]);
    let all = own(&house, &session, PATH);
    let [company] = &all[..] else { panic!("{all:?}") };
    assert_eq!(company["enterprise"]["name"], "乙物流");
    assert_eq!(company["signing"], json!([]));
    assert_eq!(company["licences"][0]["number"], "26-A7-000002");
    assert!(company["licences"].as_array().unwrap().len() == 1, "what anybody holds is nobody's");
    let reply = house.call(&session, "GET", &format!("{PATH}?as={OWN}"), &Value::Null);
    assert_eq!(code(&reply), (403, "forbidden".to_owned()));
    let stranger = house.person("hemo", &["--role", "trader", "--company", "3302260144"]);
    assert_eq!(own(&house, &stranger, PATH), [json!(null); 0]);
    let officer = house.person("chenhe", &["--role", "supervisor"]);
    let reply = house.call(&officer, "GET", PATH, &Value::Null);
    assert_eq!(code(&reply), (403, "forbidden".to_owned()));
}
