//! The doors of the API: one line a route, with what it asks of whoever comes.
//!
//! Nothing is reached but through a [`Door`], and a door has its guard with it, so no route is without one.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    handler::Handler,
    http::Method,
    middleware::from_fn_with_state,
    routing::{MethodFilter, MethodRouter, on},
};
use model::Right;

use super::{
    ApiState, acts, acts_beside, amendments, audits, background, books, collective, company,
    declarations, documents, drafts, duty_slips, enterprises, entries, exports, filing, guarantees,
    handed_over, holds, keys, law, licences, manifests, messages, monthly, openapi_json, own_cases,
    papers, people, personal, photos, provider, public, receipts, reference, risk, risk_budgets,
    risk_campaigns, risk_figures, risk_models, risk_plans, search, services, session, slips,
    streams,
    table::{Columns, tabulate},
    tasks, transits, truths, wall, watch, webhooks, zone,
};
use crate::access::{Need, SPEAKING, guard};

/// A route.
pub(crate) struct Door {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) need: Need,
    handler: MethodRouter<ApiState>,
}

impl Door {
    fn new<H, T>(
        filter: MethodFilter,
        method: Method,
        path: &'static str,
        need: Need,
        handler: H,
    ) -> Door
    where
        H: Handler<T, ApiState>,
        T: 'static,
    {
        Door { method, path, need, handler: on(filter, handler) }
    }

    /// Takes bodies of so many bytes at most.
    fn within(self, bytes: usize) -> Door {
        Door { handler: self.handler.layer(DefaultBodyLimit::max(bytes)), ..self }
    }
}

macro_rules! doors {
    ($($method:ident $path:literal $need:expr => $handler:path;)*) => {
        vec![$(Door::new(MethodFilter::$method, Method::$method, $path, $need, $handler)),*]
    };
}

/// Bytes of a body from whom the house does not know, or does not know well.
const SMALL: usize = 4 * 1024;

/// Bytes of a body that holds one declaration.
const ONE_DECLARATION: usize = 1024 * 1024;

/// Bytes of a body that holds ten thousand rules.
const MANY_RULES: usize = 16 * 1024 * 1024;

/// Whoever sees anything may look for it: what he finds hangs on each right by itself.
const LOOKING: &[Right] = &[
    Right::SeeCases,
    Right::SeeParcels,
    Right::SeeRegistry,
    Right::SeeOwnRegistration,
    Right::SeeAudits,
];

/// Whoever answers for a company, and whoever of customs notes what came on paper.
const ANSWERING: &[Right] = &[Right::SendMessages, Right::ActAsOfficer];

