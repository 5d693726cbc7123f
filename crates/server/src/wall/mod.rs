//! The wall board: figures that are kept up as the house decides, once for everybody who looks.
//!
//! A task of its own folds what was committed, a slice at a time and resting between slices, and tells those who listen
//! when the board has changed, once a second at most. Nobody waits for it: the house does not know of it, and a board
//! that falls behind says by how much.

mod alerts;
mod board;
mod course;
mod figures;
mod places;
mod sketch;

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use anyhow::Result;
use store::HouseRecords;
use tokio::{sync::watch, time::sleep};

pub(crate) use alerts::TICK_PATIENCE_MINUTES;
pub(crate) use course::{Course, Fact};
pub(crate) use places::{Owner, Procedure, Turn, places};

pub(crate) use figures::{DAYS, Now};

use self::{
    alerts::Signals,
    board::{Look, board, clearances, mark, steps},
    figures::{Figures, Slice},
};
use crate::{api::ApiState, clock, folder::Health, view};

/// History records folded at once: some milliseconds.
const SLICE: usize = 500;
/// After a slice the folding rests this many times as long as it worked, so that it takes a fifth of one core at most.
const REST: u32 = 4;
/// A board is made so often at most.
const AT_MOST_EVERY: Duration = Duration::from_secs(1);
/// And looked at so often at least, because time passes and receivers fail when nothing is decided.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// A board as it was made.
#[derive(Debug)]
pub(crate) struct Made {
    /// Ascending while the process lives.
    pub(crate) no: u64,
    pub(crate) view: view::Wall,
    /// The same in JSON, spelt once for all who listen.
    pub(crate) json: String,
}

/// The board of a running house.
pub(crate) struct WallBoard {
    folded: Mutex<Option<Folded>>,
    signals: Mutex<Signals>,
    /// The newest one, and when it was looked whether it still holds.
    made: Mutex<Option<(Instant, Arc<Made>)>>,
    told: watch::Sender<Option<Arc<Made>>>,
}

struct Folded {
    figures: Figures,
    behind: u64,
}

impl WallBoard {
    pub(crate) fn new() -> WallBoard {
        WallBoard {
            folded: Mutex::default(),
            signals: Mutex::default(),
            made: Mutex::default(),
            told: watch::Sender::new(None),
        }
    }

    /// Hears of every board from now on.
    pub(crate) fn listen(&self) -> watch::Receiver<Option<Arc<Made>>> {
        self.told.subscribe()
    }

    /// Keeps the figures up until the task is ended.
    pub(crate) async fn run(state: ApiState) {
        let mut decided = state.intake().changes();
        let (mut looked_at, mut told_at) = (None::<Instant>, None::<Instant>);
        loop {
            if looked_at.is_none_or(|it| it.elapsed() >= LOOK_EVERY) {
                looked_at = Some(Instant::now());
                look_around(&state, decided.has_changed().is_err()).await;
            }
            let worked = Instant::now();
            let slice = state.read(|records, state| state.wall().fold(records, state.now())).await;
            let is_behind = slice.is_ok_and(|it| it.behind > 0);
            let rest = worked.elapsed() * REST;
            if told_at.is_none_or(|it| it.elapsed() >= AT_MOST_EVERY) {
                told_at = Some(Instant::now());
                tell(&state).await;
            }
            if is_behind {
                sleep(rest).await;
                continue;
            }
            sleep(AT_MOST_EVERY).await;
            tokio::select! {
                // A house that has stopped changes no more.
                Ok(()) = decided.changed() => {}
                () = sleep(LOOK_EVERY.saturating_sub(AT_MOST_EVERY)) => {}
            }
        }
    }

