//! Why a declaration was selected: what risk analysis looked at, by which rows it was weighed, and whether it was drawn.

use std::collections::BTreeMap;

use clearance::{
    DeclarationFile, Registry, features_of_declaration,
    history::{Event, Happening},
};
use model::{
    Basis, Date, InputId, Lane, OfficerAction, Rate, Reason, Selection, WatchKind, WatchRow,
};
use params::SelectedBy;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    rules::rule_then,
    view::{RuleThen, vocabulary, watch::shown_value},
};

/// Rows that did not hit and are named one by one.
const NAMED_MAX: usize = 200;
/// The rule that the seeded share goes by, as `risk` names it.
const RANDOM: &str = "random";

/// Why a declaration was selected, or not.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SelectedView {
    /// When risk analysis looked at it last; null before.
    #[schema(required, format = DateTime)]
    pub(crate) at: Option<String>,
    /// Where it was sent; null before.
    #[schema(required, value_type = Option<vocabulary::Lane>)]
    pub(crate) lane: Option<Lane>,
    /// Whether the seeded share drew it.
    pub(crate) is_random: bool,
    /// The share by which it was drawn or not, and what others are drawn by.
    pub(crate) share: String,
    pub(crate) usual_share: String,
    /// What selecting at random and by rows rests on.
    pub(crate) bases: Vec<SelectionBasis>,
    /// Watch rows that were in force and can hit declarations: those that hit first.
    pub(crate) rows: Vec<WeighedRow>,
    /// Rows that were weighed, hit nothing, and are not named.
    pub(crate) n_more_rows: usize,
    /// Rules of risk analysis that fired, as they stood then.
    pub(crate) rules: Vec<FiredRule>,
    /// Officers who had it examined whatever risk analysis said.
    pub(crate) ordered: Vec<OrderedBy>,
    /// What risk analysis sees of its goods.
    pub(crate) features: Vec<FeatureView>,
}

/// What a way of selecting rests on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SelectionBasis {
    /// `random`, `watch`.
    pub(crate) rule: String,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    #[schema(value_type = vocabulary::BasisView)]
    pub(crate) basis: Basis,
}

/// A watch row as it stood when it was weighed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WeighedRow {
    /// Its place among the rows in force, from 1; 0 where the house knows it no more.
    pub(crate) place: usize,
    pub(crate) id: String,
    /// Null where the house knows it no more.
    #[schema(required, value_type = Option<vocabulary::WatchKind>)]
    pub(crate) kind: Option<WatchKind>,
    pub(crate) value: String,
    pub(crate) reason: String,
    /// Who had it watched.
    pub(crate) officer: String,
    #[schema(required, format = Date)]
    pub(crate) from: Option<String>,
    #[schema(required, format = Date)]
    pub(crate) to: Option<String>,
    /// Where it hit; empty: it did not.
    pub(crate) hits: Vec<HitView>,
}

/// Where a row hit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HitView {
    pub(crate) pointer: String,
    pub(crate) observed: String,
    #[schema(value_type = vocabulary::Lane)]
    pub(crate) lane: Lane,
}

/// A rule that fired.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FiredRule {
    pub(crate) rule: RuleThen,
    /// What it looked at, and what that was.
    pub(crate) observed: String,
    /// Where it sent the declaration; release where a whitelist took it out of the rule, or where it is looked at afterwards.
    #[schema(value_type = vocabulary::Lane)]
    pub(crate) lane: Lane,
}

/// An officer's own order.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrderedBy {
    pub(crate) officer: String,
    pub(crate) reason: String,
    #[schema(format = DateTime)]
    pub(crate) at: String,
}

/// What risk analysis sees of a line.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FeatureView {
    pub(crate) line: u32,
    pub(crate) commodity_code: String,
    /// Origin by the old number that rows name.
    pub(crate) country: String,
    pub(crate) name: String,
    pub(crate) model: String,
}

pub(super) fn selected_view(
    registry: &Registry,
    file: &DeclarationFile<'_>,
    all: &[Happening],
) -> SelectedView {
    let last = all.iter().rev().find_map(|it| match &it.what {
        Event::Selected(selection) => Some((it, selection)),
        _ => None,
    });
    let (share, usual_share) = shares(registry, last.map(|it| it.1), all);
    let on = last.map_or(file.declared_on.date().unwrap_or(Date::MIN), |it| it.0.at.local_date());
    let (rows, n_more_rows) = match last {
        Some((happening, selection)) => weighed(registry, selection, happening.input, on),
        None => (Vec::new(), 0),
    };
    let fired = |it: &Reason| {
        let rule = rule_then(registry.rules_told(), &it.rule, last?.0.input, on)?;
        Some(FiredRule { rule: rule.into(), observed: it.observed.clone(), lane: it.lane })
    };
    let rules = last.iter().flat_map(|it| &it.1.reasons).filter_map(fired).collect();
    SelectedView {
        at: last.map(|it| it.0.at.to_string()),
        lane: last.map(|it| it.1.lane),
        is_random: last.is_some_and(|it| it.1.reasons.iter().any(is_random)),
        share: share.to_string(),
        usual_share: usual_share.to_string(),
        bases: bases(registry, on),
        rows,
        n_more_rows,
        rules,
        ordered: all.iter().filter_map(ordered).collect(),
        features: features(registry, file, on),
    }
}

