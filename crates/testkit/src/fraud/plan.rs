//! What is planted: the data file, its variations, and what it must hold.

use std::collections::BTreeMap;

use model::{Date, Rate};
use serde::Deserialize;

use super::{
    kind::{CaseLane, FraudKind},
    quantiles::Quantiles,
};
use crate::draw::{Domain, Draws, Seed, splitmix};

const EMBEDDED: &str = include_str!("../../data/fraud/fraud.toml");
const MILLION: u32 = 1_000_000;
/// Sets the draws of a second configuration apart from those of its traffic.
const DRAWN: u64 = 0x6672_6175_6470_6c6e;

/// A configuration of traffic with planted fraud; `data/fraud/README.md` says what each number means.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FraudPlan {
    pub edition: u32,
    /// A Monday.
    pub start: Date,
    pub weeks: u32,
    /// Of an average week.
    pub parcels_a_week: u32,
    pub declarations_a_week: u32,
    /// Share of cases in which fraud is planted.
    pub base_rate_ppm: u32,
    /// Of a hundred; what is confirmed and is as severe counts as found.
    pub severity_threshold: u32,
    pub label_days: Quantiles,
    pub changes: FraudKind,
    pub half_ppm: u32,
    pub season_permille: Vec<u32>,
    pub hours: Lanes<[u32; 24]>,
    pub days: Lanes<[u32; 7]>,
    pub actors: ActorsPlan,
    pub certified: CertifiedPlan,
    pub honest: HonestPlan,
    pub kinds: BTreeMap<FraudKind, KindPlan>,
    pub drawn: Ranges,
}

/// Something of each lane.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lanes<T> {
    pub parcels: T,
    pub declarations: T,
}

/// How actors are born, and when they end.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActorsPlan {
    pub turned_ppm: u32,
    pub stops_ppm: u32,
    pub born_within_ppm: u32,
    pub weight: Quantiles,
    pub once_ppm: u32,
    pub together_ppm: u32,
}

/// Traders of advanced credit (高级认证企业).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertifiedPlan {
    /// Of companies of old that no actor has.
    pub honest_ppm: u32,
    /// Of companies of old that began to cheat.
    pub turned_ppm: u32,
}

/// What honest traffic is like.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HonestPlan {
    pub new_companies_ppm: u32,
    pub company_price_permille: Quantiles,
    pub line_price_permille: Quantiles,
    pub origin_price_permille: Quantiles,
    pub sale_ppm: u32,
    pub sale_price_permille: Quantiles,
    pub busy_permille: u32,
    pub busy_sale_ppm: u32,
    pub line_weight_permille: Quantiles,
    pub company_weight_permille: Quantiles,
    pub vague_ppm: u32,
    pub vague_company_ppm: u32,
    pub short_ppm: u32,
    pub other_words_ppm: u32,
    pub family_ppm: u32,
    pub family_account_ppm: u32,
    pub collector_ppm: u32,
    pub collectors: u32,
    pub pickup_ppm: u32,
    pub pickups: u32,
    pub heavy_ppm: u32,
    pub other_route_ppm: u32,
    pub first_partner_ppm: u32,
    pub return_ppm: u32,
    pub return_days: Quantiles,
    pub mistake_ppm: u32,
    pub mistake_severity: Quantiles,
}

/// One kind of fraud.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindPlan {
    /// Where within the weeks it appears.
    #[serde(default)]
    pub from_ppm: u32,
    /// Its share of each lane's fraud.
    pub parcels: u32,
    pub declarations: u32,
    pub cases_a_week: u32,
    pub cheats_ppm: [u32; 2],
    pub shows_ppm: u32,
    pub degree: Quantiles,
    pub confirmed_ppm: u32,
    pub severity: Quantiles,
    pub at_stake_permille: Quantiles,
    /// What its actors share among their cases: how many of each.
    pub persons: u32,
    pub telephones: u32,
    pub addresses: u32,
    /// Sellers of a parcel actor; brokers and suppliers of a declaration actor.
    pub companies: u32,
    pub burst_ppm: u32,
    pub burst_times: u32,
    /// Kinds that come with it.
    pub with: BTreeMap<FraudKind, u32>,
    /// Its manner from half way on, where the plan says that it changes.
    pub later: Option<Later>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Later {
    pub degree: Quantiles,
    pub is_dearest_alone: bool,
}

/// Within which a second configuration is drawn, in hundredths.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ranges {
    pub mix_percent: [u32; 2],
    pub degree_percent: [u32; 2],
    pub cheats_percent: [u32; 2],
    pub confirmed_percent: [u32; 2],
    pub shows_percent: [u32; 2],
    pub cases_percent: [u32; 2],
    pub parties_percent: [u32; 2],
    pub noise_percent: [u32; 2],
    pub at_stake_percent: [u32; 2],
    /// How many kinds appear half way.
    pub late_kinds: [u32; 2],
}

