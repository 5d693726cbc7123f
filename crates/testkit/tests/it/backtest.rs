//! Rules tried on history: what a trial says of a house is what another house does that has the rules.

use std::collections::{BTreeMap, BTreeSet};

use clearance::ports::RawInput;
use matching::Keyring;
use model::{
    Date, EntryId, Rate, RiskBudget, RiskChange, RiskChannel, RiskModelChange, RiskModelRole,
    RiskProcedure, RiskRule,
};
use params::Law;
use risk::{
    backtest::{Backtest, Counts, Engines, Moves, Question, Tally, Way},
    batch::Batch,
    engine::Engine,
};
use serde_json::json;

use crate::{
    modelled::{budget, dear, model_of, step, told_budget, told_model},
    traffic::{SECRETS, disordered, inputs},
    weighed::{DAY, NONE_BY_LOT, Ran, by_rule, parcels, rule},
};

const N_PARCELS: u64 = 200;

fn engines(rules: &[RiskRule]) -> Engines {
    let of = |it| (it, Engine::new(it, rules, &[], Vec::new()).unwrap());
    RiskProcedure::ALL.into_iter().map(of).collect()
}

fn tested(kept: &[Vec<u8>], question: Question) -> Tally {
    let mut test = Backtest::new(clearance::digester(&Keyring::new(SECRETS.0)), question).unwrap();
    kept.iter().for_each(|it| test.take(it).unwrap());
    test.finish()
}

fn try_on(kept: &[Vec<u8>], before: &[RiskRule], after: &[RiskRule], from: Date) -> Tally {
    let new = after.iter().filter(|it| !before.contains(it));
    let tried = new.map(|it| it.id.clone()).collect();
    let (before, after) = (engines(before), engines(after));
    tested(kept, Question { before, after, tried, from, n_named: usize::MAX })
}

/// What was done with each case that was weighed.
fn done(kept: &[Vec<u8>]) -> BTreeMap<EntryId, RiskChannel> {
    let batches = kept.iter().map(|it| Batch::from_bytes(it).unwrap());
    batches.flat_map(|it| it.weighed.into_iter().map(|it| (it.entry, it.channel))).collect()
}

fn n_at_least(done: &BTreeMap<EntryId, RiskChannel>, channel: RiskChannel) -> u64 {
    done.values().filter(|it| **it >= channel).count() as u64
}

#[test]
fn what_a_trial_says_is_what_a_house_with_the_rule_does() {
    let old = rule("R-1", RiskChannel::Documents, "doc.value > 600.0");
    let new = rule("R-2", RiskChannel::Examination, "seller.known_days >= 0.0 && doc.lines >= 2.0");
    // A whitelist that takes some out of both.
    let white = rule("R-3", RiskChannel::Release, "doc.value < 300.0");
    let before = [old.clone()];
    let after = [old, new, white];
    let (mut without, mut with) =
        (Ran::of(&before, parcels(N_PARCELS)), Ran::of(&after, parcels(N_PARCELS)));
    let kept = without.kept();
    let tally = try_on(&kept, &before, &after, Date::MIN);
    assert_eq!(tally.differ, 0, "weighed by the same values as when they were decided");
    let (was, is) = (done(&kept), done(&with.kept()));
    assert!(was.keys().eq(is.keys()));
    let all = tally.all;
    assert_eq!(all.weighed, was.len() as u64);
    let selected = |done| n_at_least(done, RiskChannel::LaterAudit);
    assert_eq!((all.before, all.after), (selected(&was), selected(&is)));
    let examined = |done| n_at_least(done, RiskChannel::Examination);
    assert_eq!((all.examinations_before, all.examinations_after), (examined(&was), examined(&is)));
    assert!(all.examinations_after > 10 && all.gained > 0 && all.before > 20, "{all:?}");
    assert_eq!(all.before + all.gained - all.lost, all.after);
    // Named are those of which the other house tells the reasons.
    let named: BTreeSet<EntryId> = tally.named.iter().map(|it| it.entry).collect();
    let told = with.selections().into_iter();
    let told: BTreeSet<EntryId> = told
        .filter(|(_, it)| by_rule(it, "R-2").is_some() || by_rule(it, "R-3").is_some())
        .map(|it| it.0)
        .collect();
    assert_eq!(named, told);
    for it in &tally.named {
        assert_eq!((it.before, it.after), (was[&it.entry], is[&it.entry]));
        assert!(it.observed.iter().any(|it| it.feature.starts_with("doc.")));
    }
    for (channel, moves) in &tally.channels {
        let n = |done: &BTreeMap<_, _>| done.values().filter(|it| *it == channel).count() as u64;
        let Moves { before, after, gained, lost } = *moves;
        assert_eq!((before, after), (n(&was), n(&is)), "{channel:?}");
        assert_eq!(before + gained - lost, after, "{channel:?}");
    }
    let sum = |of: fn(&Counts) -> u64| tally.customs.values().map(of).sum::<u64>();
    assert_eq!((sum(|it| it.weighed), sum(|it| it.gained)), (all.weighed, all.gained));
}

