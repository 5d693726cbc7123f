//! Files, folders and zip archives as a stream of messages in windows.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use messages::{Limits, Message};
use model::HouseMessage;

use crate::exchange::{Exchange, Opened};

/// What could not be read, and why.
#[derive(Debug, Clone, serde::Serialize)]
pub(crate) struct Unreadable {
    pub(crate) path: String,
    pub(crate) reason: String,
}

/// Messages of one window: what is read, decided and dropped together.
#[derive(Debug, Default)]
pub(crate) struct Window {
    /// With their senders, where an envelope named one.
    pub(crate) messages: Vec<(String, Vec<u8>)>,
    pub(crate) bytes: usize,
    ends_with_tick: bool,
}

/// Walks paths in order. Folders give their `.xml`, `.json` and `.zip` files by name; other files
/// in them, and links to folders, which may lead back, are passed over. A file that is named itself
/// is always read.
pub(crate) struct Source {
    /// In reverse, so that the next one is popped.
    todo: Vec<Todo>,
    window_bytes: usize,
    /// Opens envelopes; without it they are taken for messages.
    exchange: Option<Exchange>,
    pub(crate) unreadable: Vec<Unreadable>,
    pub(crate) passed_over: u64,
}

enum Todo {
    Path { path: PathBuf, is_named: bool },
    Archive { path: PathBuf, archive: Box<Archive>, next: usize },
}

impl Source {
    pub(crate) fn new(paths: &[PathBuf], window_bytes: usize) -> Source {
        let named = paths.iter().rev();
        Source {
            todo: named.map(|it| Todo::Path { path: it.clone(), is_named: true }).collect(),
            window_bytes,
            exchange: None,
            unreadable: Vec::new(),
            passed_over: 0,
        }
    }

    /// Whose envelopes are opened by the exchange.
    #[must_use]
    pub(crate) fn through(self, exchange: Exchange) -> Source {
        Source { exchange: Some(exchange), ..self }
    }

    /// Bytes of all files below, for a progress bar; archives count as they lie.
    pub(crate) fn total_bytes(paths: &[PathBuf]) -> u64 {
        paths.iter().map(|it| size_of(it)).sum()
    }

    /// The next window; nothing when all is read.
    pub(crate) fn next_window(&mut self) -> Option<Window> {
        let mut window = Window::default();
        while let Some(todo) = self.todo.pop() {
            match todo {
                Todo::Path { path, is_named } => self.take_path(path, is_named, &mut window),
                Todo::Archive { path, archive, next } => {
                    self.take_archived(path, archive, next, &mut window);
                }
            }
            if window.is_full(self.window_bytes) {
                break;
            }
        }
        (!window.messages.is_empty()).then_some(window)
    }

    fn fail(&mut self, path: &Path, reason: impl ToString) {
        let path = path.display().to_string();
        self.unreadable.push(Unreadable { path, reason: reason.to_string() });
    }

    fn take_path(&mut self, path: PathBuf, is_named: bool, window: &mut Window) {
        if path.is_dir() {
            if !is_named && is_linked_folder(&path) {
                self.passed_over += 1;
                return;
            }
            match children(&path) {
                Ok(children) => {
                    let todo = children.into_iter().rev();
                    self.todo.extend(todo.map(|path| Todo::Path { path, is_named: false }));
                }
                Err(error) => self.fail(&path, error),
            }
            return;
        }
        match extension(&path).as_str() {
            "zip" => match Archive::open(&path) {
                Ok(archive) => self.take_archived(path, Box::new(archive), 0, window),
                Err(reason) => self.fail(&path, reason),
            },
            "xml" | "json" => self.take_file(&path, window),
            _ if is_named => self.take_file(&path, window),
            _ => self.passed_over += 1,
        }
    }

    fn take_file(&mut self, path: &Path, window: &mut Window) {
        match fs::metadata(path) {
            Ok(it) if it.len() > FILE_MAX => {
                return self.fail(path, format!("is larger than {FILE_MAX} bytes"));
            }
            // Reading a pipe or a device may never end.
            Ok(it) if !it.is_file() => return self.fail(path, "is not a regular file"),
            _ => {}
        }
        match fs::read(path) {
            Ok(bytes) => self.push(path, bytes, window),
            Err(error) => self.fail(path, error),
        }
    }

