//! `Screened → FeatureTable`: what speaks for and against each offer, as numbers.
//!
//! One row for each offer of a kept organization, one named column for each feature. A feature
//! depends on the pair and the catalog's statistics only, never on the other candidates, so
//! that a pair has one score, whoever asks and whichever source found it.

use crate::agreement::{best, best_code, best_of_both};
use crate::area::Coverage;
use crate::catalog::Catalog;
use crate::knowledge::Knowledge;
use crate::lexical::{GramQuery, WordQuery};
use crate::offer::Offer;
use crate::organization::{Delivery, Fee};
use crate::parse::ParsedNeed;
use crate::profile::{Profile, inferred};
use crate::screen::{Kept, Screened};
use crate::taxonomy::{ServiceCategory, TargetGroup, Tree};
use crate::understanding::{Weighted, weight_of};
use ndarray::Array2;

macro_rules! features {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)*) => {
        /// A column of the table.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Feature { $($(#[$doc])* $name,)* }

        impl Feature {
            /// Every feature, in the order of the columns.
            pub const ALL: [Self; [$($code),*].len()] = [$(Self::$name),*];

            /// The name in files.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }
        }
    };
}

features! {
    /// Always one: the score of a pair of which nothing else is known.
    Bias = "bias",
    /// BM25F of the need's words in the offer, saturated to 0..1.
    Words = "words",
    /// Cosine of character grams, 0..1.
    Characters = "characters",
    /// The best cosine of character grams over all offers of the organization, 0..1.
    OrganizationCharacters = "organization-characters",
    /// What the need means against what the offer's text means, 0..1.
    CategoryInferred = "category-inferred",
    /// What the need means against what the offer declares, 0..1.
    CategoryDeclared = "category-declared",
    /// What the need means against what any offer of the organization means or declares, 0..1.
    CategoryOrganization = "category-organization",
    /// Cosine of what the need is about and what the organization does as a whole, 0..1.
    CategoryProfile = "category-profile",
    /// Cosine of what the need leans towards and what the organization does as a whole, 0..1.
    CategoryLeaning = "category-leaning",
    /// What the form-filler ticked against what the offer declares or means, 0..1.
    CategoryTicked = "category-ticked",
    /// The people of the need against the people of the offer, 0..1.
    Group = "group",
    /// The offer is for certain people and the need is of others, 0..1.
    GroupConflict = "group-conflict",
    /// How narrowly the area is served: 0 for the whole district or unknown, 1 the community.
    AreaSpecificity = "area-specificity",
    /// The organization serves only a part of the place as it was given.
    AreaUncertain = "area-uncertain",
    /// The service comes home, as the need must have it.
    DeliveryFits = "delivery-fits",
    /// The service does not come home, and the need must have it.
    DeliveryMisses = "delivery-misses",
    /// The service costs money.
    Paid = "paid",
    /// How many different services the organization offers, 0..1.
    Generality = "generality",
    /// The offer is what the need says is not wanted, 0..1.
    Unwanted = "unwanted",
    /// The organization says that it does not do this or not for these people, 0..1.
    Excluded = "excluded",
    /// The offer is a service, not the organization's words about itself.
    IsService = "is-service",
    /// The need is a matter of a public office, 0..1.
    PublicOffice = "public-office",
    /// How sure the understanding of the need is, 0..1.
    Understood = "understood",
}

/// How many columns a table has.
pub const FEATURES: usize = Feature::ALL.len();

/// What a row is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The offer, by its index in the catalog.
    pub offer: usize,
    /// The wish of the need that the offer fits best, by index; none where none is understood.
    pub wish: Option<usize>,
}

/// The features of a need's candidates.
#[derive(Clone, Debug, PartialEq)]
pub struct FeatureTable {
    /// What each row is of; the offers of one organization stand together.
    pub rows: Vec<Row>,
    /// A row for each of `rows`, a column for each of [`Feature::ALL`].
    pub values: Array2<f32>,
}

/// A need with what is computed once for all of its offers.
struct Query<'a> {
    need: &'a ParsedNeed,
    words: WordQuery,
    grams: GramQuery,
    wants_home: f32,
    profile: Profile,
}

