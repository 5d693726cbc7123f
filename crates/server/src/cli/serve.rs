//! `tongguan serve`

use std::{
    net::{Ipv4Addr, SocketAddr},
    process::ExitCode,
    sync::{Arc, Mutex},
    time::Duration,
};

use anyhow::{Context as _, Result, ensure};
use clearance::Enquirer;
use model::Moment;
use store::{Options, Place};
use tokio::{sync::watch, task::JoinHandle};
use tracing::{info, warn};

use super::Context;
use crate::{
    access::{self, Front, Provider},
    api::{self, ApiState, Parts},
    bell::Bell,
    clock,
    delivery::{Caller, Policy, Registrar},
    exchange::{self, Exchange},
    folder::{Spec, Watching, check_apart},
    health,
    intake::{Intake, OnSeen, Seen},
    logging,
    metrics::{self, Metrics},
    opening::Opening,
    precedents::Shelf,
    public::{self, Counter},
    risk_figures::RiskFigures,
    services::{self, enquire_again},
    time,
    timer::{Timer, Verdict},
    traces::{Exporter, Follower, Traces},
    wall::WallBoard,
};

#[derive(Debug, Clone, clap::Args)]
#[group(id = "serve")]
pub(crate) struct Args {
    /// Where to listen. Connections are not encrypted here: let a proxy with TLS stand before anything but loopback.
    #[arg(long, default_value_t = SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)))]
    listen: SocketAddr,
    /// How often it is looked whether something is due, in seconds.
    #[arg(long, default_value_t = 60)]
    tick_seconds: u64,
    /// Where Prometheus reads figures, at `/metrics`: an address of its own, because whoever reaches it reads them. Not told where none is given.
    #[arg(long, value_name = "ADDRESS")]
    metrics: Option<SocketAddr>,
    /// A collector of traces (OTLP over HTTP, e.g. `http://127.0.0.1:4318`), which is told each message's way by its number.
    #[arg(long, value_name = "URL")]
    otlp: Option<String>,
    /// MiB that are to be free where the house's file lies; with less, `/readyz` says that nothing should be sent here.
    #[arg(long, value_name = "MIB", default_value_t = health::KEEP_FREE_MIB)]
    keep_free: u64,
    /// A folder to be watched, `DIR` or `DIR=CODE,CODE`: messages put into DIR/in are taken, and
    /// receipts come to lie in DIR/out: those of the codes, or everybody's. May be given again.
    #[arg(long, value_name = "DIR[=CODE,…]")]
    watch: Vec<Spec>,
    /// Let webhooks call this machine's own loopback addresses, and there also without TLS: for
    /// trying things out.
    #[arg(long)]
    allow_loopback_webhooks: bool,
    /// Let whoever reaches the house do everything: for trying things out, and on loopback addresses only.
    #[arg(long)]
    pub(super) no_sign_in: bool,
    #[command(flatten)]
    pub(super) services: services::Args,
    #[command(flatten)]
    exchange: exchange::Args,
    #[command(flatten)]
    public: public::Args,
    #[command(flatten)]
    sign_in: access::Args,
    #[command(flatten)]
    logging: logging::Args,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<ExitCode> {
    args.logging.begin()?;
    check_apart(&args.watch)?;
    let is_loopback = args.listen.ip().is_loopback();
    ensure!(!args.no_sign_in || is_loopback, "--no-sign-in is for loopback addresses only");
    let provider = args.sign_in.provider()?;
    let enquirer = Arc::new(Mutex::new(args.services.enquirer()?));
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().context("cannot start")?;
    // Whoever asks while the house opens, which may take a while, is told so.
    let doors = runtime.block_on(Doors::begin(args))?;
    let metrics = Metrics::new();
    let exporter = args.otlp.as_deref().map(Exporter::new).transpose()?;
    let (traces, follower) = Follower::begin(exporter);
    let (counting, following) = (metrics.clone(), traces.clone());
    let on_seen: OnSeen = Arc::new(move |seen| {
        counting.saw(seen);
        if let Seen::Gone(gone) = seen {
            following.saw(gone);
        }
    });
    let (intake, thread) = match context.data.place() {
        Place::Folder(_) => {
            let house = context.data.open(Options::default())?;
            Intake::start(house, Arc::clone(&enquirer), on_seen)
        }
        Place::Database(_) => {
            let house = context.data.open_if_free()?;
            Intake::join(context.data.clone(), house, Arc::clone(&enquirer), on_seen)
        }
    };
    let policy = Policy { allows_loopback: args.allow_loopback_webhooks };
    let registrar = Registrar::new(context.data.deliveries()?, Caller::new(policy));
    let exchange = Exchange::new(&args.exchange.dxp_id, registrar.deliveries());
    let bell = Bell::new();
    let watch = |spec| {
        let (intake, deliveries) = (intake.clone(), registrar.deliveries());
        let (exchange, runtime) = (exchange.clone(), runtime.handle());
        Watching::start(spec, &context.data, intake, deliveries, exchange, &bell, runtime)
    };
    let folders = args.watch.iter().map(watch).collect::<Result<Vec<_>>>()?;
    let health = folders.iter().map(Watching::health).collect();
    let data = context.data.clone();
    let front = if args.no_sign_in { None } else { Some(front(context, args, provider)?) };
    let counter = Counter::new(&args.public);
    let state = ApiState::new(Parts {
        data,
        intake: intake.clone(),
        bell: bell.clone(),
        registrar,
        exchange,
        folders: health,
        front,
        counter,
        metrics,
        traces: traces.clone(),
        keep_free: args.keep_free,
    })?;
    let follower = follower.map(|it| runtime.spawn(it.run(state.clone())));
    let served = runtime.block_on(serve(args, doors, state, intake.clone(), enquirer));
    bell.close();
    folders.into_iter().for_each(Watching::stop);
    intake.close();
    let outcome = thread.join();
    if let Some(follower) = follower {
        runtime.block_on(told_all(&traces, follower));
    }
    let outcome = outcome.map_err(|_| anyhow::anyhow!("the house's thread panicked"))?;
    outcome.context("the house stopped")?;
    served?;
    Ok(ExitCode::SUCCESS)
}

/// Waits a little for what was decided last to be told.
async fn told_all(traces: &Traces, follower: JoinHandle<()>) {
    let told = async {
        traces.close().await;
        follower.await
    };
    if tokio::time::timeout(Duration::from_secs(5), told).await.is_err() {
        warn!("the last messages could not be told to the collector of traces");
    }
}

/// Who signs in, and how; says how somebody comes to be able to, where nobody is.
fn front(context: &Context, args: &Args, provider: Option<Provider>) -> Result<Front> {
    let people = context.data.people()?;
    if people.everybody()?.is_empty() {
        warn!(
            "nobody has an account yet; `tongguan people add LOGIN --name NAME --role \
             administrator` makes one, beside the running house"
        );
    }
    Ok(Front { people, provider, is_secure: args.sign_in.is_secure() })
}

/// Where the house is asked, and where its figures are, if anywhere.
struct Doors {
    front: Opening,
    figures: Option<Opening>,
}

impl Doors {
    async fn begin(args: &Args) -> Result<Doors> {
        let front = Opening::begin(args.listen).await?;
        let figures = match args.metrics {
            Some(address) => Some(Opening::begin(address).await?),
            None => None,
        };
        Ok(Doors { front, figures })
    }

