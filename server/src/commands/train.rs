//! `duijie train`: fits the weights of `corpus/model.toml`.

use crate::cli::TrainArgs;
use crate::error::Error;
use crate::output::write_whole;
use evals::experiment::{Prepared, train};

/// Runs the command.
pub(super) fn run(args: &TrainArgs) -> Result<(), Error> {
    let collections = super::evaluate::read_all(&args.collection)?;
    let prepared = collections
        .iter()
        .map(|(_, collection)| Prepared::new(collection))
        .collect::<Result<Vec<_>, _>>()?;
    let model = train(&prepared.iter().collect::<Vec<_>>());
    let names: Vec<&str> = collections.iter().map(|(name, _)| name.as_str()).collect();
    let comment = format!(
        "The weights of the linear model, fitted by `duijie train` to: {}.\n\
         Lexicon and taxonomy: {}.\n\
         Do not edit: train again. `slope` and `intercept` turn a score into log-odds.",
        names.join(", "),
        corpus::knowledge::fingerprint()
    );
    let text = corpus::model::write(&model, &comment);
    write_whole(&args.output, |out| out.write_all(text.as_bytes()))
}
