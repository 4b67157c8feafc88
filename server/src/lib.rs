//! The application: the one program `duijie` with its commands, its HTTP API and its page.

pub mod app;
pub mod cli;
pub mod commands;
pub mod error;
pub mod http;
mod output;
mod progress;
mod terminal;
pub mod view;

use clap::Parser;
use std::process::ExitCode;

/// Reads the arguments, runs the command, and turns an error into a message and a status.
pub fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    match commands::run(&cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("duijie: {error}");
            ExitCode::from(error.status())
        }
    }
}
