//! Whether what models say comes true, and whether the one in force has fallen behind the one in its shadow.

use anyhow::Result;
use clearance::{HouseModel, PlanState, Registry, ports::Records as _};
use jiff::Span;
use model::{Amount, Date, Moment, RiskChange, RiskModelChange, RiskModelRole, RiskProcedure};
use risk::figures::{Calibration, Days, Figures};
use store::HouseRecords;

/// A model in force, and what became of what it said.
#[derive(Debug)]
pub(crate) struct ModelAccount {
    pub(crate) procedure: RiskProcedure,
    pub(crate) active: Told,
    pub(crate) shadow: Option<Told>,
    /// Since the one in force is in force; of the comparison, since the other looks on.
    pub(crate) days: Option<Days>,
    pub(crate) duel_days: Option<Days>,
    pub(crate) calibration: Calibration,
    pub(crate) duel: Calibration,
    pub(crate) standing: Standing,
    /// On fewer cases nothing is said.
    pub(crate) needed: u64,
}

/// A model, and since when it has its role.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) name: String,
    pub(crate) since: Moment,
    model: HouseModel,
}

/// The model in force against the one in the shadow, on cases that lots drew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// There is nothing in the shadow.
    Alone,
    TooFew,
    /// The interval does not say.
    Level,
    Ahead,
    Behind,
}

impl ModelAccount {
    /// What a plan is called that exchanges both.
    pub(crate) fn title(&self) -> String {
        let shadow = self.shadow.as_ref().map_or("", |it| it.name.as_str());
        let active = &self.active.name;
        format!("模型降级：{active} 不及 {shadow} (demote {active}: {shadow} is better)")
    }

    /// The roles exchanged, for somebody to propose; nothing where the model in force has not fallen behind.
    ///
    /// # Errors
    /// When a model cannot be spelt.
    pub(crate) fn demotion(&self) -> Result<Option<RiskChange>> {
        let (Standing::Behind, Some(shadow)) = (self.standing, &self.shadow) else {
            return Ok(None);
        };
        let change = |role: RiskModelRole, told: &Told| -> Result<RiskModelChange> {
            let model = Some(String::from_utf8(told.model.model.save()?)?);
            Ok(RiskModelChange { procedure: self.procedure, role, model })
        };
        let models = vec![
            change(RiskModelRole::Active, shadow)?,
            change(RiskModelRole::Shadow, &self.active)?,
        ];
        Ok(Some(RiskChange { models, ..RiskChange::default() }))
    }
}

/// Every model in force.
///
/// # Errors
/// When the store cannot be read, or the law does not say on how many cases models are compared.
pub(crate) fn model_accounts(
    records: &HouseRecords,
    registry: &Registry,
    figures: &Figures,
    today: Date,
) -> Result<Vec<ModelAccount>> {
    let needed = registry.law.days_on("risk.duel_cases", today)?;
    let needed = u64::try_from(needed).unwrap_or(u64::MAX);
    let mut accounts = Vec::new();
    for procedure in RiskProcedure::ALL {
        let told = |role| told(records, registry, procedure, role);
        let Some(active) = told(RiskModelRole::Active)? else { continue };
        let shadow = told(RiskModelRole::Shadow)?;
        let days = days_since(active.since, figures);
        let both = shadow.as_ref().map(|it| it.since.max(active.since));
        let duel_days = both.and_then(|it| days_since(it, figures));
        let of = |days: &Option<Days>| {
            days.as_ref().map(|it| figures.calibration(it, procedure)).unwrap_or_default()
        };
        let (calibration, duel) = (of(&days), of(&duel_days));
        let standing = standing(shadow.is_some(), &duel, needed);
        accounts.push(ModelAccount {
            procedure,
            active,
            shadow,
            days,
            duel_days,
            calibration,
            duel,
            standing,
            needed,
        });
    }
    Ok(accounts)
}

fn standing(has_shadow: bool, calibration: &Calibration, needed: u64) -> Standing {
    let duel = &calibration.duel;
    match duel.difference() {
        _ if !has_shadow => Standing::Alone,
        Some((_, interval)) if duel.n >= needed => {
            if interval.low > 0.0 {
                Standing::Behind
            } else if interval.high < 0.0 {
                Standing::Ahead
            } else {
                Standing::Level
            }
        }
        _ => Standing::TooFew,
    }
}

fn told(
    records: &HouseRecords,
    registry: &Registry,
    procedure: RiskProcedure,
    role: RiskModelRole,
) -> Result<Option<Told>> {
    let Some(model) = registry.risk().models().get(&(procedure, role)) else { return Ok(None) };
    // A plan takes effect later than it was approved.
    let by_plan = registry.risk().plans().iter().find_map(|plan| match &plan.state {
        PlanState::Active { approved, since, .. } if approved.told == model.word.told => {
            Some(*since)
        }
        _ => None,
    });
    let since = match by_plan {
        Some(since) => Some(since),
        None => records.input(model.word.told)?.map(|it| it.received_at),
    };
    Ok(since.map(|since| Told { name: model.name(), since, model: model.clone() }))
}

