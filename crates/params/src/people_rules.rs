//! Which role of people may do what, and how they sign in. `params/access/README.md` is the schema of the tables.

use model::{Basis, PersonRole, Right};

use crate::{Bases, LawError, rows};

/// What people may do, and how they sign in.
#[derive(Debug)]
pub struct PeopleRules {
    rights: Vec<RightRow>,
    pub sign_in: SignInRules,
}

/// A right, and who has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RightRow {
    pub right: Right,
    pub title_zh: Box<str>,
    pub title_en: Box<str>,
    /// Whether an API key may have it.
    pub is_scope: bool,
    roles: Box<[PersonRole]>,
}

/// How sign-in works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInRules {
    /// Characters of a password, at least.
    pub password_min: u32,
    /// Failures in a row after which an account is locked.
    pub failures_before_lock: u32,
    pub lock_minutes: u32,
    /// A session that is not used for so long ends.
    pub session_idle_minutes: u32,
    /// A session ends after so long, used or not.
    pub session_whole_minutes: u32,
    pub key_valid_days: u32,
    pub basis: Basis,
}

const RIGHTS: &str = "access/rights.csv";
const SIGN_IN: &str = "access/sign_in.csv";

impl RightRow {
    pub fn has(&self, role: PersonRole) -> bool {
        self.roles.contains(&role)
    }
}

impl PeopleRules {
    pub(crate) fn shipped(bases: &Bases) -> Result<PeopleRules, LawError> {
        let rights = include_str!("../../../params/access/rights.csv");
        PeopleRules::read(rights, include_str!("../../../params/access/sign_in.csv"), bases)
    }

    fn read(rights: &str, sign_in: &str, bases: &Bases) -> Result<PeopleRules, LawError> {
        let mut header = vec!["right", "title_zh", "title_en", "scope"];
        header.extend(PersonRole::ALL.map(PersonRole::name));
        let rights = rows::read(RIGHTS, rights, &header, bases, read_right)?;
        for right in Right::ALL {
            let count = rights.iter().filter(|it| it.right == right).count();
            if count != 1 {
                let what = format!("`{}` has {count} rows", right.name());
                return Err(LawError::fault(RIGHTS, what));
            }
        }
        Ok(PeopleRules { rights, sign_in: read_sign_in(sign_in, bases)? })
    }

    /// Every right, in the table's order.
    pub fn rights(&self) -> impl Iterator<Item = &RightRow> {
        self.rights.iter()
    }

    /// What somebody with these roles may do.
    pub fn rights_of(&self, roles: &[PersonRole]) -> Vec<Right> {
        let has = |it: &&RightRow| roles.iter().any(|role| it.has(*role));
        self.rights.iter().filter(has).map(|it| it.right).collect()
    }
}

fn read_right(row: &rows::Row<'_>) -> Result<RightRow, String> {
    let mut roles = Vec::new();
    for role in PersonRole::ALL {
        if row.yes(role.name())? {
            roles.push(role);
        }
    }
    Ok(RightRow {
        right: row.word("right")?,
        title_zh: row.text("title_zh").into(),
        title_en: row.text("title_en").into(),
        is_scope: row.yes("scope")?,
        roles: roles.into(),
    })
}

fn read_sign_in(text: &str, bases: &Bases) -> Result<SignInRules, LawError> {
    let read = |row: &rows::Row<'_>| {
        let basis = bases.get(row.basis()?).cloned().ok_or("its basis is not known")?;
        let name = format!("{} in {}", row.text("name"), row.text("unit"));
        Ok((name, row.parse::<u32>("amount")?, basis))
    };
    let rows = rows::read(SIGN_IN, text, &["name", "amount", "unit", "basis"], bases, read)?;
    let amount = |name: &str| {
        let row = rows.iter().find(|(it, amount, _)| it == name && *amount > 0);
        let missing = || LawError::fault(SIGN_IN, format!("there is no `{name}` above nothing"));
        row.map(|(_, amount, _)| *amount).ok_or_else(missing)
    };
    Ok(SignInRules {
        password_min: amount("password_min in characters")?,
        failures_before_lock: amount("failures_before_lock in times")?,
        lock_minutes: amount("lock in minutes")?,
        session_idle_minutes: amount("session_idle in minutes")?,
        session_whole_minutes: amount("session_whole in minutes")?,
        key_valid_days: amount("key_valid in days")?,
        basis: rows
            .first()
            .map(|(_, _, basis)| basis.clone())
            .ok_or_else(|| LawError::fault(SIGN_IN, "it has no rows".to_owned()))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Law;

    #[test]
    fn who_keeps_accounts_sees_no_case() {
        let law = Law::shipped().unwrap();
        let administrator = law.people.rights_of(&[PersonRole::Administrator]);
        assert_eq!(administrator, [Right::KeepPeople, Right::SeeFigures]);
        let all = law.people.rights_of(&[PersonRole::Supervisor, PersonRole::Administrator]);
        assert!(all.contains(&Right::KeepPeople) && all.contains(&Right::SeeCases));
    }

    #[test]
    fn who_looks_at_everything_changes_nothing() {
        let law = Law::shipped().unwrap();
        let auditor = law.people.rights_of(&[PersonRole::Auditor]);
        for right in
            [Right::SendMessages, Right::ChangeRegistry, Right::KeepPeople, Right::KeepKeys]
        {
            assert!(!auditor.contains(&right), "{right:?}");
        }
    }

    #[test]
    fn a_table_that_lacks_a_right_is_refused() {
        let bases = Bases::read(include_str!("../../../params/bases.toml")).unwrap();
        let table = include_str!("../../../params/access/rights.csv");
        let short: Vec<&str> = table.lines().filter(|it| !it.starts_with("keep_keys")).collect();
        let sign_in = include_str!("../../../params/access/sign_in.csv");
        let refused = PeopleRules::read(&short.join("\n"), sign_in, &bases).unwrap_err();
        assert!(refused.to_string().contains("`keep_keys` has 0 rows"), "{refused}");
        let zero = sign_in.replace(",5,", ",0,");
        assert!(PeopleRules::read(table, &zero, &bases).is_err());
    }
}
