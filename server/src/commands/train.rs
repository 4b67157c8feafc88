//! `duijie train`: fits `corpus/meaning.bin` to sentences and the lexicon, then with it
//! `corpus/model.json` to judged collections.

use crate::cli::TrainArgs;
use crate::error::Error;
use crate::output::write_whole;
use corpus::examples::Training;
use corpus::knowledge::{fingerprint_of, with_meaning};
use engine::meaning::MeaningModel;
use evals::experiment::{Prepared, train};
use evals::meaning::{self, MeaningConfig};

/// Runs the command.
pub(super) fn run(args: &TrainArgs) -> Result<(), Error> {
    let collections = super::evaluate::read_all(&args.collection)?;
    let knowledge = with_meaning(MeaningModel::default());
    let alerts = &knowledge.lexicon.alerts;
    let codes: Vec<&str> = alerts.iter().map(|alert| alert.code.as_str()).collect();
    let training = Training::read(&args.sentences, &knowledge.taxonomy, &codes)?;
    let model = meaning::fit(&knowledge, &training, MeaningConfig::default());
    let trained_on = fingerprint_of(&training);
    let bytes = corpus::meaning::write(&knowledge.taxonomy, alerts, &model, &trained_on);
    let prepared = collections
        .iter()
        .map(|(_, collection)| Prepared::with(collection, with_meaning(model.clone())))
        .collect::<Result<Vec<_>, _>>()?;
    let ranking = train(&prepared.iter().collect::<Vec<_>>());
    let names: Vec<&str> = collections.iter().map(|(name, _)| name.as_str()).collect();
    let about = [
        format!("The ranking model, fitted by `duijie train` to: {}.", names.join(", ")),
        format!("With the model of meaning that was trained on: {trained_on}."),
        "Do not edit: train again.".to_owned(),
    ];
    let text = corpus::model::write(&ranking, &about);
    write_whole(&args.output.join("meaning.bin"), |out| out.write_all(&bytes))?;
    write_whole(&args.output.join("model.json"), |out| out.write_all(text.as_bytes()))
}
