//! Of whose case somebody speaks, and in whose name.
//!
//! Companies speak in their own names and of their own cases; an officer of some districts decides about the cases of these.

use model::HouseMessage;
use store::HouseRecords;

use super::{
    ApiState,
    acts::{document_row, slip_row},
    declarations, entries, exports,
    problem::Failure,
    transits,
};
use crate::access::{
    Parties, Principal, Reach, Viewer, export_parties, forbidden, parcel_parties, transit_parties,
};

/// What somebody speaks of.
pub(super) enum SpokenOf {
    /// A case, by its number.
    Document(String),
    DutySlip(String),
    Declaration(String),
    Transit(String),
    /// A parcel, an export or a declaration.
    List(String),
    /// What is no case yet, by the companies that it names; naming none, it is refused by deciding.
    Named(Parties),
}

/// The case that a command is about; of what opens one it is checked by deciding whose it is.
pub(super) fn spoken_of(message: HouseMessage) -> Option<SpokenOf> {
    Some(match message {
        HouseMessage::DocumentAct { number, .. } => SpokenOf::Document(number),
        HouseMessage::DutySlip { slip_no, .. } => SpokenOf::DutySlip(slip_no),
        HouseMessage::ClaimRefund { declaration_no, .. }
        | HouseMessage::AskAmendment { declaration_no, .. }
        | HouseMessage::IssueDocument { declaration_no, .. }
        | HouseMessage::DecideAdmission { declaration_no, .. }
        | HouseMessage::ConfirmExamination { declaration_no, .. }
        | HouseMessage::DecideValue { declaration_no, .. }
        | HouseMessage::GuaranteedRelease { declaration_no, .. } => {
            SpokenOf::Declaration(declaration_no)
        }
        HouseMessage::Officer { list_no, .. } => SpokenOf::List(list_no),
        HouseMessage::TransitAct { transit_no, .. } => SpokenOf::Transit(transit_no),
        _ => return None,
    })
}

/// Whether somebody may speak of it: nobody speaks in another's name, nor learns of another's case from what is answered to
/// a command about it. `sender`: as whom he presents himself; may be empty.
///
/// # Errors
/// When it is not his.
pub(super) async fn is_own(
    state: &ApiState,
    principal: &Principal,
    sender: &str,
    about: Option<SpokenOf>,
) -> Result<(), Failure> {
    match &principal.reach {
        Reach::Customs(districts) if districts.is_empty() => Ok(()),
        Reach::Customs(_) => match about {
            // What is no case yet is of no office yet.
            None | Some(SpokenOf::Named(_)) => Ok(()),
            Some(about) => {
                is_of(state, principal, about, "it is about no case of your districts").await
            }
        },
        Reach::Companies(own) => {
            let sending = SpokenOf::Named(Parties::sending(sender));
            for spoken in [Some(sending), about].into_iter().flatten() {
                // Most messages name the very code that their sender is known by.
                if let SpokenOf::Named(parties) = &spoken
                    && (parties.is_nobodys() || parties.is_any(own))
                {
                    continue;
                }
                let detail = "it is about no case of your companies, and in the name of none";
                is_of(state, principal, spoken, detail).await?;
            }
            Ok(())
        }
    }
}

async fn is_of(
    state: &ApiState,
    principal: &Principal,
    about: SpokenOf,
    detail: &str,
) -> Result<(), Failure> {
    let viewer = Viewer::of(state, principal, None).await?;
    let is_seen = state.read(move |records, _| is_seen(records, &viewer, about));
    match is_seen.await? {
        true => Ok(()),
        false => Err(forbidden("not_yours_to_say", detail)),
    }
}

fn is_seen(records: &HouseRecords, viewer: &Viewer, about: SpokenOf) -> anyhow::Result<bool> {
    Ok(match about {
        SpokenOf::Document(number) => document_row(records, viewer, &number)?.is_some(),
        SpokenOf::DutySlip(number) => slip_row(records, viewer, &number)?.is_some(),
        SpokenOf::Declaration(number) => match declarations::find(records, &number)? {
            Some(row) => declarations::sight(records, viewer, &row)?.is_some(),
            None => false,
        },
        SpokenOf::Transit(number) => match transits::find(records, &number)? {
            Some(row) => viewer.sight(|| transit_parties(records, &row))?.is_some(),
            None => false,
        },
        SpokenOf::List(number) => {
            if let Some(row) = declarations::find(records, &number)? {
                declarations::sight(records, viewer, &row)?.is_some()
            } else if let Some(row) = entries::row_of(records, &number)? {
                viewer.sight(|| parcel_parties(&row))?.is_some()
            } else if let Some(row) = exports::find(records, &number)? {
                viewer.sight(|| export_parties(&row))?.is_some()
            } else {
                false
            }
        }
        SpokenOf::Named(parties) => viewer.sight(|| Ok(parties))?.is_some(),
    })
}
