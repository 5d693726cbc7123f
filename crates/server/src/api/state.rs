//! What handlers share: the intake, reading connections, and the law as the house knows it.

use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockWriteGuard};

use anyhow::Result;
use clearance::Registry;
use matching::Keyring;
use model::InputId;
use params::{Law, Library};
use store::{Drafts, HouseRecords};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};

use super::problem::Failure;
use crate::{
    access::{CaseIndex, Front, Gate},
    bell::Bell,
    data::{DataDir, bring_up},
    delivery::{Courier, Registrar},
    exchange::Exchange,
    folder::Health,
    guide,
    intake::Intake,
    metrics::Metrics,
    precedents::Shelf,
    public::Counter,
    risk_figures::RiskFigures,
    traces::Traces,
    wall::WallBoard,
};

#[derive(Clone)]
pub(crate) struct ApiState {
    shared: Arc<Shared>,
}

struct Shared {
    intake: Intake,
    data: DataDir,
    keyring: Keyring,
    /// Connections that nobody uses now.
    idle: Mutex<Vec<HouseRecords>>,
    readers: Semaphore,
    registry: RwLock<Known>,
    bell: Bell,
    registrar: Registrar,
    exchange: Exchange,
    courier: Courier,
    folders: Vec<Arc<Mutex<Health>>>,
    /// Nothing where nobody signs in.
    gate: Option<Gate>,
    streams: Arc<Semaphore>,
    previews: Arc<Semaphore>,
    library: Arc<Library>,
    wall: WallBoard,
    risk_figures: RiskFigures,
    shelf: Shelf,
    counter: Counter,
    drafts: Mutex<Drafts>,
    rehearsals: Semaphore,
    case_index: Arc<CaseIndex>,
    metrics: Metrics,
    traces: Traces,
    keep_free: u64,
}

/// What a server is made of.
pub(crate) struct Parts {
    pub(crate) data: DataDir,
    pub(crate) intake: Intake,
    pub(crate) bell: Bell,
    pub(crate) registrar: Registrar,
    pub(crate) exchange: Exchange,
    pub(crate) folders: Vec<Arc<Mutex<Health>>>,
    /// Nothing: nobody signs in.
    pub(crate) front: Option<Front>,
    pub(crate) counter: Counter,
    pub(crate) metrics: Metrics,
    pub(crate) traces: Traces,
    /// MiB that are kept free where the house's file lies.
    pub(crate) keep_free: u64,
}

/// Declarations that are rehearsed at once: whoever comes besides waits his turn, and the lane does not feel it.
const REHEARSED_AT_ONCE: usize = 2;

/// Connections that read at once; whoever comes besides waits his turn. A database has so many for all nodes.
const READERS_MAX: usize = 48;

/// Readers that may listen at once.
const STREAMS_MAX: usize = 1024;

/// Watch rows that are tried on history at once: each reads for seconds.
const PREVIEWS_MAX: usize = 2;

/// The registry as of an input.
struct Known {
    through: InputId,
    registry: Registry,
}

/// Whether time has come for what was approved, though nobody said anything since.
fn is_due(registry: &Registry, records: &HouseRecords) -> Result<bool> {
    let risk = registry.risk();
    if risk.waiting().next().is_none() {
        return Ok(false);
    }
    Ok(records.newest_moment()?.is_some_and(|it| risk.is_due(it)))
}

impl ApiState {
    pub(crate) fn new(parts: Parts) -> Result<ApiState> {
        let Parts { data, intake, bell, registrar, exchange, folders, .. } = parts;
        let Parts { front, counter, metrics, traces, keep_free, .. } = parts;
        let records = data.records()?;
        let keyring = Keyring::new(records.keyring()?);
        let registry = Registry::new(Law::shipped()?);
        guide::prove(&registry.law)?;
        let gate = front.map(|it| Gate::new(it, Arc::clone(&registry.law.people)));
        let drafts = Mutex::new(data.drafts()?);
        let known = Known { through: InputId(0), registry };
        let case_index = CaseIndex::new(data.clone());
        let shared = Shared {
            intake,
            data,
            keyring,
            idle: Mutex::new(vec![records]),
            readers: Semaphore::new(READERS_MAX),
            registry: RwLock::new(known),
            bell,
            registrar,
            exchange,
            courier: Courier::default(),
            folders,
            gate,
            streams: Arc::new(Semaphore::new(STREAMS_MAX)),
            library: Arc::new(Library::shipped()?),
            previews: Arc::new(Semaphore::new(PREVIEWS_MAX)),
            counter,
            wall: WallBoard::new(),
            risk_figures: RiskFigures::default(),
            shelf: Shelf::default(),
            drafts,
            rehearsals: Semaphore::new(REHEARSED_AT_ONCE),
            case_index,
            metrics,
            traces,
            keep_free,
        };
        Ok(ApiState { shared: Arc::new(shared) })
    }

