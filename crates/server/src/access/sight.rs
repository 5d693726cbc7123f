//! What is left of a view for whoever sees a part of it. Works on the JSON that the view becomes, so that one
//! function serves every view, and what no row of the table names is left out.

use std::sync::Arc;

use anyhow::{Context as _, Result};
use model::{CaseRole, Date, Sees};
use params::{AccessRow, AccessRules, Covers, ItemRule};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::personal::Masks;
use crate::view::{Seen, Withheld};

/// A company, by its codes, and the rules of the day.
pub(crate) struct Part {
    pub(super) codes: Vec<String>,
    pub(super) rules: Arc<AccessRules>,
    pub(super) on: Date,
}

/// How much of a case somebody sees.
#[derive(Clone)]
pub(crate) struct Sight {
    /// Nothing: everything.
    part: Option<(Arc<Part>, Vec<CaseRole>)>,
    masks: Option<Masks>,
}

/// A view as it is shown.
#[derive(Debug)]
pub(crate) enum Shown<T> {
    Whole(T),
    Part(Value),
}

impl<T: Serialize> Serialize for Shown<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Shown::Whole(it) => it.serialize(serializer),
            Shown::Part(it) => it.serialize(serializer),
        }
    }
}

/// On what it hangs whether roles see something.
enum Reach {
    All,
    /// Any of these; none: not at all.
    Where(Vec<Sees>),
}

impl Sight {
    pub(super) fn whole(masks: Option<Masks>) -> Sight {
        Sight { part: None, masks }
    }

    pub(super) fn part(part: &Arc<Part>, roles: Vec<CaseRole>, masks: Option<Masks>) -> Sight {
        Sight { part: Some((Arc::clone(part), roles)), masks }
    }

    /// A view with what is left out of it named, and personal data masked; nothing where it is an item that is not seen at
    /// all.
    ///
    /// # Errors
    /// When the view is not an object.
    pub(crate) fn show<T: Serialize>(&self, view: &str, it: T) -> Result<Option<Shown<T>>> {
        let Some(masks) = &self.masks else { return self.show_all(view, it) };
        let Some(shown) = self.show_all(view, it)? else { return Ok(None) };
        let mut value = serde_json::to_value(shown)?;
        masks.apply(&mut value);
        Ok(Some(Shown::Part(value)))
    }

    fn show_all<T: Serialize>(&self, view: &str, it: T) -> Result<Option<Shown<T>>> {
        let Some((part, roles)) = &self.part else { return Ok(Some(Shown::Whole(it))) };
        let looker = Looker { part, roles };
        let mut value = serde_json::to_value(it)?;
        let Some(view) = looker.view_of_item(view, &value) else { return Ok(None) };
        let object = value.as_object_mut().context("a view is an object")?;
        let withheld = looker.withheld(&view, &|field| object.contains_key(field));
        looker.show_fields(&view, object);
        let Value::Object(seen) = serde_json::to_value(Seen { seen_as: roles.clone(), withheld })?
        else {
            return Ok(None);
        };
        object.extend(seen);
        Ok(Some(Shown::Part(value)))
    }

    /// Whether a field of an item is seen.
    ///
    /// # Errors
    /// When the item is no JSON.
    pub(crate) fn sees_of(&self, view: &str, item: &impl Serialize, field: &str) -> Result<bool> {
        let Some((part, roles)) = &self.part else { return Ok(true) };
        let (looker, item) = (Looker { part, roles }, serde_json::to_value(item)?);
        let Some(view) = looker.view_of_item(view, &item) else { return Ok(false) };
        let row = part.rules.field(&view, field, part.on);
        Ok(row.is_some_and(|it| looker.reaches(&looker.reach(it), &item)))
    }

    /// Whether all of a field is seen.
    pub(crate) fn sees(&self, view: &str, field: &str) -> bool {
        let Some((part, roles)) = &self.part else { return true };
        let looker = Looker { part, roles };
        let row = part.rules.field(view, field, part.on);
        row.is_some_and(|it| matches!(looker.reach(it), Reach::All))
    }
}

/// Somebody with roles in the case that is shown.
struct Looker<'p> {
    part: &'p Part,
    roles: &'p [CaseRole],
}

