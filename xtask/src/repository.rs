//! The checkout: where it is, which files belong to it, and what they say.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context;

/// Folders that hold what was built or fetched, never what was written. They are passed over.
const NOT_OURS: &[&str] =
    &[".git", ".vite", "dist", "node_modules", "target", "test-results", "tongguan-data"];

/// The checkout that this crate was built from, or another one in a test.
#[derive(Debug, Clone)]
pub struct Repository {
    root: PathBuf,
}

impl Repository {
    pub fn at(root: &Path) -> Repository {
        Repository { root: root.to_owned() }
    }

    /// The checkout this program was built from.
    pub fn here() -> anyhow::Result<Repository> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("`xtask` is a folder of the repository")?;
        Ok(Repository::at(root))
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// `path` is relative to the root, with `/`.
    pub fn exists(&self, path: &str) -> bool {
        self.root.join(path).exists()
    }

    /// The text of the file at `path`, relative to the root.
    pub fn read(&self, path: &str) -> anyhow::Result<String> {
        fs::read_to_string(self.root.join(path)).with_context(|| format!("reading `{path}`"))
    }

    /// All files that were written by hand or are committed, relative to the root, with `/`, sorted.
    pub fn files(&self) -> anyhow::Result<Vec<String>> {
        let mut found = Vec::new();
        let mut folders = vec![self.root.clone()];
        while let Some(folder) = folders.pop() {
            let entries =
                fs::read_dir(&folder).with_context(|| format!("listing {}", folder.display()))?;
            for entry in entries {
                let entry = entry?;
                let name = entry.file_name();
                let kind = entry.file_type()?;
                if kind.is_dir() {
                    if !NOT_OURS.iter().any(|it| name == *it) {
                        folders.push(entry.path());
                    }
                } else if kind.is_file() {
                    found.push(self.relative(&entry.path())?);
                }
            }
        }
        found.sort();
        Ok(found)
    }

    /// The files whose names end in one of `endings`, e.g. `.rs`.
    pub fn files_ending(&self, endings: &[&str]) -> anyhow::Result<Vec<String>> {
        let mut files = self.files()?;
        files.retain(|file| endings.iter().any(|it| file.ends_with(it)));
        Ok(files)
    }

    fn relative(&self, path: &Path) -> anyhow::Result<String> {
        let path = path.strip_prefix(&self.root)?;
        let parts: Vec<_> = path.iter().map(|it| it.to_string_lossy()).collect();
        Ok(parts.join("/"))
    }
}
