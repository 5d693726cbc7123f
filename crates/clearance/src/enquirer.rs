//! Asks services about the buyers of messages before these are decided, and makes one input of the
//! answers. What decides never asks: it reads that input, now and at every replay.

use matching::Keyring;
use messages::Message;
use model::{
    Amount, Document, EntryId, HouseMessage, IdentityAnswer, IdentityEnquiry, Inventory, KeyPair,
    LimitEnquiry, LimitUse, Moment,
};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    accounts::annual_key,
    answers::{Policies, hex},
    prepare::Prepared,
};

/// A service gave no answer at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unavailable(pub String);

/// Whom a service is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Buyer<'b> {
    pub name: &'b str,
    pub id_number: &'b str,
}

/// Says whether a name and an identity number belong together.
pub trait IdentityService: Send {
    /// As entries name it.
    fn name(&self) -> &str;

    /// One answer a buyer, in order.
    ///
    /// # Errors
    /// When there is no answer; every buyer is then unknown.
    fn ask(&mut self, buyers: &[Buyer<'_>], at: Moment)
    -> Result<Vec<IdentityAnswer>, Unavailable>;
}

/// Keeps buyers' years over all houses.
pub trait LimitService: Send {
    /// As entries name it.
    fn name(&self) -> &str;

    /// What each buyer used of a year in other houses, yuan; nothing where that is not known.
    ///
    /// # Errors
    /// When there is no answer; every buyer is then unknown.
    fn used_elsewhere(
        &mut self,
        buyers: &[Buyer<'_>],
        year: i16,
        at: Moment,
    ) -> Result<Vec<Option<Amount>>, Unavailable>;
}

/// Most matches that are remembered; beyond it all are forgotten and asked again.
const REMEMBERED_MAX: usize = 2_000_000;

/// Asks the services of one process. What it remembers is only to ask less.
#[derive(Default)]
pub struct Enquirer {
    pub identity: Option<Box<dyn IdentityService>>,
    pub limit: Option<Box<dyn LimitService>>,
    /// When each buyer matched.
    matched: FxHashMap<KeyPair, Moment>,
}

/// A buyer to be asked about, once however many lists name him.
struct Asked<'p> {
    buyer: Buyer<'p>,
    identity: KeyPair,
    account: KeyPair,
}

impl Enquirer {
    /// Asks about the buyers of these messages' lists. Nothing when nobody need be asked.
    pub fn ask(
        &mut self,
        policies: &Policies,
        keyring: &Keyring,
        inputs: &[Prepared<'_>],
        at: Moment,
    ) -> Option<HouseMessage> {
        let on = at.local_date();
        if policies.identity_on(on).is_none() && policies.limit_on(on).is_none() {
            return None;
        }
        let mut messages = Vec::new();
        let mut lists = Vec::new();
        for input in inputs {
            let Ok(Message::Ceb(envelope)) = &input.message else { continue };
            let before = lists.len();
            lists.extend(envelope.readings.iter().filter_map(|it| match &it.document {
                Document::Inventory(list) => Some(&**list),
                _ => None,
            }));
            if lists.len() > before {
                messages.push(hex(&input.digest));
            }
        }
        self.ask_of(policies, keyring, &lists, messages, Vec::new(), at)
    }

    /// Asks once more about lists that wait for an answer.
    pub fn ask_again(
        &mut self,
        policies: &Policies,
        keyring: &Keyring,
        waiting: &[(EntryId, &Inventory<'_>)],
        at: Moment,
    ) -> Option<HouseMessage> {
        let lists: Vec<&Inventory<'_>> = waiting.iter().map(|(_, list)| *list).collect();
        let entries = waiting.iter().map(|(id, _)| *id).collect();
        self.ask_of(policies, keyring, &lists, Vec::new(), entries, at)
    }

    fn ask_of(
        &mut self,
        policies: &Policies,
        keyring: &Keyring,
        lists: &[&Inventory<'_>],
        messages: Vec<String>,
        entries: Vec<EntryId>,
        at: Moment,
    ) -> Option<HouseMessage> {
        if lists.is_empty() {
            return None;
        }
        let on = at.local_date();
        let mut seen = FxHashSet::default();
        let asked: Vec<Asked<'_>> = lists
            .iter()
            .map(|list| Asked {
                buyer: Buyer { name: &list.buyer_name, id_number: &list.buyer_id_number },
                identity: keyring.identity(&list.buyer_name, &list.buyer_id_number),
                account: annual_key(keyring, on, list),
            })
            .filter(|it| seen.insert(it.identity))
            .collect();
        let identity = policies
            .identity_on(on)
            .and_then(|policy| self.ask_identity(&asked, policy.term_days, at));
        let limit = policies.limit_on(on).and_then(|_| self.ask_limit(&asked, at));
        if identity.is_none() && limit.is_none() {
            return None;
        }
        Some(HouseMessage::Enquiry { at, messages, entries, identity, limit })
    }

    fn ask_identity(
        &mut self,
        asked: &[Asked<'_>],
        term_days: u32,
        at: Moment,
    ) -> Option<IdentityEnquiry> {
        let service = self.identity.as_mut()?;
        let minutes = i64::from(term_days) * 24 * 60;
        let counts = |it: &Moment| it.plus_minutes(minutes) > at;
        let mut oldest = at;
        let mut unsure = Vec::with_capacity(asked.len());
        for it in asked {
            match self.matched.get(&it.identity).filter(|it| counts(it)) {
                Some(matched_at) => oldest = oldest.min(*matched_at),
                None => unsure.push(it),
            }
        }
        let buyers: Vec<Buyer<'_>> = unsure.iter().map(|it| it.buyer).collect();
        // A service that answers too few leaves the rest unknown.
        let answers = service.ask(&buyers, at).unwrap_or_default();
        let answers = answers.into_iter().chain(std::iter::repeat(IdentityAnswer::Unknown));
        let (mut mismatched, mut unknown) = (Vec::new(), Vec::new());
        if self.matched.len() + unsure.len() > REMEMBERED_MAX {
            self.matched.clear();
        }
        for (it, answer) in unsure.iter().zip(answers) {
            match answer {
                IdentityAnswer::Match if term_days > 0 => {
                    self.matched.insert(it.identity, at);
                }
                IdentityAnswer::Match => {}
                IdentityAnswer::Mismatch => mismatched.push(it.identity),
                IdentityAnswer::Unknown => unknown.push(it.identity),
            }
        }
        Some(IdentityEnquiry { service: service.name().to_owned(), oldest, mismatched, unknown })
    }

    fn ask_limit(&mut self, asked: &[Asked<'_>], at: Moment) -> Option<LimitEnquiry> {
        let service = self.limit.as_mut()?;
        let buyers: Vec<Buyer<'_>> = asked.iter().map(|it| it.buyer).collect();
        let year = at.local_date().year();
        let answers = service.used_elsewhere(&buyers, year, at).unwrap_or_default();
        let answers = answers.into_iter().chain(std::iter::repeat(None));
        let (mut used_elsewhere, mut unknown) = (Vec::new(), Vec::new());
        for (it, answer) in asked.iter().zip(answers) {
            match answer {
                Some(amount) if amount.is_positive() => {
                    used_elsewhere.push(LimitUse { buyer: it.account, amount });
                }
                Some(_) => {}
                None => unknown.push(it.account),
            }
        }
        Some(LimitEnquiry { service: service.name().to_owned(), used_elsewhere, unknown })
    }
}
