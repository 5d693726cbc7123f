//! The HTTP door: routes on one page, handlers in their own files.

mod amendments;
mod audits;
mod books;
mod collective;
mod declarations;
mod documents;
mod duty_slips;
mod enterprises;
mod entries;
mod exports;
mod extract;
mod guarantees;
mod licences;
mod manifests;
mod messages;
mod monthly;
mod page;
mod problem;
mod receipts;
mod reference;
mod slips;
mod state;
mod streams;
mod transits;
mod truths;
mod wall;
mod webhooks;
mod zone;

use anyhow::Result;
use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};
use utoipa::OpenApi;

pub(crate) use extract::Query;
pub(crate) use problem::Failure;
pub(crate) use state::ApiState;

use crate::{console, view};

/// Bytes of one message over HTTP; larger ones come as files.
pub(crate) const BODY_MAX: usize = 64 * 1024 * 1024;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Tongguan",
        version = "1",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
        description = "The customs house's API. Errors are RFC 9457 problems."
    ),
    paths(
        messages::post_message,
        entries::list_entries,
        entries::get_entry,
        entries::get_summary,
        wall::get_wall,
        wall::stream_wall,
        slips::list_slips,
        slips::get_slip,
        books::get_book,
        enterprises::list_enterprises,
        enterprises::get_enterprise,
        enterprises::post_registry,
        truths::list_requests,
        truths::post_truth,
        receipts::list_receipts,
        receipts::list_recipient_receipts,
        streams::stream_receipts,
        streams::stream_recipient_receipts,
        webhooks::list_webhooks,
        webhooks::add_webhook,
        webhooks::get_webhook,
        webhooks::remove_webhook,
        webhooks::pause_webhook,
        webhooks::resume_webhook,
        webhooks::replay_webhook,
        webhooks::test_webhook,
        webhooks::rotate_webhook_secret,
        webhooks::list_folders,
        zone::list_exit_lists,
        zone::get_exit_list,
        zone::list_gate_passes,
        zone::get_gate_pass,
        declarations::list_declarations,
        declarations::get_declaration,
        declarations::get_file,
        documents::list_declaration_documents,
        documents::list_documents,
        documents::get_document,
        amendments::list_amendments,
        audits::list_audits,
        audits::get_audit,
        audits::list_audit_labels,
        duty_slips::list_duty_slips,
        duty_slips::get_duty_slip,
        duty_slips::reconcile,
        guarantees::list_guarantees,
        guarantees::get_guarantee,
        collective::list_collective_traders,
        transits::list_transits,
        transits::get_transit,
        monthly::list_monthly_payers,
        monthly::get_monthly_payer,
        licences::list_licences,
        licences::get_licence,
        licences::list_authorisations,
        licences::get_authorisation,
        manifests::list_manifests,
        manifests::get_manifest,
        manifests::list_consignments,
        exports::list_exports,
        exports::get_export,
        reference::list_checks,
        reference::get_check,
        reference::get_tariff,
    ),
    components(schemas(
        view::vocabulary::Role,
        view::vocabulary::Credit,
        view::vocabulary::IdentityAnswer,
        view::vocabulary::EntryState,
        view::vocabulary::DocumentKind,
        view::vocabulary::DocumentState,
        view::vocabulary::Severity,
        view::vocabulary::Stage,
        view::vocabulary::Scope,
        view::vocabulary::Confidence,
        view::vocabulary::Regime,
        view::vocabulary::TaxKind,
        view::vocabulary::Lane,
        view::vocabulary::AccountKind,
        view::vocabulary::Movement,
        view::vocabulary::ReceiptKind,
        view::vocabulary::ReturnState,
        view::vocabulary::SlipState,
        view::vocabulary::BillState,
        view::vocabulary::ExitListState,
        view::vocabulary::GatePassState,
        view::vocabulary::DeclarationState,
        view::vocabulary::CaseRole,
        view::vocabulary::SeenWhere,
        view::vocabulary::ManifestState,
        view::vocabulary::ConsignmentState,
        view::vocabulary::StepOwner,
        view::vocabulary::ExportState,
        view::vocabulary::Direction,
        view::vocabulary::AmendmentKind,
        view::vocabulary::AmendmentState,
        view::vocabulary::AmendmentBar,
        view::vocabulary::DutySlipState,
        view::vocabulary::InstrumentKind,
        view::vocabulary::InstrumentState,
        view::vocabulary::TermUnit,
        view::vocabulary::TermOwner,
        view::vocabulary::ServiceWay,
        view::vocabulary::ExaminationWay,
        view::vocabulary::LaboratoryFinding,
        view::vocabulary::GuaranteeKind,
        view::vocabulary::GuaranteePurpose,
        view::vocabulary::GuaranteeState,
        view::vocabulary::GuaranteeCondition,
        view::vocabulary::MonthlyState,
        view::vocabulary::TransitKind,
        view::vocabulary::TransitState,
        view::vocabulary::AuditKind,
        view::vocabulary::AuditOrigin,
        view::vocabulary::AuditState,
        view::vocabulary::AuditOutcome,
        view::vocabulary::AuthorisationScope,
        view::vocabulary::AuthorisationSide,
        view::vocabulary::AuthorisationState,
        view::vocabulary::BasisView,
        crate::delivery::WebhookBody,
        crate::delivery::WebhookData,
    ))
)]
struct Document;

/// The OpenAPI document of these routes.
pub(crate) fn openapi() -> Result<String> {
    Ok(Document::openapi().to_pretty_json()?)
}

