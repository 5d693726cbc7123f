//! LightGBM's text: `key=value` lines, a head and one block a tree.

use std::{collections::BTreeMap, str::FromStr};

use super::{Forest, ForestError, Limits, Link, RawNode, RawTree, Test};

type Block<'a> = BTreeMap<&'a str, &'a str>;

impl Forest {
    /// A model that LightGBM saved as text (version 3 or 4, one output), and the names of its features. Refused are
    /// several classes, linear leaves and zeros that count as missing.
    pub fn from_lightgbm(bytes: &[u8]) -> Result<(Forest, Vec<String>), ForestError> {
        if bytes.len() > Limits::BYTES {
            return Err(ForestError::TooLarge);
        }
        let text = str::from_utf8(bytes).map_err(|it| ForestError::Form(it.to_string()))?;
        let (head, trees) = blocks(text)?;
        for (key, only) in [("num_class", "1"), ("num_tree_per_iteration", "1")] {
            let value = head.get(key).copied().unwrap_or(only);
            if value != only {
                return Err(ForestError::Unsupported(format!("a model with `{key}={value}`")));
            }
        }
        let names: Vec<String> =
            need(&head, "feature_names")?.split(' ').map(str::to_owned).collect();
        let last: usize = number(need(&head, "max_feature_idx")?)?;
        if last >= Limits::FEATURES {
            return Err(ForestError::TooMany { what: "features", most: Limits::FEATURES });
        }
        if names.len() != last + 1 {
            return Err(ForestError::Length("feature_names"));
        }
        let link = link(head.get("objective").copied().unwrap_or_default())?;
        if trees.len() > Limits::TREES {
            return Err(ForestError::TooMany { what: "trees", most: Limits::TREES });
        }
        // A forest that averages is one that sums smaller leaves.
        let share = match u32::try_from(trees.len()) {
            Ok(n) if n > 0 && head.contains_key("average_output") => f64::from(n),
            _ => 1.0,
        };
        let raw = trees
            .iter()
            .enumerate()
            .map(|(no, block)| tree(block, share).map_err(|it| it.of_tree(no)))
            .collect::<Result<Vec<_>, _>>()?;
        Ok((Forest::new(names.len(), 0.0, link, &raw)?, names))
    }
}

fn blocks(text: &str) -> Result<(Block<'_>, Vec<Block<'_>>), ForestError> {
    let mut head = Block::new();
    let mut trees: Vec<Block<'_>> = Vec::new();
    let mut lines = text.lines().map(str::trim_end);
    if lines.next() != Some("tree") {
        return Err(ForestError::Form("the first line is not `tree`".to_owned()));
    }
    for line in lines {
        if line == "end of trees" {
            return Ok((head, trees));
        }
        let (key, value) = line.split_once('=').unwrap_or((line, ""));
        if key == "Tree" {
            trees.push(Block::new());
        } else if !key.is_empty() {
            trees.last_mut().unwrap_or(&mut head).insert(key, value);
        }
    }
    Err(ForestError::Form("it ends before the line `end of trees`".to_owned()))
}

fn link(objective: &str) -> Result<Link, ForestError> {
    let mut words = objective.split(' ');
    match words.next().unwrap_or_default() {
        "binary" => {
            let steepness = words.find_map(|it| it.strip_prefix("sigmoid:"));
            let steepness = steepness.map_or(Ok(1.0), number::<f64>)?;
            if !(steepness.is_finite() && steepness > 0.0) {
                return Err(ForestError::NotANumber("the sigmoid of the objective"));
            }
            Ok(Link::Logistic { steepness })
        }
        "cross_entropy" | "xentropy" => Ok(Link::LOGISTIC),
        "regression" | "regression_l1" | "huber" | "fair" | "quantile" | "mape"
            if !objective.contains("sqrt") =>
        {
            Ok(Link::Identity)
        }
        _ => Err(ForestError::Unsupported(format!("the objective `{objective}`"))),
    }
}

fn need<'a>(block: &Block<'a>, key: &'static str) -> Result<&'a str, ForestError> {
    block.get(key).copied().ok_or(ForestError::Missing(key))
}

fn number<T: FromStr>(text: &str) -> Result<T, ForestError> {
    text.parse().map_err(|_| {
        let start: String = text.chars().take(40).collect();
        ForestError::Form(format!("`{start}` is no number"))
    })
}

/// A list of a known length.
fn list<T: FromStr>(block: &Block<'_>, key: &'static str, n: usize) -> Result<Vec<T>, ForestError> {
    let all: Vec<T> = need(block, key)?
        .split(' ')
        .filter(|it| !it.is_empty())
        .map(number)
        .collect::<Result<_, _>>()?;
    if all.len() == n { Ok(all) } else { Err(ForestError::Length(key)) }
}

