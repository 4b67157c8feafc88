//! The index of what organizations offer: finds organizations for a need.
//!
//! One document for each offer, so that the words of one service do not leak into another; what
//! is found are organizations, each with the score of its best offer.

use crate::error::Error;
use crate::fields::{Fields, Meaning, Record};
use crate::hits::Hit;
use crate::query::{Reach, Sought, beyond, within};
use crate::store::{Opened, Stamp, Store};
use engine::catalog::Catalog;
use engine::knowledge::Knowledge;
use engine::offer::Offer;
use engine::organization::{Organization, Status};
use engine::parse::ParsedNeed;
use engine::taxonomy::Taxonomy;
use std::collections::BTreeSet;
use std::path::Path;
use tantivy::TantivyDocument;

/// The state of an organization that may be matched.
const ACTIVE: &str = "active";

/// An index of offers.
#[derive(Debug)]
pub struct OfferIndex {
    pub(crate) store: Store,
}

impl OfferIndex {
    /// Builds an index in memory.
    pub fn in_memory(knowledge: &Knowledge, catalog: &Catalog) -> Result<Self, Error> {
        let documents = documents(&knowledge.taxonomy, catalog);
        Ok(Self { store: Store::in_memory(&knowledge.analyzer, documents)? })
    }

    /// Opens the index of a folder, or builds it there where it does not fit; says which, and
    /// why. No other process may have the folder open.
    pub fn open_or_build(
        folder: &Path,
        knowledge: &Knowledge,
        catalog: &Catalog,
        stamp: &Stamp<'_>,
    ) -> Result<(Self, Opened), Error> {
        let documents = || documents(&knowledge.taxonomy, catalog);
        let (store, opened) = Store::open_or_build(folder, &knowledge.analyzer, stamp, documents)?;
        Ok((Self { store }, opened))
    }

    /// Puts an organization with its offers in the place of what was there under its id.
    /// `data` is the hash of all organizations with the change.
    pub fn put(
        &self,
        taxonomy: &Taxonomy,
        organization: &Organization,
        offers: &[Offer],
        data: &str,
    ) -> Result<(), Error> {
        let fields = self.store.fields();
        let documents: Result<Vec<_>, _> =
            offers.iter().map(|o| document(fields, taxonomy, organization, o)).collect();
        self.store.replace(&organization.id, documents?, data)
    }

    /// Removes an organization. `data` is the hash of the organizations that are left.
    pub fn remove(&self, id: &str, data: &str) -> Result<(), Error> {
        self.store.replace(id, Vec::new(), data)
    }

    /// How many offers there are.
    pub fn offers(&self) -> u64 {
        self.store.documents()
    }

    /// The organizations that may be matched with a need: active, and with an area that covers
    /// the place or lies in it. All of them, up to `depth` organizations, best first.
    pub fn within_reach(
        &self,
        taxonomy: &Taxonomy,
        need: &ParsedNeed,
        depth: usize,
    ) -> Result<Vec<Hit>, Error> {
        let fields = self.store.fields();
        let query = within(fields, &reach(need), sought(fields, taxonomy, need));
        self.store.best(&query, depth)
    }

    /// All organizations that may be matched with a need, by id, where there are no more than
    /// `most`: then nobody has to be left out, and no words need be compared.
    pub fn few_within_reach(
        &self,
        need: &ParsedNeed,
        most: usize,
    ) -> Result<Option<BTreeSet<String>>, Error> {
        self.store.few(&reach(need).filter(self.store.fields()), most)
    }

    /// The organizations that share words or codes with a need and yet may not be matched with
    /// it, since they are elsewhere or not active: up to `depth`, best first.
    pub fn out_of_reach(
        &self,
        taxonomy: &Taxonomy,
        need: &ParsedNeed,
        depth: usize,
    ) -> Result<Vec<Hit>, Error> {
        let fields = self.store.fields();
        let query = beyond(fields, &reach(need), sought(fields, taxonomy, need));
        self.store.best(&query, depth)
    }
}

