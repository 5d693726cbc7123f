//! What the house would decide of a declaration at this moment: the office decides it as any other, and nothing of
//! that is kept (ADR 0066).

use std::collections::VecDeque;

use matching::Keyring;
use messages::Message;
use model::{Date, Declaration, DeclarationAssessment, DeclarationState, DeclarationStep, Filing};

use crate::{
    declaration::DeclarationFile,
    desk::Desk,
    facts::Load,
    history::{Event, Happening},
    office::{Room, Sitting},
    ports::{BlockRow, StoreError},
    prepare::Prepared,
    registry::Registry,
};

/// What would become of a declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RehearsedOutcome {
    /// Received by customs. What customs does then is not said: nobody is to learn from it whether his goods
    /// would be selected.
    Accepted,
    /// Sound so far, and waiting for the manifest of its goods.
    AwaitingManifest,
    /// Kept for its sender until he declares it.
    Saved,
    Returned,
    /// Refused before it is filed: its form is wrong, or what stands under its number may not be changed.
    NotTaken,
    /// The same stands already, word for word.
    Repeated,
}

/// What was decided, and kept nowhere.
pub struct Rehearsal<'a> {
    pub outcome: RehearsedOutcome,
    /// As it was read; nothing where the message was not.
    pub declaration: Option<Box<Declaration<'a>>>,
    /// The day by which it was decided.
    pub on: Date,
    /// What would be told of it, in order.
    pub happenings: Vec<Happening>,
    /// What would be answered.
    pub blocks: Vec<BlockRow>,
    /// What it comes to, though it were returned; nothing where that cannot be worked out.
    pub assessment: Option<Box<DeclarationAssessment>>,
}

/// Decides a declaration by what is loaded, as if it came now. `next_entry` is the number of the case that it would open.
///
/// # Errors
/// When facts cannot be loaded.
pub fn rehearse<'a>(
    registry: &Registry,
    keyring: &Keyring,
    next_entry: u64,
    load: Load<'_>,
    input: Prepared<'a>,
) -> Result<Rehearsal<'a>, StoreError> {
    let declaration = match &input.message {
        Ok(Message::Declaration(reading)) => Some(Box::new(reading.document.clone())),
        _ => None,
    };
    let (number, received_at) = (input.input, input.received_at);
    let (room, ahead) = (Room::default(), VecDeque::new());
    let sitting = Sitting { registry, keyring, next_entry, ahead: &ahead, mind: None };
    let desk = sitting.decide(load, vec![input], &room)?;
    let is_told = |it: &Happening| match &it.what {
        Event::Filed { at, .. } | Event::Unreadable { at, .. } => at.input == number,
        _ => false,
    };
    let file = desk.declarations.files.iter().find(|it| it.happenings.iter().any(is_told));
    let happenings = file.map_or(&desk.house_happenings, |it| &it.happenings).clone();
    let state = file.map(|it| it.state);
    let assessment = declaration.as_deref().and_then(|it| assess(&desk, it, file));
    let (outcome, on) = (outcome_of(&happenings, state), desk.now.on);
    let (_, closed) = desk.close(received_at)?;
    let (_, blocks, _) = closed.write();
    Ok(Rehearsal { outcome, declaration, on, happenings, blocks, assessment })
}

/// Decides a message as if it came now: what would be answered, and nothing of it is kept.
///
/// # Errors
/// When facts cannot be loaded.
pub fn rehearse_message(
    registry: &Registry,
    keyring: &Keyring,
    next_entry: u64,
    load: Load<'_>,
    input: Prepared<'_>,
) -> Result<Vec<BlockRow>, StoreError> {
    let received_at = input.received_at;
    let (room, ahead) = (Room::default(), VecDeque::new());
    let sitting = Sitting { registry, keyring, next_entry, ahead: &ahead, mind: None };
    let desk = match &input.message {
        // What a trader says changes nothing of the registry.
        Ok(Message::House(_)) => {
            sitting.command(load, vec![input], vec![Ok(0)], registry.reached(), &room)?
        }
        _ => sitting.decide(load, vec![input], &room)?,
    };
    let (_, closed) = desk.close(received_at)?;
    let (_, blocks, _) = closed.write();
    Ok(blocks)
}

/// As it was assessed; of one that was not, as it would be if nothing else were wrong with it.
fn assess(
    desk: &Desk<'_, '_>,
    declaration: &Declaration<'_>,
    file: Option<&DeclarationFile<'_>>,
) -> Option<Box<DeclarationAssessment>> {
    let is_taxed = declaration.filing == Filing::Declare
        && !matches!(declaration.step, DeclarationStep::Summary | DeclarationStep::List);
    if !is_taxed {
        return None;
    }
    let assessed = file.filter(|it| it.state != DeclarationState::Returned);
    assessed.and_then(|it| it.assessment.clone()).or_else(|| {
        let on_manifest = file.and_then(|it| it.on_manifest);
        desk.assess_as_of(declaration, on_manifest, desk.now.on, &mut Vec::new()).map(Box::new)
    })
}

fn outcome_of(happenings: &[Happening], state: Option<DeclarationState>) -> RehearsedOutcome {
    let filed = happenings.iter().rev().find_map(|it| match &it.what {
        Event::Filed { outcome, findings, .. } => Some((outcome.is_some(), findings.is_empty())),
        _ => None,
    });
    match (filed, state) {
        (Some((false, true)), Some(_)) => RehearsedOutcome::Repeated,
        (None | Some((false, _)), _) | (_, None) => RehearsedOutcome::NotTaken,
        (_, Some(DeclarationState::Returned)) => RehearsedOutcome::Returned,
        (_, Some(DeclarationState::Saved)) => RehearsedOutcome::Saved,
        (_, Some(DeclarationState::AwaitingManifest)) => RehearsedOutcome::AwaitingManifest,
        (_, Some(_)) => RehearsedOutcome::Accepted,
    }
}
