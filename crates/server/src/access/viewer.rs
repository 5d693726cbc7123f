//! Who is looking.

use std::sync::Arc;

use axum::{extract::FromRequestParts, http::request::Parts};
use clearance::Registry;
use model::EntryId;
use serde::Deserialize;
use store::HouseRecords;
use utoipa::IntoParams;

use super::{
    guard::{forbidden, signed_out},
    named::{CaseIndex, Whose},
    parties::Parties,
    personal::Masks,
    principal::{Principal, Reach, Who},
    sight::{Part, Sight},
};
use crate::{
    api::{ApiState, Failure, Query},
    clock,
    view::ReceiptView,
};

/// Who is looking, and what of personal data he is not shown.
#[derive(Clone)]
pub(crate) struct Viewer {
    looks: Looks,
    /// Nothing: he is shown all of it.
    masks: Option<Masks>,
    /// Whether receipts are another's matter: where nobody signs in, whoever fetches them may be their recipient.
    is_known: bool,
    index: Arc<CaseIndex>,
}

/// Customs, at the cases of offices whose codes begin so (of all where there is none), or companies by all their codes.
#[derive(Clone)]
enum Looks {
    Customs(Arc<[String]>),
    Company(Arc<Part>),
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ViewerQuery {
    /// Show what the company with this code sees: customs code of 10 characters, social credit code of 18, or organisation code of 9.
    /// Absent: what customs sees. Cases in which the company has no role are not there.
    #[serde(rename = "as")]
    #[param(value_type = Option<String>, min_length = 9, max_length = 18)]
    company: Option<String>,
}

impl Viewer {
    /// What he sees of a case with those parties; nothing where it is no case of his.
    ///
    /// # Errors
    /// When the parties cannot be read.
    pub(crate) fn sight(
        &self,
        parties: impl FnOnce() -> anyhow::Result<Parties>,
    ) -> anyhow::Result<Option<Sight>> {
        let masks = self.masks.clone();
        match &self.looks {
            Looks::Customs(districts) => {
                let is_his = districts.is_empty() || parties()?.is_of(districts);
                Ok(is_his.then(|| Sight::whole(masks)))
            }
            Looks::Company(part) => {
                let roles = parties()?.roles_of(&part.codes);
                Ok((!roles.is_empty()).then(|| Sight::part(part, roles, masks)))
            }
        }
    }

    /// The same, and he is shown personal data.
    pub(crate) fn unmasked(&self) -> Viewer {
        Viewer { masks: None, ..self.clone() }
    }

    /// Masks personal data of a receipt, where it is not to one of his companies.
    pub(crate) fn mask_receipt(&self, receipt: &mut ReceiptView) {
        if let (Looks::Customs(_), Some(masks), true) = (&self.looks, &self.masks, self.is_known) {
            masks.receipt(receipt);
        }
    }

    /// What is masked for him.
    pub(crate) fn masks(&self) -> Option<&Masks> {
        self.masks.as_ref()
    }

    /// Every code that means the companies of whoever looks; nothing: customs does.
    pub(crate) fn codes(&self) -> Option<&[String]> {
        match &self.looks {
            Looks::Customs(_) => None,
            Looks::Company(part) => Some(&part.codes),
        }
    }

    /// Whether he sees cases of that office as customs.
    pub(crate) fn is_of_office(&self, office: &str) -> bool {
        match &self.looks {
            Looks::Customs(districts) => {
                districts.is_empty() || districts.iter().any(|it| office.starts_with(it.as_str()))
            }
            Looks::Company(_) => false,
        }
    }

    /// Cases of the kind to which a state belongs that may be his, below that one, newest first. Nothing: he sees all, or all
    /// have to be looked at.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) fn cases(
        &self,
        records: &HouseRecords,
        state: u8,
        place: (EntryId, usize),
    ) -> anyhow::Result<Option<Vec<EntryId>>> {
        let whose = match &self.looks {
            Looks::Customs(districts) if districts.is_empty() => return Ok(None),
            Looks::Customs(districts) => Whose::Districts(districts),
            Looks::Company(part) => Whose::Codes(&part.codes),
        };
        self.index.cases(records, &whose, state, place)
    }

