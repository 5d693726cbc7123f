//! What is declared collectively (集中申报), as people see it: who may, which list waits until when, and what gathers it.

use anyhow::Result;
use clearance::{
    DeclarationFile, case_of_declaration_no, declaration_state_of, history::Event, ports::Records,
};
use model::{CollectiveTrader, DeclarationState, DeclarationStep, EntryId};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    timeline::{Words, day},
    vocabulary,
};

/// Traders who declare collectively, by code.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CollectivePage {
    pub(crate) items: Vec<CollectiveTraderView>,
    /// Pass as `after` for what follows; null at the end.
    #[schema(required)]
    pub(crate) next: Option<String>,
}

/// A trader who may declare collectively (集中申报备案).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CollectiveTraderView {
    pub(crate) code: String,
    /// Offices at which his lists are taken; none: at any.
    pub(crate) customs: Vec<String>,
    /// Supervision modes of his lists; none: any.
    pub(crate) supervision_modes: Vec<String>,
    #[schema(format = Date)]
    pub(crate) valid_from: String,
    #[schema(format = Date)]
    pub(crate) valid_to: String,
}

pub(crate) fn collective_trader_view(row: &CollectiveTrader) -> CollectiveTraderView {
    CollectiveTraderView {
        code: row.code.clone(),
        customs: row.customs.clone(),
        supervision_modes: row.supervision_modes.clone(),
        valid_from: row.valid_from.to_string(),
        valid_to: row.valid_to.to_string(),
    }
}

/// What is declared collectively: a list, or the declaration that gathers lists.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CollectiveView {
    /// Number of the declaration that gathered this list; null before, and of what gathers.
    #[schema(required)]
    pub(crate) gathered_by: Option<String>,
    /// The lists that this declaration names.
    pub(crate) lists: Vec<CollectiveListView>,
}

/// A collective list (集中申报清单) that a declaration names.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CollectiveListView {
    pub(crate) list_no: String,
    /// Null where there is no such list.
    #[schema(required, value_type = Option<vocabulary::DeclarationState>)]
    pub(crate) state: Option<DeclarationState>,
    pub(crate) state_title_zh: String,
    pub(crate) state_title_en: String,
}

/// Nothing of what is not declared collectively.
pub(super) fn collective_view(
    records: &dyn Records,
    file: &DeclarationFile<'_>,
) -> Result<Option<CollectiveView>> {
    let step = file.declaration.step;
    if !matches!(step, DeclarationStep::List | DeclarationStep::Gathered) {
        return Ok(None);
    }
    let lists = file.declaration.lists.iter().map(|it| list_view(records, it));
    Ok(Some(CollectiveView {
        gathered_by: number_of(records, file.gathered_by)?,
        lists: lists.collect::<Result<_>>()?,
    }))
}

fn number_of(records: &dyn Records, case: EntryId) -> Result<Option<String>> {
    let row = if case.0 == 0 { None } else { records.entry(case)? };
    let file = row.as_ref().map(DeclarationFile::from_row).transpose()?;
    Ok(file.map(|it| it.declaration_no.to_string()))
}

fn list_view(records: &dyn Records, list_no: &str) -> Result<CollectiveListView> {
    let case = case_of_declaration_no(list_no);
    let row = case.map(|it| records.entry(it)).transpose()?.flatten();
    let row = row.filter(|it| declaration_state_of(it.state).is_some());
    let file = row.as_ref().map(DeclarationFile::from_row).transpose()?;
    let state = file.filter(|it| it.declaration_no == list_no).map(|it| it.state);
    let title = |of: fn(DeclarationState) -> &'static str| state.map_or("", of).to_owned();
    Ok(CollectiveListView {
        list_no: list_no.to_owned(),
        state,
        state_title_zh: title(lifecycle::declaration_title_zh),
        state_title_en: title(lifecycle::declaration_title_en),
    })
}

/// What happens to what is declared collectively; nothing for other events.
pub(super) fn describe_collective(event: &Event) -> Option<(&'static str, Words, String, String)> {
    let none = String::new;
    let (kind, [zh, en], by, detail) = match event {
        Event::ListTaken { estimated, declare_by } => {
            let detail = format!("{estimated} CNY · ≤ {}", day(*declare_by));
            ("list", ["集中申报清单受理", "list taken"], none(), detail)
        }
        Event::ListOverdue { declare_by } => {
            ("list", ["逾期未集中申报", "not declared in time"], none(), day(*declare_by))
        }
        Event::ListGathered { declaration_no } => {
            ("linked", ["已集中申报", "declared with its month"], declaration_no.clone(), none())
        }
        Event::ListLetGo { declaration_no } => {
            let words = ["集中申报未成立", "to be declared again"];
            ("linked", words, declaration_no.clone(), none())
        }
        Event::Gathered { lists } => {
            ("linked", ["归并集中申报清单", "gathered lists"], none(), lists.join(" "))
        }
        _ => return None,
    };
    Some((kind, (zh.to_owned(), en.to_owned()), by, detail))
}
