//! The wall board: as it stands, as it changes, and after a restart.

use serde_json::{Value, json};

use crate::support::{Folder, events::Events, parcels::Parcels, server::Server};

/// The next boards until one is as wanted.
#[track_caller]
fn until(events: &mut Events, wanted: impl Fn(&Value) -> bool) -> Value {
    loop {
        let event = events.next().unwrap();
        assert_eq!(event.name, "wall");
        if wanted(&event.receipt) {
            return event.receipt;
        }
    }
}

fn listen(server: &Server) -> Events {
    Events::open(server.address, "/api/v1/wall/stream", None)
}

fn of<'b>(board: &'b Value, part: &str, procedure: &str) -> &'b Value {
    let all = board[part].as_array().unwrap();
    all.iter().find(|it| it["procedure"] == procedure).unwrap()
}

/// Everything but the moment, and what hangs on it.
fn lasting(board: &Value) -> Value {
    let parts =
        ["commit", "receipts", "inputs", "flows", "standing", "clearance", "steps", "queues"];
    Value::Object(parts.map(|it| (it.to_owned(), board[it].clone())).into_iter().collect())
}

#[test]
fn who_listens_is_shown_the_board_and_every_change_of_it() {
    let folder = Folder::new();
    let parcels = Parcels::clean(2);
    parcels.prepare(&folder);
    let server = Server::start(&folder);
    let mut events = listen(&server);
    let board = until(&mut events, |it| it["behind"] == 0);
    assert_eq!(of(&board, "flows", "retail_import")["today"]["declared"], 0);
    for text in parcels.of(0) {
        server.decide(text);
    }
    let released = |it: &Value| of(it, "flows", "retail_import")["today"]["released"] == 1;
    let board = until(&mut events, released);
    let flow = &of(&board, "flows", "retail_import")["today"];
    assert_eq!(*flow, json!({"declared": 1, "decided": 1, "returned": 0, "released": 1}));
    let clearance = of(&board, "clearance", "retail_import");
    assert_eq!(clearance["today"]["n"], 1);
    let minutes = of(&board, "throughput", "retail_import");
    let decided: u64 =
        minutes["per_minute"].as_array().unwrap().iter().map(|it| it.as_u64().unwrap()).sum();
    assert_eq!((decided, minutes["peak"].as_u64()), (1, Some(1)));
    let standing = of(&board, "standing", "retail_import")["states"].as_array().unwrap();
    let there: Vec<(&Value, &Value)> = standing
        .iter()
        .filter(|it| it["count"] != 0)
        .map(|it| (&it["state"], &it["owner"]))
        .collect();
    assert_eq!(there, [(&json!("released"), &json!("terminal"))]);
    // A second one is shown what stands, and both hear what comes.
    let mut second = listen(&server);
    assert_eq!(lasting(&second.next().unwrap().receipt), lasting(&board));
    for text in parcels.of(1) {
        server.decide(text);
    }
    for events in [&mut events, &mut second] {
        let both = |it: &Value| of(it, "flows", "retail_import")["today"]["released"] == 2;
        assert_eq!(of(&until(events, both), "clearance", "retail_import")["today"]["n"], 2);
    }
}

#[test]
fn the_board_is_the_same_after_a_restart() {
    let folder = Folder::new();
    let parcels = Parcels::clean(3);
    parcels.prepare(&folder);
    let mut server = Server::start(&folder);
    let mut events = listen(&server);
    for place in 0..3 {
        for text in parcels.of(place) {
            server.decide(text);
        }
    }
    let head = server.get_json("/api/v1/summary")["commits"].clone();
    let before = until(&mut events, |it| it["commit"] == head && it["behind"] == 0);
    server.kill();
    drop(server);
    let server = Server::start(&folder);
    let after = until(&mut listen(&server), |it| it["commit"] == head && it["behind"] == 0);
    assert_eq!(lasting(&after), lasting(&before));
    let board = server.get_json("/api/v1/wall");
    assert_eq!(lasting(&board), lasting(&before));
}

#[test]
fn the_mark_comes_with_its_source_and_no_procedure_is_left_out() {
    let folder = Folder::new();
    let server = Server::start(&folder);
    let board = server.get_json("/api/v1/wall");
    assert_eq!(board["mark"]["per_minute"], 85_000);
    assert_eq!(board["mark"]["basis"]["confidence"], "secondary");
    assert_eq!(board["standing"].as_array().unwrap().len(), 15);
    assert_eq!(board["throughput"][0]["per_minute"].as_array().unwrap().len(), 60);
    assert_eq!(board["alerts"], json!([]));
}
