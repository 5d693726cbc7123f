//! Models that LightGBM, XGBoost and ONNX wrote: ours says of every row what they say themselves.

use risk::trees::{Forest, ForestError, Link};
use serde::Deserialize;

/// What `forests/make.py` wrote beside the models.
#[derive(Deserialize)]
pub(crate) struct Told {
    rows: Vec<Vec<Option<f64>>>,
    lightgbm: Vec<f64>,
    lightgbm_contributions: Vec<Vec<f64>>,
    lightgbm_sets: Vec<f64>,
    lightgbm_sets_probability: Vec<f64>,
    lightgbm_averaged: Vec<f64>,
    lightgbm_averaged_probability: Vec<f64>,
    xgboost: Vec<f64>,
    xgboost_contributions: Vec<Vec<f64>>,
    onnx_lightgbm: Vec<f64>,
    onnx_xgboost: Vec<f64>,
    onnx_regressor: Vec<f64>,
}

pub(crate) const LIGHTGBM: &str = include_str!("forests/lightgbm.txt");
pub(crate) const SETS: &str = include_str!("forests/lightgbm-sets.txt");
pub(crate) const XGBOOST: &str = include_str!("forests/xgboost.json");
pub(crate) const ONNX: &[u8] = include_bytes!("forests/onnx-lightgbm.onnx");

fn told() -> Told {
    serde_json::from_str(include_str!("forests/rows.json")).unwrap()
}

pub(crate) fn rows() -> Vec<Vec<f64>> {
    let missing = |it: Vec<Option<f64>>| it.into_iter().map(|it| it.unwrap_or(f64::NAN)).collect();
    told().rows.into_iter().map(missing).collect()
}

fn same(ours: impl Fn(&[f64]) -> f64, theirs: &[f64], within: f64) {
    let rows = rows();
    assert_eq!(rows.len(), theirs.len());
    assert!(rows.iter().flatten().any(|it| it.is_nan()), "missing values are part of it");
    for (row, theirs) in rows.iter().zip(theirs) {
        let ours = ours(row);
        assert!((ours - theirs).abs() <= within, "{row:?}: {ours} and {theirs}");
    }
}

#[test]
fn lightgbm_is_read_to_the_last_bit() {
    let (forest, names) = Forest::from_lightgbm(LIGHTGBM.as_bytes()).unwrap();
    assert_eq!(names, ["price", "mass", "rate", "age", "mode"]);
    assert_eq!((forest.n_features(), forest.n_trees(), forest.link()), (5, 12, Link::LOGISTIC));
    same(|it| forest.margin(it), &told().lightgbm, 0.0);
    let (sets, _) = Forest::from_lightgbm(SETS.as_bytes()).unwrap();
    same(|it| sets.margin(it), &told().lightgbm_sets, 0.0);
    same(|it| sets.probability(it), &told().lightgbm_sets_probability, 1e-15);
    let text = include_str!("forests/lightgbm-averaged.txt");
    let (averaged, _) = Forest::from_lightgbm(text.as_bytes()).unwrap();
    // LightGBM's raw scores are sums even there; its probabilities come from the mean.
    let mean: Vec<f64> = told().lightgbm_averaged.iter().map(|it| it / 5.0).collect();
    same(|it| averaged.margin(it), &mean, 1e-12);
    same(|it| averaged.probability(it), &told().lightgbm_averaged_probability, 1e-12);
}

#[test]
fn xgboost_is_read_as_far_as_single_precision_goes() {
    let (forest, names) = Forest::from_xgboost(XGBOOST.as_bytes()).unwrap();
    assert_eq!(names, ["price", "mass", "rate", "age", "mode"]);
    same(|it| forest.margin(it), &told().xgboost, 2e-6);
}

