//! What is known of a case from the weeks before it: what its keys were found with, how often they come, what is usual
//! for its like. The same numbers for a case whatever comes after it.

use rustc_hash::FxHashMap;

use super::{
    Map, Sheet,
    map::{HistoryPlan, TOGETHER},
    run::Knowledge,
    sheet::NONE,
};

type Key = [u32; TOGETHER];

/// Of one key or several together.
#[derive(Debug, Clone)]
struct Group {
    columns: Vec<usize>,
    ask: Ask,
    known: FxHashMap<Key, Known>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ask {
    Key,
    Category,
    Together,
}

#[derive(Debug, Clone, Default)]
struct Known {
    /// Fading: cases with a label, those with a finding, all cases.
    labelled: f64,
    found: f64,
    seen: f64,
    faded_to: i64,
    first: i64,
    last: i64,
    /// Cases a week, as far back as the longest window.
    weeks: Vec<(i64, u32)>,
}

/// The usual of one number among cases alike, on the scale of its logarithm.
#[derive(Debug, Clone)]
struct Usual {
    of: usize,
    columns: Vec<usize>,
    seen: FxHashMap<Key, Sample>,
}

#[derive(Debug, Clone, Default)]
struct Sample {
    /// The latest, at most [`SAMPLE`].
    logs: Vec<f64>,
    next: usize,
    median: f64,
    /// Median distance from the median.
    distance: f64,
}

/// So many of the latest are remembered.
const SAMPLE: usize = 256;

/// Fewer say nothing about what is usual.
const FEWEST: usize = 5;

/// What a table's cases are weighed by, as of the week that is decided.
#[derive(Debug, Clone)]
pub struct History<'a> {
    sheet: &'a Sheet,
    plan: &'a HistoryPlan,
    names: Vec<String>,
    groups: Vec<Group>,
    usual: Vec<Usual>,
    /// Numbers, then ratios: the column of each, and what it is divided by.
    numbers: Vec<(usize, Option<usize>)>,
    week: i64,
    all: Known,
    /// `weekly_fade` to the power of its place.
    fades: Vec<f64>,
    has_hours: bool,
}

