//! What customs issued about declarations as people see it, with the house's signature; and its events in words.

use anyhow::{Context as _, Result};
use clearance::{
    InstrumentFile,
    history::Event,
    instrument_case, instrument_state_of,
    ports::{EntryRow, Records},
};
use model::{
    EntryId, Instrument, InstrumentKind, InstrumentState, ServiceWay, TermOwner, TermUnit,
};
use serde::Serialize;
use store::HouseRecords;
use utoipa::ToSchema;

use super::{
    Seen, TimelineEvent,
    entry::{answers, happenings, timeline},
    sampling::{
        AppointmentView, ExtensionView, LaboratoryResultView, appointment_view, extension_view,
        result_view,
    },
    vocabulary,
};
use crate::access::Shown;

/// Some documents of customs, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InstrumentPage {
    #[schema(value_type = Vec<InstrumentView>)]
    pub(crate) items: Vec<Shown<InstrumentView>>,
    /// Pass as `after` for what follows; null at the end.
    #[schema(required)]
    pub(crate) next: Option<String>,
}

/// All documents of customs about one declaration, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeclarationDocuments {
    #[serde(flatten)]
    pub(crate) seen: Seen,
    pub(crate) items: Vec<InstrumentView>,
}

/// A document that customs issued about a declaration (海关法律文书).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InstrumentView {
    /// 文书编号.
    pub(crate) number: String,
    #[schema(value_type = vocabulary::InstrumentKind)]
    pub(crate) kind: InstrumentKind,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    #[schema(value_type = vocabulary::InstrumentState)]
    pub(crate) state: InstrumentState,
    pub(crate) state_title_zh: String,
    pub(crate) state_title_en: String,
    /// Empty of one in a case after release.
    pub(crate) declaration_no: String,
    /// The number of that case; empty of one about a declaration.
    pub(crate) audit_no: String,
    /// Who decided; empty: the house's selection.
    pub(crate) officer: String,
    pub(crate) reason: String,
    #[schema(format = DateTime)]
    pub(crate) issued_at: String,
    /// When it was served (送达); null before.
    #[schema(required, format = DateTime)]
    pub(crate) served_at: Option<String>,
    /// Last day of its term; null before it is served, and where it has none.
    #[schema(required, format = Date)]
    pub(crate) due_on: Option<String>,
    /// Whose term it is; null where it has none.
    #[schema(required, value_type = Option<vocabulary::TermOwner>)]
    pub(crate) owed_by: Option<TermOwner>,
    #[serde(flatten)]
    pub(crate) seen: Seen,
}

/// One document with what it says, its signature, and what happened with it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InstrumentDetail {
    #[serde(flatten)]
    pub(crate) summary: InstrumentView,
    pub(crate) fields: Vec<InstrumentFieldView>,
    pub(crate) attachments: Vec<EvidenceView>,
    #[schema(value_type = vocabulary::BasisView)]
    pub(crate) basis: model::Basis,
    #[schema(required)]
    pub(crate) term: Option<InstrumentTermView>,
    #[schema(required)]
    pub(crate) service: Option<ServiceView>,
    pub(crate) answers: Vec<InstrumentAnswerView>,
    /// Of an examination's notice: who attends; null while nobody said.
    #[schema(required)]
    pub(crate) attendance: Option<AttendanceView>,
    /// Of an examination's notice: when and how; null while nothing was agreed.
    #[schema(required)]
    pub(crate) appointment: Option<AppointmentView>,
    /// Of a sample's order: what the laboratory found last; null before.
    #[schema(required)]
    pub(crate) result: Option<LaboratoryResultView>,
    /// More time; null while nobody granted any.
    #[schema(required)]
    pub(crate) extension: Option<ExtensionView>,
    /// Null: left out.
    #[schema(nullable)]
    pub(crate) signature: SignatureView,
    pub(crate) timeline: Vec<TimelineEvent>,
}

/// One thing that a document says.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InstrumentFieldView {
    pub(crate) name: String,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    pub(crate) value: String,
    pub(crate) value_zh: String,
}

/// A file that is kept elsewhere, by its digest.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EvidenceView {
    pub(crate) name: String,
    /// BLAKE3, hexadecimal.
    pub(crate) digest: String,
}

