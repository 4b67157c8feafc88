//! Organizations and needs for scale tests: as many as asked for, the same for the same seed.
//!
//! Record i is drawn from a stream of its own (seed and i), so it does not depend on how many
//! there are, and nothing of one record is kept for the next: a million take the memory of
//! one. What is to look like the real thing: document frequencies (Zipf), a vocabulary that
//! grows with the text (Heaps), phrases that both sides of a service share, an area tree of
//! three levels with mostly small service areas, missing codes, a few closed organizations.
//! What is not: the words between the phrases say nothing, so nothing about the quality of
//! ranking can be measured on it.
//!
//! The same bytes come from the same program. Another version of the segmenter's dictionary
//! or of the system's mathematical library may give others.

mod area;
mod draw;
mod need;
mod organization;
mod text;
mod vocabulary;
mod zipf;

use crate::collection::{NEEDS, ORGANIZATIONS};
use crate::error::Error;
use crate::needs::write_need;
use crate::organizations::write_organization;
use crate::taxonomy;
use draw::{Draw, Side};
use engine::taxonomy::Taxonomy;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use tempfile::NamedTempFile;
use text::Texts;

/// What to generate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GenerateConfig {
    /// How many organizations; with 0, no file of them is written.
    pub organizations: u64,
    /// How many needs; with 0, no file of them is written.
    pub needs: u64,
    /// The same seed gives the same records.
    pub seed: u64,
    /// Whether files that are already there are replaced; otherwise they are an error.
    pub replace: bool,
}

/// Writes `organizations.jsonl` and `needs.jsonl` into a folder, which is made where there is
/// none. Both appear complete or not at all. `progress` is told now and then how many more
/// records were written.
pub fn generate(
    config: &GenerateConfig,
    folder: &Path,
    mut progress: impl FnMut(u64),
) -> Result<(), Error> {
    for (name, count) in [(ORGANIZATIONS, config.organizations), (NEEDS, config.needs)] {
        let file = folder.join(name);
        if count > 0 && !config.replace && file.exists() {
            return Err(Error::Exists { file });
        }
    }
    fs::create_dir_all(folder)
        .map_err(|source| Error::Unwritable { file: folder.to_owned(), source })?;
    let world = World::new();
    let seed = config.seed;
    let organizations = write_file(
        &folder.join(ORGANIZATIONS),
        config.organizations,
        &mut progress,
        |index, out| {
            let mut draw = Draw::new(seed, Side::Organization, index);
            let organization = organization::organization(index, &mut draw, &world);
            write_organization(out, &organization, &world.taxonomy)
        },
    )?;
    let needs = write_file(&folder.join(NEEDS), config.needs, &mut progress, |index, out| {
        let mut draw = Draw::new(seed, Side::Resident, index);
        let need = need::need(index, &mut draw, &world);
        write_need(out, &need, &world.taxonomy)
    })?;
    appear(folder, [(ORGANIZATIONS, organizations), (NEEDS, needs)], config.replace)
}

/// What all records are drawn from.
#[derive(Debug)]
struct World {
    taxonomy: Taxonomy,
    texts: Texts,
}

impl World {
    fn new() -> Self {
        let taxonomy = taxonomy::embedded();
        let texts = Texts::new(&taxonomy);
        Self { taxonomy, texts }
    }
}

/// How many records are written between two calls of `progress`.
const STEP: u64 = 1000;

/// Writes records beside the place of `file`; nothing where there are none to write.
fn write_file(
    file: &Path,
    count: u64,
    progress: &mut impl FnMut(u64),
    write: impl Fn(u64, &mut dyn Write) -> io::Result<()>,
) -> Result<Option<NamedTempFile>, Error> {
    if count == 0 {
        return Ok(None);
    }
    let failed = |source| Error::Unwritable { file: file.to_owned(), source };
    let folder = file.parent().expect("the file was joined to a folder");
    let mut temporary = NamedTempFile::new_in(folder).map_err(failed)?;
    let mut out = BufWriter::new(temporary.as_file_mut());
    for index in 0..count {
        write(index, &mut out).map_err(failed)?;
        if (index + 1) % STEP == 0 {
            progress(STEP);
        }
    }
    out.flush().map_err(failed)?;
    drop(out);
    progress(count % STEP);
    temporary.as_file().sync_all().map_err(failed)?;
    share(temporary.as_file()).map_err(failed)?;
    Ok(Some(temporary))
}

/// Gives the finished files their names. Where the second fails, the first goes again, unless
/// it has replaced another.
fn appear(
    folder: &Path,
    files: [(&str, Option<NamedTempFile>); 2],
    replace: bool,
) -> Result<(), Error> {
    let mut appeared = Vec::new();
    for (name, temporary) in files {
        let Some(temporary) = temporary else { continue };
        let file = folder.join(name);
        let named = match replace {
            true => temporary.persist(&file),
            false => temporary.persist_noclobber(&file),
        };
        if let Err(error) = named {
            if !replace {
                // best effort: the error that is reported is the first one
                appeared.iter().for_each(|file| drop(fs::remove_file(file)));
            }
            return Err(Error::Unwritable { file, source: error.error });
        }
        appeared.push(file);
    }
    // the names are on disk only when the folder is
    File::open(folder)
        .and_then(|opened| opened.sync_all())
        .map_err(|source| Error::Unwritable { file: folder.to_owned(), source })
}

/// A temporary file is its owner's alone; a result is as readable as any new file.
#[cfg(unix)]
fn share(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn share(_: &File) -> io::Result<()> {
    Ok(())
}
