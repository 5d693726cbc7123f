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

#[derive(Debug)]
enum Todo {
    Path { path: PathBuf, is_named: bool },
    Archive { path: PathBuf, next: usize },
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
                Todo::Archive { path, next } => self.take_archived(path, next, &mut window),
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
            "zip" => self.todo.push(Todo::Archive { path, next: 0 }),
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
    fn take_archived(&mut self, path: PathBuf, next: usize, window: &mut Window) {
        let mut archive = match open_archive(&path) {
            Ok(archive) => archive,
            Err(reason) => return self.fail(&path, reason),
        };
        for index in next..archive.len() {
            match read_member(&mut archive, index) {
                Ok(Some((name, bytes))) => self.push(&path.join(name), bytes, window),
                Ok(None) => self.passed_over += 1,
                Err((name, reason)) => self.fail(&path.join(name), reason),
            }
            if window.is_full(self.window_bytes) {
                self.todo.push(Todo::Archive { path, next: index + 1 });
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

pub(crate) type Archive = zip::ZipArchive<io::BufReader<File>>;

/// A member of an archive: its name and its bytes.
pub(crate) type Member = (String, Vec<u8>);

/// # Errors
/// Why it is no archive, in words.
pub(crate) fn open_archive(path: &Path) -> Result<Archive, String> {
    let file = File::open(path).map_err(|it| it.to_string())?;
    zip::ZipArchive::new(io::BufReader::new(file)).map_err(|it| it.to_string())
}

/// One member; nothing when it is none that could be a message.
///
/// # Errors
/// Its name, and why it cannot be read.
pub(crate) fn read_member(
    archive: &mut Archive,
    index: usize,
) -> Result<Option<Member>, (String, String)> {
    let member = archive.by_index(index).map_err(|it| (format!("#{index}"), it.to_string()))?;
    let name = member.name().map_err(|it| (format!("#{index}"), it.to_string()))?.into_owned();
    if member.is_dir() || !matches!(extension(Path::new(&name)).as_str(), "xml" | "json") {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    let read = member.take(FILE_MAX + 1).read_to_end(&mut bytes);
    match read {
        Ok(_) if bytes.len() as u64 > FILE_MAX => {
            Err((name, format!("unfolds to more than {FILE_MAX} bytes")))
        }
        Ok(_) => Ok(Some((name, bytes))),
        Err(error) => Err((name, error.to_string())),
    }
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
}
