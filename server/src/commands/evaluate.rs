//! `duijie evaluate`.

use crate::cli::EvaluateArgs;
use crate::error::Error;
use crate::output::write_whole;
use corpus::collection::Collection;
use evals::evaluation::evaluate;
use evals::experiment::{Prepared, engine_runs};
use evals::learners::Material;
use evals::{ablation, baselines, learners, report};
use std::path::{Path, PathBuf};

/// Runs the command.
pub(super) fn run(args: &EvaluateArgs) -> Result<(), Error> {
    let collections = read_all(&args.collection)?;
    let steps = collections.len() as u64 * 2 + 1;
    let bar = crate::progress::bar("evaluating", steps);
    let mut prepared = Vec::with_capacity(collections.len());
    for (_, collection) in &collections {
        prepared.push(Prepared::new(collection)?);
        bar.inc(1);
    }
    let runs = engine_runs(&prepared)?;
    bar.inc(1);
    let mut errors = String::new();
    for (((name, collection), prepared), mut systems) in collections.iter().zip(&prepared).zip(runs)
    {
        // across where there is another collection: what was learned elsewhere
        let honest = &systems[usize::from(systems.len() > 2)];
        let failures = prepared.failures(collection, &honest.run);
        errors.push_str(&evals::errors::markdown(name, &honest.name, &failures));
        errors.push('\n');
        systems.extend(baselines::run_all(collection));
        let evaluation = evaluate(collection, &systems)?;
        bar.inc(1);
        let recall = prepared.first_stage_recall(collection)?;
        bar.suspend(|| {
            println!("{}", report::text(name, &evaluation));
            println!(
                "First stage: R(rel=2)@{} {:.3} over {} needs, against looking at everything.\n",
                recall.depth, recall.mean, recall.needs
            );
            if let Some(understood) = prepared.understood(collection) {
                println!("{understood}\n");
            }
        });
        if let Some(file) = &args.markdown {
            let file = for_collection(file, name, collections.len());
            let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let pictures = [
                (format!("{stem}.svg"), report::chart(name, &evaluation)),
                (format!("{stem}-curves.svg"), report::curves(name, &evaluation)),
            ];
            for (picture, svg) in pictures {
                write_whole(&file.with_file_name(picture), |out| out.write_all(svg.as_bytes()))?;
            }
            let page = report::markdown(name, &evaluation, &stem);
            write_whole(&file, |out| out.write_all(page.as_bytes()))?;
        }
    }
    bar.finish_and_clear();
    if args.ablation {
        let (names, collections): (Vec<&str>, Vec<_>) =
            collections.iter().map(|(name, collection)| (name.as_str(), collection)).unzip();
        let judged: Vec<_> = prepared.iter().map(|p| p.judged().to_vec()).collect();
        let (collections, prepared, judged) = (&collections[..], &prepared[..], &judged[..]);
        let material = Material { collections, prepared, judged };
        println!("{}", ablation::markdown(&names, &ablation::ablation(material)));
        print!("{}", learners::markdown(&names, &learners::contests(material)));
    }
    match &args.errors {
        Some(file) => write_whole(file, |out| out.write_all(errors.as_bytes())),
        None => Ok(()),
    }
}

/// The collections with the names of their folders.
pub(super) fn read_all(folders: &[PathBuf]) -> Result<Vec<(String, Collection)>, Error> {
    let taxonomy = corpus::taxonomy::embedded();
    folders
        .iter()
        .map(|folder| {
            let name = folder.file_name().unwrap_or(folder.as_os_str());
            let collection = Collection::read(folder, &taxonomy)?;
            Ok((name.to_string_lossy().into_owned(), collection))
        })
        .collect()
}

/// The report of one collection: as asked for, or with the collection's name where there are
/// several.
fn for_collection(file: &Path, name: &str, collections: usize) -> PathBuf {
    if collections == 1 {
        return file.to_owned();
    }
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    file.with_file_name(format!("{stem}-{name}.md"))
}
