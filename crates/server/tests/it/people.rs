//! Who gets in, and how far: sign-in, sessions, keys, and every route as every role.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::acts::{refusals, with_declarations};
use crate::support::{
    Folder,
    http::request,
    parcels::{Parcels, field},
    people::{PASSWORD, People, Session, code},
    server::{Server, spawn_signing_in},
};

const OWN: &str = "3302260144";

const ROLES: [&str; 14] = [
    "trader",
    "broker",
    "platform",
    "document_officer",
    "examiner",
    "tax_officer",
    "manifest_officer",
    "audit_officer",
    "supervisor",
    "risk_analyst",
    "laboratory",
    "gate_operator",
    "auditor",
    "administrator",
];

/// Arguments that give an account a role, and a company where it is one of companies.
fn with_role(role: &str) -> Vec<&str> {
    match role {
        "trader" | "broker" | "platform" => vec!["--role", role, "--company", OWN],
        _ => vec!["--role", role],
    }
}

#[test]
fn every_route_is_open_to_the_roles_of_its_page_and_to_nobody_else() {
    let house = People::new();
    let page = include_str!("../../../../docs/access.md");
    let rows: Vec<Vec<&str>> = page
        .lines()
        .filter(|it| it.contains("`/api/"))
        .map(|it| it.split('|').map(str::trim).collect())
        .collect();
    assert!(rows.len() > 70);
    for (place, role) in ROLES.iter().enumerate() {
        let login = role.replace('_', "-");
        let roles = with_role(role);
        let session = house.person(&login, &roles);
        for row in &rows {
            let (method, path) = row[1].split_once(' ').unwrap();
            let path = path.trim_matches('`');
            let may = row[3 + place] == "yes";
            // Signing out, or a stream that is let in, would end or never end the walk.
            if path.starts_with("/api/v1/session") || (path.ends_with("/stream") && may) {
                continue;
            }
            let path = path.replace("{code}", OWN).replace("{kind}", "1");
            let path = path.replace("{number}", "999").replace("{slip_no}", "999");
            let path = path.replace("{id}", "999").replace("{transit_no}", "999");
            let reply = house.call(&session, method, &path, &Value::Null);
            let is_refused = reply.status == 403 && code(&reply).1 == "forbidden";
            assert_eq!(
                is_refused,
                !may,
                "{role}: {method} {path}: {} {}",
                reply.status,
                reply.text()
            );
            assert!(
                reply.status != 401 && reply.status < 500,
                "{role}: {method} {path}: {}",
                reply.text()
            );
            let nobody = house.call_with(&[], method, &path, &Value::Null);
            let is_public = row[2] == "nothing";
            assert_eq!(
                nobody.status == 401,
                !is_public,
                "nobody: {method} {path}: {}",
                nobody.status
            );
        }
    }
}

#[test]
fn a_wrong_password_locks_for_a_while_and_says_nothing() {
    let house = People::new();
    house.person("linxi", &["--role", "examiner"]);
    let unknown = house.try_sign_in("nobody", PASSWORD, None);
    for _ in 0..5 {
        let wrong = house.try_sign_in("linxi", "wrong", None);
        assert_eq!(wrong.status, 401);
        assert_eq!(wrong.text(), unknown.text(), "what was wrong is not said");
    }
    let locked = house.try_sign_in("linxi", PASSWORD, None);
    assert_eq!((locked.status, locked.text()), (401, unknown.text()));
    let again = house.folder.run(&["people", "reset", "linxi", "--json"]).ok().json();
    house.sign_in("linxi", again["one_time_password"].as_str().unwrap());
    let keeper = house.person("keeper", &["--role", "administrator"]);
    let events =
        house.call(&keeper, "GET", "/api/v1/account-events?login=linxi", &Value::Null).json();
    let what: Vec<&str> =
        events["items"].as_array().unwrap().iter().map(|it| it["what"].as_str().unwrap()).collect();
    assert_eq!(what[..4], ["signed_in", "password_reset", "refused", "locked"]);
}

