//! Photographs of examined goods, beside the house: a folder a case, a file a photograph, named by the digest of its bytes.
//! What an examination's record says of them is their digests, which are in the chain; so a file proves itself, and the
//! same one sent twice is one.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use model::EntryId;

/// Bytes of one photograph.
pub(crate) const PHOTO_MAX: usize = 4 * 1024 * 1024;
/// Photographs of one case.
pub(crate) const PHOTOS_MAX: usize = 200;

/// What a photograph is written in, told by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PhotoKind {
    Jpeg,
    Png,
}

impl PhotoKind {
    pub(crate) fn of(bytes: &[u8]) -> Option<PhotoKind> {
        if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
            return Some(PhotoKind::Jpeg);
        }
        bytes.starts_with(b"\x89PNG\r\n\x1a\n").then_some(PhotoKind::Png)
    }

    pub(crate) fn media_type(self) -> &'static str {
        match self {
            PhotoKind::Jpeg => "image/jpeg",
            PhotoKind::Png => "image/png",
        }
    }
}

/// Why a photograph is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotKept {
    TooLarge,
    /// Neither JPEG nor PNG.
    Unknown,
    TooMany,
}

/// The photographs of one case.
pub(crate) struct Photos(PathBuf);

impl Photos {
    /// In the house's folder.
    pub(crate) fn of(house: &Path, case: EntryId) -> Photos {
        Photos(house.join("photos").join(case.0.to_string()))
    }

    /// Keeps one, durably; its digest.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn keep(&self, bytes: &[u8]) -> Result<Result<String, NotKept>> {
        if bytes.len() > PHOTO_MAX {
            return Ok(Err(NotKept::TooLarge));
        }
        if PhotoKind::of(bytes).is_none() {
            return Ok(Err(NotKept::Unknown));
        }
        let digest = blake3::hash(bytes).to_hex().to_string();
        let path = self.0.join(&digest);
        if path.exists() {
            return Ok(Ok(digest));
        }
        fs::create_dir_all(&self.0)
            .with_context(|| format!("cannot make the folder {}", self.0.display()))?;
        if fs::read_dir(&self.0)?.count() >= PHOTOS_MAX {
            return Ok(Err(NotKept::TooMany));
        }
        // Whole under its name, or not there.
        let mut file = tempfile_in(&self.0, &digest)?;
        file.1.write_all(bytes)?;
        file.1.sync_all()?;
        fs::rename(&file.0, &path)?;
        fs::File::open(&self.0)?.sync_all()?;
        Ok(Ok(digest))
    }

    /// One by its digest; nothing where there is none, or where its bytes are others by now.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(crate) fn get(&self, digest: &str) -> Result<Option<(PhotoKind, Vec<u8>)>> {
        if digest.len() != 64 || !digest.bytes().all(|it| it.is_ascii_hexdigit()) {
            return Ok(None);
        }
        let bytes = match fs::read(self.0.join(digest)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).context("cannot read a photograph"),
        };
        let is_it = blake3::hash(&bytes).to_hex().as_str() == digest;
        Ok(PhotoKind::of(&bytes).filter(|_| is_it).map(|kind| (kind, bytes)))
    }
}

/// A file of its own for whoever writes: two who send the same do not write into one another's.
fn tempfile_in(folder: &Path, digest: &str) -> Result<(PathBuf, fs::File)> {
    for count in 0..u16::MAX {
        let path = folder.join(format!(".{digest}.{count}"));
        match fs::File::create_new(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error).context("cannot write a photograph"),
        }
    }
    anyhow::bail!("cannot write a photograph: its folder is full of unfinished ones")
}

#[cfg(test)]
mod tests {
    use super::*;

    const JPEG: &[u8] = &[0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3];

    #[test]
    fn a_photograph_is_kept_once_and_proves_itself() {
        let house = tempfile::tempdir().unwrap();
        let photos = Photos::of(house.path(), EntryId(7));
        let digest = photos.keep(JPEG).unwrap().unwrap();
        assert_eq!(photos.keep(JPEG).unwrap().unwrap(), digest, "again is the same");
        let (kind, bytes) = photos.get(&digest).unwrap().unwrap();
        assert_eq!((kind, bytes.as_slice()), (PhotoKind::Jpeg, JPEG));
        assert!(Photos::of(house.path(), EntryId(8)).get(&digest).unwrap().is_none());
        let path = house.path().join("photos/7").join(&digest);
        fs::write(path, [JPEG, &[4]].concat()).unwrap();
        assert!(photos.get(&digest).unwrap().is_none(), "whose bytes were changed is not shown");
    }

    #[test]
    fn what_is_no_photograph_or_too_large_is_not_kept() {
        let house = tempfile::tempdir().unwrap();
        let photos = Photos::of(house.path(), EntryId(7));
        assert_eq!(photos.keep(b"<svg/>").unwrap(), Err(NotKept::Unknown));
        assert_eq!(photos.keep(b"%PDF-1.4").unwrap(), Err(NotKept::Unknown));
        let mut large = JPEG.to_vec();
        large.resize(PHOTO_MAX, 0);
        assert!(photos.keep(&large).unwrap().is_ok());
        large.push(0);
        assert_eq!(photos.keep(&large).unwrap(), Err(NotKept::TooLarge));
        for name in ["../../house.sqlite", "", "zz"] {
            assert!(photos.get(name).unwrap().is_none(), "{name}");
        }
    }
}
