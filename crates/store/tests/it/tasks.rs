//! Open tasks: kept with their cases, listed in order and in pages, counted by queue, told anew by another edition.

use clearance::{
    entry::state_number,
    ports::{EntryRow, Store, StoreError, TaskRow},
};
use model::{EntryId, EntryState, TaskKind};
use store::{HouseRecords, TaskHolder, TaskOrder, TaskQuery, TaskQueue};

use crate::{
    both::Placed,
    conformance::{Batch, at},
};

on_both! {
    tasks_stand_in_their_order_and_come_in_pages,
    tasks_are_found_by_queue_holder_term_and_words,
    a_case_that_waits_no_more_has_none,
    another_edition_tells_them_anew_and_leaves_them_to_whom_they_are,
}

fn examined() -> u8 {
    state_number(EntryState::UnderExamination)
}

fn task(case: u64, office: &str, priority: u8, due: Option<i64>) -> TaskRow {
    TaskRow {
        case: EntryId(case),
        kind: TaskKind::ParcelExamination,
        office: office.into(),
        number: format!("L{case}"),
        page_no: case.to_string(),
        party: "甲平台".into(),
        opens_at: at(i64::try_from(case).unwrap()),
        due_at: due.map(at),
        priority,
        holder: String::new(),
        held_at: None,
    }
}

/// A batch of parcels under examination, each with a task.
fn batch(tasks: Vec<TaskRow>) -> Batch {
    let mut batch = Batch::default();
    for task in &tasks {
        batch = batch.entry(task.case.0, examined(), "x");
    }
    batch.changed.tasks = tasks;
    batch
}

fn cases(records: &HouseRecords, query: &TaskQuery) -> Vec<u64> {
    records.tasks(query).unwrap().0.into_iter().map(|it| it.case.0).collect()
}

fn query() -> TaskQuery {
    TaskQuery { now: at(100), limit: 10, ..TaskQuery::default() }
}

fn tasks_stand_in_their_order_and_come_in_pages(files: &impl Placed) {
    let mut store = files.open();
    let tasks = vec![
        task(1, "2248", 4, None),
        task(2, "2248", 4, Some(200)),
        task(3, "5165", 2, None),
        task(4, "2248", 4, Some(50)),
        task(5, "2201", 4, None),
    ];
    batch(tasks).commit(&mut store);
    let records = files.records();
    let order = |order| cases(&records, &TaskQuery { order, ..query() });
    assert_eq!(order(TaskOrder::Priority), [3, 4, 2, 1, 5], "what has no term comes last");
    assert_eq!(order(TaskOrder::Due), [4, 2, 3, 1, 5]);
    assert_eq!(order(TaskOrder::Age), [1, 2, 3, 4, 5]);
    for order in [TaskOrder::Priority, TaskOrder::Due, TaskOrder::Age] {
        let mut query = TaskQuery { order, limit: 2, ..query() };
        let (mut seen, mut n_pages) = (Vec::new(), 0);
        loop {
            let (rows, next) = records.tasks(&query).unwrap();
            seen.extend(rows.into_iter().map(|it| it.case.0));
            n_pages += 1;
            let Some(next) = next else { break };
            query.after = Some(next);
        }
        assert_eq!((n_pages, seen), (3, cases(&records, &TaskQuery { order, ..self::query() })));
    }
}

