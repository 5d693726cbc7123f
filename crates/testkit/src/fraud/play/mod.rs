//! Planted fraud played through a house, week after week: the house selects, an examiner who knows the truth answers days
//! later for what was selected and for nothing else, and a model is grown anew from what the house kept.
//!
//! The house is as it is in service: it is told messages, officers' inputs, budgets and models, and no truth.

mod examiner;
mod hits;
mod report;
mod student;

use std::{cell::Cell, collections::BTreeMap};

use clearance::{
    House,
    entry::{Entry, state_of},
    ports::{EntryRow, Keys, RawInput, Store, StoreError},
};
use matching::Keyring;
use model::{
    CommitNo, Credit, EntryId, EntryState, KeyPair, Moment, Rate, RiskChannel, RiskProcedure,
};
use params::Law;
use risk::{
    SchemaError,
    batch::{Batch, Chosen},
    memory::MemoryError,
    trees::{ForestError, Misfit, SavedError, Scorecard, TableError, TrainError, TrainPlan},
};

use super::{CaseKey, CaseLane, Comeback, Day, Days, FraudPlan, FraudTruth, Incoming};
use crate::GenerateError;
use examiner::Examiner;
use student::Student;

pub use hits::Hits;
pub use report::{Certified, Found, Group, PlayReport, PlayedLane};
pub use student::Grown;

/// How a house is played with.
#[derive(Debug, Clone)]
pub struct PlayPlan {
    pub fraud: FraudPlan,
    pub seed: u64,
    /// Share of all cases that is examined.
    pub examined: Rate,
    /// Of these, the share that is drawn by lot.
    pub random: Rate,
    /// Of those that the model may choose, the share that goes to cases of which little is known.
    pub explore: Rate,
    /// By what scores of traders of advanced credit are multiplied.
    pub certified: Rate,
    /// How models are grown.
    pub train: TrainPlan,
    /// What an analyst knows before there are labels, and models are grown on top of; empty: nothing.
    pub cards: BTreeMap<RiskProcedure, Scorecard>,
    /// Each so-many-th case that nobody looked at is presumed to be honest when a model is grown; 0: none.
    pub presumed: u64,
    /// Inputs that are decided together.
    pub inputs_a_batch: usize,
}

/// What an analyst writes down before the house has examined anything.
const SCORECARDS: &str = include_str!("../../../data/fraud/scorecards.toml");

impl PlayPlan {
    /// The scorecards that the project carries.
    ///
    /// # Errors
    /// When the data file is not sound, which a test excludes.
    pub fn scorecards() -> Result<BTreeMap<RiskProcedure, Scorecard>, toml::de::Error> {
        toml::from_str(SCORECARDS)
    }

    pub fn new(fraud: FraudPlan, seed: u64) -> PlayPlan {
        PlayPlan {
            fraud,
            seed,
            examined: Rate::from_ppm(50_000),
            random: Rate::from_ppm(100_000),
            explore: Rate::from_ppm(50_000),
            certified: Rate::from_ppm(500_000),
            train: TrainPlan::default(),
            cards: BTreeMap::new(),
            presumed: 0,
            inputs_a_batch: 32,
        }
    }
}

/// What became of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dealt {
    pub entry: EntryId,
    pub at: Moment,
    pub chosen: Chosen,
    pub is_examined: bool,
    pub credit: Option<Credit>,
    /// When its result was told to the house, if it was.
    pub told_at: Option<Moment>,
    pub truth: FraudTruth,
}

/// A game that was played to its end.
#[derive(Debug)]
pub struct Played {
    /// In the order in which the house weighed them.
    pub dealt: Vec<Dealt>,
    pub grown: Vec<Grown>,
    pub report: PlayReport,
}

