//! What people and programs are shown: the shapes of the API, made from what the house keeps.

mod act;
mod admission;
mod after_release;
mod amendment;
mod audit;
mod authorisation;
mod background;
mod book;
mod collective;
mod company;
mod declaration;
mod delivery;
mod draft;
mod duty_slip;
mod enterprise;
mod entry;
mod examination;
mod export;
mod filing;
mod guarantee;
mod hold;
mod instrument;
mod law;
mod licence;
mod manifest;
mod monthly;
mod own_cases;
mod people;
mod receipt;
mod risk_budget;
mod risk_campaign;
mod risk_figures;
mod risk_models;
mod risk_plan;
mod risk_rule;
mod risk_trial;
mod sampling;
mod seen;
mod service;
mod shapes;
mod summed;
mod supplement;
mod tariff;
mod task;
mod timeline;
mod timeline_manifest;
mod transit;
mod treatment;
mod verification;
mod wall;
mod watch;
mod zone;

pub(crate) use act::*;
pub(crate) use after_release::{
    ReturnView, SlipDetail, SlipPage, TaxBillView, slip_detail, slip_view,
};
pub(crate) use amendment::{AmendmentPage, AmendmentView, amendment_view, describe_amendment};
pub(crate) use audit::{
    AuditDetail, AuditLabelPage, AuditPage, LabelFilter, audit_detail, audit_labels, audit_summary,
};
pub(crate) use authorisation::{AuthorisationPage, AuthorisationView, authorisation_view};
pub(crate) use background::{BackgroundView, Sources, background_view};
pub(crate) use book::{BookView, book_view};
pub(crate) use collective::{CollectivePage, collective_trader_view};
pub(crate) use company::{OwnCompanies, OwnCompany, signing_view};
pub(crate) use declaration::{
    DeclarationPage, DeclarationSummary, DeclarationView, declaration_owner, declaration_summary,
    declaration_view,
};
pub(crate) use delivery::*;
pub(crate) use draft::{DraftKept, DraftList, DraftView, draft_summary, draft_view};
pub(crate) use duty_slip::{
    DutySlipDetail, DutySlipPage, Reconciliation, duty_slip_detail, duty_slip_view, reconciliation,
};
pub(crate) use enterprise::{
    EnterprisePage, EnterpriseView, ProblemFault, RegistryTaken, enterprise_view,
};
pub(crate) use entry::{
    entry_summary, entry_view, explained, happenings, parsed_at, step_view, waiting_for,
};
pub(crate) use export::{ExportPage, ExportSummary, ExportView, export_summary, export_view};
pub(crate) use filing::{
    CheckedMessage, CodeList, FormView, RehearsalView, checked_view, code_view, form_view,
    rehearsal_view,
};
pub(crate) use guarantee::{
    GuaranteeDetail, GuaranteePage, GuaranteeSummary, guarantee_detail, guarantee_summary,
};
pub(crate) use hold::*;
pub(crate) use instrument::{
    DeclarationDocuments, InstrumentDetail, InstrumentPage, InstrumentView, SignatureView,
    canonical, documents_of, instrument_detail, instrument_view, way_words as service_words,
};
pub(crate) use law::{
    Asked, LawChanges, LawDetail, LawList, Source, law_changes, law_detail, law_summary, tell,
};
pub(crate) use licence::{LicencePage, LicenceSummary, LicenceView, licence_summary, licence_view};
pub(crate) use manifest::{
    ConsignmentPage, ConsignmentView, ManifestPage, ManifestView, consignment_view,
    manifest_summary, manifest_view,
};
pub(crate) use monthly::{
    MonthlyDetail, MonthlyPage, MonthlySummary, monthly_detail, monthly_summary,
};
pub(crate) use own_cases::*;
pub(crate) use people::*;
pub(crate) use receipt::{
    ReceiptPage, ReceiptView, RecipientReceipts, receipt_views, receipt_views_from,
    receipts_of_input,
};
pub(crate) use risk_budget::*;
pub(crate) use risk_campaign::*;
pub(crate) use risk_figures::*;
pub(crate) use risk_models::*;
pub(crate) use risk_plan::*;
pub(crate) use risk_rule::*;
pub(crate) use risk_trial::*;
pub(crate) use seen::{Seen, Withheld};
pub(crate) use service::*;
pub(crate) use shapes::*;
pub(crate) use tariff::{TariffUnit, TariffView, tariff_view};
pub(crate) use task::{
    HandedOver, HandedOverPage, TaskAnswer, TaskAnswers, TaskPage, task_queue_view, task_view,
};
pub(crate) use transit::{TransitDetail, TransitPage, transit_detail, transit_view};
pub(crate) use verification::VerificationView;
pub(crate) use wall::*;
pub(crate) use watch::{
    WatchPage, WatchPreview, WatchRowView, WatchSaved, preview_view, watch_view,
};
pub(crate) use zone::{
    ExitListPage, ExitListSummary, ExitListView, GatePassPage, GatePassSummary, GatePassView,
    exit_list_summary, exit_list_view, gate_pass_summary, gate_pass_view,
};