    fn push(&mut self, path: &Path, bytes: Vec<u8>, window: &mut Window) {
        let opened = match &self.exchange {
            Some(exchange) => exchange.take(bytes, ""),
            None => return window.push(String::new(), bytes),
        };
        match opened {
            Ok(Opened { bytes, sender, .. }) => window.push(sender, bytes),
            Err(error) => self.fail(path, error),
        }
    }

    /// One member at a time, so that a window stays bounded.
    fn take_archived(
        &mut self,
        path: PathBuf,
        mut archive: Box<Archive>,
        next: usize,
        window: &mut Window,
    ) {
        for index in next..archive.len() {
            match archive.member(index) {
                Ok(Some((name, bytes))) => self.push(&within(&path, &name), bytes, window),
                Ok(None) => self.passed_over += 1,
                Err((name, reason)) => self.fail(&within(&path, &name), reason),
            }
            if window.is_full(self.window_bytes) {
                self.todo.push(Todo::Archive { path, archive, next: index + 1 });
                return;
            }
        }
    }
}

impl Window {
    fn push(&mut self, sender: String, bytes: Vec<u8>) {
        self.bytes += bytes.len();
        self.ends_with_tick = is_tick(&bytes);
        self.messages.push((sender, bytes));
    }

    /// A tick ends its window: it finds what is due among what is committed and everything decided
    /// since, so not too much may lie between.
    fn is_full(&self, max_bytes: usize) -> bool {
        self.ends_with_tick || self.bytes >= max_bytes || self.messages.len() >= MESSAGES_MAX
    }
}

/// Most messages of one window, however small.
const MESSAGES_MAX: usize = 5_000;

fn is_tick(bytes: &[u8]) -> bool {
    /// No tick is longer.
    const LONGEST: usize = 1_000;
    let is_short_json = bytes.len() <= LONGEST && bytes.trim_ascii_start().starts_with(b"{");
    is_short_json
        && matches!(
            messages::read(bytes, &Limits::default()),
            Ok(Message::House(HouseMessage::Tick { .. }))
        )
}

/// Most bytes of one file, or that one member of an archive may unfold to. What is larger than a
/// message may be, and smaller than this, is kept and refused like any other message.
pub(crate) const FILE_MAX: u64 = 512 * 1024 * 1024;

/// How many times its own size the members of an archive may unfold to together, besides one of the largest
/// size. Messages fold to a twentieth; members that overlap, to anything.
const UNFOLDS_TO: u64 = 200;

/// A member of an archive: its name and its bytes.
pub(crate) type Member = (String, Vec<u8>);

/// A zip archive, whose members are read one by one and nowhere written.
pub(crate) struct Archive {
    zip: zip::ZipArchive<io::BufReader<File>>,
    /// Bytes that it may still unfold to.
    room: u64,
}

impl Archive {
    /// # Errors
    /// Why it is no archive, in words.
    pub(crate) fn open(path: &Path) -> Result<Archive, String> {
        let file = File::open(path).map_err(|it| it.to_string())?;
        let size = file.metadata().map_err(|it| it.to_string())?.len();
        let zip = zip::ZipArchive::new(io::BufReader::new(file)).map_err(|it| it.to_string())?;
        Ok(Archive { zip, room: FILE_MAX.saturating_add(size.saturating_mul(UNFOLDS_TO)) })
    }

    /// How many members it has.
    pub(crate) fn len(&self) -> usize {
        self.zip.len()
    }

    /// One member; nothing when it is none that could be a message. Its name is for people: whatever it says,
    /// nothing is opened or written by it.
    ///
    /// # Errors
    /// Its name, and why it cannot be read.
    pub(crate) fn member(&mut self, index: usize) -> Result<Option<Member>, (String, String)> {
        let numbered = |it: String| (format!("#{index}"), it);
        let member = self.zip.by_index(index).map_err(|it| numbered(it.to_string()))?;
        let name = member.name().map_err(|it| numbered(it.to_string()))?;
        let name: String =
            name.chars().map(|it| if it.is_control() { '\u{FFFD}' } else { it }).collect();
        if member.is_dir() || !matches!(extension(Path::new(&name)).as_str(), "xml" | "json") {
            return Ok(None);
        }
        let most = FILE_MAX.min(self.room);
        let mut bytes = Vec::new();
        let read = member.take(most + 1).read_to_end(&mut bytes);
        self.room = self.room.saturating_sub(bytes.len() as u64);
        match read {
            Ok(_) if bytes.len() as u64 > FILE_MAX => {
                Err((name, format!("unfolds to more than {FILE_MAX} bytes")))
            }
            Ok(_) if bytes.len() as u64 > most => {
                let what = "the archive unfolds to more than";
                Err((name, format!("{what} {UNFOLDS_TO} times its size")))
            }
            Ok(_) => Ok(Some((name, bytes))),
            Err(error) => Err((name, error.to_string())),
        }
    }
}