impl<'a> History<'a> {
    pub fn new(sheet: &'a Sheet, map: &'a Map) -> History<'a> {
        let at = |name: &String| sheet.text_at(name);
        let number = |name: &String| sheet.numbers.iter().position(|it| it.0 == *name);
        let single = |name: &String, ask| {
            at(name).map(|it| Group { columns: vec![it], ask, known: FxHashMap::default() })
        };
        let n_keys = map.keys.len();
        let texts = map.texts();
        let mut groups: Vec<Group> = texts
            .iter()
            .enumerate()
            .filter_map(|(no, it)| single(it, if no < n_keys { Ask::Key } else { Ask::Category }))
            .collect();
        groups.extend(map.together.iter().map(|names| Group {
            columns: names.iter().filter_map(at).collect(),
            ask: Ask::Together,
            known: FxHashMap::default(),
        }));
        let plain = map.numbers.iter().filter_map(number).map(|it| (it, None));
        let ratios =
            map.ratios.iter().filter_map(|it| Some((number(&it.of)?, Some(number(&it.per)?))));
        let named: Vec<&String> =
            map.numbers.iter().chain(map.ratios.iter().map(|it| &it.name)).collect();
        let usual = map.spreads.iter().filter_map(|it| {
            let of = named.iter().position(|name| **name == it.of)?;
            let columns = it.by.iter().filter_map(at).collect();
            Some(Usual { of, columns, seen: FxHashMap::default() })
        });
        let mut fades = vec![1.0];
        for _ in 0..1_040 {
            fades.push(fades.last().copied().unwrap_or_default() * map.history.weekly_fade);
        }
        let mut history = History {
            sheet,
            plan: &map.history,
            names: Vec::new(),
            groups,
            usual: usual.collect(),
            numbers: plain.chain(ratios).collect(),
            week: i64::MIN,
            all: Known::default(),
            fades,
            has_hours: sheet.hours.iter().any(|it| !it.is_nan()),
        };
        history.names = history.named(map, &named);
        history
    }

    fn named(&self, map: &Map, numbers: &[&String]) -> Vec<String> {
        let mut names: Vec<String> = numbers.iter().map(|it| (*it).clone()).collect();
        names.extend(
            map.spreads.iter().map(|it| format!("{} against {}", it.of, it.by.join(" × "))),
        );
        for group in &self.groups {
            let of: Vec<&str> = (group.columns.iter())
                .filter_map(|it| self.sheet.texts.get(*it))
                .map(|it| it.name.as_str())
                .collect();
            let of = of.join(" × ");
            if group.ask == Ask::Category {
                names.push(of.clone());
            }
            names.extend([format!("{of}: findings"), format!("{of}: seen")]);
            if group.ask == Ask::Key {
                names.extend([format!("{of}: weeks known"), format!("{of}: weeks since")]);
                names.extend(self.plan.windows.iter().map(|it| format!("{of}: in {it} weeks")));
            }
        }
        names.push("weekday".to_owned());
        if self.has_hours {
            names.push("hour".to_owned());
        }
        names
    }

    fn key(&self, columns: &[usize], row: usize) -> Option<Key> {
        let mut key = [NONE; TOGETHER];
        for (place, column) in key.iter_mut().zip(columns) {
            *place = *self.sheet.texts.get(*column)?.ids.get(row)?;
            if *place == NONE {
                return None;
            }
        }
        Some(key)
    }

    fn number(&self, no: usize, row: usize) -> f64 {
        let column = |at: usize| self.sheet.numbers.get(at).and_then(|it| it.1.get(row)).copied();
        let Some((of, per)) = self.numbers.get(no).copied() else { return f64::NAN };
        let of = column(of).unwrap_or(f64::NAN);
        let per = per.map_or(Some(1.0), column).unwrap_or(f64::NAN);
        let value = of / per;
        if value.is_finite() { value } else { f64::NAN }
    }

    /// What a time ago still counts of.
    fn fade(&self, since: i64) -> f64 {
        let weeks = usize::try_from(self.week.saturating_sub(since)).unwrap_or_default();
        self.fades.get(weeks.min(1_040)).copied().unwrap_or_default()
    }

    fn rate(&self) -> f64 {
        (self.all.found + 1.0) / (self.all.labelled + 5.0)
    }

    /// Findings above the average, as of this week; few cases say little.
    fn above(&self, known: Option<&Known>) -> f64 {
        let rate = self.rate();
        let Some(known) = known else { return 0.0 };
        let fade = self.fade(known.faded_to);
        let smoothing = self.plan.smoothing;
        (known.found * fade + smoothing * rate) / (known.labelled * fade + smoothing) - rate
    }

    fn ask(&self, group: &Group, row: usize, out: &mut Vec<f64>) {
        let key = self.key(&group.columns, row);
        let known = key.and_then(|it| group.known.get(&it));
        if group.ask == Ask::Category {
            let column = group.columns.first().and_then(|it| self.sheet.texts.get(*it));
            let id = key.and_then(|it| it.first().copied());
            let order = column.zip(id).and_then(|(it, id)| it.order.get(id as usize)).copied();
            out.push(order.unwrap_or(f64::NAN));
        }
        if key.is_none() {
            let n = 2 + if group.ask == Ask::Key { 2 + self.plan.windows.len() } else { 0 };
            out.extend(std::iter::repeat_n(f64::NAN, n));
            return;
        }
        out.push(self.above(known));
        out.push(known.map_or(0.0, |it| it.seen * self.fade(it.faded_to)));
        if group.ask == Ask::Key {
            let weeks = |since: i64| u32::try_from(self.week - since).map_or(0.0, f64::from);
            out.push(known.map_or(0.0, |it| weeks(it.first)));
            out.push(known.map_or(f64::NAN, |it| weeks(it.last)));
            out.extend(self.plan.windows.iter().map(|window| {
                let from = self.week - window;
                let recent = known.map_or(&[][..], |it| &it.weeks);
                f64::from(recent.iter().filter(|it| it.0 >= from).map(|it| it.1).sum::<u32>())
            }));
        }
    }

    fn distance(&self, usual: &Usual, row: usize) -> f64 {
        let value = self.number(usual.of, row);
        let sample = self.key(&usual.columns, row).and_then(|it| usual.seen.get(&it));
        match sample {
            Some(it) if it.logs.len() >= FEWEST && value > 0.0 => {
                // 1.4826 makes the median distance of a normal distribution its deviation; a tenth keeps prices that
                // were always the same from making every other one infinite.
                (libm::log(value) - it.median) / (1.4826 * it.distance + 0.1)
            }
            _ => f64::NAN,
        }
    }

    /// Brings what fades to the week that is decided.
    fn touched<'k>(known: &'k mut Known, week: i64, fades: &[f64]) -> &'k mut Known {
        let weeks = usize::try_from(week.saturating_sub(known.faded_to)).unwrap_or_default();
        let fade = fades.get(weeks.min(1_040)).copied().unwrap_or_default();
        known.labelled *= fade;
        known.found *= fade;
        known.seen *= fade;
        known.faded_to = week;
        known
    }
}

