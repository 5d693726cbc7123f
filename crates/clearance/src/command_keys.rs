//! Which facts the house's own inputs are decided by.

use matching::Keyring;
use model::{
    AuditAct, BookRow, EntryId, GuaranteeInstrument, GuaranteeRow, HouseMessage, LicenceRow, Moment,
};

use crate::{
    declaration::case_of_declaration_no,
    export::case_of_export_no,
    monthly_file::case_of_monthly_payer,
    numbers::{
        case_of_amendment_no, case_of_audit_no, case_of_duty_slip_no, case_of_instrument_no,
        entry_of_consignment_no, entry_of_list_no, entry_of_return_no, entry_of_slip_no,
    },
    ports::{Due, Keys},
    registry::Registry,
    task_act::cases_of,
    transit_file::{consignment_of_transit_no, transit_case},
    wanted::{TICK_WORK, distinct},
    zone::case_of_zone_no,
};

/// Case and account of an instrument go by one key.
fn keys_of_guarantees(keyring: &Keyring, rows: &[GuaranteeInstrument]) -> Keys {
    let keys = rows.iter().map(|it| keyring.guarantee_instrument(&it.number));
    let keys = distinct(keys.collect());
    Keys { claims: keys.clone(), accounts: keys, ..Keys::default() }
}

/// Accounts of what is registered.
fn keys_of_registered(keyring: &Keyring, guarantees: &[GuaranteeRow], books: &[BookRow]) -> Keys {
    let guarantees = guarantees.iter().map(|it| keyring.guarantee(&it.code));
    let books = books.iter().map(|it| keyring.account_book(&it.book_no, &it.record_no));
    Keys { accounts: distinct(guarantees.chain(books).collect()), ..Keys::default() }
}

/// What one of the house's own inputs has to know.
pub(crate) fn keys_of(
    registry: &Registry,
    keyring: &Keyring,
    message: &HouseMessage,
    reached: Moment,
) -> Keys {
    let entry = |id: Option<EntryId>| Keys::of_entries(id.into_iter().collect());
    match message {
        HouseMessage::Registry { guarantees, books, .. } => {
            keys_of_registered(keyring, guarantees, books)
        }
        HouseMessage::Licences { rows } => {
            let goods = rows.iter().flat_map(|row| row.goods.iter().map(move |it| (row, it)));
            let key = |(row, it): (&LicenceRow, &model::LicenceGoods)| {
                keyring.licence(&row.kind, &row.number, &it.commodity)
            };
            Keys { accounts: distinct(goods.map(key).collect()), ..Keys::default() }
        }
        HouseMessage::Exit { list_no, .. } | HouseMessage::Officer { list_no, .. } => {
            Keys::of_entries(cases_by_number(list_no))
        }
        HouseMessage::Transit { direction, bill_no, .. } => {
            Keys { claims: vec![keyring.bill(*direction, bill_no)], ..Keys::default() }
        }
        HouseMessage::TransitAct { transit_no, .. } => {
            Keys::of_entries(transit_and_goods(transit_no).collect())
        }
        HouseMessage::GatePassage { pass_no, .. } => entry(case_of_zone_no(pass_no)),
        HouseMessage::GoodsBack { return_no, .. } => entry(entry_of_return_no(return_no)),
        HouseMessage::Guarantees { rows } => keys_of_guarantees(keyring, rows),
        HouseMessage::MonthlyPayers { rows } => {
            let cases = rows.iter().filter_map(|it| monthly_case(registry, &it.code));
            Keys::of_entries(cases.collect())
        }
        HouseMessage::MonthlyPaid { code, .. } => entry(monthly_case(registry, code)),
        HouseMessage::DutyPaid { declaration_no, .. }
        | HouseMessage::IssueDocument { declaration_no, .. }
        | HouseMessage::DecideValue { declaration_no, .. }
        | HouseMessage::DeviceReading { declaration_no, .. }
        | HouseMessage::DecideAdmission { declaration_no, .. }
        | HouseMessage::ConfirmExamination { declaration_no, .. }
        | HouseMessage::GuaranteedRelease { declaration_no, .. }
        | HouseMessage::AskAmendment { declaration_no, .. } => {
            entry(case_of_declaration_no(declaration_no))
        }
        HouseMessage::OpenAudit { .. }
        | HouseMessage::Audit { .. }
        | HouseMessage::Disclose { .. }
        | HouseMessage::ClaimRefund { .. } => Keys::of_entries(after_release(message)),
        HouseMessage::DocumentAct { number, .. } => entry(case_of_instrument_no(number)),
        HouseMessage::DutySlip { slip_no, .. } => entry(case_of_duty_slip_no(slip_no)),
        HouseMessage::SlipPaid { slip_no, .. } => entry(entry_of_slip_no(slip_no)),
        HouseMessage::Tick { at } if *at >= reached => {
            Keys { due: Some(Due { by: *at, limit: TICK_WORK }), ..Keys::default() }
        }
        HouseMessage::Tasks { tasks, .. } => Keys::of_entries(cases_of(tasks)),
        HouseMessage::PersonalShown { case, .. } => Keys::of_entries(vec![*case]),
        HouseMessage::Enquiry { entries, .. } => Keys::of_entries(entries.clone()),
        HouseMessage::Tick { .. }
        | HouseMessage::Settings { .. }
        | HouseMessage::Policy { .. }
        | HouseMessage::ExchangeRates { .. }
        | HouseMessage::SpecialDuties { .. }
        | HouseMessage::Examiners { .. }
        | HouseMessage::CollectiveTraders { .. }
        | HouseMessage::RiskRules { .. }
        | HouseMessage::RiskBudgets { .. }
        | HouseMessage::RiskModel { .. }
        | HouseMessage::RiskPlan { .. }
        | HouseMessage::DecideRiskPlan { .. }
        | HouseMessage::ListedEnterprises { .. }
        | HouseMessage::Sites { .. }
        | HouseMessage::WorkingDays { .. }
        | HouseMessage::Authorisation { .. }
        | HouseMessage::ExtendLaw { .. } => Keys::default(),
    }
}

