//! A forest of decision trees in the one form that decides here, whoever trained it: small steps side by side, walked
//! several trees at once and summed in the order of the trees, so that the same row gives the same bits everywhere.

use super::{ForestError, Limits, Link};

/// A tree as a file or a trainer tells it. The root is the first node; children are named by their places.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RawTree {
    pub nodes: Vec<RawNode>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum RawNode {
    Leaf {
        value: f64,
        /// How much of what it was trained on came by; 0 where nobody says.
        cover: f64,
    },
    Split {
        feature: usize,
        test: Test,
        missing_left: bool,
        left: usize,
        right: usize,
        cover: f64,
    },
}

/// What sends a case to the left.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// Its number is smaller.
    Below(f64),
    /// Its number, without what is behind the point, is one of these: bit `n` of all words is the number `n`.
    In(Vec<u32>),
}

/// One node as it is walked: 16 bytes, so that four share a line of the cache. Children stand side by side.
#[derive(Debug, Clone, Copy)]
struct Step {
    /// At least this goes right. Nothing is at least NaN, which leaves have.
    cut: f64,
    /// The left child; of a leaf, itself.
    child: u32,
    asked: Asked,
}

/// What a step asks, as the place of the answer in a doubled row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Asked(u32);

impl Asked {
    /// The test is a set, and a step's `cut` says nothing.
    const SET: u32 = 1 << 31;

    fn new(feature: u16, missing_right: bool, is_set: bool) -> Asked {
        let set = if is_set { Asked::SET } else { 0 };
        Asked(u32::from(feature) << 1 | u32::from(missing_right) | set)
    }

    fn feature(self) -> u16 {
        u16::try_from((self.0 & !Asked::SET) >> 1).unwrap_or(u16::MAX)
    }

    fn missing_right(self) -> bool {
        self.0 & 1 == 1
    }

    fn is_set(self) -> bool {
        self.0 & Asked::SET != 0
    }

    fn of(self, feature: u16) -> Asked {
        Asked::new(feature, self.missing_right(), self.is_set())
    }
}

/// Each number twice: as it is read where what is missing goes left, and where it goes right. Cuts are finite, so that one
/// comparison is enough for both.
fn doubled(row: &[f64], n_features: usize) -> Vec<f64> {
    let rest = std::iter::repeat_n(f64::NAN, n_features.saturating_sub(row.len()));
    let all = row.iter().copied().take(n_features).chain(rest);
    all.flat_map(|it| if it.is_nan() { [f64::NEG_INFINITY, f64::INFINITY] } else { [it, it] })
        .collect()
}

/// By bits: what leaves are compared with is equal to nothing else.
impl PartialEq for Step {
    fn eq(&self, other: &Step) -> bool {
        let bits = |it: &Step| (it.cut.to_bits(), it.child, it.asked);
        bits(self) == bits(other)
    }
}

/// A forest whose margin is `base` and a leaf of every tree.
#[derive(Debug, Clone, PartialEq)]
pub struct Forest {
    n_features: usize,
    base: f64,
    link: Link,
    roots: Vec<u32>,
    /// The longest way of each tree.
    depths: Vec<u32>,
    steps: Vec<Step>,
    /// What a leaf adds, beside `steps`; 0 elsewhere.
    values: Vec<f64>,
    covers: Vec<f64>,
    /// By places of steps in order.
    sets: Vec<(u32, Vec<u32>)>,
    /// The margin of a case of which nothing is known.
    expected: f64,
}

/// So many trees are walked at once, which hides how long memory takes.
const ABREAST: usize = 8;

impl Forest {
    /// Refuses what is no forest: a child that is not there, that two nodes share or that leads back; numbers that are
    /// none; more than the limits.
    pub fn new(
        n_features: usize,
        base: f64,
        link: Link,
        trees: &[RawTree],
    ) -> Result<Forest, ForestError> {
        if n_features > Limits::FEATURES {
            return Err(ForestError::TooMany { what: "features", most: Limits::FEATURES });
        }
        if trees.len() > Limits::TREES {
            return Err(ForestError::TooMany { what: "trees", most: Limits::TREES });
        }
        if !base.is_finite() {
            return Err(ForestError::NotANumber("the base score"));
        }
        let mut forest = Forest {
            n_features,
            base,
            link,
            roots: Vec::with_capacity(trees.len()),
            depths: Vec::with_capacity(trees.len()),
            steps: Vec::new(),
            values: Vec::new(),
            covers: Vec::new(),
            sets: Vec::new(),
            expected: 0.0,
        };
        for (no, tree) in trees.iter().enumerate() {
            forest.plant(tree).map_err(|fault| fault.of_tree(no))?;
        }
        forest.expected = base + forest.roots.iter().map(|it| forest.below(*it)).sum::<f64>();
        Ok(forest)
    }

