//! The schema, one for both indexes, and the document that a record becomes.

use crate::area;
use crate::error::Error;
use crate::tokenizer::{BigramTokenizer, WordTokenizer};
use engine::analyzer::Analyzer;
use engine::area::AreaPath;
use engine::offer::Offer;
use engine::parse::ParsedNeed;
use engine::taxonomy::{ServiceCategory, TargetGroup, Taxonomy, TermId, Tree};
use engine::understanding::Weighted;
use std::collections::BTreeSet;
use tantivy::TantivyDocument;
use tantivy::schema::{FAST, Field, IndexRecordOption, STRING, Schema};
use tantivy::schema::{TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{MAX_TOKEN_LEN, TokenizerManager};

/// The name of the field that a record is found, replaced and removed by.
pub(crate) const ID: &str = "id";

const WORDS: &str = "words";
const BIGRAMS: &str = "bigrams";

/// An inferred code is indexed where it is at least this sure.
const SURE: f32 = 0.3;

/// The fields of a document.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields {
    /// Of the organization or the need. Several documents share it: the offers of one
    /// organization are put and removed together.
    pub(crate) id: Field,
    /// Whether it may be matched now.
    pub(crate) state: Field,
    /// The areas served, or the place of a need.
    pub(crate) area: Field,
    /// Every place above those.
    pub(crate) area_above: Field,
    /// Words of the names.
    pub(crate) heading: Field,
    /// Words of the rest.
    pub(crate) body: Field,
    /// Character bigrams of all of it.
    pub(crate) bigrams: Field,
    /// Codes of service categories, with their parents.
    pub(crate) category: Field,
    /// Codes of target groups, with their parents.
    pub(crate) group: Field,
}

impl Fields {
    /// The schema and its fields.
    pub(crate) fn schema() -> (Schema, Self) {
        let text = |tokenizer: &str, option: IndexRecordOption| {
            let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer);
            TextOptions::default().set_indexing_options(indexing.set_index_option(option))
        };
        let words = || text(WORDS, IndexRecordOption::WithFreqsAndPositions);
        let mut builder = Schema::builder();
        let fields = Self {
            id: builder.add_text_field(ID, STRING | FAST),
            state: builder.add_text_field("state", STRING),
            area: builder.add_text_field("area", STRING),
            area_above: builder.add_text_field("area-above", STRING),
            heading: builder.add_text_field("heading", words()),
            body: builder.add_text_field("body", words()),
            bigrams: builder.add_text_field("bigrams", text(BIGRAMS, IndexRecordOption::WithFreqs)),
            category: builder.add_text_field("category", STRING),
            group: builder.add_text_field("group", STRING),
        };
        (builder.build(), fields)
    }

    /// How long the text of a field mostly is, in tokens: the pivot of BM25's length
    /// normalization. Means of the offers of both collections, rounded; constants, so that a
    /// score does not depend on which other records there are.
    pub(crate) fn usual_length(&self, field: Field) -> u64 {
        match field {
            f if f == self.heading => 4,
            f if f == self.body => 28,
            f if f == self.bigrams => 44,
            _ => 1,
        }
    }
}

/// The tokenizers that the schema names.
pub(crate) fn tokenizers(analyzer: &Analyzer) -> TokenizerManager {
    let tokenizers = TokenizerManager::default();
    tokenizers.register(WORDS, WordTokenizer::new(analyzer));
    tokenizers.register(BIGRAMS, BigramTokenizer);
    tokenizers
}

/// Terms of one vocabulary: inferred from the words, and ticked on the form.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terms<'a, T> {
    /// Inferred.
    pub(crate) meant: &'a [Weighted<T>],
    /// Ticked.
    pub(crate) declared: &'a [T],
}

/// What an offer or a need is about, and for whom.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Meaning<'a> {
    /// What it is about.
    pub(crate) categories: Terms<'a, ServiceCategory>,
    /// For whom.
    pub(crate) groups: Terms<'a, TargetGroup>,
}

impl<'a> Meaning<'a> {
    /// Of an offer.
    pub(crate) fn of_offer(offer: &'a Offer) -> Self {
        let (meant, declared) = (&offer.understood.categories, &offer.declared_categories);
        let categories = Terms { meant, declared };
        let (meant, declared) = (&offer.understood.groups, &offer.declared_groups);
        Self { categories, groups: Terms { meant, declared } }
    }

    /// Of a need.
    pub(crate) fn of_need(need: &'a ParsedNeed) -> Self {
        let (meant, declared) = (&need.understood.categories, &need.declared_categories);
        let categories = Terms { meant, declared };
        let (meant, declared) = (&need.understood.groups, &need.declared_groups);
        Self { categories, groups: Terms { meant, declared } }
    }
}

/// What is indexed of an offer or a need.
#[derive(Debug)]
pub(crate) struct Record<'a> {
    /// Of the organization or the need.
    pub(crate) id: &'a str,
    /// Whether it may be matched now.
    pub(crate) state: &'static str,
    /// The areas served, or the place.
    pub(crate) areas: &'a [AreaPath],
    /// Names.
    pub(crate) heading: &'a str,
    /// The rest of the text.
    pub(crate) body: &'a str,
    /// What it is about, and for whom.
    pub(crate) meaning: Meaning<'a>,
}

impl Record<'_> {
    /// The document.
    pub(crate) fn document(
        &self,
        fields: Fields,
        taxonomy: &Taxonomy,
    ) -> Result<TantivyDocument, Error> {
        let mut document = TantivyDocument::default();
        document.add_text(fields.id, fits("id", self.id)?);
        document.add_text(fields.state, self.state);
        for term in area::terms(self.areas) {
            document.add_text(fields.area, fits("area", &term)?);
        }
        for term in area::terms_above(self.areas) {
            document.add_text(fields.area_above, term);
        }
        document.add_text(fields.heading, self.heading);
        document.add_text(fields.body, self.body);
        document.add_text(fields.bigrams, self.heading);
        document.add_text(fields.bigrams, self.body);
        for code in codes(&taxonomy.categories, self.meaning.categories) {
            document.add_text(fields.category, code);
        }
        for code in codes(&taxonomy.groups, self.meaning.groups) {
            document.add_text(fields.group, code);
        }
        Ok(document)
    }
}

/// tantivy leaves out a longer term with no more than a line in its log.
fn fits<'a>(field: &'static str, term: &'a str) -> Result<&'a str, Error> {
    if term.len() <= MAX_TOKEN_LEN {
        return Ok(term);
    }
    Err(Error::TooLong { field, bytes: term.len(), most: MAX_TOKEN_LEN })
}

/// The codes of terms and of all above them, each once.
fn codes<'a, T: TermId>(tree: &'a Tree<T>, terms: Terms<'_, T>) -> BTreeSet<&'a str> {
    let meant = terms.meant.iter().filter(|meant| meant.weight >= SURE).map(|meant| meant.term);
    let mut codes = BTreeSet::new();
    for term in meant.chain(terms.declared.iter().copied()) {
        let mut at = Some(term);
        while let Some(term) = at {
            codes.insert(tree.term(term).code.as_str());
            at = tree.parent(term);
        }
    }
    codes
}
