//! How far a case has come, as its history says: where it stands, since when, and who was waited for.

use clearance::{
    declaration_state_number,
    entry::state_number,
    export_state_number,
    history::{Event, Happening},
};
use model::{DeclarationState, EntryState, ExportState, Lane, OfficerAction};
use store::{first_state, step_of};

use super::places::{Owner, Procedure, Turn, place_of};

/// Why a case was to be examined. More than one may hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Chosen {
    /// By the seeded share.
    pub(crate) at_random: bool,
    /// By a watch row.
    pub(crate) by_rule: bool,
    /// An officer ordered it.
    pub(crate) by_officer: bool,
}

/// One case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Course {
    state: u8,
    since_ms: i64,
    /// Whether it still stands where it began.
    is_first: bool,
    declared_ms: Option<i64>,
    /// By [`Owner`], since it was declared.
    waited_ms: [u64; 3],
    is_released: bool,
    pub(crate) chosen: Chosen,
}

/// What an event says of its case that the board counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fact {
    /// It left a place after so long.
    Left {
        state: u8,
        after_ms: u64,
    },
    Declared(Procedure),
    /// A declared case got its answer.
    Decided(Procedure),
    Returned(Procedure),
    /// For the first time.
    Released(Procedure, Clearance),
    /// Risk analysis looked at it.
    LookedAt(Procedure),
    Selected(Procedure, Lane, Chosen),
    OrderedByOfficer(Procedure),
    Examined {
        procedure: Procedure,
        is_conform: bool,
        chosen: Chosen,
    },
}

/// From the first declaring to the first release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Clearance {
    pub(crate) overall_ms: u64,
    /// By [`Owner`].
    pub(crate) waited_ms: [u64; 3],
}

/// The rule that the seeded share goes by, as `risk` names it.
const RANDOM: &str = "random";

impl Course {
    /// A case whose history begins with this.
    pub(crate) fn begin(first: &Happening) -> Course {
        let state = step_of(&first.what).map_or_else(|| first_state(&first.what), |[from, _]| from);
        Course {
            state,
            since_ms: first.at.millis(),
            is_first: true,
            declared_ms: None,
            waited_ms: [0; 3],
            is_released: false,
            chosen: Chosen::default(),
        }
    }

    /// Whether nothing will happen to it any more that the board counts.
    pub(crate) fn is_over(&self) -> bool {
        place_of(self.state).is_none_or(|it| it.turn == Turn::Nobody)
    }

    /// Goes on by one event, and tells what it comes to.
    pub(crate) fn advance(&mut self, happening: &Happening, tell: &mut dyn FnMut(Fact)) {
        if let Some([from, to]) = step_of(&happening.what) {
            self.step(from, to, happening.at.millis(), tell);
            return;
        }
        let Some(procedure) = place_of(self.state).map(|it| it.procedure) else { return };
        match &happening.what {
            Event::Selected(selection) => {
                let examines =
                    || selection.reasons.iter().filter(|it| it.lane == Lane::Examination);
                let chosen = Chosen {
                    at_random: examines().any(|it| it.rule == RANDOM),
                    by_rule: examines().any(|it| it.rule != RANDOM),
                    by_officer: self.chosen.by_officer,
                };
                self.chosen = chosen;
                // A parcel that goes to release without a reason is not told of.
                if procedure == Procedure::Declaration {
                    tell(Fact::LookedAt(procedure));
                }
                tell(Fact::Selected(procedure, selection.lane, chosen));
            }
            Event::Officer { action: OfficerAction::OrderExamination, .. } => {
                self.chosen.by_officer = true;
                tell(Fact::OrderedByOfficer(procedure));
            }
            _ => {}
        }
    }

