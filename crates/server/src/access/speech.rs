//! What somebody may tell the house through the door for messages.
//!
//! Documents of traders say by themselves who sends them, and are checked for it. The house's own inputs are commands:
//! each needs a right, and whoever decides does so in his own name.

use model::{HouseMessage, Right, TaskAct, TransitAct};
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
    may(principal, right_to_say(message))?;
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
    if officers(&fields).iter().any(|it| *it != person.login) {
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

fn right_to_say(message: &HouseMessage) -> Right {
    match message {
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
        | HouseMessage::TransitAct { act: TransitAct::Void { .. }, .. } => Right::ActAsOfficer,
        HouseMessage::Exit { .. }
        | HouseMessage::GoodsBack { .. }
        | HouseMessage::GatePassage { .. }
        | HouseMessage::DeviceReading { .. }
        | HouseMessage::TransitAct { .. } => Right::ReportFromSite,
        HouseMessage::SlipPaid { .. }
        | HouseMessage::DutyPaid { .. }
        | HouseMessage::DutySlip { .. }
        | HouseMessage::MonthlyPaid { .. } => Right::ReportPayment,
        HouseMessage::Settings { .. }
        | HouseMessage::ExtendLaw { .. }
        | HouseMessage::Policy { .. }
        | HouseMessage::Enquiry { .. }
        | HouseMessage::Tick { .. }
        | HouseMessage::ExchangeRates { .. }
        | HouseMessage::SpecialDuties { .. }
        | HouseMessage::WorkingDays { .. } => Right::RunHouse,
        HouseMessage::Registry { .. }
        | HouseMessage::Licences { .. }
        | HouseMessage::Examiners { .. }
        | HouseMessage::ListedEnterprises { .. }
        | HouseMessage::Sites { .. }
        | HouseMessage::Guarantees { .. }
        | HouseMessage::MonthlyPayers { .. }
        | HouseMessage::CollectiveTraders { .. } => Right::ChangeRegistry,
        HouseMessage::Tasks { act: TaskAct::Assign { .. }, .. } => Right::AssignTasks,
        HouseMessage::Tasks { .. } => Right::DoTasks,
        HouseMessage::Authorisation { .. }
        | HouseMessage::Transit { .. }
        | HouseMessage::Disclose { .. }
        | HouseMessage::ClaimRefund { .. } => Right::SendMessages,
    }
}

/// In which company's name it is said.
fn speaks_for(message: &HouseMessage) -> Option<&str> {
    match message {
        HouseMessage::Authorisation { by_code, .. }
        | HouseMessage::Disclose { by_code, .. }
        | HouseMessage::ClaimRefund { by_code, .. } => Some(by_code),
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
