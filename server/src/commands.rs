//! The commands, a module each.

mod check;
mod evaluate;
mod generate;
mod matching;
mod serve;
mod train;

use crate::cli::Command;
use crate::error::Error;

/// Runs a command.
pub fn run(command: &Command) -> Result<(), Error> {
    match command {
        Command::Match(args) => matching::run(args),
        Command::Check(args) => check::run(args),
        Command::Generate(args) => generate::run(args),
        Command::Evaluate(args) => evaluate::run(args),
        Command::Train(args) => train::run(args),
        Command::Serve(args) => serve::run(args),
    }
}