#[test]
fn a_page_of_another_site_changes_nothing() {
    let house = People::new();
    let session = house.person("linxi", &["--role", "trader", "--company", OWN]);
    let key = json!({ "company": OWN, "name": "ERP", "scopes": ["see_cases"] });
    let cookie = ("Cookie", session.cookie.as_str());
    let kind = ("Content-Type", "application/json");
    let token = ("X-CSRF-Token", session.csrf.as_str());
    for headers in [
        vec![cookie, kind],
        vec![cookie, kind, ("X-CSRF-Token", "guessed")],
        vec![cookie, kind, token, ("Sec-Fetch-Site", "cross-site")],
    ] {
        let refused = house.call_with(&headers, "POST", "/api/v1/api-keys", &key);
        assert_eq!(code(&refused), (403, "csrf".to_owned()));
    }
    let made = house.call_with(&[cookie, kind, token], "POST", "/api/v1/api-keys", &key);
    assert_eq!(made.status, 201, "{}", made.text());
    assert_eq!(house.call(&session, "DELETE", "/api/v1/session", &Value::Null).status, 204);
    let after = house.call(&session, "GET", "/api/v1/session", &Value::Null);
    assert_eq!(code(&after), (401, "signed_out".to_owned()));
}

#[test]
fn a_key_does_what_its_scopes_say_until_it_is_revoked() {
    let house = People::new();
    let session = house.person("linxi", &["--role", "platform", "--company", OWN]);
    let ask = |company: &str, scopes: Value| {
        let body = json!({ "company": company, "name": "ERP", "scopes": scopes });
        house.call(&session, "POST", "/api/v1/api-keys", &body)
    };
    assert_eq!(ask("3302260999", json!(["see_receipts"])).status, 403, "another's company");
    assert_eq!(ask(OWN, json!(["see_cases"])).status, 403, "a right that a platform does not have");
    assert_eq!(ask(OWN, json!(["keep_keys"])).status, 422, "no key keeps keys");
    let made = ask(OWN, json!(["see_receipts"])).json();
    let bearer = format!("Bearer {}", made["secret"].as_str().unwrap());
    let get =
        |path: &str| house.call_with(&[("Authorization", &bearer)], "GET", path, &Value::Null);
    assert_eq!(get(&format!("/api/v1/recipients/{OWN}/receipts")).status, 200);
    assert_eq!(get("/api/v1/recipients/3302260999/receipts").status, 404, "another's receipts");
    assert_eq!(get("/api/v1/api-keys").status, 403);
    let id = made["key"]["id"].as_u64().unwrap();
    let revoked = house.call(&session, "DELETE", &format!("/api/v1/api-keys/{id}"), &Value::Null);
    assert_eq!(revoked.status, 204);
    assert_eq!(get(&format!("/api/v1/recipients/{OWN}/receipts")).status, 401);
}

#[test]
fn a_command_is_given_by_whom_it_belongs_to_and_in_his_own_name() {
    let house = People::new();
    let trader = house.person("trader", &["--role", "trader", "--company", OWN]);
    let officer = house.person("officer", &["--role", "document-officer"]);
    let say = |session: &Session, message: &Value| {
        house.call(session, "POST", "/api/v1/messages?wait=decided", message)
    };
    let tick = json!({ "tongguan": "tick", "at": "2090-02-02T08:00:00+08:00" });
    for session in [&trader, &officer] {
        assert_eq!(say(session, &tick).status, 403);
    }
    let decide = |officer: &str| {
        json!({ "tongguan": "officer", "list_no": "999", "action": "approve_review",
            "officer": officer, "reason": "单货相符" })
    };
    assert_eq!(code(&say(&trader, &decide("trader"))), (403, "not_yours_to_say".to_owned()));
    // An officer has no right to send documents of traders, nor to speak as another.
    let others = say(&officer, &decide("another"));
    assert_eq!(code(&others), (403, "not_in_own_name".to_owned()), "{}", others.text());
    let disclose = |code: &str| json!({ "tongguan": "disclose", "by_code": code, "findings": [], "text": "申报数量有误" });
    assert_eq!(say(&trader, &disclose("3302260999")).status, 403);
    assert_eq!(say(&trader, &disclose(OWN)).status, 202);
}

