//! The first stage's result: the organizations worth a closer look.
//!
//! Two sources give it: the tantivy index (crate `indexer`), and the exhaustive one here, which
//! looks at everything. The second is the oracle that tells the recall of the first.

use crate::catalog::Catalog;

/// Organizations by their index in the catalog, in ascending order, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Candidates {
    organizations: Vec<usize>,
}

impl Candidates {
    /// Sorts and removes duplicates.
    pub fn new(mut organizations: Vec<usize>) -> Self {
        organizations.sort_unstable();
        organizations.dedup();
        Self { organizations }
    }

    /// Every organization of the catalog.
    pub fn all(catalog: &Catalog) -> Self {
        Self { organizations: (0..catalog.organizations().len()).collect() }
    }

    /// The organizations, by index.
    pub fn organizations(&self) -> &[usize] {
        &self.organizations
    }
}