    pub(crate) fn intake(&self) -> &Intake {
        &self.shared.intake
    }

    /// The house's folder.
    pub(crate) fn data(&self) -> &DataDir {
        &self.shared.data
    }

    pub(crate) fn bell(&self) -> &Bell {
        &self.shared.bell
    }

    pub(crate) fn registrar(&self) -> &Registrar {
        &self.shared.registrar
    }

    pub(crate) fn exchange(&self) -> &Exchange {
        &self.shared.exchange
    }

    pub(crate) fn courier(&self) -> &Courier {
        &self.shared.courier
    }

    pub(crate) fn folders(&self) -> &[Arc<Mutex<Health>>] {
        &self.shared.folders
    }

    /// Nothing where nobody signs in.
    pub(crate) fn gate(&self) -> Option<&Gate> {
        self.shared.gate.as_ref()
    }

    pub(crate) fn wall(&self) -> &WallBoard {
        &self.shared.wall
    }

    /// What selection found.
    pub(crate) fn risk_figures(&self) -> &RiskFigures {
        &self.shared.risk_figures
    }

    /// Earlier declarations, by company and goods.
    pub(crate) fn shelf(&self) -> &Shelf {
        &self.shared.shelf
    }

    /// A place among those who listen; nothing when all are taken.
    pub(crate) fn stream_place(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.shared.streams).try_acquire_owned().ok()
    }

    /// The law as rows.
    pub(crate) fn library(&self) -> &Arc<Library> {
        &self.shared.library
    }

    /// A place among those who try a watch row on history; nothing when all are taken.
    pub(crate) fn preview_place(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.shared.previews).try_acquire_owned().ok()
    }

    /// Counts who of the public asks.
    pub(crate) fn counter(&self) -> &Counter {
        &self.shared.counter
    }

    /// MiB that are to be free where the house's file lies, for the house to be ready.
    pub(crate) fn keep_free(&self) -> u64 {
        self.shared.keep_free
    }

    /// What is counted for whoever watches.
    pub(crate) fn metrics(&self) -> &Metrics {
        &self.shared.metrics
    }

    /// Where it is said when messages pass.
    pub(crate) fn traces(&self) -> &Traces {
        &self.shared.traces
    }

    /// Which cases name whom.
    pub(crate) fn case_index(&self) -> &Arc<CaseIndex> {
        &self.shared.case_index
    }

    pub(crate) fn keyring(&self) -> &Keyring {
        &self.shared.keyring
    }

    /// A place among those who have a declaration rehearsed.
    pub(crate) async fn rehearsal_place(&self) -> Result<SemaphorePermit<'_>, Failure> {
        self.shared.rehearsals.acquire().await.map_err(Failure::internal)
    }

    /// Does something with the drafts, on a thread that may wait.
    pub(crate) async fn with_drafts<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Drafts) -> Result<T> + Send + 'static,
    ) -> Result<T, Failure> {
        let state = self.clone();
        let task = tokio::task::spawn_blocking(move || {
            act(&mut state.shared.drafts.lock().unwrap_or_else(PoisonError::into_inner))
        });
        task.await.map_err(Failure::internal)?.map_err(Failure::internal)
    }

    /// Runs a reader on a thread that may wait, with a connection of its own.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&HouseRecords, &ApiState) -> Result<T> + Send + 'static,
    ) -> Result<T, Failure> {
        let state = self.clone();
        let _place = self.shared.readers.acquire().await.map_err(Failure::internal)?;
        let task = tokio::task::spawn_blocking(move || {
            let idle = || state.shared.idle.lock().unwrap_or_else(PoisonError::into_inner);
            let taken = idle().pop();
            let records = match taken {
                Some(records) => records,
                None => state.shared.data.records()?,
            };
            let outcome = read(&records, &state);
            idle().push(records);
            outcome
        });
        task.await.map_err(Failure::internal)?.map_err(Failure::internal)
    }

    /// The registry as the inputs so far have made it. Many look at once; only when the house was told something
    /// does one bring it up for all.
    pub(crate) fn with_registry<T>(
        &self,
        records: &HouseRecords,
        look: impl FnOnce(&Registry) -> T,
    ) -> Result<T> {
        let known = self.shared.registry.read().unwrap_or_else(PoisonError::into_inner);
        if records.house_inputs_after(known.through)?.is_empty()
            && !is_due(&known.registry, records)?
        {
            return Ok(look(&known.registry));
        }
        drop(known);
        let mut known = self.shared.registry.write().unwrap_or_else(PoisonError::into_inner);
        let through = known.through;
        known.through = bring_up(&mut known.registry, records, through)?;
        Ok(look(&RwLockWriteGuard::downgrade(known).registry))
    }
}
