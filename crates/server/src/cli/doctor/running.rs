//! What the program that runs in a house says of itself.

use anyhow::{Context as _, Result};
use axum::{
    body::Bytes,
    http::{Request, StatusCode},
};
use serde_json::Value;

use super::Check;
use crate::calls::Called;

pub(super) fn look(url: &str) -> Vec<Check> {
    let asked = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("cannot start")
        .and_then(|runtime| runtime.block_on(ask(url)));
    asked.unwrap_or_else(|error| {
        let remedy = "start it, or see to the address and to what stands before it";
        vec![Check::wrong("running", format!("{url} does not answer: {error:#}"), remedy)]
    })
}

async fn ask(url: &str) -> Result<Vec<Check>> {
    let called = Called::new(url)?;
    let get = async |path: &str| -> Result<_> {
        called.send(Request::get(called.path(path)).body(Bytes::new())?).await
    };
    let (lives, ready) = (get("/healthz").await?, get("/readyz").await?);
    Ok(vec![of_life(lives.status()), of_readiness(ready.status(), ready.body())])
}

fn of_life(status: StatusCode) -> Check {
    match status {
        StatusCode::OK => Check::well("running", "it lives"),
        StatusCode::SERVICE_UNAVAILABLE => {
            let remedy = "its store failed: see its last words, mend the disk, start it again";
            Check::wrong("running", "it decides nothing any more", remedy)
        }
        other => {
            let remedy = "see to the address and to what stands before it";
            Check::wrong("running", format!("`/healthz` is answered {other}"), remedy)
        }
    }
}

fn of_readiness(status: StatusCode, body: &[u8]) -> Check {
    if status == StatusCode::OK {
        return Check::well("ready", "it takes messages");
    }
    let told: Value = serde_json::from_slice(body).unwrap_or_default();
    let checks = told.get("checks").and_then(Value::as_array);
    let text =
        |it: &Value, name: &str| it.get(name).and_then(Value::as_str).unwrap_or("").to_owned();
    let faults: Vec<String> = checks
        .into_iter()
        .flatten()
        .filter(|it| it.get("ok") != Some(&Value::Bool(true)))
        .map(|it| format!("{}: {}", text(it, "name"), text(it, "detail")))
        .collect();
    let seen = match faults.is_empty() {
        true => format!("`/readyz` is answered {status}"),
        false => faults.join("; "),
    };
    Check::wrong("ready", seen, "docs/operations.md says what each of them means and what to do")
}
