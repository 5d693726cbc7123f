//! What happened, in words.

use clearance::history::{Event, Happening};
use model::{Action, CommitNo, DocumentKind, DocumentState, EntryState, OfficerAction};

use super::TimelineEvent;

/// Chinese, then English.
type Words = (String, String);

pub(super) fn timeline_event(commit: CommitNo, happening: &Happening) -> TimelineEvent {
    let (kind, (title_zh, title_en), by, detail, state) = describe(&happening.what);
    TimelineEvent {
        at: happening.at.to_string(),
        commit: commit.0,
        kind: kind.to_owned(),
        title_zh,
        title_en,
        by,
        detail,
        state,
    }
}

fn describe(event: &Event) -> (&'static str, Words, String, String, Option<EntryState>) {
    let none = String::new;
    match event {
        Event::Document { kind, action, outcome, findings, .. } => {
            let words = document_words(*kind, *action, *outcome);
            ("document", words, none(), codes(findings), None)
        }
        Event::Ignored { kind, findings, .. } => {
            let (zh, en) = kind_words(*kind);
            let words = match findings.is_empty() {
                true => {
                    (format!("{zh}重复报送，未变更"), format!("{en} repeated, nothing changed"))
                }
                false => (format!("{zh}未被处理"), format!("{en} not taken")),
            };
            ("ignored", words, none(), codes(findings), None)
        }
        Event::Unreadable { findings, .. } => {
            let words = ("报文无法读取".to_owned(), "could not be read".to_owned());
            ("unreadable", words, none(), codes(findings), None)
        }
        Event::State { to, findings, .. } => {
            let title = (
                lifecycle::state_title_zh(*to).to_owned(),
                lifecycle::state_title_en(*to).to_owned(),
            );
            ("state", title, none(), codes(findings), Some(*to))
        }
        Event::Assessed(assessment) => {
            let words = ("计税".to_owned(), "assessed".to_owned());
            ("assessed", words, none(), format!("{} CNY", assessment.total()), None)
        }
        Event::Ledger(movements) => {
            let words = ("额度与担保变动".to_owned(), "accounts moved".to_owned());
            let detail: Vec<String> = movements
                .iter()
                .map(|it| format!("{:?} {} {}", it.movement, it.amount, it.label))
                .collect();
            ("ledger", words, none(), detail.join("; "), None)
        }
        Event::Selected(selection) => {
            let words = ("布控命中".to_owned(), "selected".to_owned());
            let rules: Vec<&str> = selection.reasons.iter().map(|it| it.rule.as_str()).collect();
            let texts: Vec<&str> = selection.reasons.iter().map(|it| it.text.as_str()).collect();
            ("selected", words, rules.join(", "), texts.join("; "), None)
        }
        Event::Answered { kind, status, .. } => {
            let name = messages::receipt_root(*kind);
            let words = (format!("发出回执 {name}"), format!("answered with {name}"));
            ("answered", words, none(), status.to_string(), None)
        }
        Event::Officer { action, officer, reason } => {
            ("officer", officer_words(*action), officer.clone(), reason.clone(), None)
        }
        Event::Exit { site, .. } => {
            let words = ("货物离场".to_owned(), "goods left the site".to_owned());
            ("exit", words, site.clone(), none(), None)
        }
        Event::HouseInput { kind, rows, .. } => {
            let words = ("参数生效".to_owned(), "rows activated".to_owned());
            ("house", words, kind.clone(), rows.to_string(), None)
        }
        Event::TimedOut => {
            let words = ("等待超时".to_owned(), "waited too long".to_owned());
            ("timed_out", words, none(), none(), None)
        }
    }
}

fn codes(findings: &[model::Finding]) -> String {
    let codes: Vec<&str> = findings.iter().map(|it| &*it.code).collect();
    codes.join(" ")
}

fn kind_words(kind: DocumentKind) -> (&'static str, &'static str) {
    match kind {
        DocumentKind::Order => ("订单", "order"),
        DocumentKind::Payment => ("支付单", "payment"),
        DocumentKind::Waybill => ("运单", "waybill"),
        DocumentKind::Inventory => ("清单", "list"),
    }
}

fn document_words(kind: DocumentKind, action: Action, outcome: DocumentState) -> Words {
    let (zh, en) = kind_words(kind);
    match (outcome, action) {
        (DocumentState::Rejected, _) => (format!("{zh}退单"), format!("{en} returned")),
        (DocumentState::Deleted, _) => (format!("{zh}删除"), format!("{en} deleted")),
        (DocumentState::Accepted, Action::Change) => (format!("{zh}变更"), format!("{en} changed")),
        (DocumentState::Accepted, _) => (format!("{zh}到达"), format!("{en} received")),
    }
}

fn officer_words(action: OfficerAction) -> Words {
    let (zh, en) = match action {
        OfficerAction::ApproveReview => ("审核通过", "review passed"),
        OfficerAction::RejectReview => ("审核不通过", "review failed"),
        OfficerAction::OrderExamination => ("下达查验", "examination ordered"),
        OfficerAction::PassExamination => ("查验无异常", "examination passed"),
        OfficerAction::DetainForClearance => ("扣留移送通关", "detained for clearance"),
        OfficerAction::DetainForAntiSmuggling => ("扣留移送缉私", "detained for anti-smuggling"),
        OfficerAction::DetainForLegal => ("扣留移送法规", "detained for legal affairs"),
        OfficerAction::DetainOther => ("其它扣留", "detained otherwise"),
        OfficerAction::LiftDetention => ("解除扣留", "detention lifted"),
        OfficerAction::ShipBack => ("责令退运", "ordered to be shipped back"),
    };
    (zh.to_owned(), en.to_owned())
}