fn reach(need: &ParsedNeed) -> Reach<'_> {
    Reach { state: ACTIVE, areas: std::slice::from_ref(&need.area) }
}

fn sought(fields: Fields, taxonomy: &Taxonomy, need: &ParsedNeed) -> Sought {
    let mut sought = Sought::default();
    sought.words(fields, need.words.iter().map(String::as_str));
    sought.bigrams(fields, &need.text);
    sought.meaning(fields, taxonomy, Meaning::of_need(need));
    sought
}

fn documents<'a>(
    taxonomy: &'a Taxonomy,
    catalog: &'a Catalog,
) -> impl Iterator<Item = Result<TantivyDocument, Error>> + 'a {
    let (_, fields) = Fields::schema();
    let offers = catalog.offers().iter().enumerate();
    offers.map(move |(i, o)| document(fields, taxonomy, catalog.organization_of(i), o))
}

fn document(
    fields: Fields,
    taxonomy: &Taxonomy,
    organization: &Organization,
    offer: &Offer,
) -> Result<TantivyDocument, Error> {
    Record {
        id: &organization.id,
        state: state(organization.status),
        areas: &organization.serves,
        heading: &offer.text[..offer.heading],
        body: &offer.text[offer.heading..],
        meaning: Meaning::of_offer(offer),
    }
    .document(fields, taxonomy)
}

fn state(status: Status) -> &'static str {
    match status {
        Status::Active => ACTIVE,
        Status::Suspended => "suspended",
        Status::Dissolved => "dissolved",
    }
}

#[cfg(test)]
mod tests {
    //! Properties: the filter is the engine's coverage and status, for any areas; a cut at a
    //! depth leaves the best of all that pass; what is found does not depend on the order of the
    //! records, nor on whether they came at once or by changes.
    use super::*;
    use crate::fixture::{areas, catalog, ids, knowledge, need, organization};
    use crate::hits::CatalogIds;
    use engine::area::{AreaPath, Coverage, coverage};
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn index(organizations: Vec<Organization>) -> OfferIndex {
        OfferIndex::in_memory(knowledge(), &catalog(organizations)).unwrap()
    }

    fn within(index: &OfferIndex, need: &ParsedNeed, depth: usize) -> Vec<Hit> {
        index.within_reach(&knowledge().taxonomy, need, depth).unwrap()
    }

    fn beyond(index: &OfferIndex, need: &ParsedNeed, depth: usize) -> Vec<Hit> {
        index.out_of_reach(&knowledge().taxonomy, need, depth).unwrap()
    }

    /// The best is the first service, whatever else the second organization does.
    fn check_better(better: &str, worse: &str, text: &str) {
        let index = index(vec![
            organization("a", &["官渡区"], &[worse]),
            organization("b", &["官渡区"], &[better]),
        ]);
        let hits = within(&index, &need("n", "官渡区", text), 10);
        assert_eq!(ids(&hits), ["b", "a"], "{better} / {worse} / {text}");
    }

    #[test]
    fn words_bigrams_and_codes_order_the_list() {
        check_better("上门修理水管", "开办书法班", "家里水管坏了想修理");
        check_better("助餐", "理发", "中午想有人给送个饭");
        check_better("社区四点半课堂", "照护", "娃娃放学没人接");
        // the parent's code: another service for the same people is better than none
        check_better("居家照护", "修车", "中午想有人给送个饭");
    }

    #[test]
    fn depth_counts_organizations_and_never_starves() {
        let many = ["助餐"; 12];
        let mut organizations: Vec<_> = (0..40)
            .map(|i| organization(&format!("far-{i}"), &["滨河区"], &["助餐，送个饭"]))
            .collect();
        organizations.push(organization("a-many", &["官渡区"], &many));
        organizations.push(organization("b-one", &["官渡区"], &["助餐"]));
        organizations.push(organization("c-none", &["官渡区"], &["修车"]));
        let index = index(organizations);
        let need = need("n", "官渡区/太和街道", "想吃助餐，有人送个饭");
        assert_eq!(ids(&within(&index, &need, 3)), ["a-many", "b-one", "c-none"]);
        assert_eq!(ids(&within(&index, &need, 2)), ["a-many", "b-one"]);
        assert_eq!(within(&index, &need, 0), []);
        assert_eq!(beyond(&index, &need, 5).len(), 5);
    }

