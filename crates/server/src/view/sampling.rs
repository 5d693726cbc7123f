//! Appointments, results of laboratories and longer terms of documents, and goods under custody, as people see them.

use clearance::{Custody, history::Event};
use model::{Appointment, ExaminationWay, Extension, LaboratoryFinding, LaboratoryResult};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    instrument::{EvidenceView, evidence},
    timeline::{Words, day},
    vocabulary,
};

/// When and how goods are examined, as agreed last (查验预约).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AppointmentView {
    #[schema(value_type = vocabulary::ExaminationWay)]
    pub(crate) way: ExaminationWay,
    #[schema(format = DateTime)]
    pub(crate) at: String,
    /// Of a video: where both sides meet; empty on site.
    pub(crate) link: String,
    pub(crate) officer: String,
}

/// What a laboratory found of a sample (化验结论).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LaboratoryResultView {
    pub(crate) laboratory: String,
    pub(crate) sample_no: String,
    #[schema(value_type = vocabulary::LaboratoryFinding)]
    pub(crate) finding: LaboratoryFinding,
    pub(crate) finding_zh: String,
    pub(crate) finding_en: String,
    pub(crate) text: String,
    /// The code that the goods belong under; empty but for another classification.
    pub(crate) commodity_code: String,
    pub(crate) attachments: Vec<EvidenceView>,
    #[schema(format = DateTime)]
    pub(crate) at: String,
}

/// More time for what a document asks for (延期).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExtensionView {
    /// Its last day before.
    #[schema(format = Date)]
    pub(crate) before: String,
    #[schema(format = Date)]
    pub(crate) until: String,
    pub(crate) reason: String,
    /// Who granted it, in turn.
    pub(crate) officers: Vec<String>,
    /// Whether all that have to granted it.
    pub(crate) is_in_force: bool,
}

/// Goods that may leave the port before they are released (附条件提离).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CustodyView {
    /// Where they are kept and not used.
    pub(crate) site: String,
    /// When they left the port; null before.
    #[schema(required, format = DateTime)]
    pub(crate) moved_at: Option<String>,
}

pub(crate) fn appointment_view(it: Appointment) -> AppointmentView {
    AppointmentView { way: it.way, at: it.at.to_string(), link: it.link, officer: it.officer }
}

pub(crate) fn result_view(it: LaboratoryResult) -> LaboratoryResultView {
    LaboratoryResultView {
        laboratory: it.laboratory,
        sample_no: it.sample_no,
        finding: it.finding,
        finding_zh: it.finding.title_zh().to_owned(),
        finding_en: it.finding.title_en().to_owned(),
        text: it.text,
        commodity_code: it.commodity_code,
        attachments: evidence(it.attachments),
        at: it.at.to_string(),
    }
}

pub(crate) fn extension_view(it: Extension) -> ExtensionView {
    ExtensionView {
        before: day(it.before),
        until: day(it.until),
        reason: it.reason,
        officers: it.officers,
        is_in_force: it.is_in_force,
    }
}

pub(crate) fn custody_view(it: &Custody) -> CustodyView {
    CustodyView { site: it.site.clone(), moved_at: it.moved_at.map(|it| it.to_string()) }
}

/// What happens with appointments, samples, terms and custody; nothing for other events.
pub(super) fn describe_sampling(event: &Event) -> Option<(&'static str, Words, String, String)> {
    let words = |zh: &str, en: &str| (zh.to_owned(), en.to_owned());
    Some(match event {
        Event::ExaminationAppointed(it) => {
            let zh = format!("{}预约", it.way.title_zh());
            let en = format!("examination appointed: {}", it.way.title_en());
            let detail = format!("{} {}", it.at, it.link).trim_end().to_owned();
            ("instrument", (zh, en), it.officer.clone(), detail)
        }
        Event::LaboratorySaid(it) => {
            let zh = format!("检验结果：{}", it.finding.title_zh());
            let en = format!("laboratory: {}", it.finding.title_en());
            let detail = format!("{} · {} {}", it.sample_no, it.text, it.commodity_code);
            ("instrument", (zh, en), it.laboratory.clone(), detail.trim_end().to_owned())
        }
        Event::InstrumentExtended(it) => {
            let words = match it.is_in_force {
                true => words("期限延长", "term extended"),
                false => words("期限延长，待复核", "longer term granted by one officer"),
            };
            let detail = format!("{} → {} · {}", day(it.before), day(it.until), it.reason);
            ("instrument", words, it.officers.join(", "), detail)
        }
        Event::MovedUnderCustody { site, to, at } => {
            let words = words("附条件提离", "left under custody");
            ("exit", words, site.clone(), format!("→ {to} · {at}"))
        }
        _ => return None,
    })
}