impl Looker<'_> {
    fn reach(&self, row: &AccessRow) -> Reach {
        let mut found: Vec<Sees> = self.roles.iter().map(|it| row.sees(*it)).collect();
        if found.contains(&Sees::Yes) {
            return Reach::All;
        }
        found.retain(|it| *it != Sees::No);
        found.sort();
        found.dedup();
        Reach::Where(found)
    }

    /// Whether that much reaches an item, or the object in which a field stands.
    fn reaches(&self, reach: &Reach, object: &Value) -> bool {
        let Reach::Where(found) = reach else { return true };
        let text = |name: &str| object.get(name).and_then(Value::as_str);
        found.iter().any(|it| match it {
            Sees::Yes => true,
            Sees::No => false,
            Sees::Served => text("served_at").is_some(),
            Sees::Own => {
                text("recipient").is_some_and(|it| self.part.codes.iter().any(|own| own == it))
            }
            Sees::Told => object.get("is_told") == Some(&Value::Bool(true)),
            Sees::Format => text("code")
                .and_then(|it| it.split_once('-'))
                .is_some_and(|it| it.1.starts_with('1')),
        })
    }

    /// The view by whose rows an item's fields go; nothing where the item is not seen.
    fn view_of_item(&self, view: &str, item: &Value) -> Option<String> {
        let kind = item.get("kind").and_then(Value::as_str).unwrap_or_default();
        match self.part.rules.item(view, kind, self.part.on) {
            ItemRule::All => Some(view.to_owned()),
            ItemRule::Nobody => None,
            ItemRule::By(row) => {
                let own = if row.of.is_empty() { view } else { &*row.of };
                self.reaches(&self.reach(row), item).then(|| own.to_owned())
            }
        }
    }

    fn show_fields(&self, view: &str, object: &mut Map<String, Value>) {
        // Conditions are about the object as it came.
        let whole = Value::Object(object.clone());
        for (field, value) in object.iter_mut() {
            let Some(row) = self.part.rules.field(view, field, self.part.on) else {
                leave_out(value);
                continue;
            };
            let reach = self.reach(row);
            match value {
                Value::Array(items) => items.retain(|it| match &reach {
                    Reach::All => true,
                    _ => self.reaches(&reach, it) || self.reaches(&reach, &whole),
                }),
                _ if self.reaches(&reach, &whole) => {}
                _ => leave_out(value),
            }
            self.descend(&row.of, value);
        }
    }

    /// Into what stands in a field.
    fn descend(&self, view: &str, value: &mut Value) {
        if view.is_empty() {
            return;
        }
        match value {
            Value::Array(items) => {
                items.retain_mut(|item| {
                    let view = self.view_of_item(view, item);
                    if let (Some(view), Value::Object(object)) = (&view, item) {
                        self.show_fields(view, object);
                    }
                    view.is_some()
                });
            }
            Value::Object(_) => match (self.view_of_item(view, value), value) {
                (Some(view), Value::Object(object)) => self.show_fields(&view, object),
                (_, value) => *value = Value::Null,
            },
            _ => {}
        }
    }

    /// What is left out of a view that has such fields: by the table alone, so that it does not tell what there is.
    fn withheld(&self, view: &str, has: &dyn Fn(&str) -> bool) -> Vec<Withheld> {
        let mut all = Vec::new();
        for row in self.part.rules.on(view, self.part.on).filter(|it| !it.is_of_items()) {
            let is_there = match &row.covers {
                Covers::Fields(names) => names.iter().any(|it| has(it)),
                _ => true,
            };
            if is_there {
                self.withheld_by(row, None, &mut all);
            }
        }
        all
    }

    fn withheld_by(&self, row: &AccessRow, within: Option<&Named>, all: &mut Vec<Withheld>) {
        let named = Named::of(row, within);
        if let Reach::Where(found) = self.reach(row) {
            let is_nowhere = found.is_empty();
            all.extend(self.told(row, &named, found));
            if is_nowhere {
                return;
            }
        }
        for inner in self.part.rules.on(&row.of, self.part.on) {
            // What stands within another view has no timeline of its own.
            if &*inner.section != TIMELINE {
                self.withheld_by(inner, Some(&named), all);
            }
        }
    }

    fn told(&self, row: &AccessRow, named: &Named, seen_where: Vec<Sees>) -> Option<Withheld> {
        let reason = self.part.rules.reason(row, self.part.on)?;
        Some(Withheld {
            section: named.section.clone(),
            title_zh: named.title_zh.clone(),
            title_en: named.title_en.clone(),
            seen_where,
            reason_zh: reason.title_zh.to_string(),
            reason_en: reason.title_en.to_string(),
            basis: reason.basis.clone(),
        })
    }
}

/// The section of what happened.
const TIMELINE: &str = "timeline";

/// What a section is called, with the sections that it stands in.
struct Named {
    section: String,
    title_zh: String,
    title_en: String,
}

impl Named {
    fn of(row: &AccessRow, within: Option<&Named>) -> Named {
        let join = |outer: Option<&String>, between: &str, own: &str| match outer {
            // All items of a section are the section.
            Some(outer) if row.covers == Covers::Items => outer.clone(),
            Some(outer) => format!("{outer}{between}{own}"),
            None => own.to_owned(),
        };
        Named {
            section: join(within.map(|it| &it.section), ".", &row.section),
            title_zh: join(within.map(|it| &it.title_zh), "：", &row.title_zh),
            title_en: join(within.map(|it| &it.title_en), ": ", &row.title_en),
        }
    }
}

/// Lists are left empty, and texts; everything else is null.
fn leave_out(value: &mut Value) {
    *value = match value {
        Value::Array(_) => Value::Array(Vec::new()),
        Value::String(_) => Value::String(String::new()),
        _ => Value::Null,
    };
}
