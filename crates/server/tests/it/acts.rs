//! What is offered about a case is taken, and nothing else is; companies speak in their own names, of their own cases.

use std::{collections::BTreeSet, path::PathBuf};

use serde_json::{Value, json};

use crate::support::{Folder, files_in, http::Reply, parcels::Parcels, server::Server};

/// Codes by which something is refused for how its case stands.
const OF_STATE: [&str; 28] = [
    "HSE-6303", "HSE-6304", "HSE-6305", "HSE-6306", "HSE-6307", "HSE-6308", "HSE-6321", "HSE-6322",
    "HSE-6323", "HSE-6421", "HSE-6515", "HSE-6518", "HSE-6609", "HSE-6611", "HSE-6617", "HSE-6618",
    "HSE-6619", "HSE-6626", "HSE-6910", "HSE-6914", "HSE-6915", "HSE-6921", "HSE-6922", "HSE-6930",
    "HSE-7002", "HSE-7102", "HSE-7119", "HSE-7125",
];

const ORDERS: [&str; 14] = [
    "approve_review",
    "reject_review",
    "order_examination",
    "pass_examination",
    "detain_for_clearance",
    "detain_for_anti_smuggling",
    "detain_for_legal",
    "detain_other",
    "lift_detention",
    "ship_back",
    "put_under_control",
    "open_audit",
    "suspect",
    "lift_bar",
];

/// A house with generated declarations, some of which wait for officers and some for their tax.
pub(crate) fn with_declarations(count: u32) -> Folder {
    with_declarations_examined(count, "0.5")
}

/// The same, with the share that is examined by chance: each house draws by a secret of its own.
pub(crate) fn with_declarations_examined(count: u32, share: &str) -> Folder {
    let folder = Folder::new();
    let out = folder.path("corpus");
    let count = count.to_string();
    let asked =
        ["generate", "declarations", "--declarations", &count, "--faults", "0", "--seed", "3"];
    folder.json(&[&asked[..], &["--out", out.to_str().unwrap()]].concat());
    let files = files_in(&folder.path("corpus/000000"));
    let (mut house, messages): (Vec<PathBuf>, Vec<PathBuf>) =
        files.into_iter().partition(|it| it.extension().is_some_and(|it| it == "json"));
    let settings = json!({ "tongguan": "settings", "examination_share": share });
    house.push(folder.write("settings.json", settings.to_string()));
    assert_eq!(folder.ingest(&house).0, Some(0));
    assert_eq!(folder.ingest(&messages).0, Some(0));
    folder
}

struct Walk {
    server: Server,
    /// So that no command is the same as one before.
    count: u32,
}

impl Walk {
    fn acts(&self, number: &str) -> Vec<Value> {
        let answer = self.server.get_json(&format!("/api/v1/declarations/{number}/acts"));
        answer["items"].as_array().unwrap().clone()
    }

    /// Codes with which a command is refused; none where it is taken.
    fn refusals(&self, command: &Value) -> Vec<String> {
        let reply = self.server.command("POST", "/api/v1/messages?wait=decided", command);
        assert_eq!(reply.status, 202, "{}", reply.text());
        refusals(&reply)
    }

    fn words(&mut self) -> String {
        self.count += 1;
        format!("理由{}", self.count)
    }

    /// A command of what is offered, with something in every field that has to be filled in.
    fn filled(&mut self, number: &str, act: &Value) -> Value {
        let mut command = act["command"].clone();
        for field in act["fields"].as_array().unwrap() {
            let (at, form) = (field["at"].as_str().unwrap(), field["form"].as_str().unwrap());
            let first = field["choices"][0]["value"].clone();
            let given = field["value"].as_str().unwrap();
            let value = match form {
                _ if !given.is_empty() => json!(given),
                "choice" => first,
                "choices" => json!([first]),
                "words" if field["must"] == true => first,
                "date" => json!("2099-01-01"),
                "moment" => json!("2099-01-01T09:00:00.000+08:00"),
                "prices" => json!([{ "number": 1, "total_price": "1000000.00" }]),
                "evidence" => json!([{ "name": "凭证.pdf", "digest": "ab".repeat(32) }]),
                "sent_back_lines" => json!([{ "line": 1, "back_line": 1, "quantity": "1" }]),
                "changes" | "new_values" => self.changes(number, form == "changes"),
                "text" | "long_text" if field["must"] == true => json!(self.words()),
                _ => continue,
            };
            put(&mut command, at, value);
        }
        command
    }

