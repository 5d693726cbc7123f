//! The walk over a document: what is canonical as it stands stays in a run, the rest is written.

use std::ops::Range;

use super::{
    Flaw, MAX_DEPTH, Sink,
    scope::Scope,
    tag::{self, Attribute, Name, Tag},
    text,
};
use crate::algorithm::XMLDSIG;

/// Elements of the signature's namespace whose places are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    Signature,
    SignedInfo,
}

/// Where such an element stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Marked {
    pub(crate) mark: Mark,
    /// Bytes of the text.
    pub(crate) range: Range<usize>,
    /// Elements around it.
    pub(crate) depth: usize,
}

/// What was seen on the way through a document.
#[derive(Debug)]
pub(crate) struct Walked {
    pub(crate) marks: Vec<Marked>,
    /// Where the root's end tag begins; nothing when the root is an empty element.
    pub(crate) root_end: Option<usize>,
}

/// More of them than any message has.
const MAX_MARKS: usize = 16;

struct Open<'x> {
    name: &'x str,
    /// Bindings in scope outside it.
    n_bindings: usize,
    /// Its place among the marks.
    mark: Option<usize>,
}

pub(super) struct Walker<'x, S> {
    text: &'x str,
    at: usize,
    /// From here to `at` the text is canonical as it stands and not handed on yet.
    run: usize,
    open: Vec<Open<'x>>,
    scope: Scope<'x>,
    /// A prefix known to be bound in the present scope.
    known_prefix: Option<&'x str>,
    /// `xml:` attributes of the elements around a part.
    inherited: Vec<Attribute<'x>>,
    /// The next element is the top of a part.
    is_apex: bool,
    omits_signatures: bool,
    /// Inside a signature that is left out: how many elements are around it.
    muted: Option<usize>,
    marks: Vec<Marked>,
    root_end: Option<usize>,
    sink: S,
}

impl<'x, S: Sink> Walker<'x, S> {
    pub(super) fn new(text: &'x str, sink: S) -> Self {
        Walker {
            text,
            at: 0,
            run: 0,
            open: Vec::with_capacity(8),
            scope: Scope::default(),
            known_prefix: None,
            inherited: Vec::new(),
            is_apex: false,
            omits_signatures: false,
            muted: None,
            marks: Vec::new(),
            root_end: None,
            sink,
        }
    }

    pub(super) fn document(mut self, omits_signatures: bool) -> Result<Walked, Flaw> {
        self.omits_signatures = omits_signatures;
        self.prolog()?;
        self.run = self.at;
        self.element()?;
        self.epilog()?;
        Ok(Walked { marks: self.marks, root_end: self.root_end })
    }

    pub(super) fn root_start(mut self) -> Result<usize, Flaw> {
        self.prolog()?;
        Ok(self.at)
    }

    pub(super) fn subtree(
        mut self,
        ancestors: &[usize],
        apex: Range<usize>,
    ) -> Result<Vec<Marked>, Flaw> {
        for start in ancestors {
            self.adopt(*start)?;
        }
        (self.at, self.run, self.is_apex) = (apex.start, apex.start, true);
        self.element()?;
        if self.at != apex.end {
            return Err(self.flaw("the element ends elsewhere"));
        }
        Ok(self.marks)
    }

    /// Takes what an element around a part hands down to it.
    fn adopt(&mut self, start: usize) -> Result<(), Flaw> {
        self.at = start;
        if !self.ahead().starts_with('<') {
            return Err(self.flaw("no start tag"));
        }
        let name = Name::read(self.rest_from(start + 1), start)?;
        let mut tag = Tag::read(self.text, start + 1 + name.whole.len())?;
        self.scope.declare(tag.declared, start)?;
        tag.attributes.retain(|it| it.name.prefix() == "xml");
        for attribute in tag.attributes {
            self.inherited.retain(|it| it.name != attribute.name);
            self.inherited.push(attribute);
        }
        Ok(())
    }

