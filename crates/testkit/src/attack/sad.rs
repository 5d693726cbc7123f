//! Declarations of houses that run ASYCUDA.

use std::sync::LazyLock;

use messages::{DecimalMark, SadStyle, read_sad, write_sad};
use params::Law;
use serde_json::Value;

use super::{Tried, hold, same};

static LAW: LazyLock<Option<Law>> = LazyLock::new(|| Law::shipped().ok());

pub(super) fn get_ready() {
    LazyLock::force(&LAW);
}

pub(super) fn try_out(bytes: &[u8]) -> Tried {
    let reading = match read_sad(bytes, SadStyle::default()) {
        Ok(reading) => reading,
        Err(fault) => return hold(fault.line >= 1, || format!("{fault:?}")),
    };
    for fault in &reading.faults {
        hold(fault.line >= 1 && !fault.expected.is_empty(), || format!("{fault:?}"))?;
    }
    if let Some(law) = &*LAW {
        let declared = asycuda::declare(&reading.sad, law);
        hold(declared.message.get("tongguan").is_some(), || "no declaration".to_owned())?;
    }
    if !reading.faults.is_empty() {
        return Ok(());
    }
    let mut out = Vec::new();
    write_sad(&reading.sad, &mut out);
    // As written by machines, whatever the file itself was like.
    let style = SadStyle { decimal: Some(DecimalMark::Point), dates: None };
    match read_sad(&out, style) {
        Ok(again) => {
            same("faults", &again.faults, &Vec::new())?;
            let (one, other) = (spelt(&reading.sad), spelt(&again.sad));
            same("SAD", &one, &other)
        }
        Err(fault) => hold(false, || format!("{fault:?} / {}", String::from_utf8_lossy(&out))),
    }
}

/// What it says, without where.
fn spelt(sad: &messages::Sad) -> Value {
    serde_json::to_value(sad).unwrap_or(Value::Null)
}
