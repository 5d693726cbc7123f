//! Who does which task (任务领取、退回、移交、改派): an input of the house, so that who held a case when is in its history. It
//! decides nothing about the case (ADR 0064).

use std::collections::BTreeMap;

use model::{
    EntryId, Finding, HouseMessage, RefusedTask, TASKS_MAX, TaskAct, TaskKind, TaskRef, TaskRefusal,
};
use params::Law;

use crate::{
    case::Case,
    catalogue::refuse,
    desk::Desk,
    history::Event,
    ports::{EntryRow, StoreError, TaskRow},
    tasks::tasks_of,
};

const KIND: &str = "tasks";

/// The open tasks of the cases that a batch works on, as it found them, and who holds them by now.
#[derive(Default)]
pub(crate) struct OpenTasks {
    rows: BTreeMap<(EntryId, TaskKind), TaskRow>,
    /// Cases of which somebody holds a task, each with so many happenings when it was last looked at.
    held: BTreeMap<EntryId, usize>,
}

impl OpenTasks {
    pub(crate) fn of(rows: &[TaskRow]) -> OpenTasks {
        let mut tasks = OpenTasks::default();
        tasks.take(rows);
        tasks
    }

    /// Takes loaded rows; what is at hand may have been moved since.
    pub(crate) fn take(&mut self, rows: &[TaskRow]) {
        for row in rows {
            let known = self.rows.entry((row.case, row.kind)).or_insert_with(|| row.clone());
            if !known.holder.is_empty() {
                self.held.entry(row.case).or_default();
            }
        }
    }

    fn of_case(&self, case: EntryId) -> impl Iterator<Item = &TaskRow> {
        let (first, last) = (TaskKind::ParcelReview, TaskKind::SlipDifference);
        self.rows.range((case, first)..=(case, last)).map(|(_, row)| row)
    }

    /// The tasks that a changed case has open now. One that was open before is as old as it was, and whose it was.
    pub(crate) fn after(&self, row: &EntryRow, law: &Law) -> Result<Vec<TaskRow>, StoreError> {
        let open = tasks_of(row, law)?.into_iter().map(|task| {
            let before = self.of_case(row.id).find(|it| it.kind == task.kind);
            let since = before.map_or(row.updated_at, |it| it.opens_at);
            TaskRow {
                case: row.id,
                kind: task.kind,
                office: task.office,
                number: task.number,
                page_no: task.page_no,
                party: task.party,
                opens_at: task.opens_at.unwrap_or(since),
                due_at: task.due_at,
                priority: task.priority,
                holder: before.map(|it| it.holder.clone()).unwrap_or_default(),
                held_at: before.and_then(|it| it.held_at),
            }
        });
        Ok(open.collect())
    }
}

impl Desk<'_, '_> {
    /// Somebody takes, gives back or assigns tasks. Each stands for itself: what cannot be moved is said, and the others
    /// are moved all the same.
    pub(crate) fn move_tasks(&mut self, message: HouseMessage, sender: &str) {
        let HouseMessage::Tasks { act, tasks, officer, reason } = message else { return };
        let findings = command_faults(&act, &tasks, &officer);
        if !findings.is_empty() {
            return self.refuse_command(KIND, findings, sender);
        }
        let (mut refused, mut n_moved) = (Vec::new(), 0);
        for task in tasks {
            match self.move_task(&act, task, &officer, &reason) {
                Ok(()) => n_moved += 1,
                Err(why) => refused.push(RefusedTask { task, why }),
            }
        }
        if !refused.is_empty() {
            self.note_house(Event::TasksRefused { officer, refused });
        }
        self.note_command(KIND, n_moved);
    }

    fn move_task(
        &mut self,
        act: &TaskAct,
        task: TaskRef,
        officer: &str,
        reason: &str,
    ) -> Result<(), TaskRefusal> {
        let now = self.now.at;
        let row = self.tasks.rows.get(&(task.case, task.kind)).filter(|it| it.opens_at <= now);
        let Some(row) = row else { return Err(TaskRefusal::NotOpen) };
        let from = row.holder.clone();
        let to = match act {
            TaskAct::Take if from.is_empty() || from == officer => officer,
            TaskAct::Release if from.is_empty() => return Err(TaskRefusal::NotHeld),
            TaskAct::Release if from == officer => "",
            TaskAct::Take | TaskAct::Release => return Err(TaskRefusal::HeldBy { holder: from }),
            TaskAct::Assign { .. } if from != officer && reason.trim().is_empty() => {
                return Err(TaskRefusal::NoReason { holder: from });
            }
            TaskAct::Assign { to } => to.trim(),
        };
        if from != to {
            self.set_holder(task, from, to, [officer, reason]);
        }
        Ok(())
    }