#[derive(Debug, thiserror::Error)]
pub enum PlayError {
    #[error("the traffic cannot be made")]
    Traffic(#[from] GenerateError),
    #[error("the house's store failed")]
    Store(#[from] StoreError),
    #[error("what the house kept cannot be read")]
    Kept(#[from] MemoryError),
    #[error("the features are not sound")]
    Features(#[from] SchemaError),
    #[error("the table of lessons is not sound")]
    Table(#[from] TableError),
    #[error("no model can be grown")]
    Train(#[from] TrainError),
    #[error("a model cannot be kept")]
    Saved(#[from] SavedError),
    #[error("a scorecard is not sound")]
    Card(#[from] ForestError),
    #[error("a scorecard does not fit")]
    Misfit(#[from] Misfit),
    #[error("a case of the house cannot be read")]
    Row(#[from] serde_json::Error),
    #[error("the house weighed a case that nobody sent: {0:?}")]
    Stranger(EntryId),
    #[error("{0}")]
    House(String),
}

/// A house with its examiner and its analyst.
struct Game<'p, S> {
    plan: &'p PlayPlan,
    house: House<S>,
    keyring: Keyring,
    truths: BTreeMap<KeyPair, FraudTruth>,
    dealt: Vec<Dealt>,
    /// Where a case stands among those that were dealt with.
    places: BTreeMap<EntryId, usize>,
    examiner: Examiner,
    student: Student,
    read: CommitNo,
    last: Moment,
}

/// Plays all weeks. `store` is empty; `keyring` is the house's.
///
/// # Errors
/// When the store fails, or the house does not keep what it should.
pub fn play<S: Store>(
    plan: &PlayPlan,
    store: S,
    keyring: &Keyring,
    progress: &mut dyn FnMut(u64),
) -> Result<Played, PlayError> {
    let law = Law::shipped().map_err(|it| PlayError::House(format!("{it:?}")))?;
    let days = Days::new(&plan.fraud, &law, plan.seed)?;
    let half = days.half();
    let opening = days.opening(&law)?;
    let house = House::open(store, law, keyring.clone())?;
    let mut game = Game {
        plan,
        house,
        keyring: keyring.clone(),
        truths: BTreeMap::new(),
        dealt: Vec::new(),
        places: BTreeMap::new(),
        examiner: Examiner::new(plan.fraud.severity_threshold),
        student: Student::new(plan, keyring)?,
        read: CommitNo(0),
        last: Moment::from_millis(0),
    };
    game.take(opening)?;
    let told = game.student.opening()?;
    game.tell(told)?;
    let n_done = Cell::new(0);
    for (number, day) in days.enumerate() {
        let day = day?;
        n_done.set(n_done.get() + day.truth.len() as u64);
        // A week's first morning: a model of all that was found until then.
        if number > 0 && number % 7 == 0 {
            let told = game.student.study()?;
            game.tell(told)?;
        }
        game.day(day)?;
        progress(n_done.get());
    }
    let report = PlayReport::of(plan, &game.dealt, half);
    Ok(Played { dealt: game.dealt, grown: game.student.grown, report })
}

impl<S: Store> Game<'_, S> {
    fn take(&mut self, messages: Vec<Incoming>) -> Result<(), PlayError> {
        let inputs: Vec<RawInput> = messages.into_iter().map(Incoming::into_input).collect();
        self.take_inputs(&inputs)
    }

    fn take_inputs(&mut self, inputs: &[RawInput]) -> Result<(), PlayError> {
        for batch in inputs.chunks(self.plan.inputs_a_batch.max(1)) {
            self.last = batch.iter().map(|it| it.received_at).max().unwrap_or(self.last);
            self.house.take(batch)?;
        }
        Ok(())
    }

    /// Tells the house something of its own, at the moment that it has come to.
    fn tell(&mut self, messages: Vec<Vec<u8>>) -> Result<(), PlayError> {
        let at = self.last;
        let input = |bytes| RawInput { received_at: at, sender: String::new(), bytes };
        let inputs: Vec<RawInput> = messages.into_iter().map(input).collect();
        self.take_inputs(&inputs)
    }

    fn day(&mut self, day: Day) -> Result<(), PlayError> {
        let Day { on, messages, truth, returns } = day;
        let keyring = &self.keyring;
        let known = truth.into_iter().map(|(key, truth)| (key_of(keyring, &key), truth));
        self.truths.extend(known);
        self.take(messages)?;
        self.look()?;
        let midnight = Moment::from_local(on.at(0, 0, 0, 0)).plus_minutes(24 * 60);
        self.last = self.last.max(midnight.plus_minutes(-1));
        self.answer()?;
        self.look()?;
        self.send_back(&returns)
    }

    /// Reads what the house kept since it was read last.
    fn look(&mut self) -> Result<(), PlayError> {
        const CHUNK_BYTES: usize = 8 << 20;
        loop {
            let kept = self.house.store().remembered_after(self.read, CHUNK_BYTES)?;
            let Some((last, _)) = kept.last() else { return Ok(()) };
            self.read = *last;
            for (_, bytes) in &kept {
                let batch = Batch::from_bytes(bytes)?;
                self.dealt_with(&batch)?;
                self.student.listen(&batch);
            }
        }
    }

    fn dealt_with(&mut self, batch: &Batch<'_>) -> Result<(), PlayError> {
        for it in &batch.weighed {
            let truth = self.truths.get(&it.case.key).ok_or(PlayError::Stranger(it.entry))?.clone();
            let is_examined = it.channel >= RiskChannel::Documents;
            if is_examined {
                self.examiner.examine(it.entry, &truth, it.case.at);
            }
            let dealt = Dealt {
                entry: it.entry,
                at: it.case.at,
                chosen: it.chosen,
                is_examined,
                credit: it.case.credit,
                told_at: None,
                truth,
            };
            match self.places.get(&it.entry).and_then(|it| self.dealt.get_mut(*it)) {
                // It was amended and weighed anew: what selected it first stays.
                Some(before) if before.is_examined => {}
                Some(before) => *before = dealt,
                None => {
                    self.places.insert(it.entry, self.dealt.len());
                    self.dealt.push(dealt);
                }
            }
        }
        for it in &batch.found {
            let place = self.places.get(&it.entry).and_then(|it| self.dealt.get_mut(*it));
            if let Some(dealt) = place {
                dealt.told_at = Some(self.last);
            }
        }
        Ok(())
    }

    /// Officers write down what examinations found whose results have come.
    fn answer(&mut self) -> Result<(), PlayError> {
        let due = self.examiner.due(self.last);
        for due in due.chunks(256) {
            let ids = due.iter().map(|it| it.entry).collect();
            let rows = self.rows(ids)?;
            let mut told = Vec::new();
            for it in due {
                let row = rows.iter().find(|row| row.id == it.entry);
                match row.map(|row| self.examiner.answer(it, row)).transpose()?.flatten() {
                    Some(bytes) => told.push(bytes),
                    None => self.examiner.later(it),
                }
            }
            self.tell(told)?;
        }
        Ok(())
    }

    fn rows(&mut self, entries: Vec<EntryId>) -> Result<Vec<EntryRow>, PlayError> {
        let keys = Keys { entries, ..Keys::default() };
        Ok(self.house.store().load(&keys)?.entries)
    }

    fn send_back(&mut self, returns: &[Comeback]) -> Result<(), PlayError> {
        let mut inputs = Vec::new();
        for it in returns {
            let key = key_of(&self.keyring, &it.key);
            let keys = Keys { claims: vec![key], ..Keys::default() };
            let claims = self.house.store().load(&keys)?.claims;
            let Some(claim) = claims.first() else { continue };
            let rows = self.rows(vec![claim.entry])?;
            let Some(row) = rows.first() else { continue };
            if state_of(row.state) == Some(EntryState::Released) {
                let entry = Entry::from_row(row).map_err(|it| PlayError::House(it.to_string()))?;
                let mut input = it.message(&entry.list_no()).into_input();
                // They are sent at the end of the day.
                input.received_at = input.received_at.max(self.last);
                inputs.push(input);
            }
        }
        self.take_inputs(&inputs)
    }
}

/// As the house knows a case.
fn key_of(keyring: &Keyring, key: &CaseKey) -> KeyPair {
    match key {
        CaseKey::Parcel { platform_code, order_no } => keyring.order(platform_code, order_no),
        CaseKey::Declaration { declarant_code, reference } => {
            keyring.declaration(declarant_code, reference)
        }
    }
}

/// Whether a case is of a lane, or of both.
fn is_of(truth: &FraudTruth, lane: Option<CaseLane>) -> bool {
    lane.is_none_or(|it| it == truth.lane)
}
