//! To which texts of a feature a condition is limited: at which offices a rule can ever fire, say.

use std::collections::BTreeSet;

use super::{
    areas::{Bound, Key, areas},
    lower::lower,
    pool::{Pool, Text},
};
use crate::record::{Kind, Schema};

/// What a text may be wherever the condition holds: whole, or its beginning with a star behind. Nothing where it may be any, where
/// the condition never holds, and where too many cases would have to be told apart.
pub fn limited_to(condition: &str, schema: &Schema, feature: &str) -> Option<BTreeSet<String>> {
    let (Kind::Text, slot) = schema.find(feature)? else { return None };
    let mut pool = Pool::default();
    let condition = lower(condition, schema, &mut pool).condition?;
    let key = Key::Text(Text::Feature(slot.0));
    let mut all = BTreeSet::new();
    for area in areas(&pool, condition.yes)? {
        let Some(Bound::Texts(texts)) = area.get(&key) else { return None };
        all.extend(texts.told(&pool)?);
    }
    (!all.is_empty()).then_some(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::FeatureSet;

    #[track_caller]
    fn check(condition: &str, expected: Option<&[&str]>) {
        let features = FeatureSet::of(model::RiskProcedure::Parcel).unwrap();
        let told = limited_to(condition, features.schema(), "doc.customs");
        let told = told.map(|it| it.into_iter().collect::<Vec<_>>());
        let expected = expected.map(|it| it.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>());
        assert_eq!(told, expected, "{condition}");
    }

    #[test]
    fn a_condition_says_at_which_offices_it_can_hold() {
        check("doc.value > 1.0", None);
        check("doc.customs == \"2225\" && doc.value > 1.0", Some(&["2225"]));
        check(
            "doc.customs in [\"5141\", \"5165\"] || doc.customs == \"0100\"",
            Some(&["0100", "5141", "5165"]),
        );
        check("doc.value > 1.0 && doc.customs.startsWith(\"51\")", Some(&["51*"]));
        check("doc.customs.startsWith(\"51\") && doc.customs != \"5141\"", Some(&["51*"]));
        check("doc.customs == \"2225\" || doc.value > 9.0", None);
        check("doc.customs != \"2225\"", None);
        check("doc.customs == ", None);
    }
}
