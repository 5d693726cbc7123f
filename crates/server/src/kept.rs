//! Files beside the house that its record names by their digests: photographs of examined goods, and papers that a trader
//! answers with. A folder a case, a file each, named by the digest of its bytes. The digest is in the chain; so a file proves
//! itself, and the same one sent twice is one.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use model::EntryId;

/// What is kept together, and how much of it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Shelf {
    /// Within the house's folder.
    folder: &'static str,
    kinds: &'static [FileKind],
    /// Bytes of one file.
    pub(crate) bytes_max: usize,
    /// Files of one case.
    pub(crate) count_max: usize,
}

pub(crate) const PHOTOS: Shelf = Shelf {
    folder: "photos",
    kinds: &[FileKind::Jpeg, FileKind::Png],
    bytes_max: 4 * 1024 * 1024,
    count_max: 200,
};

pub(crate) const PAPERS: Shelf = Shelf {
    folder: "papers",
    kinds: &[FileKind::Pdf, FileKind::Jpeg, FileKind::Png],
    bytes_max: 20 * 1024 * 1024,
    count_max: 100,
};

/// What a file is written in, told by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileKind {
    Jpeg,
    Png,
    Pdf,
}

impl FileKind {
    pub(crate) fn of(bytes: &[u8]) -> Option<FileKind> {
        let begins: [(&[u8], FileKind); 3] = [
            (&[0xFF, 0xD8, 0xFF], FileKind::Jpeg),
            (b"\x89PNG\r\n\x1a\n", FileKind::Png),
            (b"%PDF-", FileKind::Pdf),
        ];
        begins.iter().find(|(begin, _)| bytes.starts_with(begin)).map(|(_, kind)| *kind)
    }

    pub(crate) fn media_type(self) -> &'static str {
        match self {
            FileKind::Jpeg => "image/jpeg",
            FileKind::Png => "image/png",
            FileKind::Pdf => "application/pdf",
        }
    }
}

/// Why a file is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotKept {
    TooLarge,
    /// Of no kind that is kept there.
    Unknown,
    TooMany,
}

/// The files of one case.
pub(crate) struct Drawer {
    path: PathBuf,
    shelf: &'static Shelf,
}

impl Shelf {
    /// In the house's folder.
    pub(crate) fn of(&'static self, house: &Path, case: EntryId) -> Drawer {
        Drawer { path: house.join(self.folder).join(case.0.to_string()), shelf: self }
    }

    fn takes(&self, kind: FileKind) -> bool {
        self.kinds.contains(&kind)
    }
}

impl Drawer {
    /// Keeps one, durably; its digest.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn keep(&self, bytes: &[u8]) -> Result<Result<String, NotKept>> {
        if bytes.len() > self.shelf.bytes_max {
            return Ok(Err(NotKept::TooLarge));
        }
        if !FileKind::of(bytes).is_some_and(|it| self.shelf.takes(it)) {
            return Ok(Err(NotKept::Unknown));
        }
        let digest = blake3::hash(bytes).to_hex().to_string();
        let path = self.path.join(&digest);
        if path.exists() {
            return Ok(Ok(digest));
        }
        fs::create_dir_all(&self.path)
            .with_context(|| format!("cannot make the folder {}", self.path.display()))?;
        if fs::read_dir(&self.path)?.count() >= self.shelf.count_max {
            return Ok(Err(NotKept::TooMany));
        }
        // Whole under its name, or not there.
        let mut file = tempfile_in(&self.path, &digest)?;
        file.1.write_all(bytes)?;
        file.1.sync_all()?;
        fs::rename(&file.0, &path)?;
        fs::File::open(&self.path)?.sync_all()?;
        Ok(Ok(digest))
    }

    /// One by its digest; nothing where there is none, or where its bytes are others by now.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(crate) fn get(&self, digest: &str) -> Result<Option<(FileKind, Vec<u8>)>> {
        if digest.len() != 64 || !digest.bytes().all(|it| it.is_ascii_hexdigit()) {
            return Ok(None);
        }
        let bytes = match fs::read(self.path.join(digest)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).context("cannot read a kept file"),
        };
        let is_it = blake3::hash(&bytes).to_hex().as_str() == digest;
        let kind = FileKind::of(&bytes).filter(|it| is_it && self.shelf.takes(*it));
        Ok(kind.map(|kind| (kind, bytes)))
    }
}

/// A file of its own for whoever writes: two who send the same do not write into one another's.
fn tempfile_in(folder: &Path, digest: &str) -> Result<(PathBuf, fs::File)> {
    for count in 0..u16::MAX {
        let path = folder.join(format!(".{digest}.{count}"));
        match fs::File::create_new(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error).context("cannot write a file"),
        }
    }
    anyhow::bail!("cannot write a file: its folder is full of unfinished ones")
}

#[cfg(test)]
mod tests {
    use super::*;

    const JPEG: &[u8] = &[0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3];

    #[test]
    fn a_photograph_is_kept_once_and_proves_itself() {
        let house = tempfile::tempdir().unwrap();
        let photos = PHOTOS.of(house.path(), EntryId(7));
        let digest = photos.keep(JPEG).unwrap().unwrap();
        assert_eq!(photos.keep(JPEG).unwrap().unwrap(), digest, "again is the same");
        let (kind, bytes) = photos.get(&digest).unwrap().unwrap();
        assert_eq!((kind, bytes.as_slice()), (FileKind::Jpeg, JPEG));
        assert!(PHOTOS.of(house.path(), EntryId(8)).get(&digest).unwrap().is_none());
        let path = house.path().join("photos/7").join(&digest);
        fs::write(path, [JPEG, &[4]].concat()).unwrap();
        assert!(photos.get(&digest).unwrap().is_none(), "whose bytes were changed is not shown");
    }

    #[test]
    fn what_is_no_photograph_or_too_large_is_not_kept() {
        let house = tempfile::tempdir().unwrap();
        let photos = PHOTOS.of(house.path(), EntryId(7));
        assert_eq!(photos.keep(b"<svg/>").unwrap(), Err(NotKept::Unknown));
        assert_eq!(photos.keep(b"%PDF-1.4").unwrap(), Err(NotKept::Unknown));
        let papers = PAPERS.of(house.path(), EntryId(7));
        assert_eq!(papers.keep(b"MZ%PDF-1.4").unwrap(), Err(NotKept::Unknown));
        let digest = papers.keep(b"%PDF-1.4").unwrap().unwrap();
        assert_eq!(papers.get(&digest).unwrap().unwrap().0, FileKind::Pdf);
        assert!(photos.get(&digest).unwrap().is_none(), "a paper is no photograph");
        let mut large = JPEG.to_vec();
        large.resize(PHOTOS.bytes_max, 0);
        assert!(photos.keep(&large).unwrap().is_ok());
        large.push(0);
        assert_eq!(photos.keep(&large).unwrap(), Err(NotKept::TooLarge));
        for name in ["../../house.sqlite", "", "zz"] {
            assert!(photos.get(name).unwrap().is_none(), "{name}");
        }
    }
}
