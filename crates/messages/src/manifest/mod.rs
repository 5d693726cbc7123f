//! Manifests and what is reported of them (舱单): in our own JSON, of lorries in their messages (`MT1401` …), and
//! the receipt of both (`MTRES`); arrival reports in the old form (`ARRIVAL`).

pub(crate) mod arrival;
mod receipt;
pub(crate) mod road;
pub(crate) mod tables;

use std::borrow::Cow;

use model::{ArrivalHead, Finding, ManifestMessage, Text};
use serde::Deserialize;

use crate::{
    envelope::{Extent, Unreadable},
    format::Fault,
    read::{Refusal, byte_of},
};

pub use arrival::{is_flat, message_text};
pub use receipt::manifest_status;
pub(crate) use receipt::{is_manifest_receipt, write_return};
pub(crate) use road::{is_road, read as read_road};

/// What a manifest message says of itself (`Head`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ManifestHeader<'a> {
    /// 报文编号; empty of our own JSON.
    pub message_id: Text<'a>,
    /// `MT1401` …, or the tag of our own JSON.
    pub message_type: Text<'a>,
    /// As the sender names himself; empty of our own JSON.
    pub sender_id: Text<'a>,
    /// Of an arrival report in the old form: what its answer repeats.
    pub arrival: Option<Box<ArrivalHead<'a>>>,
}

/// A manifest message, and what is wrong with its form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestReading<'a> {
    pub header: ManifestHeader<'a>,
    /// With empty and zero values where a field could not be read.
    pub message: ManifestMessage<'a>,
    /// In the order of the fields; empty when the form is right.
    pub faults: Vec<Finding>,
    /// Where it stands in the raw message.
    pub place: Extent,
}

#[derive(Deserialize)]
struct Tag<'a> {
    #[serde(borrow, default)]
    tongguan: Cow<'a, str>,
}

/// The tags of our own JSON: what a manifest says, and what happened to its goods.
pub(crate) const TAGS: [&str; 2] = ["manifest", "manifest_report"];

/// The tag of a message in our own JSON, if it is one about manifests.
pub(crate) fn tag_of(json: &str) -> Option<&'static str> {
    let tag: Tag<'_> = serde_json::from_str(json).ok()?;
    TAGS.into_iter().find(|it| *it == tag.tongguan)
}

/// Reads a message in our own JSON; unknown fields are refused.
pub(crate) fn read_json<'a>(
    raw: &[u8],
    json: &'a str,
    base: usize,
    tag: &'static str,
) -> Result<ManifestReading<'a>, Box<Unreadable>> {
    let message: ManifestMessage<'a> = serde_json::from_str(json).map_err(|error| {
        let byte = byte_of(raw, error.line(), error.column());
        Refusal::new(Fault::House, byte, error.to_string()).into_unreadable(raw)
    })?;
    let message_type = Text::borrowed(tag);
    Ok(ManifestReading {
        header: ManifestHeader { message_type, ..ManifestHeader::default() },
        message,
        faults: Vec::new(),
        place: Extent { start: base, end: base + json.len() },
    })
}
