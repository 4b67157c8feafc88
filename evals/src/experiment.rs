//! The engine on judged collections: as it ships, and with rankings that never saw the need.
//!
//! The ranking is learned from judgments, so a figure on those judgments flatters. Three runs
//! tell the truth apart: `cross-validated` (the ranking for a need comes from the needs of the
//! other folds, of all collections), `transferred` (from the other collections only: another
//! district, other writers), and `as shipped` (from everything, this need included).

use crate::errors::{self, Failure};
use crate::evaluation::SystemRun;
use crate::fit::{FitConfig, Judged, fit};
use crate::folds::fold_of;
use crate::run::{Entry, Run};
use crate::selective::Doubt;
use crate::understanding::Understood;
use corpus::collection::Collection;
use corpus::qrels::Qrels;
use engine::candidates::Candidates;
use engine::catalog::Catalog;
use engine::features::featurize;
use engine::knowledge::Knowledge;
use engine::parse::{ParsedNeed, parse};
use engine::pipeline::Engine;
use engine::score::{Model, Refusal};
use engine::screen::screen;
use indexer::matcher::{DEPTH, Matcher};
use indexer::recall::{Recall, recall};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// How many folds cross-validation has.
pub const FOLDS: usize = 5;
/// How many matches a run has for a need.
pub const TOP: usize = 10;

/// A collection with its needs understood and its pairs featurized.
#[derive(Debug)]
pub struct Prepared {
    matcher: Matcher,
    parsed: Vec<ParsedNeed>,
    judged: Vec<Judged>,
}

impl Prepared {
    /// Understands a collection.
    pub fn new(collection: &Collection) -> Result<Self, indexer::Error> {
        Self::with(collection, corpus::knowledge::knowledge())
    }

    /// The same with other knowledge than what ships.
    pub fn with(collection: &Collection, knowledge: Knowledge) -> Result<Self, indexer::Error> {
        let catalog = Catalog::new(&knowledge, collection.organizations.clone());
        let engine = Engine { knowledge, catalog, model: corpus::knowledge::model() };
        let parsed: Vec<ParsedNeed> =
            collection.needs.iter().map(|need| parse(&engine.knowledge, need)).collect();
        let judged = parsed.iter().map(|need| judge(&engine, need, &collection.qrels)).collect();
        Ok(Self { matcher: Matcher::in_memory(engine)?, parsed, judged })
    }

    /// The needs with their features and judgments.
    pub fn judged(&self) -> &[Judged] {
        &self.judged
    }

    /// The id of an organization, by its index in the catalog.
    pub fn organization(&self, index: usize) -> &str {
        &self.matcher.engine().catalog.organizations()[index].id
    }

    /// How well the needs are understood; none where nobody labelled them.
    pub fn understood(&self, collection: &Collection) -> Option<Understood> {
        let taxonomy = &self.matcher.engine().knowledge.taxonomy;
        let labels = collection.labels.as_ref()?;
        Some(Understood::measure(taxonomy, &self.parsed, labels))
    }

    /// The needs on which a run does worse than it could.
    pub fn failures(&self, collection: &Collection, run: &Run) -> Vec<Failure> {
        let Engine { knowledge, catalog, .. } = self.matcher.engine();
        errors::failures(&knowledge.taxonomy, collection, catalog, &self.parsed, run)
    }

    /// How much of what is suitable the first stage finds, held against the exhaustive source:
    /// of the pairs of grade 2 or more that pass the hard rules, those among its candidates.
    pub fn first_stage_recall(&self, collection: &Collection) -> Result<Recall, indexer::Error> {
        let catalog = &self.matcher.engine().catalog;
        let id = |index: usize| catalog.organizations()[index].id.as_str();
        let mut needs = Vec::with_capacity(self.parsed.len());
        for need in &self.parsed {
            let suitable = |organization: &&str| {
                collection.qrels.grade(&need.id, organization) >= crate::measures::SUITABLE
            };
            let everything = Candidates::all(catalog);
            let taxonomy = &self.matcher.engine().knowledge.taxonomy;
            let kept = screen(taxonomy, catalog, need, &everything).kept;
            let found = self.matcher.candidates(need)?;
            needs.push(indexer::recall::Judged {
                need: &need.id,
                wanted: kept.iter().map(|k| id(k.organization)).filter(suitable).collect(),
                found: found.organizations().iter().map(|&index| id(index)).collect(),
            });
        }
        Ok(recall(&needs, DEPTH))
    }
}

