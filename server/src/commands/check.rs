//! `duijie check`.

use crate::cli::CheckArgs;
use crate::error::Error;

/// Runs the command: the report on standard output, status 2 where there are errors.
pub(super) fn run(args: &CheckArgs) -> Result<(), Error> {
    let taxonomy = corpus::taxonomy::embedded();
    let report = corpus::check::check(&args.directory, &taxonomy);
    println!("{report}");
    match report.errors() {
        0 => Ok(()),
        errors => Err(Error::Check(errors)),
    }
}