    fn changes(&mut self, number: &str, has_old: bool) -> Value {
        let fields = self.server.get_json(&format!("/api/v1/declarations/{number}/amendable"));
        let note = fields["items"].as_array().unwrap().iter().find(|it| it["field"] == "note");
        let new = self.words();
        match has_old {
            true => {
                json!([{ "field": "note", "place": "", "old": note.unwrap()["now"], "new": new }])
            }
            false => json!([{ "field": "note", "place": "", "new": new }]),
        }
    }

    /// What could be said of a declaration and is not offered is refused.
    fn nothing_else_is_taken(&mut self, number: &str, offered: &[Value]) {
        let own = offered.iter().find(|it| it["number"] == *number);
        let own: Vec<&str> = own.map_or_else(Vec::new, |it| {
            it["acts"].as_array().unwrap().iter().map(|it| it["act"].as_str().unwrap()).collect()
        });
        for action in ORDERS.into_iter().filter(|it| !own.contains(it)) {
            let reason = self.words();
            let command = json!({ "tongguan": "officer", "list_no": number, "action": action,
                "officer": "关员甲", "reason": reason });
            assert_ne!(self.refusals(&command), Vec::<String>::new(), "{number}: {action}");
        }
        let fields = json!({ "items": "1", "doubt": "偏低", "kinds": "A", "site": "S", "result": "conform",
            "laboratory": "L", "test": "quality", "sample_no": "1", "goods_wait": "wait",
            "attended_by": "郑舟", "treatment": "fumigation" });
        let said = [
            ("value_query", &["items", "doubt"][..]),
            ("price_consultation", &["items"]),
            ("supplement_request", &["items", "kinds"]),
            ("examination_notice", &[]),
            ("examination_record", &["result"]),
            (
                "sampling_order",
                &["laboratory", "test", "items", "sample_no", "goods_wait", "attended_by"],
            ),
            ("conditional_release", &["site", "items"]),
            ("quarantine_notice", &["treatment"]),
            ("tax_confirmation", &[]),
            ("detention_decision", &[]),
            ("ship_back_order", &[]),
            ("destruction_order", &[]),
        ];
        for (kind, names) in said {
            if own.contains(&format!("issue.{kind}").as_str()) {
                continue;
            }
            let mut command = json!({ "tongguan": "issue_document", "declaration_no": number,
                "kind": kind, "officer": "关员甲", "reason": self.words(), "fields": {} });
            for name in names {
                command["fields"][name] = fields[name].clone();
            }
            assert_ne!(self.refusals(&command), Vec::<String>::new(), "{number}: {kind}");
        }
        for application in ["transfer", "conditional_release", "merged_examination"] {
            for (is_granted, word) in [(true, "grant"), (false, "refuse")] {
                if own.contains(&format!("{word}_admission.{application}").as_str()) {
                    continue;
                }
                let command = json!({ "tongguan": "decide_admission", "declaration_no": number,
                    "application": application, "is_granted": is_granted,
                    "officer": "关员甲", "reason": self.words() });
                assert_ne!(
                    self.refusals(&command),
                    Vec::<String>::new(),
                    "{number}: {application}"
                );
            }
        }
    }
}

/// Puts a value at its place; objects on the way are made where there are none.
pub(crate) fn put(command: &mut Value, at: &str, value: Value) {
    let mut within = command;
    for name in at.split('/').skip(1) {
        within = match within {
            Value::Array(items) => &mut items[name.parse::<usize>().unwrap()],
            within => &mut within[name],
        };
    }
    *within = value;
}

