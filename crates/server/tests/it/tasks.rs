//! The officers' worklist over HTTP and on the command line: what is open, who takes it, and who is told that he cannot.

use std::thread;

use serde_json::{Value, json};

use crate::support::{Folder, http::request, parcels::Parcels, server::Server};

const EXAMINE_ALL: &str = r#"{"tongguan":"settings","examination_share":"1"}"#;

/// A served house with so many parcels under examination.
fn examining(count: usize) -> (Folder, Server) {
    let folder = Folder::new();
    let parcels = Parcels::clean(count as u64);
    parcels.prepare(&folder);
    let server = Server::start(&folder);
    server.decide(EXAMINE_ALL);
    for parcel in 0..count {
        for text in parcels.of(parcel) {
            server.decide(text);
        }
    }
    (folder, server)
}

fn ids(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().unwrap();
    items.iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect()
}

/// So many of all queues together: parcels go to several offices.
fn counted(page: &Value, field: &str) -> u64 {
    let queues = page["queues"].as_array().unwrap();
    queues.iter().map(|it| it[field].as_u64().unwrap()).sum()
}

fn say(server: &Server, act: &str, body: &Value) -> Value {
    let reply = server.command("POST", &format!("/api/v1/tasks/{act}"), body);
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

/// Outcome, reason and holder of each answer.
fn outcomes(answers: &Value) -> Vec<[&str; 3]> {
    let word = |it: &Value| -> &'static str { it.as_str().map_or("", |it| it.to_owned().leak()) };
    let items = answers["items"].as_array().unwrap();
    items.iter().map(|it| [word(&it["outcome"]), word(&it["why"]), word(&it["holder"])]).collect()
}

#[test]
fn tasks_are_listed_taken_handed_over_and_end_with_the_case() {
    let (folder, server) = examining(3);
    let page = server.get_json("/api/v1/tasks?counts=true&by=%E7%94%B2");
    let tasks = ids(&page);
    assert_eq!(tasks.len(), 3, "{page}");
    let first = &page["items"][0];
    assert_eq!(first["kind"], "parcel_examination");
    assert_eq!((&first["subject"], &first["holder"]), (&json!("parcel"), &json!(null)));
    assert_eq!(first["title_zh"], "包裹查验");
    let shown = server.get(&format!("/api/v1/entries/{}", first["page_no"].as_str().unwrap()));
    assert_eq!(shown.status, 200, "its page is there");
    assert_eq!(["open", "nobodys", "own"].map(|it| counted(&page, it)), [3, 3, 0]);
    assert_eq!(page["counts_are_exact"], true);

    let taken = say(&server, "take", &json!({ "by": "甲", "tasks": tasks[..2] }));
    assert_eq!(outcomes(&taken), [["moved", "", "甲"]; 2]);
    let again = say(&server, "take", &json!({ "by": "甲", "tasks": tasks[..1] }));
    assert_eq!(outcomes(&again), [["unchanged", "", "甲"]]);
    let other = say(&server, "take", &json!({ "by": "乙", "tasks": tasks }));
    assert_eq!(
        outcomes(&other),
        [["refused", "held_by", "甲"], ["refused", "held_by", "甲"], ["moved", "", "乙"]]
    );
    let back =
        say(&server, "release", &json!({ "by": "甲", "tasks": [tasks[0], tasks[2], "9-bar"] }));
    assert_eq!(
        outcomes(&back),
        [["moved", "", ""], ["refused", "held_by", "乙"], ["refused", "not_open", ""]]
    );
    let mine = server.get_json("/api/v1/tasks?holder=%E7%94%B2");
    assert_eq!(ids(&mine), [tasks[1].clone()]);
    let nobodys = server.get_json("/api/v1/tasks?nobodys=true");
    assert_eq!(ids(&nobodys), [tasks[0].clone()]);

    // Who does not hold a task says why he gives it to another.
    let assign = json!({ "by": "科长", "to": "丙", "tasks": [tasks[1]] });
    assert_eq!(outcomes(&say(&server, "assign", &assign)), [["refused", "no_reason", "甲"]]);
    let assign = json!({ "by": "科长", "to": "丙", "reason": "甲调离", "tasks": [tasks[1]] });
    assert_eq!(outcomes(&say(&server, "assign", &assign)), [["moved", "", "丙"]]);
    let shift = json!({ "by": "乙", "to": "丁", "all_of": "乙" });
    assert_eq!(outcomes(&say(&server, "assign", &shift)), [["moved", "", "丁"]]);

    let number = page["items"].as_array().unwrap().iter().find(|it| it["id"] == tasks[1].as_str());
    let number = number.unwrap()["number"].as_str().unwrap();
    let pass = json!({ "tongguan": "officer", "list_no": number, "action": "pass_examination",
        "officer": "丙", "reason": "查验无异常" });
    server.decide(pass.to_string());
    assert_eq!(ids(&server.get_json("/api/v1/tasks")).len(), 2);
    let case = tasks[1].split_once('-').unwrap().0;
    let entry = server.get_json(&format!("/api/v1/entries/{case}"));
    let told: Vec<&str> = entry["timeline"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["kind"] == "task")
        .map(|it| it["title_en"].as_str().unwrap())
        .collect();
    assert_eq!(told, ["task taken", "task assigned", "task done"], "who held it is in its history");
    drop(server);
    folder.verified();
}

#[test]
fn whoever_takes_over_a_shift_reads_what_he_was_told() {
    let (_folder, server) = examining(2);
    let all = ids(&server.get_json("/api/v1/tasks"));
    say(&server, "take", &json!({ "by": "甲", "tasks": all }));
    let notes = |by: &str| {
        let path = format!(
            "/api/v1/tasks/handed-over?by={}",
            by.replace('乙', "%E4%B9%99").replace('甲', "%E7%94%B2")
        );
        server.get_json(&path)["items"].as_array().unwrap().clone()
    };
    assert_eq!(notes("甲"), Vec::<Value>::new(), "what he took himself has no note");
    let first = &all[..1];
    say(
        &server,
        "assign",
        &json!({ "by": "甲", "to": "乙", "reason": "货主已到场", "tasks": first }),
    );
    let told = notes("乙");
    assert_eq!(told.len(), 1);
    assert_eq!((&told[0]["id"], &told[0]["by"]), (&json!(all[0]), &json!("甲")));
    assert_eq!(told[0]["reason"], "货主已到场");
    say(&server, "assign", &json!({ "by": "甲", "to": "乙", "tasks": &all[1..] }));
    assert_eq!(notes("乙").len(), 1, "without a word there is none");
    say(&server, "assign", &json!({ "by": "乙", "to": "甲", "reason": "还你", "tasks": first }));
    assert_eq!((notes("甲").len(), notes("乙").len()), (1, 0), "it goes with the task");
}

#[test]
fn of_two_officers_who_take_one_task_at_once_one_gets_it() {
    let (folder, server) = examining(8);
    for task in ids(&server.get_json("/api/v1/tasks")) {
        let take = |by: &'static str| {
            let (address, body) =
                (server.address, json!({ "by": by, "tasks": [task] }).to_string());
            thread::spawn(move || {
                let headers = [("Content-Type", "application/json")];
                let path = "/api/v1/tasks/take";
                request(address, "POST", path, &headers, body.as_bytes()).unwrap().json()
            })
        };
        let both = [take("甲"), take("乙")].map(|it| it.join().unwrap());
        let [one, other] = both.each_ref().map(|it| outcomes(it)[0]);
        let (winner, loser) = if one[0] == "moved" { (one, other) } else { (other, one) };
        assert_eq!(winner[..2], ["moved", ""], "{both:?}");
        assert_eq!(loser, ["refused", "held_by", winner[2]], "{both:?}");
    }
    drop(server);
    folder.verified();
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let (_folder, server) = examining(1);
    let refused = |act: &str, body: Value| {
        let reply = server.command("POST", &format!("/api/v1/tasks/{act}"), &body);
        assert_eq!((reply.status, reply.kind.as_str()), (400, "application/problem+json"));
        reply.json()["detail"].as_str().unwrap().to_owned()
    };
    assert!(refused("take", json!({ "by": " ", "tasks": ["1-bar"] })).contains("officer"));
    assert!(refused("take", json!({ "by": "甲", "tasks": [] })).contains("500"));
    assert!(refused("take", json!({ "by": "甲", "tasks": ["1-bars"] })).contains("1-bars"));
    let many: Vec<String> = (0..501).map(|it| format!("{it}-bar")).collect();
    assert!(refused("release", json!({ "by": "甲", "tasks": many })).contains("500"));
    assert!(
        refused("assign", json!({ "by": "甲", "to": "", "tasks": ["1-bar"] })).contains("officer")
    );
    let both = json!({ "by": "甲", "to": "乙", "tasks": ["1-bar"], "all_of": "甲" });
    assert!(refused("assign", both).contains("all_of"));
    for path in ["?after=1", "?kind=bars", "?order=name", "?after=a_b_c_d"] {
        assert_eq!(server.get(&format!("/api/v1/tasks{path}")).status, 400, "{path}");
    }
    let first = server.get_json("/api/v1/tasks?limit=1&order=age");
    assert_eq!(
        (ids(&first).len(), &first["next"], &first["queues"]),
        (1, &json!(null), &json!(null))
    );
}

