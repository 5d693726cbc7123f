//! What a state's number means on the board: of which procedure it is, what it is called, and whose turn it is.

use std::sync::LazyLock;

use clearance::{
    amendment_state_of, audit_state_of, consignment_state_of, declaration_state_of,
    duty_slip_state_of, entry::state_of, exit_list_state_of, export_state_of, gate_pass_state_of,
    guarantee_state_of, instrument_state_of, manifest_state_of, monthly_state_of,
    slip::slip_state_of, transit_state_of,
};
use model::{
    AmendmentState, AuditState, ConsignmentState, DeclarationState, DutySlipState, EntryState,
    ExitListState, ExportState, GatePassState, GuaranteeState, InstrumentState, ManifestState,
    MonthlyState, SlipState, TransitState,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::view::{declaration_owner, vocabulary};

/// What the house has cases of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Procedure {
    RetailImport,
    RetailExport,
    Declaration,
    Amendment,
    Manifest,
    Consignment,
    Transit,
    ExitList,
    GatePass,
    Document,
    Audit,
    RetailSlip,
    DutySlip,
    Guarantee,
    MonthlyPayer,
}

impl Procedure {
    /// In the order in which they are shown.
    pub(crate) const ALL: [Procedure; 15] = [
        Procedure::RetailImport,
        Procedure::RetailExport,
        Procedure::Declaration,
        Procedure::Amendment,
        Procedure::Manifest,
        Procedure::Consignment,
        Procedure::Transit,
        Procedure::ExitList,
        Procedure::GatePass,
        Procedure::Document,
        Procedure::Audit,
        Procedure::RetailSlip,
        Procedure::DutySlip,
        Procedure::Guarantee,
        Procedure::MonthlyPayer,
    ];

    /// Those whose cases are declared, selected and released; the others hang on them.
    pub(crate) const CLEARED: [Procedure; 3] =
        [Procedure::RetailImport, Procedure::RetailExport, Procedure::Declaration];

    pub(crate) const fn title_zh(self) -> &'static str {
        match self {
            Procedure::RetailImport => "跨境电商进口",
            Procedure::RetailExport => "跨境电商出口",
            Procedure::Declaration => "报关单",
            Procedure::Amendment => "修撤单",
            Procedure::Manifest => "舱单",
            Procedure::Consignment => "提运单",
            Procedure::Transit => "转关",
            Procedure::ExitList => "核注清单",
            Procedure::GatePass => "核放单",
            Procedure::Document => "海关文书",
            Procedure::Audit => "稽核查",
            Procedure::RetailSlip => "电商缴款书",
            Procedure::DutySlip => "报关单缴款书",
            Procedure::Guarantee => "担保",
            Procedure::MonthlyPayer => "汇总征税",
        }
    }

    pub(crate) const fn title_en(self) -> &'static str {
        match self {
            Procedure::RetailImport => "Retail import",
            Procedure::RetailExport => "Retail export",
            Procedure::Declaration => "Declarations",
            Procedure::Amendment => "Amendments",
            Procedure::Manifest => "Manifests",
            Procedure::Consignment => "Consignments",
            Procedure::Transit => "Transits",
            Procedure::ExitList => "Exit lists",
            Procedure::GatePass => "Gate passes",
            Procedure::Document => "Documents",
            Procedure::Audit => "Audits",
            Procedure::RetailSlip => "Retail payment slips",
            Procedure::DutySlip => "Declarations' payment slips",
            Procedure::Guarantee => "Guarantees",
            Procedure::MonthlyPayer => "Monthly payers",
        }
    }
}

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Owner {
    Trader,
    Customs,
    Terminal,
}

impl Owner {
    pub(crate) const ALL: [Owner; 3] = [Owner::Trader, Owner::Customs, Owner::Terminal];
}

/// A place where cases stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) procedure: Procedure,
    /// As the API spells it.
    pub(crate) state: String,
    pub(crate) title_zh: &'static str,
    pub(crate) title_en: &'static str,
    pub(crate) turn: Turn,
}

/// Who has to do something about a case that stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// Nobody: it has come to an end, or stands as it should.
    Nobody,
    Trader,
    /// Sites, carriers, gates.
    Terminal,
    /// The house goes on by itself, in the same batch unless something is missing.
    House,
    /// An officer: a queue.
    Officer,
}

impl Turn {
    pub(crate) const fn owner(self) -> Option<Owner> {
        match self {
            Turn::Nobody => None,
            Turn::Trader => Some(Owner::Trader),
            Turn::Terminal => Some(Owner::Terminal),
            Turn::House | Turn::Officer => Some(Owner::Customs),
        }
    }
}