#[test]
fn cases_before_the_first_day_are_folded_and_not_counted() {
    // Values hang on what came before, so folding too little would differ.
    let old = [rule("R-1", RiskChannel::LaterAudit, "doc.value > 0.0")];
    let tomorrow = DAY.tomorrow().unwrap();
    let later =
        inputs(&disordered(N_PARCELS / 2, 6, tomorrow), &Law::shipped().unwrap(), NONE_BY_LOT);
    let mut ran = Ran::of(&old, parcels(N_PARCELS).into_iter().chain(later).collect());
    let kept = ran.kept();
    let whole = try_on(&kept, &old, &[], Date::MIN);
    let last = *whole.days.keys().next_back().unwrap();
    assert!(whole.days.len() > 1, "{:?}", whole.days);
    let late = try_on(&kept, &old, &[], last);
    assert_eq!(late.all, whole.days[&last]);
    assert!(late.all.weighed > 20 && late.differ == 0);
    assert_eq!((late.all.lost, late.all.gained, late.all.after), (late.all.before, 0, 0));
    assert_eq!(
        (late.named.len() as u64, late.all.fired),
        (late.all.lost, 0),
        "who is lost is named"
    );
}

/// Papers of the first day are all here by then.
const LATER: Date = Date::constant(2026, 11, 26);

/// A house that chose by rules, a model and a budget for a day, and by whatever it was told then for another.
fn two_days(told_between: Option<&RiskChange>) -> Ran {
    let mut ran = Ran::new();
    ran.tell(told_model("active", Some(&dear())));
    let row = RiskBudget { explore: Rate::from_ppm(200_000), ..budget(200_000) };
    ran.tell(told_budget(&row));
    ran.tell_rules(&[cheap(), dozen()]);
    let take = |ran: &mut Ran, all: Vec<RawInput>| {
        all.chunks(7).for_each(|it| drop(ran.house.take(it).unwrap()));
    };
    take(&mut ran, parcels(400));
    if let Some(change) = told_between {
        let plan = json!({ "tongguan": "risk_plan", "title": "试验方案", "by": "分析员甲",
            "reason": "低报价格增多", "change": change });
        ran.tell(serde_json::to_vec(&plan).unwrap());
        let name = ran.house.registry().risk().plans().last().unwrap().name();
        let word = json!({ "tongguan": "decide_risk_plan", "plan": name, "act": "approve",
            "by": "科长乙", "reason": "同意" });
        ran.tell(serde_json::to_vec(&word).unwrap());
    }
    let law = Law::shipped().unwrap();
    take(&mut ran, inputs(&disordered(400, 6, LATER), &law, NONE_BY_LOT));
    ran
}

fn cheap() -> RiskRule {
    rule("R-1", RiskChannel::Documents, "doc.value < 300.0")
}

fn dozen() -> RiskRule {
    rule("R-2", RiskChannel::LaterAudit, "doc.lines >= 2.0")
}

/// Of each case of the second day what was done with it.
fn second_day(kept: &[Vec<u8>], from: Date) -> BTreeMap<EntryId, RiskChannel> {
    let mut done = BTreeMap::new();
    for bytes in kept {
        for one in Batch::from_bytes(bytes).unwrap().weighed {
            if one.case.at.local_date() >= from {
                done.insert(one.entry, one.channel);
            }
        }
    }
    done
}

/// What a trial on the second day of a house says of a change is what another house does that day, which had the plan approved
/// in the night: case by case.
fn agrees(change: &RiskChange) -> Tally {
    let from = LATER;
    let (mut without, mut with) = (two_days(None), two_days(Some(change)));
    let kept = without.kept();
    let (was, is) = (second_day(&kept, from), second_day(&with.kept(), from));
    assert!(was.keys().eq(is.keys()) && was.len() > 200, "{}", was.len());
    let trial = without.house.registry().risk().in_force().trial(change, DAY).unwrap();
    let tally = tested(&kept, trial.question(from, usize::MAX));
    assert_eq!(tally.differ, 0);
    assert_eq!(tally.all.weighed, was.len() as u64);
    // Named is whoever something else is done with.
    let mut told = was.clone();
    for it in &tally.named {
        assert_eq!(it.before, was[&it.entry]);
        told.insert(it.entry, it.after);
    }
    let differ: Vec<_> = told.iter().filter(|(entry, it)| is[entry] != **it).collect();
    assert!(differ.is_empty(), "{differ:?}");
    for (channel, Moves { before, after, .. }) in &tally.channels {
        let n = |done: &BTreeMap<_, _>| done.values().filter(|it| *it == channel).count() as u64;
        assert_eq!((*before, *after), (n(&was), n(&is)), "{channel:?}");
    }
    tally
}

