//! The board put together: the folded figures, the tally of states, and what the running server knows.

use std::collections::BTreeMap;

use anyhow::Result;
use clearance::ports::{Counts, Head, Records as _};
use model::{Amount, Moment};
use params::Law;
use store::HouseRecords;

use super::{
    alerts::{Signals, TICK_PATIENCE_MINUTES, Undone},
    figures::{Day, Examinations, Figures, Flow, Group, MINUTES, Now, Took},
    places::{Owner, Place, Procedure, Turn, place_of, places},
    sketch::Sketch,
};
use crate::view::{
    Wall, WallChosen, WallClearance, WallExaminations, WallFlow, WallFlowCounts, WallGroup,
    WallMark, WallQueue, WallShare, WallStanding, WallState, WallStep, WallThroughput, WallTimes,
};

/// Cases that are counted one by one when they are overdue; there may be more.
const OVERDUE_MAX: usize = 10_000;

/// What one look into the store gives: nothing of it grows with the number of cases.
pub(crate) struct Look {
    head: Head,
    counts: Counts,
    undone: Undone,
    /// By state: when the first case of a queue last changed.
    first_in_queue: BTreeMap<u8, Moment>,
}

impl Look {
    pub(crate) fn at(records: &HouseRecords, now: Now) -> Result<Look> {
        let counts = records.counts()?;
        let patient = now.house.plus_minutes(-TICK_PATIENCE_MINUTES);
        let cases = records.due_by(patient, OVERDUE_MAX)?;
        let since = if cases > 0 { records.next_due()? } else { None };
        let mut first_in_queue = BTreeMap::new();
        for (state, _) in &counts.states {
            if place_of(*state).is_some_and(|it| it.turn == Turn::Officer)
                && let Some(row) = records.first_in(*state)?
            {
                first_in_queue.insert(*state, row.updated_at);
            }
        }
        let undone = Undone { cases, since };
        Ok(Look { head: records.head()?, counts, undone, first_in_queue })
    }
}

pub(crate) fn board(
    figures: &Figures,
    behind: u64,
    look: &Look,
    signals: &Signals,
    mark: Option<WallMark>,
    now: Now,
) -> Wall {
    let windows = figures.windows(now.today());
    let states: BTreeMap<u8, u64> = look.counts.states.iter().copied().collect();
    let undecided = look.head.next_input.saturating_sub(1 + look.head.decided_input.0);
    Wall {
        as_of: now.clock.to_string(),
        today: now.today().to_string(),
        commit: figures.commit.0,
        behind,
        receipts: look.counts.receipts,
        inputs: look.counts.inputs,
        undecided,
        mark,
        throughput: throughput(figures, now),
        flows: Procedure::CLEARED.into_iter().map(|it| flow(it, &windows)).collect(),
        standing: standing(&states),
        clearance: clearances(&windows),
        steps: steps(&windows),
        examinations: Procedure::CLEARED.into_iter().map(|it| examined(it, &windows)).collect(),
        queues: queues(&states, &look.first_in_queue),
        alerts: signals.alerts(&states, look.undone, now.clock),
    }
}

/// What a minute is held against.
pub(crate) fn mark(law: &Law, now: Now) -> Option<WallMark> {
    let value = law.parameters.get("board.peak_minute")?.on(now.today()).ok()?;
    let whole = value.amount()?.value.scaled() / Amount::ONE.scaled();
    let basis = law.basis(value.basis)?.clone();
    Some(WallMark { per_minute: u64::try_from(whole).ok()?, basis })
}

fn throughput(figures: &Figures, now: Now) -> Vec<WallThroughput> {
    let first = now.minute() - MINUTES + 1;
    let started = |minute: i64| Moment::from_millis(minute * 60_000).to_string();
    let today = now.clock.local_date();
    let is_of_today = |minute: i64| Moment::from_millis(minute * 60_000).local_date() == today;
    let one = |(at, procedure): (usize, Procedure)| {
        let count = |minute: &i64| {
            figures.minutes().get(minute).and_then(|it| it.get(at)).copied().unwrap_or(0)
        };
        let of_today = figures.minutes().keys().filter(|it| is_of_today(**it));
        // The first of those in which most were decided.
        let peak = of_today.map(|it| (count(it), -it)).max().filter(|it| it.0 > 0);
        WallThroughput {
            procedure,
            title_zh: procedure.title_zh().to_owned(),
            title_en: procedure.title_en().to_owned(),
            per_minute: (first..=now.minute()).map(|it| count(&it)).collect(),
            from: started(first),
            peak: peak.map_or(0, |it| it.0),
            peak_at: peak.map(|it| started(-it.1)),
        }
    };
    Procedure::CLEARED.into_iter().enumerate().map(one).collect()
}

