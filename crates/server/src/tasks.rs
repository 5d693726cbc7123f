//! Tasks by their names, and what became of an officer's word about them: what API and command line have in common.

use anyhow::{Result, anyhow};
use clearance::history::{self, Event};
use model::{
    EntryId, HouseMessage, InputId, RefusedTask, TASKS_MAX, TaskAct, TaskKind, TaskRef, TaskRefusal,
};
use serde::{Deserialize as _, de::IntoDeserializer as _};
use store::{HouseRecords, TaskHolder, TaskQuery};

use crate::{
    clock,
    view::{TaskAnswer, vocabulary},
};

/// Tasks that are handed over in one go at most.
const SHIFT_MAX: usize = 10_000;

/// `42-examination`: case and kind.
pub(crate) fn task_id(task: TaskRef) -> String {
    format!("{}-{}", task.case.0, kind_name(task.kind))
}

pub(crate) fn kind_name(kind: TaskKind) -> String {
    let word = serde_json::to_value(kind).ok();
    word.as_ref().and_then(|it| it.as_str()).unwrap_or_default().to_owned()
}

/// The task with that name, whether it is open or not.
pub(crate) fn task_of(id: &str) -> Option<TaskRef> {
    let (case, kind) = id.split_once('-')?;
    let kind: Result<TaskKind, serde::de::value::Error> =
        TaskKind::deserialize(kind.into_deserializer());
    Some(TaskRef { case: case.parse().ok().map(EntryId)?, kind: kind.ok()? })
}

/// Every task that an officer holds, by case and kind.
pub(crate) fn held_by(records: &HouseRecords, officer: &str) -> Result<Vec<TaskRef>> {
    let query = TaskQuery {
        now: clock::now(),
        holder: TaskHolder::Of(officer.to_owned()),
        limit: SHIFT_MAX,
        ..TaskQuery::default()
    };
    let (rows, rest) = records.tasks(&query)?;
    if rest.is_some() {
        return Err(anyhow!(
            "`{officer}` holds more than {SHIFT_MAX} tasks; hand them over by queue"
        ));
    }
    let mut tasks: Vec<TaskRef> =
        rows.into_iter().map(|it| TaskRef { case: it.case, kind: it.kind }).collect();
    tasks.sort_unstable();
    Ok(tasks)
}

/// An officer's word as inputs, so many tasks each.
pub(crate) fn words(
    act: &TaskAct,
    tasks: &[TaskRef],
    officer: &str,
    reason: &str,
) -> Vec<(Vec<TaskRef>, HouseMessage)> {
    let word = |tasks: &[TaskRef]| {
        let message = HouseMessage::Tasks {
            act: act.clone(),
            tasks: tasks.to_vec(),
            officer: officer.to_owned(),
            reason: reason.to_owned(),
        };
        (tasks.to_vec(), message)
    };
    tasks.chunks(TASKS_MAX).map(word).collect()
}

/// What became of each task of a decided word, told by the history: whatever happened to them since, this is what
/// that word came to.
///
/// # Errors
/// When the history cannot be read.
pub(crate) fn answers(
    records: &HouseRecords,
    input: InputId,
    tasks: &[TaskRef],
    act: &TaskAct,
    officer: &str,
) -> Result<Vec<TaskAnswer>> {
    let mut moved = Vec::new();
    let mut refused = Vec::<RefusedTask>::new();
    for record in records.history_with(input)? {
        for happening in history::decode(&record.body)? {
            match happening.what {
                Event::TaskMoved { kind, to, .. } => {
                    moved.push((TaskRef { case: record.entry, kind }, to));
                }
                Event::TasksRefused { refused: these, .. } => refused.extend(these),
                _ => {}
            }
        }
    }
    let answer = |task: &TaskRef| {
        let id = task_id(*task);
        if let Some(it) = refused.iter().find(|it| it.task == *task) {
            return refusal(id, &it.why);
        }
        let to = moved.iter().find(|(it, _)| it == task).map(|(_, to)| to.as_str());
        let unchanged = match act {
            TaskAct::Take => officer,
            TaskAct::Release => "",
            TaskAct::Assign { to } => to,
        };
        let holder = to.unwrap_or(unchanged);
        TaskAnswer {
            id,
            outcome: match to {
                Some(_) => vocabulary::TaskOutcome::Moved,
                None => vocabulary::TaskOutcome::Unchanged,
            },
            holder: (!holder.is_empty()).then(|| holder.to_owned()),
            why: None,
        }
    };
    Ok(tasks.iter().map(answer).collect())
}

fn refusal(id: String, why: &TaskRefusal) -> TaskAnswer {
    use vocabulary::TaskRefusal as Why;
    let (why, holder) = match why {
        TaskRefusal::NotOpen => (Why::NotOpen, ""),
        TaskRefusal::NotHeld => (Why::NotHeld, ""),
        TaskRefusal::HeldBy { holder } => (Why::HeldBy, holder.as_str()),
        TaskRefusal::NoReason { holder } => (Why::NoReason, holder.as_str()),
    };
    TaskAnswer {
        id,
        outcome: vocabulary::TaskOutcome::Refused,
        holder: (!holder.is_empty()).then(|| holder.to_owned()),
        why: Some(why),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_to_its_task() {
        for kind in TaskKind::ALL {
            let task = TaskRef { case: EntryId(1 << 52), kind };
            assert_eq!(task_of(&task_id(task)), Some(task));
        }
        assert_eq!(task_id(TaskRef { case: EntryId(42), kind: TaskKind::Bar }), "42-bar");
        for other in ["", "42", "42-", "-bar", "42-bars", "x-bar", "42-bar "] {
            assert_eq!(task_of(other), None, "{other}");
        }
    }

    #[test]
    fn what_is_more_than_one_word_holds_is_several() {
        let task = |case| TaskRef { case: EntryId(case), kind: TaskKind::Bar };
        let tasks: Vec<TaskRef> = (0..=TASKS_MAX as u64).map(task).collect();
        let words = words(&TaskAct::Take, &tasks, "甲", "");
        let sizes: Vec<usize> = words.iter().map(|(tasks, _)| tasks.len()).collect();
        assert_eq!(sizes, [TASKS_MAX, 1]);
    }
}
