//! 评分卡: what an analyst knows before there are labels, as points for signs. Trees that are grown on top of it learn where it
//! is wrong, and with few labels leave it as it is.

use serde::{Deserialize, Serialize};

use super::{Forest, ForestError, Link, RawNode, RawTree, Test};

/// Points are added to the logarithm of the odds of a finding.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Scorecard {
    /// Of a case without a sign.
    pub base: f64,
    pub signs: Vec<Sign>,
}

/// All conditions together are worth so many points. What is missing fulfils none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sign {
    pub points: f64,
    pub when: Vec<When>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    pub feature: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<f64>,
}

impl Scorecard {
    pub fn is_empty(&self) -> bool {
        self.signs.is_empty()
    }

    /// As a forest over numbers of these names: a tree a sign.
    pub fn forest(&self, names: &[String]) -> Result<Forest, ForestError> {
        let trees: Vec<RawTree> =
            self.signs.iter().map(|it| it.tree(names)).collect::<Result<_, _>>()?;
        Forest::new(names.len(), self.base, Link::LOGISTIC, &trees)
    }
}

const LEAF: fn(f64) -> RawNode = |value| RawNode::Leaf { value, cover: 1.0 };

impl Sign {
    fn tree(&self, names: &[String]) -> Result<RawTree, ForestError> {
        let mut nodes = vec![LEAF(0.0)];
        let mut at = 0;
        let tests = self.when.iter().flat_map(|it| {
            // What is at least a number is not below it.
            let at_least = it.at_least.map(|cut| (&it.feature, cut, false));
            at_least.into_iter().chain(it.below.map(|cut| (&it.feature, cut, true)))
        });
        for (name, cut, is_below) in tests {
            let feature = names.iter().position(|it| it == name);
            let feature =
                feature.ok_or_else(|| ForestError::Unsupported(format!("the feature `{name}`")))?;
            let (left, right) = (nodes.len(), nodes.len() + 1);
            nodes.extend([LEAF(0.0), LEAF(0.0)]);
            if let Some(node) = nodes.get_mut(at) {
                let (test, missing_left) = (Test::Below(cut), !is_below);
                *node = RawNode::Split { feature, test, missing_left, left, right, cover: 1.0 };
            }
            at = if is_below { left } else { right };
        }
        if let Some(node) = nodes.get_mut(at) {
            *node = LEAF(self.points);
        }
        Ok(RawTree { nodes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_counts_where_all_of_it_is_so() {
        let when =
            |feature: &str, at_least, below| When { feature: feature.to_owned(), at_least, below };
        let signs = vec![
            Sign {
                points: 2.0,
                when: vec![when("a", Some(1.0), None), when("b", None, Some(0.5))],
            },
            Sign { points: 0.5, when: vec![when("b", Some(0.0), Some(2.0))] },
        ];
        let names = ["a", "b"].map(str::to_owned);
        let card = Scorecard { base: -3.0, signs };
        let forest = card.forest(&names).unwrap();
        let margin = |a: f64, b: f64| forest.margin(&[a, b]);
        assert_eq!(margin(1.0, 0.0), -0.5);
        assert_eq!(margin(0.9, 0.0), -2.5);
        assert_eq!(margin(1.0, 0.5), -2.5);
        assert_eq!(margin(1.0, -1.0), -1.0);
        assert_eq!([margin(f64::NAN, 0.0), margin(1.0, f64::NAN)], [-2.5, -3.0]);
        assert!(card.forest(&names[..1]).is_err());
    }
}
