//! What accounts may be: one rule for the API and the command line.

use anyhow::Result;
use model::PersonRole;
use store::{NewPerson, People, Person, PersonChange};

use super::password;
use crate::{
    clock,
    view::{AddPerson, ChangePerson},
};

/// What is wrong with what was asked for; empty where nothing is.
fn faults(
    login: &str,
    name: Option<&str>,
    roles: Option<&[PersonRole]>,
    districts: &[String],
    companies: &[String],
) -> Vec<String> {
    let mut faults = Vec::new();
    let is_of_login =
        |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || b"._-@".contains(&it);
    if !(3..=64).contains(&login.len()) || !login.bytes().all(is_of_login) {
        faults.push("`login` is 3 to 64 of a-z, 0-9, `.`, `_`, `-` and `@`".to_owned());
    }
    if name.is_some_and(|it| it.trim().is_empty() || it.chars().count() > 64) {
        faults.push("`name` is 1 to 64 characters".to_owned());
    }
    if roles.is_some_and(<[PersonRole]>::is_empty) {
        faults.push("`roles` names at least one".to_owned());
    }
    // Whoever works for customs and for a company would decide his own cases.
    if roles.is_some_and(|it| {
        it.iter().any(|it| it.is_of_customs()) && it.iter().any(|it| !it.is_of_customs())
    }) {
        faults.push("`roles` are those of customs or those of companies, not both".to_owned());
    }
    let is_district =
        |it: &String| (2..=4).contains(&it.len()) && it.bytes().all(|it| it.is_ascii_digit());
    for district in districts.iter().filter(|it| !is_district(it)) {
        faults
            .push(format!("`{district}` is not the beginning of an office's code: 2 to 4 digits"));
    }
    let is_company = |it: &String| {
        matches!(it.len(), 9 | 10 | 18) && it.bytes().all(|it| it.is_ascii_alphanumeric())
    };
    for company in companies.iter().filter(|it| !is_company(it)) {
        faults.push(format!("`{company}` is not a company's code: 9, 10 or 18 letters and digits"));
    }
    faults
}

fn names(roles: &[PersonRole]) -> Vec<String> {
    roles.iter().map(|it| it.name().to_owned()).collect()
}

/// What came of a wish about an account.
pub(crate) enum Kept<T> {
    Done(T),
    /// What is wrong with it.
    Faulty(Vec<String>),
    /// The login is taken.
    Taken,
}

/// Somebody new, with a password to be changed.
///
/// # Errors
/// When it cannot be kept.
pub(crate) fn add(
    people: &mut People,
    asked: &AddPerson,
    by: &str,
) -> Result<Kept<(Person, String)>> {
    let faults = faults(
        &asked.login,
        Some(&asked.name),
        Some(&asked.roles),
        &asked.districts,
        &asked.companies,
    );
    if !faults.is_empty() {
        return Ok(Kept::Faulty(faults));
    }
    let (now, password) = (clock::now(), password::one_time()?);
    let new = NewPerson {
        login: asked.login.clone(),
        name: asked.name.trim().to_owned(),
        password: password::digest(&password)?,
        roles: names(&asked.roles),
        districts: asked.districts.clone(),
        companies: asked.companies.clone(),
    };
    let Some(person) = people.add_person(&new, now)? else { return Ok(Kept::Taken) };
    let detail = format!("by {by}: {}", new.roles.join(" "));
    people.record(now, &person.login, "added", &detail)?;
    Ok(Kept::Done((person, password)))
}

/// Changes an account; its sessions end. Nothing where there is none.
///
/// # Errors
/// When it cannot be kept.
pub(crate) fn change(
    people: &mut People,
    id: u64,
    asked: &ChangePerson,
    by: &str,
) -> Result<Kept<Option<Person>>> {
    let districts = asked.districts.as_deref().unwrap_or_default();
    let companies = asked.companies.as_deref().unwrap_or_default();
    let (name, roles) = (asked.name.as_deref(), asked.roles.as_deref());
    let faults = faults("any", name, roles, districts, companies);
    if !faults.is_empty() {
        return Ok(Kept::Faulty(faults));
    }
    let change = PersonChange {
        name: asked.name.clone(),
        roles: roles.map(names),
        districts: asked.districts.clone(),
        companies: asked.companies.clone(),
        is_disabled: asked.is_disabled,
    };
    let changed = people.change_person(id, &change)?;
    if let Some(person) = &changed {
        let what = |name: &str, words: &Option<Vec<String>>| {
            words.as_ref().map(|it| format!("{name}: {}", it.join(" ")))
        };
        let changes = [
            change.name.as_ref().map(|it| format!("name: {it}")),
            what("roles", &change.roles),
            what("districts", &change.districts),
            what("companies", &change.companies),
            change.is_disabled.map(|it| format!("disabled: {it}")),
        ];
        let changes: Vec<String> = changes.into_iter().flatten().collect();
        let detail = format!("by {by}; {}", changes.join("; "));
        people.record(clock::now(), &person.login, "changed", &detail)?;
    }
    Ok(Kept::Done(changed))
}

/// A password to be changed, for somebody who lost his; it takes lock and second factor away.
///
/// # Errors
/// When it cannot be kept.
pub(crate) fn reset(people: &mut People, id: u64, by: &str) -> Result<Option<(Person, String)>> {
    let password = password::one_time()?;
    if !people.set_password(id, &password::digest(&password)?, true, None)? {
        return Ok(None);
    }
    let Some(person) = people.person(id)? else { return Ok(None) };
    people.record(clock::now(), &person.login, "password_reset", &format!("by {by}"))?;
    Ok(Some((person, password)))
}