    /// Lays a tree down level by level, siblings side by side.
    fn plant(&mut self, tree: &RawTree) -> Result<(), ForestError> {
        let first = self.steps.len();
        let mut seen = vec![false; tree.nodes.len()];
        let mut level = vec![0usize];
        let mut depth = 0u32;
        self.roots.push(place(first)?);
        while !level.is_empty() {
            if depth as usize > Limits::DEPTH {
                return Err(ForestError::TooMany { what: "levels", most: Limits::DEPTH });
            }
            if self.steps.len() + level.len() > Limits::NODES {
                return Err(ForestError::TooMany { what: "nodes", most: Limits::NODES });
            }
            let mut below = Vec::new();
            let after = self.steps.len() + level.len();
            for at in level {
                let node = tree.nodes.get(at).ok_or(ForestError::NoSuchNode(at))?;
                if std::mem::replace(seen.get_mut(at).ok_or(ForestError::NoSuchNode(at))?, true) {
                    return Err(ForestError::Shared(at));
                }
                self.lay(node, place(after + below.len())?)?;
                if let RawNode::Split { left, right, .. } = node {
                    below.extend([*left, *right]);
                }
            }
            level = below;
            depth += 1;
        }
        self.depths.push(depth - 1);
        Ok(())
    }

    fn lay(&mut self, node: &RawNode, child: u32) -> Result<(), ForestError> {
        let here = place(self.steps.len())?;
        let (step, value, cover) = match node {
            RawNode::Leaf { value, cover } => {
                if !value.is_finite() {
                    return Err(ForestError::NotANumber("the value of a leaf"));
                }
                let step = Step { cut: f64::NAN, child: here, asked: Asked(0) };
                (step, *value, *cover)
            }
            RawNode::Split { feature, test, missing_left, cover, .. } => {
                if *feature >= self.n_features {
                    return Err(ForestError::NoSuchFeature(*feature));
                }
                let cut = match test {
                    Test::Below(cut) if cut.is_nan() => {
                        return Err(ForestError::NotANumber("a threshold"));
                    }
                    Test::Below(cut) => cut.clamp(f64::MIN, f64::MAX),
                    Test::In(words) => {
                        self.sets.push((here, words.clone()));
                        0.0
                    }
                };
                let feature =
                    u16::try_from(*feature).map_err(|_| ForestError::NoSuchFeature(*feature))?;
                let asked = Asked::new(feature, !missing_left, matches!(test, Test::In(_)));
                let step = Step { cut, child, asked };
                (step, 0.0, *cover)
            }
        };
        if !cover.is_finite() || cover < 0.0 {
            return Err(ForestError::NotANumber("the cover of a node"));
        }
        self.steps.push(step);
        self.values.push(value);
        self.covers.push(cover);
        Ok(())
    }

    pub fn n_features(&self) -> usize {
        self.n_features
    }

    pub fn n_trees(&self) -> usize {
        self.roots.len()
    }

    pub fn n_nodes(&self) -> usize {
        self.steps.len()
    }

    pub fn base(&self) -> f64 {
        self.base
    }

    pub fn link(&self) -> Link {
        self.link
    }

    /// The sum of the base and of one leaf of every tree. What a row lacks is missing, as NaN is.
    pub fn margin(&self, row: &[f64]) -> f64 {
        if !self.sets.is_empty() {
            return self.sum(|at| self.next(at, row));
        }
        let doubled = doubled(row, self.n_features);
        self.sum(|at| {
            let Some(step) = self.steps.get(at as usize) else { return at };
            let x = doubled.get(step.asked.0 as usize).copied().unwrap_or(f64::NAN);
            step.child + u32::from(x >= step.cut)
        })
    }

