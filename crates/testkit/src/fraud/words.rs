//! How goods are described: brand and model, the noun alone, or in words that say little.

use crate::draw::Draws;

const VAGUE: &[&str] = &[
    "日用品",
    "生活用品",
    "家居用品",
    "配件",
    "礼品",
    "个人用品",
    "食品",
    "零件",
    "百货",
    "用品一批",
    "赠品",
    "样品",
    "化妆用品",
    "小商品",
    "杂货",
];

const VAGUE_GOODS: &[&str] = &[
    "配件",
    "零件",
    "机器零件",
    "设备配件",
    "塑料制品",
    "金属制品",
    "纺织制品",
    "工业用品",
    "材料",
    "组件",
    "半成品",
    "型材",
    "五金件",
    "电子元件",
    "辅料",
];

const ENDINGS: &[&str] = &["", "", "（家用）", "一批", "等", "（自用）"];

/// Of a parcel's goods.
pub(super) fn vague(draws: &mut Draws) -> String {
    format!("{}{}", draws.word(VAGUE), draws.word(ENDINGS))
}

/// Of a declaration's.
pub(super) fn vague_goods(draws: &mut Draws) -> String {
    format!("{}{}", draws.word(VAGUE_GOODS), draws.word(&["", "", "等", "一批", "（见发票）"]))
}

/// The noun within the name of an article: what follows brand and bracket, up to the size.
pub(super) fn noun(name: &str) -> &str {
    let after = name.split_once(')').map_or(name, |it| it.1);
    let is_of_size = |it: char| it.is_ascii_digit() || it.is_ascii_uppercase();
    after
        .find(is_of_size)
        .and_then(|it| after.get(..it))
        .filter(|it| !it.is_empty())
        .unwrap_or(after)
}

/// The name of an article with the noun of another.
pub(super) fn with_noun(name: &str, other: &str) -> String {
    name.replacen(noun(name), noun(other), 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_noun_is_found_and_changed() {
        let name = "澄愫(CHENSU)丝绒口红3.5克/支";
        assert_eq!(noun(name), "丝绒口红");
        let other = "松风(MATSUKAZE)负离子电吹风标准装";
        assert_eq!(with_noun(name, other), "澄愫(CHENSU)负离子电吹风标准装3.5克/支");
        assert_eq!(noun("日用品"), "日用品");
    }
}
