//! Supplementary declarations of a goods declaration as people see them.

use clearance::{DeclarationFile, Registry, supplement_no};
use model::{Date, Supplement};
use serde::Serialize;
use utoipa::ToSchema;

/// What is said of one goods line beyond the declaration (补充申报单).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SupplementView {
    /// 补充申报单统一编号.
    pub(crate) number: String,
    /// 商品序号 of the declaration's line.
    pub(crate) line: u32,
    /// `A` price, `B` classification, `C` origin.
    pub(crate) kind: String,
    pub(crate) kind_title_zh: String,
    pub(crate) kind_title_en: String,
    /// What is filled in, in the order of the form.
    pub(crate) fields: Vec<SupplementFieldView>,
}

/// One field that is filled in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SupplementFieldView {
    /// Our own name: `buyer.name`.
    pub(crate) name: String,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    pub(crate) value: String,
    /// What a code stands for; otherwise the value.
    pub(crate) value_zh: String,
}

pub(crate) fn supplement_views(
    registry: &Registry,
    file: &DeclarationFile<'_>,
    today: Date,
) -> Vec<SupplementView> {
    let on = file.declared_on.date().unwrap_or(today);
    let supplements = file.declaration.supplements.iter();
    supplements.map(|it| supplement_view(registry, file, it, on)).collect()
}

fn supplement_view(
    registry: &Registry,
    file: &DeclarationFile<'_>,
    it: &Supplement<'_>,
    on: Date,
) -> SupplementView {
    let [kind_title_zh, kind_title_en] = match it.kind.as_str() {
        "A" => ["价格补充申报单", "price"],
        "B" => ["商品归类补充申报单", "classification"],
        _ => ["原产地补充申报单", "origin"],
    }
    .map(str::to_owned);
    let field = |(name, value): (String, String)| {
        let rule = registry.law.supplements.field(&name, on);
        let listed = rule.and_then(|it| it.values.iter().find(|(code, _)| **code == *value));
        SupplementFieldView {
            title_zh: rule.map_or_else(|| name.clone(), |it| it.title_zh.to_string()),
            title_en: rule.map_or_else(|| name.clone(), |it| it.title_en.to_string()),
            value_zh: listed.map_or_else(|| value.clone(), |(_, zh)| zh.to_string()),
            name,
            value,
        }
    };
    SupplementView {
        number: supplement_no(file.id, it),
        line: it.number,
        kind: it.kind.to_string(),
        kind_title_zh,
        kind_title_en,
        fields: it.said().into_iter().map(field).collect(),
    }
}
