//! Whether traffic has become another one than models were grown on: how their features lie among the latest cases, against how they
//! lay among all cases of the window.
//!
//! Cases since the older of the two checkpoints are weighed again, which is the last whole day and today, as far as time allows.

use std::time::Instant;

use anyhow::Result;
use clearance::{HouseModel, digester, memory_of, ports::Records as _};
use matching::Keyring;
use model::{CommitNo, Date, RiskModelRole, RiskProcedure};
use risk::{
    batch::Batch,
    features::{FeatureSet, View},
    memory::{CaseKeys, Limits, Memory},
    trees::FeatureSpread,
};
use store::HouseRecords;

/// Read at once.
const CHUNK_BYTES: usize = 8 * 1024 * 1024;
/// More cases say no more.
const CASES_MAX: u64 = 20_000;

/// Which model, in which role.
pub(crate) type Place = (RiskProcedure, RiskModelRole);

/// What a look at the latest cases came to.
#[derive(Debug)]
pub(crate) struct Drift {
    pub(crate) models: Vec<ModelDrift>,
    /// First and last day of the cases that were weighed again.
    pub(crate) days: Option<(Date, Date)>,
    /// Whether there was no time for all.
    pub(crate) is_cut: bool,
}

/// One model.
#[derive(Debug)]
pub(crate) struct ModelDrift {
    pub(crate) place: Place,
    pub(crate) name: String,
    /// Whether its file says how features lay.
    pub(crate) has_spread: bool,
    pub(crate) n_cases: u64,
    /// What moved most comes first.
    pub(crate) features: Vec<FeatureDrift>,
    sides: Vec<Side>,
}

/// One feature, then and now.
#[derive(Debug)]
pub(crate) struct FeatureDrift {
    pub(crate) name: String,
    pub(crate) title_zh: String,
    /// The population stability index.
    pub(crate) index: f64,
    /// Shares of cases that lack it.
    pub(crate) missing_then: f64,
    pub(crate) missing_now: f64,
}

/// A feature while cases are counted.
#[derive(Debug)]
struct Side {
    /// Among the numbers of a record.
    at: usize,
    title_zh: &'static str,
    then: FeatureSpread,
    now: FeatureSpread,
}

impl ModelDrift {
    fn new(place: Place, model: &HouseModel, features: &FeatureSet) -> ModelDrift {
        let spread = model.model.spread.as_ref();
        // Only what the model asks for can lead it astray.
        let asked = |it: &&FeatureSpread| model.model.features.contains(&it.name);
        let all: Vec<_> = features.numbers().collect();
        let side = |it: &FeatureSpread| {
            let at = all.iter().position(|known| known.name == it.name)?;
            let title_zh = all.get(at)?.title_zh;
            Some(Side { at, title_zh, then: it.clone(), now: it.emptied() })
        };
        let sides = spread.iter().flat_map(|it| it.features.iter()).filter(asked);
        ModelDrift {
            place,
            name: model.name(),
            has_spread: spread.is_some(),
            n_cases: 0,
            features: Vec::new(),
            sides: sides.filter_map(side).collect(),
        }
    }

    fn see(&mut self, numbers: &[f64]) {
        self.n_cases += 1;
        for side in &mut self.sides {
            side.now.see(numbers.get(side.at).copied().unwrap_or(f64::NAN));
        }
    }

    fn finish(&mut self) {
        let told = |side: Side| {
            let missing =
                |it: &FeatureSpread| risk::figures::share(it.missing, it.n()).unwrap_or_default();
            Some(FeatureDrift {
                index: side.then.stability(&side.now)?,
                missing_then: missing(&side.then),
                missing_now: missing(&side.now),
                name: side.then.name,
                title_zh: side.title_zh.to_owned(),
            })
        };
        self.features = std::mem::take(&mut self.sides).into_iter().filter_map(told).collect();
        self.features.sort_by(|a, b| b.index.total_cmp(&a.index));
    }
}

/// Looks at the latest cases until a moment at the latest.
///
/// # Errors
/// When the store cannot be read, or features do not stand beside each other.
pub(crate) fn drift(
    records: &HouseRecords,
    models: &[(Place, HouseModel)],
    until: Instant,
) -> Result<Drift> {
    let keyring = Keyring::new(records.keyring()?);
    let sets = RiskProcedure::ALL.map(FeatureSet::of);
    let sets: Vec<FeatureSet> = sets.into_iter().collect::<Result<_, _>>()?;
    let set_of = |procedure| sets.iter().find(|it| it.procedure() == procedure);
    let mut drifted: Vec<ModelDrift> = models
        .iter()
        .filter_map(|(place, it)| Some(ModelDrift::new(*place, it, set_of(place.0)?)))
        .collect();
    let (mut after, mut memory) = begin(records, &keyring)?;
    let mut drift = Drift { models: Vec::new(), days: None, is_cut: false };
    let mut n = 0;
    'all: loop {
        let kept = records.remembered_after(after, CHUNK_BYTES)?;
        let Some((last, _)) = kept.last() else { break };
        after = *last;
        for (_, bytes) in &kept {
            if n >= CASES_MAX || Instant::now() >= until {
                drift.is_cut = true;
                break 'all;
            }
            let batch = Batch::from_bytes(bytes)?;
            for case in batch.weighed.iter().map(|it| &it.case) {
                let Some(features) = set_of(case.procedure) else { continue };
                let keys = CaseKeys::of(case, memory.digester());
                let record = features.record(&View::new(case, &keys, &memory));
                let ours = drifted.iter_mut().filter(|it| it.place.0 == case.procedure);
                ours.for_each(|it| it.see(record.numbers()));
                let on = case.at.local_date();
                drift.days = Some((drift.days.map_or(on, |it| it.0), on));
                n += 1;
            }
            memory.apply(&batch.deltas);
        }
    }
    drifted.iter_mut().for_each(ModelDrift::finish);
    Ok(Drift { models: drifted, ..drift })
}

/// What was remembered at the older checkpoint, and its commit; nothing where there is none yet, or none of this edition.
fn begin(records: &HouseRecords, keyring: &Keyring) -> Result<(CommitNo, Memory)> {
    for (commit, bytes) in records.checkpoints()?.iter().rev() {
        if let Ok(memory) = memory_of(bytes, keyring) {
            return Ok((*commit, memory));
        }
    }
    Ok((CommitNo(0), Memory::new(digester(keyring), Limits::default())))
}
