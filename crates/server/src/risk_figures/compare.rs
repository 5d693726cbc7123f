//! What became of the figures after a plan took effect: as many days before its moment and after it, office by office.

use clearance::{PlanState, RiskPlan};
use jiff::Span;
use model::{Date, Moment, RiskProcedure};
use risk::figures::{By, Counts, Days, Figures, Gain, Sum, Way};

/// A plan in force, and the days on both sides.
#[derive(Debug)]
pub(crate) struct Compared<'p> {
    pub(crate) plan: &'p RiskPlan,
    pub(crate) since: Moment,
    /// Nothing where no day after it is over yet.
    pub(crate) days: Option<[Days; 2]>,
    pub(crate) districts: Vec<District>,
}

/// An office before and after; all of them where it has no name.
#[derive(Debug)]
pub(crate) struct District {
    pub(crate) customs: String,
    pub(crate) procedure: RiskProcedure,
    pub(crate) before: Sum,
    pub(crate) after: Sum,
    /// Hit rate of what was targeted, after less before.
    pub(crate) targeted: Option<Gain>,
    /// The same of lots: what changed by itself.
    pub(crate) lots: Option<Gain>,
}

/// Every plan that took effect, the newest first. Days are as many on both sides, `most` at most; the day of the moment itself is of
/// neither side unless it began with it, and today is not over.
pub(crate) fn compare<'p>(
    figures: &Figures,
    plans: &'p [RiskPlan],
    today: Date,
    most: i32,
) -> Vec<Compared<'p>> {
    let of = |plan: &'p RiskPlan| {
        let PlanState::Active { since, .. } = &plan.state else { return None };
        let days = days_around(*since, today, most);
        let districts = days.as_ref().map(|it| districts(figures, it)).unwrap_or_default();
        Some(Compared { plan, since: *since, days, districts })
    };
    let mut all: Vec<Compared<'p>> = plans.iter().filter_map(of).collect();
    all.sort_by_key(|it| std::cmp::Reverse((it.since, it.plan.told)));
    all
}

fn days_around(since: Moment, today: Date, most: i32) -> Option<[Days; 2]> {
    let on = since.local_date();
    let is_midnight = Moment::from_local(on.at(0, 0, 0, 0)) == since;
    let first_after = if is_midnight { on } else { on.tomorrow().ok()? };
    let n = today.since(first_after).ok()?.get_days().min(most);
    if n < 1 {
        return None;
    }
    let back = |from: Date, days: i32| from.checked_sub(Span::new().days(days)).ok();
    let last_after = first_after.checked_add(Span::new().days(n - 1)).ok()?;
    Some([back(on, n)?..=back(on, 1)?, first_after..=last_after])
}

fn districts(figures: &Figures, [before, after]: &[Days; 2]) -> Vec<District> {
    let mut told = Vec::new();
    for by in [By::All, By::Customs] {
        let (befores, afters) = (figures.rows(before, by), figures.rows(after, by));
        let mut keys: Vec<(&str, RiskProcedure)> =
            befores.iter().chain(&afters).map(|it| (it.key.as_str(), it.procedure)).collect();
        keys.sort_unstable();
        keys.dedup();
        for (key, procedure) in keys {
            let find = |rows: &[risk::figures::Row]| {
                let found = rows.iter().find(|it| it.key == key && it.procedure == procedure);
                found.map(|it| it.sum.clone()).unwrap_or_default()
            };
            let (before, after) = (find(&befores), find(&afters));
            let least = figures.least();
            let gain = |way: Way| {
                let [was, is]: [Counts; 2] = [before.way(way), after.way(way)];
                Gain::of(&is, &was, least)
            };
            let (targeted, lots) = (gain(Way::Targeted), gain(Way::Lot));
            let customs = key.to_owned();
            told.push(District { customs, procedure, before, after, targeted, lots });
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_days_before_as_after_and_neither_the_day_itself_nor_today() {
        let on = Date::constant(2026, 11, 10);
        let at = |hour: i8| Moment::from_local(on.at(hour, 0, 0, 0));
        let told = |since: Moment, today: i8, most: i32| {
            days_around(since, Date::constant(2026, 11, today), most).map(|[before, after]| {
                [before.start().day(), before.end().day(), after.start().day(), after.end().day()]
            })
        };
        assert_eq!(told(at(9), 10, 28), None);
        assert_eq!(told(at(9), 11, 28), None, "that day is not over");
        assert_eq!(told(at(9), 12, 28), Some([9, 9, 11, 11]));
        assert_eq!(told(at(9), 15, 28), Some([6, 9, 11, 14]));
        assert_eq!(told(at(0), 15, 28), Some([5, 9, 10, 14]), "from midnight on");
        assert_eq!(told(at(9), 15, 2), Some([8, 9, 11, 12]));
    }
}
