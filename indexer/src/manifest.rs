//! What an index folder says of itself: what it was built from, and which files it is made of.
//!
//! The manifest is written last and atomically. It names the folder of the index and the digest
//! of tantivy's `meta.json`, so it speaks of one commit only: a build that was cut short, or a
//! commit whose manifest was never written, does not fit.

use crate::error::Error;
use crate::store::{Rebuild, Stamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// The manifest's file in the index folder.
const NAME: &str = "manifest.json";
/// The same while it is written.
const UNFINISHED: &str = "manifest.json.unfinished";

/// Raise it whenever the same records would give other documents: another tokenizer, another
/// choice of codes. A change of the schema, of the program's version or of tantivy's is noticed
/// without it.
const FORMAT: u32 = 1;

/// The manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Manifest {
    format: u32,
    program: String,
    tantivy: String,
    data: String,
    lexicon: String,
    /// How many documents there are.
    pub(crate) documents: u64,
    /// The sub-folder that holds the index.
    pub(crate) folder: String,
    /// The SHA-256 of the index's `meta.json`.
    pub(crate) commit: String,
    /// The files of the segments, sorted.
    pub(crate) files: Vec<String>,
}

impl Manifest {
    /// The manifest of an index that this program built now.
    pub(crate) fn new(stamp: &Stamp<'_>, folder: String, contents: Contents) -> Self {
        Self {
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            tantivy: tantivy::version_string().to_owned(),
            data: stamp.data.to_owned(),
            lexicon: stamp.lexicon.to_owned(),
            documents: contents.documents,
            folder,
            commit: contents.commit,
            files: contents.files,
        }
    }

    /// The same index after a change.
    pub(crate) fn changed(&self, data: &str, contents: Contents) -> Self {
        let stamp = Stamp { data, lexicon: &self.lexicon };
        Self::new(&stamp, self.folder.clone(), contents)
    }

    /// Reads the manifest of a folder and holds it against what the index should be.
    pub(crate) fn read(folder: &Path, stamp: &Stamp<'_>) -> Result<Self, Rebuild> {
        let text = match fs::read(folder.join(NAME)) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(Rebuild::NoManifest);
            }
            Err(_) => return Err(Rebuild::GarbledManifest),
        };
        // the format first: another format may have other fields
        let format = serde_json::from_slice::<FormatOnly>(&text).map(|m| m.format);
        match format {
            Ok(FORMAT) => {}
            Ok(found) => return Err(Rebuild::OtherFormat { found, expected: FORMAT }),
            Err(_) => return Err(Rebuild::GarbledManifest),
        }
        let manifest: Self = serde_json::from_slice(&text).map_err(|_| Rebuild::GarbledManifest)?;
        if manifest.program != env!("CARGO_PKG_VERSION") {
            return Err(Rebuild::OtherProgram { found: manifest.program });
        }
        if manifest.tantivy != tantivy::version_string() {
            return Err(Rebuild::OtherTantivy { found: manifest.tantivy });
        }
        if manifest.lexicon != stamp.lexicon {
            return Err(Rebuild::OtherLexicon);
        }
        if manifest.data != stamp.data {
            return Err(Rebuild::OtherData);
        }
        Ok(manifest)
    }

    /// Writes the manifest in one step: whoever reads sees the old one or the new one.
    pub(crate) fn write(&self, folder: &Path) -> Result<(), Error> {
        let unfinished = folder.join(UNFINISHED);
        let failed = Error::file("write", &unfinished);
        let text = serde_json::to_vec_pretty(self)
            .expect("a manifest is numbers and strings, which JSON can hold");
        let mut file = File::create(&unfinished).map_err(&failed)?;
        file.write_all(&text).map_err(&failed)?;
        file.sync_all().map_err(&failed)?;
        let path = folder.join(NAME);
        fs::rename(&unfinished, &path).map_err(Error::file("write", &path))?;
        sync_folder(folder)
    }
}

/// The one field that every format has.
#[derive(Deserialize)]
struct FormatOnly {
    format: u32,
}

/// What the manifest says of the index as it lies there.
#[derive(Debug)]
pub(crate) struct Contents {
    /// How many documents there are.
    pub(crate) documents: u64,
    /// The digest of `meta.json`.
    pub(crate) commit: String,
    /// The files of the segments, sorted.
    pub(crate) files: Vec<String>,
}

/// SHA-256, in hexadecimal.
pub(crate) fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Makes a rename survive a power cut.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> Result<(), Error> {
    let synced = File::open(folder).and_then(|opened| opened.sync_all());
    synced.map_err(Error::file("write", folder))
}

/// Other systems cannot open a folder as a file; there the rename alone must do.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> Result<(), Error> {
    Ok(())
}
