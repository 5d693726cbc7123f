//! A model of risk analysis in a house: what it chooses within its budget, and what it may not.

use std::collections::{BTreeMap, BTreeSet};

use clearance::{digester, ports::RawInput};
use matching::Keyring;
use model::{
    Credit, CreditScale, Date, Rate, RiskAim, RiskBudget, RiskChannel, RiskProcedure, Selection,
};
use params::Law;
use risk::{
    batch::{Batch, Chosen},
    engine::Fitted,
    features::{FeatureSet, View},
    memory::{CaseKeys, Limits, Memory},
    trees::{Forest, Link, Model, RawNode, RawTree, Test},
};
use serde_json::json;

use crate::{
    traffic::{SECRETS, disordered, inputs},
    weighed::{Ran, by_rule, rule},
};

const DAY: Date = Date::constant(2026, 11, 21);
const NONE_BY_LOT: &str = r#"{"tongguan":"settings","examination_share":"0"}"#;

fn parcels(n: u64) -> Vec<RawInput> {
    inputs(&disordered(n, 5, DAY), &Law::shipped().unwrap(), NONE_BY_LOT)
}

/// The dearer, the likelier: a step at each hundred yuan, and one more where the seller is new.
pub(crate) fn dear() -> Model {
    let mut trees: Vec<RawTree> =
        (1..12).map(|it| step(0, f64::from(it) * 100.0, [-0.2, 0.2])).collect();
    trees.push(step(1, 1.0, [0.3, -0.1]));
    model_of(trees)
}

/// Over the value of a parcel, and how many the seller sent before.
pub(crate) fn model_of(trees: Vec<RawTree>) -> Model {
    let forest = Forest::new(2, -2.0, Link::LOGISTIC, &trees).unwrap();
    let names = ["doc.value", "seller.cases"].map(str::to_owned).to_vec();
    let edition = FeatureSet::of(RiskProcedure::Parcel).unwrap().edition(&names);
    Model::foreign(forest, names, &edition, "a test").unwrap()
}

pub(crate) fn step(feature: usize, below: f64, [left, right]: [f64; 2]) -> RawTree {
    let leaf = |value| RawNode::Leaf { value, cover: 1.0 };
    let test = Test::Below(below);
    let split = RawNode::Split { feature, test, missing_left: true, left: 1, right: 2, cover: 2.0 };
    RawTree { nodes: vec![split, leaf(left), leaf(right)] }
}

pub(crate) fn told_model(role: &str, model: Option<&Model>) -> Vec<u8> {
    let model = model.map(|it| String::from_utf8(it.save().unwrap()).unwrap());
    let said = json!({ "tongguan": "risk_model", "procedure": "parcel", "role": role,
        "model": model, "by": "分析员", "reason": "试验" });
    serde_json::to_vec(&said).unwrap()
}

pub(crate) fn budget(share: i64) -> RiskBudget {
    RiskBudget {
        id: "B-1".to_owned(),
        procedures: vec![RiskProcedure::Parcel],
        customs: String::new(),
        share: Rate::from_ppm(share),
        explore: Rate::ZERO,
        later_audit: Rate::ZERO,
        aim: RiskAim::Findings,
        channel: RiskChannel::Examination,
        per_day: None,
        credit: CreditScale::default(),
        basis: "海关总署令第271号".to_owned(),
        owner: "风险防控局".to_owned(),
        from: Date::constant(2026, 1, 1),
        to: None,
    }
}

pub(crate) fn told_budget(row: &RiskBudget) -> Vec<u8> {
    serde_json::to_vec(&json!({ "tongguan": "risk_budgets", "rows": [row] })).unwrap()
}

/// A house that took a model, a budget and traffic.
fn ran(row: &RiskBudget, rules: &[model::RiskRule], traffic: Vec<RawInput>) -> Ran {
    let mut ran = Ran::new();
    ran.tell(told_model("active", Some(&dear())));
    ran.tell(told_budget(row));
    ran.tell_rules(rules);
    traffic.chunks(7).for_each(|it| drop(ran.house.take(it).unwrap()));
    ran
}

#[derive(Debug, Default)]
struct Counted {
    n: usize,
    targeted: usize,
    explored: usize,
    later: usize,
    probable: f64,
    probable_of_targeted: f64,
}

