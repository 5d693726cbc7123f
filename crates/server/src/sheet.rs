//! Text on pages of A4 as PDF: lines of Chinese and Latin, wrapped, page after page.
//!
//! No font is embedded. Chinese is set in `STSong-Light`, which every reader knows a substitute for, by the
//! predefined CMap `UniGB-UTF16-H`, so that text can be searched and copied; Latin in Courier, whose widths are known.

use pdf_writer::{
    Content, Finish as _, Name, Pdf, Rect, Ref, Str, TextStr,
    types::{CidFontType, FontFlags, SystemInfo},
};

const PAGE: (f32, f32) = (595.0, 842.0);
const MARGIN: f32 = 62.0;
const HAN: Name<'static> = Name(b"H");
const LATIN: Name<'static> = Name(b"L");
const SONG: Name<'static> = Name(b"STSong-Light");
/// Of the size of the type.
const LATIN_WIDTH: f32 = 0.6;
const LEADING: f32 = 1.6;

const CATALOG: Ref = Ref::new(1);
const TREE: Ref = Ref::new(2);
const INFO: Ref = Ref::new(3);
const HAN_FONT: Ref = Ref::new(4);
const HAN_GLYPHS: Ref = Ref::new(5);
const HAN_DESCRIPTOR: Ref = Ref::new(6);
const LATIN_FONT: Ref = Ref::new(7);
/// Pages and their contents in turn.
const FIRST_PAGE: i32 = 8;

/// A text that is set line by line.
pub(crate) struct Sheet {
    pages: Vec<Content>,
    /// Where the next line stands, from the foot of the page.
    y: f32,
}

impl Sheet {
    pub(crate) fn new() -> Sheet {
        Sheet { pages: vec![Content::new()], y: PAGE.1 - MARGIN }
    }

    /// A line in the middle of the page.
    pub(crate) fn centre(&mut self, text: &str, size: f32) {
        for line in wrapped(text, size, PAGE.0 - 2.0 * MARGIN) {
            let x = (PAGE.0 - width(&line, size)) / 2.0;
            self.set(&line, x, size);
        }
    }

    /// A paragraph, indented by so much.
    pub(crate) fn paragraph(&mut self, text: &str, size: f32, indent: f32) {
        for line in wrapped(text, size, PAGE.0 - 2.0 * MARGIN - indent) {
            self.set(&line, MARGIN + indent, size);
        }
    }

    pub(crate) fn gap(&mut self, height: f32) {
        self.y -= height;
    }

    /// A line from margin to margin.
    pub(crate) fn rule(&mut self) {
        let y = self.y - 3.0;
        self.y -= 12.0;
        if let Some(page) = self.pages.last_mut() {
            page.set_line_width(0.6);
            page.move_to(MARGIN, y).line_to(PAGE.0 - MARGIN, y).stroke();
        }
    }

    fn set(&mut self, line: &str, x: f32, size: f32) {
        self.y -= size * LEADING;
        if self.y < MARGIN {
            self.pages.push(Content::new());
            self.y = PAGE.1 - MARGIN - size * LEADING;
        }
        let y = self.y;
        let Some(page) = self.pages.last_mut() else { return };
        page.begin_text();
        page.next_line(x, y);
        for run in runs(line) {
            if is_latin(run) {
                page.set_font(LATIN, size).show(Str(run.as_bytes()));
            } else {
                let bytes: Vec<u8> = run.encode_utf16().flat_map(u16::to_be_bytes).collect();
                page.set_font(HAN, size).show(Str(&bytes));
            }
        }
        page.end_text();
    }

    /// The whole file.
    pub(crate) fn finish(self, title: &str) -> Vec<u8> {
        let mut pdf = Pdf::new();
        let page = |at: usize| Ref::new(FIRST_PAGE + 2 * i32::try_from(at).unwrap_or(i32::MAX / 4));
        let kids: Vec<Ref> = (0..self.pages.len()).map(page).collect();
        pdf.catalog(CATALOG).pages(TREE).lang(TextStr("zh-CN"));
        pdf.document_info(INFO).title(TextStr(title)).producer(TextStr("Tongguan"));
        let count = i32::try_from(kids.len()).unwrap_or(i32::MAX);
        pdf.pages(TREE).kids(kids.iter().copied()).count(count);
        for (content, id) in self.pages.into_iter().zip(&kids) {
            let content_id = Ref::new(id.get() + 1);
            let mut page = pdf.page(*id);
            page.parent(TREE).media_box(Rect::new(0.0, 0.0, PAGE.0, PAGE.1)).contents(content_id);
            page.resources().fonts().pair(HAN, HAN_FONT).pair(LATIN, LATIN_FONT);
            page.finish();
            pdf.stream(content_id, &content.finish());
        }
        write_fonts(&mut pdf);
        pdf.finish()
    }
}