    /// Whether receipts of a recipient are for his eyes.
    pub(crate) fn receives(&self, recipient: &str) -> bool {
        match &self.looks {
            Looks::Customs(_) => true,
            Looks::Company(part) => part.codes.iter().any(|it| it == recipient),
        }
    }

    /// How many rows are looked at for one page: an answer to whom most cases are none of his own is not to take long, and
    /// says where to go on.
    pub(crate) fn looks(&self) -> usize {
        match &self.looks {
            Looks::Customs(districts) if districts.is_empty() => usize::MAX,
            Looks::Customs(_) | Looks::Company(_) => 5_000,
        }
    }
}

/// Customs may look as any company does, a company's people as one of their own.
impl FromRequestParts<ApiState> for Viewer {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Viewer, Failure> {
        let principal = parts.extensions.get::<Arc<Principal>>().cloned().ok_or_else(signed_out)?;
        let Query(ViewerQuery { company }) = Query::from_request_parts(parts, state).await?;
        Viewer::of(state, &principal, company).await
    }
}

impl Viewer {
    /// Who is looking, as the company with that code where one is given.
    ///
    /// # Errors
    /// When it is no code, or a company of others.
    pub(crate) async fn of(
        state: &ApiState,
        principal: &Principal,
        company: Option<String>,
    ) -> Result<Viewer, Failure> {
        let is_one = |code: &String| {
            matches!(code.len(), 9 | 10 | 18) && code.bytes().all(|it| it.is_ascii_alphanumeric())
        };
        if !company.iter().all(is_one) {
            return Err(Failure::bad_request("`as` is a company's code of 9, 10 or 18 characters"));
        }
        let own = match (&principal.reach, &company) {
            (Reach::Customs(_), None) => Vec::new(),
            (Reach::Customs(_), Some(code)) => vec![code.clone()],
            (Reach::Companies(own), _) => own.clone(),
        };
        let districts: Option<Arc<[String]>> = match (&principal.reach, &company) {
            (Reach::Customs(districts), None) => Some(districts.as_slice().into()),
            _ => None,
        };
        let is_known = !matches!(principal.who, Who::Anybody);
        let read = state.read(move |records, state| {
            state.with_registry(records, |registry| {
                let codes = |of: &[String]| -> Vec<String> {
                    let mut codes: Vec<String> =
                        of.iter().flat_map(|it| codes_of(registry, it)).collect();
                    codes.sort();
                    codes.dedup();
                    codes
                };
                let own = codes(&own);
                let codes = match company {
                    Some(one) if !own.contains(&one) => return None,
                    Some(one) => codes(&[one]),
                    None => own,
                };
                let on = clock::now().max(registry.reached()).local_date();
                let masks = Some(Masks { rules: Arc::clone(&registry.law.personal), on });
                let part = || Part { codes, rules: Arc::clone(&registry.law.access), on };
                let looks = districts.map_or_else(|| Looks::Company(part().into()), Looks::Customs);
                let index = Arc::clone(state.case_index());
                Some(Viewer { looks, masks, is_known, index })
            })
        });
        read.await?.ok_or_else(|| forbidden("forbidden", "`as` names a company of others"))
    }
}

/// Every code that means the company: the one given, the registered ones, and the organisation code that a social
/// credit code has in it (GB 32100), by which declarations name whoever keyed them.
fn codes_of(registry: &Registry, code: &str) -> Vec<String> {
    let mut codes = vec![code.to_owned()];
    codes
        .extend(registry.enterprise(code).into_iter().flat_map(|it| it.codes()).map(str::to_owned));
    let within = |it: &String| it.get(8..17).filter(|_| it.len() == 18).map(str::to_owned);
    codes.extend(codes.iter().filter_map(within).collect::<Vec<_>>());
    codes.sort();
    codes.dedup();
    codes
}

#[cfg(test)]
mod tests {
    use params::Law;

    use super::*;

    #[test]
    fn a_company_goes_by_its_organisation_code_too() {
        let registry = Registry::new(Law::shipped().unwrap());
        assert_eq!(codes_of(&registry, "91350100M000100Y43"), ["91350100M000100Y43", "M000100Y4"]);
        assert_eq!(codes_of(&registry, "3302260001"), ["3302260001"]);
    }
}