/// A term that runs from the day of service.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InstrumentTermView {
    pub(crate) length: u16,
    #[schema(value_type = vocabulary::TermUnit)]
    pub(crate) unit: TermUnit,
    #[schema(value_type = vocabulary::BasisView)]
    pub(crate) basis: model::Basis,
}

/// How it came to its addressee (送达).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ServiceView {
    #[schema(value_type = vocabulary::ServiceWay)]
    pub(crate) way: ServiceWay,
    pub(crate) to: String,
    pub(crate) by: String,
    #[schema(format = DateTime)]
    pub(crate) at: String,
}

/// What was presented in answer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InstrumentAnswerView {
    pub(crate) by_code: String,
    pub(crate) text: String,
    pub(crate) attachments: Vec<EvidenceView>,
    #[schema(format = DateTime)]
    pub(crate) at: String,
    /// After the last day of the term.
    pub(crate) is_late: bool,
}

/// Whether the trader is there when his goods are examined.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AttendanceView {
    pub(crate) by_code: String,
    /// Who comes; of one who waives, who says so.
    pub(crate) name: String,
    pub(crate) is_waived: bool,
    #[schema(format = DateTime)]
    pub(crate) at: String,
}

/// The house's signature over a document.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SignatureView {
    /// `Ed25519`, over the bytes `tongguan document 1` and then those of `text`.
    pub(crate) algorithm: String,
    /// The key that signs heads of the chain too, hexadecimal.
    pub(crate) public_key: String,
    pub(crate) signature: String,
    /// What is signed: the document's canonical JSON (keys in order, no white space).
    pub(crate) text: String,
}

pub(crate) fn instrument_view(row: &EntryRow) -> Result<InstrumentView> {
    let file = InstrumentFile::from_row(row)?;
    view_of(row, &file)
}

fn view_of(row: &EntryRow, file: &InstrumentFile) -> Result<InstrumentView> {
    let state = instrument_state_of(row.state).context("not the state of a document")?;
    let it = &file.issued;
    Ok(InstrumentView {
        seen: Seen::default(),
        number: it.number.clone(),
        kind: it.kind,
        title_zh: it.title_zh.clone(),
        title_en: it.title_en.clone(),
        state,
        state_title_zh: lifecycle::instrument_title_zh(state).to_owned(),
        state_title_en: lifecycle::instrument_title_en(state).to_owned(),
        declaration_no: it.declaration_no.clone(),
        audit_no: it.audit_no.clone(),
        officer: it.officer.clone(),
        reason: it.reason.clone(),
        issued_at: it.issued_at.to_string(),
        served_at: file.service.as_ref().map(|it| it.at.to_string()),
        due_on: file.due_on.date().map(|it| it.to_string()),
        owed_by: it.term.as_ref().map(|it| it.owed_by),
    })
}

/// What was issued about a declaration, or in a case after release, newest first.
pub(crate) fn documents_of(
    records: &dyn Records,
    about: EntryId,
    n_instruments: u8,
) -> Result<Vec<InstrumentView>> {
    let cases = (1..=n_instruments).rev().map(|it| instrument_case(about, it));
    let rows = cases.map(|it| records.entry(it)).filter_map(Result::transpose);
    rows.map(|row| instrument_view(&row?)).collect()
}

