//! What selection found, kept up as the house decides: a fold of the kept batches (`risk::figures`), beside the house.
//!
//! A task of its own folds what was committed, a slice at a time and resting between slices, as that of the wall board does. Nobody waits
//! for it; whoever asks is told how many commits are not in the figures yet. A process that starts anew folds from the first commit on.

mod compare;
mod drift;
mod later;
mod lots;
mod models;
#[cfg(test)]
mod tests;

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result};
use clearance::{
    Registry,
    history::{self, Event},
    ports::Records as _,
};
use model::{CommitNo, Date, InputId, RiskChannel, RiskRule};
use params::Law;
use risk::{
    batch::{Batch, Chosen},
    figures::{Figures, Fired, FiredOn, Limits},
    memory::Grade,
};
use store::HouseRecords;
use tokio::time::sleep;

use crate::{api::ApiState, rules::rule_then};

pub(crate) use compare::{Compared, District, compare};
pub(crate) use drift::{Drift, FeatureDrift, ModelDrift, drift};
pub(crate) use later::{later_page, sought};
pub(crate) use lots::{DayLots, Drawn, lots_of_day};
pub(crate) use models::{ModelAccount, Standing, Told, limit_on, model_accounts};

/// Bytes of kept batches that are read at once.
const SLICE_BYTES: usize = 512 * 1024;
/// After a slice the folding rests this many times as long as it worked, so that it takes a fifth of one core at most.
const REST: u32 = 4;
/// What was decided is looked for so often at most, and so often at least.
const AT_MOST_EVERY: Duration = Duration::from_secs(1);
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// The figures as of a commit.
pub(crate) struct Folded {
    figures: Figures,
    after: CommitNo,
    /// Commits that are not in them yet, about.
    behind: u64,
    /// Rules as they were ever told; more are told from time to time.
    told: Vec<(InputId, RiskRule)>,
}

impl Folded {
    /// Before anything was folded.
    ///
    /// # Errors
    /// When the law does not say from what on a finding counts.
    pub(crate) fn begin(law: &Law, today: Date) -> Result<Folded> {
        let grade = law.days_on("risk.found_from", today);
        let grade = grade.ok().and_then(|it| u8::try_from(it).ok());
        let least = Grade(grade.context("the law does not say from what on a finding counts")?);
        let figures = Figures::new(Limits::default(), least);
        Ok(Folded { figures, after: CommitNo(0), behind: 0, told: Vec::new() })
    }

    /// Folded to the end, for whoever has no running house.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn whole(
        records: &HouseRecords,
        registry: &Registry,
        today: Date,
    ) -> Result<Folded> {
        let mut folded = Folded::begin(&registry.law, today)?;
        folded.told = registry.rules_told().to_vec();
        while folded.slice(records)? {}
        Ok(folded)
    }

    /// Folds one slice; whether there may be more.
    fn slice(&mut self, records: &HouseRecords) -> Result<bool> {
        let kept = records.remembered_after(self.after, SLICE_BYTES)?;
        for (commit, bytes) in &kept {
            let batch = Batch::from_bytes(bytes)?;
            let fired = fired_on(records, *commit, &batch, &self.told)?;
            self.figures.take(*commit, &batch, &fired);
            self.after = *commit;
        }
        // Commits of which nothing is kept are behind nobody.
        let has_more = !kept.is_empty();
        let head = records.head()?.commit;
        self.behind = if has_more { head.0.saturating_sub(self.after.0) } else { 0 };
        Ok(has_more)
    }

    pub(crate) fn figures(&self) -> &Figures {
        &self.figures
    }

    pub(crate) fn behind(&self) -> u64 {
        self.behind
    }
}

/// Which rules fired on the cases of a commit, as its history says. Where no rule is a whitelist, whatever fired chose its case, and no
/// other case is looked up.
fn fired_on(
    records: &HouseRecords,
    commit: CommitNo,
    batch: &Batch<'_>,
    told: &[(InputId, RiskRule)],
) -> Result<FiredOn> {
    let mut fired = FiredOn::new();
    if told.is_empty() {
        return Ok(fired);
    }
    let spares = told.iter().any(|it| it.1.channel == RiskChannel::Release);
    for one in batch.weighed.iter().filter(|it| spares || it.chosen.has(Chosen::RULE)) {
        let on = one.case.at.local_date();
        let history = records.history(one.entry)?;
        for record in history.iter().filter(|it| it.commit == commit) {
            for happening in
                history::decode(&record.body).context("a history record is malformed")?
            {
                let Event::Selected(selection) = &happening.what else { continue };
                let rules = selection.reasons.iter();
                let rules = rules.filter_map(|it| rule_then(told, &it.rule, happening.input, on));
                let rules =
                    rules.map(|it| Fired { rule: it.id.clone(), campaign: it.campaign.clone() });
                fired.entry(one.entry).or_default().extend(rules);
            }
        }
    }
    Ok(fired)
}

/// The figures of a running house.
#[derive(Default)]
pub(crate) struct RiskFigures {
    folded: Mutex<Option<Folded>>,
}

impl RiskFigures {
    /// Keeps them up until the task is ended.
    pub(crate) async fn run(state: ApiState) {
        let mut decided = state.intake().changes();
        loop {
            let worked = Instant::now();
            let more = state.read(|records, state| state.risk_figures().fold(records, state)).await;
            if more.is_ok_and(|it| it) {
                sleep(worked.elapsed() * REST).await;
                continue;
            }
            sleep(AT_MOST_EVERY).await;
            tokio::select! {
                // A house that has stopped changes no more.
                Ok(()) = decided.changed() => {}
                () = sleep(LOOK_EVERY) => {}
            }
        }
    }

    /// Folds one slice; whether there may be more.
    fn fold(&self, records: &HouseRecords, state: &ApiState) -> Result<bool> {
        let mut folded = self.lock();
        if folded.is_none() {
            let today = state.now().today();
            *folded = Some(state.with_registry(records, |it| Folded::begin(&it.law, today))??);
        }
        let Some(folded) = folded.as_mut() else { return Ok(false) };
        let known = folded.told.len();
        let told = state.with_registry(records, |it| {
            let told = it.rules_told();
            (told.len() != known).then(|| told.to_vec())
        })?;
        folded.told = told.unwrap_or_else(|| std::mem::take(&mut folded.told));
        folded.slice(records)
    }

    /// What somebody sees of them, after so much was folded as can be while he waits a little.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn look<T>(
        &self,
        records: &HouseRecords,
        state: &ApiState,
        look: impl FnOnce(&Folded) -> Result<T>,
    ) -> Result<T> {
        const PATIENCE: Duration = Duration::from_millis(300);
        let until = Instant::now() + PATIENCE;
        while self.fold(records, state)? && Instant::now() < until {}
        look(self.lock().as_ref().context("there are no figures")?)
    }

    fn lock(&self) -> MutexGuard<'_, Option<Folded>> {
        self.folded.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