    /// The same, by whatever says where a way goes on.
    #[inline]
    fn sum(&self, next: impl Fn(u32) -> u32) -> f64 {
        let mut sum = self.base;
        let mut trees = self.roots.chunks_exact(ABREAST);
        let mut depths = self.depths.chunks_exact(ABREAST);
        for (roots, depths) in trees.by_ref().zip(depths.by_ref()) {
            let Ok(mut at) = <[u32; ABREAST]>::try_from(roots) else { continue };
            let most = depths.iter().copied().max().unwrap_or_default();
            for _ in 0..most {
                at = at.map(&next);
            }
            // One after the other: the order of the trees is the order of the sum.
            for leaf in at {
                sum += self.value(leaf);
            }
        }
        for (root, depth) in trees.remainder().iter().zip(depths.remainder()) {
            let leaf = (0..*depth).fold(*root, |at, _| next(at));
            sum += self.value(leaf);
        }
        sum
    }

    /// Rows of `n_features` numbers each, one after another; as many margins.
    pub fn margins(&self, rows: &[f64]) -> Vec<f64> {
        rows.chunks(self.n_features.max(1)).map(|row| self.margin(row)).collect()
    }

    /// The margin as a probability, where the forest was trained for one; else the margin.
    pub fn probability(&self, row: &[f64]) -> f64 {
        self.link.apply(self.margin(row))
    }

    fn value(&self, at: u32) -> f64 {
        self.values.get(at as usize).copied().unwrap_or_default()
    }

    #[inline]
    fn next(&self, at: u32, row: &[f64]) -> u32 {
        let Some(step) = self.steps.get(at as usize) else { return at };
        let x = row.get(usize::from(step.asked.feature())).copied().unwrap_or(f64::NAN);
        let goes_right = match x.is_nan() {
            // A leaf asks nothing, and what is missing goes left of it: to itself.
            true => step.asked.missing_right(),
            false if step.asked.is_set() => !self.is_in_set(at, x),
            false => x >= step.cut,
        };
        step.child + u32::from(goes_right)
    }

    fn is_in_set(&self, at: u32, x: f64) -> bool {
        let set = self.sets.binary_search_by_key(&at, |it| it.0).ok();
        set.and_then(|it| self.sets.get(it)).is_some_and(|it| contains(&it.1, x))
    }

    pub(super) fn roots_and_depths(&self) -> impl Iterator<Item = (u32, u32)> {
        self.roots.iter().copied().zip(self.depths.iter().copied())
    }

    /// The margin that is expected of a case of which nothing is known.
    pub fn expected(&self) -> f64 {
        self.expected
    }

    /// What is expected at each node.
    pub(super) fn expectations(&self) -> Vec<f64> {
        let nodes = 0..u32::try_from(self.steps.len()).unwrap_or(u32::MAX);
        nodes.map(|it| self.below(it)).collect()
    }

    /// By how much what is expected changes on the way of a row, each change added to the feature that is asked.
    pub(super) fn on_the_way(&self, row: &[f64], expectations: &[f64]) -> Vec<f64> {
        let expected = |at: u32| expectations.get(at as usize).copied().unwrap_or_default();
        let mut out = vec![0.0; self.n_features];
        for (root, depth) in self.roots_and_depths() {
            let mut at = root;
            for _ in 0..depth {
                let next = self.next(at, row);
                let feature =
                    self.steps.get(at as usize).map_or(0, |it| usize::from(it.asked.feature()));
                if next == at {
                    break;
                }
                if let Some(place) = out.get_mut(feature) {
                    *place += expected(next) - expected(at);
                }
                at = next;
            }
        }
        out
    }

    /// What is expected below a node.
    fn below(&self, at: u32) -> f64 {
        match self.look(at, &[]) {
            Looked::Leaf(value) => value,
            Looked::Split { hot, hot_part, cold, cold_part, .. } => {
                hot_part * self.below(hot) + cold_part * self.below(cold)
            }
        }
    }

    /// A node as reasons look at it.
    pub(super) fn look(&self, at: u32, row: &[f64]) -> Looked {
        let Some(step) = self.steps.get(at as usize) else { return Looked::Leaf(0.0) };
        if step.child == at {
            return Looked::Leaf(self.value(at));
        }
        let cover = |it: u32| self.covers.get(it as usize).copied().unwrap_or_default();
        let (left, right) = (step.child, step.child + 1);
        let both = cover(left) + cover(right);
        // Where nobody says what came by, both ways count alike. So the parts are one, whatever a file says.
        let part = if both > 0.0 && both.is_finite() { cover(left) / both } else { 0.5 };
        let goes_right = self.next(at, row) == right;
        let [hot, cold] = if goes_right { [right, left] } else { [left, right] };
        let [hot_part, cold_part] =
            if goes_right { [1.0 - part, part] } else { [part, 1.0 - part] };
        Looked::Split { feature: step.asked.feature(), hot, hot_part, cold, cold_part }
    }