/// Whoever may plan and approve is not two people, and once a plan was approved nothing goes past plans.
#[test]
fn a_plan_of_risk_analysis_is_spoken_of_in_ones_own_name_through_every_door() {
    let house = People::new();
    let one = house.person("one", &["--role", "risk-analyst"]);
    let two = house.person("two", &["--role", "risk-analyst"]);
    let rule = |version: u32| {
        json!({ "id": "R-1", "version": version, "title_zh": "低价", "title_en": "cheap", "basis": "令第271号",
            "owner": "风控", "channel": "documents", "condition": "doc.value < 9.0", "from": "2026-01-01" })
    };
    let say = |session: &Session, message: &Value| {
        house.call(session, "POST", "/api/v1/messages?wait=decided", message)
    };
    let change = json!({ "rules": [rule(1)] });
    let plan = json!({ "title": "低价专项", "change": change, "reason": "试用" });
    let proposed = house.call(&one, "POST", "/api/v1/risk/plans", &plan);
    assert_eq!(proposed.status, 200, "{}", proposed.text());
    let name = proposed.json()["plan"].as_str().unwrap().to_owned();
    let approve = |by: &str| {
        json!({ "tongguan": "decide_risk_plan", "plan": name, "act": "approve", "by": by,
            "reason": "同意" })
    };
    let masked = say(&one, &approve("two"));
    assert_eq!(code(&masked), (403, "not_in_own_name".to_owned()), "{}", masked.text());
    let rules = |version: u32| json!({ "tongguan": "risk_rules", "rows": [rule(version)] });
    assert_eq!(say(&two, &approve("two")).status, 202);
    assert_eq!(code(&say(&two, &rules(2))), (409, "needs_plan".to_owned()));
    let told = house.call(&two, "GET", &format!("/api/v1/risk/plans/{name}"), &Value::Null).json();
    assert_eq!((&told["by"], &told["decided"]["by"]), (&json!("one"), &json!("two")));
}

#[test]
fn a_company_checks_its_own_declarations_and_sees_its_own_drafts() {
    let house = People::new();
    let own = house.person("own", &["--role", "trader", "--company", OWN]);
    let other = house.person("other", &["--role", "trader", "--company", "3302260999"]);
    let declaration =
        json!({ "tongguan": "declaration", "declaration": { "trader": { "code": OWN } } });
    let check = |session| house.call(session, "POST", "/api/v1/declarations/check", &declaration);
    assert_eq!(check(&own).status, 200);
    assert_eq!(code(&check(&other)), (403, "not_yours_to_check".to_owned()));

    let draft = json!({ "name": "手机", "revision": 1, "declaration": { "bill_no": "B1" } });
    let made = house.call(&own, "POST", "/api/v1/drafts", &draft).json();
    assert_eq!((&made["company"], &made["by"]), (&json!(OWN), &json!("own")));
    let path = format!("/api/v1/drafts/{}", made["id"]);
    for method in ["GET", "PUT", "DELETE"] {
        assert_eq!(house.call(&other, method, &path, &draft).status, 404, "{method}");
    }
    let seen = house.call(&other, "GET", "/api/v1/drafts", &Value::Null).json();
    assert_eq!(seen["items"], json!([]));
    let for_others = json!({ "name": "手机", "company": OWN, "declaration": {} });
    let refused = house.call(&other, "POST", "/api/v1/drafts", &for_others);
    assert_eq!(code(&refused), (403, "forbidden".to_owned()));
    // A colleague goes on with it.
    let colleague = house.person("colleague", &["--role", "trader", "--company", OWN]);
    let put = house.call(&colleague, "PUT", &path, &draft).json();
    assert_eq!((&put["revision"], &put["by"]), (&json!(2), &json!("colleague")));
}

