//! Who signs in to the demonstration: somebody of each desk, all with one password that is made here and now.

use anyhow::{Result, bail};
use clearance::{DeclarationFile, declaration_states, ports::Records};
use model::{EntryId, PersonRole};

use super::Context;
use crate::{
    access::{self, Kept, accounts},
    view::AddPerson,
};

/// Login, name, role.
const PEOPLE: [(&str, &str, PersonRole); 6] = [
    ("trader", "陈青", PersonRole::Trader),
    ("officer", "林溪", PersonRole::DocumentOfficer),
    ("examiner", "周野", PersonRole::Examiner),
    ("supervisor", "沈岳", PersonRole::Supervisor),
    ("auditor", "何川", PersonRole::Auditor),
    ("administrator", "许宁", PersonRole::Administrator),
];

/// Makes accounts where there are none, and says how to sign in.
pub(super) fn settle(context: &Context) -> Result<()> {
    let mut people = context.data.people()?;
    if !people.everybody()?.is_empty() {
        return Ok(());
    }
    let password = access::one_time_password()?;
    let digest = access::digest(&password)?;
    let company = a_trader(context)?;
    println!("\nsign in as one of these, all with the password {password}\n");
    for (login, name, role) in PEOPLE {
        let companies = match (role, &company) {
            (PersonRole::Trader, None) => continue,
            (PersonRole::Trader, Some(code)) => vec![code.clone()],
            _ => Vec::new(),
        };
        let of = companies.first().map(|it| format!(" of {it}")).unwrap_or_default();
        let asked = AddPerson {
            login: login.to_owned(),
            name: name.to_owned(),
            roles: vec![role],
            districts: Vec::new(),
            companies,
        };
        let Kept::Done((person, _)) = accounts::add(&mut people, &asked, "the demonstration")?
        else {
            bail!("the demonstration's accounts are not as accounts are");
        };
        people.set_password(person.id, &digest, false, None)?;
        println!("  {login:<16} {name}  {}{of}", role.name());
    }
    println!();
    Ok(())
}

/// A company that declared.
fn a_trader(context: &Context) -> Result<Option<String>> {
    let records = context.data.records()?;
    for state in declaration_states() {
        if let Some(row) = records.entries(Some(state), EntryId(0), 1)?.first() {
            return Ok(Some(DeclarationFile::from_row(row)?.declaration.trader.code.to_string()));
        }
    }
    Ok(None)
}
