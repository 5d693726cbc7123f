//! What figures say of weeks of planted fraud is what counting directly comes to, case by case, and what the examiner told.

use std::collections::BTreeMap;

use model::{CommitNo, Date, EntryId, RiskChannel, RiskProcedure};
use risk::{
    batch::{Batch, Chosen},
    figures::{By, Days, Figures, FiredOn, Limits, Way},
    memory::Grade,
};

use super::played::{plan, played};

/// What is kept of a selected case, read without any folding.
struct Seen {
    on: Date,
    procedure: RiskProcedure,
    customs: String,
    is_lot: bool,
    is_targeted: bool,
    result: Option<Option<Grade>>,
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Counted {
    weighed: u64,
    lots: [u64; 3],
    targeted: [u64; 3],
}

fn always() -> Days {
    Date::constant(1990, 1, 1)..=Date::constant(2190, 1, 1)
}

fn count(to: &mut [u64; 3], seen: &Seen) {
    to[0] += 1;
    to[1] += u64::from(seen.result.is_some());
    to[2] += u64::from(seen.result.flatten().is_some_and(|it| it >= Grade(2)));
}

type Weighed = BTreeMap<(String, RiskProcedure), u64>;

/// Folds what was kept, and reads the same without folding.
fn read(kept: &[Vec<u8>], figures: &mut Figures) -> (BTreeMap<EntryId, Seen>, Weighed) {
    let mut seen: BTreeMap<EntryId, Seen> = BTreeMap::new();
    let mut weighed = Weighed::new();
    for (no, bytes) in (1..).zip(kept) {
        let batch = Batch::from_bytes(bytes).unwrap();
        figures.take(CommitNo(no), &batch, &FiredOn::new());
        for one in &batch.weighed {
            let (on, procedure) = (one.case.at.local_date(), one.case.procedure);
            *weighed.entry((on.to_string(), procedure)).or_default() += 1;
            if one.channel < RiskChannel::Documents {
                continue;
            }
            let is_lot = one.chosen.has(Chosen::RANDOM);
            let by_somebody = [Chosen::RULE, Chosen::TARGETED, Chosen::WATCH];
            let is_targeted = !is_lot && by_somebody.iter().any(|it| one.chosen.has(*it));
            let customs = one.case.customs.to_owned();
            let result = None;
            seen.insert(one.entry, Seen { on, procedure, customs, is_lot, is_targeted, result });
        }
        for found in &batch.found {
            seen.get_mut(&found.entry).unwrap().result = Some(found.grade);
        }
    }
    (seen, weighed)
}

#[test]
fn figures_of_planted_fraud_are_what_counting_case_by_case_comes_to() {
    let plan = plan();
    let (played, kept) = played(&plan);
    let mut figures = Figures::new(Limits::default(), Grade(2));
    let (seen, weighed) = read(&kept, &mut figures);
    let mut days: BTreeMap<(String, RiskProcedure), Counted> = BTreeMap::new();
    let mut offices: BTreeMap<(String, RiskProcedure), Counted> = BTreeMap::new();
    for ((day, procedure), n) in weighed {
        days.entry((day, procedure)).or_default().weighed = n;
    }
    for it in seen.values() {
        for (key, all) in [(it.on.to_string(), &mut days), (it.customs.clone(), &mut offices)] {
            let counted = all.entry((key, it.procedure)).or_default();
            if it.is_lot {
                count(&mut counted.lots, it);
            }
            if it.is_targeted {
                count(&mut counted.targeted, it);
            }
        }
    }
    let told = |by: By| -> BTreeMap<(String, RiskProcedure), Counted> {
        let of = |row: risk::figures::Row| {
            let way = |way: Way| {
                let it = row.sum.way(way);
                [it.selected, it.examined, it.found(Grade(2))]
            };
            let (lots, targeted) = (way(Way::Lot), way(Way::Targeted));
            ((row.key.clone(), row.procedure), Counted { weighed: row.sum.weighed, lots, targeted })
        };
        figures.rows(&always(), by).into_iter().map(of).collect()
    };
    assert_eq!(told(By::Day), days);
    let by_office: BTreeMap<_, _> = told(By::Customs)
        .into_iter()
        .map(|(key, it)| (key, Counted { weighed: 0, ..it }))
        .collect();
    offices.retain(|_, it| *it != Counted::default());
    let with_any: BTreeMap<_, _> =
        by_office.into_iter().filter(|it| it.1 != Counted::default()).collect();
    assert_eq!(with_any, offices);

    // The examiner knows how often he answered, and what he said.
    let all = figures.all(&always());
    let answered: Vec<_> = played.dealt.iter().filter(|it| it.told_at.is_some()).collect();
    assert_eq!(all.all.examined, answered.len() as u64);
    assert_eq!(all.weighed, played.dealt.len() as u64);
    assert_eq!(figures.beside(&always()).examined, 0, "nobody was examined who was not selected");
    // More is found among the targeted than among lots, and the interval says so.
    let gain = all.gain(Grade(2)).unwrap();
    assert!(gain.difference > 0.0 && gain.interval.low < gain.difference, "{gain:?}");
    let lots = all.way(Way::Lot);
    assert!(lots.examined > 100 && lots.found(Grade(2)) > 10, "{lots:?}");
    let interval = lots.interval(Grade(2)).unwrap();
    let threshold = plan.fraud.severity_threshold;
    let planted = played.dealt.iter().filter(|it| it.truth.is_found(threshold)).count() as f64;
    let base = planted / played.dealt.len() as f64;
    let width = interval.high - interval.low;
    // Lots estimate what examining all would have found: within twice the width of their interval.
    let off = (lots.hit_rate(Grade(2)).unwrap() - base).abs();
    assert!(off < width, "{off} is beyond {width}");
}
