//! Registered enterprises (备案企业) and the codes they go by.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{Certificate, Date};

/// What an enterprise is registered to do (备案类型).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 电商平台.
    Platform,
    /// 电商企业.
    Seller,
    /// 支付企业.
    Payment,
    /// 物流企业.
    Logistics,
    /// 申报企业.
    Declarant,
    /// 区内企业.
    Zone,
    /// 监管场所经营人.
    Site,
    /// 仓储企业: keeps goods under customs control, and says what comes in.
    Warehouse,
}

/// How far customs trusts an enterprise (信用等级; three levels since 2021-11-01, 海关总署令第251号).
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Credit {
    /// 高级认证企业 (AEO).
    Advanced,
    /// 其他备案企业: neither certified nor dishonest.
    #[default]
    Ordinary,
    /// 失信企业.
    Dishonest,
}

macro_rules! named {
    ($name:ident { $($variant:ident = $text:literal),+ $(,)? }) => {
        impl $name {
            /// All of them.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// As its JSON form spells it.
            pub fn name(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name())
            }
        }

        impl FromStr for $name {
            /// Every name that there is.
            type Err = String;

            fn from_str(text: &str) -> Result<$name, String> {
                match text {
                    $($text => Ok($name::$variant),)+
                    _ => Err(concat!($($text, " "),+).trim_end().replace(' ', " | ")),
                }
            }
        }
    };
}

named!(Role {
    Platform = "platform",
    Seller = "seller",
    Payment = "payment",
    Logistics = "logistics",
    Declarant = "declarant",
    Zone = "zone",
    Site = "site",
    Warehouse = "warehouse",
});

named!(Credit { Advanced = "advanced", Ordinary = "ordinary", Dishonest = "dishonest" });

/// An enterprise as registered (备案).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enterprise {
    /// 10-character customs code or 18-character social credit code, as used on the wire.
    pub code: String,
    /// Its code of the other length, which leads to it as well; empty when it is not known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub other_code: String,
    pub name: String,
    pub roles: Vec<Role>,
    /// Supervised site codes it operates (only for [`Role::Site`]).
    #[serde(default)]
    pub sites: Vec<String>,
    #[serde(default)]
    pub credit: Credit,
    /// First day of the registration; nothing: it has always held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Last day of the registration; nothing: it has no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// First day on which it is suspended (暂停); a row without it lifts the suspension.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspended_from: Option<Date>,
    /// Of an advanced certified enterprise; nothing: it is one without an end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<Certificate>,
}

/// Why a registration does not count on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotInForce {
    Before(Date),
    After(Date),
    SuspendedFrom(Date),
}

impl NotInForce {
    /// # Errors
    /// Why what holds from the first day to the last does not count on that day; a side without a day is open.
    pub fn check(
        from: Option<Date>,
        to: Option<Date>,
        suspended_from: Option<Date>,
        on: Date,
    ) -> Result<(), NotInForce> {
        match (from, to, suspended_from) {
            (Some(from), ..) if on < from => Err(NotInForce::Before(from)),
            (_, Some(to), _) if on > to => Err(NotInForce::After(to)),
            (.., Some(from)) if on >= from => Err(NotInForce::SuspendedFrom(from)),
            _ => Ok(()),
        }
    }
}

impl fmt::Display for NotInForce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotInForce::Before(day) => write!(f, "自{day}起有效 (valid from {day})"),
            NotInForce::After(day) => write!(f, "有效期至{day} (valid until {day})"),
            NotInForce::SuspendedFrom(day) => write!(f, "自{day}起暂停 (suspended from {day})"),
        }
    }
}

/// What is wrong with a row of the registry: the field and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    pub field: &'static str,
    pub observed: String,
    pub expected: &'static str,
}

