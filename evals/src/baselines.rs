//! Plain systems that the engine must beat, over an organization's whole text (name,
//! description, services) and a need's title and text. None knows the taxonomy, the lexicon
//! or what a field is.
//!
//! | name | what it does |
//! | --- | --- |
//! | `bm25` | BM25 over jieba's words, among all organizations |
//! | `bm25-eligible` | the same, among those that are active and touch the place |
//! | `char-tfidf-eligible` | TF-IDF over character 1- to 3-grams, among the same |

mod bm25;
mod tfidf;

use crate::evaluation::SystemRun;
use crate::run::{Entry, Run};
use crate::violations::broken_rule;
pub use bm25::Bm25;
use corpus::collection::Collection;
use engine::need::Need;
use engine::organization::Organization;
use tfidf::CharTfIdf;

/// How many organizations a baseline shows for a need.
const TOP: usize = 10;

/// Runs all the baselines on a collection, in the order of the module's table.
pub fn run_all(collection: &Collection) -> Vec<SystemRun> {
    let texts: Vec<String> = collection.organizations.iter().map(whole_text).collect();
    let bm25 = Bm25::new(&texts);
    let queries: Vec<String> = collection.needs.iter().map(query).collect();
    let tfidf = CharTfIdf::new(&texts, &queries);
    let anyone = |_: &Need, _: &Organization| true;
    let eligible =
        |need: &Need, organization: &Organization| broken_rule(need, organization).is_none();
    vec![
        system("bm25", collection, |query| bm25.scores(query), anyone),
        system("bm25-eligible", collection, |query| bm25.scores(query), eligible),
        system("char-tfidf-eligible", collection, |query| tfidf.scores(query), eligible),
    ]
}

/// Ranks for each need those whose score is above 0 and that may be shown.
fn system(
    name: &str,
    collection: &Collection,
    scores: impl Fn(&str) -> Vec<f64>,
    may_show: impl Fn(&Need, &Organization) -> bool,
) -> SystemRun {
    let mut run = Run::default();
    for need in &collection.needs {
        let scores = scores(&query(need));
        let entries: Vec<Entry> = collection
            .organizations
            .iter()
            .zip(scores)
            .filter(|(organization, score)| *score > 0.0 && may_show(need, organization))
            .map(|(organization, score)| Entry { organization: organization.id.clone(), score })
            .collect();
        run.set(&need.id, entries);
    }
    run.truncate(TOP);
    SystemRun { name: name.to_owned(), run, probabilities: None, doubts: Vec::new() }
}

/// What a baseline asks with: a need's title and text.
pub fn query(need: &Need) -> String {
    format!("{}\n{}", need.title, need.text)
}

/// What a baseline searches: everything that an organization says.
pub fn whole_text(organization: &Organization) -> String {
    let mut parts = vec![organization.name.as_str(), &organization.description];
    for service in &organization.services {
        parts.extend([service.name.as_str(), &service.description]);
    }
    parts.join("\n")
}

#[cfg(test)]
mod tests {
    //! Properties: what shares words is found, what shares none is not shown; the eligible
    //! baselines show nobody who is closed or elsewhere, the plain one does; at most ten.
    use super::*;
    use crate::sample::{collection, offering, saying};

    fn check(system: &SystemRun, need: &str, expected: &[&str]) {
        let found: Vec<_> =
            system.run.ranking(need).iter().map(|e| e.organization.as_str()).collect();
        assert_eq!(found, expected, "{} for {need}", system.name);
    }

    #[test]
    fn eligible_means_active_and_near() {
        let systems = run_all(&collection());
        let [bm25, eligible, tfidf] = systems.as_slice() else { panic!("three baselines") };
        check(bm25, "n1", &["meals", "away", "closed"]);
        check(eligible, "n1", &["meals"]);
        check(tfidf, "n1", &["meals", "school"]);
        check(bm25, "n4", &[]);
        check(eligible, "n2", &["school"]);
        check(tfidf, "n2", &["school", "meals"]);
    }

    #[test]
    fn at_most_ten_are_shown() {
        let ids: Vec<String> = (0..30).map(|i| format!("o{i:02}")).collect();
        let collection = Collection {
            organizations: ids.iter().map(|id| offering(id, &["甲区"], "理发", "")).collect(),
            needs: vec![saying("n", "甲区", "想理发")],
            qrels: [].into(),
            labels: None,
        };
        for system in run_all(&collection) {
            assert_eq!(system.run.ranking("n").len(), TOP, "{}", system.name);
        }
    }
}
