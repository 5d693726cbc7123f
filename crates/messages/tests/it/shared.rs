//! What the tests share: fixtures, reading, and the folder of official material where there is one.

use std::path::{Path, PathBuf};

use messages::{Envelope, Limits, Message, Unreadable, read};

pub(crate) const ORDER: &str = include_str!("../fixtures/order.xml");
pub(crate) const PAYMENT: &str = include_str!("../fixtures/payment.xml");
pub(crate) const WAYBILL: &str = include_str!("../fixtures/waybill.xml");
pub(crate) const INVENTORY: &str = include_str!("../fixtures/inventory.xml");
pub(crate) const WAYBILL_STATUS: &str = include_str!("../fixtures/waybill-status.xml");
pub(crate) const CANCELLATION: &str = include_str!("../fixtures/cancellation.xml");
pub(crate) const GOODS_RETURN: &str = include_str!("../fixtures/goods-return.xml");
pub(crate) const INBOUND_DETAIL: &str = include_str!("../fixtures/inbound-detail.xml");
pub(crate) const EXIT_LIST: &str = include_str!("../fixtures/exit-list.xml");
pub(crate) const GATE_PASS: &str = include_str!("../fixtures/gate-pass.xml");
pub(crate) const DECLARATION: &str = include_str!("../fixtures/declaration.xml");
pub(crate) const ROAD_MANIFEST: &str = include_str!("../fixtures/road-manifest.xml");
/// In the order of `ExportKind::ALL`.
pub(crate) const EXPORTS: [&str; 11] = [
    include_str!("../fixtures/export-order.xml"),
    include_str!("../fixtures/export-money.xml"),
    include_str!("../fixtures/export-waybill.xml"),
    include_str!("../fixtures/export-list.xml"),
    include_str!("../fixtures/export-cancellation.xml"),
    include_str!("../fixtures/export-arrival.xml"),
    include_str!("../fixtures/export-departure.xml"),
    include_str!("../fixtures/export-master-waybill.xml"),
    include_str!("../fixtures/export-summary.xml"),
    include_str!("../fixtures/export-return.xml"),
    include_str!("../fixtures/return-tally.xml"),
];
pub(crate) const ALL: [&str; 8] = [
    ORDER,
    PAYMENT,
    WAYBILL,
    INVENTORY,
    WAYBILL_STATUS,
    CANCELLATION,
    GOODS_RETURN,
    INBOUND_DETAIL,
];

/// The documents of a CEB message that can be read.
#[track_caller]
pub(crate) fn envelope(raw: &str) -> Envelope<'_> {
    match read(raw.as_bytes(), &Limits::default()) {
        Ok(Message::Ceb(envelope)) => envelope,
        Ok(other) => panic!("no CEB message: {other:?}"),
        Err(unreadable) => panic!("{unreadable:?}"),
    }
}

/// Why a message cannot be read.
#[track_caller]
pub(crate) fn refused(raw: &[u8], limits: &Limits) -> Box<Unreadable> {
    match read(raw, limits) {
        Ok(message) => panic!("it was read: {message:?}"),
        Err(unreadable) => unreadable,
    }
}

/// One line a fault: code, pointer, observed, expected.
pub(crate) fn faults(raw: &str) -> String {
    let mut text = String::new();
    for (index, reading) in envelope(raw).readings.iter().enumerate() {
        text += &format!("{index}: {}\n", reading.status);
        for fault in &reading.faults {
            let (code, pointer) = (&fault.code, &fault.pointer);
            text += &format!("  {code} {pointer} {:?} {:?}\n", fault.observed, fault.expected);
        }
    }
    text
}

/// The folder with official samples and schemas, which the repository does not carry.
pub(crate) fn official() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = std::env::var_os("TONGGUAN_SHARED").map_or(beside, PathBuf::from);
    let found = folder.is_dir().then_some(folder);
    if found.is_none() {
        eprintln!("skipped: set TONGGUAN_SHARED to the folder of official samples and schemas");
    }
    found
}
