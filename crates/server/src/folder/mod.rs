//! A watched folder, as the import clients of the single window have it: what is put into `in` is
//! taken, what was taken lies in `done`, what cannot be read lies in `failed` with a text beside
//! it, and receipts come to lie in `out`.
//!
//! A file is moved only after what is in it is durable, and a message is known again by its bytes,
//! so a kill at any moment loses nothing and repeats nothing. Receipts are staged beside the folder
//! before they are moved into it, so each number appears in it once (ADR 0020).

mod inbound;
mod outbound;
mod report;
mod settle;

use std::{
    fs, io,
    path::{Path, PathBuf},
    str::FromStr,
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use notify::{RecursiveMode, Watcher};
use store::Deliveries;
use tracing::{error, warn};

use self::{inbound::Inbound, outbound::Outbound};
use crate::{bell::Bell, data::DataDir, exchange::Exchange, intake::Intake};

/// A folder and whose receipts come to lie in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spec {
    pub(crate) path: PathBuf,
    /// The first speaks for messages that name no sender; empty: everybody's receipts.
    pub(crate) recipients: Vec<String>,
}

impl FromStr for Spec {
    type Err = String;

    /// `DIR`, or `DIR=CODE,CODE`.
    fn from_str(text: &str) -> Result<Spec, String> {
        let (path, codes) = text.rsplit_once('=').unwrap_or((text, ""));
        let recipients: Vec<String> = if codes.is_empty() && !text.ends_with('=') {
            Vec::new()
        } else {
            codes.split(',').map(|it| it.trim().to_owned()).collect()
        };
        if path.is_empty() || recipients.iter().any(String::is_empty) {
            return Err("`DIR` or `DIR=CODE,CODE` is meant".to_owned());
        }
        Ok(Spec { path: path.into(), recipients })
    }
}

/// The places within a watched folder.
#[derive(Debug, Clone)]
pub(crate) struct Places {
    /// As it is known for ever: absolute, without links.
    root: PathBuf,
    incoming: PathBuf,
    outgoing: PathBuf,
    done: PathBuf,
    failed: PathBuf,
    /// What is being put together; of no concern to anybody else.
    work: PathBuf,
}

impl Places {
    fn make(path: &Path) -> Result<Places> {
        let make = |path: &Path| {
            fs::create_dir_all(path)
                .with_context(|| format!("cannot make the folder {}", path.display()))
        };
        make(path)?;
        let root = fs::canonicalize(path)
            .with_context(|| format!("cannot find the folder {}", path.display()))?;
        let place = |name: &str| root.join(name);
        let places = Places {
            incoming: place("in"),
            outgoing: place("out"),
            done: place("done"),
            failed: place("failed"),
            work: place(".work"),
            root,
        };
        for it in [&places.incoming, &places.outgoing, &places.done, &places.failed, &places.work] {
            make(it)?;
        }
        Ok(places)
    }
}

/// How a folder fares, for those who look after it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Health {
    pub(crate) path: String,
    /// Recipient (empty: everybody), last number written out, newest number.
    pub(crate) recipients: Vec<(String, u64, u64)>,
    /// Files that lie in `in` and were not taken yet.
    pub(crate) waiting: usize,
    /// Since the server started.
    pub(crate) taken: u64,
    pub(crate) failed: u64,
    /// What last went wrong; empty when all is well.
    pub(crate) last_error: String,
}

/// A folder that is being watched.
pub(crate) struct Watching {
    wake: mpsc::Sender<Wake>,
    thread: JoinHandle<()>,
    health: Arc<Mutex<Health>>,
}

/// Why the folder is looked at.
enum Wake {
    /// Files of `in` changed; those of which it is known were closed or moved there.
    Changed(Vec<PathBuf>),
    Receipts,
    Stop,
}

/// The folder is looked at so often whatever the file system says, which over a network says
/// nothing.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// And so often while there are files of which only time tells whether they are complete.
const LOOK_SOON: Duration = Duration::from_millis(500);

impl Watching {
    /// Makes the folder, brings to its end what was begun when the last server died, and watches.
    /// `runtime` is where the bell rings.
    ///
    /// # Errors
    /// When the folder cannot be made or its standing not be read.
    pub(crate) fn start(
        spec: &Spec,
        data: &DataDir,
        intake: Intake,
        deliveries: Arc<Mutex<Deliveries>>,
        exchange: Exchange,
        bell: &Bell,
        runtime: &tokio::runtime::Handle,
    ) -> Result<Watching> {
        let places = Places::make(&spec.path)?;
        let mut outbound = Outbound::open(
            places.clone(),
            &spec.recipients,
            data.records()?,
            deliveries,
            exchange.clone(),
        )?;
        outbound.recover()?;
        let sender = spec.recipients.first().cloned().unwrap_or_default();
        let inbound = Inbound::new(places.clone(), sender, intake, exchange);
        let (wake, woken) = mpsc::channel();
        ring(bell, wake.clone(), runtime);
        let path = places.root.display().to_string();
        let health = Arc::new(Mutex::new(Health { path, ..Health::default() }));
        let keeper = Keeper { inbound, outbound, health: Arc::clone(&health) };
        let notices = wake.clone();
        let thread = thread::spawn(move || {
            let _watcher = watcher(&places, notices);
            keeper.keep(&woken);
        });
        Ok(Watching { wake, thread, health })
    }

