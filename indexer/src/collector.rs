//! Collects the best documents, one for each id: depth counts organizations, not their offers.
//! Where no more ids than that are found at all, none needs a score.

use crate::fields::ID;
use crate::hits::Hit;
use std::collections::{BTreeMap, BTreeSet};
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::StrColumn;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader, TantivyError};

/// The `depth` ids with the best documents, best first, ties by id.
#[derive(Debug)]
pub(crate) struct BestIds {
    /// How many ids.
    pub(crate) depth: usize,
}

/// The best score of each id of a segment.
pub(crate) struct SegmentBest {
    ids: Option<StrColumn>,
    depth: usize,
    /// By the number of the id in the segment's dictionary, which is sorted by id.
    best: BTreeMap<u64, Score>,
}

impl Collector for BestIds {
    type Fruit = Vec<Hit>;
    type Child = SegmentBest;

    fn for_segment(
        &self,
        _: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> tantivy::Result<SegmentBest> {
        let ids = segment.fast_fields().str(ID)?;
        Ok(SegmentBest { ids, depth: self.depth, best: BTreeMap::new() })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, segments: Vec<tantivy::Result<Vec<Hit>>>) -> tantivy::Result<Vec<Hit>> {
        let mut best: BTreeMap<String, Score> = BTreeMap::new();
        for segment in segments {
            for hit in segment? {
                let score = best.entry(hit.id).or_insert(hit.score);
                *score = score.max(hit.score);
            }
        }
        let mut hits: Vec<Hit> = best.into_iter().map(|(id, score)| Hit { id, score }).collect();
        // the ids are in order already, and the sort is stable
        hits.sort_by(|a, b| b.score.total_cmp(&a.score));
        hits.truncate(self.depth);
        Ok(hits)
    }
}

impl SegmentCollector for SegmentBest {
    type Fruit = tantivy::Result<Vec<Hit>>;

    fn collect(&mut self, document: DocId, score: Score) {
        let id = self.ids.as_ref().and_then(|ids| ids.ords().first(document));
        if let Some(id) = id {
            let best = self.best.entry(id).or_insert(score);
            *best = best.max(score);
        }
    }

    /// An id among the best of all segments is among the best of the segment that holds its best
    /// document, so no more than `depth` of each need their text.
    fn harvest(self) -> tantivy::Result<Vec<Hit>> {
        let Some(ids) = self.ids else { return Ok(Vec::new()) };
        let mut best: Vec<(u64, Score)> = self.best.into_iter().collect();
        best.sort_by(|a, b| b.1.total_cmp(&a.1));
        best.truncate(self.depth);
        best.into_iter().map(|(number, score)| Ok(Hit { id: text(&ids, number)?, score })).collect()
    }
}

/// All ids, where there are no more than `most`.
#[derive(Debug)]
pub(crate) struct FewIds {
    /// How many ids.
    pub(crate) most: usize,
}

/// The ids of a segment, one more than `most` at most.
pub(crate) struct SegmentFew {
    ids: Option<StrColumn>,
    most: usize,
    /// By their numbers in the segment's dictionary.
    found: BTreeSet<u64>,
}

impl Collector for FewIds {
    type Fruit = Option<BTreeSet<String>>;
    type Child = SegmentFew;

    fn for_segment(
        &self,
        _: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> tantivy::Result<SegmentFew> {
        let ids = segment.fast_fields().str(ID)?;
        Ok(SegmentFew { ids, most: self.most, found: BTreeSet::new() })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(
        &self,
        segments: Vec<tantivy::Result<Vec<String>>>,
    ) -> tantivy::Result<Option<BTreeSet<String>>> {
        let mut found = BTreeSet::new();
        for segment in segments {
            found.extend(segment?);
        }
        Ok((found.len() <= self.most).then_some(found))
    }
}

impl SegmentCollector for SegmentFew {
    type Fruit = tantivy::Result<Vec<String>>;

    fn collect(&mut self, document: DocId, _: Score) {
        if self.found.len() <= self.most {
            let id = self.ids.as_ref().and_then(|ids| ids.ords().first(document));
            self.found.extend(id);
        }
    }

    fn harvest(self) -> tantivy::Result<Vec<String>> {
        let Some(ids) = self.ids else { return Ok(Vec::new()) };
        self.found.into_iter().map(|number| text(&ids, number)).collect()
    }
}

/// The id that has a number in a segment's dictionary.
fn text(ids: &StrColumn, number: u64) -> tantivy::Result<String> {
    let mut id = String::new();
    if ids.ord_to_str(number, &mut id)? {
        Ok(id)
    } else {
        let missing = format!("the dictionary of ids has no entry {number}");
        Err(TantivyError::InternalError(missing))
    }
}
