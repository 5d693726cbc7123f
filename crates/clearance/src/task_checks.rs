//! What is said of officers' words about who does which task.

use jiff::civil::date;
use model::{Basis, CheckInfo, Confidence, Words};

const OWN: Basis = Basis::new("通关系统待办任务规则", "", Confidence::Assumed);

pub(crate) static TASK_CHECKS: &[CheckInfo] = &[
    refusal(
        "HSE-6940",
        ["任务分派未写明关员", "no officer is named"],
        ["请填写关员姓名", "name the officer"],
    ),
    refusal(
        "HSE-6941",
        ["任务为空或者超过一次可分派的数量", "no task is named, or more than are moved at once"],
        ["请分批分派", "name fewer at once"],
    ),
];

const fn refusal(code: &'static str, title: Words, fix: Words) -> CheckInfo {
    CheckInfo::of_document(code, OWN, date(2026, 1, 1), title, fix)
}