impl Sample {
    fn push(&mut self, log: f64) {
        match self.logs.get_mut(self.next) {
            Some(it) => *it = log,
            None => self.logs.push(log),
        }
        self.next = (self.next + 1) % SAMPLE;
    }

    fn settle(&mut self) {
        let mut sorted = self.logs.clone();
        self.median = median(&mut sorted);
        let mut distances: Vec<f64> = sorted.iter().map(|it| (it - self.median).abs()).collect();
        self.distance = median(&mut distances);
    }
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let n = values.len();
    let at = |it: usize| values.get(it).copied().unwrap_or_default();
    if n % 2 == 1 { at(n / 2) } else { f64::midpoint(at(n / 2), at((n / 2).saturating_sub(1))) }
}

impl Knowledge for History<'_> {
    fn names(&self) -> Vec<String> {
        self.names.clone()
    }

    fn begin(&mut self, week: i64) {
        self.week = week;
        History::touched(&mut self.all, week, &self.fades);
    }

    fn weigh(&self, row: usize, out: &mut Vec<f64>) {
        out.clear();
        out.extend((0..self.numbers.len()).map(|it| self.number(it, row)));
        out.extend(self.usual.iter().map(|it| self.distance(it, row)));
        for group in &self.groups {
            self.ask(group, row, out);
        }
        let day = self.sheet.days.get(row).copied().unwrap_or_default();
        // 1970-01-01 was a Thursday, the fourth day.
        let weekday = u8::try_from((day + 3).rem_euclid(7) + 1).unwrap_or_default();
        out.push(f64::from(weekday));
        if self.has_hours {
            out.push(self.sheet.hours.get(row).copied().unwrap_or(f64::NAN));
        }
    }

    fn novelty(&self, row: usize) -> f64 {
        let (mut sum, mut n) = (0.0, 0.0);
        for group in &self.groups {
            let Some(key) = self.key(&group.columns, row) else { continue };
            let known = group.known.get(&key);
            sum += 1.0 / (1.0 + known.map_or(0.0, |it| it.labelled * self.fade(it.faded_to)));
            n += 1.0;
        }
        if n > 0.0 { sum / n } else { 0.0 }
    }

    fn see(&mut self, rows: std::ops::Range<usize>) {
        let longest = self.plan.windows.iter().copied().max().unwrap_or_default();
        let mut groups = std::mem::take(&mut self.groups);
        for group in &mut groups {
            for row in rows.clone() {
                let Some(key) = self.key(&group.columns, row) else { continue };
                let week = self.week;
                let fresh = || Known { first: week, faded_to: week, ..Known::default() };
                let known = group.known.entry(key).or_insert_with(fresh);
                let known = History::touched(known, week, &self.fades);
                known.seen += 1.0;
                known.last = week;
                known.weeks.retain(|it| it.0 >= week - longest);
                match known.weeks.last_mut() {
                    Some(last) if last.0 == week => last.1 += 1,
                    _ => known.weeks.push((week, 1)),
                }
            }
        }
        self.groups = groups;
        let mut all = std::mem::take(&mut self.usual);
        for usual in &mut all {
            let mut touched = Vec::new();
            for row in rows.clone() {
                let value = self.number(usual.of, row);
                let Some(key) = self.key(&usual.columns, row).filter(|_| value > 0.0) else {
                    continue;
                };
                usual.seen.entry(key).or_default().push(libm::log(value));
                touched.push(key);
            }
            touched.sort_unstable();
            touched.dedup();
            for key in touched {
                if let Some(it) = usual.seen.get_mut(&key) {
                    it.settle();
                }
            }
        }
        self.usual = all;
    }

    fn learn(&mut self, row: usize, found: bool) {
        let hit = f64::from(u8::from(found));
        let week = self.week;
        self.all.labelled += 1.0;
        self.all.found += hit;
        let mut groups = std::mem::take(&mut self.groups);
        for group in &mut groups {
            let Some(key) = self.key(&group.columns, row) else { continue };
            let fresh = || Known { first: week, faded_to: week, ..Known::default() };
            let known = group.known.entry(key).or_insert_with(fresh);
            let known = History::touched(known, week, &self.fades);
            known.labelled += 1.0;
            known.found += hit;
        }
        self.groups = groups;
    }
}
