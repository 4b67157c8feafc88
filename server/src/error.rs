//! What a command can fail with. A user's error (exit status 2) says what was expected, where
//! and what to do; ours (exit status 1) says what broke.

use std::path::PathBuf;

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An input file cannot be read whole, or generated files not be written.
    #[error(transparent)]
    Input(#[from] corpus::Error),
    /// A run, a suite or a system's output is not what evaluation needs.
    #[error(transparent)]
    Evaluation(#[from] evals::Error),
    /// The arguments do not fit.
    #[error("{0}")]
    Usage(String),
    /// The check found errors.
    #[error("{0} errors found")]
    Check(usize),
    /// A file could not be written; what stood there before still stands.
    #[error("{}: cannot be written: {source}", file.display())]
    Write {
        /// Which.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The first stage failed.
    #[error("the index failed: {0}")]
    Index(#[from] indexer::Error),
    /// The server cannot listen.
    #[error("cannot listen on {address}: {source}; choose another with --listen")]
    Listen {
        /// Where.
        address: std::net::SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// The server stopped.
    #[error("the server stopped: {0}")]
    Serve(std::io::Error),
}

impl Error {
    /// The exit status: 2 where the input or the arguments must change, 1 otherwise.
    pub fn status(&self) -> u8 {
        match self {
            Self::Input(_) | Self::Evaluation(_) | Self::Usage(_) | Self::Check(_) => 2,
            Self::Write { .. } | Self::Index(_) | Self::Listen { .. } | Self::Serve(_) => 1,
        }
    }
}
