//! What a running house tells whoever looks after it: figures, whether it lives, whether it is ready.

use std::net::SocketAddr;

use serde_json::{Value, json};

use crate::support::{
    Folder,
    http::{Reply, request},
    parcels::Parcels,
    server::Server,
};

#[track_caller]
fn ask(address: SocketAddr, path: &str) -> Reply {
    request(address, "GET", path, &[], b"").unwrap()
}

#[track_caller]
fn figures(address: SocketAddr) -> String {
    let reply = ask(address, "/metrics");
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert!(reply.kind.starts_with("application/openmetrics-text"), "{}", reply.kind);
    reply.text()
}

#[track_caller]
fn assert_told(text: &str, lines: &[&str]) {
    for line in lines {
        assert!(text.lines().any(|it| it == *line), "{line}\n{text}");
    }
}

/// The checks of `/readyz` that fail.
#[track_caller]
fn faults(address: SocketAddr) -> (u16, Vec<Value>) {
    let reply = ask(address, "/readyz");
    let body = reply.json();
    let faults: Vec<Value> = body["checks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["ok"] != true)
        .map(|it| it["name"].clone())
        .collect();
    assert_eq!(body["ready"], faults.is_empty());
    (reply.status, faults)
}

#[test]
fn a_message_is_counted_where_figures_are_told_and_nowhere_else() {
    let folder = Folder::new();
    let parcels = Parcels::clean(1);
    parcels.prepare(&folder);
    let (server, watched) = Server::start_watched(&folder, &[]);
    assert_told(&figures(watched), &["tongguan_messages_total 0", "tongguan_is_stopped 0"]);
    let texts = parcels.of(0);
    for text in &texts {
        server.decide(text);
    }
    let n = texts.len();
    server.decide(texts[0]);
    assert_eq!(server.get("/api/v1/entries/1").status, 200);
    let text = figures(watched);
    assert_told(
        &text,
        &[
            &format!("tongguan_messages_total {n}"),
            &format!("tongguan_message_wait_seconds_count {n}"),
            "tongguan_repeated_messages_total 1",
            "tongguan_unreadable_total 0",
            "tongguan_outcomes_total{outcome=\"released\"} 1",
            "tongguan_waiting_messages 0",
            "tongguan_is_unreadable 0",
            &format!(
                "tongguan_http_requests_total{{method=\"POST\",route=\"/api/v1/messages\",status=\"202\"}} {}",
                n + 1
            ),
            // A case is not told by its number.
            "tongguan_http_requests_total{method=\"GET\",route=\"/api/v1/entries/{number}\",status=\"200\"} 1",
        ],
    );
    let public = server.get("/metrics");
    assert!(!public.text().contains("tongguan_messages_total"), "{}", public.text());
}

#[test]
fn a_house_whose_store_failed_says_so_until_it_is_started_again() {
    let folder = Folder::new();
    let parcels = Parcels::clean(1);
    parcels.prepare(&folder);
    let (server, watched) = Server::start_watched(&folder, &[]);
    for address in [server.address, watched] {
        assert_eq!((ask(address, "/healthz").status, faults(address)), (200, (200, Vec::new())));
    }
    let file = rusqlite::Connection::open(folder.database()).unwrap();
    file.execute_batch("ALTER TABLE commit_log RENAME TO commit_lost").unwrap();
    let reply = server.post("/api/v1/messages?wait=decided", "", parcels.of(0)[0]);
    assert_eq!(reply.status, 503, "{}", reply.text());
    for address in [server.address, watched] {
        assert_eq!(ask(address, "/healthz").status, 503);
        let (status, faults) = faults(address);
        assert_eq!((status, faults.contains(&json!("intake"))), (503, true), "{faults:?}");
    }
    assert_told(&figures(watched), &["tongguan_is_stopped 1"]);
    assert!(!server.terminate().success());

    file.execute_batch("ALTER TABLE commit_lost RENAME TO commit_log").unwrap();
    let server = Server::start(&folder);
    assert_eq!(faults(server.address), (200, Vec::new()));
    let summary = server.get_json("/api/v1/summary");
    assert_eq!(summary["states"][0]["state"], "expected", "what was acknowledged is decided");
}

#[test]
fn a_house_with_a_full_disk_lives_and_is_not_ready() {
    let folder = Folder::new();
    let server = Server::start_with(&folder, &["--keep-free", "1000000000000"]);
    assert_eq!(server.get("/healthz").status, 200);
    assert_eq!(faults(server.address), (503, vec![json!("disk")]));
}
