//! Which cases the model chooses: those that stand out among the latest of their office, as many as the budget has.
//!
//! Where the line runs follows from how the latest cases of the office scored: a share of them lies above it. So it is known when a
//! case comes, moves with the traffic, and needs no list of the day.

use std::hash::Hasher as _;

use model::{KeyPair, Rate, RiskAim, RiskBudget, RiskChannel};
use siphasher::sip::SipHasher13;

use crate::{
    batch::Chosen,
    case::Case,
    features::View,
    memory::{CaseKeys, Course, Gathering, Log, OCTAVE, Score, log},
};

/// What the model's choice comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Most is expected of it.
    Targeted(RiskChannel),
    /// Least is known of it.
    Explored(RiskChannel),
    /// Not now, but later.
    Later,
    /// It would have been chosen, and the day has no examinations left: so many of so many.
    Beyond { n: u32, most: u32 },
}

impl Choice {
    /// What is done with the case.
    pub fn channel(self) -> RiskChannel {
        match self {
            Choice::Targeted(channel) | Choice::Explored(channel) => channel,
            Choice::Later | Choice::Beyond { .. } => RiskChannel::LaterAudit,
        }
    }

    pub(super) fn chosen(self) -> Chosen {
        match self {
            Choice::Targeted(_) => Chosen::TARGETED,
            Choice::Explored(_) => Chosen::EXPLORED,
            Choice::Later | Choice::Beyond { .. } => Chosen::LATER,
        }
    }
}

/// How a case scores, in 256ths of an octave.
#[derive(Debug, Clone, Copy)]
pub(super) struct Odds {
    /// What is expected of examining it.
    expected: Log,
    /// How little is known of it.
    unknown: Log,
}

impl Odds {
    pub(super) fn of(
        case: &Case<'_>,
        view: &View<'_, '_>,
        probability: f64,
        budget: &RiskBudget,
    ) -> Odds {
        let stake = match budget.aim {
            RiskAim::Findings => 1.0,
            // A case without tax is still worth a look.
            RiskAim::Duty => case.figures.tax.map_or(1.0, |it| yuan(it).max(1.0)),
        };
        let scale = of_rate(budget.credit.of(case.credit));
        let unsure = (probability * (1.0 - probability)).max(0.0).sqrt();
        Odds {
            expected: score(probability * stake * scale, case.key, 1),
            unknown: score(unsure * view.novelty() * scale, case.key, 2),
        }
    }
}

/// What is left of a day's budget, and how the latest cases scored.
pub(super) struct Purse<'p> {
    /// Where a budget has a day's most.
    day: Option<Day>,
    case: &'p Case<'p>,
    keys: &'p CaseKeys,
    course: &'p Course,
    gathering: &'p mut Gathering,
}

/// How many of an office at a port may be chosen on a day, and were before.
#[derive(Debug, Clone, Copy)]
struct Day {
    key: u64,
    most: u32,
    before: u32,
}

impl<'p> Purse<'p> {
    pub(super) fn new(
        budget: Option<&RiskBudget>,
        case: &'p Case<'p>,
        keys: &'p CaseKeys,
        course: &'p Course,
        gathering: &'p mut Gathering,
    ) -> Purse<'p> {
        let day = budget.and_then(|it| it.per_day).map(|most| {
            let key = keys.counter(case.customs, case.port, case.at.local_date());
            Day { key, most, before: course.chosen(key) + gathering.chosen(key) }
        });
        Purse { day, case, keys, course, gathering }
    }

    /// How many were chosen already, where no more may be.
    pub(super) fn beyond(&self) -> Option<(u32, u32)> {
        self.day.filter(|it| it.before >= it.most).map(|it| (it.before, it.most))
    }

    pub(super) fn choose(
        &mut self,
        odds: &Odds,
        budget: &RiskBudget,
        is_white: bool,
    ) -> Option<Choice> {
        let (share, explore) = (of_rate(budget.share), of_rate(budget.explore));
        let targeted = share * (1.0 - explore);
        let is_targeted = self.is_above(Score::Expected, odds.expected, targeted);
        // What is little known is looked for among the rest alone.
        let of_rest = share * explore / (1.0 - targeted).max(f64::EPSILON);
        let is_explored = !is_targeted && self.is_above(Score::Unknown, odds.unknown, of_rest);
        let of_later = targeted + of_rate(budget.later_audit);
        let is_later = self.is_above(Score::Later, odds.expected, of_later);
        let choice = match (is_targeted, is_explored) {
            _ if is_white => return None,
            (true, _) => Choice::Targeted(budget.channel),
            (false, true) => Choice::Explored(budget.channel),
            (false, false) => return is_later.then_some(Choice::Later),
        };
        Some(self.beyond().map_or(choice, |(n, most)| Choice::Beyond { n, most }))
    }

    /// Whether it lies in the uppermost share of the latest cases of its office, or of all while the office has too few. The
    /// next batch will know of it.
    fn is_above(&mut self, score: Score, log: Log, share: f64) -> bool {
        let ppm = ppm(share);
        if ppm == 0 {
            return false;
        }
        let Case { customs, procedure, .. } = *self.case;
        let lines = ["", customs].map(|it| self.keys.scores(score, procedure, it));
        lines.iter().for_each(|it| self.gathering.scored(*it, log, ppm));
        let [all, office] = lines.map(|it| self.course.is_above(it, log));
        office.or(all).unwrap_or(false)
    }

    /// Counts the case where it was chosen by whatever the budget is for.
    pub(super) fn close(self, is_chosen: bool) {
        if let Some(day) = self.day.filter(|_| is_chosen) {
            self.gathering.chose(day.key);
        }
    }
}

/// Scores below a millionth are alike.
const UNIT: f64 = 1_048_576.0;

/// A score as a logarithm. Cases that score alike are told apart by lot, within a width of the sketch's bins, so that a
/// line can run among them.
fn score(value: f64, key: KeyPair, turn: u64) -> Log {
    let scaled = (value * UNIT).clamp(1.0, 9.0e15);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it was clamped")]
    let whole = log(scaled as u64).unwrap_or(0);
    let mut hasher = SipHasher13::new_with_keys(key.hi, key.lo);
    hasher.write_u64(turn);
    let lot = hasher.finish() >> 32;
    let width = u64::from(OCTAVE.unsigned_abs()) / 8;
    whole.saturating_add(Log::try_from((lot * width) >> 32).unwrap_or(0))
}

fn ppm(share: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it was clamped")]
    let ppm = (share.clamp(0.0, 1.0) * 1_000_000.0).round() as u32;
    ppm
}

fn of_rate(rate: Rate) -> f64 {
    // Parts of a million are exact.
    #[expect(clippy::cast_precision_loss, reason = "rates are small")]
    let ppm = rate.ppm() as f64;
    ppm / 1_000_000.0
}

fn yuan(amount: model::Amount) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "what is at stake need not be exact")]
    let scaled = amount.scaled() as f64;
    #[expect(clippy::cast_precision_loss, reason = "a power of ten")]
    let one = model::Amount::ONE.scaled() as f64;
    scaled / one
}
