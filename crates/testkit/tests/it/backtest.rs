//! Rules tried on history: what a trial says of a house is what another house does that has the rules.

use std::collections::{BTreeMap, BTreeSet};

use matching::Keyring;
use model::{Date, EntryId, RiskChannel, RiskRule, RiskSeverity};
use params::Law;
use risk::{
    backtest::{Backtest, BacktestError, Counts, Moves, Question, Tally},
    batch::Batch,
};

use crate::{
    traffic::{SECRETS, disordered, inputs},
    weighed::{DAY, NONE_BY_LOT, Ran, by_rule, parcels, rule},
};

const N_PARCELS: u64 = 200;

fn try_on(kept: &[Vec<u8>], before: &[RiskRule], after: &[RiskRule], from: Date) -> Tally {
    let new = after.iter().filter(|it| !before.contains(it));
    let tried = new.map(|it| it.id.clone()).collect();
    let question = Question { before, after, tried, from, n_named: usize::MAX };
    let mut test = Backtest::new(clearance::digester(&Keyring::new(SECRETS.0)), question).unwrap();
    kept.iter().for_each(|it| test.take(it).unwrap());
    test.finish()
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
    assert!(late.named.is_empty() && late.all.fired == 0);
}

#[test]
fn a_set_that_may_not_take_effect_is_not_tried() {
    let bad = [RiskRule {
        severity: RiskSeverity::High,
        ..rule("R-1", RiskChannel::Hold, "doc.valu > 1.0")
    }];
    let question =
        Question { before: &[], after: &bad, tried: BTreeSet::new(), from: Date::MIN, n_named: 1 };
    let digester = clearance::digester(&Keyring::new(SECRETS.0));
    let Err(BacktestError::Rules(found)) = Backtest::new(digester, question) else {
        panic!("it was tried");
    };
    assert_eq!(found.first().map(|it| it.piece.as_str()), Some("doc.valu"));
}