/// The data file cannot be traffic.
#[derive(Debug, thiserror::Error)]
pub enum FraudPlanError {
    #[error("the plan of planted fraud is not of its form")]
    Form(#[from] toml::de::Error),
    #[error("the plan of planted fraud is not sound: {0}")]
    Unsound(&'static str),
}

impl FraudPlan {
    /// The plan that is committed with the program.
    ///
    /// # Errors
    /// When the file is not of its form: a test reads it.
    pub fn embedded() -> Result<FraudPlan, FraudPlanError> {
        FraudPlan::parse(EMBEDDED)
    }

    /// # Errors
    /// With what is wrong.
    pub fn parse(text: &str) -> Result<FraudPlan, FraudPlanError> {
        let plan: FraudPlan = toml::from_str(text)?;
        plan.prove()?;
        Ok(plan)
    }

    /// The same with another share of planted cases.
    #[must_use]
    pub fn base_rate(mut self, rate: Rate) -> FraudPlan {
        self.base_rate_ppm = crate::plan::chance(rate).min(MILLION / 2);
        self
    }

    /// The same of another size.
    #[must_use]
    pub fn sized(mut self, weeks: u32, parcels_a_week: u32, declarations_a_week: u32) -> FraudPlan {
        self.weeks = weeks.max(1);
        self.parcels_a_week = parcels_a_week;
        self.declarations_a_week = declarations_a_week;
        self
    }

    /// A second configuration: the same kinds with other mixes, intensities and noise, each drawn from the range
    /// that the data file states.
    #[must_use]
    pub fn drawn(mut self, seed: u64) -> FraudPlan {
        let mut draws = Seed::new(splitmix(seed ^ DRAWN)).draws(Domain::Parcel, 0);
        let ranges = self.drawn.clone();
        for plan in self.kinds.values_mut() {
            plan.draw(&ranges, &mut draws);
        }
        self.honest.draw(&ranges, &mut draws);
        self.draw_late(&ranges, &mut draws);
        let changing: Vec<FraudKind> =
            self.kinds.iter().filter(|it| it.1.later.is_some()).map(|it| *it.0).collect();
        if !changing.is_empty() {
            self.changes = *draws.pick(&changing);
        }
        self
    }

    /// Which kinds appear half way: no lane is left with fewer than two before.
    fn draw_late(&mut self, ranges: &Ranges, draws: &mut Draws) {
        let [low, high] = ranges.late_kinds;
        let wanted = draws.between(low, high);
        self.kinds.values_mut().for_each(|it| it.from_ppm = 0);
        for _ in 0..wanted {
            let kind = *draws.pick(&FraudKind::ALL);
            let half = self.half_ppm;
            let Some(plan) = self.kinds.get_mut(&kind) else { continue };
            plan.from_ppm = half;
            let of = |it: &KindPlan, lane| it.from_ppm == 0 && it.share(lane) > 0;
            let early = |lane| self.kinds.values().filter(|it| of(it, lane)).count();
            if early(CaseLane::Parcel) < 2 || early(CaseLane::Declaration) < 2 {
                self.kinds.entry(kind).and_modify(|it| it.from_ppm = 0);
            }
        }
    }

    fn prove(&self) -> Result<(), FraudPlanError> {
        let wrong = |what| Err(FraudPlanError::Unsound(what));
        if self.kinds.len() != FraudKind::ALL.len() {
            return wrong("a kind is missing");
        }
        if self.season_permille.is_empty() || self.weeks == 0 {
            return wrong("there are no weeks");
        }
        for lane in [CaseLane::Parcel, CaseLane::Declaration] {
            let is_early = |it: &&KindPlan| it.share(lane) > 0 && it.from_ppm == 0;
            if self.kinds.values().filter(is_early).count() == 0 {
                return wrong("a lane begins without a kind");
            }
        }
        let rising = self.kinds.values().all(KindPlan::is_sound) && self.label_days.is_sound();
        if !rising {
            return wrong("a distribution falls, or a kind has no cases a week");
        }
        Ok(())
    }

    /// What a kind's manner is at a time.
    pub(super) fn manner(&self, kind: FraudKind, at_ppm: u32) -> Manner {
        let Some(plan) = self.kinds.get(&kind) else { return Manner::default() };
        let changed = plan.later.as_ref().filter(|_| self.changes == kind);
        match changed.filter(|_| at_ppm >= self.half_ppm) {
            Some(later) => Manner {
                degree: Some(later.degree),
                is_dearest_alone: later.is_dearest_alone,
                is_changed: true,
            },
            None => Manner { degree: Some(plan.degree), ..Manner::default() },
        }
    }
}

/// How a kind is done.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Manner {
    degree: Option<Quantiles>,
    pub(super) is_dearest_alone: bool,
    pub(super) is_changed: bool,
}

impl Manner {
    pub(super) fn degree(&self, ppm: u32) -> u32 {
        self.degree.map_or(0, |it| it.at(ppm))
    }
}

impl KindPlan {
    pub(super) fn share(&self, lane: CaseLane) -> u32 {
        match lane {
            CaseLane::Parcel => self.parcels,
            CaseLane::Declaration => self.declarations,
        }
    }

