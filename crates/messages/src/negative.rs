//! The wire's error numbers (业务报文错误信息及其代码, table 7-2 of the 202205 specification).

use model::{DocumentKind, ExportKind};

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
        (DocumentKind::WaybillStatus, problem) => waybill_status(problem),
        (DocumentKind::Cancellation, problem) => cancellation(problem),
        (DocumentKind::GoodsReturn, problem) => goods_return(problem),
        (DocumentKind::InboundDetail, problem) => inbound_detail(problem),
    }
}

/// The number of a problem for a document of an export. The table speaks of papers, not of directions: an
/// export's order, money, waybill, list and cancellation are numbered as an import's, what moves and
/// what sums up as an inbound detail.
pub fn export_negative_code(kind: ExportKind, problem: Problem) -> i32 {
    let alike = match kind {
        ExportKind::Order => DocumentKind::Order,
        ExportKind::Money => DocumentKind::Payment,
        ExportKind::Waybill => DocumentKind::Waybill,
        ExportKind::List => DocumentKind::Inventory,
        ExportKind::Cancellation => DocumentKind::Cancellation,
        ExportKind::Return => DocumentKind::GoodsReturn,
        ExportKind::Arrival
        | ExportKind::Departure
        | ExportKind::MasterWaybill
        | ExportKind::Summary
        | ExportKind::Tally => DocumentKind::InboundDetail,
    };
    negative_code(alike, problem)
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

fn waybill_status(problem: Problem) -> i32 {
    match problem {
        Problem::Unparsable => -505_000,
        Problem::Empty => -505_010,
        Problem::DuplicateNumber => -505_012,
        Problem::TooManyDocuments => -505_013,
        Problem::NotFoundToChange => -505_014,
        Problem::Stale => -505_016,
        _ => -505_011,
    }
}

fn cancellation(problem: Problem) -> i32 {
    match problem {
        Problem::Empty => -623_000,
        Problem::NotFoundToChange => -623_003,
        Problem::StateForbidsChange => -623_005,
        Problem::TooManyDocuments => -623_008,
        Problem::DuplicateNumber | Problem::AlreadyDeclared => -623_009,
        _ => -623_001,
    }
}

/// For a message with too many applications the table has no number of its own.
fn goods_return(problem: Problem) -> i32 {
    match problem {
        Problem::Empty => -625_003,
        Problem::NoItems => -625_006,
        Problem::NotFoundToChange => -625_016,
        Problem::StateForbidsChange => -625_022,
        Problem::DuplicateNumber | Problem::AlreadyDeclared => -625_033,
        _ => -625_001,
    }
}

fn inbound_detail(problem: Problem) -> i32 {
    match problem {
        Problem::NoItems => -800_000,
        Problem::Unparsable | Problem::Empty => -800_002,
        Problem::DuplicateNumber | Problem::AlreadyDeclared => -800_003,
        Problem::Stale => -800_005,
        Problem::TooManyDocuments => -800_006,
        _ => -800_001,
    }
}