#[test]
fn the_command_line_takes_and_lists_too() {
    let (folder, server) = examining(2);
    let tasks = ids(&server.get_json("/api/v1/tasks"));
    drop(server);
    let take = |by: &str| folder.run(&["tasks", "take", &tasks[0], "--by", by, "--json"]);
    let taken = take("甲").ok();
    let taken: Value = serde_json::from_str(&taken.out).unwrap();
    assert_eq!(outcomes(&taken), [["moved", "", "甲"]]);
    let refused = take("乙");
    assert_eq!(refused.code, Some(1));
    let answers: Value = serde_json::from_str(&refused.out).unwrap();
    assert_eq!(outcomes(&answers), [["refused", "held_by", "甲"]]);
    let list = folder.run(&["tasks", "list", "--holder", "甲", "--json"]).ok();
    let page: Value = serde_json::from_str(&list.out).unwrap();
    assert_eq!(ids(&page), [tasks[0].clone()]);
    assert_eq!(counted(&page, "open"), 2);
    folder.run(&["tasks", "assign", "--all-of", "甲", "--by", "甲", "--to", "乙"]).ok();
    let printed = folder.run(&["tasks", "release", &tasks[0], "--by", "乙", "--print"]).ok();
    let message: Value = serde_json::from_str(&printed.out).unwrap();
    assert_eq!((&message["tongguan"], &message["act"]), (&json!("tasks"), &json!("release")));
    folder.run(&["tasks", "release", &tasks[0], "--by", "乙"]).ok();
    assert!(folder.run(&["tasks", "list"]).ok().out.contains("包裹查验"));
    folder.verified();
}
