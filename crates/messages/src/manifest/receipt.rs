//! The answer to a manifest message (`MTRES`): one message a bill, so that a part of a manifest can be
//! accepted.

use model::{ManifestFunction, ManifestReturn, ManifestStatement, ReceiptKind};

use crate::{
    receipt::WireTime,
    xml::{field, nest},
};

/// Of road manifests; manifests of other modes have none of their own in what is published.
const NAMESPACE: &str = "urn:Declaration:datamodel:standard:CN:MTRES4:1";
/// 报文接收方: customs, as it names itself.
const CUSTOMS: &str = "EPORT";
/// Most characters of `StatementDescription`.
const DESCRIPTION_MAX: usize = 256;

pub(crate) const fn is_manifest_receipt(kind: ReceiptKind) -> bool {
    matches!(kind, ReceiptKind::Manifest)
}

/// The `StatementCode` as a number: 1 accepted, 2 for review, 3 refused, 11 released, 12 loading
/// refused, 13 unloading forbidden.
pub const fn manifest_status(statement: ManifestStatement) -> i32 {
    match statement {
        ManifestStatement::Accepted => 1,
        ManifestStatement::Review => 2,
        ManifestStatement::Refused => 3,
        ManifestStatement::Released => 11,
        ManifestStatement::LoadingRefused => 12,
        ManifestStatement::UnloadingForbidden => 13,
    }
}

const fn function_code(message_type: &str, function: ManifestFunction) -> &'static str {
    match function {
        ManifestFunction::Change => "5",
        ManifestFunction::Delete => "3",
        // Of manifests themselves new is 9, of all reports 2.
        ManifestFunction::New => match message_type.as_bytes() {
            b"MT1401" | b"MT2401" | b"manifest" => "9",
            _ => "2",
        },
    }
}

pub(crate) fn write_return(it: &ManifestReturn<'_>, at: &WireTime, out: &mut Vec<u8>) {
    out.extend_from_slice(b"<Manifest xmlns=\"");
    out.extend_from_slice(NAMESPACE.as_bytes());
    out.extend_from_slice(b"\">");
    nest("Head", out, |out| {
        field("MessageID", &it.message_id, out);
        field("FunctionCode", function_code(&it.message_type, it.function), out);
        field("MessageType", &it.message_type, out);
        field("SenderID", CUSTOMS, out);
        field("ReceiverID", &it.to, out);
        field("SendTime", at.as_str(), out);
        field("Version", "1.0", out);
    });
    let information = |out: &mut Vec<u8>| {
        let code = format!("{:02}", manifest_status(it.statement));
        field("StatementCode", &code, out);
        field("StatementDescription", crate::receipt::cut(&it.info, DESCRIPTION_MAX), out);
    };
    nest("Response", out, |out| {
        field("ID", &it.manifest_no, out);
        if it.bill_no.is_empty() {
            nest("AdditionalInformation", out, information);
        } else {
            nest("Consignment", out, |out| {
                nest("AdditionalInformation", out, information);
                nest("TransportContractDocument", out, |out| field("ID", &it.bill_no, out));
            });
        }
    });
    out.extend_from_slice(b"</Manifest>");
}
