//! Receipts that come to lie in `out`, each number once, whenever the server dies.
//!
//! A batch is written beside the folder and made durable; then it is noted that this batch is on
//! its way; then its files are moved, each whole or not at all; then it is noted that it is there.
//! Who starts again and finds a batch on its way moves what is left of it: a file that is not beside
//! the folder any more was moved before, and perhaps taken away already.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::{Context, Result};
use clearance::ports::{Records, StoreError};
use store::{Deliveries, FolderCursor, HouseRecords};

use super::{Places, sync_folder};
use crate::{
    exchange::Exchange,
    receipts::{WireMessage, file_name, messages_of, number, receipts_after},
    view::ReceiptView,
};

/// Receipts that are written out together.
const BATCH_MAX: usize = 500;

/// The side of a folder on which receipts go out.
pub(crate) struct Outbound {
    places: Places,
    /// Under which name the folder is known.
    key: String,
    records: HouseRecords,
    deliveries: Arc<Mutex<Deliveries>>,
    exchange: Exchange,
    lines: Vec<Line>,
}

/// One recipient, or all of them.
struct Line {
    recipient: Option<String>,
    cursor: FolderCursor,
    newest: u64,
    /// Where its batches are put together.
    stage: PathBuf,
}

impl Outbound {
    /// A recipient that the folder does not know gets what is issued from now on.
    ///
    /// # Errors
    /// When its standing cannot be read or kept.
    pub(crate) fn open(
        places: Places,
        recipients: &[String],
        records: HouseRecords,
        deliveries: Arc<Mutex<Deliveries>>,
        exchange: Exchange,
    ) -> Result<Outbound> {
        let key = places.root.to_string_lossy().into_owned();
        let mut outbound =
            Outbound { places, key, records, deliveries, exchange, lines: Vec::new() };
        let mut recipients: Vec<Option<&String>> = recipients.iter().map(Some).collect();
        if recipients.is_empty() {
            recipients.push(None);
        }
        for recipient in recipients {
            let recipient = recipient.cloned();
            let code = recipient.clone().unwrap_or_default();
            let newest = outbound.records.newest_receipt(recipient.as_deref())?;
            let known = outbound.with(|it, key| it.folder_cursor(key, &code))?;
            let cursor = known.unwrap_or(FolderCursor { cursor: newest, batch_last: None });
            outbound.with(|it, key| it.set_folder_cursor(key, &code, cursor))?;
            let digest = blake3::hash(code.as_bytes()).to_hex();
            let stage =
                outbound.places.work.join(format!("out-{}", digest.get(..16).unwrap_or("")));
            outbound.lines.push(Line { recipient, cursor, newest, stage });
        }
        Ok(outbound)
    }

    fn with<T>(
        &self,
        does: impl FnOnce(&mut Deliveries, &str) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        does(&mut self.deliveries.lock().unwrap_or_else(PoisonError::into_inner), &self.key)
    }

    /// Recipient (empty: everybody), last number written out, newest number.
    pub(crate) fn standing(&self) -> Vec<(String, u64, u64)> {
        let of =
            |it: &Line| (it.recipient.clone().unwrap_or_default(), it.cursor.cursor, it.newest);
        self.lines.iter().map(of).collect()
    }

    /// Brings to its end what was on its way when the last server died.
    ///
    /// # Errors
    /// When files cannot be moved or the standing not be kept.
    pub(crate) fn recover(&mut self) -> Result<()> {
        for index in 0..self.lines.len() {
            let Some(line) = self.lines.get(index) else { continue };
            if let Some(last) = line.cursor.batch_last {
                self.publish(index, last)?;
            } else {
                // What was being put together when nothing was noted of it yet.
                clear(&line.stage).context("cannot clear what was left half written")?;
            }
        }
        Ok(())
    }

