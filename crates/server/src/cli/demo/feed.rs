//! Feeds a corpus to a serving house over HTTP at a steady pace, as many senders do, and pulls the
//! receipts meanwhile, whatever becomes of the house: who gets no answer sends again.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use axum::body::Bytes;
use serde_json::Value;
use tokio::task::JoinSet;

use crate::cli::client::Client;

/// After this long without an answer a sender gives up.
const PATIENCE: Duration = Duration::from_secs(120);
const RETRY: Duration = Duration::from_millis(50);
const PULL_LIMIT: u64 = 500;

/// What the senders saw.
#[derive(Debug, Default)]
pub(super) struct Fed {
    /// Messages acknowledged.
    pub(super) acknowledged: AtomicU64,
    /// Messages that had to be sent more than once, and those of them that the house knew.
    pub(super) sent_again: AtomicU64,
    pub(super) known_again: AtomicU64,
}

/// What a puller was given: a digest of each receipt under its house number.
pub(super) type Pulled = Arc<Mutex<BTreeMap<u64, u64>>>;

/// Sends every file in order, the last one `seconds` after the first. `senders` connections take
/// turns.
pub(super) async fn feed(
    address: SocketAddr,
    files: Vec<PathBuf>,
    seconds: f64,
    senders: usize,
    fed: Arc<Fed>,
) -> Result<()> {
    let n_files = files.len().max(1);
    let (files, next) = (Arc::new(files), Arc::new(AtomicU64::new(0)));
    let started = Instant::now();
    let mut tasks: JoinSet<Result<()>> = JoinSet::new();
    for _ in 0..senders {
        let (files, next, fed) = (Arc::clone(&files), Arc::clone(&next), Arc::clone(&fed));
        tasks.spawn(async move {
            let mut client = Client::new(address);
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed) as usize;
                let Some(path) = files.get(at) else { return Ok(()) };
                let bytes = std::fs::read(path)?;
                let due = started + Duration::from_secs_f64(seconds * at as f64 / n_files as f64);
                tokio::time::sleep_until(due.into()).await;
                send(&mut client, bytes.into(), &fed)
                    .await
                    .with_context(|| format!("cannot send {}", path.display()))?;
            }
        });
    }
    while let Some(ended) = tasks.join_next().await {
        ended.context("a sender panicked")??;
    }
    Ok(())
}

/// Sends one message until it is acknowledged.
async fn send(client: &mut Client, message: Bytes, fed: &Fed) -> Result<()> {
    let answer = until_answered(client, message).await?;
    fed.acknowledged.fetch_add(1, Ordering::Relaxed);
    if answer.1 > 1 {
        fed.sent_again.fetch_add(1, Ordering::Relaxed);
        if answer.0.get("is_repeat") == Some(&Value::Bool(true)) {
            fed.known_again.fetch_add(1, Ordering::Relaxed);
        }
    }
    Ok(())
}

/// The acknowledgement, and how often the message was sent for it.
pub(super) async fn until_answered(client: &mut Client, message: Bytes) -> Result<(Value, u32)> {
    let started = Instant::now();
    let mut times = 0;
    loop {
        times += 1;
        match client.post("/api/v1/messages", message.clone()).await {
            Ok(Some(answer)) => return Ok((answer, times)),
            Ok(None) | Err(_) if started.elapsed() < PATIENCE => tokio::time::sleep(RETRY).await,
            Ok(None) => bail!("the house says to come again, and again"),
            Err(error) => return Err(error),
        }
    }
}

/// Pulls receipts from where it stands, until it is told to stop and nothing new comes. The house
/// may end and come again meanwhile.
pub(super) async fn pull(
    address: SocketAddr,
    pulled: Pulled,
    is_over: Arc<AtomicBool>,
) -> Result<()> {
    let mut client = Client::new(address);
    let mut after = 0;
    loop {
        let is_last = is_over.load(Ordering::Acquire);
        let path = format!("/api/v1/receipts?after={after}&limit={PULL_LIMIT}");
        let Ok(page) = client.get(&path).await else {
            if is_last {
                bail!("receipts cannot be pulled any more");
            }
            tokio::time::sleep(RETRY).await;
            continue;
        };
        let items =
            page.get("items").and_then(Value::as_array).context("a page of receipts has items")?;
        {
            let mut pulled = pulled.lock().unwrap_or_else(PoisonError::into_inner);
            for item in items {
                let number = item
                    .get("house_no")
                    .and_then(Value::as_u64)
                    .context("a receipt has a number")?;
                if pulled.insert(number, digest(item)).is_some() {
                    bail!("receipt {number} came twice");
                }
                after = after.max(number);
            }
        }
        if items.is_empty() {
            if is_last {
                return Ok(());
            }
            tokio::time::sleep(RETRY).await;
        }
    }
}

/// Stands for everything a receipt says.
pub(super) fn digest(receipt: &Value) -> u64 {
    let hash = blake3::hash(receipt.to_string().as_bytes());
    u64::from_le_bytes(hash.as_bytes().first_chunk().copied().unwrap_or_default())
}