    /// Folds one slice.
    fn fold(&self, records: &HouseRecords, now: Now) -> Result<Slice> {
        let mut folded = lock(&self.folded);
        if folded.is_none() {
            let figures = Figures::begin(records, now)?;
            *folded = Some(Folded { figures, behind: 0 });
        }
        let Some(Folded { figures, behind }) = folded.as_mut() else {
            return Ok(Slice { rows: 0, behind: 0 });
        };
        figures.turn_to(now);
        let slice = figures.fold(records, SLICE)?;
        *behind = slice.behind;
        Ok(slice)
    }

    /// The board as it stands: the newest one while it is fresh.
    fn make(&self, records: &HouseRecords, state: &ApiState) -> Result<Arc<Made>> {
        let mut made = lock(&self.made);
        let fresh = made.as_ref().filter(|(at, _)| at.elapsed() < AT_MOST_EVERY);
        if let Some((_, fresh)) = fresh {
            return Ok(Arc::clone(fresh));
        }
        let now = state.now();
        if lock(&self.folded).is_none() {
            self.fold(records, now)?;
        }
        let look = Look::at(records, now)?;
        let mark = state.with_registry(records, |it| mark(&it.law, now))?;
        let view = {
            let folded = lock(&self.folded);
            let Some(Folded { figures, behind }) = folded.as_ref() else {
                anyhow::bail!("the board has no figures");
            };
            board(figures, *behind, &look, &lock(&self.signals), mark, now)
        };
        let before = made.as_ref().map(|(_, it)| it);
        // That time has passed is no news.
        let same = before.filter(|it| {
            let as_of = it.view.as_of.clone();
            it.view == view::Wall { as_of, ..view.clone() }
        });
        let newest = match same {
            Some(same) => Arc::clone(same),
            None => {
                let no = before.map_or(1, |it| it.no + 1);
                let json = serde_json::to_string(&view)?;
                Arc::new(Made { no, view, json })
            }
        };
        *made = Some((Instant::now(), Arc::clone(&newest)));
        Ok(newest)
    }
}

/// How long things took in the days that a board looks back on.
#[derive(Debug, Clone)]
pub(crate) struct Times {
    pub(crate) steps: Vec<view::WallStep>,
    pub(crate) clearance: Vec<view::WallClearance>,
}

impl Times {
    /// As a board shows them.
    pub(crate) fn of(board: &view::Wall) -> Times {
        Times { steps: board.steps.clone(), clearance: board.clearance.clone() }
    }

    /// Folded anew, for whoever has no board.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn folded(records: &HouseRecords, now: Now) -> Result<Times> {
        let mut figures = Figures::begin(records, now)?;
        while figures.fold(records, SLICE)?.behind > 0 {}
        let windows = figures.windows(now.today());
        Ok(Times { steps: steps(&windows), clearance: clearances(&windows) })
    }
}

/// Looks at what may be wrong outside the record.
async fn look_around(state: &ApiState, is_stopped: bool) {
    let webhooks = state.registrar().list().await;
    let health = |it: &Arc<Mutex<Health>>| lock(it).clone();
    let folders = state.folders().iter().map(health).collect();
    let mut signals = lock(&state.wall().signals);
    if let Ok(webhooks) = webhooks {
        signals.webhooks = webhooks;
    }
    signals.look(folders, clock::now());
    signals.is_stopped = is_stopped;
}

/// Makes the board for those who listen, if there are any, and tells them when it is another one.
async fn tell(state: &ApiState) {
    let told = &state.wall().told;
    if told.receiver_count() == 0 {
        return;
    }
    let Ok(made) = state.read(|records, state| state.make_wall(records)).await else { return };
    told.send_if_modified(|it| {
        let is_new = it.as_ref().is_none_or(|it| it.no != made.no);
        *it = Some(made);
        is_new
    });
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl ApiState {
    /// What time it is by the clock, and in the house.
    pub(crate) fn now(&self) -> Now {
        let clock = clock::now();
        Now { clock, house: clock.max(self.intake().reached()) }
    }

    /// The board as it stands.
    pub(crate) fn make_wall(&self, records: &HouseRecords) -> Result<Arc<Made>> {
        self.wall().make(records, self)
    }
}
