//! A house is played with: what is learnt comes from examinations alone, in their time, and the model chooses better than lots.

use clearance::ports::Store as _;
use matching::Keyring;
use model::{CommitNo, Rate};
use risk::{batch::Batch, trees::TrainPlan};
use store::{Options, SqliteStore};
use testkit::fraud::{
    FraudPlan,
    play::{Group, PlayPlan, Played, play},
};

const SECRETS: ([u8; 16], [u8; 32]) = ([7; 16], [8; 32]);

/// Much is planted and much is examined, so that few weeks have enough to learn of.
pub(super) fn plan() -> PlayPlan {
    let fraud = FraudPlan::embedded().unwrap().base_rate(Rate::from_ppm(300_000)).sized(8, 100, 45);
    let train = TrainPlan { forests: 1, rounds: 40, min_child_weight: 3.0, ..TrainPlan::default() };
    PlayPlan { examined: Rate::from_ppm(300_000), train, ..PlayPlan::new(fraud, 4) }
}

/// A game, and what the house kept of each batch.
pub(super) fn played(plan: &PlayPlan) -> (Played, Vec<Vec<u8>>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("house.sqlite");
    let open = || SqliteStore::open(&path, Options::default(), || SECRETS).unwrap();
    let played = play(plan, open(), &Keyring::new(SECRETS.0), &mut |_| {}).unwrap();
    let kept = open().remembered_after(CommitNo(0), usize::MAX).unwrap();
    (played, kept.into_iter().map(|it| it.1).collect())
}

#[test]
fn labels_are_of_examined_cases_in_their_time_and_the_model_beats_lots() {
    let more = plan();
    let plan = PlayPlan { fraud: more.fraud.clone().sized(10, 250, 60), ..more };
    let (played, kept) = played(&plan);
    let mut n_told = 0;
    for it in &played.dealt {
        let Some(told_at) = it.told_at else { continue };
        assert!(it.is_examined, "{:?} was never selected", it.entry);
        let days = i64::from(it.truth.label_days);
        assert!(told_at >= it.at.plus_minutes(days * 24 * 60), "{:?} was told too early", it.entry);
        n_told += 1;
    }
    // Each answer came back as a finding of the house's own.
    let batches = kept.iter().map(|it| Batch::from_bytes(it).unwrap());
    let found: usize = batches.map(|it| it.found.len()).sum();
    assert_eq!(found, n_told);
    // Those of the last days are not known yet.
    let n_examined = played.dealt.iter().filter(|it| it.is_examined).count();
    assert!(n_told * 4 > n_examined * 3, "{n_told} of {n_examined}");
    assert!(played.grown.len() >= 6, "{}", played.grown.len());
    let both = played.report.lanes.last().unwrap();
    let targeted = both.groups[&Group::Targeted];
    assert!(targeted.n > 60, "{targeted:?}");
    // A third more than lots find on average.
    let (hits, lots) = (targeted.hits * both.all.n, both.all.hits * targeted.n);
    assert!(hits * 3 > lots * 4, "{targeted:?} of {:?}", both.all);
    assert!(both.examined.hits <= both.best && both.best <= both.all.hits);
}

/// Two worlds that differ in nothing but what examinations say are weighed alike until the first of them is told.
#[test]
fn nothing_is_weighed_by_the_truth() {
    let plan = plan();
    let mut blind = plan.clone();
    blind.fraud.severity_threshold = 101;
    let [(_, seen), (nothing_found, unseen)] = [played(&plan), played(&blind)];
    let first = seen.iter().position(|it| !Batch::from_bytes(it).unwrap().found.is_empty());
    let first = first.unwrap();
    assert!(first > 10 && seen[..first] == unseen[..first]);
    assert!(seen[first..] != unseen[first..]);
    assert!(nothing_found.grown.is_empty(), "there was nothing to learn");
}