/// Every route, but for the console's files.
pub(crate) fn doors() -> Vec<Door> {
    [
        traffic(),
        cases(),
        filing_doors(),
        acting(),
        parcels(),
        registry(),
        weighing(),
        reference(),
        questions(),
        worklist(),
        people(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The routes with their guards; lists also come as tables.
pub(super) fn guarded(
    state: &ApiState,
    lists: &BTreeMap<String, Arc<Columns>>,
) -> Router<ApiState> {
    doors().into_iter().fold(Router::new(), |router, door| {
        let guard = from_fn_with_state((state.clone(), door.need), guard);
        let handler = match door.need {
            Need::OneOf(_) => door.handler,
            Need::Nothing | Need::Session => door.handler.layer(DefaultBodyLimit::max(SMALL)),
        };
        let columns = lists.get(door.path).filter(|_| door.method == Method::GET);
        let handler = match columns {
            Some(columns) => handler.layer(from_fn_with_state(Arc::clone(columns), tabulate)),
            None => handler,
        };
        router.route(door.path, handler.layer(guard))
    })
}

/// What comes in, and what is answered.
fn traffic() -> Vec<Door> {
    use Need::OneOf as Has;
    doors! {
        POST "/api/v1/messages" Has(SPEAKING) => messages::post_message;
        GET "/api/v1/receipts" Has(&[Right::SeeAllReceipts]) => receipts::list_receipts;
        GET "/api/v1/receipts/stream" Has(&[Right::SeeAllReceipts]) => streams::stream_receipts;
        GET "/api/v1/recipients/{code}/receipts" Has(&[Right::SeeReceipts]) => receipts::list_recipient_receipts;
        GET "/api/v1/recipients/{code}/receipts/stream" Has(&[Right::SeeReceipts]) => streams::stream_recipient_receipts;
        GET "/api/v1/webhooks" Has(&[Right::KeepWebhooks]) => webhooks::list_webhooks;
        POST "/api/v1/webhooks" Has(&[Right::KeepWebhooks]) => webhooks::add_webhook;
        GET "/api/v1/webhooks/{id}" Has(&[Right::KeepWebhooks]) => webhooks::get_webhook;
        DELETE "/api/v1/webhooks/{id}" Has(&[Right::KeepWebhooks]) => webhooks::remove_webhook;
        POST "/api/v1/webhooks/{id}/pause" Has(&[Right::KeepWebhooks]) => webhooks::pause_webhook;
        POST "/api/v1/webhooks/{id}/resume" Has(&[Right::KeepWebhooks]) => webhooks::resume_webhook;
        POST "/api/v1/webhooks/{id}/replay" Has(&[Right::KeepWebhooks]) => webhooks::replay_webhook;
        POST "/api/v1/webhooks/{id}/test" Has(&[Right::KeepWebhooks]) => webhooks::test_webhook;
        POST "/api/v1/webhooks/{id}/rotate-secret" Has(&[Right::KeepWebhooks]) => webhooks::rotate_webhook_secret;
        GET "/api/v1/folders" Has(&[Right::SeeFolders]) => webhooks::list_folders;
        POST "/api/v1/payment-truth" Has(&[Right::AnswerForPayments]) => truths::post_truth;
        GET "/api/v1/payment-truth/requests" Has(&[Right::AnswerForPayments]) => truths::list_requests;
    }
}

/// Goods declarations, and what belongs to them.
fn cases() -> Vec<Door> {
    use Need::OneOf as Has;
    doors! {
        GET "/api/v1/declarations" Has(&[Right::SeeCases]) => declarations::list_declarations;
        GET "/api/v1/declarations/{number}" Has(&[Right::SeeCases]) => declarations::get_declaration;
        GET "/api/v1/declarations/{number}/files/{id}" Has(&[Right::SeeCases]) => declarations::get_file;
        GET "/api/v1/declarations/{number}/background" Has(&[Right::SeeBackground]) => background::get_background;
        POST "/api/v1/declarations/{number}/photos" Has(&[Right::ActAsOfficer]) => photos::keep_photo;
        GET "/api/v1/declarations/{number}/photos/{digest}" Has(&[Right::SeeCases]) => photos::get_photo;
        GET "/api/v1/declarations/{number}/documents" Has(&[Right::SeeCases]) => documents::list_declaration_documents;
        GET "/api/v1/documents" Has(&[Right::SeeCases]) => documents::list_documents;
        GET "/api/v1/documents/{number}" Has(&[Right::SeeCases]) => documents::get_document;
        GET "/api/v1/amendments" Has(&[Right::SeeCases]) => amendments::list_amendments;
        GET "/api/v1/audits" Has(&[Right::SeeAudits]) => audits::list_audits;
        GET "/api/v1/audits/{number}" Has(&[Right::SeeAudits]) => audits::get_audit;
        GET "/api/v1/audit-labels" Has(&[Right::SeeAudits]) => audits::list_audit_labels;
        GET "/api/v1/duty-slips" Has(&[Right::SeeCases]) => duty_slips::list_duty_slips;
        GET "/api/v1/duty-slips/{slip_no}" Has(&[Right::SeeCases]) => duty_slips::get_duty_slip;
        GET "/api/v1/duty-reconciliation" Has(&[Right::Reconcile]) => duty_slips::reconcile;
        GET "/api/v1/guarantees" Has(&[Right::SeeCases]) => guarantees::list_guarantees;
        GET "/api/v1/guarantees/{number}" Has(&[Right::SeeCases]) => guarantees::get_guarantee;
        GET "/api/v1/transits" Has(&[Right::SeeCases]) => transits::list_transits;
        GET "/api/v1/transits/{transit_no}" Has(&[Right::SeeCases]) => transits::get_transit;
        GET "/api/v1/manifests" Has(&[Right::SeeCases]) => manifests::list_manifests;
        GET "/api/v1/manifests/{number}" Has(&[Right::SeeCases]) => manifests::get_manifest;
        GET "/api/v1/consignments" Has(&[Right::SeeCases]) => manifests::list_consignments;
    }
}

/// Filing a goods declaration by form.
fn filing_doors() -> Vec<Door> {
    use Need::OneOf as Has;
    let doors = doors! {
        POST "/api/v1/declarations/check" Has(&[Right::SendMessages]) => filing::check_declaration;
        POST "/api/v1/messages/check" Has(&[Right::SendMessages]) => filing::check_message;
        GET "/api/v1/forms/declaration" Need::Nothing => filing::get_form;
        GET "/api/v1/codes/{table}" Need::Nothing => filing::list_codes;
        GET "/api/v1/drafts" Has(&[Right::SendMessages]) => drafts::list_drafts;
        POST "/api/v1/drafts" Has(&[Right::SendMessages]) => drafts::add_draft;
        GET "/api/v1/drafts/{id}" Has(&[Right::SendMessages]) => drafts::get_draft;
        PUT "/api/v1/drafts/{id}" Has(&[Right::SendMessages]) => drafts::put_draft;
        DELETE "/api/v1/drafts/{id}" Has(&[Right::SendMessages]) => drafts::remove_draft;
    };
    doors.into_iter().map(|it| it.within(ONE_DECLARATION)).collect()
}

/// What may be done about cases, and papers that are sent as files.
fn acting() -> Vec<Door> {
    use Need::OneOf as Has;
    doors! {
        GET "/api/v1/own-cases" Has(&[Right::SeeCases]) => own_cases::get_own_cases;
        GET "/api/v1/declarations/{number}/acts" Has(&[Right::SeeCases]) => acts::list_declaration_acts;
        GET "/api/v1/declarations/{number}/amendable" Has(&[Right::SeeCases]) => acts::list_amendable_fields;
        POST "/api/v1/declarations/{number}/files" Has(&[Right::SendMessages]) => acts::post_file;
        POST "/api/v1/declarations/{number}/papers" Has(ANSWERING) => papers::keep_declaration_paper;
        GET "/api/v1/declarations/{number}/papers/{digest}" Has(&[Right::SeeCases]) => papers::get_declaration_paper;
        POST "/api/v1/documents/{number}/papers" Has(ANSWERING) => papers::keep_document_paper;
        GET "/api/v1/documents/{number}/papers/{digest}" Has(&[Right::SeeCases]) => papers::get_document_paper;
        GET "/api/v1/documents/{number}/acts" Has(&[Right::SeeCases]) => acts::list_document_acts;
        GET "/api/v1/duty-slips/{slip_no}/acts" Has(&[Right::SeeCases]) => acts::list_duty_slip_acts;
        GET "/api/v1/entries/{number}/acts" Has(&[Right::SeeParcels]) => acts::list_entry_acts;
        GET "/api/v1/exports/{number}/acts" Has(&[Right::SeeParcels]) => acts::list_export_acts;
        GET "/api/v1/audits/{number}/acts" Has(&[Right::SeeAudits]) => acts_beside::list_audit_acts;
        GET "/api/v1/manifests/{number}/acts" Has(&[Right::SeeCases]) => acts_beside::list_manifest_acts;
        GET "/api/v1/transits/{transit_no}/acts" Has(&[Right::SeeCases]) => acts_beside::list_transit_acts;
        GET "/api/v1/monthly-payers/{code}/acts" Has(&[Right::SeeRegistry]) => acts_beside::list_monthly_payer_acts;
        GET "/api/v1/slips/{slip_no}/acts" Has(&[Right::SeeParcels]) => acts_beside::list_slip_acts;
        GET "/api/v1/gate-passes/{number}/acts" Has(&[Right::SeeParcels]) => acts_beside::list_gate_pass_acts;
    }
}

/// Retail parcels, and what belongs to bonded zones.
fn parcels() -> Vec<Door> {
    use Need::OneOf as Has;
    doors! {
        GET "/api/v1/entries" Has(&[Right::SeeParcels]) => entries::list_entries;
        GET "/api/v1/entries/{number}" Has(&[Right::SeeParcels]) => entries::get_entry;
        POST "/api/v1/personal-data" Has(&[Right::SeePersonal]) => personal::show_personal_data;
        GET "/api/v1/slips" Has(&[Right::SeeParcels]) => slips::list_slips;
        GET "/api/v1/slips/{slip_no}" Has(&[Right::SeeParcels]) => slips::get_slip;
        GET "/api/v1/books/{number}" Has(&[Right::SeeRegistry]) => books::get_book;
        GET "/api/v1/exit-lists" Has(&[Right::SeeParcels]) => zone::list_exit_lists;
        GET "/api/v1/exit-lists/{number}" Has(&[Right::SeeParcels]) => zone::get_exit_list;
        GET "/api/v1/gate-passes" Has(&[Right::SeeParcels]) => zone::list_gate_passes;
        GET "/api/v1/gate-passes/{number}" Has(&[Right::SeeParcels]) => zone::get_gate_pass;
        GET "/api/v1/exports" Has(&[Right::SeeParcels]) => exports::list_exports;
        GET "/api/v1/exports/{number}" Has(&[Right::SeeParcels]) => exports::get_export;
    }
}

/// Who is registered, and who may what.
fn registry() -> Vec<Door> {
    use Need::OneOf as Has;
    doors! {
        GET "/api/v1/collective-traders" Has(&[Right::SeeRegistry]) => collective::list_collective_traders;
        GET "/api/v1/monthly-payers" Has(&[Right::SeeRegistry]) => monthly::list_monthly_payers;
        GET "/api/v1/monthly-payers/{code}" Has(&[Right::SeeRegistry]) => monthly::get_monthly_payer;
        GET "/api/v1/licences" Has(&[Right::SeeRegistry]) => licences::list_licences;
        GET "/api/v1/licences/{kind}/{number}" Has(&[Right::SeeRegistry]) => licences::get_licence;
        GET "/api/v1/authorisations" Has(&[Right::SeeAuthorisations]) => licences::list_authorisations;
        GET "/api/v1/authorisations/{number}" Has(&[Right::SeeAuthorisations]) => licences::get_authorisation;
        GET "/api/v1/enterprises" Has(&[Right::SeeRegistry]) => enterprises::list_enterprises;
        GET "/api/v1/enterprises/{code}" Has(&[Right::SeeRegistry, Right::SeeOwnRegistration]) => enterprises::get_enterprise;
        GET "/api/v1/company" Has(&[Right::SeeOwnRegistration]) => company::get_own_companies;
        POST "/api/v1/registry" Has(&[Right::ChangeRegistry]) => enterprises::post_registry;
        GET "/api/v1/watch" Has(&[Right::SeeWatch]) => watch::list_watch;
        POST "/api/v1/watch" Has(&[Right::ChangeWatch]) => watch::add_watch;
        POST "/api/v1/watch/{id}/end" Has(&[Right::ChangeWatch]) => watch::end_watch;
        POST "/api/v1/watch/preview" Has(&[Right::SeeWatch]) => watch::preview_watch;
    }
}

/// What cases are weighed by, and the rules over it.
fn weighing() -> Vec<Door> {
    use Need::OneOf as Has;
    let doors = doors! {
        GET "/api/v1/risk/features" Has(&[Right::SeeWatch]) => risk::list_features;
        GET "/api/v1/risk/rules" Has(&[Right::SeeWatch]) => risk::list_rules;
        POST "/api/v1/risk/rules" Has(&[Right::ChangeWatch]) => risk::save_rules;
        POST "/api/v1/risk/rules/examine" Has(&[Right::SeeWatch]) => risk::examine_rules;
        POST "/api/v1/risk/rules/complete" Has(&[Right::SeeWatch]) => risk::complete_rule;
        POST "/api/v1/risk/rules/try" Has(&[Right::SeeWatch]) => risk::try_rule;
        GET "/api/v1/risk/budgets" Has(&[Right::SeeWatch]) => risk_budgets::list_budgets;
        POST "/api/v1/risk/budgets" Has(&[Right::ChangeWatch]) => risk_budgets::save_budgets;
        POST "/api/v1/risk/budgets/examine" Has(&[Right::SeeWatch]) => risk_budgets::examine_budgets;
        GET "/api/v1/risk/campaigns" Has(&[Right::SeeWatch]) => risk_campaigns::list_campaigns;
        GET "/api/v1/risk/campaigns/{name}" Has(&[Right::SeeWatch]) => risk_campaigns::get_campaign;
        GET "/api/v1/risk/figures" Has(&[Right::SeeWatch]) => risk_figures::get_figures;
        GET "/api/v1/risk/compared-plans" Has(&[Right::SeeWatch]) => risk_figures::get_compared;
        GET "/api/v1/risk/audits" Has(&[Right::SeeWatch]) => risk_figures::list_later_audits;
        GET "/api/v1/risk/lots/{date}" Has(&[Right::SeeWatch]) => risk_figures::get_lots;
        GET "/api/v1/risk/models" Has(&[Right::SeeWatch]) => risk_models::list_accounts;
        GET "/api/v1/risk/drift" Has(&[Right::SeeWatch]) => risk_models::get_drift;
        POST "/api/v1/risk/demotions" Has(&[Right::ChangeWatch]) => risk_models::propose_demotion;
        GET "/api/v1/risk/plans" Has(&[Right::SeeWatch]) => risk_plans::list_plans;
        POST "/api/v1/risk/plans" Has(&[Right::ChangeWatch]) => risk_plans::propose_plan;
        GET "/api/v1/risk/plans/{plan}" Has(&[Right::SeeWatch]) => risk_plans::get_plan;
        POST "/api/v1/risk/plans/{plan}" Has(&[Right::ChangeWatch]) => risk_plans::decide_plan;
        POST "/api/v1/risk/plans/{plan}/try" Has(&[Right::SeeWatch]) => risk_plans::try_plan;
    };
    doors.into_iter().map(|it| it.within(MANY_RULES)).collect()
}

/// Law as the house knows it, and figures.
fn reference() -> Vec<Door> {
    use Need::OneOf as Has;
    doors! {
        GET "/api/v1/wall" Has(&[Right::SeeFigures]) => wall::get_wall;
        GET "/api/v1/wall/stream" Has(&[Right::SeeFigures]) => wall::stream_wall;
        GET "/api/v1/summary" Has(&[Right::SeeFigures]) => entries::get_summary;
        POST "/api/v1/search" Has(LOOKING) => search::search_all;
        GET "/api/v1/checks" Need::Nothing => reference::list_checks;
        GET "/api/v1/checks/{code}" Need::Nothing => reference::get_check;
        GET "/api/v1/law" Need::Nothing => law::list_law;
        GET "/api/v1/law/{name}" Need::Nothing => law::get_law;
        GET "/api/v1/law-changes" Need::Nothing => law::list_law_changes;
        GET "/api/v1/tariff/{code}" Need::Nothing => reference::get_tariff;
        GET "/api/v1/openapi.json" Need::Nothing => openapi_json;
    }
}

/// What officers have to do.
fn worklist() -> Vec<Door> {
    use Need::OneOf as Has;
    doors! {
        GET "/api/v1/tasks" Has(&[Right::DoTasks]) => tasks::list_tasks;
        GET "/api/v1/tasks/handed-over" Has(&[Right::DoTasks]) => handed_over::list_handed_over;
        POST "/api/v1/tasks/take" Has(&[Right::DoTasks]) => tasks::take_tasks;
        POST "/api/v1/tasks/release" Has(&[Right::DoTasks]) => tasks::release_tasks;
        POST "/api/v1/tasks/assign" Has(&[Right::DoTasks]) => tasks::assign_tasks;
        POST "/api/v1/holds/preview" Has(&[Right::HoldInBulk]) => holds::preview_hold;
        POST "/api/v1/holds" Has(&[Right::HoldInBulk]) => holds::order_hold;
    }
}

/// What anybody may ask.
fn questions() -> Vec<Door> {
    doors! {
        GET "/api/v1/public/tariff" Need::Nothing => public::search_tariff;
        GET "/api/v1/public/choices" Need::Nothing => public::get_choices;
        POST "/api/v1/public/calculation" Need::Nothing => public::calculate_tax;
        GET "/api/v1/public/faq" Need::Nothing => public::get_faq;
        POST "/api/v1/public/trace" Need::Nothing => public::trace_parcel;
        GET "/api/v1/public/services" Need::Nothing => services::list_public_services;
        GET "/api/v1/services" Need::Session => services::list_services;
    }
}

/// Who signs in, and keys.
fn people() -> Vec<Door> {
    use Need::OneOf as Has;
    doors! {
        GET "/api/v1/session/ways" Need::Nothing => provider::get_ways;
        GET "/api/v1/session/provider" Need::Nothing => provider::begin;
        GET "/api/v1/session/provider/callback" Need::Nothing => provider::end;
        POST "/api/v1/session" Need::Nothing => session::sign_in;
        GET "/api/v1/session" Need::Session => session::get_session;
        DELETE "/api/v1/session" Need::Session => session::sign_out;
        PUT "/api/v1/session/password" Need::Session => session::change_password;
        POST "/api/v1/session/second-factor" Need::Session => session::begin_factor;
        PUT "/api/v1/session/second-factor" Need::Session => session::confirm_factor;
        DELETE "/api/v1/session/second-factor" Need::Session => session::remove_factor;
        GET "/api/v1/people" Has(&[Right::KeepPeople]) => people::list_people;
        POST "/api/v1/people" Has(&[Right::KeepPeople]) => people::add_person;
        PATCH "/api/v1/people/{id}" Has(&[Right::KeepPeople]) => people::change_person;
        POST "/api/v1/people/{id}/password" Has(&[Right::KeepPeople]) => people::reset_password;
        GET "/api/v1/account-events" Has(&[Right::KeepPeople]) => people::list_events;
        GET "/api/v1/api-keys" Has(&[Right::KeepKeys]) => keys::list_keys;
        POST "/api/v1/api-keys" Has(&[Right::KeepKeys]) => keys::add_key;
        DELETE "/api/v1/api-keys/{id}" Has(&[Right::KeepKeys]) => keys::revoke_key;
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use expect_test::expect_file;
    use model::PersonRole;
    use params::Law;

    use super::*;

    /// Routes against roles, as `docs/access.md` shows them.
    #[test]
    fn the_page_of_routes_and_roles_is_in_step() {
        let law = Law::shipped().unwrap();
        let mut page = String::from(
            "# Who may call what\n\nMade from the routes and `params/access/rights.csv`; `UPDATE_EXPECT=1 cargo test -p server doors` writes it. \
             Whoever may call a route is shown\nhis own companies' cases, or his districts', and of these what \
             [ADR 0061](adr/0061-a-view-is-whole-and-parts-of-it-are-withheld-by-rows.md) leaves.\n\n",
        );
        let names = PersonRole::ALL.map(PersonRole::name).join(" | ");
        writeln!(page, "| route | needs | {names} |\n|---|---|{}", "---|".repeat(14)).unwrap();
        for door in doors() {
            let needs = match door.need {
                Need::Nothing => "nothing".to_owned(),
                Need::Session => "a session".to_owned(),
                Need::OneOf(rights) => {
                    rights.iter().map(|it| it.name()).collect::<Vec<_>>().join(", ")
                }
            };
            write!(page, "| {} `{}` | {needs} |", door.method, door.path).unwrap();
            for role in PersonRole::ALL {
                let may = match door.need {
                    Need::OneOf(rights) => {
                        let own = law.people.rights_of(&[role]);
                        rights.iter().any(|it| own.contains(it))
                    }
                    Need::Nothing | Need::Session => true,
                };
                page.push_str(if may { " yes |" } else { " |" });
            }
            page.push('\n');
        }
        expect_file!["../../../../docs/access.md"].assert_eq(&page);
    }

    #[test]
    fn every_door_is_in_the_openapi_document_and_the_other_way_round() {
        let document: serde_json::Value =
            serde_json::from_str(&super::super::openapi().unwrap()).unwrap();
        let paths = document["paths"].as_object().unwrap();
        let documented = paths.iter().flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap().keys();
            methods.map(move |it| format!("{} {path}", it.to_uppercase()))
        });
        let mut documented: Vec<String> = documented.collect();
        documented.push("GET /api/v1/openapi.json".to_owned());
        documented.sort();
        let mut there: Vec<String> =
            doors().iter().map(|it| format!("{} {}", it.method, it.path)).collect();
        there.sort();
        assert_eq!(there, documented);
    }
}
