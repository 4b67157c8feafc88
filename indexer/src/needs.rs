//! The index of what residents need: finds needs for an organization.
//!
//! One document for each need, of its masked text only. The filter is the one of the other
//! direction with the sides exchanged, so that a pair is found from both sides or from none.

use crate::error::Error;
use crate::fields::{Fields, Meaning, Record};
use crate::hits::Hit;
use crate::query::{Reach, Sought, within};
use crate::store::{Opened, Stamp, Store};
use engine::catalog::Catalog;
use engine::knowledge::Knowledge;
use engine::offer::{Offer, words_of};
use engine::organization::Status;
use engine::parse::ParsedNeed;
use engine::taxonomy::Taxonomy;
use std::path::Path;
use tantivy::TantivyDocument;

/// Whether a need still looks for somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// It does.
    #[default]
    Open,
    /// It was met, handed over or withdrawn.
    Closed,
}

impl State {
    fn term(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }
}

/// An index of needs.
#[derive(Debug)]
pub struct NeedIndex {
    store: Store,
}

impl NeedIndex {
    /// Builds an index in memory. The ids of the needs differ.
    pub fn in_memory<'a>(
        knowledge: &'a Knowledge,
        needs: impl IntoIterator<Item = (&'a ParsedNeed, State)>,
    ) -> Result<Self, Error> {
        let documents = documents(&knowledge.taxonomy, needs);
        Ok(Self { store: Store::in_memory(&knowledge.analyzer, documents)? })
    }

    /// Opens the index of a folder, or builds it there where it does not fit; says which, and
    /// why. No other process may have the folder open. The ids of the needs differ.
    pub fn open_or_build<'a>(
        folder: &Path,
        knowledge: &'a Knowledge,
        needs: impl IntoIterator<Item = (&'a ParsedNeed, State)>,
        stamp: &Stamp<'_>,
    ) -> Result<(Self, Opened), Error> {
        let documents = || documents(&knowledge.taxonomy, needs);
        let (store, opened) = Store::open_or_build(folder, &knowledge.analyzer, stamp, documents)?;
        Ok((Self { store }, opened))
    }

    /// Puts a need in the place of what was there under its id. `data` is the hash of all needs
    /// with the change.
    pub fn put(
        &self,
        taxonomy: &Taxonomy,
        need: &ParsedNeed,
        state: State,
        data: &str,
    ) -> Result<(), Error> {
        let document = document(self.store.fields(), taxonomy, need, state)?;
        self.store.replace(&need.id, vec![document], data)
    }

    /// Removes a need. `data` is the hash of the needs that are left.
    pub fn remove(&self, id: &str, data: &str) -> Result<(), Error> {
        self.store.replace(id, Vec::new(), data)
    }

    /// How many needs there are, open and closed.
    pub fn needs(&self) -> u64 {
        self.store.documents()
    }

    /// The open needs that an organization may be matched with: whose place it covers, or may
    /// cover. All of them, up to `depth`, best first; none for an organization that is not
    /// active.
    pub fn within_reach(
        &self,
        knowledge: &Knowledge,
        catalog: &Catalog,
        organization: usize,
        depth: usize,
    ) -> Result<Vec<Hit>, Error> {
        let offers = &catalog.offers()[catalog.offers_of(organization)];
        let organization = &catalog.organizations()[organization];
        if organization.status != Status::Active {
            return Ok(Vec::new());
        }
        let fields = self.store.fields();
        let reach = Reach { state: State::Open.term(), areas: &organization.serves };
        let query = within(fields, &reach, sought(fields, knowledge, offers));
        self.store.best(&query, depth)
    }
}

/// All that an organization offers. Of its texts only the names are looked for by bigrams:
/// those of everything it says would be thousands.
fn sought(fields: Fields, knowledge: &Knowledge, offers: &[Offer]) -> Sought {
    let mut sought = Sought::default();
    for offer in offers {
        let words = words_of(knowledge, offer);
        sought.words(fields, words.heading.iter().chain(&words.body).map(String::as_str));
        sought.bigrams(fields, &offer.text[..offer.heading]);
        sought.meaning(fields, &knowledge.taxonomy, Meaning::of_offer(offer));
    }
    sought
}

fn documents<'a>(
    taxonomy: &'a Taxonomy,
    needs: impl IntoIterator<Item = (&'a ParsedNeed, State)>,
) -> impl Iterator<Item = Result<TantivyDocument, Error>> {
    let (_, fields) = Fields::schema();
    needs.into_iter().map(move |(need, state)| document(fields, taxonomy, need, state))
}

fn document(
    fields: Fields,
    taxonomy: &Taxonomy,
    need: &ParsedNeed,
    state: State,
) -> Result<TantivyDocument, Error> {
    Record {
        id: &need.id,
        state: state.term(),
        areas: std::slice::from_ref(&need.area),
        heading: "",
        body: &need.text,
        meaning: Meaning::of_need(need),
    }
    .document(fields, taxonomy)
}

