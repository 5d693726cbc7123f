//! Personal data that is shown (查看个人信息): who saw it, and why, stands in the history of the case before he sees it.

use jiff::civil::date;
use model::{Basis, CheckInfo, Confidence, EntryId, Words};

use crate::{catalogue::refuse, desk::Desk, history::Event};

const KIND: &str = "personal_shown";

const LAW: Basis = Basis::new("中华人民共和国个人信息保护法", "第六条", Confidence::Secondary);

pub(crate) static SHOWN_CHECKS: &[CheckInfo] = &[
    refusal(
        "HSE-6942",
        ["查看个人信息未写明查看人或者理由", "who sees personal data, or why, is not said"],
        ["请填写查看人和理由", "say who sees it, and why"],
    ),
    refusal("HSE-6943", ["没有该票", "there is no such case"], ["请核对编号", "check the number"]),
];

const fn refusal(code: &'static str, title: Words, fix: Words) -> CheckInfo {
    CheckInfo::of_document(code, LAW, date(2021, 11, 1), title, fix)
}

impl Desk<'_, '_> {
    /// Notes that somebody is shown personal data of a case.
    pub(crate) fn note_shown(&mut self, case: EntryId, by: String, reason: String, sender: &str) {
        let mut findings = Vec::new();
        for (field, text) in [("by", &by), ("reason", &reason)] {
            if text.trim().is_empty() {
                findings.push(refuse("HSE-6942", field, String::new(), "不为空 (not empty)"));
            }
        }
        if self.case(case).is_none() {
            findings.push(refuse("HSE-6943", "case", case.to_string(), "已受理的单证 (a case)"));
        }
        if !findings.is_empty() {
            return self.refuse_command(KIND, findings, sender);
        }
        self.note_case(case, Event::PersonalShown { by, reason });
        self.note_command(KIND, 1);
    }
}
