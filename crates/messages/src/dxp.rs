//! The envelope of the exchange platform (数据交换平台终端报文, `DxpMsg`): opened at the door, put around
//! what goes back the same way; and the platform's own reply to a sender (`DxpRep`).
//!
//! What it carries is a message of its own, in base64. Its `MsgType` is for the two ends to agree on, so
//! the content alone decides what it is.

use std::borrow::Cow;

use base64::{Engine, engine::general_purpose::STANDARD};
use quick_xml::{Reader, events::Event};

use crate::{
    carriage::Head,
    envelope::{Limits, Unreadable},
    format::Fault,
    read::{Refusal, plain_xml},
};

const NAMESPACE: &str = "http://www.chinaport.gov.cn/dxp";
/// The root stands within so many bytes, or it is no envelope.
const PROLOGUE: usize = 4 * 1024;
/// Receivers that one envelope may name.
const RECEIVERS: usize = 5;

/// What the platform says to a sender (响应代码).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DxpCode {
    Taken,
    /// -1201001 传输报文合法性校验失败.
    Malformed,
    /// -1201004 接收用户不存在.
    UnknownReceiver,
}

impl DxpCode {
    /// What is wrong, by the code of the finding that says so.
    pub fn of(code: &str) -> DxpCode {
        if code == "FMT-1013" { DxpCode::UnknownReceiver } else { DxpCode::Malformed }
    }

    pub const fn number(self) -> i32 {
        match self {
            DxpCode::Taken => 0,
            DxpCode::Malformed => -1_201_001,
            DxpCode::UnknownReceiver => -1_201_004,
        }
    }

    const fn words(self) -> &'static str {
        match self {
            DxpCode::Taken => "成功",
            DxpCode::Malformed => "传输报文合法性校验失败",
            DxpCode::UnknownReceiver => "接收用户不存在",
        }
    }
}

/// Whether an input is an envelope, by its root. Looks at a few bytes of any other message.
pub(crate) fn is_dxp(raw: &[u8]) -> bool {
    let text = raw.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(raw).trim_ascii_start();
    if text.first() != Some(&b'<') {
        return false;
    }
    let mut rest = text.get(..PROLOGUE).unwrap_or(text);
    // Past the declaration, comments and instructions, to the first element.
    loop {
        let Some(at) = rest.iter().position(|it| *it == b'<') else { return false };
        let Some(tag) = rest.get(at + 1..) else { return false };
        let end: &[u8] = match tag {
            [b'?', ..] => b"?>",
            [b'!', b'-', b'-', ..] => b"-->",
            _ => {
                let is_end = |it: &u8| it.is_ascii_whitespace() || matches!(*it, b'>' | b'/');
                let name = tag.split(is_end).next().unwrap_or_default();
                return name.rsplit(|it| *it == b':').next() == Some(b"DxpMsg");
            }
        };
        let Some(past) = tag.windows(end.len()).position(|it| it == end) else { return false };
        rest = tag.get(past + end.len()..).unwrap_or_default();
    }
}

/// Opens an envelope: what it says of itself, and the message in it.
///
/// `own_id` is the receiver that the house is; empty: whoever it is addressed to.
///
/// # Errors
/// When it is not well-formed, lacks sender, receiver or content, carries no base64, is for somebody
/// else, holds another envelope, or holds more than a message may weigh.
pub(crate) fn open_dxp(
    raw: &[u8],
    own_id: &str,
    limits: &Limits,
) -> Result<(Head, Vec<u8>), Box<Unreadable>> {
    open(raw, own_id, limits).map_err(|it| it.into_unreadable(raw))
}

