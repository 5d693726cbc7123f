//! Reads and writes a single administrative document (SAD, `<ASYCUDA>`) of a house that runs ASYCUDA World.
//!
//! No schema of it is authoritative, so nothing here goes by one: the order of elements, the case and doubled
//! letters of names, prefixes and elements that are not known do not matter; `<null/>` is nothing; numbers and
//! dates are read as the file writes them. What cannot be told is a [`SadFault`] with its path and line, all
//! at once, and the field is empty.

mod decode;
mod document;
mod tree;
mod values;
mod write;

pub use document::{
    Sad, SadContainer, SadDocument, SadItem, SadMoney, SadParty, SadPrevious, SadStamp, SadTaxLine,
    SadUnit,
};
use serde::{Serialize, Serializer};
pub use values::{DayOrder, DecimalMark, SadStyle};
pub use write::write_sad;

use crate::{format::Fault, read::Refusal};
use tree::Node;
use values::Read;

/// The root's name.
pub(crate) const ROOT: &str = "ASYCUDA";

/// A larger file is not read, in bytes.
const MAX_BYTES: usize = 100_000_000;

/// A field: what the file says, and where. Serialised as its text alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SadText {
    /// White space folded. Numbers are digits with a point, dates `2025-11-19`. Empty: not said.
    pub text: String,
    /// `Item[2]/Tarification/Item_price`; items are counted from 1.
    pub path: String,
    /// From 1; of a field that is not there the line of the element that it would stand in.
    pub line: u32,
}

impl SadText {
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text, when there is one.
    pub fn given(&self) -> Option<&str> {
        Some(self.as_str()).filter(|it| !it.is_empty())
    }
}

impl Serialize for SadText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

/// What cannot be read, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct SadFault {
    pub line: u32,
    pub path: String,
    pub observed: String,
    pub expected: String,
}

impl SadFault {
    pub(crate) fn new(
        path: impl Into<String>,
        line: u32,
        observed: impl Into<String>,
        expected: &str,
    ) -> SadFault {
        let (path, observed) = (path.into(), observed.into());
        SadFault { line, path, observed, expected: expected.to_owned() }
    }
}

/// A file that could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SadReading {
    pub sad: Sad,
    /// By line.
    pub faults: Vec<SadFault>,
    /// What the file is in, whatever it says.
    pub encoding: &'static str,
    /// How it writes numbers and dates, as given or as it shows itself.
    pub style: SadStyle,
}

/// Whether bytes begin like a SAD, in any encoding that has ASCII.
pub(crate) fn looks_like_one(raw: &[u8]) -> bool {
    const LOOKED_AT: usize = 1_000;
    let head = raw.get(..LOOKED_AT).unwrap_or(raw);
    let mut windows = head.windows(ROOT.len() + 1);
    windows.any(|it| match it {
        // Its name may have a prefix.
        [b'<' | b':', name @ ..] => name.eq_ignore_ascii_case(ROOT.as_bytes()),
        _ => false,
    })
}

/// Why a SAD is not filed: it does not say what a declaration to this house must.
pub(crate) fn refuse(byte: usize) -> Box<Refusal> {
    let expected = "本系统的报关单：用 `tongguan asycuda FILE` 把 SAD 转成 {\"tongguan\": \"declaration\"}，补齐所列字段后提交 \
         (a declaration of this house: `tongguan asycuda FILE` makes one of a SAD, and says which fields to add)";
    let refusal = Refusal::new(Fault::UnknownRoot, byte, "ASYCUDA SAD");
    refusal.expecting(expected).of_root(ROOT, "")
}

/// Reads a file. `given` decides what the file itself leaves open.
///
/// # Errors
/// When it is no well-formed XML, or its root is another's.
pub fn read_sad(raw: &[u8], given: SadStyle) -> Result<SadReading, SadFault> {
    if raw.len() > MAX_BYTES {
        let expected = format!("<= {MAX_BYTES}");
        return Err(SadFault::new("", 1, format!("{} bytes", raw.len()), &expected));
    }
    let (text, encoding) = decode::decode(raw);
    let root = tree::read(&text)?;
    if root.key != tree::key_of(ROOT) {
        return Err(SadFault::new(root.name.clone(), root.line, root.name, "<ASYCUDA>"));
    }
    // Once to see how the file writes numbers and dates, once to read them.
    let mut first = Reader::new(given);
    document::read(&mut first, &root);
    let style = SadStyle {
        decimal: given.decimal.or(first.marks.winner()),
        dates: given.dates.or(first.orders.winner()),
    };
    let mut reader = Reader::new(style);
    let sad = document::read(&mut reader, &root);
    let mut faults = reader.faults;
    faults.sort();
    faults.dedup();
    Ok(SadReading { sad, faults, encoding, style })
}

