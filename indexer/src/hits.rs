//! What the first stage found, and how it goes on into the pipeline.

use engine::candidates::Candidates;
use engine::catalog::Catalog;
use std::collections::BTreeMap;

/// An organization or a need that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Its id.
    pub id: String,
    /// The first stage's score, that of its best offer: it orders one list, and says nothing
    /// across lists.
    pub score: f32,
}

/// Where each organization stands in a catalog.
#[derive(Clone, Debug, Default)]
pub struct CatalogIds {
    indexes: BTreeMap<String, usize>,
}

impl CatalogIds {
    /// Reads the ids of a catalog.
    pub fn new(catalog: &Catalog) -> Self {
        let organizations = catalog.organizations().iter().enumerate();
        Self { indexes: organizations.map(|(index, o)| (o.id.clone(), index)).collect() }
    }

    /// The organizations that were found, for the next stage. Ids that the catalog does not
    /// have are left out: the index has seen a change that this catalog has not.
    pub fn candidates<'a>(&self, found: impl IntoIterator<Item = &'a str>) -> Candidates {
        Candidates::new(found.into_iter().filter_map(|id| self.indexes.get(id).copied()).collect())
    }
}
