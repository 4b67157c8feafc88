//! The command line: what was typed, as typed. [`crate::commands`] says what it means.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::net::SocketAddr;
use std::path::PathBuf;

/// Duijie 对接: matches residents' needs with social organizations, and says why.
#[derive(Debug, Parser)]
#[command(name = "duijie", version, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Rank organizations for needs, or needs for organizations
    Match(MatchArgs),
    /// Check a collection: every file for itself, and the files against one another
    Check(CheckArgs),
    /// Write generated organizations and needs, for scale tests
    Generate(GenerateArgs),
    /// Measure the engine on a judged collection, with the baselines beside it
    Evaluate(EvaluateArgs),
    /// Fit the models: what texts mean, and the ranking
    Train(TrainArgs),
    /// Serve the HTTP API and the page
    Serve(ServeArgs),
}

/// `duijie match`
#[derive(Debug, Args)]
pub struct MatchArgs {
    /// One free text, matched against the sample corpus (or --organizations) and printed as a table
    #[arg(conflicts_with_all = ["needs", "output", "format", "direction"])]
    pub text: Option<String>,
    /// The resident's area, for a free text: 官渡区/太和街道
    #[arg(long, requires = "text")]
    pub area: Option<String>,
    /// Organizations, one JSON object a line
    #[arg(long, value_name = "FILE")]
    pub organizations: Option<PathBuf>,
    /// Needs, one JSON object a line
    #[arg(long, value_name = "FILE", requires_all = ["organizations", "output"])]
    pub needs: Option<PathBuf>,
    /// Outcomes of earlier matches, one JSON object a line
    #[arg(long, value_name = "FILE", requires = "needs")]
    pub outcomes: Option<PathBuf>,
    /// How many matches at the most for each
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..))]
    pub top: u16,
    /// Where the result goes; it appears complete or not at all
    #[arg(long, value_name = "FILE", requires = "needs")]
    pub output: Option<PathBuf>,
    /// The form of the result
    #[arg(long, value_enum, default_value_t = Format::Trec)]
    pub format: Format,
    /// What to rank for
    #[arg(long = "for", value_enum, default_value_t = Direction::Needs)]
    pub direction: Direction,
    /// The first stage
    #[arg(long, value_enum, default_value_t = Source::Index)]
    pub source: Source,
}

/// The form of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A TREC run
    Trec,
    /// One JSON object a line, with reasons
    Jsonl,
}

/// What to rank for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Direction {
    /// Organizations for each need
    Needs,
    /// Needs for each organization
    Organizations,
}

/// Where candidates come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Source {
    /// The tantivy index
    Index,
    /// Everything, looked at one by one
    Exhaustive,
}

/// `duijie check`
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// A folder with organizations.jsonl, needs.jsonl and, where there are any, qrels.txt and outcomes.jsonl
    pub directory: PathBuf,
}

/// `duijie generate`
#[derive(Debug, Args)]
pub struct GenerateArgs {
    /// How many organizations
    #[arg(long)]
    pub organizations: u64,
    /// How many needs
    #[arg(long)]
    pub needs: u64,
    /// The same seed gives the same files
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// The folder that organizations.jsonl and needs.jsonl are written to
    #[arg(long, value_name = "DIR")]
    pub output: PathBuf,
    /// Replace files that are already there
    #[arg(long)]
    pub replace: bool,
}

/// `duijie evaluate`
#[derive(Debug, Args)]
pub struct EvaluateArgs {
    /// A folder with organizations.jsonl, needs.jsonl and qrels.txt; may be given more than once
    #[arg(long, value_name = "DIR", required = true)]
    pub collection: Vec<PathBuf>,
    /// Also write the report as Markdown, with a chart beside it as SVG
    #[arg(long, value_name = "FILE")]
    pub markdown: Option<PathBuf>,
    /// Where the needs that went wrong go, with what was understood and who came first
    #[arg(long, value_name = "FILE")]
    pub errors: Option<PathBuf>,
    /// Also learn the ranking without each kind of feature in turn, and by a linear model
    #[arg(long)]
    pub ablation: bool,
}

/// `duijie train`
#[derive(Debug, Args)]
pub struct TrainArgs {
    /// A folder with needs/*.txt, offers/*.txt and alerts/*.txt: sentences with what they are about
    #[arg(long, value_name = "DIR")]
    pub sentences: PathBuf,
    /// A folder with organizations.jsonl, needs.jsonl and qrels.txt; may be given more than once
    #[arg(long, value_name = "DIR", required = true)]
    pub collection: Vec<PathBuf>,
    /// The folder where meaning.bin and model.json go
    #[arg(long, value_name = "DIR")]
    pub output: PathBuf,
}

/// `duijie serve`
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Organizations, one JSON object a line; without it the sample corpus
    #[arg(long, value_name = "FILE", requires = "needs")]
    pub organizations: Option<PathBuf>,
    /// Needs, one JSON object a line; without it the sample corpus
    #[arg(long, value_name = "FILE", requires = "organizations")]
    pub needs: Option<PathBuf>,
    /// The address to listen on
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Where the index is kept between runs; without it, in memory
    #[arg(long, value_name = "DIR")]
    pub index: Option<PathBuf>,
}