/// What the fields of a file that leave no doubt say of the others: nothing when they disagree.
#[derive(Debug)]
struct Votes<T>(Option<T>, bool);

impl<T: Copy + PartialEq> Votes<T> {
    fn cast(&mut self, vote: Option<T>) {
        match (self.0, vote) {
            (_, None) => {}
            (None, vote) => self.0 = vote,
            (Some(one), Some(other)) => self.1 |= one != other,
        }
    }

    fn winner(&self) -> Option<T> {
        self.0.filter(|_| !self.1)
    }
}

/// Where something is read: an element and its path.
#[derive(Debug, Clone)]
struct At<'t> {
    node: &'t Node,
    path: String,
}

struct Reader {
    style: SadStyle,
    marks: Votes<DecimalMark>,
    orders: Votes<DayOrder>,
    faults: Vec<SadFault>,
}

impl Reader {
    fn new(style: SadStyle) -> Reader {
        Reader { style, marks: Votes(None, false), orders: Votes(None, false), faults: Vec::new() }
    }

    /// A field by its path below an element. One that stands several times counts once, when it
    /// says the same each time.
    fn text(&mut self, at: &At<'_>, path: &str) -> SadText {
        let found = find(at.node, path);
        let whole = join(&at.path, path);
        let mut said = found.iter().filter_map(|it| Some((it.line, own_text(it)?)));
        let Some((line, text)) = said.next() else {
            let line = found.first().map_or(at.node.line, |it| it.line);
            return SadText { text: String::new(), path: whole, line };
        };
        if let Some((other_line, other)) = said.find(|(_, it)| *it != text) {
            self.faults.push(SadFault::new(&whole, other_line, other, text));
        }
        SadText { text: text.to_owned(), path: whole, line }
    }

    fn number(&mut self, at: &At<'_>, path: &str) -> SadText {
        let said = self.text(at, path);
        if said.is_empty() {
            return said;
        }
        let number = match values::number(&said.text, self.style.decimal) {
            Read::Sure(number, mark) => {
                self.marks.cast(mark);
                number
            }
            Read::Either(one, other) => {
                self.fault(&said, &format!("{one} or {other}: say which by `decimal`"));
                String::new()
            }
            Read::Not => {
                self.fault(&said, "a number");
                String::new()
            }
        };
        SadText { text: number, ..said }
    }

    fn date(&mut self, at: &At<'_>, path: &str) -> SadText {
        let said = self.text(at, path);
        if said.is_empty() {
            return said;
        }
        let date = match values::date(&said.text, self.style.dates) {
            Read::Sure(date, order) => {
                self.orders.cast(order);
                date.to_string()
            }
            Read::Either(one, other) => {
                self.fault(&said, &format!("{one} or {other}: say which by `dates`"));
                String::new()
            }
            Read::Not => {
                self.fault(&said, "a date");
                String::new()
            }
        };
        SadText { text: date, ..said }
    }

    fn fault(&mut self, said: &SadText, expected: &str) {
        self.faults.push(SadFault::new(&said.path, said.line, &said.text, expected));
    }
}

/// The elements of a name below another, with their paths; counted from 1 when `counted`.
fn all<'t>(at: &At<'t>, name: &str) -> Vec<At<'t>> {
    let nodes = find(at.node, name);
    let one = |(number, node): (usize, &'t Node)| At {
        node,
        path: join(&at.path, &format!("{name}[{number}]")),
    };
    (1..).zip(nodes).map(one).collect()
}

fn join(path: &str, rest: &str) -> String {
    if path.is_empty() { rest.to_owned() } else { format!("{path}/{rest}") }
}

/// Elements at a path below another. Some exports write the names of a path in one
/// (`Item_Invoice_Amount_national_currency`), so a path's names may stand joined.
fn find<'t>(node: &'t Node, path: &str) -> Vec<&'t Node> {
    let names: Vec<&str> = path.split('/').collect();
    let mut found = Vec::new();
    walk(node, &names, &mut found);
    found
}

fn walk<'t>(node: &'t Node, names: &[&str], found: &mut Vec<&'t Node>) {
    for n_joined in 1..=names.len() {
        let Some((joined, rest)) = names.split_at_checked(n_joined) else { return };
        let key = tree::key_of(&joined.concat());
        for child in node.children.iter().filter(|it| it.key == key) {
            if rest.is_empty() {
                found.push(child);
            } else {
                walk(child, rest, found);
            }
        }
    }
}

/// What an element says, itself or in an element of its own name.
fn own_text(node: &Node) -> Option<&str> {
    if !node.text.is_empty() {
        return Some(&node.text);
    }
    let same = node.children.iter().find(|it| it.key == node.key);
    same.map(|it| it.text.as_str()).filter(|it| !it.is_empty())
}
