//! The area filter: [`engine::area::coverage`] as index terms.
//!
//! A document holds its areas as terms, and every place above them apart. A served area and a
//! place touch where one lies in the other, so a query for a place asks for documents at the
//! place or at one above it, and for documents with the place above them. The relation is
//! symmetric: the same filter finds needs for the areas of an organization.

use crate::fields::Fields;
use engine::area::AreaPath;
use std::collections::BTreeSet;
use tantivy::Term;
use tantivy::query::{BooleanQuery, Query, TermQuery};
use tantivy::schema::IndexRecordOption;

/// The areas themselves. A segment holds no slash, so a path is read from its text in one way.
pub(crate) fn terms(areas: &[AreaPath]) -> BTreeSet<String> {
    areas.iter().map(AreaPath::to_string).collect()
}

/// Every place above an area, the areas themselves left out.
pub(crate) fn terms_above(areas: &[AreaPath]) -> BTreeSet<String> {
    areas.iter().flat_map(|area| area.and_above().skip(1)).map(|area| area.to_string()).collect()
}

/// The documents of which an area touches one of these: which covers it or lies within it.
pub(crate) fn touches(fields: Fields, areas: &[AreaPath]) -> Box<dyn Query> {
    let at = terms(areas);
    let within = at.iter().map(|area| Term::from_field_text(fields.area_above, area));
    let above = terms_above(areas);
    let covering = at.iter().chain(&above).map(|area| Term::from_field_text(fields.area, area));
    // a few terms: a query for a set of terms would build an automaton each time
    let terms = covering
        .chain(within)
        .map(|term| Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as Box<dyn Query>);
    Box::new(BooleanQuery::union(terms.collect()))
}