fn counted(ran: &mut Ran) -> Counted {
    let mut counted = Counted::default();
    for bytes in ran.kept() {
        for one in Batch::from_bytes(&bytes).unwrap().weighed {
            let probable = f64::from(one.probability.unwrap()) / 65_535.0;
            counted.n += 1;
            counted.probable += probable;
            counted.explored += usize::from(one.chosen.has(Chosen::EXPLORED));
            counted.later += usize::from(one.chosen.has(Chosen::LATER));
            if one.chosen.has(Chosen::TARGETED) {
                counted.targeted += 1;
                counted.probable_of_targeted += probable;
                assert_eq!(one.channel, RiskChannel::Examination);
            }
        }
    }
    counted
}

#[test]
fn the_model_chooses_as_many_as_the_budget_has_and_those_of_whom_most_is_expected() {
    let row = RiskBudget {
        explore: Rate::from_ppm(200_000),
        later_audit: Rate::from_ppm(100_000),
        ..budget(250_000)
    };
    let mut ran = ran(&row, &[], parcels(900));
    let Counted { n, targeted, explored, later, probable, probable_of_targeted } =
        counted(&mut ran);
    assert!(n > 600, "{n}");
    // A fifth of all by expectation, a tenth for later; the first 64 are not chosen of. A twentieth to learn, and less
    // while a house gets to know everybody within a day.
    let share = |it: usize| it as f64 / n as f64;
    assert!((0.13..0.25).contains(&share(targeted)), "{targeted} of {n}");
    assert!((0.01..0.09).contains(&share(explored)), "{explored} of {n}");
    assert!((0.05..0.15).contains(&share(later)), "{later} of {n}");
    let (of_all, of_targeted) = (probable / n as f64, probable_of_targeted / targeted as f64);
    assert!(of_targeted > of_all * 1.5, "{of_targeted} {of_all}");
    let selections = ran.selections();
    let reason = selections.values().find_map(|it| by_rule(it, "model")).unwrap();
    assert!(reason.observed.starts_with("probability = 0."), "{}", reason.observed);
    assert!(reason.observed.contains("doc.value = "), "{}", reason.observed);
    assert!(reason.text.starts_with("模型布控；查获概率 "), "{}", reason.text);
    assert!(reason.text.contains("完税价格＋"), "{}", reason.text);
    assert!(reason.text.contains("chosen by the model; a finding at "), "{}", reason.text);
}

#[test]
fn beyond_a_days_budget_the_rest_is_looked_at_later_and_says_so() {
    let row = RiskBudget { per_day: Some(10), ..budget(300_000) };
    let plain = rule("P", RiskChannel::Documents, "doc.value > 300.0");
    let grave = rule("S", RiskChannel::Hold, "doc.value > 1500.0");
    let mut ran = ran(&row, &[plain, grave], parcels(300));
    let mut places = BTreeSet::new();
    for bytes in ran.kept() {
        for one in Batch::from_bytes(&bytes).unwrap().weighed {
            let day = one.case.at.local_date();
            places.insert((one.case.customs.to_owned(), one.case.port.to_owned(), day));
        }
    }
    let mut looked_at: BTreeMap<bool, usize> = BTreeMap::new();
    let mut beyond = 0;
    for selection in ran.selections().values() {
        let is_held = by_rule(selection, "S").is_some();
        let is_looked_at = selection.lane != model::Lane::Release;
        *looked_at.entry(is_held).or_default() += usize::from(is_looked_at);
        let told = selection.reasons.iter().filter(|it| it.text.contains("当日布控预算已用 "));
        beyond += told.count();
        assert!(!is_held || is_looked_at, "what is grave is never beyond a budget");
    }
    // Ten a day at each office and port, whatever chose them.
    let n = looked_at[&false];
    assert!(n >= 10 && n <= 10 * places.len(), "{looked_at:?} at {}", places.len());
    assert!(beyond > 30, "{beyond}");
}

