//! `duijie generate`.

use crate::cli::GenerateArgs;
use crate::error::Error;
use corpus::generate::{GenerateConfig, generate};

/// Runs the command.
pub(super) fn run(args: &GenerateArgs) -> Result<(), Error> {
    let config = GenerateConfig {
        organizations: args.organizations,
        needs: args.needs,
        seed: args.seed,
        replace: args.replace,
    };
    let bar = crate::progress::bar("generating", args.organizations + args.needs);
    generate(&config, &args.output, |written| bar.inc(written))?;
    bar.finish_and_clear();
    eprintln!(
        "{} organizations and {} needs written to {}",
        args.organizations,
        args.needs,
        args.output.display()
    );
    Ok(())
}
