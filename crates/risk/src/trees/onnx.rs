//! ONNX: the operators `TreeEnsembleClassifier` and `TreeEnsembleRegressor` of `ai.onnx.ml`. Of its messages only what
//! they need is written here, with the numbers of the fields as in `onnx.proto`.

use std::collections::{BTreeMap, BTreeSet};

use prost::Message;

use super::{Forest, ForestError, Limits, Link, RawNode, RawTree, Test, single};

#[derive(Clone, PartialEq, Message)]
pub(super) struct ModelProto {
    #[prost(message, optional, tag = "7")]
    pub(super) graph: Option<GraphProto>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct GraphProto {
    #[prost(message, repeated, tag = "1")]
    pub(super) node: Vec<NodeProto>,
    #[prost(message, repeated, tag = "5")]
    pub(super) initializer: Vec<TensorProto>,
}

/// A constant.
#[derive(Clone, PartialEq, Message)]
pub(super) struct TensorProto {
    #[prost(float, repeated, tag = "4")]
    pub(super) float_data: Vec<f32>,
    #[prost(string, tag = "8")]
    pub(super) name: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct NodeProto {
    #[prost(string, repeated, tag = "1")]
    pub(super) input: Vec<String>,
    #[prost(string, repeated, tag = "2")]
    pub(super) output: Vec<String>,
    #[prost(string, tag = "4")]
    pub(super) op_type: String,
    #[prost(message, repeated, tag = "5")]
    pub(super) attribute: Vec<AttributeProto>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct AttributeProto {
    #[prost(string, tag = "1")]
    pub(super) name: String,
    #[prost(int64, tag = "3")]
    pub(super) i: i64,
    #[prost(bytes = "vec", tag = "4")]
    pub(super) s: Vec<u8>,
    #[prost(float, repeated, tag = "7")]
    pub(super) floats: Vec<f32>,
    #[prost(int64, repeated, tag = "8")]
    pub(super) ints: Vec<i64>,
    #[prost(bytes = "vec", repeated, tag = "9")]
    pub(super) strings: Vec<Vec<u8>>,
}

/// Operators that pass on what a forest is told and says, or only dress it up.
const PASSIVE: &[&str] = &["Cast", "Identity", "Reshape", "ZipMap"];

const ENSEMBLES: &[&str] = &["TreeEnsembleClassifier", "TreeEnsembleRegressor"];

impl Forest {
    /// A model whose one operator that computes is an ensemble of trees. ONNX knows features by their places only:
    /// whoever loads it says their names.
    pub fn from_onnx(bytes: &[u8]) -> Result<Forest, ForestError> {
        if bytes.len() > Limits::BYTES {
            return Err(ForestError::TooLarge);
        }
        let model = ModelProto::decode(bytes).map_err(|it| ForestError::Form(it.to_string()))?;
        let graph = model.graph.ok_or(ForestError::Missing("graph"))?;
        let is_ensemble = |it: &&NodeProto| ENSEMBLES.contains(&it.op_type.as_str());
        let mut ensembles = graph.node.iter().filter(is_ensemble);
        let node = ensembles.next().ok_or(ForestError::Missing("TreeEnsembleClassifier"))?;
        if ensembles.next().is_some() {
            return Err(ForestError::Unsupported("a model of several ensembles".to_owned()));
        }
        let is_classifier = node.op_type == "TreeEnsembleClassifier";
        untouched(&graph, node, usize::from(is_classifier))?;
        read(&Attributes::of(node), is_classifier)
    }
}

/// What the ensemble is told and what it says passes through operators only that change nothing. What becomes of the
/// label that it says besides is of no account.
fn untouched(graph: &GraphProto, ensemble: &NodeProto, says: usize) -> Result<(), ForestError> {
    let named = |it: Option<&String>| it.cloned().into_iter().collect::<BTreeSet<String>>();
    let mut said = named(ensemble.output.get(says));
    for node in &graph.node {
        if node.input.iter().any(|it| said.contains(it)) {
            passive(node, graph)?;
            said.extend(node.output.iter().cloned());
        }
    }
    let mut told: BTreeSet<String> = ensemble.input.iter().cloned().collect();
    for node in graph.node.iter().rev() {
        if node.output.iter().any(|it| told.contains(it)) {
            passive(node, graph)?;
            told.extend(node.input.iter().cloned());
        }
    }
    Ok(())
}

fn passive(node: &NodeProto, graph: &GraphProto) -> Result<(), ForestError> {
    // Some converters end with a product with one.
    let is_one = |name: &String| {
        let found = graph.initializer.iter().find(|it| it.name == *name);
        found.is_some_and(|it| it.float_data == [1.0])
    };
    if node.op_type == "Mul" && node.input.get(1).is_some_and(is_one) {
        return Ok(());
    }
    if PASSIVE.contains(&node.op_type.as_str()) {
        return Ok(());
    }
    let it: String = node.op_type.chars().take(60).collect();
    Err(ForestError::Unsupported(format!("the operator `{it}` before or behind the trees")))
}

struct Attributes<'a>(BTreeMap<&'a str, &'a AttributeProto>);

impl<'a> Attributes<'a> {
    fn of(node: &'a NodeProto) -> Attributes<'a> {
        Attributes(node.attribute.iter().map(|it| (it.name.as_str(), it)).collect())
    }

    fn ints(&self, name: &str) -> &'a [i64] {
        self.0.get(name).map_or(&[], |it| &it.ints)
    }

    fn floats(&self, name: &str) -> &'a [f32] {
        self.0.get(name).map_or(&[], |it| &it.floats)
    }

    fn strings(&self, name: &str) -> &'a [Vec<u8>] {
        self.0.get(name).map_or(&[], |it| &it.strings)
    }

