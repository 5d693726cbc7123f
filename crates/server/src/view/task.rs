//! What officers have to do, and who does it.

use clearance::{history::Event, ports::TaskRow};
use model::{Moment, TaskKind, TaskRef, TaskSubject};
use params::{Law, Table};
use serde::Serialize;
use store::TaskQueue;
use utoipa::ToSchema;

use super::{timeline::Words, vocabulary};
use crate::tasks::task_id;

/// Something that an officer has to do about a case.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TaskView {
    /// By which it is taken, given back and assigned.
    pub(crate) id: String,
    #[schema(value_type = vocabulary::TaskKind)]
    pub(crate) kind: TaskKind,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    /// What shows its case, and under which number; no page does where that is empty.
    #[schema(value_type = vocabulary::TaskSubject)]
    pub(crate) subject: TaskSubject,
    pub(crate) page_no: String,
    /// Of the list, declaration, document, application or bill that is to be dealt with.
    pub(crate) number: String,
    /// Whom it is about.
    pub(crate) party: String,
    /// The office whose officers do it (关区), four digits; empty where the case names none.
    pub(crate) office: String,
    pub(crate) office_zh: String,
    /// 1 comes first, 9 last.
    pub(crate) priority: u8,
    pub(crate) opens_at: String,
    /// The end of its term; null where no law sets one.
    #[schema(required)]
    pub(crate) due_at: Option<String>,
    pub(crate) is_overdue: bool,
    /// The officer who does it; null: nobody.
    #[schema(required)]
    pub(crate) holder: Option<String>,
    #[schema(required)]
    pub(crate) held_at: Option<String>,
}

/// How much there is to do of one kind at one office.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TaskQueueView {
    pub(crate) office: String,
    pub(crate) office_zh: String,
    #[schema(value_type = vocabulary::TaskKind)]
    pub(crate) kind: TaskKind,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    pub(crate) open: u64,
    /// Of those, what nobody does.
    pub(crate) nobodys: u64,
    /// What the officer does who asks.
    pub(crate) own: u64,
    pub(crate) overdue: u64,
}

/// Some tasks in their order.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TaskPage {
    pub(crate) items: Vec<TaskView>,
    /// Pass as `after` for what follows; null at the end.
    #[schema(required)]
    pub(crate) next: Option<String>,
    /// As of when ages and terms are told.
    pub(crate) now: String,
    /// Every queue in which something is open, whatever was asked for; null when they were not asked for.
    #[schema(required)]
    pub(crate) queues: Option<Vec<TaskQueueView>>,
    /// False: there are so many tasks that not all were counted, and there are more than the numbers say.
    pub(crate) counts_are_exact: bool,
}

/// What became of one task.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TaskAnswer {
    pub(crate) id: String,
    pub(crate) outcome: vocabulary::TaskOutcome,
    /// Who does it after that; null: nobody.
    #[schema(required)]
    pub(crate) holder: Option<String>,
    /// Why it was refused; null where it was not.
    #[schema(required)]
    pub(crate) why: Option<vocabulary::TaskRefusal>,
}

/// What became of the tasks that were named.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TaskAnswers {
    pub(crate) items: Vec<TaskAnswer>,
}

/// What an officer was told with the tasks that were handed over to him.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HandedOverPage {
    pub(crate) items: Vec<HandedOver>,
}

/// A word with a task.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HandedOver {
    /// Of the task.
    pub(crate) id: String,
    pub(crate) number: String,
    pub(crate) page_no: String,
    #[schema(value_type = vocabulary::TaskSubject)]
    pub(crate) subject: TaskSubject,
    /// Who gave it to him.
    pub(crate) by: String,
    pub(crate) reason: String,
    #[schema(format = DateTime)]
    pub(crate) at: String,
}

fn office_zh(law: &Law, office: &str) -> String {
    law.codes.name_zh(Table::CustomsDistrict, office).unwrap_or_default().to_owned()
}

fn titles(law: &Law, kind: TaskKind, now: Moment) -> [String; 2] {
    let rule = law.worklist.on(kind, now.local_date());
    rule.map(|it| [&it.title_zh, &it.title_en].map(|it| it.to_string())).unwrap_or_default()
}

pub(crate) fn task_view(law: &Law, row: TaskRow, now: Moment) -> TaskView {
    let [title_zh, title_en] = titles(law, row.kind, now);
    TaskView {
        id: task_id(TaskRef { case: row.case, kind: row.kind }),
        kind: row.kind,
        title_zh,
        title_en,
        subject: row.kind.subject(),
        page_no: row.page_no,
        number: row.number,
        party: row.party,
        office_zh: office_zh(law, &row.office),
        office: row.office,
        priority: row.priority,
        opens_at: row.opens_at.to_string(),
        due_at: row.due_at.map(|it| it.to_string()),
        is_overdue: row.due_at.is_some_and(|it| it <= now),
        holder: Some(row.holder).filter(|it| !it.is_empty()),
        held_at: row.held_at.map(|it| it.to_string()),
    }
}

pub(crate) fn task_queue_view(law: &Law, row: TaskQueue, now: Moment) -> TaskQueueView {
    let [title_zh, title_en] = titles(law, row.kind, now);
    TaskQueueView {
        office_zh: office_zh(law, &row.office),
        office: row.office,
        kind: row.kind,
        title_zh,
        title_en,
        open: row.open,
        nobodys: row.nobodys,
        own: row.own,
        overdue: row.overdue,
    }
}

/// Who did what of a case; nothing for other events.
pub(super) fn describe_task(event: &Event) -> Option<(&'static str, Words, String, String)> {
    let words = |zh: &str, en: &str| (zh.to_owned(), en.to_owned());
    Some(match event {
        Event::TaskMoved { kind, from, to, by, reason } => {
            let words = match (from.as_str(), to.as_str()) {
                ("", to) if to == by => words("领取任务", "task taken"),
                (_, "") => words("退回任务", "task given back"),
                (from, _) if from == by => words("移交任务", "task handed over"),
                _ => words("改派任务", "task assigned"),
            };
            let name = crate::tasks::kind_name(*kind);
            let way = [from.as_str(), to.as_str()].map(|it| if it.is_empty() { "—" } else { it });
            let detail = format!("{name} · {} → {} {reason}", way[0], way[1]);
            ("task", words, by.clone(), detail.trim_end().to_owned())
        }
        Event::TaskEnded { kind, holder } => {
            let name = crate::tasks::kind_name(*kind);
            ("task", words("任务办结", "task done"), holder.clone(), name)
        }
        _ => return None,
    })
}
