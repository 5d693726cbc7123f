//! Rules of risk analysis in a house: what they select, what spares from them, and that every decision re-computes.

use std::collections::{BTreeMap, BTreeSet};

use clearance::{
    House,
    history::{self, Event},
    ports::{RawInput, Store as _},
    seed_of,
};
use matching::Keyring;
use model::{
    CommitNo, Date, EntryId, Lane, Moment, Rate, Reason, RiskChannel, RiskProcedure, RiskRule,
    RiskSeverity, Selection,
};
use params::Law;
use risk::{
    batch::{Batch, Chosen, Weighed},
    features::{FeatureSet, View},
    memory::{CaseKeys, Limits, Memory},
};
use store::{HouseRecords, Options, SqliteStore};
use testkit::{
    GeneratedFile,
    declarations::{DeclarationPlan, generate_declarations},
};

use crate::traffic::{SECRETS, disordered, inputs};

pub(crate) const DAY: Date = Date::constant(2026, 11, 21);
pub(crate) const NONE_BY_LOT: &str = r#"{"tongguan":"settings","examination_share":"0"}"#;

pub(crate) fn rule(id: &str, channel: RiskChannel, condition: &str) -> RiskRule {
    RiskRule {
        id: id.to_owned(),
        version: 1,
        procedures: vec![RiskProcedure::Parcel],
        title_zh: "试验规则".to_owned(),
        title_en: "a rule of a test".to_owned(),
        basis: "海关总署令第271号".to_owned(),
        owner: "风险防控局".to_owned(),
        severity: RiskSeverity::Medium,
        channel,
        condition: condition.to_owned(),
        from: Date::constant(2026, 1, 1),
        to: None,
        campaign: None,
    }
}

fn told(rules: &[RiskRule]) -> Vec<u8> {
    let rows = serde_json::to_value(rules).unwrap();
    serde_json::to_vec(&serde_json::json!({ "tongguan": "risk_rules", "rows": rows })).unwrap()
}

/// A house on disk that took rules and traffic, seven inputs a batch.
pub(crate) struct Ran {
    folder: tempfile::TempDir,
    pub(crate) house: House<SqliteStore>,
}

impl Ran {
    pub(crate) fn new() -> Ran {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("house.sqlite");
        let store = SqliteStore::open(&path, Options::default(), || SECRETS).unwrap();
        let law = Law::shipped().unwrap();
        let house = House::open(store, law, Keyring::new(SECRETS.0)).unwrap();
        Ran { folder, house }
    }

    pub(crate) fn of(rules: &[RiskRule], traffic: Vec<RawInput>) -> Ran {
        let mut ran = Ran::new();
        ran.tell_rules(rules);
        traffic.chunks(7).for_each(|it| drop(ran.house.take(it).unwrap()));
        ran
    }

    pub(crate) fn tell(&mut self, bytes: Vec<u8>) {
        let received_at = Moment::from_local(DAY.at(20, 0, 0, 0));
        let raw = RawInput { received_at, sender: String::new(), bytes };
        self.house.take(&[raw]).unwrap();
    }

    pub(crate) fn tell_rules(&mut self, rules: &[RiskRule]) {
        self.tell(told(rules));
    }

    /// What is kept of each batch that weighed anybody or remembers anything.
    pub(crate) fn kept(&mut self) -> Vec<Vec<u8>> {
        let store = self.house.parts().1;
        let kept = store.remembered_after(CommitNo(0), usize::MAX).unwrap();
        kept.into_iter().map(|it| it.1).collect()
    }

    pub(crate) fn selections(&self) -> BTreeMap<EntryId, Selection> {
        let records = HouseRecords::open_file(&self.folder.path().join("house.sqlite")).unwrap();
        let mut selections = BTreeMap::new();
        for row in records.history_rows(0, usize::MAX).unwrap() {
            for happening in history::decode(&row.body).unwrap() {
                if let Event::Selected(selection) = happening.what {
                    selections.insert(row.entry, selection);
                }
            }
        }
        selections
    }

    fn parcels(&self) -> Vec<EntryId> {
        let records = HouseRecords::open_file(&self.folder.path().join("house.sqlite")).unwrap();
        let rows = records.entry_rows(EntryId(0), usize::MAX).unwrap();
        rows.iter().map(|it| it.id).collect()
    }
}

pub(crate) fn parcels(n: u64) -> Vec<RawInput> {
    inputs(&disordered(n, 5, DAY), &Law::shipped().unwrap(), NONE_BY_LOT)
}

pub(crate) fn by_rule<'s>(selection: &'s Selection, rule: &str) -> Option<&'s Reason> {
    selection.reasons.iter().find(|it| it.rule == rule)
}

