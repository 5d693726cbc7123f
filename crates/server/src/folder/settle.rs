//! When a file in `in` is complete: it was closed or moved there, or nothing about it has changed
//! for a while.

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::{OsStr, OsString},
    fs::Metadata,
    time::{Duration, Instant, SystemTime},
};

use notify::{
    EventKind,
    event::{AccessKind, AccessMode, ModifyKind, RenameMode},
};

/// Unchanged for so long, a file is taken for complete where nobody says that it was closed.
const SETTLED_AFTER: Duration = Duration::from_secs(2);
/// An empty file is often one that is about to be written.
const EMPTY_AFTER: Duration = Duration::from_secs(60);

/// Whether an event says that nobody writes the file any more.
pub(crate) fn is_whole(kind: &EventKind) -> bool {
    matches!(
        kind,
        EventKind::Access(AccessKind::Close(AccessMode::Write))
            | EventKind::Modify(ModifyKind::Name(RenameMode::To))
    )
}

/// Files that are named so are being written, or of no concern.
pub(crate) fn is_passed_over(name: &OsStr) -> bool {
    let Some(name) = name.to_str() else { return true };
    let lower = name.to_ascii_lowercase();
    let is_taken = [".xml", ".json", ".zip"].iter().any(|it| lower.ends_with(it));
    !is_taken || lower.starts_with(['.', '~']) || lower.starts_with("tmp.")
}

/// What was seen of the files that lie there.
#[derive(Default)]
pub(crate) struct Settling {
    seen: BTreeMap<OsString, Seen>,
    whole: BTreeSet<OsString>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Seen {
    size: u64,
    modified: Option<SystemTime>,
    since: Instant,
}

impl Settling {
    /// A file was closed or moved there.
    pub(crate) fn closed(&mut self, name: &OsStr) {
        self.whole.insert(name.to_owned());
    }

    /// Whether a file is complete, as it looks now.
    pub(crate) fn is_complete(&mut self, name: &OsStr, metadata: &Metadata, now: Instant) -> bool {
        self.judge(name, metadata.len(), metadata.modified().ok(), now)
    }

    fn judge(
        &mut self,
        name: &OsStr,
        size: u64,
        modified: Option<SystemTime>,
        now: Instant,
    ) -> bool {
        let seen = Seen { size, modified, since: now };
        let before = self.seen.entry(name.to_owned()).or_insert(seen);
        if (before.size, before.modified) != (size, modified) {
            *before = seen;
        }
        let rested = now.saturating_duration_since(before.since);
        // Who makes a file and closes it empty has not begun to write.
        let is_closed = size > 0 && self.whole.contains(name);
        is_closed || rested >= if size == 0 { EMPTY_AFTER } else { SETTLED_AFTER }
    }

    /// Forgets what does not lie there any more.
    pub(crate) fn keep_only(&mut self, there: &BTreeSet<OsString>) {
        self.seen.retain(|name, _| there.contains(name));
        self.whole.retain(|name| there.contains(name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_being_written_are_passed_over() {
        for name in ["a.xml", "A.XML", "b.json", "c.zip", "单.xml", "a.tmp.xml"] {
            assert!(!is_passed_over(OsStr::new(name)), "{name}");
        }
        for name in [
            ".a.xml",
            "~a.xml",
            "tmp.a.xml",
            "a.xml.tmp",
            "a.xml.part",
            "a.filepart",
            "a",
            "a.xml~",
        ] {
            assert!(is_passed_over(OsStr::new(name)), "{name}");
        }
    }

    #[test]
    fn a_file_is_complete_when_it_was_closed_or_rests() {
        let (mut settling, start) = (Settling::default(), Instant::now());
        let mut judge = |size, seconds: u64| {
            settling.judge(OsStr::new("a.xml"), size, None, start + Duration::from_secs(seconds))
        };
        assert!(!judge(10, 0));
        assert!(!judge(20, 2), "it grows");
        assert!(!judge(20, 3));
        assert!(judge(20, 4), "it rests");
        settling.closed(OsStr::new("b.xml"));
        assert!(settling.judge(OsStr::new("b.xml"), 1, None, start), "it was closed");
        settling.closed(OsStr::new("c.xml"));
        assert!(!settling.judge(OsStr::new("c.xml"), 0, None, start), "it is still to be written");
        assert!(settling.judge(OsStr::new("c.xml"), 0, None, start + EMPTY_AFTER));
        settling.keep_only(&BTreeSet::new());
        assert!(!settling.judge(OsStr::new("b.xml"), 1, None, start), "another of that name");
    }
}