/// The cases that a site or an officer may mean by a number: of a list, of a declaration, of
/// goods carried, of an amendment, of an export, or of a transit and its goods.
fn cases_by_number(number: &str) -> Vec<EntryId> {
    let case = entry_of_list_no(number)
        .or_else(|| case_of_declaration_no(number))
        .or_else(|| entry_of_consignment_no(number))
        .or_else(|| case_of_amendment_no(number))
        .or_else(|| case_of_export_no(number));
    case.into_iter().chain(transit_and_goods(number)).collect()
}

/// The case of a trader's monthly payment.
fn monthly_case(registry: &Registry, code: &str) -> Option<EntryId> {
    registry.monthly_payers().get(code).map(|(place, _)| case_of_monthly_payer(place))
}

/// The cases of a transit with that number, and of its goods.
fn transit_and_goods(transit_no: &str) -> impl Iterator<Item = EntryId> {
    let consignment = consignment_of_transit_no(transit_no).into_iter();
    consignment.flat_map(|it| [it, transit_case(it)])
}

/// The case after release and the declarations that an input names.
fn after_release(message: &HouseMessage) -> Vec<EntryId> {
    let of_declaration = |it: &String| case_of_declaration_no(it);
    match message {
        HouseMessage::OpenAudit { declarations, .. } => {
            declarations.iter().filter_map(of_declaration).collect()
        }
        HouseMessage::Audit { audit_no, act } => {
            let included = match act {
                AuditAct::Included { declarations, .. } => declarations.as_slice(),
                _ => &[],
            };
            let included = included.iter().filter_map(of_declaration);
            case_of_audit_no(audit_no).into_iter().chain(included).collect()
        }
        HouseMessage::Disclose { findings, .. } => {
            findings.iter().filter_map(|it| case_of_declaration_no(&it.declaration_no)).collect()
        }
        HouseMessage::ClaimRefund { declaration_no, sent_back, .. } => {
            let back = sent_back.iter().map(|it| it.declaration_no.as_str());
            [declaration_no.as_str()]
                .into_iter()
                .chain(back)
                .filter_map(case_of_declaration_no)
                .collect()
        }
        _ => Vec::new(),
    }
}
