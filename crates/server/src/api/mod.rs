//! The HTTP door: routes on one page, handlers in their own files.

mod acts;
mod acts_beside;
mod amendments;
mod audits;
mod background;
mod books;
mod collective;
mod company;
mod declarations;
mod documents;
mod doors;
mod drafts;
mod duty_slips;
mod enterprises;
mod entries;
mod exports;
mod extract;
mod filing;
mod guarantees;
mod handed_over;
mod holds;
mod keys;
mod law;
mod licences;
mod manifests;
mod messages;
mod monthly;
mod own_cases;
mod page;
mod papers;
mod people;
mod personal;
mod photos;
mod problem;
mod provider;
mod public;
mod receipts;
mod reference;
mod risk;
mod risk_budgets;
mod risk_campaigns;
mod risk_figures;
mod risk_models;
mod risk_plans;
mod search;
mod services;
mod session;
mod slips;
mod spoken;
mod state;
mod streams;
mod table;
mod tasks;
mod transits;
mod truths;
mod wall;
mod watch;
mod webhooks;
mod zone;

use anyhow::Result;
use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderName, HeaderValue},
    middleware::{from_fn_with_state, map_response},
    response::Response,
    routing::get,
};
use utoipa::OpenApi;

pub(crate) use doors::{Door, doors};
pub(crate) use extract::Query;
pub(crate) use problem::Failure;
use problem::ProblemsByName;
pub(crate) use state::{ApiState, Parts};

use crate::{console, health, metrics, view};

/// Bytes of one message over HTTP; larger ones come as files.
pub(crate) const BODY_MAX: usize = 64 * 1024 * 1024;

