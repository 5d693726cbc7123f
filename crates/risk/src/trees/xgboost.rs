//! XGBoost's JSON.

use serde::Deserialize;

use super::{Forest, ForestError, Limits, Link, RawNode, RawTree, Test, single};

#[derive(Deserialize)]
struct File {
    learner: Learner,
}

#[derive(Deserialize)]
struct Learner {
    #[serde(default)]
    feature_names: Vec<String>,
    gradient_booster: Booster,
    learner_model_param: LearnerParam,
    objective: Objective,
}

#[derive(Deserialize)]
struct Booster {
    name: String,
    model: Option<Trees>,
}

#[derive(Deserialize)]
struct Trees {
    trees: Vec<Tree>,
}

#[derive(Deserialize)]
struct LearnerParam {
    base_score: String,
    #[serde(default)]
    num_class: String,
    num_feature: String,
    #[serde(default)]
    num_target: String,
}

#[derive(Deserialize)]
struct Objective {
    name: String,
}

#[derive(Deserialize)]
struct Tree {
    left_children: Vec<i64>,
    right_children: Vec<i64>,
    split_indices: Vec<usize>,
    split_conditions: Vec<f32>,
    default_left: Vec<Flag>,
    #[serde(default)]
    split_type: Vec<u8>,
    #[serde(default)]
    sum_hessian: Vec<f64>,
    #[serde(default)]
    tree_param: TreeParam,
}

#[derive(Deserialize, Default)]
struct TreeParam {
    #[serde(default)]
    size_leaf_vector: String,
}

/// Older files say `true`, newer ones 1.
#[derive(Deserialize, Clone, Copy)]
#[serde(untagged)]
enum Flag {
    Truth(bool),
    Number(u8),
}

impl Forest {
    /// A model that XGBoost saved as JSON (`gbtree`, one output), and the names of its features if it has them. Refused
    /// are other boosters, several outputs and splits by category.
    pub fn from_xgboost(bytes: &[u8]) -> Result<(Forest, Vec<String>), ForestError> {
        if bytes.len() > Limits::BYTES {
            return Err(ForestError::TooLarge);
        }
        let file: File =
            serde_json::from_slice(bytes).map_err(|it| ForestError::Form(it.to_string()))?;
        let learner = file.learner;
        let booster = learner.gradient_booster;
        let trees = match booster.model {
            Some(it) if booster.name == "gbtree" => it.trees,
            _ => return Err(ForestError::Unsupported(format!("the booster `{}`", booster.name))),
        };
        let param = learner.learner_model_param;
        for (count, what) in [(&param.num_class, "classes"), (&param.num_target, "targets")] {
            if !matches!(count.as_str(), "" | "0" | "1") {
                return Err(ForestError::Unsupported(format!("a model of {count} {what}")));
            }
        }
        let n: usize = parsed(&param.num_feature)?;
        if !learner.feature_names.is_empty() && learner.feature_names.len() != n {
            return Err(ForestError::Length("feature_names"));
        }
        let score = parsed(param.base_score.trim_start_matches('[').trim_end_matches(']'))?;
        let (base, link) = base(&learner.objective.name, score)?;
        if trees.len() > Limits::TREES {
            return Err(ForestError::TooMany { what: "trees", most: Limits::TREES });
        }
        let raw = trees
            .iter()
            .enumerate()
            .map(|(no, it)| tree(it).map_err(|fault| fault.of_tree(no)))
            .collect::<Result<Vec<_>, _>>()?;
        Ok((Forest::new(n, base, link, &raw)?, learner.feature_names))
    }
}

fn parsed<T: std::str::FromStr>(text: &str) -> Result<T, ForestError> {
    let start: String = text.chars().take(40).collect();
    text.parse().map_err(|_| ForestError::Form(format!("`{start}` is no number")))
}

/// The base score is told as it comes out: for a probability, as one.
fn base(objective: &str, score: f64) -> Result<(f64, Link), ForestError> {
    match objective {
        "binary:logistic" | "reg:logistic" => {
            if !(0.0 < score && score < 1.0) {
                return Err(ForestError::NotANumber("the logarithm of the base score"));
            }
            Ok((libm::log(score / (1.0 - score)), Link::LOGISTIC))
        }
        "binary:logitraw" => Ok((score, Link::LOGISTIC)),
        "reg:squarederror" | "reg:absoluteerror" | "reg:pseudohubererror" => {
            Ok((score, Link::Identity))
        }
        _ => Err(ForestError::Unsupported(format!("the objective `{objective}`"))),
    }
}

fn tree(it: &Tree) -> Result<RawTree, ForestError> {
    let n = it.left_children.len();
    let lengths = [
        (it.right_children.len(), "right_children"),
        (it.split_indices.len(), "split_indices"),
        (it.split_conditions.len(), "split_conditions"),
        (it.default_left.len(), "default_left"),
    ];
    if let Some((_, name)) = lengths.into_iter().find(|(length, _)| *length != n) {
        return Err(ForestError::Length(name));
    }
    if it.split_type.iter().any(|it| *it != 0) {
        return Err(ForestError::Unsupported("a split by category".to_owned()));
    }
    if !matches!(it.tree_param.size_leaf_vector.as_str(), "" | "0" | "1") {
        return Err(ForestError::Unsupported("a tree with several values a leaf".to_owned()));
    }
    let covers = it.sum_hessian.iter().copied().chain(std::iter::repeat(0.0));
    let children = it.left_children.iter().zip(&it.right_children);
    let splits = it.split_indices.iter().zip(&it.split_conditions).zip(&it.default_left);
    let nodes = children.zip(splits).zip(covers).map(|((children, split), cover)| {
        let ((feature, condition), missing) = split;
        let (Ok(left), Ok(right)) = (usize::try_from(*children.0), usize::try_from(*children.1))
        else {
            // A leaf has its value where others have what they compare with.
            return RawNode::Leaf { value: f64::from(*condition), cover };
        };
        let missing_left = match missing {
            Flag::Truth(it) => *it,
            Flag::Number(it) => *it != 0,
        };
        // XGBoost rounds to single precision, and sends what is smaller to the left.
        let test = Test::Below(single(*condition));
        RawNode::Split { feature: *feature, test, missing_left, left, right, cover }
    });
    Ok(RawTree { nodes: nodes.collect() })
}