#[cfg(test)]
mod tests {
    //! Properties: the filter is the engine's coverage with the sides exchanged; closed needs
    //! and organizations that are not active have no part; changes give what a fresh build gives.
    use super::*;
    use crate::fixture::{catalog, ids, knowledge, need, organization};
    use engine::area::{AreaPath, Coverage, coverage};
    use engine::organization::Organization;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn index(needs: &[(ParsedNeed, State)]) -> NeedIndex {
        let needs = needs.iter().map(|(need, state)| (need, *state));
        NeedIndex::in_memory(knowledge(), needs).unwrap()
    }

    fn within(index: &NeedIndex, organization: &Organization, depth: usize) -> Vec<Hit> {
        let catalog = catalog(vec![organization.clone()]);
        index.within_reach(knowledge(), &catalog, 0, depth).unwrap()
    }

    #[test]
    fn the_needs_that_fit_come_first() {
        let needs = [
            ("a-pipe", "水管坏了"),
            ("b-meal", "中午想有人给送个饭"),
            ("c-school", "娃娃放学没人接"),
        ];
        let needs = needs.map(|(id, text)| (need(id, "官渡区/太和街道", text), State::Open));
        let index = index(&needs);
        for (service, first) in
            [("助餐", "b-meal"), ("四点半课堂", "c-school"), ("修理水管", "a-pipe")]
        {
            let hits = within(&index, &organization("o", &["官渡区"], &[service]), 9);
            assert_eq!(hits[0].id, first, "{service}");
            assert_eq!(hits.len(), 3, "{service}");
            let best = within(&index, &organization("o", &["官渡区"], &[service]), 1);
            assert_eq!(ids(&best), [first], "{service}");
        }
    }

    #[test]
    fn a_closed_need_is_gone_until_it_opens_again() {
        let meal = need("n", "官渡区", "送个饭");
        let cook = organization("o", &["官渡区"], &["助餐"]);
        let index = index(&[(meal.clone(), State::default())]);
        assert_eq!(ids(&within(&index, &cook, 9)), ["n"]);
        index.put(&knowledge().taxonomy, &meal, State::Closed, "").unwrap();
        assert_eq!(within(&index, &cook, 9), []);
        assert_eq!(index.needs(), 1);
        index.put(&knowledge().taxonomy, &meal, State::Open, "").unwrap();
        assert_eq!(ids(&within(&index, &cook, 9)), ["n"]);
        index.remove("n", "").unwrap();
        assert_eq!(index.needs(), 0);
    }

    #[test]
    fn an_organization_that_is_not_active_finds_nothing() {
        let index = index(&[(need("n", "官渡区", "送个饭"), State::Open)]);
        let mut cook = organization("o", &["官渡区"], &["助餐"]);
        for status in [Status::Suspended, Status::Dissolved] {
            cook.status = status;
            assert_eq!(within(&index, &cook, 9), []);
        }
    }

    fn path() -> impl Strategy<Value = String> {
        proptest::collection::vec(prop_oneof!["甲", "甲乙", "乙"], 1..4).prop_map(|s| s.join("/"))
    }

    fn any_need(id: String) -> impl Strategy<Value = (ParsedNeed, State)> {
        let text = prop_oneof!["送个饭", "娃娃没人接", "水管坏了", "老人", ""];
        let state = prop_oneof![3 => Just(State::Open), 1 => Just(State::Closed)];
        (path(), text, state).prop_map(move |(area, text, s)| (need(&id, &area, &text), s))
    }

    fn needs(n: usize) -> impl Strategy<Value = Vec<(ParsedNeed, State)>> {
        (0..n).map(|i| any_need(format!("n{i}"))).collect::<Vec<_>>()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn the_filter_is_the_engines_coverage(
            all in needs(10),
            serves in proptest::collection::vec(path(), 0..4),
        ) {
            let serves: Vec<&str> = serves.iter().map(String::as_str).collect();
            let organization = organization("o", &serves, &["助餐", "娃娃"]);
            let reached = |place: &AreaPath| {
                coverage(&organization.serves, place) != Coverage::Outside
            };
            let mut expected: Vec<&str> = all
                .iter()
                .filter(|(need, state)| *state == State::Open && reached(&need.area))
                .map(|(need, _)| need.id.as_str())
                .collect();
            expected.sort_unstable();
            let hits = within(&index(&all), &organization, 100);
            let mut found = ids(&hits);
            found.sort_unstable();
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn changes_give_what_a_fresh_build_gives(
            first in needs(6),
            changes in proptest::collection::vec((0usize..8, any::<bool>()), 1..20),
            changed in needs(8),
        ) {
            let index = index(&first);
            let mut left: BTreeMap<String, (ParsedNeed, State)> =
                first.into_iter().map(|n| (n.0.id.clone(), n)).collect();
            for (i, put) in changes {
                let (need, state) = &changed[i];
                if put {
                    index.put(&knowledge().taxonomy, need, *state, "").unwrap();
                    left.insert(need.id.clone(), changed[i].clone());
                } else {
                    index.remove(&need.id, "").unwrap();
                    left.remove(&need.id);
                }
            }
            let fresh: Vec<_> = left.into_values().rev().collect();
            let fresh = super::tests::index(&fresh);
            for services in [&["助餐", "老人"][..], &["娃娃", "修理水管"]] {
                let asked = organization("o", &["甲", "乙/甲"], services);
                prop_assert_eq!(within(&index, &asked, 9), within(&fresh, &asked, 9));
            }
        }
    }
}
