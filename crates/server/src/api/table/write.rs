//! Rows as they are written: text that no program takes for a formula, numbers as numbers.

use anyhow::Result;
use rust_xlsxwriter::{Format as Look, Workbook, Worksheet};
use serde_json::{Map, Value};

use super::{
    Format, Language,
    columns::{Column, Columns, is_of, word},
};

/// A spreadsheet's numbers have fifteen digits; what has more stays text.
const DIGITS_MAX: usize = 15;
/// Characters that fit into one cell.
const TEXT_MAX: usize = 32_767;
/// UTF-8, for programs that take a file without this for the code page of the machine.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// What stands in a cell.
#[derive(Debug, PartialEq)]
enum Cell {
    Text(String),
    /// As it is spelt, which is exact.
    Number(String),
}

/// A table that is being written.
pub(super) struct Writer {
    columns: Vec<Column>,
    language: Language,
    sheet: Sheet,
    n_rows: u32,
}

enum Sheet {
    Csv(Box<csv::Writer<Vec<u8>>>),
    Xlsx(Box<Workbook>),
}

impl Writer {
    /// With its headings.
    ///
    /// # Errors
    /// When there is no room for the temporary file of a workbook.
    pub(super) fn new(format: Format, columns: &Columns, language: Language) -> Result<Writer> {
        let columns = columns.of(language);
        let sheet = match format {
            Format::Csv => Sheet::Csv(Box::new(csv::Writer::from_writer(BYTE_ORDER_MARK.to_vec()))),
            Format::Xlsx => {
                let mut book = Workbook::new();
                book.add_worksheet_with_constant_memory()?.set_freeze_panes(1, 0)?;
                Sheet::Xlsx(Box::new(book))
            }
        };
        let headings = columns.iter().map(|it| Cell::Text(it.heading(language))).collect();
        let mut writer = Writer { columns, language, sheet, n_rows: 0 };
        writer.put(headings)?;
        Ok(writer)
    }

    /// # Errors
    /// When it cannot be written.
    pub(super) fn row(&mut self, row: &Value) -> Result<()> {
        let cells = self.columns.iter().map(|it| cell(it, row, self.language)).collect();
        self.put(cells)
    }

    fn put(&mut self, cells: Vec<Cell>) -> Result<()> {
        match &mut self.sheet {
            Sheet::Csv(writer) => writer.write_record(cells.into_iter().map(|it| match it {
                Cell::Text(text) => harmless(text),
                Cell::Number(text) => text,
            }))?,
            Sheet::Xlsx(book) => {
                let sheet = book.worksheet_from_index(0)?;
                for (place, cell) in (0_u16..).zip(cells) {
                    put_in_book(sheet, self.n_rows, place, cell)?;
                }
            }
        }
        self.n_rows += 1;
        Ok(())
    }

    /// # Errors
    /// When it cannot be written.
    pub(super) fn end(self) -> Result<Vec<u8>> {
        match self.sheet {
            Sheet::Csv(writer) => Ok(writer.into_inner()?),
            Sheet::Xlsx(mut book) => Ok(book.save_to_buffer()?),
        }
    }
}

/// A text is written as text, which no program computes; headings are bold.
fn put_in_book(sheet: &mut Worksheet, row: u32, place: u16, cell: Cell) -> Result<()> {
    match cell {
        Cell::Text(text) if row == 0 => {
            sheet.set_column_width(place, 18)?;
            sheet.write_string_with_format(row, place, text, &Look::new().set_bold())?;
        }
        Cell::Text(text) if text.is_empty() => {}
        Cell::Text(text) => {
            let cut: String = text.chars().take(TEXT_MAX).collect();
            sheet.write_string(row, place, cut)?;
        }
        Cell::Number(text) => {
            sheet.write_number(row, place, text.parse::<f64>()?)?;
        }
    }
    Ok(())
}

/// A program that opens a CSV computes what begins with one of these; behind an apostrophe it is text.
fn harmless(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

fn cell(column: &Column, row: &Value, language: Language) -> Cell {
    match column.cell(row) {
        Value::Number(number) => number_or_text(number.to_string()),
        Value::String(text) if column.is_number() => number_or_text(text.clone()),
        value => Cell::Text(text_of(value, language)),
    }
}

fn number_or_text(text: String) -> Cell {
    let digits = text.strip_prefix('-').unwrap_or(&text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let are_digits = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    if are_digits(whole) && are_digits(part) && whole.len() + part.len() <= DIGITS_MAX + 1 {
        Cell::Number(text)
    } else {
        Cell::Text(text)
    }
}

fn text_of(value: &Value, language: Language) -> String {
    match (value, language) {
        (Value::Null, _) => String::new(),
        (Value::Bool(true), Language::Chinese) => "是".to_owned(),
        (Value::Bool(true), Language::English) => "yes".to_owned(),
        (Value::Bool(false), Language::Chinese) => "否".to_owned(),
        (Value::Bool(false), Language::English) => "no".to_owned(),
        (Value::Number(number), _) => number.to_string(),
        (Value::String(text), _) => text.clone(),
        (Value::Array(values), _) => {
            let texts: Vec<String> = values.iter().map(|it| text_of(it, language)).collect();
            texts.join("; ")
        }
        (Value::Object(fields), _) => text_of_fields(fields, language),
    }
}

/// A list within a row stands in one cell: by its title where it has one, else field by field.
fn text_of_fields(fields: &Map<String, Value>, language: Language) -> String {
    let title = match language {
        Language::Chinese => "title_zh",
        Language::English => "title_en",
    };
    if let Some(title) = fields.get(title).and_then(Value::as_str) {
        let code = fields.get("code").and_then(Value::as_str).unwrap_or("");
        return format!("{code} {title}").trim().to_owned();
    }
    let texts = fields.iter().filter(|(name, _)| is_of(name, language)).filter_map(|(name, it)| {
        let text = text_of(it, language);
        let name = word(name).map_or(name.as_str(), |it| it.title(language));
        (!text.is_empty()).then(|| format!("{name} {text}"))
    });
    texts.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_would_be_a_formula_is_text_behind_an_apostrophe() {
        for bad in ["=1+1", "+86 10", "-2+3", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(harmless(bad.to_owned()), format!("'{bad}"));
        }
        assert_eq!(harmless("A=1".to_owned()), "A=1");
    }

    #[test]
    fn numbers_are_numbers_as_long_as_a_spreadsheet_keeps_all_their_digits() {
        assert_eq!(number_or_text("-12.30".to_owned()), Cell::Number("-12.30".to_owned()));
        assert_eq!(
            number_or_text("123456789012345".to_owned()),
            Cell::Number("123456789012345".to_owned())
        );
        assert_eq!(
            number_or_text("1234567890123456".to_owned()),
            Cell::Text("1234567890123456".to_owned())
        );
        for text in ["", "-", "1.", ".5", "1e9", "=1", "-1+1"] {
            assert_eq!(number_or_text(text.to_owned()), Cell::Text(text.to_owned()));
        }
    }

    #[test]
    fn lists_within_a_row_stand_in_one_cell() {
        let findings = json!([{ "code": "IMP-2", "title_zh": "不符", "title_en": "differs" }, { "months": [] }]);
        assert_eq!(text_of(&findings, Language::English), "IMP-2 differs; ");
        let goods = json!([{ "amount": "2.0", "number": 3 }]);
        assert_eq!(text_of(&goods, Language::English), "Amount 2.0, Number 3");
        assert_eq!(text_of(&json!(true), Language::Chinese), "是");
    }
}
