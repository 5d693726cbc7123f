//! Lists as CSV and as workbooks: the rows that the list shows, to whom it shows them.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use serde_json::{Value, json};

use crate::support::{
    Folder,
    http::{Reply, request},
    server::{Server, spawn_signing_in},
};

const PASSWORD: &str = "kestrel-9-quay-ledger";
const FORMULA: &str = "=HYPERLINK(\"http://example.com\")";

struct House {
    folder: Folder,
    server: Server,
}

impl House {
    /// With more parcels than a page has.
    fn new() -> House {
        let folder = Folder::new();
        let wanted = ["--parcels", "520", "--declarations", "6", "--seed", "7", "--no-serve"];
        folder.run(&[&["demo"][..], &wanted].concat()).ok();
        let server = Server::of(spawn_signing_in(&folder, &[]));
        House { folder, server }
    }

    /// The cookie of somebody who signed in.
    fn person(&self, login: &str, name: &str, extra: &[&str]) -> String {
        let arguments = ["people", "add", login, "--name", name, "--json"];
        let told = self.folder.run(&[&arguments[..], extra].concat()).ok().json();
        let given = told["one_time_password"].as_str().unwrap().to_owned();
        let body = json!({ "login": login, "password": given });
        let reply = self.server.command("POST", "/api/v1/session", &body);
        assert_eq!(reply.status, 200, "{}", reply.text());
        let cookie = reply.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
        let csrf = reply.json()["csrf_token"].as_str().unwrap().to_owned();
        let change = json!({ "old": given, "new": PASSWORD }).to_string();
        let headers = [
            ("Cookie", cookie.as_str()),
            ("X-CSRF-Token", csrf.as_str()),
            ("Content-Type", "application/json"),
        ];
        let path = "/api/v1/session/password";
        let changed = request(self.server.address, "PUT", path, &headers, change.as_bytes());
        assert_eq!(changed.unwrap().status, 204);
        cookie
    }

    fn get(&self, cookie: &str, path: &str, headers: &[(&str, &str)]) -> Reply {
        let headers = [&[("Cookie", cookie)][..], headers].concat();
        request(self.server.address, "GET", path, &headers, b"").unwrap()
    }

    /// All items of a list, page by page; its refusal where it is refused.
    fn listed(&self, cookie: &str, path: &str) -> Result<Vec<Value>, Reply> {
        let (mut items, mut after) = (Vec::new(), String::new());
        loop {
            let page = self.get(cookie, &format!("{path}?limit=500{after}"), &[]);
            if page.status != 200 {
                return Err(page);
            }
            let page = page.json();
            items.extend(page["items"].as_array().unwrap().iter().cloned());
            let next = match &page["next"] {
                Value::String(it) => format!("&after={it}"),
                Value::Null => return Ok(items),
                it => format!("&after={it}"),
            };
            if next == after {
                return Ok(items);
            }
            after = next;
        }
    }
}

/// Every list of the document that is not about one case.
fn lists(house: &House) -> Vec<String> {
    let document = house.server.get_json("/api/v1/openapi.json");
    let schemas = &document["components"]["schemas"];
    let is_list = |it: &Value| {
        let schema = &it["get"]["responses"]["200"]["content"]["application/json"]["schema"];
        let name = schema["$ref"].as_str().and_then(|it| it.rsplit('/').next());
        name.is_some_and(|it| schemas[it]["properties"]["items"].is_object())
    };
    let paths = document["paths"].as_object().unwrap().iter();
    paths
        .filter(|(path, it)| !path.contains('{') && is_list(it))
        .map(|(it, _)| it.clone())
        .collect()
}

/// Headings and rows.
fn rows_of(csv: &Reply) -> (Vec<String>, Vec<Vec<String>>) {
    assert_eq!(csv.status, 200, "{}", csv.text());
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
    let text = csv.text();
    let text = text.strip_prefix('\u{feff}').unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let row = |it: &csv::StringRecord| it.iter().map(str::to_owned).collect::<Vec<_>>();
    let headings = row(reader.headers().unwrap());
    let rows = reader.records().map(|it| row(&it.unwrap())).collect();
    (headings, rows)
}