    /// Writes out everything there is.
    ///
    /// # Errors
    /// When receipts cannot be read, or files not be written; the rest is written next time.
    pub(crate) fn give(&mut self) -> Result<()> {
        for line in &mut self.lines {
            line.newest = self.records.newest_receipt(line.recipient.as_deref())?;
        }
        for index in 0..self.lines.len() {
            while self.give_batch(index)? {}
        }
        Ok(())
    }

    /// Returns whether there was a batch.
    fn give_batch(&mut self, index: usize) -> Result<bool> {
        let Some(line) = self.lines.get(index) else { return Ok(false) };
        if let Some(last) = line.cursor.batch_last {
            // The last one could not be brought to its end.
            self.publish(index, last)?;
            return Ok(true);
        }
        let recipient = line.recipient.as_deref();
        let receipts = receipts_after(&self.records, recipient, line.cursor.cursor, BATCH_MAX)?;
        let Some(last) = receipts.last().map(|it| number(it, recipient.is_some())) else {
            return Ok(false);
        };
        stage(line, &self.exchange, &receipts)
            .with_context(|| format!("cannot write receipts to {}", line.stage.display()))?;
        let on_its_way = FolderCursor { batch_last: Some(last), ..line.cursor };
        self.note(index, on_its_way)?;
        self.publish(index, last)?;
        Ok(true)
    }

    /// Moves what is staged into `out`.
    fn publish(&mut self, index: usize, last: u64) -> Result<()> {
        let Some(line) = self.lines.get(index) else { return Ok(()) };
        let outgoing = &self.places.outgoing;
        let publish = || {
            for path in files_of(&line.stage)? {
                let Some(name) = path.file_name() else { continue };
                fs::rename(&path, outgoing.join(name))?;
            }
            sync_folder(outgoing)
        };
        publish().with_context(|| format!("cannot move receipts to {}", outgoing.display()))?;
        self.note(index, FolderCursor { cursor: last, batch_last: None })
    }

    fn note(&mut self, index: usize, cursor: FolderCursor) -> Result<()> {
        let Some(line) = self.lines.get(index) else { return Ok(()) };
        let code = line.recipient.clone().unwrap_or_default();
        self.with(|it, key| it.set_folder_cursor(key, &code, cursor))?;
        if let Some(line) = self.lines.get_mut(index) {
            line.cursor = cursor;
            // What came while it was being written out is known now too.
            line.newest = line.newest.max(cursor.cursor);
        }
        Ok(())
    }
}

/// Writes a batch as messages into its stage and makes it durable there.
fn stage(line: &Line, exchange: &Exchange, receipts: &[ReceiptView]) -> io::Result<()> {
    clear(&line.stage)?;
    fs::create_dir_all(&line.stage)?;
    let mut recipients: Vec<&str> = receipts.iter().map(|it| it.recipient.as_str()).collect();
    recipients.sort_unstable();
    recipients.dedup();
    for recipient in recipients {
        let of = |it: &&ReceiptView| it.recipient == recipient;
        let own: Vec<ReceiptView> = receipts.iter().filter(of).cloned().collect();
        for message in messages_of(&own) {
            let message = exchange.wrap(recipient, message).map_err(io::Error::other)?;
            let WireMessage { root, first_no, extension, bytes, .. } = message;
            let name = format!("{first_no:012}-{}-{root}.{extension}", file_name(recipient));
            let mut file = File::create(line.stage.join(name))?;
            file.write_all(&bytes)?;
            file.sync_all()?;
        }
    }
    sync_folder(&line.stage)?;
    line.stage.parent().map_or(Ok(()), sync_folder)
}

/// Empties a stage.
fn clear(stage: &PathBuf) -> io::Result<()> {
    match fs::remove_dir_all(stage) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Files of a stage by name; none when there is no stage.
fn files_of(stage: &PathBuf) -> io::Result<Vec<PathBuf>> {
    let children = match fs::read_dir(stage) {
        Ok(children) => children,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut files = children.map(|it| it.map(|it| it.path())).collect::<io::Result<Vec<_>>>()?;
    files.sort();
    Ok(files)
}
