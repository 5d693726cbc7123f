//! Under which keys a case is remembered: digests, because who bought what is nobody's business here.

use std::hash::Hasher as _;

use model::Date;
use siphasher::sip::SipHasher13;

use crate::case::{Case, Line, Procedure, Role};

/// What profiles are kept of, besides the parties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Thing {
    /// The house as a whole.
    Everything,
    Commodity,
    Heading,
    Origin,
    /// Whence and how it comes.
    Route,
    /// A description, whatever it is declared as.
    Words,
}

/// What is counted of two that meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pair {
    BuyerSeller,
    BuyerTelephone,
    BuyerAddress,
    SellerDeclarant,
    TraderDeclarant,
    TraderAbroad,
    TraderOrigin,
    TraderCommodity,
    AbroadOrigin,
    DeclarantPort,
    RouteOrigin,
    CommodityOrigin,
    WordsCommodity,
    /// Two letters of a description, and the heading that goods of it are declared under.
    LettersHeading,
}

/// By what cases of an office are put in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Score {
    /// What is expected of examining them.
    Expected,
    /// The same, for what is looked at later besides.
    Later,
    /// How little is known of them.
    Unknown,
}

/// Digests whatever it is, with the house's secret.
#[derive(Debug, Clone, Copy)]
pub struct Digester {
    hi: u64,
    lo: u64,
}

/// Where one kind of key ends and the next begins.
const PARTY: u8 = 0;
const THING: u8 = 64;
const PAIR: u8 = 128;
const GOODS: u8 = 192;
const SCORES: u8 = 208;
const CHOSEN: u8 = 216;

impl Digester {
    pub fn new(hi: u64, lo: u64) -> Digester {
        Digester { hi, lo }
    }

    /// Of how many cases of an office at a port were chosen on a day.
    pub(crate) fn counter(self, customs: &str, port: &str, on: Date) -> u64 {
        let day = on.to_string();
        self.digest(CHOSEN, &[customs.as_bytes(), port.as_bytes(), day.as_bytes()])
    }

    fn digest(self, kind: u8, parts: &[&[u8]]) -> u64 {
        let mut hasher = SipHasher13::new_with_keys(self.hi, self.lo);
        hasher.write_u8(kind);
        for part in parts {
            hasher.write(part);
            hasher.write_u8(0xff);
        }
        hasher.finish()
    }

    fn party(self, role: Role, code: &str) -> u64 {
        self.digest(PARTY + role as u8, &[code.as_bytes()])
    }

    pub(crate) fn thing(self, thing: Thing, text: &str) -> u64 {
        self.digest(THING + thing as u8, &[text.as_bytes()])
    }

    pub(crate) fn pair(self, pair: Pair, one: u64, other: u64) -> u64 {
        self.digest(PAIR + pair as u8, &[&one.to_le_bytes(), &other.to_le_bytes()])
    }

    /// Goods whose prices and weights can be compared: of one commodity, origin and units, or of one company besides.
    fn goods(self, line: &Line<'_>, origin: &str, company: u64) -> u64 {
        let texts = [line.commodity, origin, line.statutory_unit, line.unit].map(str::as_bytes);
        let [commodity, origin, statutory, traded] = texts;
        self.digest(GOODS, &[commodity, origin, statutory, traded, &company.to_le_bytes()])
    }
}

/// Of one line.
#[derive(Debug, Clone, Default)]
pub(crate) struct LineKeys {
    pub(crate) commodity: u64,
    pub(crate) heading: u64,
    pub(crate) origin: u64,
    /// Nothing where goods are not described.
    pub(crate) words: Option<u64>,
    /// Pairs of letters of the description, a few of them, always the same ones of the same description.
    pub(crate) letters: Vec<u64>,
    /// Goods of this commodity, origin and unit; of any origin; of the same company.
    pub(crate) goods: u64,
    pub(crate) goods_anywhere: u64,
    pub(crate) goods_own: u64,
}