pub(crate) fn instrument_detail(
    records: &HouseRecords,
    row: &EntryRow,
) -> Result<InstrumentDetail> {
    let file = InstrumentFile::from_row(row)?;
    let happenings = happenings(records, row.id)?;
    let answered = answers(records, &happenings)?;
    let summary = view_of(row, &file)?;
    let signature = sign(records, &file.issued)?;
    let Instrument { fields, attachments, basis, term, .. } = *file.issued;
    let field = |it: model::InstrumentField| InstrumentFieldView {
        name: it.name,
        title_zh: it.title_zh,
        title_en: it.title_en,
        value: it.value,
        value_zh: it.value_zh,
    };
    let answer = |it: model::InstrumentAnswer| InstrumentAnswerView {
        by_code: it.by_code,
        text: it.text,
        attachments: evidence(it.attachments),
        at: it.at.to_string(),
        is_late: it.is_late,
    };
    Ok(InstrumentDetail {
        summary,
        fields: fields.into_iter().map(field).collect(),
        attachments: evidence(attachments),
        basis,
        term: term.map(|it| InstrumentTermView {
            length: it.length,
            unit: it.unit,
            basis: it.basis,
        }),
        service: file.service.map(|it| ServiceView {
            way: it.way,
            to: it.to,
            by: it.by,
            at: it.at.to_string(),
        }),
        answers: file.answers.into_iter().map(answer).collect(),
        attendance: file.attendance.map(|it| AttendanceView {
            by_code: it.by_code,
            name: it.name,
            is_waived: it.is_waived,
            at: it.at.to_string(),
        }),
        appointment: file.appointment.map(appointment_view),
        result: file.result.map(|it| result_view(*it)),
        extension: file.extension.map(extension_view),
        signature,
        timeline: timeline(&happenings, &answered),
    })
}

pub(super) fn evidence(files: Vec<model::Evidence>) -> Vec<EvidenceView> {
    let view = |it: model::Evidence| EvidenceView { name: it.name, digest: it.digest };
    files.into_iter().map(view).collect()
}

/// Signs the document as it was issued. The same document gets the same signature every time.
pub(crate) fn sign(records: &HouseRecords, issued: &Instrument) -> Result<SignatureView> {
    let text = canonical(&serde_json::to_value(issued)?)?;
    let signed = records.sign_document(text.as_bytes())?;
    Ok(SignatureView {
        algorithm: "Ed25519".to_owned(),
        public_key: hex(&signed.public_key),
        signature: hex(&signed.signature),
        text,
    })
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// JSON with the keys of objects in order and no white space.
pub(crate) fn canonical(value: &serde_json::Value) -> Result<String> {
    use serde_json::Value;
    Ok(match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(key, _)| *key);
            let spell = |(key, value): (&String, &Value)| -> Result<String> {
                Ok(format!("{}:{}", serde_json::to_string(key)?, canonical(value)?))
            };
            let members: Vec<String> = members.into_iter().map(spell).collect::<Result<_>>()?;
            format!("{{{}}}", members.join(","))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(canonical).collect::<Result<_>>()?;
            format!("[{}]", items.join(","))
        }
        plain => serde_json::to_string(plain)?,
    })
}