    pub(crate) fn health(&self) -> Arc<Mutex<Health>> {
        Arc::clone(&self.health)
    }

    /// Stops between two files.
    pub(crate) fn stop(self) {
        // When it ended by itself, it said why.
        let _ = self.wake.send(Wake::Stop);
        let _ = self.thread.join();
    }
}

/// Wakes the folder when there are receipts.
fn ring(bell: &Bell, wake: mpsc::Sender<Wake>, runtime: &tokio::runtime::Handle) {
    let mut waiter = bell.waiter(None);
    runtime.spawn(async move {
        while waiter.wait().await {
            if wake.send(Wake::Receipts).is_err() {
                return;
            }
        }
    });
}

/// Says that files of `in` changed. Where the file system says nothing, looking every so often does.
fn watcher(places: &Places, wake: mpsc::Sender<Wake>) -> Option<impl Watcher> {
    let told = move |event: notify::Result<notify::Event>| {
        let Ok(event) = event else { return };
        let paths = if settle::is_whole(&event.kind) { event.paths } else { Vec::new() };
        // The folder may be closing.
        let _ = wake.send(Wake::Changed(paths));
    };
    let watching = notify::recommended_watcher(told).and_then(|mut it| {
        it.watch(&places.incoming, RecursiveMode::NonRecursive)?;
        Ok(it)
    });
    let say = |error: notify::Error| {
        let folder = places.root.display();
        warn!(%folder, error = error.to_string(), "a folder is looked at by time");
    };
    watching.map_err(say).ok()
}

/// The thread that looks after a folder.
struct Keeper {
    inbound: Inbound,
    outbound: Outbound,
    health: Arc<Mutex<Health>>,
}

impl Keeper {
    fn keep(mut self, woken: &mpsc::Receiver<Wake>) {
        loop {
            let given = self.outbound.give();
            let looked = self.inbound.look(Instant::now());
            let is_over = matches!(looked, Ok(inbound::Looked::Closed));
            let wait = match looked {
                Ok(inbound::Looked::More) => Duration::ZERO,
                Ok(inbound::Looked::Unsettled) => LOOK_SOON,
                _ => LOOK_EVERY,
            };
            self.tell(given.err(), looked.err());
            if is_over {
                return;
            }
            match woken.recv_timeout(wait) {
                Ok(Wake::Stop) | Err(mpsc::RecvTimeoutError::Disconnected) => return,
                Ok(wake) => self.hear(wake),
                Err(mpsc::RecvTimeoutError::Timeout) => {}
            }
            // Whatever else is said already is heard before looking again.
            while let Ok(wake) = woken.try_recv() {
                if matches!(wake, Wake::Stop) {
                    return;
                }
                self.hear(wake);
            }
        }
    }

    fn hear(&mut self, wake: Wake) {
        if let Wake::Changed(paths) = wake {
            self.inbound.hear(&paths);
        }
    }

    /// Notes how the folder fares, and tells the operator what went wrong, once.
    fn tell(&self, given: Option<anyhow::Error>, looked: Option<anyhow::Error>) {
        let error = given.or(looked).map(|it| format!("{it:#}")).unwrap_or_default();
        let mut health = self.health.lock().unwrap_or_else(PoisonError::into_inner);
        if !error.is_empty() && error != health.last_error {
            error!(folder = health.path, error, "a folder is not looked after");
        }
        health.last_error = error;
        health.recipients = self.outbound.standing();
        (health.waiting, health.taken, health.failed) = self.inbound.counts();
    }
}

/// Refuses folders that lie in each other, which would take each other's files.
///
/// # Errors
/// When two do.
pub(crate) fn check_apart(specs: &[Spec]) -> Result<()> {
    let absolute = |spec: &Spec| {
        let places = Places::make(&spec.path)?;
        Ok(places.root)
    };
    let roots = specs.iter().map(absolute).collect::<Result<Vec<_>>>()?;
    for (index, root) in roots.iter().enumerate() {
        let others = roots.iter().enumerate().filter(|(other, _)| *other != index);
        for (_, other) in others {
            if other.starts_with(root) {
                bail!("{} lies in {}", other.display(), root.display());
            }
        }
    }
    Ok(())
}

/// Makes durable what a folder holds, so that a file that was moved into it stays there when the
/// power fails.
fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) { fs::File::open(path)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_named_with_or_without_recipients() {
        let parsed = |text: &str| text.parse::<Spec>().map(|it| (it.path, it.recipients));
        assert_eq!(parsed("box"), Ok(("box".into(), vec![])));
        assert_eq!(parsed("a/box=X, Y"), Ok(("a/box".into(), vec!["X".into(), "Y".into()])));
        assert_eq!(parsed("a=b=X"), Ok(("a=b".into(), vec!["X".into()])));
        for bad in ["", "=X", "box=", "box=X,"] {
            assert!(parsed(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn folders_in_each_other_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let spec = |name: &str| Spec { path: folder.path().join(name), recipients: Vec::new() };
        assert!(check_apart(&[spec("a"), spec("b"), spec("ab")]).is_ok());
        assert!(check_apart(&[spec("a"), spec("a/c")]).is_err());
        assert!(check_apart(&[spec("a"), spec("b/../a")]).is_err());
    }
}