/// Computes the table.
pub fn featurize(
    knowledge: &Knowledge,
    catalog: &Catalog,
    need: &ParsedNeed,
    screened: &Screened,
) -> FeatureTable {
    let query = Query {
        need,
        words: catalog.bm25().query(&need.words),
        grams: catalog.grams().query(&need.text),
        wants_home: weight_of(&need.understood.delivery, Delivery::Home),
        profile: Profile::new(
            &knowledge.taxonomy.categories,
            inferred(&need.understood.categories),
        ),
    };
    let mut rows = Vec::new();
    let mut values = Vec::new();
    for kept in &screened.kept {
        let organization = Organization::new(knowledge, catalog, &query, kept);
        for offer in catalog.offers_of(kept.organization) {
            let (row, features) = organization.row(offer);
            rows.push(row);
            values.extend(features);
        }
    }
    let values = Array2::from_shape_vec((rows.len(), FEATURES), values)
        .expect("each row has a value for each feature");
    FeatureTable { rows, values }
}

/// A kept organization with what is computed once for all of its offers.
struct Organization<'a> {
    knowledge: &'a Knowledge,
    catalog: &'a Catalog,
    query: &'a Query<'a>,
    kept: &'a Kept,
    characters: Vec<f32>,
    /// The organization's own offer: what it says of itself.
    own: &'a Offer,
    category: f32,
    profile: f32,
    leaning: f32,
    generality: f32,
    excluded: f32,
}

impl<'a> Organization<'a> {
    fn new(
        knowledge: &'a Knowledge,
        catalog: &'a Catalog,
        query: &'a Query<'a>,
        kept: &'a Kept,
    ) -> Self {
        let range = catalog.offers_of(kept.organization);
        let offers = &catalog.offers()[range.clone()];
        let categories = &knowledge.taxonomy.categories;
        let groups = &knowledge.taxonomy.groups;
        let need = &query.need.understood;
        let excluded = offers
            .iter()
            .map(|o| {
                best(categories, &need.categories, &o.excluded.categories, false).max(best(
                    groups,
                    &need.groups,
                    &o.excluded.groups,
                    false,
                ))
            })
            .fold(0.0, f32::max);
        Self {
            knowledge,
            catalog,
            query,
            kept,
            characters: range.map(|o| catalog.grams().cosine(&query.grams, o)).collect(),
            own: &offers[0],
            category: offers
                .iter()
                .map(|o| category_agreement(categories, &need.categories, o))
                .fold(0.0, f32::max),
            profile: query.profile.cosine(catalog.profile(kept.organization)),
            leaning: query.need.leaning.cosine(catalog.profile(kept.organization)),
            generality: generality(offers),
            excluded,
        }
    }

    fn row(&self, index: usize) -> (Row, [f32; FEATURES]) {
        let offer = &self.catalog.offers()[index];
        let need = self.query.need;
        let categories = &self.knowledge.taxonomy.categories;
        let wish = self.best_wish(offer);
        let wanted = &need.understood.categories;
        let inferred = best(categories, wanted, &offer.understood.categories, true);
        let declared = best_code(categories, wanted, &offer.declared_categories);
        let ticked = need
            .declared_categories
            .iter()
            .map(|&code| {
                let ticked = [Weighted { term: code, weight: 1.0, evidence: Vec::new() }];
                category_agreement(categories, &ticked, offer)
            })
            .fold(0.0, f32::max);
        let (group, conflict) = self.groups(offer);
        let (fits, misses) = self.delivery(offer);
        let first = self.catalog.offers_of(self.kept.organization).start;
        let words = self.catalog.bm25().score(&self.query.words, index);
        let value = |feature: Feature| match feature {
            Feature::Bias => 1.0,
            Feature::Words => words / (words + WORDS_HALF),
            Feature::Characters => self.characters[index - first],
            Feature::OrganizationCharacters => self.characters.iter().copied().fold(0.0, f32::max),
            Feature::CategoryInferred => inferred,
            Feature::CategoryDeclared => declared,
            Feature::CategoryOrganization => self.category,
            Feature::CategoryProfile => self.profile,
            Feature::CategoryLeaning => self.leaning,
            Feature::CategoryTicked => ticked,
            Feature::Group => group,
            Feature::GroupConflict => conflict,
            Feature::AreaSpecificity => match self.kept.coverage {
                Coverage::Covers(depth) => (depth.saturating_sub(1) as f32 / 2.0).min(1.0),
                _ => 0.0,
            },
            Feature::AreaUncertain => flag(self.kept.coverage == Coverage::Uncertain),
            Feature::DeliveryFits => fits,
            Feature::DeliveryMisses => misses,
            Feature::Paid => flag(offer.fee == Some(Fee::Paid)),
            Feature::Generality => self.generality,
            Feature::Unwanted => {
                best(categories, &need.unwanted, &offer.understood.categories, false)
                    .max(best_code(categories, &need.unwanted, &offer.declared_categories))
            }
            Feature::Excluded => self.excluded,
            Feature::IsService => flag(offer.service.is_some()),
            Feature::PublicOffice => need.understood.matters.first().map_or(0.0, |m| m.weight),
            Feature::Understood => wanted.first().map_or(0.0, |c| c.weight),
        };
        (Row { offer: index, wish }, Feature::ALL.map(value))
    }

