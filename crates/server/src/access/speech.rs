//! What somebody may tell the house through the door for messages.
//!
//! Documents of traders say by themselves who sends them, and are checked for it. The house's own inputs are commands:
//! each needs a right, and whoever decides does so in his own name.

use model::{DutySlipAct, HouseMessage, InstrumentAct, Right, TaskAct, TransitAct};
use serde_json::Value;

use super::{
    guard::{forbidden, lacking},
    principal::{Principal, Reach, Who},
};
use crate::api::Failure;

/// What may be told at all: whoever has none of these rights has nothing to tell.
pub(crate) const SPEAKING: &[Right] = &[
    Right::SendMessages,
    Right::ActAsOfficer,
    Right::ReportFromSite,
    Right::ReportPayment,
    Right::RunHouse,
    Right::ChangeRegistry,
    Right::ChangeWatch,
    Right::DoTasks,
];

/// Whether somebody may send what is no command.
///
/// # Errors
/// When he may not.
pub(crate) fn may_send(principal: &Principal) -> Result<(), Failure> {
    may(principal, Right::SendMessages)
}

fn may(principal: &Principal, right: Right) -> Result<(), Failure> {
    principal
        .has(right)
        .then_some(())
        .ok_or_else(|| forbidden("not_yours_to_say", lacking(&[right])))
}

/// Whether somebody may give the house that command.
///
/// # Errors
/// When he may not.
pub(crate) fn may_say(
    principal: &Principal,
    message: &HouseMessage,
    bytes: &[u8],
) -> Result<(), Failure> {
    let rights = rights_to_say(message);
    if !rights.iter().any(|it| principal.has(*it)) {
        return Err(forbidden("not_yours_to_say", lacking(rights)));
    }
    let is_of_customs =
        matches!(principal.reach, Reach::Customs(_)) && matches!(principal.who, Who::Person { .. });
    if is_of_customs && is_companys_alone(message) {
        return Err(forbidden("not_yours_to_say", "it is said by the company itself".to_owned()));
    }
    let speaks_for = speaks_for(message);
    if let (Reach::Companies(own), Some(code)) = (&principal.reach, speaks_for)
        && !own.iter().any(|it| it == code)
    {
        return Err(forbidden(
            "not_yours_to_say",
            format!("`by_code` {code} is none of your companies"),
        ));
    }
    let Who::Person { person, .. } = &principal.who else { return Ok(()) };
    let fields: Value = serde_json::from_slice(bytes).unwrap_or_default();
    let by = match message {
        HouseMessage::PersonalShown { by, .. }
        | HouseMessage::RiskModel { by, .. }
        | HouseMessage::RiskPlan { by, .. }
        | HouseMessage::DecideRiskPlan { by, .. } => Some(by.as_str()),
        _ => None,
    };
    if officers(&fields).into_iter().chain(by).any(|it| it != person.login) {
        let detail = format!("`officer` is whoever decides: {}", person.login);
        return Err(forbidden("not_in_own_name", detail));
    }
    Ok(())
}

/// In whose name somebody acts who names himself as `by`: the person of a session is who he is, and only where nobody
/// signs in is he who he says.
///
/// # Errors
/// When he names another, or nobody.
pub(crate) fn acting(principal: &Principal, by: &str) -> Result<String, Failure> {
    match (&principal.who, by.trim()) {
        (Who::Person { person, .. }, "") => Ok(person.login.clone()),
        (Who::Person { person, .. }, by) if by != person.login => {
            let detail = format!("`by` is whoever acts: {}", person.login);
            Err(forbidden("not_in_own_name", detail))
        }
        (_, "") => Err(Failure::bad_request("an officer is named")),
        (_, by) => Ok(by.to_owned()),
    }
}