    /// One element from its start tag to after its end tag.
    fn element(&mut self) -> Result<(), Flaw> {
        if !self.ahead().starts_with('<') {
            return Err(self.flaw("no start tag"));
        }
        self.start_tag()?;
        while !self.open.is_empty() {
            self.content()?;
        }
        self.flush(self.at);
        Ok(())
    }

    /// Text to the next byte that wants care, and what stands there.
    #[inline]
    fn content(&mut self) -> Result<(), Flaw> {
        let ahead = self.ahead().as_bytes();
        let Some(length) = ahead.iter().position(|it| text::wants_care(*it)) else {
            return Err(self.flaw("the text ends inside an element"));
        };
        self.at += length;
        match (ahead.get(length), ahead.get(length + 1)) {
            (Some(b'<'), Some(b'/')) => self.end_tag(),
            (Some(b'<'), Some(b'!')) => self.declaration(),
            (Some(b'<'), Some(b'?')) => self.instruction(b"", b""),
            (Some(b'<'), _) => self.start_tag(),
            (Some(b'&'), _) => self.reference(),
            (Some(b'>'), _) => {
                if ahead.get(..length).is_some_and(|it| it.ends_with(b"]]")) {
                    return Err(self.flaw("`]]>` in content"));
                }
                self.replace(1, b"&gt;");
                Ok(())
            }
            (Some(b'\r'), next) => {
                self.replace(if next == Some(&b'\n') { 2 } else { 1 }, b"\n");
                Ok(())
            }
            (Some(0xEF), _) => match self.ahead().chars().next() {
                Some('\u{FFFE}' | '\u{FFFF}') | None => {
                    Err(self.flaw("a character that XML does not allow"))
                }
                Some(character) => {
                    self.at += character.len_utf8();
                    Ok(())
                }
            },
            _ => Err(self.flaw("a character that XML does not allow")),
        }
    }

    #[inline]
    fn start_tag(&mut self) -> Result<(), Flaw> {
        let start = self.at;
        let name = Name::read(self.rest_from(start + 1), start)?;
        let after = start + 1 + name.whole.len();
        if self.rest_from(after).starts_with('>') && !self.is_apex {
            self.enter(name, start, self.scope.len())?;
            self.at = after + 1;
            return Ok(());
        }
        let n_bindings = self.scope.len();
        let mut tag = Tag::read(self.text, after)?;
        let declared = std::mem::take(&mut tag.declared);
        if !declared.is_empty() {
            self.known_prefix = None;
        }
        let mut rendered = self.scope.declare(declared, start)?;
        if std::mem::take(&mut self.is_apex) {
            rendered = self.scope.all();
            let own = |it: &Attribute<'x>| tag.attributes.iter().any(|own| own.name == it.name);
            let mut inherited = std::mem::take(&mut self.inherited);
            inherited.retain(|it| !own(it));
            tag.attributes.extend(inherited);
        }
        tag.sort(&self.scope, start)?;
        self.enter(name, start, n_bindings)?;
        self.flush(after);
        if self.muted.is_none() {
            tag::put(&rendered, &tag.attributes, &mut self.sink);
        }
        self.at = tag.end;
        self.run = tag.end - 1;
        if tag.is_empty {
            self.put(b"></");
            self.put(name.whole.as_bytes());
            self.leave();
        }
        Ok(())
    }

    /// Opens an element whose declarations are in scope already.
    #[inline]
    fn enter(&mut self, name: Name<'x>, start: usize, n_bindings: usize) -> Result<(), Flaw> {
        let prefix = name.prefix();
        if self.known_prefix != Some(prefix) {
            if prefix == "xmlns" || self.scope.uri(prefix).is_none() {
                return Err(self.flaw("an unbound prefix"));
            }
            self.known_prefix = Some(prefix);
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(self.flaw("elements nested too deeply"));
        }
        let mark = match name.local() {
            "Signature" => self.mark(Mark::Signature, prefix, start)?,
            "SignedInfo" => self.mark(Mark::SignedInfo, prefix, start)?,
            _ => None,
        };
        self.open.push(Open { name: name.whole, n_bindings, mark });
        Ok(())
    }