#[test]
fn what_a_rule_selects_says_by_which_values() {
    let rules = [
        rule("R-1", RiskChannel::Examination, "doc.value > 600.0 && seller.known_days >= 0.0"),
        rule("R-2", RiskChannel::Documents, "goods.origins.exists(it, it == '116')"),
        rule("R-3", RiskChannel::LaterAudit, "doc.lines >= 1.0"),
    ];
    let mut ran = Ran::of(&rules, parcels(200));
    let selections = ran.selections();
    let of = |id: &str| selections.values().filter(|it| by_rule(it, id).is_some()).count();
    assert!(of("R-1") > 20 && of("R-2") > 20, "{} {}", of("R-1"), of("R-2"));
    assert_eq!(of("R-3"), selections.len(), "every parcel that is weighed has a line");
    for selection in selections.values() {
        let gravest = selection.reasons.iter().map(|it| it.lane).max();
        assert_eq!(Some(selection.lane), gravest);
        let later = by_rule(selection, "R-3").unwrap();
        assert_eq!(later.lane, Lane::Release);
        assert_eq!(later.text, "后续稽查：试验规则 (later audit: a rule of a test)");
        let Some(reason) = by_rule(selection, "R-1") else { continue };
        let value = reason.observed.strip_prefix("doc.value = ").unwrap();
        let (value, age) = value.split_once("; seller.known_days = ").unwrap();
        assert!(value.parse::<f64>().unwrap() > 600.0, "{}", reason.observed);
        assert!(age.parse::<f64>().unwrap() >= 0.0, "{}", reason.observed);
        assert_eq!(reason.text, "试验规则 (a rule of a test)");
    }
    // Documents and examination are other channels than the lots of the rest.
    let mut channels: BTreeMap<RiskChannel, usize> = BTreeMap::new();
    for bytes in ran.kept() {
        for one in Batch::from_bytes(&bytes).unwrap().weighed {
            *channels.entry(one.channel).or_default() += 1;
            assert!(one.chosen.has(Chosen::RULE) && !one.chosen.has(Chosen::RANDOM));
        }
    }
    let known = [RiskChannel::LaterAudit, RiskChannel::Documents, RiskChannel::Examination];
    assert!(known.iter().all(|it| channels.contains_key(it)), "{channels:?}");
}

#[test]
fn a_whitelist_spares_from_all_rules_but_the_grave_ones() {
    let white = rule("W", RiskChannel::Release, "doc.value < 1000.0");
    let plain = rule("P", RiskChannel::Examination, "doc.value > 100.0");
    let safety = rule("S", RiskChannel::Hold, "doc.value > 300.0");
    let grave = RiskRule {
        severity: RiskSeverity::High,
        ..rule("G", RiskChannel::Documents, "doc.lines > 1.0")
    };
    let ran = Ran::of(&[white, plain, safety, grave], parcels(150));
    let (mut n_spared, mut n_held) = (0, 0);
    for selection in ran.selections().values() {
        let lane = |id: &str| by_rule(selection, id).map(|it| it.lane);
        let is_white = lane("W").is_some();
        match lane("P") {
            Some(Lane::Release) => n_spared += usize::from(is_white),
            Some(it) => assert!(!is_white && it == Lane::Examination),
            None => {}
        }
        if let Some(lane) = lane("S") {
            assert_eq!((lane, selection.lane), (Lane::Examination, Lane::Examination));
            n_held += 1;
        }
        assert!(lane("G").is_none_or(|it| it == Lane::Documents));
    }
    assert!(n_spared > 20 && n_held > 20, "{n_spared} {n_held}");
}

#[test]
fn rules_that_are_not_sound_do_not_take_effect_and_the_former_stay() {
    let mut ran = Ran::new();
    ran.tell(told(&[rule("R-1", RiskChannel::Examination, "doc.value > 600.0")]));
    let bad = [
        rule("R-2", RiskChannel::Examination, "doc.valu > 600.0"),
        rule("R-3", RiskChannel::Documents, "doc.value == '600'"),
        rule("R-4", RiskChannel::Documents, "doc.value / 0.0 > 1.0"),
    ];
    for one in &bad {
        let found = clearance::examine_rules(std::slice::from_ref(one));
        assert!(found.iter().any(|it| it.1.refuses), "{}: {found:?}", one.condition);
    }
    ran.tell(told(&bad));
    let kept: Vec<&str> =
        ran.house.parts().0.registry().rules().iter().map(|it| it.id.as_str()).collect();
    assert_eq!(kept, ["R-1"]);
    // One that is told again stands in the place of the former.
    ran.tell(told(&[RiskRule {
        version: 2,
        ..rule("R-1", RiskChannel::Examination, "doc.value > 700.0")
    }]));
    let registry = ran.house.parts().0.registry();
    assert_eq!((registry.rules().len(), registry.rules_told().len()), (1, 2));
    assert_eq!(registry.rules()[0].version, 2);
}

#[test]
fn ten_thousand_rules_weigh_a_day() {
    let rules: Vec<RiskRule> = (0..10_000)
        .map(|at| {
            let condition = format!("doc.value > {}.5 && party.seller == 'S{at}'", at % 900);
            rule(&format!("R-{at}"), RiskChannel::Documents, &condition)
        })
        .chain([rule("R-all", RiskChannel::LaterAudit, "doc.value > 0.0")])
        .collect();
    let ran = Ran::of(&rules, parcels(60));
    let selections = ran.selections();
    assert!(selections.len() > 30);
    assert!(selections.values().all(|it| it.reasons.len() == 1 && it.reasons[0].rule == "R-all"));
}