    fn is_sound(&self) -> bool {
        let later = self.later.as_ref().is_none_or(|it| it.degree.is_sound());
        let rows = [self.degree, self.severity, self.at_stake_permille];
        let [low, high] = self.cheats_ppm;
        later
            && rows.iter().all(Quantiles::is_sound)
            && self.cases_a_week > 0
            && 0 < low
            && low <= high
    }

    fn draw(&mut self, ranges: &Ranges, draws: &mut Draws) {
        let mut scale = |value: &mut u32, [low, high]: [u32; 2], most: u32| {
            let percent = u64::from(draws.between(low, high));
            let scaled = u64::from(*value) * percent / 100;
            *value = u32::try_from(scaled).unwrap_or(most).min(most);
        };
        scale(&mut self.parcels, ranges.mix_percent, MILLION);
        scale(&mut self.declarations, ranges.mix_percent, MILLION);
        scale(&mut self.cases_a_week, ranges.cases_percent, MILLION);
        self.cases_a_week = self.cases_a_week.max(1);
        let [low, high] = &mut self.cheats_ppm;
        scale(low, ranges.cheats_percent, 950_000);
        scale(high, ranges.cheats_percent, 950_000);
        self.cheats_ppm.sort_unstable();
        scale(&mut self.confirmed_ppm, ranges.confirmed_percent, 980_000);
        if self.shows_ppm < MILLION {
            scale(&mut self.shows_ppm, ranges.shows_percent, 980_000);
        }
        for parties in [&mut self.persons, &mut self.telephones, &mut self.addresses] {
            let has_any = u32::from(*parties > 0);
            scale(parties, ranges.parties_percent, MILLION);
            *parties = (*parties).max(has_any);
        }
        scale(&mut self.companies, ranges.parties_percent, MILLION);
        self.companies = self.companies.max(1);
        let mut percent = |[low, high]: [u32; 2]| draws.between(low, high);
        let stretch = percent(ranges.degree_percent);
        // Degrees that are no factors of an honest value are but places in a distribution.
        if self.degree.at(0) > 0 {
            self.degree = self.degree.stretched(1_000, stretch);
        }
        if let Some(later) = self.later.as_mut().filter(|it| it.degree.at(0) > 0) {
            later.degree = later.degree.stretched(1_000, stretch);
        }
        let at_stake = percent(ranges.at_stake_percent);
        self.at_stake_permille = self.at_stake_permille.stretched(0, at_stake);
    }
}

impl HonestPlan {
    fn draw(&mut self, ranges: &Ranges, draws: &mut Draws) {
        let [low, high] = ranges.noise_percent;
        let shares = [
            &mut self.sale_ppm,
            &mut self.vague_ppm,
            &mut self.vague_company_ppm,
            &mut self.short_ppm,
            &mut self.other_words_ppm,
            &mut self.family_ppm,
            &mut self.family_account_ppm,
            &mut self.collector_ppm,
            &mut self.pickup_ppm,
            &mut self.other_route_ppm,
            &mut self.first_partner_ppm,
            &mut self.return_ppm,
            &mut self.mistake_ppm,
        ];
        for share in shares {
            *share = share.saturating_mul(draws.between(low, high)) / 100;
        }
        let widths = [
            &mut self.company_price_permille,
            &mut self.line_price_permille,
            &mut self.line_weight_permille,
            &mut self.company_weight_permille,
        ];
        for width in widths {
            *width = width.stretched(1_000, draws.between(low, high));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_plan_is_sound_and_so_is_what_is_drawn_of_it() {
        let plan = FraudPlan::embedded().unwrap();
        assert_eq!(plan.kinds.values().filter(|it| it.from_ppm > 0).count(), 2);
        let mut seen = Vec::new();
        for seed in 0..50 {
            let drawn = plan.clone().drawn(seed);
            drawn.prove().unwrap();
            assert_eq!(drawn, plan.clone().drawn(seed));
            let late = drawn.kinds.values().filter(|it| it.from_ppm > 0).count();
            assert!(late <= 3);
            seen.push((drawn.changes, late));
            assert!(!seen.is_empty() && drawn != plan);
        }
        seen.sort_unstable();
        seen.dedup();
        assert!(seen.len() > 3, "{seen:?}");
    }

    #[test]
    fn a_plan_that_is_not_sound_is_refused_with_what_is_wrong() {
        let refused = |from: &str, to: &str| {
            assert!(EMBEDDED.contains(from), "{from}");
            FraudPlan::parse(&EMBEDDED.replacen(from, to, 1)).unwrap_err().to_string()
        };
        assert!(refused("label_days = [1, 2", "label_days = [9, 2").contains("falls"));
        assert!(refused("weeks = 26", "weeks = 0").contains("no weeks"));
        assert!(refused("edition = 2", "edition = 2\nsurprise = 2").contains("form"));
        assert!(refused("cases_a_week = 3 ", "cases_a_week = 0 ").contains("no cases"));
    }
}