    #[cold]
    fn mark(&mut self, mark: Mark, prefix: &str, start: usize) -> Result<Option<usize>, Flaw> {
        if self.scope.uri(prefix) != Some(XMLDSIG) {
            return Ok(None);
        }
        if self.marks.len() >= MAX_MARKS {
            return Err(self.flaw("too many signatures"));
        }
        let depth = self.open.len();
        self.marks.push(Marked { mark, range: start..start, depth });
        if self.omits_signatures && mark == Mark::Signature && self.muted.is_none() {
            self.flush(start);
            self.muted = Some(depth);
        }
        Ok(Some(self.marks.len() - 1))
    }

    #[inline]
    fn end_tag(&mut self) -> Result<(), Flaw> {
        let Some(open) = self.open.last() else { return Err(self.flaw("an end without start")) };
        let name_at = self.at + "</".len();
        let Some(after) = self.rest_from(name_at).strip_prefix(open.name) else {
            return Err(self.flaw("an end tag that does not match"));
        };
        let name_end = name_at + open.name.len();
        if self.open.len() == 1 {
            self.root_end = Some(self.at);
        }
        if after.starts_with('>') {
            self.at = name_end + 1;
        } else {
            let rest = after.trim_start_matches([' ', '\t', '\r', '\n']);
            if !rest.starts_with('>') {
                return Err(self.flaw("an end tag that does not match"));
            }
            self.flush(name_end);
            self.at = self.text.len() - rest.len() + 1;
            self.run = self.at - 1;
        }
        self.leave();
        Ok(())
    }

    /// Closes the innermost element, `at` being after its end.
    #[inline]
    fn leave(&mut self) {
        let Some(open) = self.open.pop() else { return };
        if open.n_bindings != self.scope.len() {
            self.scope.truncate(open.n_bindings);
            self.known_prefix = None;
        }
        let Some(mark) = open.mark else { return };
        if let Some(marked) = self.marks.get_mut(mark) {
            marked.range.end = self.at;
        }
        if self.muted == Some(self.open.len()) {
            self.muted = None;
            self.run = self.at;
        }
    }

    fn reference(&mut self) -> Result<(), Flaw> {
        let ahead = self.ahead();
        // These stand as they are.
        for same in ["&amp;", "&lt;", "&gt;"] {
            if ahead.starts_with(same) {
                self.at += same.len();
                return Ok(());
            }
        }
        let found = text::reference(ahead);
        let (character, length) = found.ok_or_else(|| self.flaw("an undefined entity"))?;
        self.flush(self.at);
        if self.muted.is_none() {
            text::put_character(character, &mut self.sink);
        }
        self.at += length;
        self.run = self.at;
        Ok(())
    }

    /// A comment or a CDATA section inside an element.
    fn declaration(&mut self) -> Result<(), Flaw> {
        if self.ahead().starts_with("<!--") {
            self.flush(self.at);
            self.comment()?;
            self.run = self.at;
            return Ok(());
        }
        let Some(inside) = self.ahead().strip_prefix("<![CDATA[") else {
            return Err(self.flaw("a declaration inside an element"));
        };
        let Some(length) = inside.find("]]>") else {
            return Err(self.flaw("a CDATA section without end"));
        };
        let literal = inside.get(..length).unwrap_or_default();
        let begin = self.text.len() - inside.len();
        if let Some(place) = text::forbidden(literal) {
            self.at = begin + place;
            return Err(self.flaw("a character that XML does not allow"));
        }
        self.flush(self.at);
        if self.muted.is_none() {
            text::put_literal(literal, &mut self.sink);
        }
        self.at = begin + length + "]]>".len();
        self.run = self.at;
        Ok(())
    }