#[test]
fn a_company_files_in_its_own_name_alone() {
    let parcels = Parcels::clean(1);
    let order = parcels.of(0)[0];
    let house = People::new();
    let own = house.person("own", &["--role", "trader", "--company", OWN]);
    let carrier = ["--role", "platform", "--company", field(order, "copCode")];
    let carrier = house.person("carrier", &carrier);
    let say = |session: &Session, sender: &str, message: &str| {
        let headers = [
            ("Cookie", session.cookie.as_str()),
            ("X-CSRF-Token", session.csrf.as_str()),
            ("X-Sender", sender),
        ];
        let path = "/api/v1/messages";
        code(&request(house.server.address, "POST", path, &headers, message.as_bytes()).unwrap())
    };
    let (taken, refused) = ((202, String::new()), (403, "not_yours_to_say".to_owned()));
    let of = |trader: &str| {
        json!({ "tongguan": "declaration", "declaration": { "trader": { "code": trader } } })
            .to_string()
    };
    assert_eq!(say(&own, "", &of(OWN)), taken);
    assert_eq!(say(&own, "", &of("3302260999")), refused, "a declaration of another");
    assert_eq!(say(&own, "3302260999", &of(OWN)), refused, "in the name of another");
    assert_eq!(say(&own, "", order), refused, "what another carries");
    assert_eq!(say(&carrier, "", order), taken);
}

#[test]
fn an_officer_decides_in_his_districts_alone() {
    let house = People::of(with_declarations(24));
    let whole = house.person("whole", &["--role", "supervisor"]);
    let listed = house.call(&whole, "GET", "/api/v1/declarations?limit=1", &Value::Null).json();
    let number = listed["items"][0]["declaration_no"].as_str().unwrap();
    let near = house.person("near", &["--role", "supervisor", "--district", &number[..2]]);
    let far = house.person("far", &["--role", "supervisor", "--district", "99"]);
    let control = |officer: &str| {
        json!({ "tongguan": "officer", "list_no": number, "action": "put_under_control",
            "officer": officer, "reason": "布控" })
    };
    let query = |officer: &str| {
        json!({ "tongguan": "issue_document", "declaration_no": number, "kind": "value_query",
            "officer": officer, "reason": "价格偏低", "fields": { "items": "1", "doubt": "偏低" } })
    };
    let say = |session: &Session, message: &Value| {
        let said = house.call(session, "POST", "/api/v1/messages?wait=decided", message);
        code(&said)
    };
    for (message, own) in [(control("far"), control("near")), (query("far"), query("near"))] {
        assert_eq!(say(&far, &message), (403, "not_yours_to_say".to_owned()));
        assert_eq!(say(&near, &own), (202, String::new()));
    }
}