fn write_fonts(pdf: &mut Pdf) {
    let info = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"GB1"), supplement: 4 };
    pdf.type0_font(HAN_FONT)
        .base_font(Name(b"STSong-Light-UniGB-UTF16-H"))
        .encoding_predefined(Name(b"UniGB-UTF16-H"))
        .descendant_font(HAN_GLYPHS);
    pdf.cid_font(HAN_GLYPHS)
        .subtype(CidFontType::Type0)
        .base_font(SONG)
        .system_info(info)
        .font_descriptor(HAN_DESCRIPTOR)
        .default_width(1000.0);
    pdf.font_descriptor(HAN_DESCRIPTOR)
        .name(SONG)
        .flags(FontFlags::SYMBOLIC | FontFlags::SERIF)
        .bbox(Rect::new(-25.0, -254.0, 1000.0, 880.0))
        .italic_angle(0.0)
        .ascent(880.0)
        .descent(-120.0)
        .cap_height(880.0)
        .stem_v(93.0);
    pdf.type1_font(LATIN_FONT)
        .base_font(Name(b"Courier"))
        .encoding_predefined(Name(b"WinAnsiEncoding"));
}

fn is_latin(text: &str) -> bool {
    text.bytes().all(|it| (b' '..=b'~').contains(&it))
}

/// Stretches of one font.
fn runs(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let differs = |it: char| is_ascii(it) != is_ascii(first);
        let (run, after) = rest.split_at(rest.find(differs).unwrap_or(rest.len()));
        rest = after;
        Some(run)
    })
}

fn is_ascii(it: char) -> bool {
    (' '..='~').contains(&it)
}

fn width_of(it: char, size: f32) -> f32 {
    if is_ascii(it) { size * LATIN_WIDTH } else { size }
}

fn width(line: &str, size: f32) -> f32 {
    line.chars().map(|it| width_of(it, size)).sum()
}

/// Lines of at most that width. Latin words are kept whole where they fit a line; Chinese breaks anywhere. What
/// cannot be printed is left out.
fn wrapped(text: &str, size: f32, most: f32) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let (mut line, mut used) = (String::new(), 0.0);
        for word in words(paragraph) {
            let word_width = width(word, size);
            if used > 0.0 && used + word_width > most && word_width <= most {
                lines.push(std::mem::take(&mut line));
                used = 0.0;
                if word == " " {
                    continue;
                }
            }
            for it in word.chars().filter(|it| !it.is_control()) {
                if used + width_of(it, size) > most {
                    lines.push(std::mem::take(&mut line));
                    used = 0.0;
                }
                line.push(it);
                used += width_of(it, size);
            }
        }
        lines.push(line);
    }
    lines
}

/// Latin words, blanks and single other characters.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let is_word = |it: char| is_ascii(it) && it != ' ';
        let end = match is_word(first) {
            true => rest.find(|it| !is_word(it)).unwrap_or(rest.len()),
            false => first.len_utf8(),
        };
        let (word, after) = rest.split_at(end);
        rest = after;
        Some(word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_no_wider_than_they_may_be() {
        let text = "海关审定 the customs value of goods ".repeat(12) + &"f".repeat(128);
        let lines = wrapped(&text, 10.0, 200.0);
        assert!(lines.len() > 10);
        assert!(lines.iter().all(|it| width(it, 10.0) <= 200.0), "{lines:?}");
        let squeezed = |text: &str| text.chars().filter(|it| *it != ' ').collect::<String>();
        assert_eq!(squeezed(&lines.concat()), squeezed(&text));
    }

    #[test]
    fn a_long_text_goes_over_pages_and_every_object_is_where_the_table_says() {
        let mut sheet = Sheet::new();
        sheet.centre("查验通知单", 20.0);
        sheet.rule();
        for line in 0..120 {
            sheet.paragraph(&format!("第{line}行 line {line}"), 11.0, 0.0);
        }
        let bytes = sheet.finish("查验通知单");
        assert!(bytes.starts_with(b"%PDF-1.7"));
        let text = String::from_utf8_lossy(&bytes);
        let (_, tail) = text.rsplit_once("startxref").unwrap();
        let table: usize = tail.split_whitespace().next().unwrap().parse().unwrap();
        let table = std::str::from_utf8(&bytes[table..]).unwrap();
        let mut lines = table.lines();
        assert_eq!(lines.next(), Some("xref"));
        let count: usize = lines.next().unwrap().split_once(' ').unwrap().1.parse().unwrap();
        for (id, line) in lines.take(count).enumerate().skip(1) {
            let at: usize = line.split(' ').next().unwrap().parse().unwrap();
            let object = format!("{id} 0 obj");
            assert!(bytes[at..].starts_with(object.as_bytes()), "{object} at {at}");
        }
        let count_of = |what: &str| text.matches(what).count();
        assert_eq!(count_of("/Type /Page\n"), 4, "120 lines of 17.6 points");
        assert_eq!(count_of("/UniGB-UTF16-H"), 1);
    }
}