static PLACES: LazyLock<Vec<Option<Place>>> =
    LazyLock::new(|| (0..=u8::MAX).map(place_with).collect());

/// Nothing for a number that no state has.
pub(crate) fn place_of(number: u8) -> Option<&'static Place> {
    PLACES.get(usize::from(number))?.as_ref()
}

/// All places with their numbers.
pub(crate) fn places() -> impl Iterator<Item = (u8, &'static Place)> {
    (0..=u8::MAX).zip(PLACES.iter()).filter_map(|(number, it)| Some((number, it.as_ref()?)))
}

/// A place, from what its kind of case says of its states.
macro_rules! place {
    ($number:ident: $($state_of:path, $procedure:ident, $zh:path, $en:path, $turn:path;)*) => {
        $(if let Some(state) = $state_of($number) {
            return Some(Place {
                procedure: Procedure::$procedure,
                state: spelt(&state),
                title_zh: $zh(state),
                title_en: $en(state),
                turn: $turn(state),
            });
        })*
    };
}

fn place_with(number: u8) -> Option<Place> {
    use lifecycle as of;
    place!(number:
        state_of, RetailImport, of::state_title_zh, of::state_title_en, retail_import;
        export_state_of, RetailExport, of::export_title_zh, of::export_title_en, retail_export;
        declaration_state_of, Declaration, of::declaration_title_zh, of::declaration_title_en,
            declaration;
        amendment_state_of, Amendment, of::amendment_title_zh, of::amendment_title_en, amendment;
        manifest_state_of, Manifest, of::manifest_title_zh, of::manifest_title_en, manifest;
        consignment_state_of, Consignment, of::consignment_title_zh, of::consignment_title_en,
            consignment;
        transit_state_of, Transit, of::transit_title_zh, of::transit_title_en, transit;
        exit_list_state_of, ExitList, of::exit_list_title_zh, of::exit_list_title_en, exit_list;
        gate_pass_state_of, GatePass, of::gate_pass_title_zh, of::gate_pass_title_en, gate_pass;
        instrument_state_of, Document, of::instrument_title_zh, of::instrument_title_en, document;
        audit_state_of, Audit, of::audit_title_zh, of::audit_title_en, audit;
        slip_state_of, RetailSlip, of::slip_title_zh, of::slip_title_en, retail_slip;
        duty_slip_state_of, DutySlip, of::duty_slip_title_zh, of::duty_slip_title_en, duty_slip;
        guarantee_state_of, Guarantee, of::guarantee_title_zh, of::guarantee_title_en, guarantee;
        monthly_state_of, MonthlyPayer, of::monthly_title_zh, of::monthly_title_en, monthly_payer;
    );
    None
}

/// The one form that a state has in JSON.
fn spelt(state: &impl Serialize) -> String {
    match serde_json::to_value(state) {
        Ok(serde_json::Value::String(text)) => text,
        _ => String::new(),
    }
}

fn retail_import(state: EntryState) -> Turn {
    use EntryState as Is;
    match state {
        Is::Expected | Is::Declared | Is::Rejected => Turn::Trader,
        Is::Accepted => Turn::House,
        // Checked and assessed, it waits for its site to report the goods.
        Is::Reviewed | Is::Released => Turn::Terminal,
        Is::UnderReview
        | Is::UnderExamination
        | Is::DetainedForClearance
        | Is::DetainedForAntiSmuggling
        | Is::DetainedForLegal
        | Is::DetainedOther => Turn::Officer,
        Is::ShippedBack | Is::Closed | Is::Withdrawn => Turn::Nobody,
    }
}

fn retail_export(state: ExportState) -> Turn {
    use ExportState as Is;
    match state {
        Is::Expected | Is::Declared | Is::Rejected => Turn::Trader,
        Is::Accepted => Turn::House,
        Is::Reviewed | Is::Released => Turn::Terminal,
        Is::UnderReview | Is::UnderExamination | Is::Detained => Turn::Officer,
        Is::Closed | Is::Withdrawn | Is::Refused => Turn::Nobody,
    }
}

fn declaration(state: DeclarationState) -> Turn {
    use DeclarationState as Is;
    use vocabulary::StepOwner as By;
    match state {
        Is::Cleared | Is::ListDeclared | Is::Withdrawn => Turn::Nobody,
        Is::Declared => Turn::House,
        _ => match declaration_owner(state) {
            By::Trader => Turn::Trader,
            By::Customs => Turn::Officer,
            By::Terminal => Turn::Terminal,
        },
    }
}