pub(crate) fn refusals(reply: &Reply) -> Vec<String> {
    let answer = reply.json();
    let receipts = answer["receipts"].as_array().unwrap_or_else(|| panic!("{answer}")).clone();
    let findings = receipts.iter().flat_map(|it| it["findings"].as_array().unwrap().clone());
    let grave = findings.filter(|it| it["severity"] == "return");
    grave.map(|it| it["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_is_offered_is_taken_as_the_case_stands_and_nothing_else_is() {
    let folder = with_declarations(20);
    let mut walk = Walk { server: Server::start(&folder), count: 0 };
    let listed = walk.server.get_json("/api/v1/declarations?limit=100");
    let numbers: Vec<String> = listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["declaration_no"].as_str().unwrap().to_owned())
        .filter(|it| !it.is_empty())
        .collect();
    assert!(numbers.len() > 8, "{listed}");
    // What was tried, and of that what was obeyed.
    let (mut tried, mut obeyed) = (BTreeSet::new(), BTreeSet::new());
    for (place, number) in numbers.iter().enumerate() {
        for round in 0..4 {
            let offered = walk.acts(number);
            if round % 2 == 0 {
                walk.nothing_else_is_taken(number, &offered);
            }
            let acts = offered.iter().flat_map(|it| it["acts"].as_array().unwrap().clone());
            let mut acts: Vec<(u8, String, Value)> = acts
                .filter(|it| it["act"] != "send_file" && it["command"] != json!({}))
                .map(|it| {
                    let name = it["act"].as_str().unwrap().to_owned();
                    (turn(&name, &tried, &obeyed), name, it)
                })
                .collect();
            acts.sort_by_key(|it| it.0);
            let first = acts.iter().take_while(|it| it.0 == acts[0].0 && it.0 < 2).count();
            let chosen = match first {
                0 => (place + round) % acts.len().max(1),
                first => place % first,
            };
            let Some((_, name, act)) = acts.get(chosen) else { break };
            let command = walk.filled(number, act);
            let refused = walk.refusals(&command);
            let of_state: Vec<&String> =
                refused.iter().filter(|it| OF_STATE.contains(&it.as_str())).collect();
            assert!(of_state.is_empty(), "{number}: {name} is refused by {of_state:?}: {command}");
            tried.insert(name.clone());
            if refused.is_empty() {
                obeyed.insert(name.clone());
            }
        }
    }
    assert!(tried.len() >= 15, "{tried:?}");
    for name in WANTED {
        assert!(obeyed.contains(name), "{name} was not obeyed: {obeyed:?} of {tried:?}");
    }
}

/// Acts that have to be obeyed before the walk is over.
const WANTED: [&str; 4] = ["order_payment", "issue.value_query", "serve", "ask_amend"];

/// Which acts are tried first: those that have to be obeyed, then new ones, then whatever is there.
fn turn(name: &str, tried: &BTreeSet<String>, obeyed: &BTreeSet<String>) -> u8 {
    match name {
        _ if WANTED.contains(&name) && !obeyed.contains(name) => 0,
        _ if !tried.contains(name) => 1,
        _ => 2,
    }
}

#[test]
fn a_parcel_is_offered_the_orders_that_its_state_allows() {
    let folder = Folder::new();
    let parcels = Parcels::clean(3);
    parcels.prepare(&folder);
    let settings = r#"{"tongguan":"settings","examination_share":"1"}"#;
    let mut messages = vec![folder.write("settings.json", settings)];
    messages.extend((0..3).map(|index| parcels.write(&folder, &format!("parcel-{index}"), index)));
    assert_eq!(folder.ingest(&messages).0, Some(0));
    let server = Server::start(&folder);
    let entries = server.get_json("/api/v1/entries?limit=50");
    let mut offered = 0;
    for entry in entries["items"].as_array().unwrap() {
        let number = &entry["number"];
        let acts = server.get_json(&format!("/api/v1/entries/{number}/acts"));
        for act in acts["items"][0]["acts"].as_array().into_iter().flatten() {
            assert_eq!(act["command"]["list_no"], entry["entry_id"]);
            offered += 1;
        }
        if let Some(act) = acts["items"][0]["acts"].as_array().and_then(|it| it.first()) {
            let mut command = act["command"].clone();
            command["officer"] = json!("关员甲");
            command["reason"] = json!("按规定办理");
            let reply = server.command("POST", "/api/v1/messages?wait=decided", &command);
            assert!(!refusals(&reply).contains(&"HSE-7002".to_owned()), "{}", reply.text());
        }
    }
    assert!(offered > 0, "{entries}");
}
