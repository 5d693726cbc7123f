//! What officers have to do (待办): which tasks there are, which case each is about, and what officers say of who does
//! them. Which tasks a case has open follows from the case alone; `clearance` says so.

use serde::{Deserialize, Serialize};

use crate::{EntryId, Moment};

/// What is to be done. Numbers are kept for ever: new kinds come at the end. Titles and priorities are rows of
/// `params/worklist/tasks.csv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskKind {
    /// 清单审核.
    ParcelReview,
    /// 包裹查验.
    ParcelExamination,
    /// 包裹扣留处置.
    ParcelDetention,
    /// 出口清单审核.
    ExportReview,
    /// 出口包裹查验.
    ExportExamination,
    /// 出口包裹扣留处置.
    ExportDetention,
    /// 人工审单.
    DeclarationReview,
    /// 查验.
    Examination,
    /// 扣留处置.
    Detention,
    /// 解除扣留复核: one officer would have goods released from detention.
    DetentionSecond,
    /// 两段准入申请审核.
    Admission,
    /// 布控、立案未办结: nothing may be amended until an officer lifts it.
    Bar,
    /// 担保放行未办结: what goods went on guarantee for has to be found met.
    GuaranteedRelease,
    /// 修撤单审核.
    AmendmentReview,
    /// 修撤单复核.
    AmendmentSecond,
    /// 文书送达.
    DocumentService,
    /// 文书答复审核.
    DocumentAnswer,
    /// 文书逾期处置.
    DocumentOverdue,
    /// 海关期限内处理: customs itself has to act within a document's term.
    DocumentTerm,
    /// 延期复核.
    ExtensionSecond,
    /// 化验结论待出.
    LaboratoryResult,
    /// 化验不符处置.
    LaboratoryFinding,
    /// 舱单审核.
    ManifestReview,
    /// 溢短卸处置.
    LandingDifference,
    /// 超期未报货物.
    UndeclaredGoods,
    /// 披露、退税申请受理.
    AuditFiled,
    /// 稽核查实施.
    AuditBegin,
    /// 稽核查报告.
    AuditReport,
    /// 稽查意见审核.
    AuditOpinion,
    /// 稽核查结论.
    AuditConclusion,
    /// 稽核查复核.
    AuditSecond,
    /// 稽核查办结.
    AuditClose,
    /// 转关逾期.
    TransitOverdue,
    /// 税款核对不符.
    SlipDifference,
    /// 查验结果复核: one officer entered the result of an examination.
    ExaminationSecond,
}

/// What shows a task's case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskSubject {
    Parcel,
    Export,
    Declaration,
    Document,
    Manifest,
    Audit,
}

impl TaskKind {
    /// In the order of their numbers.
    pub const ALL: [TaskKind; 35] = [
        TaskKind::ParcelReview,
        TaskKind::ParcelExamination,
        TaskKind::ParcelDetention,
        TaskKind::ExportReview,
        TaskKind::ExportExamination,
        TaskKind::ExportDetention,
        TaskKind::DeclarationReview,
        TaskKind::Examination,
        TaskKind::Detention,
        TaskKind::DetentionSecond,
        TaskKind::Admission,
        TaskKind::Bar,
        TaskKind::GuaranteedRelease,
        TaskKind::AmendmentReview,
        TaskKind::AmendmentSecond,
        TaskKind::DocumentService,
        TaskKind::DocumentAnswer,
        TaskKind::DocumentOverdue,
        TaskKind::DocumentTerm,
        TaskKind::ExtensionSecond,
        TaskKind::LaboratoryResult,
        TaskKind::LaboratoryFinding,
        TaskKind::ManifestReview,
        TaskKind::LandingDifference,
        TaskKind::UndeclaredGoods,
        TaskKind::AuditFiled,
        TaskKind::AuditBegin,
        TaskKind::AuditReport,
        TaskKind::AuditOpinion,
        TaskKind::AuditConclusion,
        TaskKind::AuditSecond,
        TaskKind::AuditClose,
        TaskKind::TransitOverdue,
        TaskKind::SlipDifference,
        TaskKind::ExaminationSecond,
    ];

