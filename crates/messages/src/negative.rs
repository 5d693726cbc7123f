//! The wire's error numbers (业务报文错误信息及其代码, table 7-2 of the 202205 specification).

use model::DocumentKind;

/// What the E-port answers when it cannot even tell the type of a message (报文格式校验异常).
pub const UNRECOGNISED: i32 = -1_201_001;

/// Why a document or message is answered with a negative number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Problem {
    /// A field's form.
    Format,
    TooManyDocuments,
    /// The message is of a known type and cannot be parsed.
    Unparsable,
    /// A message without a document.
    Empty,
    DuplicateNumber,
    /// A change or deletion of what is not there.
    NotFoundToChange,
    AlreadyDeclared,
    StateForbidsChange,
    /// Older than what is held.
    Stale,
    NoItems,
    DuplicateItemNumber,
    EnterpriseType,
    EnterpriseCode,
    /// 单笔限额.
    OverSingleLimit,
    /// 年度限额.
    OverAnnualLimit,
}

/// The number of a problem for a kind of document.
///
/// Where the table has none of its own (a stale waybill or list, a payment without items) it is
/// the kind's general failure.
pub fn negative_code(kind: DocumentKind, problem: Problem) -> i32 {
    match (kind, problem) {
        (_, Problem::EnterpriseType) => -10_101,
        (_, Problem::EnterpriseCode) => -10_102,
        (_, Problem::OverSingleLimit) => -621_005,
        (_, Problem::OverAnnualLimit) => -621_018,
        (DocumentKind::Order, problem) => order(problem),
        (DocumentKind::Payment, problem) => payment(problem),
        (DocumentKind::Waybill, problem) => waybill(problem),
        (DocumentKind::Inventory, problem) => inventory(problem),
    }
}

fn order(problem: Problem) -> i32 {
    match problem {
        Problem::NoItems => -301_001,
        Problem::DuplicateItemNumber => -301_002,
        Problem::Empty => -301_007,
        Problem::NotFoundToChange => -301_009,
        Problem::DuplicateNumber => -301_010,
        Problem::AlreadyDeclared | Problem::StateForbidsChange => -301_011,
        Problem::Stale => -301_014,
        Problem::TooManyDocuments => -301_015,
        _ => -301_008,
    }
}

fn payment(problem: Problem) -> i32 {
    match problem {
        Problem::Empty => -401_005,
        Problem::NotFoundToChange => -401_006,
        Problem::DuplicateNumber => -401_007,
        Problem::AlreadyDeclared | Problem::StateForbidsChange => -401_008,
        Problem::Stale => -401_012,
        Problem::TooManyDocuments => -401_013,
        _ => -401_009,
    }
}

fn waybill(problem: Problem) -> i32 {
    match problem {
        Problem::Unparsable => -504_000,
        Problem::Empty => -504_010,
        Problem::TooManyDocuments => -504_013,
        Problem::NotFoundToChange => -504_014,
        Problem::DuplicateNumber => -504_015,
        Problem::AlreadyDeclared | Problem::StateForbidsChange => -504_016,
        _ => -504_011,
    }
}

fn inventory(problem: Problem) -> i32 {
    match problem {
        Problem::NoItems => -621_000,
        Problem::Stale => -621_003,
        Problem::DuplicateNumber | Problem::AlreadyDeclared => -621_004,
        Problem::NotFoundToChange => -621_011,
        Problem::StateForbidsChange => -621_012,
        Problem::DuplicateItemNumber => -621_027,
        Problem::TooManyDocuments => -621_030,
        _ => -621_001,
    }
}
