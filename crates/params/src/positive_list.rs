//! The list of goods that the retail import channel admits (跨境电子商务零售进口商品清单).

use crate::LawError;

/// Eight-digit tariff lines. Shipped empty, because no official list was available as data; an
/// empty list is not enforced, and an operator loads the real one.
#[derive(Debug, Clone, Default)]
pub struct PositiveList {
    /// Sorted, without duplicates.
    lines: Vec<u32>,
}

impl PositiveList {
    /// Reads CSV with the header `hs8,name,note`: eight digits, the name, and the list's own note.
    pub fn read(text: &str) -> Result<PositiveList, LawError> {
        const FILE: &str = "positive list";
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let headers = reader.headers().map_err(|source| LawError::csv(FILE, source))?;
        if headers.iter().ne(["hs8", "name", "note"]) {
            return Err(LawError::fault(FILE, "the header must be `hs8,name,note`".to_owned()));
        }
        let mut lines = Vec::new();
        for row in reader.records() {
            let row = row.map_err(|source| LawError::csv(FILE, source))?;
            let code = row.get(0).unwrap_or_default();
            let digits = code.len() == 8 && code.bytes().all(|it| it.is_ascii_digit());
            let line = code.parse().ok().filter(|_| digits);
            lines.push(line.ok_or_else(|| LawError::fault(FILE, format!("`{code}` is not HS8")))?);
        }
        lines.sort_unstable();
        lines.dedup();
        Ok(PositiveList { lines })
    }

    /// Whether a list was loaded at all.
    pub fn is_enforced(&self) -> bool {
        !self.lines.is_empty()
    }

    /// Whether a ten-digit code may use the channel; always, when no list is loaded.
    pub fn admits(&self, commodity_code: u64) -> bool {
        let line = u32::try_from(commodity_code / 100).ok();
        !self.is_enforced() || line.is_some_and(|it| self.lines.binary_search(&it).is_ok())
    }

    pub fn len(&self) -> usize {
        self.lines.len()
    }

    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_list_admits_everything_and_a_loaded_one_only_its_lines() {
        let none = PositiveList::default();
        assert!(!none.is_enforced() && none.admits(3_304_990_039));
        let one = PositiveList::read("hs8,name,note\n33049900,护肤品,\n").unwrap();
        assert!(one.admits(3_304_990_039));
        assert!(!one.admits(3_304_910_090));
        for junk in ["hs8,name\n", "hs8,name,note\n3304990,x,\n", "hs8,name,note\n+3304990,x,\n"] {
            assert!(PositiveList::read(junk).is_err(), "{junk}");
        }
    }
}