/// Featurizes every organization that passes the hard rules for a need.
fn judge(engine: &Engine, need: &ParsedNeed, qrels: &Qrels) -> Judged {
    let catalog = &engine.catalog;
    let all = Candidates::all(catalog);
    let screened = screen(&engine.knowledge.taxonomy, catalog, need, &all);
    let table = featurize(&engine.knowledge, catalog, need, &screened);
    let id = |organization: usize| &catalog.organizations()[organization].id;
    let grades = table.rows.iter().map(|row| qrels.grade(&need.id, id(row.organization)));
    Judged {
        id: need.id.clone(),
        grades: grades.collect(),
        table,
        out_of_scope: need.understood.out_of_scope,
    }
}

/// Learns the ranking from all needs of some collections.
pub fn train(collections: &[&Prepared]) -> Model {
    let needs: Vec<&Judged> = collections.iter().flat_map(|c| &c.judged).collect();
    fit(&needs, FitConfig::default())
}

/// The engine's runs on each collection: cross-validated, transferred where there are others,
/// and as shipped.
pub fn engine_runs(collections: &[Prepared]) -> Result<Vec<Vec<SystemRun>>, indexer::Error> {
    let folds: Vec<Model> =
        (0..FOLDS).into_par_iter().map(|fold| without_fold(collections, fold)).collect();
    let mut runs = Vec::with_capacity(collections.len());
    for (i, collection) in collections.iter().enumerate() {
        let by_fold = |need: &ParsedNeed| &folds[fold_of(&need.id, FOLDS)];
        let mut systems = vec![collection.run("duijie (cross-validated)", by_fold)?];
        let others: Vec<&Prepared> =
            collections.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, c)| c).collect();
        if !others.is_empty() {
            let model = train(&others);
            systems.push(collection.run("duijie (transferred)", |_| &model)?);
        }
        let shipped = &collection.matcher.engine().model;
        systems.push(collection.run("duijie (as shipped)", |_| shipped)?);
        runs.push(systems);
    }
    Ok(runs)
}

/// The ranking learned from the needs of all folds but one.
fn without_fold(collections: &[Prepared], fold: usize) -> Model {
    let needs: Vec<&Judged> = collections
        .iter()
        .flat_map(|c| c.parsed.iter().zip(&c.judged))
        .filter(|(need, _)| fold_of(&need.id, FOLDS) != fold)
        .map(|(_, judged)| judged)
        .collect();
    fit(&needs, FitConfig::default())
}

impl Prepared {
    /// Runs every need through the application's own path, with the ranking that `model`
    /// chooses for it.
    fn run<'a>(
        &self,
        name: &str,
        model: impl Fn(&ParsedNeed) -> &'a Model,
    ) -> Result<SystemRun, indexer::Error> {
        let mut run = Run::default();
        let mut probabilities = BTreeMap::new();
        let mut doubts = Vec::with_capacity(self.parsed.len());
        let organizations = self.matcher.engine().catalog.organizations();
        for need in &self.parsed {
            let model = model(need);
            let answer = self.matcher.answer_with(model, need, TOP)?;
            let mut entries = Vec::with_capacity(answer.ranked.matches.len());
            for found in &answer.ranked.matches {
                let organization = organizations[found.organization].id.clone();
                let pair = (need.id.clone(), organization.clone());
                probabilities.insert(pair, f64::from(found.probability));
                entries.push(Entry { organization, score: f64::from(found.score) });
            }
            run.set(&need.id, entries);
            let first = self.matcher.answer_with(&never_refusing(model), need, 1)?.ranked;
            let first = first.matches.first().map(|m| organizations[m.organization].id.clone());
            let nobody = f64::from(answer.ranked.nobody);
            doubts.push(Doubt { need: need.id.clone(), nobody, first });
        }
        let probabilities = Some(probabilities);
        Ok(SystemRun { name: name.to_owned(), run, probabilities, doubts })
    }
}

/// The same model, which proposes somebody for each need.
fn never_refusing(model: &Model) -> Model {
    Model {
        refusal: Refusal { from: f32::INFINITY, ..model.refusal },
        show_from: 0.0,
        ..model.clone()
    }
}