#[test]
fn onnx_is_read_for_classes_and_for_numbers() {
    let forest = Forest::from_onnx(ONNX).unwrap();
    same(|it| forest.probability(it), &told().onnx_lightgbm, 1e-6);
    let forest = Forest::from_onnx(include_bytes!("forests/onnx-xgboost.onnx")).unwrap();
    same(|it| forest.probability(it), &told().onnx_xgboost, 1e-6);
    let forest = Forest::from_onnx(include_bytes!("forests/onnx-regressor.onnx")).unwrap();
    assert_eq!(forest.link(), Link::Identity);
    same(|it| forest.margin(it), &told().onnx_regressor, 1e-5);
}

#[test]
fn reasons_are_those_of_the_libraries_and_sum_up_to_the_margin() {
    let lightgbm = Forest::from_lightgbm(LIGHTGBM.as_bytes()).unwrap().0;
    let xgboost = Forest::from_xgboost(XGBOOST.as_bytes()).unwrap().0;
    let told = told();
    let both = [
        (lightgbm, told.lightgbm_contributions, 1e-9),
        (xgboost, told.xgboost_contributions, 1e-5),
    ];
    for (forest, theirs, within) in both {
        let mut ours = Vec::new();
        for (row, theirs) in rows().iter().zip(theirs) {
            let expected = forest.contributions(row, &mut ours);
            let sum = expected + ours.iter().sum::<f64>();
            assert!((sum - forest.margin(row)).abs() < 1e-9, "{sum}");
            for (ours, theirs) in ours.iter().chain([&expected]).zip(&theirs) {
                assert!((ours - theirs).abs() < within, "{row:?}: {ours} and {theirs}");
            }
        }
    }
    for text in [SETS, include_str!("forests/lightgbm-averaged.txt")] {
        let forest = Forest::from_lightgbm(text.as_bytes()).unwrap().0;
        let mut ours = Vec::new();
        for row in rows() {
            let expected = forest.contributions(&row, &mut ours);
            let sum = expected + ours.iter().sum::<f64>();
            assert!((sum - forest.margin(&row)).abs() < 1e-9, "{sum}");
        }
    }
}

#[test]
fn what_is_not_supported_is_said() {
    let refused = |from: &str, to: &str| {
        assert!(LIGHTGBM.contains(from), "{from}");
        Forest::from_lightgbm(LIGHTGBM.replacen(from, to, 1).as_bytes()).unwrap_err().to_string()
    };
    assert_eq!(
        refused("num_class=1", "num_class=3"),
        "a model with `num_class=3` is not supported"
    );
    assert_eq!(
        refused("objective=binary sigmoid:1", "objective=lambdarank"),
        "the objective `lambdarank` is not supported"
    );
    assert_eq!(
        refused("is_linear=0", "is_linear=1"),
        "tree 0: a tree with linear leaves is not supported"
    );
    assert_eq!(
        refused("tree\n", "wood\n"),
        "the file cannot be read: the first line is not `tree`"
    );
    assert_eq!(refused("num_leaves=7\n", ""), "tree 0: `num_leaves` is missing");
    assert_eq!(
        refused("feature_names=price mass", "feature_names=price"),
        "`feature_names` has another length than its neighbours"
    );
    let kinds = LIGHTGBM.lines().find(|it| it.starts_with("decision_type=")).unwrap();
    let zero = format!(
        "decision_type=4{}",
        kinds.split_at("decision_type=".len() + kinds[14..].find(' ').unwrap_or(0)).1
    );
    assert_eq!(refused(kinds, &zero), "tree 0: a tree for which zero is missing is not supported");
    let refused = |from: &str, to: &str| {
        assert!(XGBOOST.contains(from), "{from}");
        Forest::from_xgboost(XGBOOST.replacen(from, to, 1).as_bytes()).unwrap_err().to_string()
    };
    assert_eq!(refused("\"gbtree\"}", "\"dart\"}"), "the booster `dart` is not supported");
    assert_eq!(
        refused("\"name\":\"binary:logistic\"", "\"name\":\"rank:ndcg\""),
        "the objective `rank:ndcg` is not supported"
    );
    assert_eq!(
        refused("\"split_type\":[0", "\"split_type\":[1"),
        "tree 0: a split by category is not supported"
    );
    assert_eq!(Forest::from_onnx(b"").unwrap_err(), ForestError::Missing("graph"));
}