/// Lots are drawn by seeds that were promised in an earlier commit, or in that of the house's first day.
#[test]
fn who_is_drawn_can_be_proved_when_the_day_is_over() {
    let settings = r#"{"tongguan":"settings","examination_share":"0.2"}"#;
    let traffic = inputs(&disordered(300, 5, DAY), &Law::shipped().unwrap(), settings);
    let mut ran = Ran::of(&[], traffic);
    let keyring = Keyring::new(SECRETS.0);
    let share = Rate::from_ppm(200_000);
    let mut promises = BTreeMap::new();
    let (mut n, mut n_drawn, mut days) = (0, 0, BTreeSet::new());
    for bytes in ran.kept() {
        let batch = Batch::from_bytes(&bytes).unwrap();
        // None is promised twice.
        for promise in &batch.promises {
            assert!(promises.insert(promise.day, *promise).is_none());
        }
        for Weighed { case, chosen, .. } in &batch.weighed {
            let seed = seed_of(&keyring, case.at.local_date());
            assert!(promises[&seed.day].is_kept_by(&seed));
            assert_eq!(chosen.has(Chosen::RANDOM), seed.draws(share, case.key));
            n += 1;
            n_drawn += usize::from(chosen.has(Chosen::RANDOM));
            days.insert(seed.day);
        }
    }
    // The corpus comes across midnight; four standard deviations are a tenth of the share.
    assert!(n > 150 && n_drawn * 10 > n && n_drawn * 10 < n * 3, "{n_drawn} {n}");
    assert!(promises.len() > days.len(), "the next day's is promised too");
}

/// Every value of every feature that a parcel was weighed by, and its digest, come out again from what is kept.
#[test]
fn a_day_is_weighed_again_with_the_same_bits() {
    let rules = [rule("R-1", RiskChannel::LaterAudit, "doc.value > 0.0")];
    let mut ran = Ran::of(&rules, parcels(400));
    let n_entries = ran.parcels().len();
    let kept = ran.kept();
    let told = weighed_again(&kept);
    assert!(told.n > 250 && told.n <= n_entries, "{} of {n_entries}", told.n);
    assert_eq!(told.differ, 0);
    // By what came later it would be another: without the first batches many are.
    let late = weighed_again(&kept[kept.len() / 2..]);
    assert!(late.differ > 50, "{} of {}", late.differ, late.n);
}

#[test]
fn declarations_are_weighed_again_with_the_same_bits() {
    let plan = DeclarationPlan { declarations: 120, fault_rate: Rate::ZERO, seed: 3, on: DAY };
    let rules = [RiskRule {
        procedures: vec![RiskProcedure::Declaration],
        ..rule("D-1", RiskChannel::Documents, "trader.cases >= 1.0")
    }];
    let mut traffic = Vec::new();
    let mut push = |bytes: Vec<u8>| {
        let at = Moment::from_local(DAY.at(21, 0, 0, 0)).plus_minutes(traffic.len() as i64);
        traffic.push(RawInput { received_at: at, sender: String::new(), bytes });
    };
    push(NONE_BY_LOT.as_bytes().to_vec());
    let law = Law::shipped().unwrap();
    let mut take = |file: GeneratedFile<'_>| {
        if file.name != testkit::TRUTH_FILE {
            push(file.bytes.to_vec());
        }
        Ok(())
    };
    generate_declarations(&plan, &law, &mut take, &mut |_| {}).unwrap();
    let mut ran = Ran::of(&rules, traffic);
    let kept = ran.kept();
    let told = weighed_again(&kept);
    assert!(told.n > 80, "{}", told.n);
    assert_eq!(told.differ, 0);
    let by_rule = ran.selections().values().filter(|it| by_rule(it, "D-1").is_some()).count();
    assert!(by_rule > 5, "{by_rule}");
}

#[derive(Debug, Default)]
struct Again {
    n: usize,
    differ: usize,
}

/// Folds what was kept, batch by batch, weighing each case by what stood before its own.
fn weighed_again(kept: &[Vec<u8>]) -> Again {
    let digester = clearance::digester(&Keyring::new(SECRETS.0));
    let mut memory = Memory::new(digester, Limits::default());
    let mut again = Again::default();
    for bytes in kept {
        let batch = Batch::from_bytes(bytes).unwrap();
        for Weighed { case, digest, .. } in &batch.weighed {
            let features = FeatureSet::of(case.procedure).unwrap();
            let keys = CaseKeys::of(case, digester);
            let record = features.record(&View::new(case, &keys, &memory));
            again.n += 1;
            again.differ += usize::from(*digest != Some(record.digest()));
        }
        memory.apply(&batch.deltas);
    }
    again
}
