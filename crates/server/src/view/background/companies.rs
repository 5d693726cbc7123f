//! What came of earlier declarations of the companies that a declaration names.

use std::collections::BTreeMap;

use anyhow::Result;
use clearance::{DeclarationFile, ports::Records as _};
use model::{Date, EntryId, Trader};
use serde::Serialize;
use store::{EarlierCase, NamedAs, Outcome};
use utoipa::ToSchema;

use super::Sources;
use crate::{
    access::declaration_parties,
    precedents::code_of,
    view::{EnterpriseView, declaration_summary, enterprise_view, vocabulary},
};

/// Earlier declarations of a company that are counted, newest first: of who has more, the newest so many are.
const COUNTED_MAX: usize = 5_000;
/// Months that are told one by one.
const MONTHS: usize = 12;
/// Declarations that are named, and how many of the newest are looked at for those that are of the officer's offices.
const NAMED_MAX: usize = 10;
const LOOKED_AT: usize = 100;

/// What is known of a company that a declaration names, from those that came before it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CompanyPast {
    pub(crate) code: String,
    pub(crate) name: String,
    /// As what this declaration names it; those before count that name it so.
    #[schema(value_type = Vec<vocabulary::NamedAs>)]
    pub(crate) roles: Vec<vocabulary::NamedAs>,
    /// Its row of the registry; null where it has none.
    #[schema(required)]
    pub(crate) registration: Option<EnterpriseView>,
    /// Declarations of the whole house that are counted; there are more, where `is_more`.
    pub(crate) total: PastCounts,
    pub(crate) is_more: bool,
    /// By the month in which they came, newest first; months without any are left out.
    pub(crate) months: Vec<PastMonth>,
    /// The newest that are for the eyes of who asks.
    pub(crate) last: Vec<PastCase>,
}

/// What came of declarations, by now. One may count several times over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct PastCounts {
    pub(crate) filed: u64,
    pub(crate) released: u64,
    pub(crate) returned: u64,
    pub(crate) amended: u64,
    pub(crate) withdrawn: u64,
    /// Examined with a result, and those in which something else was found than was declared.
    pub(crate) examined: u64,
    pub(crate) found: u64,
    /// Looked into after release, and those of which something came.
    pub(crate) audited: u64,
    pub(crate) audit_found: u64,
    /// Tax that was not paid in time, a guarantee that was called.
    pub(crate) debts: u64,
}

impl PastCounts {
    fn count(&mut self, outcome: Outcome) {
        self.filed += 1;
        let counts = [
            (&mut self.released, outcome.is_released),
            (&mut self.returned, outcome.is_returned),
            (&mut self.amended, outcome.is_amended),
            (&mut self.withdrawn, outcome.is_withdrawn),
            (&mut self.examined, outcome.is_examined),
            (&mut self.found, outcome.is_found),
            (&mut self.audited, outcome.is_audited),
            (&mut self.audit_found, outcome.is_audit_found),
            (&mut self.debts, outcome.is_debt),
        ];
        for (count, is_so) in counts {
            *count += u64::from(is_so);
        }
    }
}

/// What came of the declarations of a month.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PastMonth {
    /// `2026-11`.
    pub(crate) month: String,
    #[serde(flatten)]
    pub(crate) counts: PastCounts,
}

/// An earlier declaration.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PastCase {
    /// The house's number of the case.
    pub(crate) number: u64,
    pub(crate) declaration_no: String,
    pub(crate) state_title_zh: String,
    pub(crate) state_title_en: String,
    #[schema(format = Date)]
    pub(crate) filed_on: String,
    pub(crate) declaring_customs: String,
    /// 完税价格; null before it is assessed.
    #[schema(required)]
    pub(crate) customs_value: Option<String>,
    /// What came of it, by the names of the counts.
    pub(crate) outcomes: Vec<&'static str>,
}