#[test]
fn a_plan_of_rules_does_what_its_trial_said() {
    let white = rule("R-3", RiskChannel::Release, "doc.value > 2000.0");
    let change = RiskChange {
        rules: vec![RiskRule { version: 2, channel: RiskChannel::Examination, ..cheap() }, white],
        dropped: vec!["R-2".to_owned()],
        ..RiskChange::default()
    };
    let all = agrees(&change).all;
    // The whitelist takes from the model's choice too.
    assert!(all.lost > 20 && all.examinations_after > 20 && all.fired > 20, "{all:?}");
}

#[test]
fn a_plan_of_a_budget_does_what_its_trial_said() {
    let row = RiskBudget {
        explore: Rate::from_ppm(400_000),
        later_audit: Rate::from_ppm(100_000),
        per_day: Some(4),
        ..budget(350_000)
    };
    let tally = agrees(&RiskChange { budgets: vec![row], ..RiskChange::default() });
    let spent = tally.budgets["B-1"];
    assert!(spent.after.beyond > 20 && spent.before.beyond == 0, "{spent:?}");
    assert_eq!((spent.share.ppm(), spent.per_day), (350_000, Some(4)));
    let way = |it| tally.ways.get(&it).copied().unwrap_or_default();
    assert_eq!(way(Way::Beyond).after, spent.after.beyond);
    assert!(way(Way::Later).after > 5 && way(Way::Later).before == 0, "{:?}", tally.ways);
    assert!(way(Way::Explored).after > 0 && way(Way::Targeted).before > 20, "{:?}", tally.ways);
}

#[test]
fn a_plan_that_drops_a_budget_does_what_its_trial_said() {
    let dropped_budgets = vec!["B-1".to_owned()];
    let tally = agrees(&RiskChange { dropped_budgets, ..RiskChange::default() });
    // Without a row the model chooses nobody; rules go on.
    let way = |it| tally.ways.get(&it).copied().unwrap_or_default();
    assert!(way(Way::Targeted).before > 20 && way(Way::Targeted).after == 0, "{:?}", tally.ways);
    assert!(way(Way::Rule).after > 20 && tally.all.gained == 0, "{:?}", tally.all);
}

#[test]
fn a_plan_of_a_model_does_what_its_trial_said() {
    // The cheaper, the likelier.
    let steps = (1..12).map(|it| step(0, f64::from(it) * 100.0, [0.3, -0.3])).collect();
    let cheaper = String::from_utf8(model_of(steps).save().unwrap()).unwrap();
    let (procedure, role) = (RiskProcedure::Parcel, RiskModelRole::Active);
    let model = |model| RiskChange {
        models: vec![RiskModelChange { procedure, role, model }],
        ..RiskChange::default()
    };
    let tally = agrees(&model(Some(cheaper)));
    let moves = tally.channels[&RiskChannel::Examination];
    assert!(moves.gained > 20 && moves.lost > 20, "{moves:?}");
    assert!(
        tally.named.iter().all(|it| it.probable_before.is_some() && it.probable_after.is_some())
    );
    // Without any, rules alone choose.
    let none = agrees(&model(None));
    assert!(none.all.examinations_before > 20 && none.all.gained == 0, "{:?}", none.all);
    assert_eq!(none.ways.get(&Way::Targeted).map(|it| it.after), Some(0));
}

/// A rule that fires on everything is not held by a share, and the trial says by how much it is beyond it.
#[test]
fn a_change_that_selects_more_than_its_budget_is_told_so() {
    let mut ran = two_days(None);
    let kept = ran.kept();
    let all = rule("R-9", RiskChannel::Documents, "doc.value > 0.0");
    let set = ran.house.registry().risk().in_force().clone();
    let over = |change: &RiskChange| {
        let trial = set.trial(change, DAY).unwrap();
        tested(&kept, trial.question(Date::MIN, 0)).budgets["B-1"]
    };
    let spent = over(&RiskChange { rules: vec![all.clone()], ..RiskChange::default() });
    assert!(spent.is_over() && spent.after.chosen == spent.after.weighed, "{spent:?}");
    let row = RiskBudget { per_day: Some(1), ..budget(200_000) };
    let change = RiskChange { rules: vec![all], budgets: vec![row], ..RiskChange::default() };
    let spent = over(&change);
    assert!(!spent.is_over() && spent.after.beyond > 300, "{spent:?}");
}

#[test]
fn a_change_that_may_not_take_effect_is_not_tried() {
    let bad = rule("R-1", RiskChannel::Hold, "doc.valu > 1.0");
    let change = RiskChange { rules: vec![bad], ..RiskChange::default() };
    let ran = Ran::new();
    let found = ran.house.registry().risk().in_force().trial(&change, DAY).unwrap_err();
    assert_eq!(found.first().map(|it| it.observed.as_str()), Some("doc.valu"));
}