/// Of one case: made once, used to weigh it and to remember it.
#[derive(Debug, Clone)]
pub struct CaseKeys {
    pub(crate) parties: [Option<u64>; Role::ALL.len()],
    pub(crate) everything: u64,
    pub(crate) route: u64,
    pub(crate) port: u64,
    pub(crate) lines: Vec<LineKeys>,
    pub(crate) digester: Digester,
}

/// How many pairs of letters stand for a description.
const LETTERS: usize = 6;

impl CaseKeys {
    pub fn of(case: &Case<'_>, digester: Digester) -> CaseKeys {
        let mut parties = [None; Role::ALL.len()];
        for (place, (role, code)) in
            parties.iter_mut().zip(Role::ALL.into_iter().zip(case.parties.iter()))
        {
            *place = (!code.is_empty()).then(|| digester.party(role, code));
        }
        let route = [case.shipping_country.as_bytes(), case.transport_mode.as_bytes()];
        let mut keys = CaseKeys {
            parties,
            everything: digester.thing(Thing::Everything, ""),
            route: digester.digest(THING + Thing::Route as u8, &route),
            port: digester.digest(THING, &[b"port", case.port.as_bytes()]),
            lines: Vec::new(),
            digester,
        };
        let company = keys.company().unwrap_or(0);
        keys.lines = case.lines.iter().map(|it| line_keys(digester, it, company)).collect();
        keys
    }

    pub(crate) fn party(&self, role: Role) -> Option<u64> {
        self.parties.get(role as usize).copied().flatten()
    }

    /// Whose trade it is.
    pub(crate) fn company(&self) -> Option<u64> {
        self.party(Role::Trader).or_else(|| self.party(Role::Seller))
    }

    /// Nothing where one of the two is not there.
    /// Of the scores of an office's cases; of all offices' where none is named.
    pub(crate) fn scores(&self, score: Score, procedure: Procedure, customs: &str) -> u64 {
        let kind = SCORES + 4 * score as u8 + procedure as u8;
        self.digester.digest(kind, &[customs.as_bytes()])
    }

    /// Of how many cases of an office at a port were chosen on a day.
    pub(crate) fn counter(&self, customs: &str, port: &str, on: Date) -> u64 {
        self.digester.counter(customs, port, on)
    }

    pub(crate) fn pair(&self, pair: Pair, one: Option<u64>, other: Option<u64>) -> Option<u64> {
        one.zip(other).map(|(one, other)| self.digester.pair(pair, one, other))
    }
}

fn line_keys(digester: Digester, line: &Line<'_>, company: u64) -> LineKeys {
    let heading = line.commodity.get(..4).unwrap_or(line.commodity);
    let is_described = !line.name.is_empty();
    let words = is_described.then(|| {
        digester.digest(THING + Thing::Words as u8, &[line.name.as_bytes(), line.model.as_bytes()])
    });
    LineKeys {
        commodity: digester.thing(Thing::Commodity, line.commodity),
        heading: digester.thing(Thing::Heading, heading),
        origin: digester.thing(Thing::Origin, line.origin),
        words,
        letters: letters(digester, line.name),
        goods: digester.goods(line, line.origin, 0),
        goods_anywhere: digester.goods(line, "", 0),
        goods_own: digester.goods(line, line.origin, company),
    }
}

/// The least digests among all pairs of neighbouring letters: which ones these are depends on the letters alone.
fn letters(digester: Digester, name: &str) -> Vec<u64> {
    let next = name.chars().skip(1);
    let pairs =
        name.chars().zip(next).filter(|(one, two)| one.is_alphabetic() && two.is_alphabetic());
    let mut found: Vec<u64> = pairs
        .map(|(one, two)| {
            let (one, two) = (u64::from(u32::from(one)), u64::from(u32::from(two)));
            digester.pair(Pair::LettersHeading, one << 32 | two, u64::MAX)
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found.truncate(LETTERS);
    found
}