    /// The same forest over other places: `places` says where each feature stands now.
    pub fn placed(&self, places: &[u16], n_features: usize) -> Result<Forest, ForestError> {
        let mut forest = self.clone();
        forest.n_features = n_features;
        for (step, here) in forest.steps.iter_mut().zip(0u32..) {
            if step.child == here {
                continue;
            }
            let feature = usize::from(step.asked.feature());
            let place = places.get(feature).ok_or(ForestError::NoSuchFeature(feature))?;
            if usize::from(*place) >= n_features {
                return Err(ForestError::NoSuchFeature(usize::from(*place)));
            }
            step.asked = step.asked.of(*place);
        }
        Ok(forest)
    }

    /// One forest whose margin is the mean of the margins of several of one kind.
    pub fn averaged(all: &[Forest]) -> Result<Forest, ForestError> {
        let Some(first) = all.first() else { return Err(ForestError::Missing("a forest")) };
        if all.iter().any(|it| it.n_features != first.n_features || it.link != first.link) {
            return Err(ForestError::Unsupported("an average of unlike forests".to_owned()));
        }
        let n = u32::try_from(all.len()).map_or(f64::NAN, f64::from);
        let mut trees: Vec<RawTree> = all.iter().flat_map(Forest::trees).collect();
        for node in trees.iter_mut().flat_map(|it| &mut it.nodes) {
            if let RawNode::Leaf { value, .. } = node {
                *value /= n;
            }
        }
        let base = all.iter().map(|it| it.base).sum::<f64>() / n;
        Forest::new(first.n_features, base, first.link, &trees)
    }

    /// One forest whose margin is the sum of those of two of one kind.
    pub fn joined(&self, other: &Forest) -> Result<Forest, ForestError> {
        if other.n_features != self.n_features || other.link != self.link {
            return Err(ForestError::Unsupported("a sum of unlike forests".to_owned()));
        }
        let trees: Vec<RawTree> = self.trees().into_iter().chain(other.trees()).collect();
        Forest::new(self.n_features, self.base + other.base, self.link, &trees)
    }

    /// The trees as they were told, in the order in which they are walked.
    pub fn trees(&self) -> Vec<RawTree> {
        let ends = self.roots.iter().skip(1).copied().chain([self.steps.len() as u32]);
        self.roots.iter().zip(ends).map(|(root, end)| self.raw(*root, end)).collect()
    }

    fn raw(&self, root: u32, end: u32) -> RawTree {
        let node = |at: u32| {
            let step = self.steps.get(at as usize)?;
            let cover = self.covers.get(at as usize).copied()?;
            if step.child == at {
                return Some(RawNode::Leaf { value: self.value(at), cover });
            }
            let set = self.sets.binary_search_by_key(&at, |it| it.0).ok();
            let test = match set.and_then(|it| self.sets.get(it)) {
                Some((_, words)) => Test::In(words.clone()),
                None => Test::Below(step.cut),
            };
            let left = (step.child - root) as usize;
            Some(RawNode::Split {
                feature: usize::from(step.asked.feature()),
                test,
                missing_left: !step.asked.missing_right(),
                left,
                right: left + 1,
                cover,
            })
        };
        RawTree { nodes: (root..end).filter_map(node).collect() }
    }
}

/// What reasons see of a node: the way the case takes, the other one, and what part of the trained cases took each.
pub(super) enum Looked {
    Leaf(f64),
    Split { feature: u16, hot: u32, hot_part: f64, cold: u32, cold_part: f64 },
}

fn contains(words: &[u32], x: f64) -> bool {
    let whole = x.trunc();
    if !(0.0..f64::from(u32::MAX)).contains(&whole) {
        return false;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it was compared")]
    let number = whole as u32;
    words.get(number as usize / 32).is_some_and(|it| it >> (number % 32) & 1 == 1)
}

fn place(at: usize) -> Result<u32, ForestError> {
    u32::try_from(at).map_err(|_| ForestError::TooMany { what: "nodes", most: Limits::NODES })
}
