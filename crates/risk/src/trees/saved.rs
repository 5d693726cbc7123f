//! A model as it is kept: JSON with the number of the form, a digest over the very bytes of what it is about, and that.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, de::Error as _};
use serde_json::value::RawValue;

use super::{
    Calibration, Forest, ForestError, Limits, Link, Misfit, Model, Quality, RawNode, RawTree,
    Spread, Test, Window,
};

/// What this program writes, and the only one it reads.
const FORM: u32 = 1;

/// Why a kept model is refused.
#[derive(Debug, thiserror::Error)]
pub enum SavedError {
    #[error("the file is larger than {} bytes", Limits::BYTES)]
    TooLarge,
    #[error("the file is not a model of this house")]
    Form(#[source] serde_json::Error),
    #[error("the file is of form {0}, and this program reads form {FORM}")]
    OtherForm(u32),
    #[error("the digest of the file is another than it says: it was changed or cut short")]
    Digest,
    #[error("the forest of the file is refused")]
    Forest(#[source] ForestError),
    #[error("the calibration of the file is none")]
    Calibration,
    #[error("the spread of the file's features is none")]
    Spread,
    #[error("the features of the file do not fit its forest")]
    Features(#[source] Misfit),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File<'a> {
    tongguan_model: u32,
    digest: String,
    #[serde(borrow)]
    model: &'a RawValue,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    features: Vec<String>,
    edition: String,
    grown_by: String,
    window: Window,
    calibration: Calibration,
    quality: Option<Quality>,
    /// Models that were kept before there was one have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    spread: Option<Spread>,
    link: Link,
    base: f64,
    trees: Vec<KeptTree>,
}

/// Inner nodes and leaves side by side, a column each.
#[derive(Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct KeptTree {
    /// -1: a leaf.
    feature: Vec<i32>,
    /// Below this goes left; of a leaf, what it adds.
    number: Vec<f64>,
    /// The left child; the right one stands behind it.
    left: Vec<u32>,
    /// 1: what is missing goes left.
    missing_left: Vec<u8>,
    cover: Vec<f64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sets: Vec<(u32, Vec<u32>)>,
}

impl Model {
    /// The same model always gives the same bytes.
    pub fn save(&self) -> Result<Vec<u8>, SavedError> {
        let kept = Kept {
            features: self.features.clone(),
            edition: self.edition.clone(),
            grown_by: self.grown_by.clone(),
            window: self.window,
            calibration: self.calibration.clone(),
            quality: self.quality.clone(),
            spread: self.spread.clone(),
            link: self.forest.link(),
            base: self.forest.base(),
            trees: self.forest.trees().iter().map(KeptTree::of).collect(),
        };
        let body = serde_json::value::to_raw_value(&kept).map_err(SavedError::Form)?;
        let digest = blake3::hash(body.get().as_bytes()).to_hex().to_string();
        let file = File { tongguan_model: FORM, digest, model: &body };
        serde_json::to_vec(&file).map_err(SavedError::Form)
    }

    /// Refuses what was changed, cut short, is of another form, or is no forest.
    pub fn load(bytes: &[u8]) -> Result<Model, SavedError> {
        if bytes.len() > Limits::BYTES {
            return Err(SavedError::TooLarge);
        }
        let file: File<'_> = serde_json::from_slice(bytes).map_err(SavedError::Form)?;
        if file.tongguan_model != FORM {
            return Err(SavedError::OtherForm(file.tongguan_model));
        }
        let body = file.model.get();
        if blake3::hash(body.as_bytes()).to_hex().as_str() != file.digest {
            return Err(SavedError::Digest);
        }
        let kept: Kept = serde_json::from_str(body).map_err(SavedError::Form)?;
        if !kept.calibration.is_sound() {
            return Err(SavedError::Calibration);
        }
        if kept.spread.as_ref().is_some_and(|it| !it.is_sound()) {
            return Err(SavedError::Spread);
        }
        if let Link::Logistic { steepness } = kept.link
            && !(steepness.is_finite() && steepness > 0.0)
        {
            return Err(SavedError::Forest(ForestError::NotANumber("the steepness")));
        }
        let trees = kept.trees.iter().map(KeptTree::raw).collect::<Result<Vec<_>, _>>()?;
        let forest = Forest::new(kept.features.len(), kept.base, kept.link, &trees)
            .map_err(SavedError::Forest)?;
        let model = Model {
            forest,
            features: kept.features,
            edition: kept.edition,
            calibration: kept.calibration,
            window: kept.window,
            quality: kept.quality,
            grown_by: kept.grown_by,
            spread: kept.spread,
        };
        model.named().map_err(SavedError::Features)?;
        Ok(model)
    }
}

impl KeptTree {
    fn of(tree: &RawTree) -> KeptTree {
        let mut kept = KeptTree::default();
        for (node, at) in tree.nodes.iter().zip(0u32..) {
            let (feature, number, left, missing, cover) = match node {
                RawNode::Leaf { value, cover } => (-1, *value, 0, 0, *cover),
                RawNode::Split { feature, test, missing_left, left, cover, .. } => {
                    let number = match test {
                        Test::Below(cut) => *cut,
                        Test::In(words) => {
                            kept.sets.push((at, words.clone()));
                            0.0
                        }
                    };
                    // Both fit: a forest has no more features and nodes.
                    let feature = i32::try_from(*feature).unwrap_or(i32::MAX);
                    let left = u32::try_from(*left).unwrap_or(u32::MAX);
                    (feature, number, left, u8::from(*missing_left), *cover)
                }
            };
            kept.feature.push(feature);
            kept.number.push(number);
            kept.left.push(left);
            kept.missing_left.push(missing);
            kept.cover.push(cover);
        }
        kept
    }

    fn raw(&self) -> Result<RawTree, SavedError> {
        let n = self.feature.len();
        let lengths =
            [self.number.len(), self.left.len(), self.missing_left.len(), self.cover.len()];
        if lengths != [n; 4] {
            return Err(SavedError::Form(serde_json::Error::custom("columns differ in length")));
        }
        let sets: BTreeMap<u32, &Vec<u32>> = self.sets.iter().map(|it| (it.0, &it.1)).collect();
        let rest = self.number.iter().zip(&self.left).zip(&self.missing_left).zip(&self.cover);
        let nodes = self.feature.iter().zip(0u32..).zip(rest).map(|((feature, at), rest)| {
            let (((number, left), missing), cover) = rest;
            let Ok(feature) = usize::try_from(*feature) else {
                return RawNode::Leaf { value: *number, cover: *cover };
            };
            let test = match sets.get(&at) {
                Some(words) => Test::In((*words).clone()),
                None => Test::Below(*number),
            };
            let left = *left as usize;
            let missing_left = *missing != 0;
            RawNode::Split { feature, test, missing_left, left, right: left + 1, cover: *cover }
        });
        Ok(RawTree { nodes: nodes.collect() })
    }
}