fn open(raw: &[u8], own_id: &str, limits: &Limits) -> Result<(Head, Vec<u8>), Box<Refusal>> {
    // Base64 makes four bytes of three; the rest of an envelope is small.
    let most = limits.max_bytes / 3 * 4 + 64 * 1024;
    if raw.len() > most {
        let refusal = Refusal::new(Fault::TooLarge, 0, raw.len().to_string());
        return Err(refusal.expecting(format!("<= {most}")));
    }
    let text = std::str::from_utf8(raw).map_err(|error| {
        Refusal::new(Fault::Encoding, error.valid_up_to(), "").expecting("UTF-8")
    })?;
    plain_xml(text, 0)?;
    let (dxp, data) = parts(text, limits)?;
    let lacking = [
        ("SenderId", dxp.sender_id.is_empty()),
        ("ReceiverId", dxp.receiver_ids.is_empty()),
        ("Data", data.is_empty()),
    ];
    if let Some((name, _)) = lacking.iter().find(|(_, is_lacking)| *is_lacking) {
        return Err(Refusal::new(Fault::Envelope, 0, "").expecting(*name));
    }
    if dxp.receiver_ids.len() > RECEIVERS {
        let observed = dxp.receiver_ids.len().to_string();
        return Err(Refusal::new(Fault::Envelope, 0, observed).expecting("1..5 ReceiverId"));
    }
    if !own_id.is_empty() && dxp.receiver_ids.iter().all(|it| it != own_id) {
        let refusal = Refusal::new(Fault::OtherReceiver, 0, dxp.receiver_ids.join(", "));
        return Err(refusal.expecting(own_id));
    }
    let bytes = STANDARD.decode(&data).map_err(|error| {
        Refusal::new(Fault::NotBase64, 0, error.to_string()).expecting("base64 (RFC 4648)")
    })?;
    Ok((dxp, bytes))
}

/// What an envelope says of itself, as far as it can be read: to answer one that is not opened.
pub fn peek_dxp(raw: &[u8]) -> Head {
    std::str::from_utf8(raw)
        .ok()
        .filter(|it| plain_xml(it, 0).is_ok())
        .and_then(|it| parts(it, &Limits::default()).ok())
        .map_or_else(Head::default, |it| it.0)
}

/// What stands in the envelope; unknown elements and the signature are passed over.
fn parts(text: &str, limits: &Limits) -> Result<(Head, Vec<u8>), Box<Refusal>> {
    let mut reader = Reader::from_str(text);
    let (mut dxp, mut data) = (Head::default(), Vec::new());
    let (mut path, mut value): (Vec<String>, String) = (Vec::new(), String::new());
    let mut has_ended = false;
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or_default();
        let event = reader.read_event();
        let event = event.map_err(|it| Refusal::new(Fault::Malformed, at, it.to_string()))?;
        match event {
            Event::Start(_) | Event::Empty(_) if has_ended => {
                return Err(Refusal::new(Fault::Malformed, at, "content after the root element"));
            }
            Event::Start(node) => {
                path.push(node.local_name().as_ref().to_owned());
                if path.len() > limits.max_depth {
                    let refusal = Refusal::new(Fault::TooDeep, at, path.len().to_string());
                    return Err(refusal.expecting(format!("<= {}", limits.max_depth)));
                }
                value.clear();
            }
            Event::Text(it) => value.push_str(&it.into_inner()),
            Event::CData(it) => value.push_str(&it.into_inner()),
            Event::GeneralRef(it) => {
                return Err(Refusal::new(Fault::Entity, at, it.into_inner()));
            }
            Event::DocType(_) => return Err(Refusal::new(Fault::Entity, at, "DOCTYPE")),
            Event::End(_) => {
                let names: Vec<&str> = path.iter().skip(1).map(String::as_str).collect();
                let said = || value.trim().to_owned();
                match names.as_slice() {
                    ["TransInfo", "CopMsgId"] => dxp.message_id = said(),
                    ["TransInfo", "SenderId"] => dxp.sender_id = said(),
                    ["TransInfo", "ReceiverIds", "ReceiverId"] => dxp.receiver_ids.push(said()),
                    ["TransInfo", "CreatTime"] => dxp.created_at = said(),
                    ["TransInfo", "MsgType"] => dxp.message_type = said(),
                    ["Data"] if data.is_empty() => {
                        data = value.bytes().filter(|it| !it.is_ascii_whitespace()).collect();
                    }
                    _ => {}
                }
                value.clear();
                path.pop();
                has_ended = path.is_empty();
            }
            Event::Eof if path.is_empty() => return Ok((dxp, data)),
            Event::Eof => return Err(Refusal::new(Fault::Malformed, at, "end of input")),
            _ => {}
        }
    }
}

