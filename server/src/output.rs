//! A file that appears complete or not at all: written beside its place, then renamed.

use crate::error::Error;
use std::io::{BufWriter, Write};
use std::path::Path;

/// Writes a file through `fill`. Where anything fails, what stood there before still stands.
pub(crate) fn write_whole(
    path: &Path,
    fill: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> Result<(), Error> {
    let failed = |source| Error::Write { file: path.to_owned(), source };
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    {
        let mut writer = BufWriter::new(file.as_file_mut());
        fill(&mut writer).and_then(|()| writer.flush()).map_err(failed)?;
    }
    file.as_file().sync_all().map_err(failed)?;
    share(&file).map_err(failed)?;
    file.persist(path).map_err(|e| failed(e.error))?;
    Ok(())
}

/// A temporary file is its owner's alone; a result is as readable as any new file.
#[cfg(unix)]
fn share(file: &tempfile::NamedTempFile) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn share(_: &tempfile::NamedTempFile) -> std::io::Result<()> {
    Ok(())
}