    /// Passes over a comment.
    fn comment(&mut self) -> Result<(), Flaw> {
        let inside = self.rest_from(self.at + "<!--".len());
        let length = inside.find("--").ok_or_else(|| self.flaw("a comment without end"))?;
        let (comment, rest) = inside.split_at(length);
        if !rest.starts_with("-->") || text::forbidden(comment).is_some() {
            return Err(self.flaw("a comment that XML does not allow"));
        }
        self.at = self.text.len() - rest.len() + "-->".len();
        Ok(())
    }

    /// A processing instruction, with what stands around it in its canonical form.
    fn instruction(&mut self, before: &[u8], after: &[u8]) -> Result<(), Flaw> {
        let inside = self.rest_from(self.at + "<?".len());
        let length = inside.find("?>").ok_or_else(|| self.flaw("an instruction without end"))?;
        let inside = inside.get(..length).unwrap_or_default();
        let target = Name::read(inside, self.at)?.whole;
        let data = inside.get(target.len()..).unwrap_or_default();
        let content = data.trim_start_matches([' ', '\t', '\r', '\n']);
        let is_apart = data.is_empty() || content.len() < data.len();
        if !is_apart || target.eq_ignore_ascii_case("xml") || text::forbidden(inside).is_some() {
            return Err(self.flaw("an instruction that XML does not allow"));
        }
        self.flush(self.at);
        for part in [before, b"<?", target.as_bytes()] {
            self.put(part);
        }
        if !content.is_empty() {
            self.put(b" ");
            self.put(text::lines(content).as_bytes());
        }
        self.put(b"?>");
        self.put(after);
        self.at += "<?".len() + length + "?>".len();
        self.run = self.at;
        Ok(())
    }

    /// Everything before the root. Nothing of it is canonical but instructions.
    fn prolog(&mut self) -> Result<(), Flaw> {
        if self.text.starts_with('\u{FEFF}') {
            self.at = '\u{FEFF}'.len_utf8();
        }
        let declaration = self.ahead().strip_prefix("<?xml");
        if declaration.is_some_and(|it| it.starts_with([' ', '\t', '\r', '\n'])) {
            let length = self.ahead().find("?>").ok_or_else(|| self.flaw("no end of `<?xml`"))?;
            self.at += length + "?>".len();
        }
        self.run = self.at;
        self.around(b"", b"\n")
    }

    fn epilog(&mut self) -> Result<(), Flaw> {
        self.run = self.at;
        self.around(b"\n", b"")?;
        if self.at < self.text.len() {
            return Err(self.flaw("content after the root"));
        }
        Ok(())
    }

    /// Blanks, comments and instructions beside the root.
    fn around(&mut self, before: &[u8], after: &[u8]) -> Result<(), Flaw> {
        loop {
            let rest = self.ahead().trim_start_matches([' ', '\t', '\r', '\n']);
            self.at = self.text.len() - rest.len();
            self.run = self.at;
            if rest.starts_with("<!--") {
                self.comment()?;
            } else if rest.starts_with("<?") {
                self.instruction(before, after)?;
            } else if rest.starts_with("<!") {
                return Err(self.flaw("a DTD"));
            } else {
                return Ok(());
            }
        }
    }

    /// Hands on the run to `end`.
    #[inline]
    fn flush(&mut self, end: usize) {
        if self.muted.is_none() && self.run < end {
            self.sink.put(self.text.as_bytes().get(self.run..end).unwrap_or_default());
        }
        self.run = end;
    }

    /// Writes something in the place of the next bytes.
    fn replace(&mut self, length: usize, with: &[u8]) {
        self.flush(self.at);
        self.put(with);
        self.at += length;
        self.run = self.at;
    }

    fn put(&mut self, bytes: &[u8]) {
        if self.muted.is_none() {
            self.sink.put(bytes);
        }
    }

    #[inline]
    fn ahead(&self) -> &'x str {
        self.rest_from(self.at)
    }

    #[inline]
    fn rest_from(&self, at: usize) -> &'x str {
        self.text.get(at..).unwrap_or_default()
    }

    #[cold]
    fn flaw(&self, what: &'static str) -> Flaw {
        Flaw { what, at: self.at }
    }
}