/// Each company once, in the order in which the declaration names them.
pub(super) fn companies(
    sources: &Sources<'_>,
    file: &DeclarationFile<'_>,
    today: Date,
) -> Result<Vec<CompanyPast>> {
    let it = &*file.declaration;
    let declarant = Some(&it.declarant).filter(|it| !code_of(it).is_empty());
    let named = [
        (NamedAs::Trader, &it.trader),
        (NamedAs::Owner, &it.owner),
        (NamedAs::Declarant, declarant.unwrap_or(&it.trader)),
    ];
    let mut all: Vec<(&Trader<'_>, Vec<NamedAs>)> = Vec::new();
    for (role, trader) in named.into_iter().filter(|(_, it)| !code_of(it).is_empty()) {
        match all.iter_mut().find(|(known, _)| code_of(known) == code_of(trader)) {
            Some((_, roles)) => roles.push(role),
            None => all.push((trader, vec![role])),
        }
    }
    all.into_iter().map(|(trader, roles)| company(sources, file.id, trader, roles, today)).collect()
}

fn company(
    sources: &Sources<'_>,
    before: EntryId,
    trader: &Trader<'_>,
    roles: Vec<NamedAs>,
    today: Date,
) -> Result<CompanyPast> {
    let Sources { registry, kept, .. } = sources;
    let code = code_of(trader);
    let mut earlier: BTreeMap<EntryId, EarlierCase> = BTreeMap::new();
    for role in &roles {
        let found = kept.of_company(code, *role, before, COUNTED_MAX + 1)?;
        earlier.extend(found.into_iter().map(|it| (it.entry, it)));
    }
    let is_more = earlier.len() > COUNTED_MAX;
    let newest: Vec<EarlierCase> = earlier.into_values().rev().take(COUNTED_MAX).collect();
    let (mut total, mut months) = (PastCounts::default(), BTreeMap::<String, PastCounts>::new());
    for case in &newest {
        total.count(case.outcome);
        let month = case.filed_at.local_date().strftime("%Y-%m").to_string();
        months.entry(month).or_default().count(case.outcome);
    }
    let month = |(month, counts)| PastMonth { month, counts };
    Ok(CompanyPast {
        code: code.to_owned(),
        name: trader.name.to_string(),
        roles: roles.into_iter().map(vocabulary::NamedAs::from).collect(),
        registration: registry
            .enterprise(code)
            .map(|it| enterprise_view(registry, it, today, None)),
        total,
        is_more,
        months: months.into_iter().rev().take(MONTHS).map(month).collect(),
        last: last(sources, &newest)?,
    })
}

fn last(sources: &Sources<'_>, newest: &[EarlierCase]) -> Result<Vec<PastCase>> {
    let Sources { records, viewer, .. } = sources;
    let mut named = Vec::new();
    for case in newest.iter().take(LOOKED_AT) {
        if named.len() >= NAMED_MAX {
            break;
        }
        let Some(row) = records.entry(case.entry)? else { continue };
        let sight =
            viewer.sight(|| declaration_parties(*records, &DeclarationFile::from_row(&row)?))?;
        if sight.is_none() {
            continue;
        }
        let summary = declaration_summary(&row)?;
        named.push(PastCase {
            number: summary.number,
            declaration_no: summary.declaration_no,
            state_title_zh: summary.state_title_zh,
            state_title_en: summary.state_title_en,
            filed_on: case.filed_at.local_date().to_string(),
            declaring_customs: summary.declaring_customs,
            customs_value: summary.customs_value,
            outcomes: outcomes(case.outcome),
        });
    }
    Ok(named)
}

fn outcomes(it: Outcome) -> Vec<&'static str> {
    let all = [
        ("returned", it.is_returned),
        ("amended", it.is_amended),
        ("withdrawn", it.is_withdrawn),
        // What was found was examined.
        ("examined", it.is_examined && !it.is_found),
        ("found", it.is_found),
        ("audited", it.is_audited && !it.is_audit_found),
        ("audit_found", it.is_audit_found),
        ("debts", it.is_debt),
    ];
    all.into_iter().filter(|(_, is_so)| *is_so).map(|(name, _)| name).collect()
}

impl From<NamedAs> for vocabulary::NamedAs {
    fn from(it: NamedAs) -> vocabulary::NamedAs {
        match it {
            NamedAs::Trader => vocabulary::NamedAs::Trader,
            NamedAs::Owner => vocabulary::NamedAs::Owner,
            NamedAs::Declarant => vocabulary::NamedAs::Declarant,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declaration_counts_for_everything_that_came_of_it() {
        let outcome = Outcome {
            is_released: true,
            is_amended: true,
            is_examined: true,
            is_found: true,
            ..Outcome::default()
        };
        let mut counts = PastCounts::default();
        counts.count(outcome);
        counts.count(Outcome::default());
        let expected = PastCounts {
            filed: 2,
            released: 1,
            amended: 1,
            examined: 1,
            found: 1,
            ..PastCounts::default()
        };
        assert_eq!(counts, expected);
        assert_eq!(outcomes(outcome), ["amended", "found"]);
    }
}