    fn step(&mut self, from: u8, to: u8, at_ms: i64, tell: &mut dyn FnMut(Fact)) {
        let after_ms = u64::try_from(at_ms - self.since_ms).unwrap_or(0);
        // What it went through when it was opened was no place to stand in.
        if !(self.is_first && after_ms == 0) && self.state != to {
            tell(Fact::Left { state: self.state, after_ms });
        }
        self.wait(after_ms);
        self.state = to;
        self.since_ms = at_ms;
        self.is_first = false;
        let (Some(place), Some(before)) = (place_of(to), place_of(from)) else { return };
        let procedure = place.procedure;
        if is_declared(from) && !is_declared(to) && place.turn != Turn::Nobody {
            tell(Fact::Decided(procedure));
        }
        if is_declared(to) && !is_declared(from) {
            self.declared_ms.get_or_insert(at_ms);
            tell(Fact::Declared(procedure));
        }
        if is_returned(to) && before.state != place.state {
            tell(Fact::Returned(procedure));
        }
        if is_accepted(to) && !is_accepted(from) {
            tell(Fact::LookedAt(procedure));
        }
        if let Some(is_conform) = examined(from, to) {
            tell(Fact::Examined { procedure, is_conform, chosen: self.chosen });
        }
        if let Some(declared_ms) = self.declared_ms.filter(|_| is_released(to) && !self.is_released)
        {
            self.is_released = true;
            let overall_ms = u64::try_from(at_ms - declared_ms).unwrap_or(0);
            let clearance = Clearance { overall_ms, waited_ms: self.waited_ms };
            tell(Fact::Released(procedure, clearance));
        }
    }

    /// Counts a time for whose turn it was.
    fn wait(&mut self, ms: u64) {
        if self.declared_ms.is_none() || self.is_released {
            return;
        }
        let owner = place_of(self.state).and_then(|it| it.turn.owner());
        let at = owner.and_then(|it| Owner::ALL.iter().position(|one| *one == it));
        if let Some(waited) = at.and_then(|it| self.waited_ms.get_mut(it)) {
            *waited += ms;
        }
    }
}

fn is_declared(state: u8) -> bool {
    [
        state_number(EntryState::Declared),
        export_state_number(ExportState::Declared),
        declaration_state_number(DeclarationState::Declared),
    ]
    .contains(&state)
}

/// Parcels and exports are looked at by risk analysis as they are accepted.
fn is_accepted(state: u8) -> bool {
    state == state_number(EntryState::Accepted)
        || state == export_state_number(ExportState::Accepted)
}

fn is_returned(state: u8) -> bool {
    [
        state_number(EntryState::Rejected),
        export_state_number(ExportState::Rejected),
        declaration_state_number(DeclarationState::Returned),
    ]
    .contains(&state)
}

fn is_released(state: u8) -> bool {
    use DeclarationState::{ListReleased, Released, ReleasedOnGuarantee, SummaryReleased};
    state == state_number(EntryState::Released)
        || state == export_state_number(ExportState::Released)
        || [Released, ReleasedOnGuarantee, SummaryReleased, ListReleased]
            .into_iter()
            .any(|it| state == declaration_state_number(it))
}

/// What an examination came to, of cases that leave it by a result: those of declarations have a record.
fn examined(from: u8, to: u8) -> Option<bool> {
    use EntryState as Import;
    use ExportState as Export;
    if from == state_number(Import::UnderExamination) {
        let found = [
            Import::DetainedForClearance,
            Import::DetainedForAntiSmuggling,
            Import::DetainedForLegal,
            Import::DetainedOther,
            Import::ShippedBack,
        ];
        let is_found = found.into_iter().any(|it| state_number(it) == to);
        return (is_found || to == state_number(Import::Reviewed)).then_some(!is_found);
    }
    if from == export_state_number(Export::UnderExamination) {
        let is_found =
            [Export::Detained, Export::Refused].into_iter().any(|it| export_state_number(it) == to);
        let is_over = [Export::Reviewed, Export::Released]
            .into_iter()
            .any(|it| export_state_number(it) == to);
        return (is_found || is_over).then_some(!is_found);
    }
    None
}
