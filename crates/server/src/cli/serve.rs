//! `tongguan serve`

use std::{
    net::{Ipv4Addr, SocketAddr},
    process::ExitCode,
    sync::{Arc, Mutex},
    time::Duration,
};

use anyhow::{Context as _, Result};
use clearance::{Enquirer, ports::RawInput};
use model::HouseMessage;
use store::Options;
use tokio::net::TcpListener;

use super::Context;
use crate::{
    api::{self, ApiState},
    clock,
    intake::Intake,
    services::{self, enquire_again},
};

#[derive(Debug, Clone, clap::Args)]
#[group(id = "serve")]
pub(crate) struct Args {
    /// Where to listen. There is no sign-in yet, so keep it on loopback.
    #[arg(long, default_value_t = SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)))]
    listen: SocketAddr,
    /// How often waiting lists are looked at, in seconds.
    #[arg(long, default_value_t = 60)]
    tick_seconds: u64,
    #[command(flatten)]
    services: services::Args,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<ExitCode> {
    let house = context.data.open(Options::default())?;
    let enquirer = Arc::new(Mutex::new(args.services.enquirer()?));
    let (intake, thread) = Intake::start(house, Arc::clone(&enquirer), Box::new(|_| ()));
    let state = ApiState::new(context.data.clone(), intake.clone())?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().context("cannot start")?;
    runtime.block_on(serve(args, state, intake.clone(), enquirer))?;
    intake.close();
    let outcome = thread.join().map_err(|_| anyhow::anyhow!("the house's thread panicked"))?;
    outcome.context("the house stopped")?;
    Ok(ExitCode::SUCCESS)
}

async fn serve(
    args: &Args,
    state: ApiState,
    intake: Intake,
    enquirer: Arc<Mutex<Enquirer>>,
) -> Result<()> {
    let listener = TcpListener::bind(args.listen)
        .await
        .with_context(|| format!("cannot listen on {}", args.listen))?;
    // Signals are listened to before anybody is told that they may come.
    let stopped = stopped()?;
    println!("tongguan serves on http://{}", listener.local_addr()?);
    let every = Duration::from_secs(args.tick_seconds.max(1));
    let ticking = tokio::spawn(tick(state.clone(), intake, enquirer, every));
    axum::serve(listener, api::router(state)).with_graceful_shutdown(stopped).await?;
    ticking.abort();
    Ok(())
}

/// Time as an input, given by the running house itself whenever something has waited long enough.
async fn tick(state: ApiState, intake: Intake, enquirer: Arc<Mutex<Enquirer>>, every: Duration) {
    let mut interval = tokio::time::interval(every);
    loop {
        interval.tick().await;
        let at = clock::now();
        let enquirer = Arc::clone(&enquirer);
        let asked = state.read(move |records, state| {
            let policies = state.with_registry(records, |it| it.policies.clone())?;
            enquire_again(&enquirer, &policies, state.keyring(), records, at)
        });
        if let Ok(Some(answers)) = asked.await {
            // A full or closing house is asked about at the next tick.
            let _ = intake.submit(answers);
        }
        let due = state.read(|records, _| Ok(records.next_due()?)).await;
        if !matches!(due, Ok(Some(due)) if due <= at) {
            continue;
        }
        let Ok(bytes) = serde_json::to_vec(&HouseMessage::Tick { at }) else { continue };
        let raw = RawInput { received_at: at, sender: String::new(), bytes };
        // A full or closing house gets its next tick.
        let _ = intake.submit(raw);
    }
}

/// Ends when the house is asked to stop.
#[cfg(unix)]
fn stopped() -> Result<impl Future<Output = ()> + Send> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) =
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => (),
            _ = terminate.recv() => (),
        }
    })
}

/// Ends when the house is asked to stop.
#[cfg(not(unix))]
fn stopped() -> Result<impl Future<Output = ()> + Send> {
    Ok(async {
        // Without signals the house runs until it is killed, which it bears.
        let _ = tokio::signal::ctrl_c().await;
    })
}
