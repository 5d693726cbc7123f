//! A goods declaration on the wire: `DecMessage`, one declaration a message; and in our own JSON.
//!
//! An empty element is an absent one. Elements that are not known here (royalties …) are passed over
//! wherever they stand. Of an export the wire's country of origin is where the goods go: here the names mean what they say.

pub(crate) mod amendment;
pub(crate) mod amendment_json;
mod change;
mod field_codes;
pub(crate) mod file;
mod form;
pub(crate) mod json;
mod nodes;
mod own;
mod read;
mod receipt;
pub(crate) mod supplement;
pub(crate) mod supplement_json;
pub(crate) mod tables;
pub(crate) mod transit;
mod values;
mod write;

use model::{Declaration, Finding, Text};

use crate::envelope::Extent;

pub use amendment::{AmendmentReading, write_amendment};
pub(crate) use amendment_json::{
    is_json_form as is_amendment_json, read_json as read_amendment_json,
};
pub use change::{ChangeFault, change_field, standing_text};
pub use field_codes::{amendable_fields, code_of_field};
pub use file::{FileReading, write_file};
pub use form::{FormField, FormKind, FormNeed, declaration_form};
pub(crate) use json::{is_json_form, read_json};
pub(crate) use read::{is_declaration, read};
pub use receipt::channel_code;
pub(crate) use receipt::{
    declaration_root, write_package, write_response, write_return, write_transit,
};
pub use supplement::{SupplementReading, write_supplement};
pub(crate) use supplement_json::{
    is_json_form as is_supplement_json, read_json as read_supplement_json,
};
pub use write::write_declaration;

/// The root element.
pub(crate) const ROOT: &str = "DecMessage";
/// Its namespace, and that of the data centre's answer.
pub(crate) const NAMESPACE: &str = "http://www.chinaport.gov.cn/dec";

/// What a declaration's message says beside it (`Version`, `DecSign`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeclarationHeader<'a> {
    /// `3.1`, `4.8`; empty in the form of 2018.
    pub version: Text<'a>,
    /// 操作类型, as sent: `C` declares, `G` keeps …
    pub operation: Text<'a>,
    /// 操作员IC卡号.
    pub operator_card: Text<'a>,
    /// 操作员姓名.
    pub operator_name: Text<'a>,
    /// 操作企业组织机构代码: whoever sends it.
    pub sender_code: Text<'a>,
    /// 客户端报关单编号.
    pub reference: Text<'a>,
    /// 数字签名信息; whether it is good is not decided here.
    pub signature: Text<'a>,
    /// 签名日期, as sent.
    pub signed_at: Text<'a>,
    /// 操作员卡的证书号.
    pub certificate_no: Text<'a>,
    /// 对应清单统一编号.
    pub list_no: Text<'a>,
    pub note: Text<'a>,
}

/// A declaration as it came, and what is wrong with its form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclarationReading<'a> {
    pub header: DeclarationHeader<'a>,
    /// With empty and zero values where a field could not be read.
    pub document: Declaration<'a>,
    /// In the order of the fields; empty when the form is right.
    pub faults: Vec<Finding>,
    /// Where the declaration stands in the raw message.
    pub place: Extent,
    /// In our own JSON, not on the wire.
    pub is_json: bool,
}

impl DeclarationReading<'_> {
    /// `DecMessage`, or `declaration` where it came in our own JSON.
    pub fn message_type(&self) -> &'static str {
        if self.is_json { json::TAG } else { ROOT }
    }

    pub fn is_signed(&self) -> bool {
        !self.header.signature.is_empty()
    }
}
