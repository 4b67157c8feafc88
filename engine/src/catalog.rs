//! All organizations, understood: what needs are matched against. Immutable once built.

use crate::knowledge::Knowledge;
use crate::lexical::{Bm25, GramVectors};
use crate::offer::{Offer, offers_of, words_of};
use crate::organization::{Delivery, Organization};
use crate::profile::{Profile, declared, inferred};
use crate::taxonomy::{ServiceCategory, TargetGroup, Taxonomy};
use crate::understanding::weight_of;
use std::ops::Range;

/// The organizations with their offers and the statistics of their words.
#[derive(Debug)]
pub struct Catalog {
    organizations: Vec<Organization>,
    offers: Vec<Offer>,
    /// For each organization the range of its offers: itself first, then its services.
    offers_of: Vec<Range<usize>>,
    /// What each offer is, from its text and its form.
    services: Vec<Profile<ServiceCategory>>,
    /// What each organization does as a whole.
    portraits: Vec<Portrait>,
    bm25: Bm25,
    grams: GramVectors,
}

/// What an organization does as a whole, over all of its offers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Portrait {
    /// What it does, as meant or declared.
    pub services: Profile<ServiceCategory>,
    /// What its texts mean.
    pub inferred: Profile<ServiceCategory>,
    /// What single sentences mean.
    pub sentences: Profile<ServiceCategory>,
    /// What single items mean, of its enumerations among them.
    pub items: Profile<ServiceCategory>,
    /// What its forms declare.
    pub declared: Profile<ServiceCategory>,
    /// The fields of what it does.
    pub fields: Profile<ServiceCategory>,
    /// For whom, as meant or declared.
    pub groups: Profile<TargetGroup>,
    /// How surely it takes up any need of its area, or refers on.
    pub general: f32,
    /// How surely some service of its comes home.
    pub home: f32,
}

/// How surely an offer is what it declares, and for whom it declares to be.
const DECLARED: f32 = 0.9;

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
        let services: Vec<_> = offers.iter().map(services).collect();
        Self {
            bm25: Bm25::new(&words),
            grams: GramVectors::new(offers.iter().map(|offer| offer.text.as_str())),
            portraits: ranges
                .iter()
                .map(|range| {
                    let (offers, services) = (&offers[range.clone()], &services[range.clone()]);
                    portrait(&knowledge.taxonomy, offers, services)
                })
                .collect(),
            services,
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

    /// What an offer is, from its text and its form.
    pub fn services(&self, offer: usize) -> &Profile<ServiceCategory> {
        &self.services[offer]
    }

    /// What an organization does as a whole.
    pub fn portrait(&self, organization: usize) -> &Portrait {
        &self.portraits[organization]
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

fn services(offer: &Offer) -> Profile<ServiceCategory> {
    Profile::new(
        inferred(&offer.understood.categories)
            .chain(declared(&offer.declared_categories, DECLARED)),
    )
}

fn portrait(
    taxonomy: &Taxonomy,
    offers: &[Offer],
    services: &[Profile<ServiceCategory>],
) -> Portrait {
    let all = Profile::new(services.iter().flat_map(Profile::iter));
    let highest = |of: &dyn Fn(&Offer) -> f32| offers.iter().map(of).fold(0.0f32, f32::max);
    Portrait {
        fields: all.fields(&taxonomy.categories),
        services: all,
        inferred: Profile::new(offers.iter().flat_map(|o| inferred(&o.understood.categories))),
        sentences: Profile::new(offers.iter().flat_map(|o| o.sentences.iter())),
        items: Profile::new(offers.iter().flat_map(|o| o.items.iter())),
        declared: Profile::new(offers.iter().flat_map(|o| declared(&o.declared_categories, 1.0))),
        groups: Profile::new(offers.iter().flat_map(|o| {
            inferred(&o.understood.groups).chain(declared(&o.declared_groups, DECLARED))
        })),
        general: highest(&|o| o.understood.general),
        // what a form states settles it
        home: highest(&|o| match o.delivery.is_empty() {
            true => weight_of(&o.understood.delivery, Delivery::Home),
            false => f32::from(u8::from(o.delivery.contains(&Delivery::Home))),
        }),
    }
}
