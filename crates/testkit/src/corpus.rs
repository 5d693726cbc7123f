//! A corpus in a folder.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::Path,
};

use params::Law;

use crate::{GenerateError, GeneratedFile, Plan, Truth, generate};

/// Generates a corpus into `folder`, which is made when it does not exist.
pub fn write_corpus(
    plan: &Plan,
    law: &Law,
    folder: &Path,
    progress: &mut dyn FnMut(u64),
) -> Result<Truth, GenerateError> {
    into_folder(folder, |sink| generate(plan, law, sink, progress))
}

/// Lets a corpus be written file by file into a folder, which is made when it does not exist.
pub(crate) fn into_folder<T>(
    folder: &Path,
    generate: impl FnOnce(
        &mut dyn FnMut(GeneratedFile<'_>) -> io::Result<()>,
    ) -> Result<T, GenerateError>,
) -> Result<T, GenerateError> {
    fs::create_dir_all(folder)?;
    let mut made = String::new();
    let mut sink = |file: GeneratedFile<'_>| -> io::Result<()> {
        if let Some((parent, _)) = file.name.rsplit_once('/')
            && parent != made
        {
            fs::create_dir_all(folder.join(parent))?;
            parent.clone_into(&mut made);
        }
        let path = folder.join(file.name);
        let mut target = if file.continues {
            OpenOptions::new().append(true).open(path)?
        } else {
            File::create(path)?
        };
        target.write_all(file.bytes)
    };
    generate(&mut sink)
}
