//! The records and the rules: 50 numbers, 10 flags and 40 texts; comparisons, equalities, lists and prefixes, two or three
//! of them joined.

use std::sync::LazyLock;

use risk::{Field, Kind, Schema};

pub const N_RECORDS: usize = 1_000;
const N_NUMBERS: usize = 50;
const N_FLAGS: usize = 10;
const N_TEXTS: usize = 40;

/// One field of a flat record.
#[derive(Debug, Clone)]
pub enum Flat {
    Number(f64),
    Flag(bool),
    Text(String),
}

/// A term of a rule, which each language writes in its own way.
#[derive(Debug, Clone)]
pub enum Term {
    More(usize, u64),
    Less(usize, u64),
    Flag(usize),
    Is(usize, String),
    In(usize, Vec<String>),
    Starts(usize, String),
}

/// Terms joined by `and`, or by `or`.
#[derive(Debug, Clone)]
pub struct Rule {
    terms: Vec<Term>,
    all: bool,
}

/// A small generator of our own: the same rules and records on every machine.
pub struct Rng(pub u64);

impl Rng {
    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n as u64) as usize
    }
}

pub fn name(at: usize) -> String {
    match at {
        0..N_NUMBERS => format!("n{at}"),
        at if at < N_NUMBERS + N_FLAGS => format!("f{}", at - N_NUMBERS),
        at => format!("t{}", at - N_NUMBERS - N_FLAGS),
    }
}

pub fn schema() -> Schema {
    let fields = (0..N_NUMBERS + N_FLAGS + N_TEXTS).map(|at| {
        let kind = match at {
            0..N_NUMBERS => Kind::Number,
            at if at < N_NUMBERS + N_FLAGS => Kind::Flag,
            _ => Kind::Text,
        };
        Field { name: name(at), kind }
    });
    Schema::new(fields.collect()).expect("each name is there once")
}

/// Of odd fields a country, of even ones a commodity code.
fn text(field: usize, rng: &mut Rng) -> String {
    match field % 2 {
        0 => format!("{:02}{:02}{:06}", 30 + rng.below(10), rng.below(20), rng.below(5) * 1_000),
        _ => format!("c{:03}", rng.below(60)),
    }
}

pub fn records(rng: &mut Rng) -> Vec<Vec<Flat>> {
    let one = |rng: &mut Rng| {
        let numbers: Vec<Flat> =
            (0..N_NUMBERS).map(|_| Flat::Number(rng.below(1_000) as f64)).collect();
        let flags: Vec<Flat> = (0..N_FLAGS).map(|_| Flat::Flag(rng.below(4) == 0)).collect();
        let texts: Vec<Flat> = (0..N_TEXTS).map(|at| Flat::Text(text(at, rng))).collect();
        [numbers, flags, texts].concat()
    };
    (0..N_RECORDS).map(|_| one(rng)).collect()
}

pub static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let mut rng = Rng(7);
    (0..100).map(|at| rule(at, &mut rng)).collect()
});

fn rule(at: usize, rng: &mut Rng) -> Rule {
    let n_terms = 1 + at % 3;
    // One in five asks for any of its terms, and then for rarer ones.
    let all = at % 5 != 4;
    let term = |rng: &mut Rng| match rng.below(10) {
        0..3 => {
            Term::More(rng.below(N_NUMBERS), if all { 500 } else { 950 } + rng.below(50) as u64)
        }
        3..5 => Term::Less(rng.below(N_NUMBERS), if all { 400 } else { 20 } + rng.below(30) as u64),
        5 => Term::Flag(rng.below(N_FLAGS)),
        6..8 => {
            let field = rng.below(N_TEXTS);
            Term::Is(field, text(field, rng))
        }
        8 => {
            let field = rng.below(N_TEXTS);
            Term::In(field, (0..5).map(|_| text(field, rng)).collect())
        }
        _ => {
            let field = rng.below(N_TEXTS / 2) * 2;
            let digits = 2 + rng.below(2) * 2;
            Term::Starts(field, text(field, rng).chars().take(digits).collect())
        }
    };
    let mut terms: Vec<Term> = (0..n_terms).map(|_| term(rng)).collect();
    if let [Term::Flag(_)] = terms.as_slice() {
        terms.push(Term::More(0, 100));
    }
    Rule { terms, all }
}

impl Rule {
    fn joined(&self, term: impl Fn(&Term) -> String, and: &str, or: &str) -> String {
        let terms: Vec<String> = self.terms.iter().map(term).collect();
        terms.join(if self.all { and } else { or })
    }

    pub fn cel(&self) -> String {
        let quoted = |it: &String| format!("'{it}'");
        let term = |it: &Term| match it {
            Term::More(field, than) => format!("n{field} > {than}.0"),
            Term::Less(field, than) => format!("n{field} < {than}.0"),
            Term::Flag(field) => format!("f{field}"),
            Term::Is(field, text) => format!("t{field} == '{text}'"),
            Term::In(field, texts) => {
                format!("t{field} in [{}]", texts.iter().map(quoted).collect::<Vec<_>>().join(", "))
            }
            Term::Starts(field, text) => format!("t{field}.startsWith('{text}')"),
        };
        self.joined(term, " && ", " || ")
    }

    pub fn zen(&self) -> String {
        let quoted = |it: &String| format!("'{it}'");
        let term = |it: &Term| match it {
            Term::More(field, than) => format!("n{field} > {than}"),
            Term::Less(field, than) => format!("n{field} < {than}"),
            Term::Flag(field) => format!("f{field}"),
            Term::Is(field, text) => format!("t{field} == '{text}'"),
            Term::In(field, texts) => {
                format!("t{field} in [{}]", texts.iter().map(quoted).collect::<Vec<_>>().join(", "))
            }
            Term::Starts(field, text) => format!("startsWith(t{field}, '{text}')"),
        };
        self.joined(term, " and ", " or ")
    }
}