#[test]
fn a_whitelist_takes_a_case_out_of_the_models_choice() {
    let white = rule("W", RiskChannel::Release, "doc.value > 0.0");
    let mut ran = ran(&budget(400_000), &[white], parcels(300));
    let Counted { n, targeted, .. } = counted(&mut ran);
    assert!(n > 150 && targeted == 0, "{targeted} of {n}");
}

#[test]
fn a_model_that_does_not_fit_is_refused_and_the_former_stays() {
    let mut ran = Ran::new();
    ran.tell(told_model("active", Some(&dear())));
    let name = |ran: &mut Ran| {
        let registry = ran.house.parts().0.registry();
        let engine = registry.risk().engine(RiskProcedure::Parcel);
        engine.and_then(|it| it.active()).map(Fitted::name).map(str::to_owned)
    };
    let first = name(&mut ran).unwrap();
    let other = Model { edition: "0123456789abcdef".to_owned(), ..dear() };
    ran.tell(told_model("active", Some(&other)));
    let mut saved = String::from_utf8(dear().save().unwrap()).unwrap();
    saved.truncate(saved.len() / 2);
    let cut = json!({ "tongguan": "risk_model", "procedure": "parcel", "role": "active",
        "model": saved, "by": "分析员", "reason": "试验" });
    ran.tell(serde_json::to_vec(&cut).unwrap());
    assert_eq!(name(&mut ran), Some(first));
    ran.tell(told_model("active", None));
    assert_eq!(name(&mut ran), None);
}

/// What a model in the shadow would say is kept beside, and selects nobody.
#[test]
fn a_model_in_the_shadow_is_listened_to_and_not_heeded() {
    let mut ran = Ran::new();
    ran.tell(told_model("shadow", Some(&dear())));
    ran.tell(told_budget(&budget(400_000)));
    parcels(200).chunks(7).for_each(|it| drop(ran.house.take(it).unwrap()));
    let mut n = 0;
    for bytes in ran.kept() {
        for one in Batch::from_bytes(&bytes).unwrap().weighed {
            assert!(one.shadow.is_some() && one.probability.is_none());
            assert_eq!(one.chosen, Chosen::default());
            n += 1;
        }
    }
    assert!(n > 100, "{n}");
    assert!(ran.selections().values().all(|it: &Selection| it.reasons.is_empty()));
}

/// The certified are looked at less and the dishonest more, at the same probability.
#[test]
fn credit_scales_what_is_expected() {
    let credit = CreditScale {
        advanced: Rate::ZERO,
        ordinary: Rate::ONE,
        dishonest: Rate::from_ppm(5_000_000),
    };
    let row = RiskBudget { credit, ..budget(300_000) };
    let mut ran = ran(&row, &[], parcels(600));
    for bytes in ran.kept() {
        for one in Batch::from_bytes(&bytes).unwrap().weighed {
            let is_certified = one.case.credit == Some(Credit::Advanced);
            assert!(!is_certified || !one.chosen.has(Chosen::TARGETED));
        }
    }
    assert!(counted(&mut ran).targeted > 50);
}

/// A kept probability is what the model says of the case by the memory before its batch.
#[test]
fn what_the_model_said_comes_out_again() {
    let mut ran = ran(&budget(100_000), &[], parcels(300));
    let features = FeatureSet::of(RiskProcedure::Parcel).unwrap();
    let fitted = Fitted::new(&dear(), &features, "again".to_owned()).unwrap();
    let digester = digester(&Keyring::new(SECRETS.0));
    let mut memory = Memory::new(digester, Limits::default());
    let mut n = 0;
    for bytes in ran.kept() {
        let batch = Batch::from_bytes(&bytes).unwrap();
        for one in &batch.weighed {
            let keys = CaseKeys::of(&one.case, digester);
            let record = features.record(&View::new(&one.case, &keys, &memory));
            let probability = fitted.weigh(&record).probability;
            assert_eq!(one.probability, Some((probability * 65_535.0).round() as u16));
            let way: f64 = fitted.leading(&record, 9).iter().map(|it| it.amount).sum();
            let fair: f64 = fitted.explained(&record, 9).iter().map(|it| it.amount).sum();
            assert!((way - fair).abs() < 1e-9, "both add up to the same margin");
            n += 1;
        }
        memory.apply(&batch.deltas);
    }
    assert!(n > 150, "{n}");
}
