//! What one need costs on one core, stage by stage, beside plain BM25 in the same run.
//!
//! `cargo bench -p duijie-evals`. Each need of the collections is taken several times and its
//! fastest time counts, so that what else the machine does is left out; the table shows the
//! median and the 99th percentile over the needs.

use corpus::collection::Collection;
use engine::explain::explain;
use engine::features::featurize;
use engine::need::Need;
use engine::parse::parse;
use engine::pipeline::Engine;
use engine::score::score;
use engine::screen::screen;
use evals::baselines::{Bm25, query, whole_text};
use indexer::matcher::Matcher;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

/// How often each need is taken.
const ROUNDS: usize = 10;
/// How many matches are shown.
const TOP: usize = 10;

fn main() {
    for name in ["guandu", "binhe"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus").join(name);
        let taxonomy = corpus::knowledge::knowledge().taxonomy;
        let collection = Collection::read(&folder, &taxonomy).expect("the collection is there");
        let organizations = collection.organizations.len();
        println!("{name}: {} needs, {organizations} organizations", collection.needs.len());
        println!("{:<12} {:>8} {:>8}  ms a need, one core", "stage", "p50", "p99");
        stages(&collection);
        println!();
    }
}

/// Times every stage over the needs of a collection.
fn stages(collection: &Collection) {
    let knowledge = corpus::knowledge::knowledge();
    let model = corpus::knowledge::model();
    let engine = Engine::new(knowledge, collection.organizations.clone(), model);
    let matcher = Matcher::in_memory(engine).expect("an index in memory");
    let Engine { knowledge, catalog, model } = matcher.engine();
    let texts: Vec<String> = collection.organizations.iter().map(whole_text).collect();
    let bm25 = Bm25::new(&texts);

    let candidates = |need: &_| matcher.candidates(need).expect("a search in memory");
    let screened = |need: &_| screen(&knowledge.taxonomy, catalog, need, &candidates(need));
    let needs = || collection.needs.iter();
    row("parse", needs().map(|need| fastest(|| parse(knowledge, need))));
    let parsed: Vec<_> = needs().map(|need| parse(knowledge, need)).collect();
    row("candidates", parsed.iter().map(|need| fastest(|| candidates(need))));
    row(
        "screen",
        parsed.iter().map(|need| {
            let candidates = candidates(need);
            fastest(|| screen(&knowledge.taxonomy, catalog, need, &candidates))
        }),
    );
    let featurized = |need: &_| featurize(knowledge, catalog, need, &screened(need));
    row(
        "featurize",
        parsed.iter().map(|need| {
            let screened = screened(need);
            fastest(|| featurize(knowledge, catalog, need, &screened))
        }),
    );
    row(
        "score",
        parsed.iter().map(|need| {
            let table = featurized(need);
            fastest(|| score(table.clone(), model))
        }),
    );
    let answers = parsed.iter().map(|need| matcher.answer(need, TOP).expect("a search in memory"));
    row(
        "explain",
        parsed.iter().zip(answers).map(|(need, answer)| {
            let explained = |found| explain(matcher.engine(), need, found).len();
            fastest(|| answer.ranked.matches.iter().map(explained).sum::<usize>())
        }),
    );
    row("whole", needs().map(|need| fastest(|| whole(&matcher, need))));
    row("bm25", needs().map(|need| fastest(|| bm25.scores(&query(need)))));
}

/// Everything from the words to the reasons.
fn whole(matcher: &Matcher, need: &Need) -> usize {
    let need = parse(&matcher.engine().knowledge, need);
    let answer = matcher.answer(&need, TOP).expect("a search in memory");
    let matches = answer.ranked.matches.iter();
    matches.map(|found| explain(matcher.engine(), &need, found).len()).sum()
}

fn fastest<T>(work: impl Fn() -> T) -> Duration {
    let once = || {
        let start = Instant::now();
        black_box(work());
        start.elapsed()
    };
    (0..ROUNDS).map(|_| once()).min().expect("there is at least one round")
}

fn row(stage: &str, times: impl Iterator<Item = Duration>) {
    let mut times: Vec<f64> = times.map(|time| time.as_secs_f64() * 1e3).collect();
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize];
    println!("{stage:<12} {:>8.3} {:>8.3}", at(0.5), at(0.99));
}