#[test]
fn a_table_has_the_rows_of_its_list_for_whoever_may_see_it() {
    let house = House::new();
    let supervisor = house.person("luyuan", "陆远", &["--role", "supervisor"]);
    let declared = house.listed(&supervisor, "/api/v1/declarations").unwrap();
    let company = declared[0]["trader"]["code"].as_str().unwrap();
    let people = [
        ("supervisor", supervisor.clone()),
        ("trader", house.person("chenqing", "陈青", &["--role", "trader", "--company", company])),
        ("gate", house.person("gaolang", "高朗", &["--role", "gate_operator"])),
        ("administrator", house.person("xuning", "许宁", &["--role", "administrator"])),
    ];
    let lists = lists(&house);
    assert!(lists.len() > 20, "{lists:?}");
    let (mut n_open, mut n_shut) = (0, 0);
    for (role, cookie) in &people {
        for path in &lists {
            let table = house.get(cookie, &format!("{path}?format=csv"), &[]);
            match house.listed(cookie, path) {
                Ok(items) => {
                    let (_, rows) = rows_of(&table);
                    assert_eq!(rows.len(), items.len(), "{role}: {path}");
                    assert_eq!(
                        table.header("x-table-rows"),
                        Some(items.len().to_string().as_str())
                    );
                    assert_eq!(table.header("x-table-whole"), Some("yes"));
                    n_open += 1;
                }
                Err(refused) => {
                    assert_eq!((table.status, table.text()), (refused.status, refused.text()));
                    n_shut += usize::from(refused.status == 403);
                }
            }
            let nobody =
                request(house.server.address, "GET", &format!("{path}?format=csv"), &[], b"");
            let listed = request(house.server.address, "GET", path, &[], b"").unwrap();
            assert_eq!(nobody.unwrap().status, listed.status, "{path}");
        }
    }
    assert!(n_open > 20 && n_shut > 20, "{n_open} open, {n_shut} shut");

    let entries = house.listed(&supervisor, "/api/v1/entries").unwrap();
    assert!(entries.len() > 500, "the table did not go on to a second page");
    let (headings, rows) = rows_of(&house.get(&supervisor, "/api/v1/entries?format=csv", &[]));
    let place = headings.iter().position(|it| it == "编号").unwrap();
    let numbers: Vec<String> = rows.iter().map(|it| it[place].clone()).collect();
    let listed: Vec<String> = entries.iter().map(|it| it["number"].to_string()).collect();
    assert_eq!(numbers, listed);

    let own = house.listed(&people[1].1, "/api/v1/declarations").unwrap();
    assert!(!own.is_empty() && own.len() < declared.len());
    a_workbook_is_read_back(&house, &supervisor, &declared);
    a_formula_is_text(&house);
    assert_eq!(house.get(&supervisor, "/api/v1/entries?format=pdf", &[]).status, 400);
}

fn a_workbook_is_read_back(house: &House, cookie: &str, declared: &[Value]) {
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let headers = [("Accept", kind), ("Accept-Language", "en-GB,en;q=0.9")];
    let reply = house.get(cookie, "/api/v1/declarations", &headers);
    assert_eq!(reply.header("content-type"), Some(kind));
    let name = reply.header("content-disposition").unwrap();
    assert!(name.starts_with("attachment; filename=\"declarations-") && name.ends_with(".xlsx\""));
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(reply.body)).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let rows: Vec<&[Data]> = sheet.rows().collect();
    assert_eq!(rows.len(), declared.len() + 1);
    let column =
        |title: &str| rows[0].iter().position(|it| *it == Data::String(title.to_owned())).unwrap();
    let (number, mode, value) =
        (column("Number"), column("Supervision mode"), column("Customs value"));
    for (row, it) in rows[1..].iter().zip(declared) {
        assert_eq!(row[number], Data::Float(it["number"].as_f64().unwrap()));
        assert_eq!(row[mode], Data::String(it["supervision_mode"].as_str().unwrap().to_owned()));
        match it["customs_value"].as_str() {
            Some(amount) => assert_eq!(row[value], Data::Float(amount.parse().unwrap())),
            None => assert_eq!(row[value], Data::Empty),
        }
    }
}

/// The name of an account is whatever somebody gave; no program is to compute it.
fn a_formula_is_text(house: &House) {
    let cookie = house.person("bad-name", FORMULA, &["--role", "administrator"]);
    let (headings, rows) = rows_of(&house.get(&cookie, "/api/v1/people?format=csv", &[]));
    let place = headings.iter().position(|it| it == "名称").unwrap();
    assert!(rows.iter().any(|it| it[place] == format!("'{FORMULA}")), "{rows:?}");
    let book = house.get(&cookie, "/api/v1/people?format=xlsx", &[]);
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(book.body)).unwrap();
    assert!(book.worksheet_formula("Sheet1").unwrap().is_empty());
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    assert!(sheet.rows().any(|it| it[place] == Data::String(FORMULA.to_owned())));
}