fn tree(block: &Block<'_>, share: f64) -> Result<RawTree, ForestError> {
    if block.get("is_linear").is_some_and(|it| *it != "0") {
        return Err(ForestError::Unsupported("a tree with linear leaves".to_owned()));
    }
    let n_leaves: usize = number(need(block, "num_leaves")?)?;
    if n_leaves == 0 || n_leaves > Limits::NODES {
        return Err(ForestError::Form(format!("a tree of {n_leaves} leaves")));
    }
    let n = n_leaves - 1;
    let values: Vec<f64> = list(block, "leaf_value", n_leaves)?;
    // A tree that is one leaf does not say how many came by.
    let covers: Vec<f64> = match block.get("leaf_count") {
        Some(it) if !it.is_empty() => list(block, "leaf_count", n_leaves)?,
        _ => vec![0.0; n_leaves],
    };
    let mut nodes = splits(block, n)?;
    let leaves = values.into_iter().zip(covers);
    nodes.extend(leaves.map(|(value, cover)| RawNode::Leaf { value: value / share, cover }));
    Ok(RawTree { nodes })
}

/// The inner nodes; leaves stand behind them.
fn splits(block: &Block<'_>, n: usize) -> Result<Vec<RawNode>, ForestError> {
    if n == 0 {
        return Ok(Vec::new());
    }
    let features: Vec<usize> = list(block, "split_feature", n)?;
    let thresholds: Vec<f64> = list(block, "threshold", n)?;
    let kinds: Vec<u8> = list(block, "decision_type", n)?;
    let lefts: Vec<i64> = list(block, "left_child", n)?;
    let rights: Vec<i64> = list(block, "right_child", n)?;
    let covers: Vec<f64> = match block.get("internal_count") {
        Some(_) => list(block, "internal_count", n)?,
        None => vec![0.0; n],
    };
    let sets = Sets::of(block)?;
    let rest = kinds.into_iter().zip(lefts).zip(rights).zip(covers);
    let all = features.into_iter().zip(thresholds).zip(rest);
    all.map(|((feature, threshold), (((kind, left), right), cover))| {
        let (test, missing_left) = decision(kind, threshold, &sets)?;
        let (left, right) = (child(left, n)?, child(right, n)?);
        Ok(RawNode::Split { feature, test, missing_left, left, right, cover })
    })
    .collect()
}

/// Bit 0: a set; bit 1: what is missing goes left; bits 2 and 3: what is missing: nothing, zero, or not a number.
fn decision(kind: u8, threshold: f64, sets: &Sets) -> Result<(Test, bool), ForestError> {
    if kind & 1 == 1 {
        // What is missing is in no set.
        return Ok((Test::In(sets.get(threshold)?), false));
    }
    // LightGBM sends what is not greater to the left.
    let test = Test::Below(threshold.next_up());
    match kind >> 2 & 3 {
        0 => Ok((test, 0.0 <= threshold)),
        2 => Ok((test, kind & 2 == 2)),
        _ => Err(ForestError::Unsupported("a tree for which zero is missing".to_owned())),
    }
}

/// Leaves are named by what is left of -1.
fn child(at: i64, n: usize) -> Result<usize, ForestError> {
    let wrong = || ForestError::Form(format!("a child `{at}`"));
    if at < 0 {
        usize::try_from(-(at + 1)).ok().and_then(|it| it.checked_add(n)).ok_or_else(wrong)
    } else {
        usize::try_from(at).ok().filter(|it| *it < n).ok_or_else(wrong)
    }
}

#[derive(Debug, Default)]
struct Sets {
    bounds: Vec<usize>,
    words: Vec<u32>,
}

impl Sets {
    fn of(block: &Block<'_>) -> Result<Sets, ForestError> {
        let n: usize = block.get("num_cat").map_or(Ok(0), |it| number(it))?;
        if n == 0 {
            return Ok(Sets::default());
        }
        if n > Limits::NODES {
            return Err(ForestError::TooMany { what: "nodes", most: Limits::NODES });
        }
        let bounds: Vec<usize> = list(block, "cat_boundaries", n + 1)?;
        let words = list(block, "cat_threshold", bounds.last().copied().unwrap_or_default())?;
        Ok(Sets { bounds, words })
    }

    fn get(&self, no: f64) -> Result<Vec<u32>, ForestError> {
        let found = self.bounds.windows(2).zip(0u32..).find(|(_, it)| f64::from(*it) == no);
        let words = match found {
            Some(([from, to], _)) => self.words.get(*from..*to),
            _ => None,
        };
        words.map(<[u32]>::to_vec).ok_or_else(|| ForestError::Form(format!("no set `{no}`")))
    }
}