#[derive(OpenApi)]
#[openapi(
    modifiers(&ProblemsByName),
    info(
        title = "Tongguan",
        version = "1",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
        description = "The customs house's API. Errors are RFC 9457 problems. Every list (a `GET` that answers with `items`) also comes whole as a table, \
            for the same reader and the same question: `Accept: text/csv` or `?format=csv`, and \
            `application/vnd.openxmlformats-officedocument.spreadsheetml.sheet` or `?format=xlsx`. Headings are Chinese, or English by \
            `Accept-Language`; a table has 100,000 rows at most, `X-Table-Rows` says how many and `X-Table-Whole` (`yes`, `no`) whether that is all."
    ),
    paths(
        messages::post_message,
        entries::list_entries,
        entries::get_entry,
        entries::get_summary,
        personal::show_personal_data,
        wall::get_wall,
        wall::stream_wall,
        slips::list_slips,
        slips::get_slip,
        books::get_book,
        enterprises::list_enterprises,
        enterprises::get_enterprise,
        enterprises::post_registry,
        company::get_own_companies,
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
        acts::list_declaration_acts,
        acts::list_document_acts,
        acts::list_duty_slip_acts,
        acts::list_entry_acts,
        acts::list_export_acts,
        acts_beside::list_audit_acts,
        acts_beside::list_manifest_acts,
        acts_beside::list_transit_acts,
        acts_beside::list_monthly_payer_acts,
        acts_beside::list_slip_acts,
        acts_beside::list_gate_pass_acts,
        acts::list_amendable_fields,
        acts::post_file,
        own_cases::get_own_cases,
        declarations::list_declarations,
        declarations::get_declaration,
        declarations::get_file,
        background::get_background,
        filing::check_declaration,
        filing::check_message,
        filing::get_form,
        filing::list_codes,
        drafts::list_drafts,
        drafts::add_draft,
        drafts::get_draft,
        drafts::put_draft,
        drafts::remove_draft,
        papers::keep_document_paper,
        papers::get_document_paper,
        papers::keep_declaration_paper,
        papers::get_declaration_paper,
        photos::keep_photo,
        photos::get_photo,
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
        search::search_all,
        law::list_law,
        law::get_law,
        law::list_law_changes,
        watch::list_watch,
        watch::add_watch,
        watch::end_watch,
        watch::preview_watch,
        risk::list_features,
        risk::list_rules,
        risk::save_rules,
        risk::examine_rules,
        risk::complete_rule,
        risk::try_rule,
        risk_budgets::list_budgets,
        risk_budgets::examine_budgets,
        risk_budgets::save_budgets,
        risk_campaigns::list_campaigns,
        risk_campaigns::get_campaign,
        risk_figures::get_figures,
        risk_figures::get_compared,
        risk_figures::list_later_audits,
        risk_figures::get_lots,
        risk_models::list_accounts,
        risk_models::get_drift,
        risk_models::propose_demotion,
        risk_plans::list_plans,
        risk_plans::propose_plan,
        risk_plans::get_plan,
        risk_plans::decide_plan,
        risk_plans::try_plan,
        tasks::list_tasks,
        handed_over::list_handed_over,
        tasks::take_tasks,
        tasks::release_tasks,
        tasks::assign_tasks,
        holds::preview_hold,
        holds::order_hold,
        reference::list_checks,
        reference::get_check,
        reference::get_tariff,
        provider::get_ways,
        provider::begin,
        provider::end,
        session::sign_in,
        session::get_session,
        session::sign_out,
        session::change_password,
        session::begin_factor,
        session::confirm_factor,
        session::remove_factor,
        people::list_people,
        people::add_person,
        people::change_person,
        people::reset_password,
        people::list_events,
        keys::list_keys,
        keys::add_key,
        keys::revoke_key,
        public::search_tariff,
        public::get_choices,
        public::calculate_tax,
        public::get_faq,
        public::trace_parcel,
        services::list_public_services,
        services::list_services,
    ),
    components(schemas(
        view::vocabulary::PersonRole,
        view::vocabulary::Right,
        view::vocabulary::Role,
        view::vocabulary::FoundKind,
        view::vocabulary::LawKind,
        view::vocabulary::WatchKind,
        view::vocabulary::WatchForce,
        view::vocabulary::WatchedCase,
        view::vocabulary::FeatureKind,
        view::vocabulary::FeatureSource,
        view::vocabulary::RiskProcedure,
        view::vocabulary::RiskChannel,
        view::vocabulary::RiskSeverity,
        view::vocabulary::RuleFault,
        view::vocabulary::RiskRuleRow,
        view::vocabulary::RiskBudgetRow,
        view::vocabulary::RiskCreditScale,
        view::vocabulary::RiskChange,
        view::vocabulary::RiskModelChange,
        view::vocabulary::RiskModelRole,
        view::vocabulary::RiskAim,
        view::vocabulary::CampaignKind,
        view::vocabulary::CampaignState,
        view::vocabulary::RiskPlanAct,
        view::vocabulary::RiskPlanState,
        view::vocabulary::BacktestWay,
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
        view::vocabulary::TaskKind,
        view::vocabulary::TaskSubject,
        view::vocabulary::TaskOrder,
        view::vocabulary::TaskOutcome,
        view::vocabulary::TaskRefusal,
        view::vocabulary::BasisView,
        view::vocabulary::FaqTopic,
        view::vocabulary::NeedKind,
        view::vocabulary::SigningPolicy,
        view::vocabulary::CertificateForce,
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
pub(crate) fn router(state: ApiState) -> Result<Router> {
    let document = serde_json::to_value(Document::openapi())?;
    Ok(doors::guarded(&state, &table::lists(&document))
        .route("/api/{*rest}", get(problem::no_such_route))
        .merge(health::router())
        .fallback(get(console::serve))
        .layer(map_response(confined))
        .layer(from_fn_with_state(state.metrics().clone(), metrics::count_requests))
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .with_state(state))
}

/// What a browser may do with whatever the house answers: nothing of it is run but the console's own files, nothing of
/// it is shown within another's page, and nothing is taken for what it does not say it is.
const CONFINED: [(&str, &str); 6] = [
    (
        "content-security-policy",
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; \
         object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("referrer-policy", "same-origin"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
];

async fn confined(mut response: Response) -> Response {
    for (name, value) in CONFINED {
        let (name, value) = (HeaderName::from_static(name), HeaderValue::from_static(value));
        response.headers_mut().entry(name).or_insert(value);
    }
    response
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