    pub const fn number(self) -> u8 {
        self as u8
    }

    pub fn of_number(number: u8) -> Option<TaskKind> {
        TaskKind::ALL.get(usize::from(number)).copied()
    }

    /// Whose page shows its case.
    pub const fn subject(self) -> TaskSubject {
        match self {
            TaskKind::ParcelReview | TaskKind::ParcelExamination | TaskKind::ParcelDetention => {
                TaskSubject::Parcel
            }
            TaskKind::ExportReview | TaskKind::ExportExamination | TaskKind::ExportDetention => {
                TaskSubject::Export
            }
            TaskKind::DeclarationReview
            | TaskKind::Examination
            | TaskKind::ExaminationSecond
            | TaskKind::Detention
            | TaskKind::DetentionSecond
            | TaskKind::Admission
            | TaskKind::Bar
            | TaskKind::GuaranteedRelease
            | TaskKind::AmendmentReview
            | TaskKind::AmendmentSecond
            | TaskKind::TransitOverdue
            | TaskKind::SlipDifference => TaskSubject::Declaration,
            TaskKind::DocumentService
            | TaskKind::DocumentAnswer
            | TaskKind::DocumentOverdue
            | TaskKind::DocumentTerm
            | TaskKind::ExtensionSecond
            | TaskKind::LaboratoryResult
            | TaskKind::LaboratoryFinding => TaskSubject::Document,
            TaskKind::ManifestReview | TaskKind::LandingDifference | TaskKind::UndeclaredGoods => {
                TaskSubject::Manifest
            }
            TaskKind::AuditFiled
            | TaskKind::AuditBegin
            | TaskKind::AuditReport
            | TaskKind::AuditOpinion
            | TaskKind::AuditConclusion
            | TaskKind::AuditSecond
            | TaskKind::AuditClose => TaskSubject::Audit,
        }
    }
}

/// A task by what it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskRef {
    pub case: EntryId,
    pub kind: TaskKind,
}

/// So many tasks are moved at once.
pub const TASKS_MAX: usize = 500;

/// What an officer says of who does tasks (任务分派).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskAct {
    /// 领取: nobody had them.
    Take,
    /// 退回: nobody has them again.
    Release,
    /// 移交 of what the officer holds, 改派 of what another or nobody does, with the reason.
    Assign { to: String },
}

/// Why a task was not moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskRefusal {
    /// It is not open: done, or never was.
    NotOpen,
    /// Somebody else holds it.
    HeldBy { holder: String },
    /// Nobody holds it, so nobody can give it back.
    NotHeld,
    /// Only with a reason is a task given to somebody that the officer does not hold.
    NoReason { holder: String },
}

/// A task that was not moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedTask {
    pub task: TaskRef,
    pub why: TaskRefusal,
}

/// An open task as the house finds it in a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    pub kind: TaskKind,
    /// 关区: the office whose officers do it, four digits; empty where the case names none.
    pub office: String,
    /// Of what is to be dealt with: list, declaration, document, application, bill.
    pub number: String,
    /// Of what the case's page shows; empty where no page does.
    pub page_no: String,
    /// Whom it is about.
    pub party: String,
    /// From when on it is to be done; nothing: from when it was found.
    pub opens_at: Option<Moment>,
    /// The end of its term; nothing where no law sets one.
    pub due_at: Option<Moment>,
    /// 1 comes first, 9 last.
    pub priority: u8,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_kept() {
        for (number, kind) in (0u8..).zip(TaskKind::ALL) {
            assert_eq!((kind.number(), TaskKind::of_number(number)), (number, Some(kind)));
        }
        assert_eq!(TaskKind::of_number(35), None);
        assert_eq!(TaskKind::SlipDifference.number(), 33, "stored rows");
        assert_eq!(TaskKind::ExaminationSecond.number(), 34, "stored rows");
    }

    #[test]
    fn acts_are_words_of_json() {
        let act = |it: &TaskAct| serde_json::to_string(it).unwrap();
        assert_eq!(act(&TaskAct::Take), r#""take""#);
        assert_eq!(act(&TaskAct::Assign { to: "乙".into() }), r#"{"assign":{"to":"乙"}}"#);
    }
}