/// Whole days from a moment on, as far as there are figures.
fn days_since(since: Moment, figures: &Figures) -> Option<Days> {
    let on = since.local_date();
    let is_midnight = Moment::from_local(on.at(0, 0, 0, 0)) == since;
    let first = if is_midnight { on } else { on.checked_add(Span::new().days(1)).ok()? };
    let newest = figures.newest()?;
    (first <= newest).then_some(first..=newest)
}

/// A parameter that is no count.
pub(crate) fn limit_on(registry: &Registry, name: &str, today: Date) -> Option<f64> {
    let value = registry.law.parameters.get(name)?.on(today).ok()?.amount()?.value;
    #[expect(clippy::cast_precision_loss, reason = "a limit of few digits")]
    let limit = value.scaled() as f64 / Amount::ONE.scaled() as f64;
    Some(limit)
}

#[cfg(test)]
mod tests {
    use model::{CommitNo, EntryId, KeyPair, RiskChannel};
    use risk::{
        batch::{Batch, Chosen, Found, Weighed},
        case::{Case, Counts, Figures as CaseFigures, Parties, Times},
        figures::{FiredOn, Limits},
        memory::{Deltas, Grade},
    };

    use super::*;

    const DAY: Date = Date::constant(2026, 11, 20);

    fn one(entry: u64, active: f64, shadow: f64) -> Weighed<'static> {
        let part = |it: f64| Some((it * 65_535.0) as u16);
        Weighed {
            entry: EntryId(entry),
            channel: RiskChannel::Examination,
            chosen: Chosen::RANDOM,
            digest: None,
            probability: part(active),
            shadow: part(shadow),
            case: Case {
                procedure: RiskProcedure::Parcel,
                key: KeyPair { hi: 1, lo: 2 },
                at: Moment::from_local(DAY.at(12, 0, 0, 0)),
                parties: Parties::default(),
                credit: None,
                customs: "2201",
                port: "",
                supervision_mode: "",
                transport_mode: "",
                shipping_country: "",
                trade_country: "",
                packaging: "",
                figures: CaseFigures::default(),
                times: Times::default(),
                counts: Counts::default(),
                note: "",
                lines: Vec::new(),
            },
        }
    }

    /// Every fourth case is found; the model in force says one thing of all, the other is right by so much.
    fn told(n: u64, right_by: f64) -> Calibration {
        let is_found = |it: u64| it.is_multiple_of(4);
        let said = |it: u64| if is_found(it) { 0.25 + right_by } else { 0.25 - right_by / 3.0 };
        let weighed = (1..=n).map(|it| one(it, 0.25, said(it))).collect();
        let result = |it: u64| Found {
            entry: EntryId(it),
            grade: is_found(it).then_some(Grade(3)),
            kinds: Vec::new(),
        };
        let found = (1..=n).map(result).collect();
        let batch = Batch { weighed, promises: Vec::new(), found, deltas: Deltas::default() };
        let mut figures = Figures::new(Limits::default(), Grade(2));
        figures.take(CommitNo(1), &batch, &FiredOn::new());
        figures.calibration(&(DAY..=DAY), RiskProcedure::Parcel)
    }

    #[test]
    fn a_model_has_fallen_behind_only_where_enough_cases_by_lot_leave_no_doubt() {
        assert_eq!(standing(true, &told(400, 0.3), 200), Standing::Behind);
        assert_eq!(standing(true, &told(199, 0.3), 200), Standing::TooFew);
        assert_eq!(standing(true, &told(400, -0.3), 200), Standing::Ahead);
        assert_eq!(standing(true, &told(400, 0.0), 200), Standing::Level);
        assert_eq!(standing(false, &told(400, 0.3), 200), Standing::Alone);
        assert_eq!(standing(true, &Calibration::default(), 0), Standing::TooFew);
    }

    #[test]
    fn only_whole_days_count() {
        let mut figures = Figures::new(Limits::default(), Grade(2));
        let since = |hour: i8| Moment::from_local(DAY.at(hour, 0, 0, 0));
        assert_eq!(days_since(since(0), &figures), None, "there are no figures");
        let weighed = vec![one(1, 0.5, 0.5)];
        let batch =
            Batch { weighed, promises: Vec::new(), found: Vec::new(), deltas: Deltas::default() };
        figures.take(CommitNo(1), &batch, &FiredOn::new());
        assert_eq!(days_since(since(0), &figures), Some(DAY..=DAY));
        assert_eq!(days_since(since(9), &figures), None, "of its first day it had a part");
    }
}
