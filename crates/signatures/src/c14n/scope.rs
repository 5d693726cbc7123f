//! Namespaces in scope.

use std::borrow::Cow;

use super::Flaw;

pub(crate) const XML: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// Declarations that one element may carry, and all that may be in scope.
const MAX_BINDINGS: usize = 256;

/// A prefix and what it stands for; an empty prefix is the default namespace, an empty name none.
#[derive(Debug, Clone)]
pub(super) struct Binding<'x> {
    pub(super) prefix: &'x str,
    pub(super) uri: Cow<'x, str>,
}

/// The declarations of the open elements, outermost first.
#[derive(Debug, Default)]
pub(super) struct Scope<'x> {
    bindings: Vec<Binding<'x>>,
}

impl<'x> Scope<'x> {
    pub(super) fn len(&self) -> usize {
        self.bindings.len()
    }

    /// Forgets the declarations of an element that was left.
    pub(super) fn truncate(&mut self, len: usize) {
        self.bindings.truncate(len);
    }

    /// What a prefix stands for; nothing when it is not declared.
    pub(super) fn uri(&self, prefix: &str) -> Option<&str> {
        if prefix == "xml" {
            return Some(XML);
        }
        let found = self.bindings.iter().rev().find(|it| it.prefix == prefix);
        match found {
            Some(binding) => Some(&binding.uri),
            None => prefix.is_empty().then_some(""),
        }
    }

    /// Takes the declarations of an element, and gives those among them that say something new,
    /// sorted as they are written.
    pub(super) fn declare(
        &mut self,
        declared: Vec<Binding<'x>>,
        at: usize,
    ) -> Result<Vec<Binding<'x>>, Flaw> {
        let flaw = |what| Flaw { what, at };
        let mut news = Vec::new();
        let before = self.len();
        for binding in declared {
            let own = self.bindings.get(before..).unwrap_or_default();
            if own.iter().any(|it| it.prefix == binding.prefix) {
                return Err(flaw("a prefix declared twice in one tag"));
            }
            if binding.prefix == "xml" {
                if binding.uri == XML {
                    continue;
                }
                return Err(flaw("the prefix `xml` bound to another namespace"));
            }
            if binding.prefix == "xmlns" || binding.uri == XML || binding.uri == XMLNS {
                return Err(flaw("a reserved namespace bound anew"));
            }
            if binding.uri.is_empty() && !binding.prefix.is_empty() {
                return Err(flaw("a prefix bound to nothing"));
            }
            if !binding.uri.is_empty() && !is_absolute(&binding.uri) {
                // The recommendation has such documents refused (section 1.3).
                return Err(flaw("a relative namespace name"));
            }
            let inherited = self.bindings.get(..before).unwrap_or_default();
            let inherited = inherited.iter().rev().find(|it| it.prefix == binding.prefix);
            let is_known = match inherited {
                Some(it) => it.uri == binding.uri,
                None => binding.uri.is_empty(),
            };
            if !is_known {
                news.push(binding.clone());
            }
            self.bindings.push(binding);
            if self.bindings.len() > MAX_BINDINGS {
                return Err(flaw("too many namespace declarations"));
            }
        }
        news.sort_by(|one, other| one.prefix.cmp(other.prefix));
        Ok(news)
    }

    /// Everything in scope, sorted as it is written: what the top of a part carries.
    pub(super) fn all(&self) -> Vec<Binding<'x>> {
        let mut all: Vec<Binding<'x>> = Vec::new();
        for binding in self.bindings.iter().rev() {
            if all.iter().all(|it| it.prefix != binding.prefix) {
                all.push(binding.clone());
            }
        }
        all.retain(|it| !it.uri.is_empty());
        all.sort_by(|one, other| one.prefix.cmp(other.prefix));
        all
    }
}

/// Begins with a scheme.
fn is_absolute(uri: &str) -> bool {
    let Some((scheme, _)) = uri.split_once(':') else { return false };
    let mut bytes = scheme.bytes();
    bytes.next().is_some_and(|it| it.is_ascii_alphabetic())
        && bytes.all(|it| it.is_ascii_alphanumeric() || matches!(it, b'+' | b'-' | b'.'))
}
