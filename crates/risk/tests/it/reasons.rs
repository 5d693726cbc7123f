//! Reasons against their definition: the mean, over all orders in which features become known, of what each changes.

use proptest::prelude::*;
use risk::trees::{Forest, Link, RawNode, RawTree, Test};

/// What is expected of a case of which only some features are known.
fn expected(nodes: &[RawNode], at: usize, row: &[f64], known: usize) -> f64 {
    let cover = |at: usize| match &nodes[at] {
        RawNode::Leaf { cover, .. } | RawNode::Split { cover, .. } => *cover,
    };
    match &nodes[at] {
        RawNode::Leaf { value, .. } => *value,
        RawNode::Split { feature, test: Test::Below(cut), missing_left, left, right, .. } => {
            let x = row[*feature];
            if known >> feature & 1 == 1 {
                let goes_left = if x.is_nan() { *missing_left } else { x < *cut };
                return expected(nodes, if goes_left { *left } else { *right }, row, known);
            }
            let both = cover(*left) + cover(*right);
            let part = if both > 0.0 { cover(*left) / both } else { 0.5 };
            part * expected(nodes, *left, row, known)
                + (1.0 - part) * expected(nodes, *right, row, known)
        }
        RawNode::Split { .. } => panic!("no sets here"),
    }
}

fn shapley(nodes: &[RawNode], row: &[f64], feature: usize) -> f64 {
    let n = row.len();
    let factorial = |it: usize| (1..=it).map(|it| it as f64).product::<f64>();
    let others = (0..1usize << n).filter(|it| it >> feature & 1 == 0);
    let sum = others.map(|known| {
        let size = known.count_ones() as usize;
        let with = expected(nodes, 0, row, known | 1 << feature);
        factorial(size) * factorial(n - size - 1) * (with - expected(nodes, 0, row, known))
    });
    sum.sum::<f64>() / factorial(n)
}

const WIDTH: usize = 7;

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Trees of every depth from one leaf to a chain of forty splits, whose features come again on the way; parts of
    /// the cases that are nothing; what is missing.
    #[test]
    fn reasons_are_the_values_of_shapley(
        splits in prop::collection::vec((0..WIDTH, -2.0..2.0f64, any::<bool>(), 0..4u32), 0..40),
        picks in prop::collection::vec(any::<prop::sample::Index>(), 40),
        is_chain in any::<bool>(),
        row in prop::collection::vec(prop::option::of(-3.0..3.0f64), WIDTH),
    ) {
        let mut nodes = vec![RawNode::Leaf { value: 0.3, cover: 1.0 }];
        let mut leaves = vec![0usize];
        for ((feature, cut, missing_left, cover), pick) in splits.into_iter().zip(picks) {
            let last = leaves.len() - 1;
            let at = leaves.swap_remove(if is_chain { last } else { pick.index(leaves.len()) });
            let (left, right) = (nodes.len(), nodes.len() + 1);
            leaves.extend([left, right]);
            nodes.push(RawNode::Leaf { value: cut * 1.7, cover: f64::from(cover) });
            nodes.push(RawNode::Leaf { value: cut - 0.4, cover: f64::from(3 - cover) });
            nodes[at] = RawNode::Split { feature, test: Test::Below(cut), missing_left, left, right, cover: 3.0 };
        }
        // The cover of a split is what its parent gave it, which says nothing of its children.
        let forest = Forest::new(WIDTH, 0.1, Link::LOGISTIC, &[RawTree { nodes: nodes.clone() }]).unwrap();
        let row: Vec<f64> = row.into_iter().map(|it| it.unwrap_or(f64::NAN)).collect();
        let mut out = Vec::new();
        let base = forest.contributions(&row, &mut out);
        prop_assert!((base - 0.1 - expected(&nodes, 0, &row, 0)).abs() < 1e-12);
        prop_assert!((base + out.iter().sum::<f64>() - forest.margin(&row)).abs() < 1e-10);
        for (feature, ours) in out.iter().enumerate() {
            let theirs = shapley(&nodes, &row, feature);
            prop_assert!((ours - theirs).abs() < 1e-10, "{feature}: {ours} and {theirs}");
        }
    }
}
