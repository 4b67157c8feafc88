//! All organizations, understood: what needs are matched against. Immutable once built.

use crate::knowledge::Knowledge;
use crate::lexical::{Bm25, GramVectors};
use crate::offer::{Offer, offers_of, words_of};
use crate::organization::Organization;
use crate::profile::{Profile, declared, inferred};
use crate::taxonomy::Taxonomy;
use std::ops::Range;

/// The organizations with their offers and the statistics of their words.
#[derive(Debug)]
pub struct Catalog {
    organizations: Vec<Organization>,
    offers: Vec<Offer>,
    /// For each organization the range of its offers: itself first, then its services.
    offers_of: Vec<Range<usize>>,
    /// What each organization does as a whole.
    profiles: Vec<Profile>,
    bm25: Bm25,
    grams: GramVectors,
}

/// How surely an organization does what it declares.
const DECLARED: f32 = 0.7;

impl Catalog {
    /// Understands every organization.
    pub fn new(knowledge: &Knowledge, organizations: Vec<Organization>) -> Self {
        let mut offers = Vec::new();
        let mut ranges = Vec::with_capacity(organizations.len());
        for (index, organization) in organizations.iter().enumerate() {
            let start = offers.len();
            offers.extend(offers_of(knowledge, index, organization));
            ranges.push(start..offers.len());
        }
        let words: Vec<_> = offers.iter().map(|offer| words_of(knowledge, offer)).collect();
        Self {
            bm25: Bm25::new(&words),
            grams: GramVectors::new(offers.iter().map(|offer| offer.text.as_str())),
            profiles: ranges
                .iter()
                .map(|range| profile(&knowledge.taxonomy, &offers[range.clone()]))
                .collect(),
            organizations,
            offers,
            offers_of: ranges,
        }
    }

    /// The organizations, in the order given.
    pub fn organizations(&self) -> &[Organization] {
        &self.organizations
    }

    /// All offers, those of one organization together.
    pub fn offers(&self) -> &[Offer] {
        &self.offers
    }

    /// The offers of an organization: itself first, then its services.
    pub fn offers_of(&self, organization: usize) -> Range<usize> {
        self.offers_of[organization].clone()
    }

    /// The organization that makes an offer.
    pub fn organization_of(&self, offer: usize) -> &Organization {
        &self.organizations[self.offers[offer].organization]
    }

    /// What an organization does as a whole.
    pub fn profile(&self, organization: usize) -> &Profile {
        &self.profiles[organization]
    }

    /// The words of the offers.
    pub fn bm25(&self) -> &Bm25 {
        &self.bm25
    }

    /// The character grams of the offers.
    pub fn grams(&self) -> &GramVectors {
        &self.grams
    }
}

/// What some offers together are about.
fn profile(taxonomy: &Taxonomy, offers: &[Offer]) -> Profile {
    let terms = offers.iter().flat_map(|offer| {
        inferred(&offer.understood.categories).chain(declared(&offer.declared_categories, DECLARED))
    });
    Profile::new(&taxonomy.categories, terms)
}
