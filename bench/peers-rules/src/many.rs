//! What more rules cost: sets of a hundred to ten thousand, each of which asks for one of ten thousand codes or for a beginning of
//! one; and ten thousand that ask for numbers alone. Tongguan alone, and against a plain loop that knows what has to fire.

use risk::rules::examine;

use crate::{
    Ours,
    field::{Flat, N_RECORDS, Rng, schema},
    rate, row,
};

/// The first fields of a record hold numbers, the last ones texts.
const FIRST_TEXT: usize = 60;
const N_TEXTS: usize = 40;
const N_CODES: usize = 10_000;

/// What one set costs.
pub struct Measured {
    pub n_rules: usize,
    /// Whether they ask for codes.
    pub codes: bool,
    pub per_cpu_s: f64,
    /// CPU time until the set can run.
    pub compiled_s: f64,
    /// CPU time to examine it as it is saved.
    pub examined_s: f64,
    pub fired_per_record: f64,
}

struct Rule {
    code: Option<Asked>,
    /// Numbers, and what they have to be above.
    above: Vec<(usize, f64)>,
}

struct Asked {
    text: usize,
    code: String,
    whole: bool,
}

impl Rule {
    /// Half of those that ask for codes ask for a whole one, half for the four digits it begins with.
    fn new(at: usize, codes: bool, rng: &mut Rng) -> Rule {
        if !codes {
            let mut above = || (rng.below(50), 800.0 + rng.below(200) as f64);
            return Rule { code: None, above: vec![above(), above(), above()] };
        }
        let (text, whole) = (rng.below(N_TEXTS), at.is_multiple_of(2));
        let code = code(rng.below(N_CODES));
        let code = if whole { code } else { code.chars().take(4).collect() };
        let above = vec![(rng.below(50), rng.below(1_000) as f64)];
        Rule { code: Some(Asked { text, code, whole }), above }
    }

    fn condition(&self) -> String {
        let code = self.code.iter().map(|Asked { text, code, whole }| match whole {
            true => format!("t{text} == '{code}'"),
            false => format!("t{text}.startsWith('{code}')"),
        });
        let above = self.above.iter().map(|(number, than)| format!("n{number} > {than}.0"));
        code.chain(above).collect::<Vec<_>>().join(" && ")
    }

    fn holds(&self, record: &[Flat]) -> bool {
        let asked = self.code.as_ref().is_none_or(|it| match &record[FIRST_TEXT + it.text] {
            Flat::Text(text) if it.whole => *text == it.code,
            Flat::Text(text) => text.starts_with(&it.code),
            Flat::Number(_) | Flat::Flag(_) => false,
        });
        let above = |(number, than): &(usize, f64)| matches!(&record[*number], Flat::Number(it) if than < it);
        asked && self.above.iter().all(above)
    }
}

/// A thousand beginnings of four digits, ten codes each.
fn code(at: usize) -> String {
    format!("{:04}{:02}0000", 1_000 + at / 10, at % 10)
}

/// `records` with other texts.
fn coded(records: &[Vec<Flat>], rng: &mut Rng) -> Vec<Vec<Flat>> {
    let mut records = records.to_vec();
    for text in records.iter_mut().flat_map(|it| &mut it[FIRST_TEXT..]) {
        *text = Flat::Text(code(rng.below(N_CODES)));
    }
    records
}

pub fn measure(records: &[Vec<Flat>], (n_rules, codes): (usize, bool)) -> Measured {
    let mut rng = Rng(42);
    let records = coded(records, &mut rng);
    let rules: Vec<Rule> = (0..n_rules).map(|at| Rule::new(at, codes, &mut rng)).collect();
    let rows: Vec<_> = rules.iter().enumerate().map(|(at, it)| row(at, &it.condition())).collect();
    let schema = schema();
    let started = cpu_time::ProcessTime::now();
    // Some rules are within others; what is found is not what is measured.
    let n_refused = examine(&rows, &schema).iter().filter(|it| it.refuses).count();
    let examined_s = started.elapsed().as_secs_f64();
    assert_eq!(n_refused, 0);
    let started = cpu_time::ProcessTime::now();
    let mut ours = Ours::new(&records, &rows);
    let compiled_s = started.elapsed().as_secs_f64();
    let mut n_fired = 0;
    for (at, record) in records.iter().enumerate() {
        let expected: Vec<usize> = (0..n_rules).filter(|it| rules[*it].holds(record)).collect();
        let fired: Vec<usize> = ours.fired(at).collect();
        assert_eq!(fired, expected, "record {at} of {n_rules} rules");
        n_fired += fired.len();
    }
    let per_cpu_s =
        rate(|| (0..N_RECORDS).map(|at| std::hint::black_box(ours.fired(at).count())).count());
    Measured {
        n_rules,
        codes,
        per_cpu_s,
        compiled_s,
        examined_s,
        fired_per_record: n_fired as f64 / N_RECORDS as f64,
    }
}