#[test]
fn a_company_answers_in_its_own_cases_alone() {
    let house = People::of(with_declarations(24));
    let officer = house.person("officer", &["--role", "document-officer"]);
    let stranger = house.person("stranger", &["--role", "trader", "--company", OWN]);
    let get = |session: &Session, path: &str| {
        house.call(session, "GET", &format!("/api/v1/{path}"), &Value::Null)
    };
    let say = |session: &Session, message: &Value| {
        house.call(session, "POST", "/api/v1/messages?wait=decided", message)
    };
    let examined = get(&officer, "declarations?state=examination").json()["items"][0].clone();
    let number = examined["declaration_no"].as_str().unwrap().to_owned();
    let company = examined["trader"]["code"].as_str().unwrap().to_owned();
    let trader = house.person("trader", &["--role", "trader", "--company", &company]);
    let query = json!({ "tongguan": "issue_document", "declaration_no": number, "kind": "value_query",
        "officer": "officer", "reason": "价格偏低", "fields": { "items": "1", "doubt": "低于同期成交价格" } });
    assert_eq!(refusals(&say(&officer, &query)), Vec::<String>::new());
    let documents = get(&officer, &format!("declarations/{number}/documents")).json();
    let query = documents["items"][0]["number"].as_str().unwrap().to_owned();

    // Before it is served the trader is offered nothing about it, and nobody else ever learns that it is there.
    assert_eq!(get(&trader, &format!("documents/{query}/acts")).json()["items"], json!([]));
    assert_eq!(get(&stranger, &format!("documents/{query}/acts")).status, 404);
    let served = json!({ "tongguan": "document_act", "number": query, "act": { "served": {
        "way": "electronic", "to": "郑舟", "by": "officer", "at": "2026-01-01T00:00:00+08:00" } } });
    assert_eq!(code(&say(&trader, &served)), (403, "not_yours_to_say".to_owned()));
    let offered = get(&officer, &format!("documents/{query}/acts")).json();
    let acts = offered["items"][0]["acts"].as_array().unwrap();
    let serve = acts.iter().find(|it| it["act"] == "serve").unwrap()["command"].clone();
    assert_eq!(refusals(&say(&officer, &serve)), Vec::<String>::new());

    let offered = get(&trader, &format!("documents/{query}/acts")).json();
    let acts = offered["items"][0]["acts"].as_array().unwrap().clone();
    assert_eq!(acts.len(), 1, "a trader answers, and does not close: {offered}");
    let mut answer = acts[0]["command"].clone();
    assert_eq!(answer["act"]["answered"]["by_code"], company);
    answer["act"]["answered"]["text"] = json!("合同与付款凭证如下");
    let mut others = answer.clone();
    others["act"]["answered"]["by_code"] = json!(OWN);
    assert_eq!(code(&say(&trader, &others)), (403, "not_yours_to_say".to_owned()));
    let probed = say(&stranger, &others);
    assert_eq!(code(&probed), (403, "not_yours_to_say".to_owned()));
    assert!(!probed.text().contains(&company), "whose it is stays unsaid: {}", probed.text());
    assert_eq!(refusals(&say(&trader, &answer)), Vec::<String>::new());
    let shown = get(&officer, &format!("documents/{query}")).json();
    assert_eq!(
        (&shown["state"], &shown["answers"][0]["by_code"]),
        (&json!("answered"), &json!(company))
    );
}

#[test]
fn a_company_orders_its_own_tax_to_be_debited_and_the_bank_reports_it() {
    let house = People::of(with_declarations(24));
    let taxes = house.person("taxes", &["--role", "tax-officer"]);
    let stranger = house.person("stranger", &["--role", "trader", "--company", OWN]);
    let get = |session: &Session, path: &str| {
        house.call(session, "GET", &format!("/api/v1/{path}"), &Value::Null)
    };
    let say = |session: &Session, message: &Value| {
        house.call(session, "POST", "/api/v1/messages?wait=decided", message)
    };
    let owed = get(&taxes, "declarations?state=awaiting_tax").json()["items"][0].clone();
    let slips = get(&taxes, "duty-slips?state=issued").json()["items"].clone();
    let slips = slips.as_array().unwrap();
    let slip = slips.iter().find(|it| it["declaration_no"] == owed["declaration_no"]).unwrap();
    let slip_no = slip["slip_no"].as_str().unwrap().to_owned();
    let payer = slip["payer_code"].as_str().unwrap().to_owned();
    let of = slip["declaration_no"].as_str().unwrap().to_owned();
    let paying = house.person("paying", &["--role", "trader", "--company", &payer]);
    let order = |by: &str, account: &str| {
        json!({ "tongguan": "duty_slip", "slip_no": slip_no, "at": "2026-11-23T09:00:00+08:00",
            "act": { "ordered": { "by_code": by, "bank": "示例银行", "account": account } } })
    };
    assert_eq!(code(&say(&stranger, &order(OWN, "6222"))), (403, "not_yours_to_say".to_owned()));
    assert_eq!(code(&say(&taxes, &order(&payer, "6222"))), (403, "not_yours_to_say".to_owned()));
    assert_eq!(refusals(&say(&paying, &order(&payer, ""))), ["HSE-6951"]);
    assert_eq!(refusals(&say(&paying, &order(&payer, "62220001"))), Vec::<String>::new());
    assert_eq!(
        refusals(&say(&paying, &order(&payer, "62220002"))),
        ["HSE-6421"],
        "it was asked already"
    );
    let own = get(&paying, "own-cases").json();
    let slips = own["slips"].as_array().unwrap();
    assert!(slips.iter().any(|it| it["slip_no"] == *slip_no && it["state"] == "sent"), "{own}");
    assert!(
        own["groups"].as_array().unwrap().iter().any(|it| it["wait"]["owner"] == "trader"),
        "{own}"
    );
    let offered = get(&taxes, &format!("duty-slips/{slip_no}/acts")).json();
    let acts = offered["items"][0]["acts"].as_array().unwrap().clone();
    let debited = acts.iter().find(|it| it["act"] == "report_debited").unwrap();
    assert_eq!(refusals(&say(&taxes, &debited["command"])), Vec::<String>::new());
    let state = get(&taxes, &format!("declarations/{of}")).json()["state"].clone();
    assert!(
        ["released", "awaiting_arrival", "awaiting_files"].map(Value::from).contains(&state),
        "{state}"
    );
}

