//! What happens to manifests and to the goods of their bills, in words.

use clearance::history::{Event, ReportNote};
use model::{DocumentState, ManifestFunction, ReportKind};

use super::timeline::{Words, codes};

/// Nothing for other events.
pub(super) fn describe_manifest(event: &Event) -> Option<(&'static str, Words, String, String)> {
    let none = String::new;
    Some(match event {
        Event::ManifestSent { function, bills, outcome, findings, .. } => {
            let detail = format!("{bills} {}", codes(findings));
            ("document", sent_words(*function, *outcome), none(), detail.trim_end().to_owned())
        }
        Event::BillSent { function, bill_no, outcome, findings, .. } => {
            let detail = format!("{bill_no} {}", codes(findings));
            ("document", sent_words(*function, *outcome), none(), detail.trim_end().to_owned())
        }
        Event::ManifestState { to, .. } => {
            let (zh, en) = (lifecycle::manifest_title_zh(*to), lifecycle::manifest_title_en(*to));
            ("state", (zh.to_owned(), en.to_owned()), none(), none())
        }
        Event::ConsignmentState { to, findings, .. } => {
            let (zh, en) =
                (lifecycle::consignment_title_zh(*to), lifecycle::consignment_title_en(*to));
            ("state", (zh.to_owned(), en.to_owned()), none(), codes(findings))
        }
        Event::Reported(note) => {
            ("report", report_words(note), note.reporter.clone(), detail(note))
        }
        _ => return None,
    })
}

fn sent_words(function: ManifestFunction, outcome: Option<DocumentState>) -> Words {
    let (zh, en) = match (outcome, function) {
        (None, _) => ("舱单重复传输，未变更", "manifest repeated, nothing changed"),
        (Some(DocumentState::Rejected), _) => ("舱单未被接受", "manifest not accepted"),
        (Some(_), ManifestFunction::New) => ("舱单传输", "manifest sent"),
        (Some(_), ManifestFunction::Change) => ("舱单变更", "manifest changed"),
        (Some(_), ManifestFunction::Delete) => ("舱单删除", "manifest deleted"),
    };
    (zh.to_owned(), en.to_owned())
}

fn report_words(note: &ReportNote) -> Words {
    let (zh, en) = match note.kind {
        ReportKind::Arrival => ("运抵报告", "arrival reported"),
        ReportKind::Tally => ("理货报告", "tally reported"),
        ReportKind::Transfer => ("分拨", "transferred"),
        ReportKind::OffLoad => ("落货", "taken off"),
        ReportKind::ChangeLoad => ("改配", "goes over to another manifest"),
        ReportKind::Load => ("装载", "loaded"),
        ReportKind::Vehicle => ("承运确报", "vehicles told"),
    };
    match note.function {
        ManifestFunction::Delete => (format!("{zh}删除"), format!("{en}: taken back")),
        _ => (zh.to_owned(), en.to_owned()),
    }
}

fn detail(note: &ReportNote) -> String {
    let packages = note.packages.map(|it| format!("{it} 件"));
    let weight = note.gross_weight_kg.map(|it| format!("{it} kg"));
    let site = (!note.site.is_empty()).then(|| note.site.clone());
    let codes = Some(codes(&note.findings)).filter(|it| !it.is_empty());
    let parts = [Some(note.bill_no.clone()), site, packages, weight, codes];
    parts.into_iter().flatten().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" · ")
}
