//! Under which keys a case is remembered: digests, because who bought what is nobody's business here.

use std::{hash::Hasher as _, sync::Arc};

use model::Date;
use siphasher::sip::SipHasher13;

use crate::{
    case::{Case, Line, Procedure, Role},
    description::{Description, Descriptions},
};

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
        // As `digest` of the two, in one go: most keys are of pairs.
        let mut bytes = [0xff; 19];
        let (kind, rest) = bytes.split_at_mut(1);
        let (first, second) = rest.split_at_mut(9);
        kind.fill(PAIR + pair as u8);
        for (place, of) in [(first, one), (second, other)] {
            place.iter_mut().zip(of.to_le_bytes()).for_each(|(place, it)| *place = it);
        }
        SipHasher13::new_with_keys(self.hi, self.lo).hash(&bytes)
    }

    /// A description, whatever it is declared as.
    pub(crate) fn words(self, name: &str, model: &str) -> u64 {
        self.digest(THING + Thing::Words as u8, &[name.as_bytes(), model.as_bytes()])
    }

    /// Goods whose prices and weights can be compared: of one commodity, origin and units, or of one company besides.
    fn goods(self, line: &Line<'_>, origin: &str, company: u64) -> u64 {
        let texts = [line.commodity, origin, line.statutory_unit, line.unit].map(str::as_bytes);
        let [commodity, origin, statutory, traded] = texts;
        self.digest(GOODS, &[commodity, origin, statutory, traded, &company.to_le_bytes()])
    }
}

/// What is counted of two in a case: in which roles they stand; without a second role, the first one and the port.
const OF_CASE: [(Pair, Role, Option<Role>); 7] = [
    (Pair::BuyerSeller, Role::Buyer, Some(Role::Seller)),
    (Pair::BuyerTelephone, Role::Buyer, Some(Role::Telephone)),
    (Pair::BuyerAddress, Role::Buyer, Some(Role::Address)),
    (Pair::SellerDeclarant, Role::Seller, Some(Role::Declarant)),
    (Pair::TraderDeclarant, Role::Trader, Some(Role::Declarant)),
    (Pair::TraderAbroad, Role::Trader, Some(Role::Abroad)),
    (Pair::DeclarantPort, Role::Declarant, None),
];

/// What is counted of two in a line.
const OF_LINE: [Pair; 6] = [
    Pair::TraderCommodity,
    Pair::TraderOrigin,
    Pair::AbroadOrigin,
    Pair::RouteOrigin,
    Pair::CommodityOrigin,
    Pair::WordsCommodity,
];

impl Pair {
    /// Where it stands among those of a case, or among those of a line.
    pub(crate) fn place(self) -> usize {
        let of_case = OF_CASE.iter().position(|it| it.0 == self);
        of_case.or_else(|| OF_LINE.iter().position(|it| *it == self)).unwrap_or(usize::MAX)
    }
}

/// The keys of pairs, each at its place; nothing where one of the two is not there.
pub(crate) type Pairs<const N: usize> = [Option<u64>; N];

/// Of one line.
#[derive(Debug, Clone)]
pub(crate) struct LineKeys {
    pub(crate) description: Arc<Description>,
    pub(crate) origin: u64,
    /// Goods of this commodity, origin and unit; of any origin; of the same company.
    pub(crate) goods: u64,
    pub(crate) goods_anywhere: u64,
    pub(crate) goods_own: u64,
    pub(crate) pairs: Pairs<{ OF_LINE.len() }>,
}

impl LineKeys {
    /// What profiles are kept of.
    pub(crate) fn things(&self) -> [u64; 3] {
        [self.description.commodity, self.description.heading, self.origin]
    }
}

/// Of one case: made once, used to weigh it and to remember it.
#[derive(Debug, Clone)]
pub struct CaseKeys {
    pub(crate) parties: [Option<u64>; Role::ALL.len()],
    pub(crate) everything: u64,
    pub(crate) route: u64,
    pub(crate) pairs: Pairs<{ OF_CASE.len() }>,
    pub(crate) lines: Vec<LineKeys>,
    digester: Digester,
}

impl CaseKeys {
    pub fn of(case: &Case<'_>, digester: Digester) -> CaseKeys {
        CaseKeys::beside(case, &mut Descriptions::new(digester))
    }

    /// As [`CaseKeys::of`], for case after case of a batch: what is called alike is looked at once.
    pub fn beside(case: &Case<'_>, known: &mut Descriptions) -> CaseKeys {
        let digester = known.digester();
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
            pairs: Pairs::default(),
            lines: Vec::new(),
            digester,
        };
        let port = digester.digest(THING, &[b"port", case.port.as_bytes()]);
        keys.pairs = OF_CASE.map(|(pair, one, other)| {
            let other = other.map_or(Some(port), |it| keys.party(it));
            Some(digester.pair(pair, keys.party(one)?, other?))
        });
        keys.lines = case.lines.iter().map(|it| keys.line(it, known)).collect();
        keys
    }

    fn line(&self, line: &Line<'_>, known: &mut Descriptions) -> LineKeys {
        let digester = self.digester;
        let description = known.of(line);
        let origin = digester.thing(Thing::Origin, line.origin);
        let company = self.company();
        let pairs = OF_LINE.map(|pair| {
            let (one, other) = match pair {
                Pair::TraderCommodity => (company, description.commodity),
                Pair::TraderOrigin => (company, origin),
                Pair::AbroadOrigin => (self.party(Role::Abroad), origin),
                Pair::RouteOrigin => (Some(self.route), origin),
                Pair::CommodityOrigin => (Some(description.commodity), origin),
                _ => (description.words, description.commodity),
            };
            Some(digester.pair(pair, one?, other))
        });
        LineKeys {
            description,
            origin,
            goods: digester.goods(line, line.origin, 0),
            goods_anywhere: digester.goods(line, "", 0),
            goods_own: digester.goods(line, line.origin, company.unwrap_or(0)),
            pairs,
        }
    }

    pub(crate) fn party(&self, role: Role) -> Option<u64> {
        self.parties.get(role as usize).copied().flatten()
    }

    /// Whose trade it is.
    pub(crate) fn company(&self) -> Option<u64> {
        self.party(Role::Trader).or_else(|| self.party(Role::Seller))
    }

    /// Of the scores of an office's cases; of all offices' where none is named.
    pub(crate) fn scores(&self, score: Score, procedure: Procedure, customs: &str) -> u64 {
        let kind = SCORES + 4 * score as u8 + procedure as u8;
        self.digester.digest(kind, &[customs.as_bytes()])
    }

    /// Of how many cases of an office at a port were chosen on a day.
    pub(crate) fn counter(&self, customs: &str, port: &str, on: Date) -> u64 {
        self.digester.counter(customs, port, on)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_has_a_place_of_its_own() {
        assert_eq!(OF_CASE.map(|it| it.0.place()), [0, 1, 2, 3, 4, 5, 6]);
        assert_eq!(OF_LINE.map(Pair::place), [0, 1, 2, 3, 4, 5]);
    }

    #[test]
    fn the_key_of_a_pair_is_the_digest_of_both() {
        let digester = Digester::new(7, 9);
        let kind = PAIR + Pair::RouteOrigin as u8;
        let whole = digester.digest(kind, &[&5u64.to_le_bytes(), &u64::MAX.to_le_bytes()]);
        assert_eq!(digester.pair(Pair::RouteOrigin, 5, u64::MAX), whole);
    }
}
