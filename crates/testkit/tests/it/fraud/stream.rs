//! Size, order, rates, drift, labels.

use std::collections::{BTreeMap, BTreeSet};

use model::Moment;
use params::Law;
use sha2::{Digest, Sha256};
use testkit::fraud::{CaseLane, FraudKind, FraudPlan, Labels, Told as Lane, Truths, traffic};

use super::{Told, small};

fn digest(plan: &FraudPlan, seed: u64) -> String {
    let law = Law::shipped().unwrap();
    let mut digest = Sha256::new();
    for case in traffic(plan, &law, seed).unwrap() {
        digest.update(format!("{case:?}\n"));
    }
    for truth in Truths::new(plan, &law, seed).unwrap() {
        digest.update(truth.row(""));
    }
    digest.finalize().iter().map(|it| format!("{it:02x}")).collect()
}

#[test]
fn the_same_plan_and_seed_give_the_same_bytes() {
    let plan = small(2, 100_000);
    let one = digest(&plan, 7);
    assert_eq!(one, digest(&plan, 7));
    assert_ne!(one, digest(&plan, 8));
    assert_ne!(one, digest(&plan.clone().drawn(7), 7));
    expect_test::expect!["45895acb3a2bead6800869183d266e2f2929b3f7c19cf8d14beca6861624fae7"]
        .assert_eq(&one);
}

#[test]
fn a_case_is_a_function_of_its_index() {
    let (plan, law) = (small(4, 100_000), Law::shipped().unwrap());
    let mut any = traffic(&plan, &law, 3).unwrap();
    let stream = traffic(&plan, &law, 3).unwrap();
    let mut last = Moment::from_millis(0);
    for (nth, case) in stream.enumerate() {
        assert!(last <= case.moment, "time goes on");
        last = case.moment;
        if matches!(case.lane, Lane::Return(_)) || nth % 7 != 0 {
            continue;
        }
        assert_eq!(any.case(case.index), case);
        assert_eq!(any.when(case.index).0, case.moment);
    }
}

/// Planted cases are as many as the rate says, within four standard deviations.
#[test]
fn base_rates_are_kept() {
    for ppm in [20_000, 50_000, 100_000] {
        for plan in [small(8, ppm), small(8, ppm).drawn(11)] {
            let law = Law::shipped().unwrap();
            let truths: Vec<_> = Truths::new(&plan, &law, 5).unwrap().collect();
            for lane in [CaseLane::Parcel, CaseLane::Declaration] {
                let of = || truths.iter().filter(|it| it.lane == lane);
                let (n, planted) = (of().count() as f64, of().filter(|it| it.is_planted()).count());
                let p = f64::from(u32::try_from(ppm).unwrap()) / 1e6;
                let off = (planted as f64 - n * p) / (n * p * (1.0 - p)).sqrt();
                assert!(off.abs() < 4.0, "{lane:?} at {ppm}: {planted} of {n}");
            }
        }
    }
}

#[test]
fn new_kinds_and_actors_come_half_way_and_some_actors_go() {
    let plan = small(12, 100_000);
    let told = Told::new(&plan, 9);
    let half = traffic(&plan, &Law::shipped().unwrap(), 9).unwrap().half();
    let mut kinds: [BTreeSet<FraudKind>; 2] = Default::default();
    let mut actors: [BTreeMap<u32, u32>; 2] = Default::default();
    let mut n_once = 0;
    for truth in told.truths.iter().filter(|it| it.is_planted()) {
        assert!(truth.actor.is_some() || truth.kinds[0].is_of_goods());
        let part = usize::from(truth.index >= half);
        kinds[part].extend(&truth.kinds);
        let Some(actor) = truth.actor else {
            n_once += 1;
            continue;
        };
        *actors[part].entry(actor).or_default() += 1;
    }
    let late: Vec<FraudKind> = kinds[1].difference(&kinds[0]).copied().collect();
    assert_eq!(late, [FraudKind::Weight, FraudKind::RefundRing]);
    assert_eq!(kinds[1].len(), 8);
    let new = actors[1].keys().filter(|it| !actors[0].contains_key(it)).count();
    let gone = actors[0].keys().filter(|it| !actors[1].contains_key(it)).count();
    let both = actors[0].keys().filter(|it| actors[1].contains_key(it)).count();
    assert!(new > 15 && gone > 0 && both > 8, "{new} new, {gone} gone, {both} stay");
    let n_planted = told.truths.iter().filter(|it| it.is_planted()).count();
    assert!((n_planted / 20..n_planted / 5).contains(&n_once), "{n_once} of {n_planted} by nobody");
    // Who cheats is honest, too.
    let ends = traffic(&FraudPlan::embedded().unwrap(), &Law::shipped().unwrap(), 9).unwrap();
    let end = ends.end();
    assert!(ends.actors().values().filter(|it| it.3 < end).count() > 8);
    let honest = told.truths.iter().filter(|it| it.actor.is_some() && it.kinds.is_empty()).count();
    assert!(honest > 300, "{honest}");
}

#[test]
fn labels_come_days_later_and_only_for_what_was_examined() {
    let plan = small(3, 100_000);
    let mut labels = Labels::default();
    let told = Told::new(&plan, 2);
    let (mut examined, mut days) = (BTreeSet::new(), BTreeMap::<i64, u32>::new());
    let mut at = BTreeMap::new();
    let mut arrived = Vec::new();
    for case in told.cases.iter().filter(|it| !matches!(it.lane, Lane::Return(_))) {
        arrived.extend(labels.arrived(case.moment));
        if case.index % 3 == 0 {
            examined.insert(case.index);
            at.insert(case.index, case.moment);
            labels.examine(told.truth(case), case.moment);
            labels.examine(told.truth(case), case.moment);
        }
    }
    let end = told.cases.last().unwrap().moment;
    assert!(arrived.iter().all(|it| it.arrives_at <= end));
    arrived.extend(labels.arrived(end.plus_minutes(21 * 24 * 60)));
    assert_eq!(arrived.iter().map(|it| it.index).collect::<BTreeSet<_>>(), examined);
    assert_eq!(arrived.len(), examined.len());
    let mut n_confirmed = 0;
    for label in &arrived {
        let truth = &told.truths[usize::try_from(label.index).unwrap()];
        let waited = label.arrives_at.millis() - at[&label.index].millis();
        *days.entry(waited / 86_400_000).or_default() += 1;
        assert_eq!(
            label.is_found(plan.severity_threshold),
            truth.is_found(plan.severity_threshold)
        );
        assert_eq!(label.confirmed.is_some(), truth.is_confirmable);
        if let Some(it) = label.confirmed {
            n_confirmed += 1;
            assert_eq!((it.kind, it.severity), (truth.kinds[0], truth.severity));
        }
    }
    assert!(n_confirmed > 50);
    assert_eq!((days.keys().min(), days.keys().max()), (Some(&1), Some(&20)));
    assert!(days.len() > 12, "{days:?}");
}