    #[test]
    fn few_are_all_within_reach_or_none() {
        let index = index(vec![
            organization("a", &["官渡区"], &["助餐", "理发"]),
            organization("b", &["官渡区"], &["修车"]),
            organization("c", &["滨河区"], &["助餐"]),
        ]);
        let need = need("n", "官渡区", "助餐");
        let few = |most| index.few_within_reach(&need, most).unwrap().map(Vec::from_iter);
        assert_eq!(few(1), None);
        assert_eq!(few(2), Some(vec!["a".to_owned(), "b".to_owned()]));
    }

    #[test]
    fn an_empty_need_finds_all_within_reach_and_none_beyond() {
        let index = index(vec![
            organization("a", &["官渡区"], &["助餐"]),
            organization("b", &["滨河区"], &["助餐"]),
        ]);
        let need = need("n", "官渡区", "");
        assert_eq!(ids(&within(&index, &need, 9)), ["a"]);
        assert_eq!(beyond(&index, &need, 9), []);
    }

    #[test]
    fn candidates_are_those_that_the_catalog_has() {
        let organizations: Vec<_> =
            ["a", "b", "c"].map(|id| organization(id, &["官渡区"], &["助餐"])).into();
        let index = index(organizations.clone());
        let hits = within(&index, &need("n", "官渡区", "助餐"), 9);
        let smaller = catalog(vec![organizations[2].clone(), organizations[0].clone()]);
        assert_eq!(
            CatalogIds::new(&smaller)
                .candidates(hits.iter().map(|hit| hit.id.as_str()))
                .organizations(),
            [0, 1]
        );
    }

    #[test]
    fn what_tantivy_would_leave_out_is_refused() {
        let long = "长".repeat(22_000);
        for organization in [
            organization(&long, &["官渡区"], &[]),
            organization("a", &[&format!("官渡区/{long}")], &[]),
        ] {
            let refused = OfferIndex::in_memory(knowledge(), &catalog(vec![organization]));
            assert!(matches!(refused, Err(Error::TooLong { .. })));
        }
    }

    /// Area paths of a small world, where a segment may begin another one.
    fn path() -> impl Strategy<Value = String> {
        proptest::collection::vec(prop_oneof!["甲", "甲乙", "乙"], 1..4).prop_map(|s| s.join("/"))
    }

    fn any_organization(id: String) -> impl Strategy<Value = Organization> {
        let text = prop_oneof!["助餐", "照护老人", "四点半课堂，娃娃", "修理水管", "", "、"];
        (
            proptest::collection::vec(path(), 0..4),
            proptest::collection::vec(text, 0..4),
            prop_oneof![3 => Just(Status::Active), 1 => Just(Status::Suspended)],
        )
            .prop_map(move |(serves, texts, status)| {
                let serves: Vec<&str> = serves.iter().map(String::as_str).collect();
                let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
                Organization { status, ..organization(&id, &serves, &texts) }
            })
    }

    fn organizations(n: usize) -> impl Strategy<Value = Vec<Organization>> {
        (0..n).map(|i| any_organization(format!("o{i}"))).collect::<Vec<_>>()
    }

    fn needs() -> Vec<ParsedNeed> {
        ["助餐，送个饭，老人", "娃娃没人接", "水管坏了", "修理"]
            .iter()
            .enumerate()
            .map(|(i, text)| need(&format!("n{i}"), ["甲", "甲/乙", "乙"][i % 3], text))
            .collect()
    }

    /// All that an index answers to some needs.
    fn answers(index: &OfferIndex) -> Vec<Vec<Hit>> {
        let all = needs();
        all.iter()
            .flat_map(|n| [within(index, n, 9), beyond(index, n, 9), within(index, n, 2)])
            .collect()
    }