fn is_random(reason: &Reason) -> bool {
    reason.rule == RANDOM
}

/// By what share it was drawn, and others: as its history says, or as the house has it.
fn shares(registry: &Registry, selection: Option<&Selection>, all: &[Happening]) -> (Rate, Rate) {
    let usual = registry.settings.examination_share;
    let treated = all.iter().rev().find_map(|it| match &it.what {
        Event::Treated(treatment) => Some((treatment.share, treatment.usual_share)),
        _ => None,
    });
    let drawn = selection.and_then(|it| it.reasons.iter().find(|it| is_random(it)));
    match (treated, drawn.and_then(|it| it.observed.parse().ok())) {
        (Some((_, usual)), Some(share)) => (share, usual),
        (Some(both), None) => both,
        (None, Some(share)) => (share, share),
        (None, None) => (usual, usual),
    }
}

fn bases(registry: &Registry, on: Date) -> Vec<SelectionBasis> {
    let basis = |(rule, word): (SelectedBy, &str)| {
        let row = registry.law.selection.on(rule, on)?;
        Some(SelectionBasis {
            rule: word.to_owned(),
            title_zh: row.title_zh.to_string(),
            title_en: row.title_en.to_string(),
            basis: registry.law.basis(row.basis)?.clone(),
        })
    };
    [(SelectedBy::Random, RANDOM), (SelectedBy::Watch, "watch")]
        .into_iter()
        .filter_map(basis)
        .collect()
}

/// The rows as they stood then, those that hit first; and how many more were weighed.
fn weighed(
    registry: &Registry,
    selection: &Selection,
    input: InputId,
    on: Date,
) -> (Vec<WeighedRow>, usize) {
    let mut known: BTreeMap<&str, &WatchRow> = BTreeMap::new();
    for (_, row) in registry.watch_told().iter().filter(|(told, _)| *told < input) {
        known.insert(&row.id, row);
    }
    let in_force = known.into_values().filter(|it| it.is_in_force(on)).enumerate();
    let mut rows: Vec<WeighedRow> = in_force
        .filter(|(_, row)| looks_at_goods(row.kind))
        .map(|(at, row)| weighed_row(at + 1, row))
        .collect();
    let is_rule = |it: &Reason| rule_then(registry.rules_told(), &it.rule, input, on).is_some();
    for reason in selection.reasons.iter().filter(|it| !is_random(it) && !is_rule(it)) {
        let hit = HitView {
            pointer: reason.pointer.clone(),
            observed: reason.observed.clone(),
            lane: reason.lane,
        };
        match rows.iter_mut().find(|it| it.id == reason.rule) {
            Some(row) => row.hits.push(hit),
            None => rows.push(of_unknown(reason, hit)),
        }
    }
    rows.sort_by_key(|it| it.hits.is_empty());
    let n_hits = rows.iter().filter(|it| !it.hits.is_empty()).count();
    let n_more = rows.len().saturating_sub(n_hits + NAMED_MAX);
    rows.truncate(n_hits + NAMED_MAX);
    (rows, n_more)
}

/// Of a declaration there is neither a platform nor a buyer to look at.
const fn looks_at_goods(kind: WatchKind) -> bool {
    matches!(kind, WatchKind::Commodity | WatchKind::Country | WatchKind::Words)
}

fn weighed_row(place: usize, row: &WatchRow) -> WeighedRow {
    WeighedRow {
        place,
        id: row.id.clone(),
        kind: Some(row.kind),
        value: shown_value(row),
        reason: row.reason.clone(),
        officer: row.officer.clone(),
        from: Some(row.from.to_string()),
        to: row.to.map(|it| it.to_string()),
        hits: Vec::new(),
    }
}

/// A rule that hit and that the house was not told of as a watch row.
fn of_unknown(reason: &Reason, hit: HitView) -> WeighedRow {
    WeighedRow {
        place: 0,
        id: reason.rule.clone(),
        kind: None,
        value: String::new(),
        reason: reason.text.clone(),
        officer: String::new(),
        from: None,
        to: None,
        hits: vec![hit],
    }
}

fn ordered(happening: &Happening) -> Option<OrderedBy> {
    match &happening.what {
        Event::Officer { action: OfficerAction::OrderExamination, officer, reason } => {
            Some(OrderedBy {
                officer: officer.clone(),
                reason: reason.clone(),
                at: happening.at.to_string(),
            })
        }
        _ => None,
    }
}

fn features(registry: &Registry, file: &DeclarationFile<'_>, on: Date) -> Vec<FeatureView> {
    let seen = features_of_declaration(&file.declaration, &registry.law.codes, file.key, on);
    let lines = file.declaration.items.iter().map(|it| it.number);
    let feature = |(line, goods): (u32, risk::Goods<'_>)| FeatureView {
        line,
        commodity_code: goods.commodity_code.to_owned(),
        country: goods.country.to_owned(),
        name: goods.name.to_owned(),
        model: goods.model.to_owned(),
    };
    lines.zip(seen.goods).map(feature).collect()
}