/// One of them is enough.
fn rights_to_say(message: &HouseMessage) -> &'static [Right] {
    match message {
        // Customs takes an answer that comes on paper.
        HouseMessage::DocumentAct {
            act: InstrumentAct::Answered { .. } | InstrumentAct::Attendance { .. },
            ..
        } => &[Right::ActAsOfficer, Right::SendMessages],
        // Nobody but whose account it is has it debited.
        HouseMessage::DutySlip { act: DutySlipAct::Ordered(_), .. } => &[Right::SendMessages],
        HouseMessage::DutySlip { act: DutySlipAct::Collected(_), .. } => {
            &[Right::ReportPayment, Right::SendMessages]
        }
        HouseMessage::Officer { .. }
        | HouseMessage::AskAmendment { .. }
        | HouseMessage::IssueDocument { .. }
        | HouseMessage::DecideAdmission { .. }
        | HouseMessage::ConfirmExamination { .. }
        | HouseMessage::DecideValue { .. }
        | HouseMessage::DocumentAct { .. }
        | HouseMessage::GuaranteedRelease { .. }
        | HouseMessage::OpenAudit { .. }
        | HouseMessage::Audit { .. }
        | HouseMessage::TransitAct { act: TransitAct::Void { .. }, .. } => &[Right::ActAsOfficer],
        HouseMessage::Exit { .. }
        | HouseMessage::GoodsBack { .. }
        | HouseMessage::GatePassage { .. }
        | HouseMessage::DeviceReading { .. }
        | HouseMessage::TransitAct { .. } => &[Right::ReportFromSite],
        HouseMessage::SlipPaid { .. }
        | HouseMessage::DutyPaid { .. }
        | HouseMessage::DutySlip { .. }
        | HouseMessage::MonthlyPaid { .. } => &[Right::ReportPayment],
        HouseMessage::Settings { .. }
        | HouseMessage::ExtendLaw { .. }
        | HouseMessage::Policy { .. }
        | HouseMessage::Enquiry { .. }
        | HouseMessage::Tick { .. }
        | HouseMessage::ExchangeRates { .. }
        | HouseMessage::SpecialDuties { .. }
        | HouseMessage::WorkingDays { .. } => &[Right::RunHouse],
        HouseMessage::RiskRules { .. }
        | HouseMessage::RiskBudgets { .. }
        | HouseMessage::RiskModel { .. }
        | HouseMessage::RiskPlan { .. }
        | HouseMessage::DecideRiskPlan { .. } => &[Right::ChangeWatch],
        HouseMessage::Registry { .. } if is_watch_alone(message) => &[Right::ChangeWatch],
        HouseMessage::Registry { .. }
        | HouseMessage::Licences { .. }
        | HouseMessage::Examiners { .. }
        | HouseMessage::ListedEnterprises { .. }
        | HouseMessage::Sites { .. }
        | HouseMessage::Guarantees { .. }
        | HouseMessage::MonthlyPayers { .. }
        | HouseMessage::CollectiveTraders { .. } => &[Right::ChangeRegistry],
        HouseMessage::Tasks { act: TaskAct::Assign { .. }, .. } => &[Right::AssignTasks],
        HouseMessage::Tasks { .. } => &[Right::DoTasks],
        HouseMessage::PersonalShown { .. } => &[Right::SeePersonal],
        HouseMessage::Authorisation { .. }
        | HouseMessage::Transit { .. }
        | HouseMessage::Disclose { .. }
        | HouseMessage::ClaimRefund { .. } => &[Right::SendMessages],
    }
}

/// Whether rows of the registry are watch rows (布控), and nothing else.
fn is_watch_alone(message: &HouseMessage) -> bool {
    let HouseMessage::Registry {
        enterprises,
        guarantees,
        books,
        watch,
        signatories,
        positive_list,
    } = message
    else {
        return false;
    };
    let is_else = [enterprises.is_empty(), guarantees.is_empty(), books.is_empty()]
        .contains(&false)
        || !signatories.is_empty()
        || !positive_list.is_empty();
    !watch.is_empty() && !is_else
}

/// What nobody of customs says for a company, whatever else he may.
fn is_companys_alone(message: &HouseMessage) -> bool {
    matches!(
        message,
        HouseMessage::DutySlip { act: DutySlipAct::Ordered(_), .. }
            | HouseMessage::ClaimRefund { .. }
            | HouseMessage::Disclose { .. }
            | HouseMessage::Authorisation { .. }
    )
}

/// In which company's name it is said.
fn speaks_for(message: &HouseMessage) -> Option<&str> {
    match message {
        HouseMessage::Authorisation { by_code, .. }
        | HouseMessage::Disclose { by_code, .. }
        | HouseMessage::ClaimRefund { by_code, .. }
        | HouseMessage::DocumentAct {
            act: InstrumentAct::Answered { by_code, .. } | InstrumentAct::Attendance { by_code, .. },
            ..
        } => Some(by_code),
        HouseMessage::DutySlip { act: DutySlipAct::Ordered(order), .. } => Some(&order.by_code),
        HouseMessage::DutySlip { act: DutySlipAct::Collected(it), .. } => Some(&it.by_code),
        _ => None,
    }
}

/// Whoever decides, as a message names him, wherever in it.
fn officers(message: &Value) -> Vec<&str> {
    match message {
        Value::Object(fields) => {
            let own = fields.get("officer").and_then(Value::as_str);
            own.into_iter().chain(fields.values().flat_map(officers)).collect()
        }
        Value::Array(items) => items.iter().flat_map(officers).collect(),
        _ => Vec::new(),
    }
}