/// Puts a message into an envelope.
pub(crate) fn wrap_dxp(dxp: &Head, message: &[u8]) -> Vec<u8> {
    let mut out = String::with_capacity(message.len() / 3 * 4 + 1_024);
    out.push_str(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<dxp:DxpMsg ver=\"1.0\" xmlns:dxp=\"",
    );
    out.push_str(NAMESPACE);
    out.push_str("\">\n");
    head(dxp, "TransInfo", "dxp:", &mut out);
    out.push_str("<dxp:Data>");
    STANDARD.encode_string(message, &mut out);
    out.push_str("</dxp:Data>\n<dxp:AddInfo>\n<dxp:IsText Encode=\"UTF-8\"/>\n</dxp:AddInfo>\n");
    out.push_str("</dxp:DxpMsg>\n");
    out.into_bytes()
}

/// What the platform answers a sender at once. `noticed_at` as `yyyy-mm-ddThh:mm:ss`.
pub fn write_dxp_reply(
    dxp: &Head,
    own_id: &str,
    code: DxpCode,
    note: &str,
    noticed_at: &str,
) -> Vec<u8> {
    let mut out = String::with_capacity(1_024);
    out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<DxpRep ver=\"1.0\" xmlns=\"");
    out.push_str(NAMESPACE);
    out.push_str("\">\n");
    element("RecevierId", &dxp.sender_id, "", &mut out);
    out.push_str("<Response>\n");
    element("ResponseCode", &code.number().to_string(), "", &mut out);
    element("ResponseInfo", code.words(), "", &mut out);
    out.push_str("<Results>\n<Result>\n");
    element("RecId", own_id, "", &mut out);
    element("Code", &code.number().to_string(), "", &mut out);
    element("Info", code.words(), "", &mut out);
    if !note.is_empty() {
        element("Note", &note.chars().take(500).collect::<String>(), "", &mut out);
    }
    out.push_str("</Result>\n</Results>\n");
    element("NoticeTime", noticed_at, "", &mut out);
    head(dxp, "OriHead", "", &mut out);
    out.push_str("</Response>\n</DxpRep>\n");
    out.into_bytes()
}

fn head(dxp: &Head, name: &str, prefix: &str, out: &mut String) {
    let _ = std::fmt::Write::write_fmt(out, format_args!("<{prefix}{name}>\n"));
    element("CopMsgId", &dxp.message_id, prefix, out);
    element("SenderId", &dxp.sender_id, prefix, out);
    let _ = std::fmt::Write::write_fmt(out, format_args!("<{prefix}ReceiverIds>\n"));
    for receiver in &dxp.receiver_ids {
        element("ReceiverId", receiver, prefix, out);
    }
    let _ = std::fmt::Write::write_fmt(out, format_args!("</{prefix}ReceiverIds>\n"));
    element("CreatTime", &dxp.created_at, prefix, out);
    element("MsgType", &dxp.message_type, prefix, out);
    let _ = std::fmt::Write::write_fmt(out, format_args!("</{prefix}{name}>\n"));
}

fn element(name: &str, value: &str, prefix: &str, out: &mut String) {
    let value: Cow<'_, str> = quick_xml::escape::minimal_escape(value);
    let _ =
        std::fmt::Write::write_fmt(out, format_args!("<{prefix}{name}>{value}</{prefix}{name}>\n"));
}