fn flow(procedure: Procedure, windows: &[Day; 2]) -> WallFlow {
    let [today, days] = windows.each_ref().map(|it| {
        let flow = it.flows.get(&procedure).copied().unwrap_or_default();
        let Flow { declared, decided, returned, released } = flow;
        WallFlowCounts { declared, decided, returned, released }
    });
    WallFlow {
        procedure,
        title_zh: procedure.title_zh().to_owned(),
        title_en: procedure.title_en().to_owned(),
        today,
        days,
    }
}

/// Every procedure and every state, whether anything stands there or not: a board that grows rows jumps.
fn standing(counts: &BTreeMap<u8, u64>) -> Vec<WallStanding> {
    let of = |procedure: Procedure| {
        let state = |(number, place): (u8, &Place)| WallState {
            state: place.state.clone(),
            title_zh: place.title_zh.to_owned(),
            title_en: place.title_en.to_owned(),
            owner: place.turn.owner(),
            count: counts.get(&number).copied().unwrap_or(0),
        };
        let own = places().filter(|(_, it)| it.procedure == procedure);
        let states: Vec<WallState> = own.map(state).collect();
        WallStanding {
            procedure,
            title_zh: procedure.title_zh().to_owned(),
            title_en: procedure.title_en().to_owned(),
            count: states.iter().map(|it| it.count).sum(),
            states,
        }
    };
    Procedure::ALL.into_iter().map(of).collect()
}

pub(crate) fn clearances(windows: &[Day; 2]) -> Vec<WallClearance> {
    Procedure::CLEARED.into_iter().map(|it| clearance(it, windows)).collect()
}

fn clearance(procedure: Procedure, windows: &[Day; 2]) -> WallClearance {
    let nothing = Took::default();
    let took = windows.each_ref().map(|it| it.took.get(&procedure).unwrap_or(&nothing));
    let [today, days] = took.map(|it| times(&it.overall));
    let share = |(at, owner): (usize, Owner)| {
        let [today, days] = took.map(|it| it.waited.get(at).map_or_else(none, times));
        WallShare { owner, today, days }
    };
    WallClearance {
        procedure,
        title_zh: procedure.title_zh().to_owned(),
        title_en: procedure.title_en().to_owned(),
        today,
        days,
        owners: Owner::ALL.into_iter().enumerate().map(share).collect(),
    }
}

fn times(sketch: &Sketch) -> WallTimes {
    WallTimes {
        n: sketch.n(),
        p50_ms: sketch.percentile_ms(50),
        p90_ms: sketch.percentile_ms(90),
        mean_ms: sketch.mean_ms(),
    }
}

fn none() -> WallTimes {
    times(&Sketch::default())
}

/// The states that somebody left within the days, by procedure and in the order of their numbers.
pub(crate) fn steps(windows: &[Day; 2]) -> Vec<WallStep> {
    let [today, days] = windows;
    let step = |(number, sketch): (&u8, &Sketch)| {
        let place = place_of(*number).filter(|it| it.turn != Turn::Nobody)?;
        let step = WallStep {
            procedure: place.procedure,
            state: place.state.clone(),
            title_zh: place.title_zh.to_owned(),
            title_en: place.title_en.to_owned(),
            owner: place.turn.owner(),
            today: today.places.get(number).map_or_else(none, times),
            days: times(sketch),
        };
        Some(step)
    };
    let mut steps: Vec<WallStep> = days.places.iter().filter_map(step).collect();
    steps.sort_by_key(|it| it.procedure);
    steps
}

fn examined(procedure: Procedure, windows: &[Day; 2]) -> WallExaminations {
    let [today, days] = windows.each_ref().map(|it| {
        let found = it.examinations.get(&procedure).copied().unwrap_or_default();
        let Examinations { looked_at, documents, examination, groups } = found;
        let [random, rule, officer] =
            groups.map(|Group { chosen, conform, found }| WallGroup { chosen, conform, found });
        WallChosen { looked_at, documents, examination, random, rule, officer }
    });
    WallExaminations {
        procedure,
        title_zh: procedure.title_zh().to_owned(),
        title_en: procedure.title_en().to_owned(),
        today,
        days,
    }
}

fn queues(counts: &BTreeMap<u8, u64>, first: &BTreeMap<u8, Moment>) -> Vec<WallQueue> {
    let queue = |(number, place): (u8, &Place)| WallQueue {
        procedure: place.procedure,
        procedure_zh: place.procedure.title_zh().to_owned(),
        procedure_en: place.procedure.title_en().to_owned(),
        state: place.state.clone(),
        title_zh: place.title_zh.to_owned(),
        title_en: place.title_en.to_owned(),
        count: counts.get(&number).copied().unwrap_or(0),
        first_since: first.get(&number).map(ToString::to_string),
    };
    let mut queues: Vec<WallQueue> =
        places().filter(|(_, it)| it.turn == Turn::Officer).map(queue).collect();
    queues.sort_by_key(|it| it.procedure);
    queues
}