    fn open(&self, state: ApiState) -> Result<()> {
        if let Some(figures) = &self.figures {
            figures.open(metrics::router(state.clone()));
        }
        self.front.open(api::router(state)?);
        let mut said = format!("tongguan serves on http://{}", self.front.address);
        if let Some(figures) = &self.figures {
            said += &format!("\nfigures for Prometheus are on http://{}/metrics", figures.address);
        }
        println!("{said}");
        info!(address = %self.front.address, "the house is open");
        Ok(())
    }

    async fn close(self) -> Result<()> {
        if let Some(figures) = self.figures {
            figures.close().await?;
        }
        self.front.close().await
    }
}

async fn serve(
    args: &Args,
    doors: Doors,
    state: ApiState,
    intake: Intake,
    enquirer: Arc<Mutex<Enquirer>>,
) -> Result<()> {
    // Signals are listened to before anybody is told that they may come.
    let stopped = stopped()?;
    doors.open(state.clone())?;
    let every = Duration::from_secs(args.tick_seconds.max(1));
    // What is done once for the whole house is done by the node that decides.
    let (ticked, given) = (state.clone(), intake.clone());
    let ticking = while_deciding(intake.decides(), move || {
        tick(ticked.clone(), given.clone(), Arc::clone(&enquirer), every)
    });
    let delivered = state.clone();
    let delivering = while_deciding(intake.decides(), move || {
        delivered.courier().clone().run(delivered.clone())
    });
    let tasks = [
        tokio::spawn(ticking),
        tokio::spawn(state.bell().clone().ring(state.clone())),
        tokio::spawn(delivering),
        tokio::spawn(WallBoard::run(state.clone())),
        tokio::spawn(RiskFigures::run(state.clone())),
        tokio::spawn(Shelf::run(state.clone())),
    ];
    stopped.await;
    info!("the house closes");
    // Who waits for receipts would keep the door open for ever.
    state.bell().close();
    let closed = doors.close().await;
    for task in tasks {
        task.abort();
    }
    closed
}

/// Does something as long as this node decides, and begins it anew when it decides again.
async fn while_deciding<F: Future<Output = ()>>(
    decides: watch::Receiver<bool>,
    begin: impl Fn() -> F,
) {
    let (mut holds, mut lost) = (decides.clone(), decides);
    while holds.wait_for(|it| *it).await.is_ok() {
        tokio::select! {
            () = begin() => return,
            _ = lost.wait_for(|it| !it) => {}
        }
    }
}

/// Far more than a month's bills need, and few enough that the disk bears them every time.
const TICKS_AT_ONCE: u32 = 1_000;

/// Time as an input, given by the running house itself. What one tick leaves is the next one's.
async fn tick(state: ApiState, intake: Intake, enquirer: Arc<Mutex<Enquirer>>, every: Duration) {
    let newest = state.read(|records, _| Ok(records.newest_moment()?)).await;
    let mut timer = Timer::new(clock::now(), newest.ok().flatten());
    let mut interval = tokio::time::interval(every);
    loop {
        interval.tick().await;
        let now = clock::now();
        ask_again(&state, &intake, &enquirer, now).await;
        let Ok(due) = state.read(|records, _| Ok(records.next_due()?)).await else { continue };
        let reached = intake.reached();
        // What is due by the moment that the house has reached is done whatever the clock shows.
        let is_left_over = due.is_some_and(|it| it <= reached);
        match timer.look(now, due) {
            Verdict::Tick => tick_until_done(&state, &intake, now).await,
            Verdict::Nothing | Verdict::SteppedBack { .. } if is_left_over => {
                tick_until_done(&state, &intake, reached).await;
            }
            Verdict::Nothing => {}
            Verdict::SteppedBack { by_ms } => {
                let by_seconds = by_ms / 1000;
                warn!(
                    by_seconds, %now,
                    "the clock stepped back; no time is given until it has caught up"
                );
            }
        }
    }
}

/// Lets the house do what is due by a moment, as far as so many ticks come: the next time goes on.
async fn tick_until_done(state: &ApiState, intake: &Intake, to: Moment) {
    for _ in 0..TICKS_AT_ONCE {
        if tick_once(state, intake, to).await != Some(true) {
            return;
        }
    }
    warn!(ticks = TICKS_AT_ONCE, by = %to, "ticks left something undone that was due");
}

/// Asks services once more about lists that wait for their answer.
async fn ask_again(state: &ApiState, intake: &Intake, enquirer: &Arc<Mutex<Enquirer>>, at: Moment) {
    let enquirer = Arc::clone(enquirer);
    let asked = state.read(move |records, state| {
        let policies = state.with_registry(records, |it| it.policies.clone())?;
        enquire_again(&enquirer, &policies, state.keyring(), records, at)
    });
    if let Ok(Some(answers)) = asked.await {
        // A full or closing house is asked about at the next tick.
        let _ = intake.submit(answers);
    }
}

/// Lets the house go on to a moment, and says whether something is left to do by then. Nothing when
/// the house is full or closing, which gets its next tick.
async fn tick_once(state: &ApiState, intake: &Intake, to: Moment) -> Option<bool> {
    let at = time::tick_at(to, intake.reached());
    let accepted = intake.submit(time::tick(at, "").ok()?).ok()?;
    intake.decided(accepted.await.ok()?.ok()?.input).await.ok()?;
    let due = state.read(|records, _| Ok(records.next_due()?)).await.ok()?;
    Some(due.is_some_and(|it| it <= at))
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
