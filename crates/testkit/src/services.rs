//! Stand-ins for the services that a house asks: they answer from small tables, so that a
//! demonstration or a test knows what to expect.

use std::collections::BTreeMap;

use clearance::{Buyer, IdentityService, LimitService, Unavailable};
use model::{Amount, IdentityAnswer, Moment};

/// A row of a stand-in's table that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: `{text}` is not {expected}")]
pub struct RowError {
    pub line: usize,
    pub text: String,
    pub expected: &'static str,
}

/// Stands for everybody in a table.
const EVERYBODY: &str = "*";

/// Rows of a table after its heading, cut at commas; empty lines and comments are left out.
fn rows(text: &str) -> impl Iterator<Item = (usize, &str, Vec<&str>)> {
    let lines = text.lines().enumerate().skip(1).map(|(at, line)| (at + 1, line.trim()));
    lines
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .map(|(at, line)| (at, line, line.split(',').map(str::trim).collect()))
}

/// An identity service by a table `id_number,answer` (`match`, `mismatch`, `unknown`, `down`);
/// whoever is not in it matches. The number `*` stands for everybody else.
#[derive(Debug, Clone, Default)]
pub struct SimulatedIdentities {
    answers: BTreeMap<String, IdentityAnswer>,
    is_down: bool,
}

impl SimulatedIdentities {
    /// # Errors
    /// The first row that is not understood.
    pub fn read(text: &str) -> Result<SimulatedIdentities, RowError> {
        let mut service = SimulatedIdentities::default();
        for (line, text, cells) in rows(text) {
            let expected = "id_number,match|mismatch|unknown|down";
            let answer = match cells.as_slice() {
                [_, "match"] => IdentityAnswer::Match,
                [_, "mismatch"] => IdentityAnswer::Mismatch,
                [_, "unknown"] => IdentityAnswer::Unknown,
                [EVERYBODY, "down"] => {
                    service.is_down = true;
                    continue;
                }
                _ => return Err(RowError { line, text: text.to_owned(), expected }),
            };
            let number = cells.first().copied().unwrap_or_default();
            service.answers.insert(number.to_owned(), answer);
        }
        Ok(service)
    }
}

impl IdentityService for SimulatedIdentities {
    fn name(&self) -> &str {
        "模拟身份核验服务"
    }

    fn ask(&mut self, buyers: &[Buyer<'_>], _: Moment) -> Result<Vec<IdentityAnswer>, Unavailable> {
        if self.is_down {
            return Err(Unavailable("the stand-in is down".to_owned()));
        }
        let of = |number: &str| self.answers.get(number).copied();
        let answer = |it: &Buyer<'_>| {
            of(it.id_number).or_else(|| of(EVERYBODY)).unwrap_or(IdentityAnswer::Match)
        };
        Ok(buyers.iter().map(answer).collect())
    }
}

/// A national limit service by a table `id_number,year,used_cny` (an amount, or `unknown`); whoever
/// is not in it used nothing elsewhere.
#[derive(Debug, Clone, Default)]
pub struct SimulatedLimits {
    used: BTreeMap<(String, i16), Option<Amount>>,
}

impl SimulatedLimits {
    /// # Errors
    /// The first row that is not understood.
    pub fn read(text: &str) -> Result<SimulatedLimits, RowError> {
        let mut service = SimulatedLimits::default();
        for (line, text, cells) in rows(text) {
            let expected = "id_number,year,used_cny|unknown";
            let fault = || RowError { line, text: text.to_owned(), expected };
            let [number, year, used] = cells.as_slice() else { return Err(fault()) };
            let year = year.parse().map_err(|_| fault())?;
            let used = match *used {
                "unknown" => None,
                amount => Some(amount.parse().map_err(|_| fault())?),
            };
            service.used.insert(((*number).to_owned(), year), used);
        }
        Ok(service)
    }
}

impl LimitService for SimulatedLimits {
    fn name(&self) -> &str {
        "模拟全国年度限额服务"
    }

    fn used_elsewhere(
        &mut self,
        buyers: &[Buyer<'_>],
        year: i16,
        _: Moment,
    ) -> Result<Vec<Option<Amount>>, Unavailable> {
        let of = |it: &Buyer<'_>| match self.used.get(&(it.id_number.to_owned(), year)) {
            Some(used) => *used,
            None => Some(Amount::ZERO),
        };
        Ok(buyers.iter().map(of).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Moment = Moment::from_millis(0);

    fn buyer(id_number: &str) -> Buyer<'_> {
        Buyer { name: "赵一", id_number }
    }

    #[test]
    fn identities_answer_by_their_table() {
        let text = "id_number,answer\n# invented\nA,mismatch\n\nB,unknown\n";
        let mut service = SimulatedIdentities::read(text).unwrap();
        let answers = service.ask(&[buyer("A"), buyer("B"), buyer("C")], AT).unwrap();
        use IdentityAnswer::{Match, Mismatch, Unknown};
        assert_eq!(answers, [Mismatch, Unknown, Match]);
        let mut down = SimulatedIdentities::read("id_number,answer\n*,down\n").unwrap();
        assert!(down.ask(&[buyer("A")], AT).is_err());
        let fault = SimulatedIdentities::read("id_number,answer\nA,maybe\n").unwrap_err();
        assert_eq!(fault.line, 2);
    }

    #[test]
    fn limits_answer_by_number_and_year() {
        let text = "id_number,year,used_cny\nA,2020,25000\nB,2020,unknown\n";
        let mut service = SimulatedLimits::read(text).unwrap();
        let buyers = [buyer("A"), buyer("B"), buyer("C")];
        let used = service.used_elsewhere(&buyers, 2020, AT).unwrap();
        let zero = Some(Amount::ZERO);
        assert_eq!(used, [Some(Amount::from_units(25_000)), None, zero]);
        assert_eq!(service.used_elsewhere(&buyers, 2021, AT).unwrap(), [zero; 3]);
        assert!(SimulatedLimits::read("x\nA,2020\n").is_err());
    }
}