    /// The wish whose categories agree best with an offer's; the first of equals.
    fn best_wish(&self, offer: &Offer) -> Option<usize> {
        let categories = &self.knowledge.taxonomy.categories;
        let agreement = |i: usize| {
            let wanted = &self.query.need.wishes[i].understood.categories;
            category_agreement(categories, wanted, offer)
        };
        (0..self.query.need.wishes.len())
            .map(|i| (agreement(i), i))
            .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(&a.1)))
            .map(|(_, i)| i)
    }

    /// How far the people agree, and how far they are others. What an offer does not say of
    /// its people, the organization says for it.
    fn groups(&self, offer: &Offer) -> (f32, f32) {
        let groups = &self.knowledge.taxonomy.groups;
        let served = served(groups, offer, self.own);
        let mut needed = self.query.need.understood.groups.clone();
        for &code in &self.query.need.declared_groups {
            if weight_of(&needed, code) < TICKED {
                needed.retain(|n| n.term != code);
                needed.push(Weighted { term: code, weight: TICKED, evidence: Vec::new() });
            }
        }
        let agree = best(groups, &needed, &served, true);
        let surest_needed = needed.iter().map(|n| n.weight).fold(0.0, f32::max);
        let surest_served = served.iter().map(|s| s.weight).fold(0.0, f32::max);
        let conflict = (surest_needed * surest_served - agree).max(0.0);
        (agree, conflict)
    }

    fn delivery(&self, offer: &Offer) -> (f32, f32) {
        let home = if offer.delivery.is_empty() {
            weight_of(&offer.understood.delivery, Delivery::Home)
        } else {
            flag(offer.delivery.contains(&Delivery::Home))
        };
        let stated = !offer.delivery.is_empty();
        let wants = self.query.wants_home;
        (wants * home, if stated { wants * (1.0 - home) } else { 0.0 })
    }
}

/// How far some needed categories agree with what an offer means or declares.
fn category_agreement(
    categories: &Tree<ServiceCategory>,
    needed: &[Weighted<ServiceCategory>],
    offer: &Offer,
) -> f32 {
    best_of_both(categories, needed, &offer.understood.categories, &offer.declared_categories)
}

/// The BM25F score that counts as half.
const WORDS_HALF: f32 = 8.0;
/// How surely a ticked target group is meant.
const TICKED: f32 = 0.5;
/// How surely a declared target group is served.
const DECLARED: f32 = 0.8;
/// How much of a group that only the organization as a whole states is left for one offer.
const INHERITED: f32 = 0.5;

/// The people that an offer serves: declared, inferred, and where it names none, those of the
/// organization.
fn served(groups: &Tree<TargetGroup>, offer: &Offer, own: &Offer) -> Vec<Weighted<TargetGroup>> {
    let of = |offer: &Offer, share: f32| -> Vec<Weighted<TargetGroup>> {
        groups
            .ids()
            .filter_map(|term| {
                let declared = if offer.declared_groups.contains(&term) { DECLARED } else { 0.0 };
                let weight = share * declared.max(weight_of(&offer.understood.groups, term));
                (weight > 0.0).then(|| Weighted { term, weight, evidence: Vec::new() })
            })
            .collect()
    };
    let stated = of(offer, 1.0);
    if stated.is_empty() { of(own, INHERITED) } else { stated }
}

/// How many different services an organization offers, from 0 for one to 1 for eight or more.
fn generality(offers: &[Offer]) -> f32 {
    let mut terms: Vec<ServiceCategory> = offers
        .iter()
        .flat_map(|o| {
            let sure = o.understood.categories.iter().filter(|c| c.weight >= 0.45);
            sure.map(|c| c.term).chain(o.declared_categories.iter().copied())
        })
        .collect();
    terms.sort_unstable();
    terms.dedup();
    (terms.len().saturating_sub(1) as f32 / 7.0).min(1.0)
}

fn flag(holds: bool) -> f32 {
    f32::from(u8::from(holds))
}
