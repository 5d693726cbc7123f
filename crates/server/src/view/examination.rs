//! An examination as officers see it: where, by whom, and what waits for a second officer (查验、复核).

use std::collections::BTreeMap;

use clearance::{DeclarationFile, Registry, history::Event};
use model::{EnteredResult, Moment, SecondWord};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    instrument::{EvidenceView, evidence},
    timeline::Words,
};

/// An examination that is open.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExaminationView {
    /// `port`, `destination` or `both`.
    pub(crate) place: String,
    /// Where the next record is made.
    pub(crate) next_place: String,
    /// The site at the port to which the goods are moved for it; empty: where they are.
    pub(crate) site: String,
    /// Who was drawn to examine them; nobody where the house keeps no examiners.
    pub(crate) examiners: Vec<ExaminerView>,
    /// Who attends, or that it is waived; empty: nobody said.
    pub(crate) attended_by: String,
    /// Whether a result by which goods go on takes a second officer today.
    pub(crate) takes_second: bool,
    /// What one officer entered and another has to confirm; null where nothing waits.
    #[schema(required)]
    pub(crate) entered: Option<EnteredView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExaminerView {
    /// 工号.
    pub(crate) id: String,
    pub(crate) name: String,
}

/// What one officer found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EnteredView {
    pub(crate) officer: String,
    pub(crate) reason: String,
    /// What its record is going to say, by the names of the record's fields.
    pub(crate) fields: BTreeMap<String, String>,
    pub(crate) attachments: Vec<EvidenceView>,
    /// By which a second officer names it.
    #[schema(format = DateTime)]
    pub(crate) entered_at: String,
}

pub(super) fn examination_view(
    registry: &Registry,
    file: &DeclarationFile<'_>,
    now: Moment,
) -> Option<ExaminationView> {
    let it = file.examination.as_ref()?;
    let examiner =
        |(id, name): &(String, String)| ExaminerView { id: id.clone(), name: name.clone() };
    let on = now.max(registry.reached()).local_date();
    Some(ExaminationView {
        place: it.place.clone(),
        next_place: it.next_place().to_owned(),
        site: it.site.clone(),
        examiners: it.examiners.iter().map(examiner).collect(),
        attended_by: it.attended_by.clone(),
        takes_second: registry.takes_second(SecondWord::ExaminationResult, on),
        entered: file.entered.as_deref().map(entered_view),
    })
}

fn entered_view(it: &EnteredResult) -> EnteredView {
    EnteredView {
        officer: it.officer.clone(),
        reason: it.reason.clone(),
        fields: it.fields.clone(),
        attachments: evidence(it.attachments.clone()),
        entered_at: it.at.to_string(),
    }
}

/// What happens with a result before its record is issued; nothing for other events. Companies learn of the record.
pub(super) fn describe_examination(event: &Event) -> Option<(&'static str, Words, String, String)> {
    let (words, by, detail) = match event {
        Event::ExaminationEntered(it) => {
            let result = it.fields.get("result").map_or("", String::as_str);
            let words =
                ["查验结果已录入，待复核", "result of examination entered, to be confirmed"];
            (words, it.officer.clone(), format!("{result} {}", it.reason))
        }
        Event::ExaminationConfirmed(it) => {
            let words = match it.is_confirmed {
                true => ["查验结果已复核", "result of examination confirmed"],
                false => {
                    ["查验结果不予确认，重新查验", "result not confirmed, to be examined again"]
                }
            };
            (words, it.officer.clone(), format!("{} {}", it.entered_by, it.reason))
        }
        _ => return None,
    };
    let [zh, en] = words;
    Some(("examined", (zh.to_owned(), en.to_owned()), by, detail.trim().to_owned()))
}
