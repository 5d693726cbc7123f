//! Tables that an operator loads. Each reader is given every file: their headings tell them apart.

use params::{Bases, PositiveList, Tariff};

use super::{Tried, hold};

/// The basis that rows of the corpus cite.
const BASES: &str = "[tariff-2020]\ndocument = \"税则\"\nconfidence = \"assumed\"\n";

pub(super) fn try_out(bytes: &[u8]) -> Tried {
    let Ok(text) = std::str::from_utf8(bytes) else { return Ok(()) };
    if let Ok(list) = PositiveList::read(text) {
        hold(list.len() <= text.lines().count(), || "more rows than lines".to_owned())?;
    }
    if let Ok(bases) = Bases::read(BASES)
        && let Ok(tariff) = Tariff::read(text, "id,elements\n", &bases)
    {
        hold(tariff.lines().len() <= text.lines().count(), || "more rows than lines".to_owned())?;
    }
    let _ = asycuda::country(text);
    Ok(())
}
