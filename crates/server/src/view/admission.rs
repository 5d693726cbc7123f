//! What a declaration asks for when its goods are let in in two stages (两段准入), as people see it.

use clearance::{DeclarationFile, Registry, catalogue, history::Event};
use model::{AdmissionKind, AdmissionRequest, AdmissionState, Basis};
use serde::Serialize;
use utoipa::ToSchema;

use super::{timeline::Words, vocabulary};

/// One application for admission in two stages (两段准入申请), and what became of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AdmissionView {
    #[schema(value_type = vocabulary::AdmissionKind)]
    pub(crate) application: AdmissionKind,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    #[schema(value_type = vocabulary::AdmissionState)]
    pub(crate) state: AdmissionState,
    pub(crate) state_title_zh: String,
    pub(crate) state_title_en: String,
    /// Whether an officer has to decide it now: it is open, and the goods are being examined.
    pub(crate) is_waiting: bool,
    /// Of a transfer: code of the site (监管场地海关编码); empty of others.
    pub(crate) site: String,
    /// Its name; empty where the house does not keep it.
    pub(crate) site_name: String,
    /// By which check the house decided; empty where an officer did.
    pub(crate) code: String,
    /// The officer who decided; empty: the house, by its rules.
    pub(crate) officer: String,
    /// What was found, or the officer's words.
    pub(crate) reason: String,
    /// What the house's decision rests on; null where an officer decided.
    #[schema(required, value_type = Option<vocabulary::BasisView>)]
    pub(crate) basis: Option<Basis>,
    #[schema(format = DateTime)]
    pub(crate) at: String,
}

/// In the order of the wire's fields.
pub(crate) fn admissions_view(
    registry: &Registry,
    file: &DeclarationFile<'_>,
    today: model::Date,
) -> Vec<AdmissionView> {
    let view = |it: &AdmissionRequest| AdmissionView {
        application: it.kind,
        title_zh: it.kind.title_zh().to_owned(),
        title_en: it.kind.title_en().to_owned(),
        state: it.state,
        state_title_zh: it.state.title_zh().to_owned(),
        state_title_en: it.state.title_en().to_owned(),
        is_waiting: is_waiting(file, it),
        site: it.site.clone(),
        site_name: registry
            .site_on(&it.site, today)
            .map(|(row, _)| row.name.clone())
            .unwrap_or_default(),
        code: it.code.clone(),
        officer: it.officer.clone(),
        reason: it.reason.clone(),
        basis: catalogue::find(&it.code).map(|it| it.basis.clone()),
        at: it.at.to_string(),
    };
    file.admission.iter().map(view).collect()
}

/// Whether it is an officer's task: open, while the goods are examined.
pub(super) fn is_waiting(file: &DeclarationFile<'_>, it: &AdmissionRequest) -> bool {
    it.state == AdmissionState::Open && file.examination.is_some() && file.is_before_release()
}

/// What happens with applications for admission in two stages; nothing for other events.
pub(super) fn describe_admission(event: &Event) -> Option<(&'static str, Words, String, String)> {
    Some(match event {
        Event::AdmissionDecided(it) => {
            let zh = format!("{}：{}", it.kind.title_zh(), it.state.title_zh());
            let en = format!("{}: {}", it.kind.title_en(), it.state.title_en());
            let detail = format!("{} {}", it.code, it.reason).trim().to_owned();
            ("officer", (zh, en), it.officer.clone(), detail)
        }
        Event::MovedToSite { site, to, at } => {
            let words = ("转场".to_owned(), "moved to another site".to_owned());
            ("manifest", words, site.clone(), format!("→ {to} · {at}"))
        }
        _ => return None,
    })
}
