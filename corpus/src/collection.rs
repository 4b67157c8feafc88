//! A test collection: organizations, needs, and which of them suit each other.

use crate::error::Error;
use crate::examples::{Marks, read_labels};
use crate::needs::{read_needs, read_needs_from};
use crate::organizations::{read_organizations, read_organizations_from};
use crate::qrels::{Qrels, read_qrels, read_qrels_from};
use engine::need::Need;
use engine::organization::Organization;
use engine::taxonomy::Taxonomy;
use std::collections::BTreeMap;
use std::path::Path;

/// The name of a collection's organizations.
pub const ORGANIZATIONS: &str = "organizations.jsonl";
/// The name of a collection's needs.
pub const NEEDS: &str = "needs.jsonl";
/// The name of a collection's judgments.
pub const QRELS: &str = "qrels.txt";
/// The labels of the needs in a collection's folder; need not be there.
pub const LABELS: &str = "labels.txt";

/// Organizations, needs and judgments that belong together.
#[derive(Clone, Debug)]
pub struct Collection {
    /// In the order of the file.
    pub organizations: Vec<Organization>,
    /// In the order of the file.
    pub needs: Vec<Need>,
    /// Who suits whom.
    pub qrels: Qrels,
    /// What the needs are about, where somebody read and labelled them.
    pub labels: Option<BTreeMap<String, Marks>>,
}

impl Collection {
    /// Reads a folder with `organizations.jsonl`, `needs.jsonl`, `qrels.txt`, and `labels.txt` if it
    /// is there. Each file is
    /// good in itself; [`mod@crate::check`] holds them against one another.
    pub fn read(folder: &Path, taxonomy: &Taxonomy) -> Result<Self, Error> {
        Ok(Self {
            organizations: read_organizations(&folder.join(ORGANIZATIONS), taxonomy)?,
            needs: read_needs(&folder.join(NEEDS), taxonomy)?,
            qrels: read_qrels(&folder.join(QRELS))?,
            labels: match folder.join(LABELS) {
                file if file.exists() => Some(read_labels(&file, taxonomy)?),
                _ => None,
            },
        })
    }
}

/// The 官渡 collection, embedded: what everything shows where it is given nothing else.
pub fn sample(taxonomy: &Taxonomy) -> Collection {
    read_sample(taxonomy).expect("the embedded sample is read by a test of this crate")
}

fn read_sample(taxonomy: &Taxonomy) -> Result<Collection, Error> {
    let organizations = include_bytes!("../guandu/organizations.jsonl").as_slice();
    let needs = include_bytes!("../guandu/needs.jsonl").as_slice();
    let qrels = include_bytes!("../guandu/qrels.txt").as_slice();
    Ok(Collection {
        organizations: read_organizations_from(organizations, Path::new(ORGANIZATIONS), taxonomy)?,
        needs: read_needs_from(needs, Path::new(NEEDS), taxonomy)?,
        qrels: read_qrels_from(qrels, Path::new(QRELS))?,
        labels: None,
    })
}

#[cfg(test)]
mod tests {
    //! Properties: both collections are read whole, and the sample is 官渡.
    use super::*;
    use crate::taxonomy::embedded;

    fn check(name: &str, organizations: usize, grades: [usize; 3], judged: usize) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        let collection = Collection::read(&folder, &embedded()).unwrap();
        assert_eq!(collection.organizations.len(), organizations);
        assert_eq!(collection.needs.len(), 200);
        let of = |grade| {
            let all = collection.qrels.iter().flat_map(|(_, grades)| grades.values());
            all.filter(|g| **g == grade).count()
        };
        assert_eq!([of(3), of(2), of(1)], grades);
        assert_eq!(collection.qrels.len(), judged);
    }

    #[test]
    fn the_collections_are_as_their_readmes_say() {
        check("guandu", 150, [108, 130, 307], 179);
        check("binhe", 140, [103, 117, 239], 180);
    }

    #[test]
    fn the_sample_is_guandu() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("guandu");
        let taxonomy = embedded();
        let (sample, read) = (sample(&taxonomy), Collection::read(&folder, &taxonomy).unwrap());
        assert_eq!(sample.organizations, read.organizations);
        assert_eq!(sample.needs, read.needs);
        assert_eq!(sample.qrels, read.qrels);
        assert_eq!(sample.qrels.grade("need-001", "org-011"), 3);
        assert_eq!(sample.qrels.grade("need-001", "nobody"), 0);
    }
}
