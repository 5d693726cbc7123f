//! What is put into `in`: taken when it is complete, moved when what is in it is durable.

use std::{
    collections::BTreeSet,
    ffi::{OsStr, OsString},
    fs, io,
    path::{Path, PathBuf},
    time::Instant,
};

use anyhow::{Context, Result};
use clearance::ports::RawInput;
use messages::{Limits, Message};
use tokio::sync::oneshot;

use super::{
    Places,
    report::{Fault, text_of},
    settle::{Settling, is_passed_over},
    sync_folder,
};
use crate::{
    clock,
    exchange::{Exchange, NotOpened, Opened},
    files::{Archive, FILE_MAX},
    intake::{Answer, Intake, Refused},
};

/// Bytes that are handed over before their answers are waited for.
const WINDOW_BYTES: usize = 24 * 1024 * 1024;

/// Files taken before receipts are looked after again.
const FILES_MAX: usize = 200;

/// The side of a folder on which messages come in.
pub(crate) struct Inbound {
    places: Places,
    sender: String,
    intake: Intake,
    exchange: Exchange,
    settling: Settling,
    waiting: usize,
    taken: u64,
    failed: u64,
}

/// What is left to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Looked {
    Nothing,
    /// More complete files lie there than are taken at once.
    More,
    /// Files lie there that may not be complete yet, or that the house had no room for.
    Unsettled,
    /// The house takes no more.
    Closed,
}

/// A file that was handed over and is not moved yet.
struct Handed {
    name: OsString,
    answers: Vec<(oneshot::Receiver<Answer>, Option<Fault>)>,
    faults: Vec<Fault>,
}

impl Inbound {
    pub(crate) fn new(
        places: Places,
        sender: String,
        intake: Intake,
        exchange: Exchange,
    ) -> Inbound {
        let settling = Settling::default();
        Inbound { places, sender, intake, exchange, settling, waiting: 0, taken: 0, failed: 0 }
    }

    /// Files waiting, taken, and failed.
    pub(crate) fn counts(&self) -> (usize, u64, u64) {
        (self.waiting, self.taken, self.failed)
    }

    /// These files were closed or moved here.
    pub(crate) fn hear(&mut self, paths: &[PathBuf]) {
        for name in paths.iter().filter_map(|it| it.file_name()) {
            self.settling.closed(name);
        }
    }

    /// Takes files that are complete, by name.
    ///
    /// # Errors
    /// When the folder cannot be read, or a file not be moved; it is taken again then, and known.
    pub(crate) fn look(&mut self, now: Instant) -> Result<Looked> {
        let (complete, n_unsettled) = self.list(now)?;
        self.waiting = complete.len() + n_unsettled;
        let (mut handed, mut n_bytes) = (Vec::new(), 0);
        let mut looked = match (complete.len(), n_unsettled) {
            (count, _) if count > FILES_MAX => Looked::More,
            (_, 0) => Looked::Nothing,
            _ => Looked::Unsettled,
        };
        for (name, size) in complete.into_iter().take(FILES_MAX) {
            match self.hand_over(&name, size)? {
                Ok(file) => handed.extend(file),
                Err(refused) => {
                    let is_closed = refused == Refused::Closed;
                    looked = if is_closed { Looked::Closed } else { Looked::Unsettled };
                    break;
                }
            }
            n_bytes += size;
            if n_bytes >= WINDOW_BYTES as u64 {
                n_bytes = 0;
                if !self.finish(std::mem::take(&mut handed))? {
                    return Ok(Looked::Closed);
                }
            }
        }
        if !self.finish(handed)? {
            return Ok(Looked::Closed);
        }
        Ok(looked)
    }

    /// Complete files by name with their sizes, and how many others may become so.
    fn list(&mut self, now: Instant) -> Result<(Vec<(OsString, u64)>, usize)> {
        let unread = || format!("cannot read {}", self.places.incoming.display());
        let (mut there, mut complete, mut n_unsettled) = (BTreeSet::new(), Vec::new(), 0);
        for child in fs::read_dir(&self.places.incoming).with_context(unread)? {
            let name = child.with_context(unread)?.file_name();
            if is_passed_over(&name) {
                continue;
            }
            // Links are not followed: they may lead to what their maker cannot read himself.
            let metadata = fs::symlink_metadata(self.places.incoming.join(&name));
            let Some(metadata) = metadata.ok().filter(fs::Metadata::is_file) else { continue };
            if self.settling.is_complete(&name, &metadata, now) {
                complete.push((name.clone(), metadata.len()));
            } else {
                n_unsettled += 1;
            }
            there.insert(name);
        }
        self.settling.keep_only(&there);
        complete.sort();
        Ok((complete, n_unsettled))
    }

    /// Hands a file's messages to the house. Nothing when it is not there any more.
    fn hand_over(&self, name: &OsStr, size: u64) -> Result<Result<Option<Handed>, Refused>> {
        let path = self.places.incoming.join(name);
        let mut file = Handed { name: name.to_owned(), answers: Vec::new(), faults: Vec::new() };
        if name.to_string_lossy().to_ascii_lowercase().ends_with(".zip") {
            let handed = self.hand_over_archive(&path, &mut file);
            return Ok(handed.map(|()| Some(file)));
        }
        if size > FILE_MAX {
            file.faults.push(Fault::too_large("", size, FILE_MAX));
            return Ok(Ok(Some(file)));
        }
        match fs::read(&path) {
            Ok(bytes) => Ok(self.hand_over_message("", bytes, &mut file).map(|()| Some(file))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Ok(None)),
            Err(error) => {
                file.faults.push(Fault::broken_file("", &error.to_string()));
                Ok(Ok(Some(file)))
            }
        }
    }

