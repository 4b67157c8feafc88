//! What can go wrong with an index. No message holds a resident's words.

use std::io;
use std::path::PathBuf;

/// Why an index could not be built, opened, changed or asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Two processes may not have one folder open: each would overwrite what the other built.
    #[error(
        "the index folder {} is in use by another process; stop that one, or give this one \
         another folder",
        .folder.display()
    )]
    InUse {
        /// The folder.
        folder: PathBuf,
    },
    /// The file system refused.
    #[error("the index could not {doing} {}: {source}", .path.display())]
    File {
        /// What was tried: `read`, `write`, `remove`.
        doing: &'static str,
        /// On what.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// An id or an area that tantivy would silently leave out.
    #[error("the {field} of a record is {bytes} bytes long; an index takes at most {most}")]
    TooLong {
        /// `id` or `area`.
        field: &'static str,
        /// How long it is.
        bytes: usize,
        /// How long it may be.
        most: usize,
    },
    /// tantivy failed.
    #[error("the full-text index failed: {0}")]
    Tantivy(#[from] tantivy::TantivyError),
}

impl Error {
    /// Says what the file system refused.
    pub(crate) fn file(
        doing: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl Fn(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { doing, path: path.clone(), source }
    }
}
