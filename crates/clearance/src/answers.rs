//! What services answered, as the house decides with it. Only the last enquiry is kept in mind: the
//! messages it covers follow it in the inbox; what it said of an earlier list stands in the entry.

use model::{
    Amount, Date, Elsewhere, EnquiryPolicy, EntryId, EntryState, HouseMessage, IdentityAnswer,
    InputId, Inventory, KeyPair, Known, WithoutAnswer,
};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::{accounts::annual_key, desk::Desk, history::Event};

/// From when on whom the house asks, by day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policies {
    identity: Vec<EnquiryPolicy>,
    limit: Vec<EnquiryPolicy>,
}

impl Policies {
    /// What holds on a day for identities; nothing when they are not verified.
    pub fn identity_on(&self, day: Date) -> Option<&EnquiryPolicy> {
        required_on(&self.identity, day)
    }

    /// What holds on a day for the annual limit; nothing when this house's ledger keeps it.
    pub fn limit_on(&self, day: Date) -> Option<&EnquiryPolicy> {
        required_on(&self.limit, day)
    }

    pub(crate) fn add(&mut self, identity: &[EnquiryPolicy], limit: &[EnquiryPolicy]) {
        for (rows, new) in [(&mut self.identity, identity), (&mut self.limit, limit)] {
            rows.retain(|it| new.iter().all(|new| new.from != it.from));
            rows.extend(new.iter().cloned());
            rows.sort_by_key(|it| it.from);
        }
    }
}

fn required_on(rows: &[EnquiryPolicy], day: Date) -> Option<&EnquiryPolicy> {
    rows.iter().rfind(|it| it.from <= day).filter(|it| it.is_required)
}

/// The answers of the last enquiry.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    input: InputId,
    /// Of which the uses are.
    year: i16,
    messages: FxHashSet<String>,
    identity: Option<FxHashMap<KeyPair, IdentityAnswer>>,
    limit: Option<FxHashMap<KeyPair, Elsewhere>>,
}

impl Answers {
    /// Nothing when the message is no enquiry.
    pub(crate) fn of(message: &HouseMessage, input: InputId) -> Option<Answers> {
        let HouseMessage::Enquiry { at, messages, identity, limit, .. } = message else {
            return None;
        };
        let year = at.local_date().year();
        let identity = identity.as_ref().map(|it| {
            let mismatched = it.mismatched.iter().map(|it| (*it, IdentityAnswer::Mismatch));
            mismatched.chain(it.unknown.iter().map(|it| (*it, IdentityAnswer::Unknown))).collect()
        });
        let limit = limit.as_ref().map(|it| {
            let used = it.used_elsewhere.iter().map(|it| (it.buyer, Elsewhere::Used(it.amount)));
            used.chain(it.unknown.iter().map(|it| (*it, Elsewhere::Unknown))).collect()
        });
        let messages = messages.iter().cloned().collect();
        Some(Answers { input, year, messages, identity, limit })
    }

    /// Whether the message's buyers were asked about.
    pub(crate) fn covers(&self, digest: &[u8; 32]) -> bool {
        !self.messages.is_empty() && self.messages.contains(&hex(digest))
    }

    /// An answer to who this is; unknown where identities were not asked.
    fn identity(&self, key: KeyPair) -> IdentityAnswer {
        let named = |answers: &FxHashMap<KeyPair, IdentityAnswer>| answers.get(&key).copied();
        match &self.identity {
            Some(answers) => named(answers).unwrap_or(IdentityAnswer::Match),
            None => IdentityAnswer::Unknown,
        }
    }

    fn elsewhere(&self, account: KeyPair) -> Elsewhere {
        match &self.limit {
            Some(uses) => uses.get(&account).copied().unwrap_or(Elsewhere::Used(Amount::ZERO)),
            None => Elsewhere::Unknown,
        }
    }
}

/// A digest as enquiries name it.
pub(crate) fn hex(digest: &[u8; 32]) -> String {
    blake3::Hash::from_bytes(*digest).to_hex().to_string()
}

impl Desk<'_, '_> {
    /// What is known of a list's buyer; nothing when nobody need be asked on this day.
    /// `is_asked`: the last enquiry covers the list.
    pub(crate) fn known_of(&self, list: &Inventory<'_>, is_asked: bool) -> Option<Known> {
        let policies = &self.registry.policies;
        let identity = policies.identity_on(self.now.on).is_some();
        let limit = policies.limit_on(self.now.on).is_some();
        if !identity && !limit {
            return None;
        }
        let answers = Some(&self.registry.answers).filter(|_| is_asked);
        let identity = identity.then(|| {
            answers.map_or(IdentityAnswer::Unknown, |it| {
                it.identity(self.keyring.identity(&list.buyer_name, &list.buyer_id_number))
            })
        });
        let elsewhere = match (limit, answers) {
            (false, _) => Elsewhere::NotAsked,
            (true, None) => Elsewhere::Unknown,
            // At the turn of the year answers may be of the year before.
            (true, Some(it)) if it.year != self.now.on.year() => Elsewhere::Unknown,
            (true, Some(it)) => it.elsewhere(annual_key(self.keyring, self.now.on, list)),
        };
        let enquiry = answers.map_or(InputId(0), |it| it.input);
        Some(Known { enquiry, identity, elsewhere })
    }

    /// Whether an entry whose partners are all here still waits for an answer.
    pub(crate) fn waits_for_answers(&self, index: usize) -> bool {
        let Some(known) = self.entries.get(index).and_then(|it| it.known) else { return false };
        let policies = &self.registry.policies;
        let waits = |policy: Option<&EnquiryPolicy>| {
            policy.is_some_and(|it| it.without_answer == WithoutAnswer::Wait)
        };
        known.identity == Some(IdentityAnswer::Unknown) && waits(policies.identity_on(self.now.on))
            || known.elsewhere == Elsewhere::Unknown && waits(policies.limit_on(self.now.on))
    }

    /// Answers came to lists that waited for them: those that wait no longer are settled.
    pub(crate) fn take_answers(&mut self, entries: &[EntryId]) {
        for index in entries.iter().filter_map(|it| self.index_of(*it)).collect::<Vec<_>>() {
            let Some(entry) = self.entries.get(index) else { continue };
            let is_waiting = entry.state == EntryState::Declared;
            let list = entry.inventory.as_ref().and_then(|it| it.accepted());
            let Some(list) = list.filter(|_| is_waiting) else { continue };
            let known = self.known_of(list, true);
            if let Some(entry) = self.entries.get_mut(index) {
                entry.known = known;
            }
            if let Some(known) = known {
                self.note(index, Event::Enquired(known));
            }
            self.join(index);
        }
    }
}
