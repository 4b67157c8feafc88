//! The statistics that BM25 (Robertson & Zaragoza 2009) weighs terms by, of the records alone.
//!
//! tantivy's own count documents that were removed until a merge drops them, and its mean length
//! is that of all documents: a score would depend on the history of the index. Here removed
//! documents count for nothing, and the usual length of a field is a constant. tantivy 0.27 adds
//! the scores of a document in the order of the clauses, in every segment, so that even the last
//! bit of a sum is the same however the documents lie in segments (a test of `offers` holds it).

use crate::fields::Fields;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

/// Statistics of the documents that are there.
pub(crate) struct LiveStatistics<'a> {
    /// The documents.
    pub(crate) searcher: &'a Searcher,
    /// Their fields.
    pub(crate) fields: Fields,
}

impl Bm25StatisticsProvider for LiveStatistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        Ok(self.total_num_docs()? * self.fields.usual_length(field))
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.searcher.num_docs())
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        let mut documents = 0;
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(term.field())?;
            documents += match segment.alive_bitset() {
                None => index.doc_freq(term)?,
                Some(alive) => index
                    .read_postings(term, IndexRecordOption::Basic)?
                    .map_or(0, |postings| postings.doc_freq_given_deletes(alive)),
            };
        }
        Ok(u64::from(documents))
    }
}
