//! `tongguan webhooks list|add|pause|resume|replay|test|rotate-secret|remove`
//!
//! Works on the house's folder, whether or not a server runs on it: the server sees what changed.

use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clearance::ports::Records;
use store::{Intervention, Webhook};

use super::{Context, output::print_json};
use crate::{
    clock,
    delivery::{Caller, Policy, Registrar},
    view::{WebhookSecret, WebhookState, WebhookView, webhook_test, webhook_view},
};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Call this machine's own loopback addresses too, and there also without TLS.
    #[arg(long, global = true)]
    allow_loopback_webhooks: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Every webhook, and how it fares.
    List,
    /// Have a recipient's receipts posted to an address. Prints the secret, this once.
    Add {
        #[arg(long)]
        recipient: String,
        /// `https://…`, on the public internet.
        #[arg(long)]
        url: String,
        /// The recipient's number after which to begin; what is issued from now on when absent.
        #[arg(long)]
        after: Option<u64>,
    },
    /// Do not call a webhook until it is resumed.
    Pause { id: u64 },
    /// Call a webhook again, at once, from where it stands.
    Resume { id: u64 },
    /// Send everything after a number again.
    Replay {
        id: u64,
        #[arg(long)]
        after: u64,
    },
    /// Post a message without receipts; not 0 when it is not confirmed.
    Test { id: u64 },
    /// Give a webhook a new secret; the one before signs beside it for a day.
    RotateSecret { id: u64 },
    /// Forget a webhook and its secrets.
    Remove { id: u64 },
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<ExitCode> {
    let policy = Policy { allows_loopback: args.allow_loopback_webhooks };
    // Asked for first: a folder without a house gets no deliveries either.
    context.data.records()?;
    let registrar = Registrar::new(context.data.deliveries()?, Caller::new(policy));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.context("cannot start")?.block_on(obey(context, &registrar, &args.command))
}

async fn obey(context: &Context, registrar: &Registrar, command: &Command) -> Result<ExitCode> {
    let now = clock::now();
    let changed = match command {
        Command::List => return list(context, registrar).await,
        Command::Add { recipient, url, after } => {
            let newest = context.data.records()?.newest_receipt(Some(recipient))?;
            let after = after.unwrap_or(newest);
            let (webhook, secret) = registrar.add(recipient, url, after, now).await?;
            return show_secret(context, registrar, &webhook, secret).await;
        }
        Command::RotateSecret { id } => {
            let secret = registrar.rotate(*id, now).await?;
            let webhook = registrar.find(*id).await?;
            return show_secret(context, registrar, &webhook, secret).await;
        }
        Command::Test { id } => return test(context, registrar, *id).await,
        Command::Remove { id } => {
            registrar.remove(*id).await?;
            if context.json {
                print_json(&serde_json::json!({ "removed": id }))?;
            } else {
                println!("webhook {id} is forgotten");
            }
            return Ok(ExitCode::SUCCESS);
        }
        Command::Pause { id } => registrar.intervene(*id, Intervention::Pause, now).await?,
        Command::Resume { id } => registrar.intervene(*id, Intervention::Resume, now).await?,
        Command::Replay { id, after } => {
            registrar.intervene(*id, Intervention::Replay { after: *after }, now).await?
        }
    };
    let view = view(context, registrar, &changed).await?;
    if context.json {
        print_json(&view)?;
    } else {
        print(&view);
    }
    Ok(ExitCode::SUCCESS)
}

async fn view(context: &Context, registrar: &Registrar, webhook: &Webhook) -> Result<WebhookView> {
    let newest = context.data.records()?.newest_receipt(Some(&webhook.recipient))?;
    let keys = registrar.keys(webhook.id, clock::now()).await?;
    Ok(webhook_view(webhook, newest, &keys))
}

async fn list(context: &Context, registrar: &Registrar) -> Result<ExitCode> {
    let mut views = Vec::new();
    for webhook in registrar.list().await? {
        views.push(view(context, registrar, &webhook).await?);
    }
    if context.json {
        print_json(&views)?;
    } else {
        views.iter().for_each(print);
    }
    Ok(ExitCode::SUCCESS)
}

fn print(view: &WebhookView) {
    let WebhookView { id, recipient, url, cursor, newest, lag, failures, last_error, .. } = view;
    let state = match view.state {
        WebhookState::Active => "active",
        WebhookState::Failing => "failing",
        WebhookState::Paused => "paused",
        WebhookState::Gone => "gone",
        WebhookState::Exhausted => "exhausted",
    };
    println!("{id:>5}  {state:<9}  {recipient}  {cursor}/{newest} ({lag} to go)  {url}");
    if !last_error.is_empty() {
        println!("       failed {failures} times: {last_error}");
    }
}

async fn show_secret(
    context: &Context,
    registrar: &Registrar,
    webhook: &Webhook,
    secret: String,
) -> Result<ExitCode> {
    let webhook = view(context, registrar, webhook).await?;
    if context.json {
        print_json(&WebhookSecret { webhook, secret })?;
    } else {
        print(&webhook);
        println!("secret (it is not shown again): {secret}");
    }
    Ok(ExitCode::SUCCESS)
}

async fn test(context: &Context, registrar: &Registrar, id: u64) -> Result<ExitCode> {
    let test = webhook_test(&registrar.ping(id, clock::now).await?);
    if context.json {
        print_json(&test)?;
    } else {
        let status = test.status.map_or("no answer".to_owned(), |it| it.to_string());
        println!("{status} after {} ms  {}", test.millis, test.detail);
    }
    Ok(if test.is_delivered { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