impl Enterprise {
    /// Both codes, or the one that is known.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        [self.code.as_str(), self.other_code.as_str()].into_iter().filter(|it| !it.is_empty())
    }

    /// # Errors
    /// Why the registration does not count on that day.
    pub fn in_force(&self, on: Date) -> Result<(), NotInForce> {
        NotInForce::check(self.from, self.to, self.suspended_from, on)
    }

    /// Everything that is wrong with the row by itself.
    pub fn faults(&self) -> Vec<RowFault> {
        let mut faults = Vec::new();
        let mut fault = |field, observed: &str, expected| {
            faults.push(RowFault { field, observed: observed.to_owned(), expected });
        };
        if !is_enterprise_code(&self.code) {
            fault("code", &self.code, CODE_FORM);
        }
        if !self.other_code.is_empty() {
            if !is_enterprise_code(&self.other_code) {
                fault("other_code", &self.other_code, CODE_FORM);
            } else if self.other_code.len() == self.code.len() {
                fault("other_code", &self.other_code, "与code长度不同 (of the other length)");
            }
        }
        if self.name.trim().is_empty() {
            fault("name", &self.name, "企业名称 (a name)");
        }
        if self.roles.is_empty() {
            fault("roles", "", "至少一种备案类型 (at least one role)");
        }
        if !self.sites.is_empty() && !self.roles.contains(&Role::Site) {
            let sites = self.sites.join("|");
            fault("sites", &sites, "仅限监管场所经营人 (only with the role `site`)");
        }
        if let (Some(from), Some(to)) = (self.from, self.to)
            && to < from
        {
            fault("to", &to.to_string(), "不早于备案起始日 (not before `from`)");
        }
        faults.extend(self.certificate.iter().flat_map(|it| it.faults(self.credit)));
        faults
    }
}

const CODE_FORM: &str = "10位海关编码，或校验码正确的18位统一社会信用代码 (10 characters of a customs \
                         code, or 18 of a social credit code with its check character)";

/// Whether a code has the form of an enterprise's: ten digits and capital letters (海关编码), or
/// a social credit code with its own check character.
pub fn is_enterprise_code(code: &str) -> bool {
    match code.len() {
        10 => code.bytes().all(|it| it.is_ascii_digit() || it.is_ascii_uppercase()),
        18 => social_credit_check(code).is_some_and(|it| code.ends_with(it)),
        _ => false,
    }
}

/// The check character of a social credit code (统一社会信用代码, GB 32100-2015: ISO 7064 MOD 31-3)
/// by its first seventeen characters; nothing when one of them is not of its alphabet.
pub fn social_credit_check(code: &str) -> Option<char> {
    const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let mut weight = 1;
    let mut sum = 0;
    for byte in code.as_bytes().get(..17)? {
        let value = ALPHABET.iter().position(|it| it == byte)?;
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    ALPHABET.get((31 - sum % 31) % 31).map(|it| char::from(*it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_character_decides() {
        // The worked example that texts on the standard carry.
        assert_eq!(social_credit_check("91350100M000100Y4"), Some('3'));
        assert!(is_enterprise_code("91350100M000100Y43"));
        assert!(!is_enterprise_code("91350100M000100Y44"));
        assert!(!is_enterprise_code("91350100I000100Y43"), "no letter I");
        assert!(is_enterprise_code("3301960A01"));
        assert!(!is_enterprise_code("3301960a01"));
        assert!(!is_enterprise_code("33019601"));
        assert!(!is_enterprise_code("通关通"), "nine bytes, three characters");
    }

    #[test]
    fn a_registration_holds_between_its_days() {
        let day = |text: &str| -> Date { text.parse().unwrap() };
        let row = Enterprise {
            from: Some(day("2020-01-01")),
            to: Some(day("2020-12-31")),
            suspended_from: Some(day("2020-12-01")),
            ..Enterprise::default()
        };
        assert_eq!(row.in_force(day("2019-12-31")), Err(NotInForce::Before(day("2020-01-01"))));
        assert_eq!(row.in_force(day("2020-01-01")), Ok(()));
        assert_eq!(row.in_force(day("2020-11-30")), Ok(()));
        let suspended = Err(NotInForce::SuspendedFrom(day("2020-12-01")));
        assert_eq!(row.in_force(day("2020-12-01")), suspended);
        assert_eq!(row.in_force(day("2021-01-01")), Err(NotInForce::After(day("2020-12-31"))));
    }

    #[test]
    fn a_row_says_all_its_faults() {
        let row = Enterprise {
            code: "91350100M000100Y44".into(),
            other_code: "33".into(),
            sites: vec!["S1".into()],
            from: "2020-02-01".parse().ok(),
            to: "2020-01-01".parse().ok(),
            ..Enterprise::default()
        };
        let fields: Vec<&str> = row.faults().iter().map(|it| it.field).collect();
        assert_eq!(fields, ["code", "other_code", "name", "roles", "sites", "to"]);
    }

    #[test]
    fn names_are_the_json_form() {
        for role in Role::ALL {
            assert_eq!(serde_json::to_string(role).unwrap(), format!("\"{role}\""));
            assert_eq!(role.name().parse(), Ok(*role));
        }
        for credit in Credit::ALL {
            assert_eq!(serde_json::to_string(credit).unwrap(), format!("\"{credit}\""));
        }
        assert_eq!("aeo".parse::<Credit>(), Err("advanced | ordinary | dishonest".to_owned()));
    }
}
