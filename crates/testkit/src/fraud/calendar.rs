//! When cases happen: how many in each hour, and the place of a case within its hour. A case's moment and lane are a
//! function of its index, and indices rise with time.

use model::Moment;

use super::{kind::CaseLane, plan::FraudPlan};
use crate::draw::Seed;

const HOURS: u32 = 168;
const HOUR_MS: u64 = 3_600_000;
const MILLION: u64 = 1_000_000;

/// Cumulative counts of cases by hour; nothing else is kept of them.
#[derive(Debug)]
pub(super) struct Calendar {
    start: Moment,
    /// Parcels and declarations before the end of each hour.
    until: Vec<[u64; 2]>,
    season: Vec<u32>,
}

/// Where a case stands in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) lane: CaseLane,
    pub(super) moment: Moment,
    /// Hours since the start.
    pub(super) hour: u32,
    /// How much of all weeks has passed.
    pub(super) at_ppm: u32,
    /// Of an average week.
    pub(super) season_permille: u32,
}

impl Place {
    pub(super) fn day(&self) -> u32 {
        self.hour / 24
    }

    pub(super) fn week(&self) -> u32 {
        self.hour / HOURS
    }
}

impl Calendar {
    pub(super) fn new(plan: &FraudPlan) -> Calendar {
        let mut until = Vec::with_capacity((plan.weeks * HOURS) as usize);
        let mut before = [0u64; 2];
        let curves = [
            curve(&plan.days.parcels, &plan.hours.parcels),
            curve(&plan.days.declarations, &plan.hours.declarations),
        ];
        let sizes = [plan.parcels_a_week, plan.declarations_a_week];
        let season: Vec<u32> =
            plan.season_permille.iter().copied().cycle().take(plan.weeks as usize).collect();
        for permille in &season {
            let totals = sizes.map(|it| u64::from(it) * u64::from(*permille) / 1_000);
            for hour in 0..HOURS as usize {
                let mut counts = before;
                for ((count, total), curve) in counts.iter_mut().zip(totals).zip(&curves) {
                    let sum = curve.last().copied().unwrap_or(1).max(1);
                    *count += total * curve.get(hour).copied().unwrap_or(sum) / sum;
                }
                until.push(counts);
            }
            before = until.last().copied().unwrap_or(before);
        }
        let start = Moment::from_local(plan.start.at(0, 0, 0, 0));
        Calendar { start, until, season }
    }

    /// How many cases there are.
    pub(super) fn len(&self) -> u64 {
        self.until.last().map_or(0, |[one, other]| one + other)
    }

    pub(super) fn hours(&self) -> u32 {
        u32::try_from(self.until.len()).unwrap_or(u32::MAX)
    }

    /// The first moment after all weeks.
    pub(super) fn end(&self) -> Moment {
        self.moment(u64::from(self.hours()) * HOUR_MS)
    }

    fn moment(&self, ms: u64) -> Moment {
        Moment::from_millis(self.start.millis() + i64::try_from(ms).unwrap_or(0))
    }

    /// The first case at or after an hour's beginning.
    pub(super) fn first_of_hour(&self, hour: u32) -> u64 {
        let before = (hour as usize).checked_sub(1).and_then(|it| self.until.get(it));
        before.map_or(0, |[one, other]| one + other)
    }

    pub(super) fn place(&self, seed: &Seed, index: u64) -> Place {
        let hour = self.until.partition_point(|[one, other]| one + other <= index);
        let zero = [0; 2];
        let end = self.until.get(hour).copied().unwrap_or(zero);
        let begin = hour.checked_sub(1).and_then(|it| self.until.get(it)).copied().unwrap_or(zero);
        let within = index.saturating_sub(begin[0] + begin[1]);
        let declarations = end[1] - begin[1];
        let n_cases = (end[0] - begin[0] + declarations).max(1);
        // Declarations lie evenly among parcels.
        let is_declaration =
            (within + 1) * declarations / n_cases > within * declarations / n_cases;
        // Somewhere within its own part of the hour, so that moments say nothing but the order.
        let jitter = seed.mix(index, 0x6a69) % HOUR_MS;
        let ms = hour as u64 * HOUR_MS + (within * HOUR_MS + jitter) / n_cases;
        let all = u64::from(self.hours()) * HOUR_MS;
        Place {
            lane: if is_declaration { CaseLane::Declaration } else { CaseLane::Parcel },
            moment: self.moment(ms),
            hour: u32::try_from(hour).unwrap_or(u32::MAX),
            at_ppm: u32::try_from(u128::from(ms) * u128::from(MILLION) / u128::from(all.max(1)))
                .unwrap_or(0),
            season_permille: self.season.get(hour / HOURS as usize).copied().unwrap_or(1_000),
        }
    }
}

/// Cumulative weights of the hours of a week.
fn curve(days: &[u32; 7], hours: &[u32; 24]) -> Vec<u64> {
    let each = days.iter().flat_map(|day| hours.iter().map(move |hour| day * hour));
    each.scan(0u64, |sum, it| {
        *sum += u64::from(it);
        Some(*sum)
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_rise_with_the_index_and_lanes_have_their_sizes() {
        let plan = FraudPlan::embedded().unwrap().sized(4, 500, 120);
        let (calendar, seed) = (Calendar::new(&plan), Seed::new(3));
        let places: Vec<Place> = (0..calendar.len()).map(|it| calendar.place(&seed, it)).collect();
        assert!(places.is_sorted_by_key(|it| it.moment));
        let n_parcels = places.iter().filter(|it| it.lane == CaseLane::Parcel).count();
        // 500 × (0.96 + 1.01 + 1.48 + 1.02), and 120 of the same, cut off week by week.
        assert_eq!((n_parcels, places.len() - n_parcels), (2_235, 535));
        assert!(places.iter().all(|it| it.moment < calendar.end() && it.hour < 4 * HOURS));
        for hour in [0, 1, 100, 4 * HOURS - 1] {
            let first = calendar.first_of_hour(hour);
            assert!(first == 0 || calendar.place(&seed, first - 1).hour < hour);
        }
        // Millisecond digits are as good as random.
        let odd = places.iter().filter(|it| it.moment.millis() % 2 == 1).count();
        assert!((1_200..1_570).contains(&odd), "{odd}");
    }
}