/// What a member of an archive is called in reports: below the archive, whatever its name leads to.
fn within(archive: &Path, name: &str) -> PathBuf {
    PathBuf::from(format!("{}/{}", archive.display(), name.trim_start_matches(['/', '\\'])))
}

fn extension(path: &Path) -> String {
    let extension = path.extension().and_then(|it| it.to_str()).unwrap_or_default();
    extension.to_ascii_lowercase()
}

fn children(path: &Path) -> io::Result<Vec<PathBuf>> {
    let mut children =
        fs::read_dir(path)?.map(|it| it.map(|it| it.path())).collect::<io::Result<Vec<_>>>()?;
    children.sort();
    Ok(children)
}

fn is_linked_folder(path: &Path) -> bool {
    path.is_symlink() && path.is_dir()
}

fn size_of(path: &Path) -> u64 {
    if path.is_dir() {
        let within = |it: &PathBuf| if is_linked_folder(it) { 0 } else { size_of(it) };
        return children(path).map_or(0, |it| it.iter().map(within).sum());
    }
    fs::metadata(path).map_or(0, |it| it.len())
}

/// The message files of a corpus, in order of arrival.
pub(crate) fn message_files(corpus: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders: Vec<PathBuf> = vec![corpus.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "xml" || it == "json") {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tick_ends_its_window() {
        let folder = tempfile::tempdir().unwrap();
        let tick = r#"{"tongguan":"tick","at":"2026-12-27T00:00:00.000+08:00"}"#;
        for (name, text) in
            [("1.xml", "<x/>"), ("2.json", tick), ("3.json", tick), ("4.xml", "<y/>")]
        {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let mut source = Source::new(&[folder.path().to_owned()], 1_000_000);
        let windows = std::iter::from_fn(|| source.next_window());
        let sizes: Vec<usize> = windows.map(|it| it.messages.len()).collect();
        assert_eq!(sizes, [2, 1, 1]);
    }

    /// An archive of these members, in a folder that lasts as long as it.
    fn archive(members: &[(&str, &[u8])]) -> (tempfile::TempDir, PathBuf) {
        let mut writer = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
        for (name, bytes) in members {
            writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            io::Write::write_all(&mut writer, bytes).unwrap();
        }
        kept(writer.finish().unwrap().get_ref())
    }

    fn kept(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.zip");
        fs::write(&path, bytes).unwrap();
        (folder, path)
    }

    /// How many messages come out of it, what cannot be read, and how many members are passed over.
    fn taken(path: &Path) -> (usize, Vec<Unreadable>, u64) {
        let mut source = Source::new(&[path.to_owned()], 1_000_000_000);
        let windows = std::iter::from_fn(|| source.next_window());
        let n_messages = windows.map(|it| it.messages.len()).sum();
        (n_messages, source.unreadable, source.passed_over)
    }

    #[test]
    fn names_of_members_lead_nowhere() {
        let names = [
            "../../etc/passwd.xml",
            "/etc/passwd.xml",
            "C\u{3a}\\Windows\\system.xml",
            "..\\..\\a.xml",
            "\\\\host\\share\\a.xml",
            "a\u{1b}[2J\n.xml",
        ];
        let members: Vec<(&str, &[u8])> = names.iter().map(|it| (*it, &b"<x/>"[..])).collect();
        let (folder, path) = archive(&members);
        let (n_messages, unreadable, _) = taken(&path);
        assert_eq!(
            (n_messages, unreadable.len()),
            (names.len(), 0),
            "bytes are messages, names are not"
        );
        let mut opened = Archive::open(&path).unwrap();
        opened.room = 0;
        for index in 0..opened.len() {
            let (name, _) = opened.member(index).err().unwrap();
            assert!(!name.contains(char::is_control), "{name:?}");
            assert!(within(&path, &name).starts_with(&path), "{name}");
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is written");
    }

    #[test]
    fn what_ends_a_name_early_or_links_elsewhere_is_no_message() {
        let (_folder, path) =
            archive(&[("a.xml\0.txt", b"<x/>"), ("b.txt", b"<x/>"), ("c.xml/", b"")]);
        let (n_messages, _, passed_over) = taken(&path);
        assert_eq!((n_messages, passed_over), (0, 3));
        let mut writer = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        writer.add_symlink("passwd.xml", "/etc/passwd", options).unwrap();
        let (_folder, path) = kept(writer.finish().unwrap().get_ref());
        let mut opened = Archive::open(&path).unwrap();
        // Its target is text like any other; nobody follows it.
        let read = opened.member(0);
        assert!(matches!(&read, Ok(None)) || read.is_ok_and(|it| it.unwrap().1 == b"/etc/passwd"));
    }

    #[test]
    fn an_archive_unfolds_to_so_much_and_no_further() {
        let long = vec![b'a'; 100_000];
        let (_folder, path) = archive(&[("1.xml", &long), ("2.xml", &long), ("3.xml", &long)]);
        let mut opened = Archive::open(&path).unwrap();
        assert!(opened.room > FILE_MAX && opened.room < FILE_MAX + 1_000_000, "{}", opened.room);
        opened.room = 150_000;
        assert_eq!(opened.member(0).unwrap().unwrap().1.len(), 100_000);
        for index in [1, 2] {
            let (_, why) = opened.member(index).err().unwrap();
            assert_eq!(why, "the archive unfolds to more than 200 times its size");
        }
    }

    /// Every entry of the directory leads to the same bytes.
    #[test]
    fn members_that_overlap_are_counted_as_often_as_they_unfold() {
        let long = vec![b'a'; 100_000];
        let (_folder, one) = archive(&[("1.xml", &long)]);
        let bytes = fs::read(&one).unwrap();
        let directory = bytes.windows(4).rposition(|it| it == b"PK\x01\x02").unwrap();
        let end = bytes.windows(4).rposition(|it| it == b"PK\x05\x06").unwrap();
        let mut bomb = bytes[..directory].to_vec();
        for digit in b'1'..=b'9' {
            let mut entry = bytes[directory..end].to_vec();
            entry[46] = digit;
            bomb.extend_from_slice(&entry);
        }
        let mut tail = bytes[end..].to_vec();
        let length = u32::try_from(bomb.len() - directory).unwrap();
        tail[8..12].copy_from_slice(&[9, 0, 9, 0]);
        tail[12..16].copy_from_slice(&length.to_le_bytes());
        bomb.extend_from_slice(&tail);
        let (_folder, path) = kept(&bomb);
        let mut opened = Archive::open(&path).unwrap();
        assert_eq!(opened.len(), 9);
        opened.room = 250_000;
        let read = (0..9).filter(|it| opened.member(*it).is_ok()).count();
        assert_eq!(read, 2, "the rest is refused");
    }

    #[test]
    fn a_size_that_is_not_so_and_an_archive_within() {
        let long = vec![b'a'; 100_000];
        let (_folder, path) = archive(&[("1.xml", &long)]);
        let mut bytes = fs::read(&path).unwrap();
        let directory = bytes.windows(4).rposition(|it| it == b"PK\x01\x02").unwrap();
        bytes[directory + 24..directory + 28].copy_from_slice(&10u32.to_le_bytes());
        let (_folder, lying) = kept(&bytes);
        let mut opened = Archive::open(&lying).unwrap();
        opened.room = 50_000;
        assert!(opened.member(0).is_err(), "what it unfolds to counts, not what it says");
        // What an archive holds is not opened again, however often it is folded.
        let inner = fs::read(&path).unwrap();
        let (_folder, outer) = archive(&[("inner.zip", &inner), ("inner.xml", &inner)]);
        let (n_messages, _, passed_over) = taken(&outer);
        assert_eq!((n_messages, passed_over), (1, 1), "one is passed over, one is no XML");
    }

    #[test]
    fn a_hundred_thousand_members_are_gone_through_once() {
        let mut writer = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Stored);
        for number in 0..100_000 {
            writer.start_file(format!("{number}.txt"), options).unwrap();
        }
        let (_folder, path) = kept(writer.finish().unwrap().get_ref());
        assert_eq!(taken(&path).2, 100_000);
    }
}
