//! What can be wrong with what an evaluation is given. Texts are for the operator: what was
//! expected, what was found, where.

use std::path::{Path, PathBuf};

/// A fault in a run, a suite, or in what a system handed over.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file could not be read at all.
    #[error("{}: {source}", file.display())]
    Read {
        /// Which file.
        file: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A field of a line is not what it must be.
    #[error("{}, line {line}, {field}: expected {expected}, found {found}", file.display())]
    Field {
        /// Which file.
        file: PathBuf,
        /// Counted from 1.
        line: usize,
        /// The field's name.
        field: &'static str,
        /// What may stand there.
        expected: &'static str,
        /// What stands there, cut short.
        found: String,
    },
    /// A suite is not TOML, or not of a suite's form.
    #[error("{}: {message}", file.display())]
    Suite {
        /// Which file.
        file: PathBuf,
        /// The parser's words, with line and column.
        message: String,
    },
    /// A system ranked something that the collection does not have.
    #[error("the run of {system} names the {kind} {id}, which the collection does not have")]
    UnknownId {
        /// Whose run.
        system: String,
        /// `need` or `organization`.
        kind: &'static str,
        /// The id.
        id: String,
    },
    /// A system ranked an organization twice for a need.
    #[error("the run of {system} ranks the organization {organization} twice for the need {need}")]
    Twice {
        /// Whose run.
        system: String,
        /// For which need.
        need: String,
        /// Which organization.
        organization: String,
    },
    /// A system gives probabilities, but not one from 0 to 1 for each pair that it shows.
    #[error(
        "the probability of {system} for the need {need} and the organization {organization}: \
         expected a number from 0 to 1, found {found}"
    )]
    Probability {
        /// Whose.
        system: String,
        /// For which need.
        need: String,
        /// For which organization.
        organization: String,
        /// The number, or `none`.
        found: String,
    },
}

/// Reads a whole file of text.
pub(crate) fn read_text(file: &Path) -> Result<String, Error> {
    std::fs::read_to_string(file).map_err(|source| Error::Read { file: file.to_owned(), source })
}
