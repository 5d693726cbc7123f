//! Who signs with what, and who must (签名企业): as the registry last said it.
//!
//! The registry is told in turn; those who prepare messages look over its shoulder, so that
//! signatures are examined on their threads. What they find out is a function of the message alone,
//! so a look that comes too early costs time in turn and changes nothing.

use std::sync::{Arc, PoisonError, RwLock};

use model::{CertificateRow, Date, Finding, PolicyRow, SignatoryRow, SigningPolicy};
use rustc_hash::FxHashMap;
use signatures::{Allowed, Certificate};

use crate::catalogue::refuse;

/// What those who prepare messages see of it: clones see the same.
#[derive(Debug, Clone, Default)]
pub struct Signatories(Arc<RwLock<Arc<Book>>>);

/// Everything on file at one moment.
#[derive(Debug, Clone, Default)]
pub(crate) struct Book(FxHashMap<String, Arc<Signatory>>);

/// A company that signs.
#[derive(Debug)]
pub(crate) struct Signatory {
    /// By their first days.
    policy: Vec<(Date, SigningPolicy, Allowed)>,
    pub(crate) certificates: Vec<Arc<Certificate>>,
}

impl Signatory {
    fn read(row: &SignatoryRow, index: usize, faults: &mut Vec<Finding>) -> Signatory {
        let certificate = |(place, row): (usize, &CertificateRow)| match Certificate::from_row(row)
        {
            Ok(certificate) => Some(Arc::new(certificate)),
            Err(error) => {
                let pointer = format!("signatories[{index}].certificates[{place}]");
                let expected = "X.509，RSA或SM2 (RSA or SM2)";
                faults.push(refuse("HSE-1001", &pointer, error.to_string(), expected));
                None
            }
        };
        let certificates = row.certificates.iter().enumerate().filter_map(certificate).collect();
        let terms = |it: &PolicyRow| {
            let (algorithms, digests) = (it.algorithms.clone(), it.digests.clone());
            (it.from, it.policy, Allowed { algorithms, digests })
        };
        let mut policy: Vec<_> = row.policy.iter().map(terms).collect();
        policy.sort_by_key(|it| it.0);
        Signatory { policy, certificates }
    }

    /// What holds on a day.
    pub(crate) fn policy_on(&self, on: Date) -> (SigningPolicy, &Allowed) {
        static ANY: Allowed = Allowed { algorithms: Vec::new(), digests: Vec::new() };
        let begun = self.policy.iter().rev().find(|(from, ..)| *from <= on);
        match begun {
            Some((_, policy, allowed)) => (*policy, allowed),
            None if self.certificates.is_empty() => (SigningPolicy::Ignored, &ANY),
            None => (SigningPolicy::Accepted, &ANY),
        }
    }
}

impl Book {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// By whose certificates a document is judged: those of the company in whose name it speaks,
    /// or, when that is none that signs, of the one that sent it.
    pub(crate) fn signatory(&self, own: &str, sender: &str) -> Option<&Signatory> {
        let found = self.0.get(own).or_else(|| self.0.get(sender));
        found.map(|it| &**it)
    }

    /// Puts companies in; one that is there already is replaced.
    pub(crate) fn put(&mut self, signatories: Vec<(String, Signatory)>) {
        self.0.extend(signatories.into_iter().map(|(company, it)| (company, Arc::new(it))));
    }
}

/// Reads rows whole before any of them takes effect; they must not when there are faults.
pub(crate) fn read(rows: &[SignatoryRow], faults: &mut Vec<Finding>) -> Vec<(String, Signatory)> {
    let read = |(index, row): (usize, &SignatoryRow)| {
        (row.company.clone(), Signatory::read(row, index, faults))
    };
    rows.iter().enumerate().map(read).collect()
}

/// A company that signs, as it stands on a day.
#[derive(Debug, Clone)]
pub struct Signing {
    /// The code under which it is on file.
    pub company: String,
    pub policy: SigningPolicy,
    /// What begins after the day, and when.
    pub next: Option<(Date, SigningPolicy)>,
    /// Those that were revoked or have run out among them.
    pub certificates: Vec<Arc<Certificate>>,
}

impl Signatories {
    /// What is on file under these codes, in their order.
    pub fn of(&self, codes: &[&str], on: Date) -> Vec<Signing> {
        let book = self.book();
        let known = codes.iter().filter_map(|code| Some((*code, book.0.get(*code)?)));
        let signing = known.map(|(code, it)| Signing {
            company: code.to_owned(),
            policy: it.policy_on(on).0,
            next: it.policy.iter().find(|(from, ..)| *from > on).map(|it| (it.0, it.1)),
            certificates: it.certificates.clone(),
        });
        signing.collect()
    }

    /// Nobody signs, so no signature is looked at.
    pub fn is_empty(&self) -> bool {
        self.book().is_empty()
    }

    pub(crate) fn show(&self, book: &Arc<Book>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(book);
    }

    /// What is on file now.
    pub(crate) fn book(&self) -> Arc<Book> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}