    /// Long texts of many words, whose scores are long sums.
    #[test]
    fn scores_do_not_depend_on_the_segments() {
        const WORDS: [&str; 16] = [
            "理发", "修理", "水管", "陪伴", "读书", "绘画", "象棋", "舞蹈", "体检", "血压", "心理",
            "法律", "就业", "培训", "志愿", "募捐",
        ];
        let text = |i: usize| -> String {
            WORDS
                .iter()
                .enumerate()
                .filter(|(w, _)| (i * 7 + w * w) % 5 < 2)
                .map(|(_, w)| *w)
                .collect()
        };
        let all: Vec<Organization> =
            (0..60).map(|i| organization(&format!("o{i:02}"), &["官渡区"], &[&text(i)])).collect();
        let at_once = index(all.clone());
        let one_by_one = index(Vec::new());
        for organization in all.iter().rev() {
            let catalog = catalog(vec![organization.clone()]);
            let taxonomy = &knowledge().taxonomy;
            one_by_one.put(taxonomy, organization, catalog.offers(), "").unwrap();
        }
        for shift in 0..WORDS.len() {
            let words = [&WORDS[shift..], &WORDS[..shift]].concat();
            let need = need("n", "官渡区", &words.concat());
            assert_eq!(within(&at_once, &need, 99), within(&one_by_one, &need, 99));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn the_filter_is_the_engines_coverage(all in organizations(8), place in path()) {
            let index = index(all.clone());
            let need = need("n", &place, "助餐，娃娃没人接");
            let place = AreaPath::parse(&place).unwrap();
            let mut expected: Vec<&str> = all
                .iter()
                .filter(|o| o.status == Status::Active)
                .filter(|o| coverage(&o.serves, &place) != Coverage::Outside)
                .map(|o| o.id.as_str())
                .collect();
            expected.sort_unstable();
            let hits = within(&index, &need, 100);
            let beyond = beyond(&index, &need, 100);
            prop_assert!(ids(&beyond).iter().all(|id| !expected.contains(id)));
            prop_assert!(hits.is_sorted_by(|a, b| (b.score, &a.id) <= (a.score, &b.id)));
            for depth in 0..hits.len() {
                prop_assert_eq!(&within(&index, &need, depth), &hits[..depth]);
            }
            let mut found = ids(&hits);
            found.sort_unstable();
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn changes_give_what_a_fresh_build_gives(
            first in organizations(6),
            changes in proptest::collection::vec((0usize..8, any::<bool>()), 1..20),
            changed in organizations(8),
        ) {
            let taxonomy = &knowledge().taxonomy;
            let index = index(first.clone());
            let mut left: BTreeMap<String, Organization> =
                first.into_iter().map(|o| (o.id.clone(), o)).collect();
            for (i, put) in changes {
                let organization = &changed[i];
                if put {
                    let catalog = catalog(vec![organization.clone()]);
                    index.put(taxonomy, organization, catalog.offers(), "").unwrap();
                    left.insert(organization.id.clone(), organization.clone());
                } else {
                    index.remove(&organization.id, "").unwrap();
                    left.remove(&organization.id);
                }
            }
            let fresh = super::tests::index(left.values().rev().cloned().collect());
            prop_assert_eq!(index.offers(), fresh.offers());
            prop_assert_eq!(answers(&index), answers(&fresh));
        }
    }

    #[test]
    fn an_organization_that_moves_is_found_where_it_is() {
        let index = index(vec![organization("a", &["官渡区"], &["助餐"])]);
        let here = need("n", "官渡区", "助餐");
        let there = need("n", "滨河区", "助餐");
        assert_eq!(ids(&within(&index, &here, 9)), ["a"]);
        let mut moved = organization("a", &[], &["助餐"]);
        moved.serves = areas(&["滨河区"]);
        let catalog = catalog(vec![moved.clone()]);
        index.put(&knowledge().taxonomy, &moved, catalog.offers(), "").unwrap();
        assert_eq!(ids(&within(&index, &here, 9)), [""; 0]);
        assert_eq!(ids(&within(&index, &there, 9)), ["a"]);
    }
}