/// All routes.
pub(crate) fn router(state: ApiState) -> Router {
    Router::new()
        .route("/api/v1/messages", post(messages::post_message))
        .route("/api/v1/entries", get(entries::list_entries))
        .route("/api/v1/entries/{number}", get(entries::get_entry))
        .route("/api/v1/slips", get(slips::list_slips))
        .route("/api/v1/slips/{slip_no}", get(slips::get_slip))
        .route("/api/v1/receipts", get(receipts::list_receipts))
        .route("/api/v1/receipts/stream", get(streams::stream_receipts))
        .route("/api/v1/recipients/{code}/receipts", get(receipts::list_recipient_receipts))
        .route("/api/v1/recipients/{code}/receipts/stream", get(streams::stream_recipient_receipts))
        .route("/api/v1/webhooks", get(webhooks::list_webhooks).post(webhooks::add_webhook))
        .route("/api/v1/webhooks/{id}", get(webhooks::get_webhook).delete(webhooks::remove_webhook))
        .route("/api/v1/webhooks/{id}/pause", post(webhooks::pause_webhook))
        .route("/api/v1/webhooks/{id}/resume", post(webhooks::resume_webhook))
        .route("/api/v1/webhooks/{id}/replay", post(webhooks::replay_webhook))
        .route("/api/v1/webhooks/{id}/test", post(webhooks::test_webhook))
        .route("/api/v1/webhooks/{id}/rotate-secret", post(webhooks::rotate_webhook_secret))
        .route("/api/v1/folders", get(webhooks::list_folders))
        .route("/api/v1/summary", get(entries::get_summary))
        .route("/api/v1/books/{number}", get(books::get_book))
        .route("/api/v1/exit-lists", get(zone::list_exit_lists))
        .route("/api/v1/exit-lists/{number}", get(zone::get_exit_list))
        .route("/api/v1/gate-passes", get(zone::list_gate_passes))
        .route("/api/v1/gate-passes/{number}", get(zone::get_gate_pass))
        .route("/api/v1/declarations", get(declarations::list_declarations))
        .route("/api/v1/declarations/{number}", get(declarations::get_declaration))
        .route("/api/v1/declarations/{number}/files/{id}", get(declarations::get_file))
        .route(
            "/api/v1/declarations/{number}/documents",
            get(documents::list_declaration_documents),
        )
        .route("/api/v1/documents", get(documents::list_documents))
        .route("/api/v1/documents/{number}", get(documents::get_document))
        .route("/api/v1/amendments", get(amendments::list_amendments))
        .route("/api/v1/audits", get(audits::list_audits))
        .route("/api/v1/audits/{number}", get(audits::get_audit))
        .route("/api/v1/audit-labels", get(audits::list_audit_labels))
        .route("/api/v1/duty-slips", get(duty_slips::list_duty_slips))
        .route("/api/v1/duty-slips/{slip_no}", get(duty_slips::get_duty_slip))
        .route("/api/v1/duty-reconciliation", get(duty_slips::reconcile))
        .route("/api/v1/guarantees", get(guarantees::list_guarantees))
        .route("/api/v1/guarantees/{number}", get(guarantees::get_guarantee))
        .route("/api/v1/collective-traders", get(collective::list_collective_traders))
        .route("/api/v1/transits", get(transits::list_transits))
        .route("/api/v1/transits/{transit_no}", get(transits::get_transit))
        .route("/api/v1/monthly-payers", get(monthly::list_monthly_payers))
        .route("/api/v1/monthly-payers/{code}", get(monthly::get_monthly_payer))
        .route("/api/v1/licences", get(licences::list_licences))
        .route("/api/v1/licences/{kind}/{number}", get(licences::get_licence))
        .route("/api/v1/authorisations", get(licences::list_authorisations))
        .route("/api/v1/authorisations/{number}", get(licences::get_authorisation))
        .route("/api/v1/manifests", get(manifests::list_manifests))
        .route("/api/v1/manifests/{number}", get(manifests::get_manifest))
        .route("/api/v1/consignments", get(manifests::list_consignments))
        .route("/api/v1/exports", get(exports::list_exports))
        .route("/api/v1/exports/{number}", get(exports::get_export))
        .route("/api/v1/enterprises", get(enterprises::list_enterprises))
        .route("/api/v1/enterprises/{code}", get(enterprises::get_enterprise))
        .route("/api/v1/registry", post(enterprises::post_registry))
        .route("/api/v1/payment-truth", post(truths::post_truth))
        .route("/api/v1/payment-truth/requests", get(truths::list_requests))
        .route("/api/v1/checks", get(reference::list_checks))
        .route("/api/v1/checks/{code}", get(reference::get_check))
        .route("/api/v1/tariff/{code}", get(reference::get_tariff))
        .route("/api/v1/openapi.json", get(openapi_json))
        .merge(board())
        .route("/api/{*rest}", get(problem::no_such_route))
        .fallback(get(console::serve))
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .with_state(state)
}

/// Those of the wall board.
fn board() -> Router<ApiState> {
    Router::new()
        .route("/api/v1/wall", get(wall::get_wall))
        .route("/api/v1/wall/stream", get(wall::stream_wall))
}

async fn openapi_json()
-> Result<([(axum::http::HeaderName, &'static str); 1], String), problem::Failure> {
    let document = openapi().map_err(problem::Failure::internal)?;
    Ok(([(axum::http::header::CONTENT_TYPE, "application/json")], document))
}

#[cfg(test)]
mod tests {
    use expect_test::expect_file;

    #[test]
    fn the_openapi_document_is_in_step() {
        let mut document = super::openapi().unwrap();
        document.push('\n');
        expect_file!["../../../../docs/openapi.json"].assert_eq(&document);
    }
}