    fn set_holder(&mut self, task: TaskRef, from: String, to: &str, [by, reason]: [&str; 2]) {
        let at = self.now.at;
        if let Some(row) = self.tasks.rows.get_mut(&(task.case, task.kind)) {
            to.clone_into(&mut row.holder);
            row.held_at = (!to.is_empty()).then_some(at);
        }
        self.tasks.held.entry(task.case).or_default();
        self.note_case(
            task.case,
            Event::TaskMoved {
                kind: task.kind,
                from,
                to: to.to_owned(),
                by: by.to_owned(),
                reason: reason.to_owned(),
            },
        );
    }

    /// After each input: what is done is nobody's any more. Told at once, so that it hangs on no batch's size.
    pub(crate) fn end_tasks(&mut self) -> Result<(), StoreError> {
        if self.tasks.held.is_empty() {
            return Ok(());
        }
        let at = self.now.at;
        let mut ended = Vec::new();
        let mut looked_at = Vec::new();
        for (case, seen) in &self.tasks.held {
            let Some(file) = self.case(*case).filter(|it| it.happenings().len() > *seen) else {
                continue;
            };
            let fault = |cause| StoreError::new("spell a case's row", cause);
            let row = file.to_row(at).map_err(fault)?;
            let open = tasks_of(&row, &self.registry.law)?;
            let gone =
                self.tasks.of_case(*case).filter(|it| open.iter().all(|o| o.kind != it.kind));
            ended
                .extend(gone.map(|it| (TaskRef { case: *case, kind: it.kind }, it.holder.clone())));
            looked_at.push((*case, file.happenings().len()));
        }
        for (case, seen) in looked_at {
            self.tasks.held.insert(case, seen);
        }
        for (TaskRef { case, kind }, holder) in ended {
            self.tasks.rows.remove(&(case, kind));
            if !holder.is_empty() {
                self.note_case(case, Event::TaskEnded { kind, holder });
            }
        }
        Ok(())
    }

    /// Notes something of a case of whatever kind.
    pub(crate) fn note_case(&mut self, id: EntryId, what: Event) {
        let happening = self.happening(what);
        if let Some(case) = self.case_mut(id) {
            case.tell(happening);
        }
    }
}

/// The cases of tasks, as many as are moved at once; of more none is, so the rest need not be known.
pub(crate) fn cases_of(tasks: &[TaskRef]) -> Vec<EntryId> {
    tasks.iter().take(TASKS_MAX).map(|it| it.case).collect()
}

fn command_faults(act: &TaskAct, tasks: &[TaskRef], officer: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    if officer.trim().is_empty() {
        findings.push(refuse("HSE-6940", "officer", String::new(), "关员 (an officer)"));
    }
    if let TaskAct::Assign { to } = act
        && to.trim().is_empty()
    {
        findings.push(refuse("HSE-6940", "act.assign.to", String::new(), "关员 (an officer)"));
    }
    if tasks.is_empty() || tasks.len() > TASKS_MAX {
        let expected = format!("1 … {TASKS_MAX}");
        findings.push(refuse("HSE-6941", "tasks", tasks.len().to_string(), &expected));
    }
    findings
}

/// One case of whatever kind that may have tasks, at its place.
macro_rules! case_at {
    ($desk:expr, $id:expr, $get:ident, $case:ty) => {{
        let (desk, id) = ($desk, $id);
        if let Some(index) = desk.index_of(id) {
            return desk.entries.$get(index).map(|it| -> $case { it });
        }
        if let Some(index) = desk.declarations.of_id(id) {
            return desk.declarations.files.$get(index).map(|it| -> $case { it });
        }
        if let Some(index) = desk.instruments.of_id(id) {
            return desk.instruments.files.$get(index).map(|it| -> $case { it });
        }
        if let Some(index) = desk.amendments.of_id(id) {
            return desk.amendments.files.$get(index).map(|it| -> $case { it });
        }
        if let Some(index) = desk.manifests.consignment(id) {
            return desk.manifests.consignments.$get(index).map(|it| -> $case { it });
        }
        if let Some(index) = desk.exports.index_of(id) {
            return desk.exports.files.$get(index).map(|it| -> $case { it });
        }
        if let Some(index) = desk.audits.of_id(id) {
            return desk.audits.files.$get(index).map(|it| -> $case { it });
        }
        if let Some(index) = desk.transits.of_id(id) {
            return desk.transits.files.$get(index).map(|it| -> $case { it });
        }
        let index = desk.duty_slips.of_id(id)?;
        desk.duty_slips.files.$get(index).map(|it| -> $case { it })
    }};
}

impl Desk<'_, '_> {
    pub(crate) fn case(&self, id: EntryId) -> Option<&dyn Case> {
        case_at!(self, id, get, &dyn Case)
    }

    fn case_mut(&mut self, id: EntryId) -> Option<&mut dyn Case> {
        case_at!(self, id, get_mut, &mut dyn Case)
    }
}
