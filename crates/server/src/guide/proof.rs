//! That the catalogue promises only what there is, and leaves nothing out that may be sent.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use clap::CommandFactory as _;
use messages::message_kinds;
use params::{CLEARANCE, Law, Service};

use super::procedure_of;
use crate::{
    access::Need,
    api::{Door, doors},
    cli::Cli,
    wall::{Procedure, Turn, places},
};

/// Holds the catalogue against the messages that the house reads, its courses, its doors and its commands.
///
/// # Errors
/// When it promises what there is not, or a kind of message is no service and not said to be internal.
pub(crate) fn prove(law: &Law) -> Result<()> {
    let faults = faults_of(law);
    ensure!(faults.is_empty(), "the catalogue of services is not sound: {}", faults.join("; "));
    Ok(())
}

/// All that is wrong with it, in sentences.
pub(super) fn faults_of(law: &Law) -> Vec<String> {
    let (doors, command) = (doors(), Cli::command());
    let kinds: BTreeSet<&str> = message_kinds().collect();
    let mut faults = Vec::new();
    for it in law.services.rows() {
        let of_it = messages_of(it, &kinds).into_iter();
        let more = [course_of(it), door_of(it, &doors), command_of(it, &command)];
        let said = of_it.chain(more.into_iter().flatten());
        faults.extend(said.map(|what| format!("{}: {what}", it.service)));
    }
    let internals = law.services.internals();
    for it in internals.iter().filter(|it| !kinds.contains(&*it.message)) {
        faults.push(format!("internal `{}` is no message that the house reads", it.message));
    }
    for kind in kinds {
        let is_service = law.services.rows().iter().any(|it| has(it, kind));
        let is_internal = internals.iter().any(|it| *it.message == *kind);
        match (is_service, is_internal) {
            (true, false) | (false, true) => {}
            (false, false) => faults.push(format!("the message `{kind}` belongs to no service")),
            (true, true) => {
                faults.push(format!("the message `{kind}` is internal and a service's"))
            }
        }
    }
    faults
}

fn has(it: &Service, kind: &str) -> bool {
    it.messages.iter().any(|one| **one == *kind)
}

fn messages_of(it: &Service, kinds: &BTreeSet<&str>) -> Vec<String> {
    let unread = it.messages.iter().filter(|name| !kinds.contains(&***name));
    unread.map(|name| format!("the house reads no message `{name}`")).collect()
}

/// Of a course that there is, and measured where somebody waits in it.
fn course_of(it: &Service) -> Option<String> {
    if it.procedure.is_empty() {
        return None;
    }
    let Some(procedure) = procedure_of(it) else {
        return Some(format!("there is no course `{}`", it.procedure));
    };
    let is_waited_in = || {
        let mut own = places().filter(|(_, at)| at.procedure == procedure);
        own.any(|(_, at)| *at.state == *it.measured && at.turn != Turn::Nobody)
    };
    let is_measured = match &*it.measured {
        "" => true,
        CLEARANCE => Procedure::CLEARED.contains(&procedure),
        _ => is_waited_in(),
    };
    (!is_measured).then(|| format!("nothing measures `{}` of `{}`", it.measured, it.procedure))
}

/// A door that there is, and that lets in whoever has the right.
fn door_of(it: &Service, doors: &[Door]) -> Option<String> {
    if it.api.is_empty() {
        return None;
    }
    let is_it = |door: &&Door| format!("{} {}", door.method, door.path) == *it.api;
    let Some(door) = doors.iter().find(is_it) else {
        return Some(format!("there is no door `{}`", it.api));
    };
    let is_open = match (door.need, it.right) {
        (Need::Nothing, _) | (Need::Session, Some(_)) => true,
        (Need::OneOf(rights), Some(right)) => rights.contains(&right),
        (Need::Session | Need::OneOf(_), None) => false,
    };
    (!is_open).then(|| format!("`{}` is not opened by its right", it.api))
}

fn command_of(it: &Service, command: &clap::Command) -> Option<String> {
    let mut words = it.cli.split_whitespace();
    let known = words.try_fold(command, |command, word| command.find_subcommand(word));
    known.is_none().then(|| format!("there is no command `tongguan {}`", it.cli))
}
