//! One refused parcel: what its papers say, what the house found and on what law, and how it is
//! released once its senders have mended it.

use std::fmt::Write as _;

use anyhow::{Context, Result};
use axum::body::Bytes;
use serde_json::{Value, json};
use testkit::Mended;

use crate::cli::client::Client;

/// What was seen, as text for people and as JSON.
#[derive(Debug)]
pub(super) struct Story {
    pub(super) order_no: String,
    pub(super) before: String,
    pub(super) after: String,
    pub(super) text: String,
    pub(super) json: Value,
}

/// Opens the parcel, sends what mends it, and opens it again.
pub(super) async fn tell(client: &mut Client, mended: &Mended) -> Result<Story> {
    let refused = open(client, &mended.order_no).await?;
    let mut text = String::new();
    chapter_refused(&refused, &mut text);
    for message in &mended.messages {
        let path = "/api/v1/messages?wait=decided";
        let message = Bytes::copy_from_slice(message);
        client.post(path, message).await?.context("the house takes nothing now")?;
    }
    let released = open(client, &mended.order_no).await?;
    chapter_released(&released, &mut text);
    let state = |view| word(view, "state").to_owned();
    Ok(Story {
        order_no: mended.order_no.clone(),
        before: state(&refused),
        after: state(&released),
        text,
        json: json!({
            "order_no": mended.order_no, "fault": mended.fault,
            "refused": refused, "released": released,
        }),
    })
}

async fn open(client: &mut Client, order_no: &str) -> Result<Value> {
    let page = client.get(&format!("/api/v1/entries?q={order_no}")).await?;
    let number =
        page.pointer("/items/0/number").and_then(Value::as_u64).context("the parcel is known")?;
    client.get(&format!("/api/v1/entries/{number}")).await
}

fn chapter_refused(view: &Value, out: &mut String) {
    let _ = writeln!(
        out,
        "order {} is {} {}",
        word(view, "order_no"),
        word(view, "state_title_zh"),
        word(view, "state_title_en")
    );
    for document in list(view, "documents") {
        let _ = writeln!(
            out,
            "  {:<10} {:<9} message {}, document {}",
            word(document, "kind"),
            word(document, "state"),
            number(document, "input"),
            number(document, "index")
        );
    }
    for finding in list(view, "findings") {
        let _ = writeln!(out, "  {} {}", word(finding, "code"), word(finding, "title_zh"));
        let _ = writeln!(out, "           {}", word(finding, "title_en"));
        let _ = writeln!(
            out,
            "    here   {} = {}",
            word(finding, "pointer"),
            word(finding, "observed")
        );
        let _ = writeln!(
            out,
            "    there  {} = {}",
            word(finding, "against"),
            word(finding, "expected")
        );
        let law = |key| finding.pointer(key).and_then(Value::as_str).unwrap_or_default();
        let _ = writeln!(out, "    law    {}{}", law("/basis/document"), law("/basis/article"));
        let _ = writeln!(out, "    fix    {}", word(finding, "fix_zh"));
        let _ = writeln!(out, "           {}", word(finding, "fix_en"));
    }
}

fn chapter_released(view: &Value, out: &mut String) {
    let _ = writeln!(
        out,
        "sent again: list {} is {} {}",
        word(view, "entry_id"),
        word(view, "state_title_zh"),
        word(view, "state_title_en")
    );
    let assessment = view.get("assessment").unwrap_or(&Value::Null);
    for step in list(assessment, "steps") {
        let _ = writeln!(
            out,
            "  {:<14} {:>12} = {}",
            word(step, "title_en"),
            word(step, "amount"),
            word(step, "formula")
        );
    }
    for movement in list(view, "ledger") {
        let _ = writeln!(
            out,
            "  {:<14} {:>12}   {} {}",
            word(movement, "kind"),
            word(movement, "amount"),
            movement.get("movement").map(movement_name).unwrap_or_default(),
            word(movement, "label")
        );
    }
}

fn movement_name(movement: &Value) -> String {
    match movement {
        Value::String(name) => name.clone(),
        Value::Object(named) => named.keys().next().cloned().unwrap_or_default(),
        _ => String::new(),
    }
}

fn word<'v>(view: &'v Value, key: &str) -> &'v str {
    view.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn list<'v>(view: &'v Value, key: &str) -> &'v [Value] {
    view.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn number(view: &Value, key: &str) -> u64 {
    view.get(key).and_then(Value::as_u64).unwrap_or_default()
}