    fn text(&self, name: &str, default: &'static str) -> &'a str {
        self.0.get(name).map_or(default, |it| str::from_utf8(&it.s).unwrap_or_default())
    }
}

/// What leaves add, by tree and node.
type Leaves = BTreeMap<(i64, i64), f64>;

fn read(attributes: &Attributes<'_>, is_classifier: bool) -> Result<Forest, ForestError> {
    let tensors = ["nodes_values_as_tensor", "class_weights_as_tensor", "target_weights_as_tensor"];
    if tensors.iter().any(|it| attributes.0.contains_key(it)) {
        return Err(ForestError::Unsupported("an ensemble in double precision".to_owned()));
    }
    let (leaves, n_outputs) = leaves(attributes, is_classifier)?;
    let transform = attributes.text("post_transform", "NONE");
    let link = match (transform, n_outputs) {
        ("NONE", _) => Link::Identity,
        ("LOGISTIC", 1) => Link::LOGISTIC,
        // Of two classes: the second less the first.
        ("SOFTMAX", 2) => Link::LOGISTIC,
        _ => return Err(ForestError::Unsupported(format!("the transform `{transform}`"))),
    };
    let bases: Vec<f64> =
        attributes.floats("base_values").iter().map(|it| f64::from(*it)).collect();
    let base = match bases.as_slice() {
        [] => 0.0,
        [it] if n_outputs == 1 => *it,
        [no, yes] if link == Link::LOGISTIC => yes - no,
        [_, yes] => *yes,
        _ => return Err(ForestError::Length("base_values")),
    };
    let mut weights: BTreeMap<(i64, i64), [f64; 2]> = BTreeMap::new();
    for ((tree, node, output), weight) in leaves {
        if let Some(it) = weights.entry((tree, node)).or_default().get_mut(output) {
            *it += weight;
        }
    }
    let scale = match attributes.text("aggregate_function", "SUM") {
        "SUM" => 1.0,
        "AVERAGE" => {
            let mut trees = attributes.ints("nodes_treeids").to_vec();
            trees.sort_unstable();
            trees.dedup();
            u32::try_from(trees.len().max(1)).map_or(1.0, f64::from)
        }
        it => return Err(ForestError::Unsupported(format!("the aggregate `{it}`"))),
    };
    let values: Leaves = weights
        .into_iter()
        .map(|(key, [first, second])| {
            let value = match (n_outputs, link) {
                (1, _) => first,
                (_, Link::Identity) => second,
                _ => second - first,
            };
            (key, value / scale)
        })
        .collect();
    let (trees, n_features) = trees(attributes, &values)?;
    Forest::new(n_features, base, link, &trees)
}

/// Weights by tree, node and output, and how many outputs there are: one, or two of which the second is the finding.
#[expect(clippy::type_complexity, reason = "it is used once, a line below where it is made")]
fn leaves(
    attributes: &Attributes<'_>,
    is_classifier: bool,
) -> Result<(Vec<((i64, i64, usize), f64)>, usize), ForestError> {
    let of = if is_classifier { "class" } else { "target" };
    let ids = attributes.ints(&format!("{of}_ids"));
    let trees = attributes.ints(&format!("{of}_treeids"));
    let nodes = attributes.ints(&format!("{of}_nodeids"));
    let weights = attributes.floats(&format!("{of}_weights"));
    if [trees.len(), nodes.len(), weights.len()] != [ids.len(); 3] {
        return Err(ForestError::Length("class_weights"));
    }
    let n_labels = attributes.ints("classlabels_int64s").len()
        + attributes.strings("classlabels_strings").len();
    if is_classifier && n_labels != 2 {
        return Err(ForestError::Unsupported(format!("a model of {n_labels} classes")));
    }
    let first = ids.first().copied().unwrap_or_default();
    let is_one = ids.iter().all(|it| *it == first);
    if ids.iter().any(|it| !(0..2).contains(it)) || (!is_classifier && !is_one) {
        return Err(ForestError::Unsupported("a model of several outputs".to_owned()));
    }
    let output = |id: i64| if is_one { 0 } else { usize::try_from(id).unwrap_or_default() };
    let all = trees.iter().zip(nodes).zip(ids).zip(weights);
    let all =
        all.map(|(((tree, node), id), weight)| ((*tree, *node, output(*id)), f64::from(*weight)));
    Ok((all.collect(), if is_one { 1 } else { 2 }))
}

struct Node<'a> {
    id: i64,
    feature: i64,
    value: f32,
    mode: &'a [u8],
    yes: i64,
    no: i64,
    missing_yes: bool,
    cover: f64,
}

/// The trees in the order in which they stand, and how many features they ask for.
fn trees(
    attributes: &Attributes<'_>,
    values: &Leaves,
) -> Result<(Vec<RawTree>, usize), ForestError> {
    let mut order: Vec<i64> = Vec::new();
    let mut nodes: BTreeMap<i64, Vec<Node<'_>>> = BTreeMap::new();
    let treeids = attributes.ints("nodes_treeids");
    let lists = ["nodes_nodeids", "nodes_featureids", "nodes_truenodeids", "nodes_falsenodeids"];
    if let Some(name) = lists.iter().find(|it| attributes.ints(it).len() != treeids.len()) {
        return Err(ForestError::Length(name));
    }
    let [ids, features, yes, no] = lists.map(|it| attributes.ints(it));
    let (numbers, modes) = (attributes.floats("nodes_values"), attributes.strings("nodes_modes"));
    if [numbers.len(), modes.len()] != [treeids.len(); 2] {
        return Err(ForestError::Length("nodes_values"));
    }
    let missing = attributes.ints("nodes_missing_value_tracks_true").iter().copied();
    let mut missing = missing.chain(std::iter::repeat(0));
    let covers = attributes.floats("nodes_hitrates");
    // A rate of 1 throughout is what those write who do not know.
    let knows = covers.len() == treeids.len() && covers.iter().any(|it| *it != 1.0);
    let mut covers = covers.iter().map(|it| f64::from(*it)).filter(|_| knows);
    let rest = features.iter().zip(yes).zip(no).zip(numbers).zip(modes);
    for ((tree, id), ((((feature, yes), no), value), mode)) in treeids.iter().zip(ids).zip(rest) {
        if !nodes.contains_key(tree) {
            order.push(*tree);
        }
        nodes.entry(*tree).or_default().push(Node {
            id: *id,
            feature: *feature,
            value: *value,
            mode,
            yes: *yes,
            no: *no,
            missing_yes: missing.next().unwrap_or_default() != 0,
            cover: covers.next().unwrap_or_default(),
        });
    }
    let asked = features.iter().zip(modes).filter(|(_, mode)| mode.as_slice() != b"LEAF");
    let last = asked.map(|(it, _)| *it).max().unwrap_or(-1);
    let n_features = usize::try_from(last.saturating_add(1))
        .ok()
        .filter(|it| *it <= Limits::FEATURES)
        .ok_or(ForestError::TooMany { what: "features", most: Limits::FEATURES })?;
    let trees = order.iter().enumerate().map(|(at, no)| {
        let own = nodes.get(no).map_or(&[][..], Vec::as_slice);
        tree(*no, own, values).map_err(|it| it.of_tree(at))
    });
    Ok((trees.collect::<Result<_, _>>()?, n_features))
}

fn tree(no: i64, nodes: &[Node<'_>], values: &Leaves) -> Result<RawTree, ForestError> {
    let places: BTreeMap<i64, usize> =
        nodes.iter().enumerate().map(|(at, it)| (it.id, at)).collect();
    let place = |id: i64| {
        let found = places.get(&id).copied();
        found.ok_or_else(|| {
            ForestError::Form(format!("a node names the node {id}, which is not there"))
        })
    };
    let node = |it: &Node<'_>| {
        let (cut, yes_is_left) = match it.mode {
            b"LEAF" => {
                let value = values.get(&(no, it.id)).copied().unwrap_or_default();
                return Ok(RawNode::Leaf { value, cover: it.cover });
            }
            b"BRANCH_LEQ" => (single(it.value.next_up()), true),
            b"BRANCH_LT" => (single(it.value), true),
            b"BRANCH_GT" => (single(it.value.next_up()), false),
            b"BRANCH_GTE" => (single(it.value), false),
            _ => {
                let mode = String::from_utf8_lossy(it.mode).chars().take(40).collect::<String>();
                return Err(ForestError::Unsupported(format!("the split `{mode}`")));
            }
        };
        let (yes, no) = (place(it.yes)?, place(it.no)?);
        if yes == 0 || no == 0 {
            return Err(ForestError::Form("a tree does not begin with its root".to_owned()));
        }
        let (left, right) = if yes_is_left { (yes, no) } else { (no, yes) };
        Ok(RawNode::Split {
            feature: usize::try_from(it.feature)
                .map_err(|_| ForestError::Form(format!("a feature `{}`", it.feature)))?,
            test: Test::Below(cut),
            missing_left: it.missing_yes == yes_is_left,
            left,
            right,
            cover: it.cover,
        })
    };
    Ok(RawTree { nodes: nodes.iter().map(node).collect::<Result<_, _>>()? })
}