fn amendment(state: AmendmentState) -> Turn {
    use AmendmentState as Is;
    match state {
        Is::Saved | Is::AwaitingConfirmation => Turn::Trader,
        Is::Reviewing | Is::AwaitingSecond => Turn::Officer,
        Is::Applied | Is::Refused | Is::Declined | Is::Lapsed => Turn::Nobody,
    }
}

fn manifest(state: ManifestState) -> Turn {
    match state {
        ManifestState::Announced => Turn::Terminal,
        ManifestState::Arrived => Turn::Nobody,
    }
}

fn consignment(state: ConsignmentState) -> Turn {
    use ConsignmentState as Is;
    match state {
        Is::Manifested | Is::Released => Turn::Terminal,
        Is::Reviewing => Turn::Officer,
        // It is there, and is to be declared.
        Is::Arrived => Turn::Trader,
        Is::Left | Is::Deleted => Turn::Nobody,
    }
}

fn transit(state: TransitState) -> Turn {
    use TransitState as Is;
    match state {
        Is::Declared | Is::Released | Is::UnderWay => Turn::Terminal,
        Is::Returned => Turn::Trader,
        Is::Arrived | Is::Void => Turn::Nobody,
    }
}

fn exit_list(state: ExitListState) -> Turn {
    use ExitListState as Is;
    match state {
        Is::Declared => Turn::House,
        Is::Refused => Turn::Trader,
        Is::Approved => Turn::Terminal,
        Is::Deducted | Is::Deleted => Turn::Nobody,
    }
}

fn gate_pass(state: GatePassState) -> Turn {
    use GatePassState as Is;
    match state {
        Is::Declared => Turn::House,
        Is::Refused => Turn::Trader,
        Is::Approved => Turn::Terminal,
        Is::Held => Turn::Officer,
        Is::Passed | Is::Deleted => Turn::Nobody,
    }
}

fn document(state: InstrumentState) -> Turn {
    use InstrumentState as Is;
    match state {
        Is::Issued | Is::Answered | Is::Overdue => Turn::Officer,
        Is::Served => Turn::Trader,
        Is::Closed | Is::Revoked => Turn::Nobody,
    }
}

fn audit(state: AuditState) -> Turn {
    use AuditState as Is;
    match state {
        Is::Filed | Is::Opened | Is::OnSite | Is::Reported | Is::AwaitingSecond => Turn::Officer,
        Is::AwaitingOpinion | Is::Concluded => Turn::Trader,
        Is::HandedOver | Is::Closed | Is::Refused | Is::Dropped => Turn::Nobody,
    }
}

fn retail_slip(state: SlipState) -> Turn {
    match state {
        SlipState::Open => Turn::Trader,
        SlipState::Paid | SlipState::Called => Turn::Nobody,
    }
}

fn duty_slip(state: DutySlipState) -> Turn {
    use DutySlipState as Is;
    match state {
        Is::Issued | Is::Sent | Is::Failed => Turn::Trader,
        // The treasury's word is awaited.
        Is::Debited => Turn::House,
        Is::Confirmed => Turn::Officer,
        Is::WrittenOff | Is::Void => Turn::Nobody,
    }
}

fn guarantee(state: GuaranteeState) -> Turn {
    match state {
        GuaranteeState::Ending | GuaranteeState::EndedHeld => Turn::Trader,
        GuaranteeState::InForce | GuaranteeState::Ended => Turn::Nobody,
    }
}

fn monthly_payer(state: MonthlyState) -> Turn {
    match state {
        MonthlyState::Suspended => Turn::Trader,
        MonthlyState::InForce => Turn::Nobody,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_has_a_name_in_both_languages_and_no_two_of_a_procedure_have_one_state() {
        let mut seen = std::collections::BTreeSet::new();
        for (number, place) in places() {
            assert!(!place.title_zh.is_empty() && !place.title_en.is_empty(), "{number}");
            assert!(seen.insert((place.procedure, place.state.clone())), "{place:?}");
        }
        assert_eq!(place_of(12).unwrap().state, "released");
        assert_eq!(place_of(12).unwrap().turn, Turn::Terminal);
        assert_eq!(place_of(31), None);
        let procedures: std::collections::BTreeSet<_> = seen.iter().map(|it| it.0).collect();
        assert_eq!(procedures.len(), Procedure::ALL.len());
    }
}
