//! `tongguan tasks list|take|release|assign`

use std::process::ExitCode;

use anyhow::{Context as _, Result, bail, ensure};
use clearance::ports::{RawInput, Records};
use model::{TASKS_MAX, TaskAct, TaskKind, TaskRef};
use store::{Options, TaskHolder, TaskOrder, TaskQuery};

use super::{
    Context,
    output::print_json,
    send::{Door, word},
};
use crate::{
    clock,
    tasks::{answers, held_by, task_of, words},
    view::{TaskAnswer, TaskAnswers, TaskPage, task_queue_view, task_view, vocabulary},
};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// List what officers have to do, and how much there is of it in every queue.
    List(List),
    /// Take tasks that nobody does.
    Take(Named),
    /// Give tasks back.
    Release(Named),
    /// Hand tasks over, or assign what another or nobody does.
    Assign(Assign),
}

#[derive(Debug, clap::Args)]
pub(crate) struct List {
    /// Only tasks of this office, four digits; by two digits, of all offices of a district.
    #[arg(long, default_value = "")]
    office: String,
    /// Only tasks of this kind: declaration_review, examination, document_service, ….
    #[arg(long, value_parser = word::<TaskKind>)]
    kind: Option<TaskKind>,
    /// Only those that this officer does.
    #[arg(long)]
    holder: Option<String>,
    /// Only those that nobody does.
    #[arg(long, conflicts_with = "holder")]
    nobodys: bool,
    /// Only those whose term has ended.
    #[arg(long)]
    overdue: bool,
    /// priority, due, age.
    #[arg(long, value_parser = word::<TaskOrder>, default_value = "priority")]
    order: TaskOrder,
    /// How many at most.
    #[arg(long, default_value_t = 50)]
    limit: usize,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Named {
    #[command(flatten)]
    door: Door,
    /// Their ids, as the list has them.
    #[arg(required = true)]
    tasks: Vec<String>,
    /// The officer.
    #[arg(long)]
    by: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Assign {
    #[command(flatten)]
    door: Door,
    /// Their ids, as the list has them.
    #[arg(required_unless_present = "all_of", conflicts_with = "all_of")]
    tasks: Vec<String>,
    /// Instead: everything that this officer holds, as a shift is handed over.
    #[arg(long, value_name = "OFFICER")]
    all_of: Option<String>,
    /// The officer who assigns them.
    #[arg(long)]
    by: String,
    /// The officer who does them from now on.
    #[arg(long)]
    to: String,
    /// Why; needed where somebody else than the one who assigns them holds them, or nobody.
    #[arg(long, default_value = "")]
    reason: String,
}

pub(crate) fn run(context: &Context, command: &Command) -> Result<ExitCode> {
    match command {
        Command::List(args) => list(context, args),
        Command::Take(it) => say(context, &it.door, TaskAct::Take, (&it.by, ""), named(&it.tasks)?),
        Command::Release(it) => {
            say(context, &it.door, TaskAct::Release, (&it.by, ""), named(&it.tasks)?)
        }
        Command::Assign(it) => {
            let tasks = match &it.all_of {
                Some(holder) => held_by(&context.data.records()?, holder)?,
                None => named(&it.tasks)?,
            };
            let act = TaskAct::Assign { to: it.to.trim().to_owned() };
            say(context, &it.door, act, (&it.by, &it.reason), tasks)
        }
    }
}

fn named(ids: &[String]) -> Result<Vec<TaskRef>> {
    ensure!(ids.len() <= TASKS_MAX, "at most {TASKS_MAX} tasks are named at once");
    ids.iter().map(|it| task_of(it).with_context(|| format!("`{it}` is no task's id"))).collect()
}

fn list(context: &Context, args: &List) -> Result<ExitCode> {
    let records = context.data.records()?;
    let law = ::params::Law::shipped()?;
    let now = clock::now();
    let query = TaskQuery {
        now,
        office: args.office.clone(),
        kind: args.kind,
        holder: match (args.nobodys, &args.holder) {
            (true, _) => TaskHolder::Nobodys,
            (false, Some(officer)) => TaskHolder::Of(officer.clone()),
            (false, None) => TaskHolder::Anybodys,
        },
        only_overdue: args.overdue,
        order: args.order,
        limit: args.limit,
        ..TaskQuery::default()
    };
    let (rows, next) = records.tasks(&query)?;
    let (queues, counts_are_exact) = records.task_queues(now, "")?;
    let page = TaskPage {
        items: rows.into_iter().map(|it| task_view(&law, it, now)).collect(),
        next: next.map(|it| it.0.map(|it| it.to_string()).join("_")),
        now: now.to_string(),
        queues: Some(queues.into_iter().map(|it| task_queue_view(&law, it, now)).collect()),
        counts_are_exact,
    };
    if context.json {
        print_json(&page)?;
    } else {
        print(&page);
    }
    Ok(ExitCode::SUCCESS)
}

fn print(page: &TaskPage) {
    for it in page.queues.iter().flatten() {
        let (office, open, nobodys) = (&it.office, it.open, it.nobodys);
        println!("{office:4}  {open:>7}  nobody's {nobodys:>7}  {} {}", it.title_zh, it.title_en);
    }
    if !page.counts_are_exact {
        println!("not all were counted: there are more");
    }
    for it in &page.items {
        let due = it.due_at.as_deref().unwrap_or("-");
        let late = if it.is_overdue { " OVERDUE" } else { "" };
        let holder = it.holder.as_deref().unwrap_or("-");
        println!(
            "{}  {}  {:4}  {}  due {due}{late}  {holder}  {}",
            it.priority, it.id, it.office, it.number, it.title_zh
        );
    }
}

/// Gives the house an officer's word and shows what became of each task; fails where one was refused.
fn say(
    context: &Context,
    door: &Door,
    act: TaskAct,
    (by, reason): (&str, &str),
    tasks: Vec<TaskRef>,
) -> Result<ExitCode> {
    let by = by.trim();
    let is_to_nobody = matches!(&act, TaskAct::Assign { to } if to.is_empty());
    if by.is_empty() || is_to_nobody {
        bail!("an officer is named");
    }
    let words = words(&act, &tasks, by, reason);
    if door.print {
        for (_, message) in &words {
            println!("{}", serde_json::to_string(message)?);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let mut items = Vec::<TaskAnswer>::new();
    let mut house = context.data.open(Options::default())?;
    let records = context.data.records()?;
    for (tasks, message) in words {
        let at = clock::now().max(house.registry().reached());
        let bytes = serde_json::to_vec(&message)?;
        house.take(&[RawInput { received_at: at, sender: by.to_owned(), bytes }])?;
        items.extend(answers(&records, records.head()?.decided_input, &tasks, &act, by)?);
    }
    let is_refused = items.iter().any(|it| it.outcome == vocabulary::TaskOutcome::Refused);
    if context.json {
        print_json(&TaskAnswers { items })?;
    } else {
        for it in &items {
            let why = it.why.map(|it| format!(" {it:?}")).unwrap_or_default();
            let holder = it.holder.as_deref().unwrap_or("nobody");
            println!("{}  {:?}{why}  {holder}", it.id, it.outcome);
        }
    }
    Ok(if is_refused { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