#[test]
fn a_company_applies_to_amend_its_own_declarations_and_sees_its_own_authorisations() {
    let house = People::of(with_declarations(24));
    let officer = house.person("officer", &["--role", "document-officer"]);
    let get = |session: &Session, path: &str| {
        house.call(session, "GET", &format!("/api/v1/{path}"), &Value::Null)
    };
    let say = |session: &Session, message: &Value| {
        house.call(session, "POST", "/api/v1/messages?wait=decided", message)
    };
    let waits = get(&officer, "declarations?state=awaiting_tax").json()["items"][0].clone();
    let number = waits["declaration_no"].as_str().unwrap().to_owned();
    let company = waits["trader"]["code"].as_str().unwrap().to_owned();
    let trader = house.person("trader", &["--role", "trader", "--company", &company]);
    let stranger = house.person("stranger", &["--role", "trader", "--company", OWN]);
    let offered = get(&trader, &format!("declarations/{number}/acts")).json();
    let own = offered["items"][0]["acts"].as_array().unwrap();
    let mut apply = own.iter().find(|it| it["act"] == "amend").unwrap()["command"].clone();
    let fields = get(&trader, &format!("declarations/{number}/amendable")).json();
    let packages =
        fields["items"].as_array().unwrap().iter().find(|it| it["field"] == "note").unwrap();
    apply["amendment"]["fields"] =
        json!([{ "field": "note", "place": "", "old": packages["now"], "new": "更正备注" }]);
    apply["amendment"]["reason"] = json!("文字更正");
    assert_eq!(code(&say(&stranger, &apply)), (403, "not_yours_to_say".to_owned()));
    let mut wrong = apply.clone();
    wrong["amendment"]["fields"][0]["field"] = json!("trader.code");
    assert_ne!(refusals(&say(&trader, &wrong)), Vec::<String>::new());
    assert_eq!(refusals(&say(&trader, &apply)), Vec::<String>::new());
    let changed = get(&trader, &format!("declarations/{number}/amendable")).json();
    assert!(
        changed.to_string().contains("更正备注"),
        "a correction of wording takes effect at once"
    );

    let offer = json!({ "tongguan": "authorisation", "number": "WT-1", "by_code": company, "act": { "offer": {
        "principal_code": company, "agent_code": OWN, "scope": "long_term", "valid_from": "2026-01-01",
        "valid_to": "2099-12-31", "fee_party": "principal" } } });
    assert_eq!(say(&trader, &offer).status, 202);
    let acts = |session: &Session| {
        let page = get(session, "authorisations").json();
        let all =
            page["acts"].as_array().unwrap().iter().find(|it| it["number"] == "WT-1").cloned();
        let acts = all.map_or_else(Vec::new, |it| it["acts"].as_array().unwrap().clone());
        acts.iter().map(|it| it["act"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(acts(&trader), ["revoke_authorisation"], "who offered it does not answer it");
    let all = ["accept_authorisation", "decline_authorisation", "revoke_authorisation"];
    assert_eq!(acts(&stranger), all);
    let third = house.person("third", &["--role", "broker", "--company", "3302260999"]);
    assert_eq!(get(&third, "authorisations").json()["items"], json!([]));
    assert_eq!(get(&third, "authorisations/WT-1").status, 404);
    let shown = get(&officer, "authorisations").json();
    assert_eq!(shown["items"][0]["number"], "WT-1", "{shown}");
}

#[test]
fn tasks_are_those_of_ones_districts_and_taken_in_ones_own_name() {
    let house = People::new();
    let of_one = house.person("one", &["--role", "examiner", "--district", "22"]);
    let of_two =
        house.person("two", &["--role", "examiner", "--district", "22", "--district", "5301"]);
    let list = |session: &Session, query: &str| {
        house.call(session, "GET", &format!("/api/v1/tasks{query}"), &Value::Null).status
    };
    assert_eq!((list(&of_one, ""), list(&of_one, "?office=2233")), (200, 200));
    assert_eq!((list(&of_two, ""), list(&of_two, "?office=5301")), (200, 200));
    let take = |by: &str| {
        let body = json!({ "by": by, "tasks": ["1-examination"] });
        house.call(&of_one, "POST", "/api/v1/tasks/take", &body)
    };
    assert_eq!(code(&take("two")), (403, "not_in_own_name".to_owned()));
    assert_eq!(take("one").status, 200);
    assert_eq!(take("").status, 200, "whoever is signed in need not say who he is");
    let hand = json!({ "to": "one", "all_of": "two" });
    let refused = house.call(&of_one, "POST", "/api/v1/tasks/assign", &hand);
    assert_eq!(refused.status, 200, "two holds nothing: {}", refused.text());
    let named = json!({ "to": "two", "tasks": ["1-examination"], "reason": "换班" });
    let refused = house.call(&of_one, "POST", "/api/v1/tasks/assign", &named);
    assert_eq!(code(&refused), (403, "forbidden".to_owned()), "it is none of his");
}

#[test]
fn weak_passwords_are_not_taken() {
    let house = People::new();
    let session = house.person("linxi", &["--role", "auditor"]);
    for weak in ["short", "password1234", PASSWORD] {
        let body = json!({ "old": PASSWORD, "new": weak });
        let refused = house.call(&session, "PUT", "/api/v1/session/password", &body);
        assert_eq!(code(&refused), (422, "password_weak".to_owned()), "{weak}");
    }
    let body = json!({ "old": "not it", "new": "another-kestrel-4-pier" });
    let refused = house.call(&session, "PUT", "/api/v1/session/password", &body);
    assert_eq!(code(&refused), (403, "password_wrong".to_owned()));
}

#[test]
fn nobody_may_be_of_customs_and_of_a_company() {
    let folder = Folder::new();
    let add =
        ["people", "add", "linxi", "--name", "林溪", "--role", "trader", "--role", "examiner"];
    let ran = folder.run(&add);
    assert!(ran.code == Some(2) && ran.err.contains("not both"), "{ran:?}");
    let ran = folder.run(&["serve", "--no-sign-in", "--listen", "0.0.0.0:0"]);
    assert!(ran.code == Some(2) && ran.err.contains("loopback addresses only"), "{ran:?}");
}

#[test]
fn a_provider_is_asked_where_there_is_one_and_believed_where_the_same_browser_began() {
    let get = |server: &Server, path: &str| request(server.address, "GET", path, &[], b"").unwrap();
    let house = People::new();
    let ways = get(&house.server, "/api/v1/session/ways").json();
    assert_eq!(ways, json!({ "password": true, "provider": null }));
    assert_eq!(get(&house.server, "/api/v1/session/provider").status, 404);

    let folder = Folder::new();
    let public = "https://customs.example";
    let server = Server::of(spawn_signing_in(
        &folder,
        &[
            "--public-url",
            public,
            "--oidc-issuer",
            "http://127.0.0.1:9",
            "--oidc-client-id",
            "house",
        ],
    ));
    let ways = get(&server, "/api/v1/session/ways").json();
    assert_eq!(ways["provider"], "127.0.0.1");
    let unreachable = get(&server, "/api/v1/session/provider");
    assert_eq!(code(&unreachable), (502, "provider_unreachable".to_owned()));
    for query in ["?code=c&state=s", "?error=access_denied&state=s", ""] {
        let path = format!("/api/v1/session/provider/callback{query}");
        let back = request(server.address, "GET", &path, &[("Cookie", "tongguan_attempt=s")], b"")
            .unwrap();
        assert_eq!(
            (back.status, back.header("location")),
            (303, Some("/?sign_in=refused")),
            "{query}"
        );
        assert_eq!(back.header("set-cookie"), None);
    }
    let told =
        folder.run(&["people", "add", "linxi", "--name", "林溪", "--role", "auditor", "--json"]);
    let password = told.ok().json()["one_time_password"].as_str().unwrap().to_owned();
    let body = json!({ "login": "linxi", "password": password, "code": null });
    let signed_in = server.command("POST", "/api/v1/session", &body);
    let cookie = signed_in.header("set-cookie").unwrap();
    assert!(cookie.contains("; Secure"), "what is reached over TLS is: {cookie}");

    for (extra, told) in [
        (vec!["--oidc-issuer", "https://idp.example"], "--public-url"),
        (
            vec![
                "--public-url",
                public,
                "--oidc-client-id",
                "house",
                "--oidc-issuer",
                "http://idp.example",
            ],
            "only https",
        ),
    ] {
        let ran = folder.run(&[&["serve", "--listen", "127.0.0.1:0"][..], &extra].concat());
        assert!(ran.code == Some(2) && ran.err.contains(told), "{ran:?}");
    }
}

#[test]
fn an_officer_sees_and_takes_what_is_in_his_queues_and_districts() {
    let (folder, parcels) = (Folder::new(), Parcels::clean(8));
    parcels.prepare(&folder);
    let examine = r#"{"tongguan":"settings","examination_share":"1"}"#;
    assert_eq!(folder.ingest(&[folder.write("examine.json", examine)]).0, Some(0));
    let paths: Vec<_> = (0..8).map(|at| parcels.write(&folder, &format!("p{at}"), at)).collect();
    assert_eq!(folder.ingest(&paths).0, Some(0));
    let house = People::of(folder);
    let tasks = |session: &Session| {
        let path = "/api/v1/tasks?limit=500&counts=true";
        let page = house.call(session, "GET", path, &Value::Null).json();
        let of = |list: &str, name: &str| -> BTreeSet<String> {
            let items = page[list].as_array().unwrap().iter();
            items.map(|it| it[name].as_str().unwrap().to_owned()).collect()
        };
        for name in ["kind", "office"] {
            assert_eq!(of("items", name), of("queues", name), "what is counted is what is listed");
        }
        (of("items", "kind"), of("items", "office"), of("items", "id"))
    };
    let (kinds, offices, ids) = tasks(&house.person("chief", &["--role", "supervisor"]));
    assert!(kinds.contains("parcel_examination") && offices.len() > 1, "{kinds:?} {offices:?}");
    let examiner = house.person("examiner", &["--role", "examiner"]);
    assert_eq!(tasks(&examiner).2, ids);
    let other = house.person("tax", &["--role", "tax-officer"]);
    assert_eq!(tasks(&other).2, BTreeSet::new());
    let take = |session: &Session| {
        let body = json!({ "tasks": [ids.first()] });
        house.call(session, "POST", "/api/v1/tasks/take", &body)
    };
    assert_eq!(code(&take(&other)), (403, "forbidden".to_owned()));
    let office = offices.first().unwrap();
    let near = house.person("near", &["--role", "examiner", "--district", office]);
    assert_eq!(tasks(&near).1, BTreeSet::from([office.clone()]));
    assert_eq!(take(&examiner).status, 200);
}
