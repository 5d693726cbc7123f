//! `tongguan serve`

use std::{
    net::{Ipv4Addr, SocketAddr},
    process::ExitCode,
    time::Duration,
};

use anyhow::{Context as _, Result};
use store::Options;
use tokio::net::TcpListener;

use super::Context;
use crate::{
    api::{self, ApiState},
    clock,
    intake::Intake,
    time,
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
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<ExitCode> {
    let house = context.data.open(Options::default())?;
    let (intake, thread) = Intake::start(house, Box::new(|_| ()));
    let state = ApiState::new(context.data.clone(), intake.clone())?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().context("cannot start")?;
    runtime.block_on(serve(args, state, intake.clone()))?;
    intake.close();
    let outcome = thread.join().map_err(|_| anyhow::anyhow!("the house's thread panicked"))?;
    outcome.context("the house stopped")?;
    Ok(ExitCode::SUCCESS)
}

async fn serve(args: &Args, state: ApiState, intake: Intake) -> Result<()> {
    let listener = TcpListener::bind(args.listen)
        .await
        .with_context(|| format!("cannot listen on {}", args.listen))?;
    // Signals are listened to before anybody is told that they may come.
    let stopped = stopped()?;
    println!("tongguan serves on http://{}", listener.local_addr()?);
    let every = Duration::from_secs(args.tick_seconds.max(1));
    let ticking = tokio::spawn(tick(state.clone(), intake, every));
    axum::serve(listener, api::router(state)).with_graceful_shutdown(stopped).await?;
    ticking.abort();
    Ok(())
}

/// Time as an input, given by the running house itself whenever something is due.
async fn tick(state: ApiState, intake: Intake, every: Duration) {
    let mut interval = tokio::time::interval(every);
    loop {
        interval.tick().await;
        // What one tick leaves is the next one's; a full or closing house gets them later.
        while tick_once(&state, &intake).await.is_some() {}
    }
}

/// Does what is due, or some of it. Nothing when nothing is.
async fn tick_once(state: &ApiState, intake: &Intake) -> Option<()> {
    let at = time::tick_at(clock::now(), intake.reached());
    let due = state.read(|records, _| Ok(records.next_due()?)).await.ok()??;
    if due > at {
        return None;
    }
    let accepted = intake.submit(time::tick(at, "").ok()?).ok()?;
    let accepted = accepted.await.ok()?.ok()?;
    intake.decided(accepted.input).await.ok()
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
