//! Queries: who may come (a filter) and in what order (terms with boosts).

use crate::area::touches;
use crate::fields::{Fields, Meaning, Terms};
use engine::area::AreaPath;
use engine::taxonomy::{Taxonomy, TermId, Tree};
use std::collections::BTreeMap;
use tantivy::Term;
use tantivy::query::{BooleanQuery, BoostQuery, ConstScoreQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

// The boosts were set by hand, in round figures: with others near them the recall at depth 20
// of either collection hardly moves.

/// How much a word counts in the names of an offer, against one in its text.
const HEADING: f32 = 1.5;
/// Bigrams overlap one another and the words.
const BIGRAM: f32 = 0.2;
/// A category that is surely meant outweighs several shared words.
const CATEGORY: f32 = 12.0;
/// Target groups tell less: many organizations serve the same people.
const GROUP: f32 = 4.0;
/// How much of a term's boost its parent gets: another service of the same field.
const PARENT: f32 = 0.3;
/// How much a ticked box counts: mostly right, and it says no more than the text would.
const DECLARED: f32 = 0.7;
/// Words and bigrams beyond these are left out, so that a novel sent as a need costs no more
/// than a long letter.
const MOST_TERMS: usize = 512;

/// What is looked for: terms with their boosts, in the order of the terms. A term that comes
/// twice counts once, with the greater boost.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sought {
    boosts: BTreeMap<Term, f32>,
    /// How many words have come, of [`MOST_TERMS`].
    words: usize,
    /// How many bigrams have come, of [`MOST_TERMS`].
    bigrams: usize,
}

impl Sought {
    fn add(&mut self, field: Field, term: &str, boost: f32) {
        let known = self.boosts.entry(Term::from_field_text(field, term)).or_insert(boost);
        *known = known.max(boost);
    }

    /// Words, in the names and in the text.
    pub(crate) fn words<'a>(&mut self, fields: Fields, words: impl Iterator<Item = &'a str>) {
        for word in words.take(MOST_TERMS - self.words) {
            self.words += 1;
            self.add(fields.heading, word, HEADING);
            self.add(fields.body, word, 1.0);
        }
    }

    /// Character bigrams of a text.
    pub(crate) fn bigrams(&mut self, fields: Fields, text: &str) {
        for gram in engine::analyzer::bigrams(text).into_iter().take(MOST_TERMS - self.bigrams) {
            self.bigrams += 1;
            self.add(fields.bigrams, &gram.term, BIGRAM);
        }
    }

    /// Categories and target groups, by how surely they are meant.
    pub(crate) fn meaning(&mut self, fields: Fields, taxonomy: &Taxonomy, meaning: Meaning<'_>) {
        for (term, weight) in weighted(meaning.categories) {
            self.code(fields.category, &taxonomy.categories, term, weight * CATEGORY);
        }
        for (term, weight) in weighted(meaning.groups) {
            self.code(fields.group, &taxonomy.groups, term, weight * GROUP);
        }
    }

    /// A code, and its parent with less boost: a document with the code has the parent too.
    fn code<T: TermId>(&mut self, field: Field, tree: &Tree<T>, term: T, boost: f32) {
        self.add(field, &tree.term(term).code, boost);
        if let Some(parent) = tree.parent(term) {
            self.code(field, tree, parent, boost * PARENT);
        }
    }

    fn clauses(self) -> impl Iterator<Item = (Occur, Box<dyn Query>)> {
        self.boosts.into_iter().map(|(term, boost)| {
            let term = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
            (Occur::Should, Box::new(BoostQuery::new(term, boost)) as Box<dyn Query>)
        })
    }
}

/// What a text means, and what was ticked for it.
fn weighted<T: TermId>(terms: Terms<'_, T>) -> impl Iterator<Item = (T, f32)> {
    let meant = terms.meant.iter().map(|m| (m.term, m.weight));
    meant.chain(terms.declared.iter().map(|&term| (term, DECLARED)))
}

/// Who may come: documents in a state, of which an area touches one of these.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reach<'a> {
    /// The state.
    pub(crate) state: &'static str,
    /// The areas.
    pub(crate) areas: &'a [AreaPath],
}

impl Reach<'_> {
    /// As a filter.
    pub(crate) fn filter(&self, fields: Fields) -> Box<dyn Query> {
        let state = Term::from_field_text(fields.state, self.state);
        let state = Box::new(TermQuery::new(state, IndexRecordOption::Basic));
        let both = BooleanQuery::intersection(vec![state, touches(fields, self.areas)]);
        Box::new(ConstScoreQuery::new(Box::new(both), 0.0))
    }
}

/// All documents within reach, ordered by what is looked for.
pub(crate) fn within(fields: Fields, reach: &Reach<'_>, sought: Sought) -> BooleanQuery {
    let filter = (Occur::Must, reach.filter(fields));
    BooleanQuery::new(std::iter::once(filter).chain(sought.clauses()).collect())
}

/// The documents out of reach that hold something of what is looked for.
pub(crate) fn beyond(fields: Fields, reach: &Reach<'_>, sought: Sought) -> BooleanQuery {
    let filter = (Occur::MustNot, reach.filter(fields));
    let clauses = std::iter::once(filter).chain(sought.clauses()).collect();
    BooleanQuery::with_minimum_required_clauses(clauses, 1)
}