    fn hand_over_archive(&self, path: &Path, file: &mut Handed) -> Result<(), Refused> {
        let mut archive = match Archive::open(path) {
            Ok(archive) => archive,
            Err(reason) => {
                file.faults.push(Fault::broken_file("", &reason));
                return Ok(());
            }
        };
        let mut n_bytes = 0;
        for index in 0..archive.len() {
            match archive.member(index) {
                Ok(Some((member, bytes))) => {
                    n_bytes += bytes.len();
                    self.hand_over_message(&member, bytes, file)?;
                }
                Ok(None) => {}
                Err((member, reason)) => file.faults.push(Fault::broken_file(&member, &reason)),
            }
            if n_bytes >= WINDOW_BYTES {
                n_bytes = 0;
                file.wait()?;
            }
        }
        Ok(())
    }

    fn hand_over_message(
        &self,
        member: &str,
        bytes: Vec<u8>,
        file: &mut Handed,
    ) -> Result<(), Refused> {
        let Opened { bytes, sender, .. } = match self.exchange.take(bytes, &self.sender) {
            Ok(opened) => opened,
            Err(not_opened) => {
                file.faults.push(match not_opened {
                    NotOpened::Bad(unreadable) => Fault::unreadable(member, &unreadable),
                    NotOpened::Failed(error) => Fault::broken_file(member, &error.to_string()),
                });
                return Ok(());
            }
        };
        let fault = match messages::read(&bytes, &Limits::default()) {
            // A command is obeyed as often as it is given, and a kill could give it twice; and
            // who may put messages here is not for that an officer.
            Ok(Message::House(_)) => {
                file.faults.push(Fault::house_input(member));
                return Ok(());
            }
            Ok(_) => None,
            Err(unreadable) => {
                let fault = Fault::unreadable(member, &unreadable);
                if unreadable.finding.code == "FMT-1010" {
                    file.faults.push(fault);
                    return Ok(());
                }
                Some(fault)
            }
        };
        let raw = RawInput { received_at: clock::now(), sender, bytes };
        file.answers.push((self.intake.submit(raw)?, fault));
        Ok(())
    }

    /// Waits until everything that was handed over is durable, and moves the files. Returns whether
    /// the house takes more.
    fn finish(&mut self, handed: Vec<Handed>) -> Result<bool> {
        let mut moved = None;
        for mut file in handed {
            match file.wait() {
                Ok(()) => {}
                // What was not taken stays where it is.
                Err(Refused::Full | Refused::Away) => continue,
                Err(Refused::Closed) => return Ok(false),
            }
            self.put_away(&file).with_context(|| {
                format!("cannot put {} away", self.places.incoming.join(&file.name).display())
            })?;
            self.waiting = self.waiting.saturating_sub(1);
            moved = Some(());
        }
        if moved.is_some() {
            sync_folder(&self.places.incoming)?;
        }
        Ok(true)
    }

    fn put_away(&mut self, file: &Handed) -> io::Result<()> {
        let from = self.places.incoming.join(&file.name);
        if file.faults.is_empty() {
            fs::rename(from, free_place(&self.places.done, &file.name))?;
            self.taken += 1;
            return sync_folder(&self.places.done);
        }
        let to = free_place(&self.places.failed, &file.name);
        let text = text_of(&file.name.to_string_lossy(), &file.faults);
        let draft = self.places.work.join("failed.txt");
        fs::write(&draft, text)?;
        let mut beside = to.clone().into_os_string();
        beside.push(".txt");
        // The text first: a file in `failed` is never without one.
        fs::rename(draft, beside)?;
        fs::rename(from, to)?;
        self.failed += 1;
        sync_folder(&self.places.failed)
    }
}

impl Handed {
    /// Waits for the answers that are still to come, and notes what was wrong.
    fn wait(&mut self) -> Result<(), Refused> {
        for (answer, fault) in self.answers.drain(..) {
            let accepted = answer.blocking_recv().map_err(|_| Refused::Closed)??;
            self.faults.extend(fault.map(|it| it.kept_as(accepted.input)));
        }
        Ok(())
    }
}

/// Where a file goes: under its name, or with a number where another of that name lies already.
fn free_place(folder: &Path, name: &OsStr) -> PathBuf {
    let plain = folder.join(name);
    let (stem, extension) = (
        plain.file_stem().unwrap_or_default().to_owned(),
        plain.extension().unwrap_or_default().to_owned(),
    );
    let numbered = (2u64..).map(|number| {
        let mut name = stem.clone();
        name.push(format!("-{number}."));
        name.push(&extension);
        folder.join(name)
    });
    let mut places = std::iter::once(plain.clone()).chain(numbered);
    places.find(|it| fs::symlink_metadata(it).is_err()).unwrap_or(plain)
}
