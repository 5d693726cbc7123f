//! Files that somebody else wrote: no bytes make a reader panic, and what is no forest is refused.

use proptest::prelude::*;
use risk::trees::{Forest, ForestError, Limits, Link, Model, RawNode, RawTree, Test};

use crate::foreign::{LIGHTGBM, ONNX, SETS, XGBOOST, rows};

fn leaf(value: f64) -> RawNode {
    RawNode::Leaf { value, cover: 1.0 }
}

fn split(feature: usize, left: usize, right: usize) -> RawNode {
    let test = Test::Below(0.0);
    RawNode::Split { feature, test, missing_left: true, left, right, cover: 2.0 }
}

fn refused(nodes: Vec<RawNode>) -> ForestError {
    let forest = Forest::new(2, 0.0, Link::Identity, &[RawTree { nodes }]);
    match forest.unwrap_err() {
        ForestError::InTree { no: 0, fault } => *fault,
        other => panic!("{other}"),
    }
}

#[test]
fn what_is_no_tree_is_refused() {
    assert_eq!(refused(vec![]), ForestError::NoSuchNode(0));
    assert_eq!(refused(vec![split(0, 1, 9), leaf(1.0)]), ForestError::NoSuchNode(9));
    assert_eq!(refused(vec![split(0, 1, 0), leaf(1.0)]), ForestError::Shared(0));
    assert_eq!(refused(vec![split(0, 1, 1), leaf(1.0)]), ForestError::Shared(1));
    assert_eq!(refused(vec![split(2, 1, 2), leaf(1.0), leaf(2.0)]), ForestError::NoSuchFeature(2));
    assert!(matches!(refused(vec![leaf(f64::NAN)]), ForestError::NotANumber(_)));
    let wrong = RawNode::Leaf { value: 1.0, cover: -1.0 };
    assert!(matches!(refused(vec![wrong]), ForestError::NotANumber(_)));
    let mut deep: Vec<RawNode> = Vec::new();
    for at in 0..Limits::DEPTH + 1 {
        deep.extend([split(0, 2 * at + 1, 2 * at + 2), leaf(0.0)]);
    }
    // A chain: the right child of each split is the next one.
    deep.push(leaf(1.0));
    let levels = ForestError::TooMany { what: "levels", most: Limits::DEPTH };
    assert_eq!(refused(deep), levels);
    let many = vec![RawTree { nodes: vec![leaf(0.0)] }; Limits::TREES + 1];
    let trees = ForestError::TooMany { what: "trees", most: Limits::TREES };
    assert_eq!(Forest::new(1, 0.0, Link::Identity, &many).unwrap_err(), trees);
}

#[test]
fn what_is_too_large_is_not_even_read() {
    let large = vec![b' '; Limits::BYTES + 1];
    assert_eq!(Forest::from_lightgbm(&large).unwrap_err(), ForestError::TooLarge);
    assert_eq!(Forest::from_xgboost(&large).unwrap_err(), ForestError::TooLarge);
    assert_eq!(Forest::from_onnx(&large).unwrap_err(), ForestError::TooLarge);
    assert!(Model::load(&large).is_err());
}

/// Every file cut short is refused, or says the same of every row: a text may end in words that nobody needs.
#[test]
fn what_is_cut_short_is_refused() {
    let whole = Forest::from_lightgbm(LIGHTGBM.as_bytes()).unwrap().0;
    let same = |it: &Forest| rows().iter().all(|row| it.margin(row) == whole.margin(row));
    for length in (0..LIGHTGBM.len()).step_by(7) {
        let cut = Forest::from_lightgbm(&LIGHTGBM.as_bytes()[..length]);
        assert!(cut.as_ref().map_or(true, |it| same(&it.0)), "{length}");
    }
    for length in (0..XGBOOST.trim_end().len()).step_by(7) {
        assert!(Forest::from_xgboost(&XGBOOST.as_bytes()[..length]).is_err(), "{length}");
    }
    let whole = Forest::from_onnx(ONNX).unwrap();
    for length in 0..ONNX.len() {
        let cut = Forest::from_onnx(&ONNX[..length]);
        assert!(cut.as_ref().map_or(true, |it| *it == whole), "{length}");
    }
}

fn try_all(bytes: &[u8]) {
    let mut out = Vec::new();
    let forests = [
        Forest::from_lightgbm(bytes).map(|it| it.0),
        Forest::from_xgboost(bytes).map(|it| it.0),
        Forest::from_onnx(bytes),
        Model::load(bytes).map(|it| it.forest).map_err(|it| ForestError::Form(it.to_string())),
    ];
    for forest in forests.into_iter().flatten() {
        for row in rows().iter().take(3) {
            forest.margin(row);
            if forest.n_nodes() < 10_000 {
                forest.contributions(row, &mut out);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        try_all(&bytes);
        let mut text = b"tree\nobjective=binary\nmax_feature_idx=1\nfeature_names=a b\n".to_vec();
        text.extend(&bytes);
        try_all(&text);
    }

    #[test]
    fn no_change_of_a_file_makes_a_reader_panic(
        which in 0..4usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        digits in any::<bool>(),
    ) {
        let file = [LIGHTGBM.as_bytes(), SETS.as_bytes(), XGBOOST.as_bytes(), ONNX][which];
        let mut bytes = file.to_vec();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = if digits && which < 3 { b"0123456789-. "[usize::from(byte) % 13] } else { byte };
        }
        try_all(&bytes);
    }

    #[test]
    fn reasons_sum_up_whatever_the_trees_are(
        splits in prop::collection::vec((0..4usize, -2.0..2.0f64, any::<bool>(), 0.0..5.0f64), 1..40),
        picks in prop::collection::vec(any::<prop::sample::Index>(), 40),
        row in prop::collection::vec(prop::option::of(-3.0..3.0f64), 4),
    ) {
        // Grown by turning one leaf after another into a split.
        let mut nodes = vec![leaf(0.3)];
        for ((feature, cut, missing_left, cover), pick) in splits.into_iter().zip(picks) {
            let leaves: Vec<usize> = (0..nodes.len()).filter(|it| matches!(nodes[*it], RawNode::Leaf { .. })).collect();
            let at = leaves[pick.index(leaves.len())];
            let (left, right) = (nodes.len(), nodes.len() + 1);
            nodes.push(RawNode::Leaf { value: cut * 1.7, cover });
            nodes.push(RawNode::Leaf { value: cut - 0.4, cover: 5.0 - cover });
            nodes[at] = RawNode::Split { feature, test: Test::Below(cut), missing_left, left, right, cover: 5.0 };
        }
        if let Ok(forest) = Forest::new(4, 0.1, Link::LOGISTIC, &[RawTree { nodes }]) {
            let row: Vec<f64> = row.into_iter().map(|it| it.unwrap_or(f64::NAN)).collect();
            let mut out = Vec::new();
            let expected = forest.contributions(&row, &mut out);
            let sum = expected + out.iter().sum::<f64>();
            prop_assert!((sum - forest.margin(&row)).abs() < 1e-9);
            prop_assert_eq!(Forest::new(4, 0.1, Link::LOGISTIC, &forest.trees()), Ok(forest));
        }
    }
}
