//! `tongguan people list|add|disable|enable|reset`
//!
//! Works on the house's folder, whether or not a server runs on it: the server sees what changed.

use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use model::PersonRole;
use store::{People, Person};

use super::{Context, output::print_json, send::word};
use crate::{
    access::{Kept, accounts},
    view::{AddPerson, ChangePerson, PersonList, PersonSecret, person_view},
};

/// Who did it, in the account's record.
const BY: &str = "the command line";

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Everybody who signs in.
    List,
    /// Add somebody. Prints a password to be changed, this once.
    Add {
        login: String,
        #[arg(long)]
        name: String,
        /// trader, broker, platform; document-officer, examiner, tax-officer, manifest-officer, audit-officer, supervisor,
        /// risk-analyst, laboratory, gate-operator, auditor, administrator. May be given again.
        #[arg(long = "role", required = true, value_parser = word::<PersonRole>)]
        roles: Vec<PersonRole>,
        /// What the codes of his customs offices begin with; all offices when absent. May be given again.
        #[arg(long = "district")]
        districts: Vec<String>,
        /// A company's code. May be given again.
        #[arg(long = "company")]
        companies: Vec<String>,
    },
    /// Let somebody in no more; his sessions end.
    Disable { login: String },
    /// Let somebody in again.
    Enable { login: String },
    /// Give somebody a password to be changed; takes a lock and his second factor away.
    Reset { login: String },
}

pub(crate) fn run(context: &Context, command: &Command) -> Result<ExitCode> {
    let mut people = context.data.people()?;
    match command {
        Command::List => list(context, &people)?,
        Command::Add { login, name, roles, districts, companies } => {
            let asked = AddPerson {
                login: login.clone(),
                name: name.clone(),
                roles: roles.clone(),
                districts: districts.clone(),
                companies: companies.clone(),
            };
            match accounts::add(&mut people, &asked, BY)? {
                Kept::Done(added) => tell(context, &added)?,
                Kept::Faulty(faults) => bail!("{}", faults.join("\n")),
                Kept::Taken => bail!("somebody else signs in as `{login}`"),
            }
        }
        Command::Disable { login } => set_disabled(context, &mut people, login, true)?,
        Command::Enable { login } => set_disabled(context, &mut people, login, false)?,
        Command::Reset { login } => {
            let id = find(&people, login)?.id;
            let reset = accounts::reset(&mut people, id, BY)?.context("the account is gone")?;
            tell(context, &reset)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn find(people: &People, login: &str) -> Result<Person> {
    people.person_by_login(login)?.with_context(|| format!("nobody signs in as `{login}`"))
}

fn set_disabled(context: &Context, people: &mut People, login: &str, is: bool) -> Result<()> {
    let id = find(people, login)?.id;
    let asked = ChangePerson { is_disabled: Some(is), ..ChangePerson::default() };
    match accounts::change(people, id, &asked, BY)? {
        Kept::Done(Some(person)) if context.json => print_json(&person_view(&person)),
        Kept::Done(Some(person)) => {
            println!("{} {}", person.login, if is { "is disabled" } else { "is enabled" });
            Ok(())
        }
        _ => bail!("the account is gone"),
    }
}

fn tell(context: &Context, (person, password): &(Person, String)) -> Result<()> {
    if context.json {
        let secret =
            PersonSecret { person: person_view(person), one_time_password: password.clone() };
        return print_json(&secret);
    }
    println!("{}  {}", person.login, password);
    println!("The password is to be changed when it is first used, and is not shown again.");
    Ok(())
}

fn list(context: &Context, people: &People) -> Result<()> {
    let items: Vec<_> = people.everybody()?.iter().map(person_view).collect();
    if context.json {
        return print_json(&PersonList { items });
    }
    for it in &items {
        let roles: Vec<&str> = it.roles.iter().map(|it| it.name()).collect();
        let standing = match (it.is_disabled, it.must_change_password) {
            (true, _) => "  disabled",
            (false, true) => "  password to be changed",
            (false, false) => "",
        };
        let reach = [it.districts.join(" "), it.companies.join(" ")].join(" ");
        println!("{:<24} {}  {}  {}{standing}", it.login, it.name, roles.join(" "), reach.trim());
    }
    Ok(())
}
