//! Who gets in, and how far: sign-in, sessions, keys, and every route as every role.

use serde_json::{Value, json};

use crate::support::{
    Folder,
    http::{Reply, request},
    server::{Server, spawn_signing_in},
};

const OWN: &str = "3302260144";
const PASSWORD: &str = "kestrel-9-quay-ledger";

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

/// A house whose people sign in.
pub(crate) struct House {
    folder: Folder,
    server: Server,
}

/// A person who signed in.
pub(crate) struct Session {
    cookie: String,
    csrf: String,
}

impl House {
    fn new() -> House {
        House::over(Folder::new())
    }

    /// Over a folder that has a house already.
    pub(crate) fn over(folder: Folder) -> House {
        let server = Server::of(spawn_signing_in(&folder));
        House { folder, server }
    }

    /// Makes an account; returns its one-time password.
    fn add(&self, login: &str, extra: &[&str]) -> String {
        let arguments = ["people", "add", login, "--name", "林溪", "--json"];
        let told = self.folder.run(&[&arguments[..], extra].concat()).ok().json();
        told["one_time_password"].as_str().unwrap().to_owned()
    }

    fn try_sign_in(&self, login: &str, password: &str, code: Option<&str>) -> Reply {
        let body = json!({ "login": login, "password": password, "code": code });
        self.server.command("POST", "/api/v1/session", &body)
    }

    fn sign_in(&self, login: &str, password: &str) -> Session {
        let reply = self.try_sign_in(login, password, None);
        assert_eq!(reply.status, 200, "{}", reply.text());
        let cookie = reply.header("set-cookie").unwrap().to_owned();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
        let csrf = reply.json()["csrf_token"].as_str().unwrap().to_owned();
        Session { cookie: cookie.split(';').next().unwrap().to_owned(), csrf }
    }

    /// An account with a password of its own.
    pub(crate) fn person(&self, login: &str, extra: &[&str]) -> Session {
        let first = self.add(login, extra);
        let session = self.sign_in(login, &first);
        let refused = self.call(&session, "GET", "/api/v1/summary", &Value::Null);
        assert_eq!(code(&refused), (403, "password_change_needed".to_owned()));
        let change = json!({ "old": first, "new": PASSWORD });
        let changed = self.call(&session, "PUT", "/api/v1/session/password", &change);
        assert_eq!(changed.status, 204, "{}", changed.text());
        session
    }

    pub(crate) fn call(&self, session: &Session, method: &str, path: &str, body: &Value) -> Reply {
        let headers = [
            ("Cookie", session.cookie.as_str()),
            ("X-CSRF-Token", session.csrf.as_str()),
            ("Content-Type", "application/json"),
        ];
        self.call_with(&headers, method, path, body)
    }

    fn call_with(&self, headers: &[(&str, &str)], method: &str, path: &str, body: &Value) -> Reply {
        let bytes = if body.is_null() { String::new() } else { body.to_string() };
        request(self.server.address, method, path, headers, bytes.as_bytes()).unwrap()
    }
}

pub(crate) fn code(reply: &Reply) -> (u16, String) {
    (reply.status, reply.json()["code"].as_str().unwrap_or_default().to_owned())
}

/// Arguments that give an account a role, and a company where it is one of companies.
fn with_role(role: &str) -> Vec<&str> {
    match role {
        "trader" | "broker" | "platform" => vec!["--role", role, "--company", OWN],
        _ => vec!["--role", role],
    }
}

#[test]
fn every_route_is_open_to_the_roles_of_its_page_and_to_nobody_else() {
    let house = House::new();
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
    let house = House::new();
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
    let house = House::new();
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
    let house = House::new();
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
    let house = House::new();
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

#[test]
fn tasks_are_those_of_ones_districts_and_taken_in_ones_own_name() {
    let house = House::new();
    let of_one = house.person("one", &["--role", "examiner", "--district", "22"]);
    let of_two =
        house.person("two", &["--role", "examiner", "--district", "22", "--district", "5301"]);
    let list = |session: &Session, query: &str| {
        house.call(session, "GET", &format!("/api/v1/tasks{query}"), &Value::Null).status
    };
    assert_eq!((list(&of_one, ""), list(&of_one, "?office=2233")), (200, 200));
    assert_eq!(list(&of_one, "?office=5301"), 403);
    assert_eq!((list(&of_two, ""), list(&of_two, "?office=5301")), (400, 200));
    assert_eq!(list(&of_two, "?office=53"), 403, "a district is more than one office of it");
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
    let house = House::new();
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
