//! Which services a house asks, as the command line names them.

use std::{fs, path::PathBuf, sync::Mutex};

use anyhow::{Context, Result};
use clearance::{
    Enquirer, Policies, Prepared,
    entry::{Entry, state_number},
    ports::{RawInput, Records},
};
use matching::Keyring;
use model::{Elsewhere, EntryId, EntryState, IdentityAnswer, Moment};
use testkit::{SimulatedIdentities, SimulatedLimits};

/// Services that a process asks. Whether anybody is asked is the house's dated policy.
#[derive(Debug, Clone, Default, clap::Args)]
#[group(id = "services")]
pub(crate) struct Args {
    /// A stand-in for the identity service: a table `id_number,answer`.
    #[arg(long, value_name = "FILE.csv")]
    identity_simulator: Option<PathBuf>,
    /// A stand-in for the national limit service: a table `id_number,year,used_cny`.
    #[arg(long, value_name = "FILE.csv")]
    limit_simulator: Option<PathBuf>,
}

impl Args {
    pub(crate) fn enquirer(&self) -> Result<Enquirer> {
        let read = |path: &PathBuf| {
            fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
        };
        let mut enquirer = Enquirer::default();
        if let Some(path) = &self.identity_simulator {
            let service = SimulatedIdentities::read(&read(path)?)
                .with_context(|| format!("{} cannot be used", path.display()))?;
            enquirer.identity = Some(Box::new(service));
        }
        if let Some(path) = &self.limit_simulator {
            let service = SimulatedLimits::read(&read(path)?)
                .with_context(|| format!("{} cannot be used", path.display()))?;
            enquirer.limit = Some(Box::new(service));
        }
        Ok(enquirer)
    }
}

/// The answers about these messages' buyers as an input; nothing when nobody need be asked.
pub(crate) fn enquire(
    enquirer: &Mutex<Enquirer>,
    policies: &Policies,
    keyring: &Keyring,
    prepared: &[Prepared<'_>],
    at: Moment,
) -> Option<RawInput> {
    // A look without the lock: most houses ask nobody.
    let on = at.local_date();
    if policies.identity_on(on).is_none() && policies.limit_on(on).is_none() {
        return None;
    }
    let mut enquirer = enquirer.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    raw(&enquirer.ask(policies, keyring, prepared, at)?, at)
}

fn raw(message: &model::HouseMessage, at: Moment) -> Option<RawInput> {
    let bytes = serde_json::to_vec(message).ok()?;
    Some(RawInput { received_at: at, sender: String::new(), bytes })
}

/// Lists looked at in one go.
const PAGE: usize = 500;
/// Lists asked about in one enquiry.
const ASKED_MAX: usize = 5_000;

/// Asks once more about lists that wait for an answer.
pub(crate) fn enquire_again(
    enquirer: &Mutex<Enquirer>,
    policies: &Policies,
    keyring: &Keyring,
    records: &dyn Records,
    at: Moment,
) -> Result<Option<RawInput>> {
    let on = at.local_date();
    if policies.identity_on(on).is_none() && policies.limit_on(on).is_none() {
        return Ok(None);
    }
    let mut rows = Vec::new();
    let mut before = EntryId(0);
    loop {
        let page = records.entries(Some(state_number(EntryState::Declared)), before, PAGE)?;
        let is_last = page.len() < PAGE;
        before = page.last().map_or(before, |it| it.id);
        for row in page {
            if Entry::from_row(&row)?.known.is_some_and(|it| {
                it.identity == Some(IdentityAnswer::Unknown) || it.elsewhere == Elsewhere::Unknown
            }) {
                rows.push(row);
            }
        }
        if is_last || rows.len() >= ASKED_MAX {
            break;
        }
    }
    let entries = rows.iter().map(Entry::from_row).collect::<Result<Vec<_>, _>>()?;
    let lists = entries.iter().filter_map(|it| Some((it.id, it.inventory.as_ref()?.accepted()?)));
    let lists: Vec<_> = lists.collect();
    let mut enquirer = enquirer.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let message = enquirer.ask_again(policies, keyring, &lists, at);
    Ok(message.and_then(|it| raw(&it, at)))
}
