//! Whether a mere look-up of two columns knows the label: then a table says nothing about how well anything learns.

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::{Sheet, sheet::NONE};
use crate::trees::auc;

/// From this AUC on a look-up of two columns is told. Fraud that two columns give away is not what is looked for:
/// honest tables of declarations stay below 0.7.
pub const LEAKS_FROM: f64 = 0.75;

/// Two columns whose values, looked up among earlier cases, tell the label of later ones.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Leak {
    pub columns: [String; 2],
    /// Learnt on the first 70 % of the cases, measured on the rest.
    pub auc: f64,
}

/// Every pair of columns of the sheet whose look-up reaches [`LEAKS_FROM`], the strongest first.
pub fn leaks(sheet: &Sheet) -> Vec<Leak> {
    let columns = columns(sheet);
    let n = sheet.len();
    let early = n * 7 / 10;
    let later = sheet.found.get(early..).unwrap_or_default();
    let mut found = Vec::new();
    for (no, (first, a)) in columns.iter().enumerate() {
        for (second, b) in columns.iter().skip(no + 1) {
            let scores = looked_up(a, b, &sheet.found, early);
            let Some(auc) = auc(&scores, later).filter(|it| *it >= LEAKS_FROM) else { continue };
            found.push(Leak { columns: [(*first).to_owned(), (*second).to_owned()], auc });
        }
    }
    found.sort_by(|a, b| b.auc.total_cmp(&a.auc));
    found
}

/// Texts as they are, and numbers as if they were texts.
fn columns(sheet: &Sheet) -> Vec<(&str, Vec<u32>)> {
    let texts = sheet.texts.iter().map(|it| (it.name.as_str(), it.ids.clone()));
    let numbers = sheet.numbers.iter().map(|(name, values)| {
        let mut ids: FxHashMap<u64, u32> = FxHashMap::default();
        let of = values.iter().map(|it| {
            let next = u32::try_from(ids.len()).unwrap_or(NONE);
            *ids.entry(it.to_bits()).or_insert(next)
        });
        (name.as_str(), of.collect())
    });
    texts.chain(numbers).collect()
}

/// What the earlier cases say of each later one: their findings, with one case of the average added.
fn looked_up(a: &[u32], b: &[u32], found: &[bool], early: usize) -> Vec<f64> {
    let mut known: FxHashMap<(u32, u32), (f64, f64)> = FxHashMap::default();
    let pairs = || a.iter().copied().zip(b.iter().copied());
    let (mut n, mut hits) = (0.0, 0.0);
    for (pair, found) in pairs().zip(found).take(early) {
        let hit = f64::from(u8::from(*found));
        let it = known.entry(pair).or_default();
        it.0 += 1.0;
        it.1 += hit;
        n += 1.0;
        hits += hit;
    }
    let rate = if n > 0.0 { hits / n } else { 0.0 };
    let later = pairs().skip(early).map(|it| known.get(&it).copied().unwrap_or_default());
    later.map(|(n, hits)| (hits + rate) / (n + 1.0)).collect()
}