/// What an event is: its kind, its words, by whom, and more.
type Described = (&'static str, (String, String), String, String);

/// What happens with documents of customs; nothing for other events.
pub(super) fn describe_instrument(event: &Event) -> Option<Described> {
    let none = String::new;
    let (words, by, detail): ([String; 2], String, String) = match event {
        Event::InstrumentIssued(it) => (
            [format!("{}制发", it.title_zh), format!("{} issued", it.title_en)],
            it.officer.clone(),
            it.reason.clone(),
        ),
        Event::InstrumentState { to, by, note, .. } => (state_words(*to), by.clone(), note.clone()),
        Event::InstrumentServed { service, due_on } => {
            let last = due_on.date().map_or_else(none, |it| format!(" · ≤ {it}"));
            let [zh, en] = way_words(service.way);
            let detail = format!("{} · {}{last}", service.to, service.at);
            ([zh.to_owned(), en.to_owned()], service.by.clone(), detail)
        }
        Event::InstrumentAnswered(it) => {
            let [zh, en] = match it.is_late {
                true => ["逾期答复", "answered late"],
                false => ["答复", "answered"],
            };
            let names: Vec<&str> = it.attachments.iter().map(|it| it.name.as_str()).collect();
            let detail = format!("{} {}", it.text, names.join(", ")).trim().to_owned();
            ([zh.to_owned(), en.to_owned()], it.by_code.clone(), detail)
        }
        Event::ValueDecided(it) => {
            let [zh, en] = match it.is_in_effect {
                true => ["审定计税价格", "value decided"],
                false => ["审定计税价格，待复核", "value decided by one officer"],
            };
            let one = |it: &model::DecidedValue| format!("#{} {}", it.number, it.total_price);
            let lines: Vec<String> = it.lines.iter().map(one).collect();
            let (lines, method, reason) = (lines.join(", "), &it.method, &it.reason);
            let tax = format!("{} → {} CNY", it.tax_before, it.tax_after);
            let detail = format!("{lines} · {tax} · {method} {reason}").trim().to_owned();
            ([zh.to_owned(), en.to_owned()], it.officer.clone(), detail)
        }
        Event::DeviceRead(it) => {
            let [zh, en] = match it.verdict {
                model::DeviceVerdict::Normal => ["机检正常", "device: normal"],
                model::DeviceVerdict::Suspicious => ["机检异常", "device: suspicious"],
            };
            let names: Vec<&str> = it.attachments.iter().map(|it| it.name.as_str()).collect();
            let detail = format!("{} {}", it.reading, names.join(", ")).trim().to_owned();
            ([zh.to_owned(), en.to_owned()], it.device.clone(), detail)
        }
        Event::InstrumentAttended(it) => {
            let [zh, en] = match it.is_waived {
                true => ["放弃到场", "attendance waived"],
                false => ["到场", "attends"],
            };
            ([zh.to_owned(), en.to_owned()], it.by_code.clone(), it.name.clone())
        }
        Event::InstrumentMoved { number, kind, to, by, note } => {
            let ([kind_zh, kind_en], [state_zh, state_en]) = (kind_words(*kind), state_words(*to));
            let words = [format!("{kind_zh}{state_zh}"), format!("{kind_en} {state_en}")];
            (words, by.clone(), format!("{number} {note}").trim().to_owned())
        }
        _ => return None,
    };
    let [zh, en] = words;
    Some(("instrument", (zh, en), by, detail))
}

fn state_words(state: InstrumentState) -> [String; 2] {
    let (zh, en) = (lifecycle::instrument_title_zh(state), lifecycle::instrument_title_en(state));
    [zh.to_owned(), en.to_owned()]
}

pub(crate) const fn way_words(way: ServiceWay) -> [&'static str; 2] {
    match way {
        ServiceWay::InPerson => ["直接送达", "served in person"],
        ServiceWay::Electronic => ["电子送达", "served electronically"],
        ServiceWay::Post => ["邮寄送达", "served by post"],
        ServiceWay::Left => ["留置送达", "served by leaving it"],
        ServiceWay::PublicNotice => ["公告送达", "served by public notice"],
    }
}

const fn kind_words(kind: InstrumentKind) -> [&'static str; 2] {
    match kind {
        InstrumentKind::ExaminationNotice => ["查验通知单", "examination notice"],
        InstrumentKind::ExaminationRecord => ["查验记录单", "examination record"],
        InstrumentKind::ValueQuery => ["价格质疑通知书", "value query"],
        InstrumentKind::PriceConsultation => ["价格磋商通知书", "notice of price consultation"],
        InstrumentKind::TaxConfirmation => ["税额确认书", "tax confirmation"],
        InstrumentKind::ShipBackOrder => ["责令直接退运通知书", "order to ship back"],
        InstrumentKind::DestructionOrder => ["责令销毁通知书", "order to destroy"],
        InstrumentKind::QuarantineNotice => ["检疫处理通知书", "quarantine notice"],
        InstrumentKind::DetentionDecision => ["扣留决定书", "detention decision"],
        InstrumentKind::AuditNotice => ["稽查通知书", "notice of audit"],
        InstrumentKind::RecordsOrder => ["调取账簿单证通知书", "order for records"],
        InstrumentKind::AuditOpinion => ["稽查征求意见书", "audit findings for opinion"],
        InstrumentKind::AuditConclusion => ["稽查结论", "audit conclusion"],
        InstrumentKind::VerificationConclusion => ["核查结论", "verification conclusion"],
        InstrumentKind::SamplingOrder => ["取样送检通知单", "order of a sample"],
        InstrumentKind::ConditionalRelease => ["附条件提离通知书", "release under custody"],
        InstrumentKind::SupplementRequest => {
            ["补充申报通知书", "request for a supplementary declaration"]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_json_knows_no_order_and_no_white_space() {
        let one = serde_json::json!({"b": [1, {"y": "中", "x": null}], "a": "\"q\""});
        assert_eq!(canonical(&one).unwrap(), r#"{"a":"\"q\"","b":[1,{"x":null,"y":"中"}]}"#);
    }
}