fn tasks_are_found_by_queue_holder_term_and_words(files: &impl Placed) {
    let mut store = files.open();
    let mut held = task(2, "2248", 4, Some(200));
    (held.holder, held.held_at) = ("甲".into(), Some(at(9)));
    let ahead = TaskRow { opens_at: at(101), ..task(6, "2248", 4, None) };
    let tasks = vec![task(1, "2248", 4, Some(50)), held, task(3, "5165", 2, None), ahead];
    batch(tasks).commit(&mut store);
    let records = files.records();
    let found = |change: &dyn Fn(&mut TaskQuery)| {
        let mut query = query();
        change(&mut query);
        cases(&records, &query)
    };
    assert_eq!(found(&|it| it.office = "2248".into()), [1, 2]);
    assert_eq!(found(&|it| it.office = "51".into()), [3], "a district by two digits");
    assert_eq!(found(&|it| it.reach.offices = vec!["51".into(), "2248".into()]), [3, 1, 2]);
    assert_eq!(found(&|it| it.reach.offices = vec!["5165".into(), "22\"".into()]), [3]);
    assert_eq!(found(&|it| it.reach.kinds = Some(Vec::new())), Vec::<u64>::new());
    assert_eq!(found(&|it| it.reach.kinds = Some(TaskKind::ALL.to_vec())), [3, 1, 2]);
    assert_eq!(found(&|it| it.kind = Some(TaskKind::ParcelExamination)), [3, 1, 2]);
    assert_eq!(found(&|it| it.kind = Some(TaskKind::Bar)), [0; 0]);
    assert_eq!(found(&|it| it.holder = TaskHolder::Nobodys), [3, 1]);
    assert_eq!(found(&|it| it.holder = TaskHolder::Of("甲".into())), [2]);
    assert_eq!(found(&|it| it.only_overdue = true), [1]);
    assert_eq!(found(&|it| it.q = "L3".into()), [3]);
    assert_eq!(found(&|it| it.q = "甲平".into()), [3, 1, 2]);
    assert_eq!(found(&|it| it.now = at(101)), [3, 1, 2, 6], "what lies ahead is not shown before");

    let queue = |office: &str, [open, nobodys, own, overdue]: [u64; 4]| TaskQueue {
        office: office.into(),
        kind: TaskKind::ParcelExamination,
        open,
        nobodys,
        own,
        overdue,
    };
    let (queues, is_exact) = records.task_queues(at(100), "甲").unwrap();
    assert_eq!(queues, [queue("2248", [2, 1, 1, 1]), queue("5165", [1, 1, 0, 0])]);
    assert!(is_exact);
    assert_eq!(records.task_queues(at(100), "").unwrap().0[0].own, 0);
}

fn a_case_that_waits_no_more_has_none(files: &impl Placed) {
    let mut store = files.open();
    batch(vec![task(1, "2248", 4, None), task(2, "2248", 4, None)]).commit(&mut store);
    let released = state_number(EntryState::Released);
    Batch::default().entry(1, released, "y").commit(&mut store);
    let records = files.records();
    assert_eq!(cases(&records, &query()), [2]);
    let keys = clearance::ports::Keys { entries: vec![EntryId(2)], ..Default::default() };
    assert_eq!(store.load(&keys).unwrap().tasks, [task(2, "2248", 4, None)]);
}

fn another_edition_tells_them_anew_and_leaves_them_to_whom_they_are(files: &impl Placed) {
    let mut store = files.open();
    let mut held = task(1, "2248", 4, None);
    held.holder = "甲".into();
    batch(vec![held.clone(), task(2, "2248", 4, None)]).commit(&mut store);
    Batch::default().entry(3, state_number(EntryState::Closed), "z").commit(&mut store);
    let tell = |row: &EntryRow, kept: &[TaskRow]| -> Result<Vec<TaskRow>, StoreError> {
        assert_ne!(row.id, EntryId(3), "it waits for nobody");
        let holder = kept.first().map(|it| it.holder.clone()).unwrap_or_default();
        Ok(vec![TaskRow { holder, ..task(row.id.0, "9999", 1, None) }])
    };
    store.tell_tasks(7, &tell).unwrap();
    let told = files.records().all_tasks(None, 10).unwrap();
    assert_eq!(told[0], TaskRow { holder: "甲".into(), ..task(1, "9999", 1, None) });
    assert_eq!(told[1], task(2, "9999", 1, None));
    drop(store);
    // The same edition again has nothing to tell.
    let nothing = |_: &EntryRow, _: &[TaskRow]| Err(StoreError::new("tell", "it was told"));
    files.open().tell_tasks(7, &nothing).unwrap();
    let told_again = files.open().tell_tasks(8, &nothing);
    assert!(told_again.is_err());
    assert_eq!(files.records().all_tasks(None, 10).unwrap(), told, "then they stay as they were");
}
