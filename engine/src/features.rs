//! `Screened → FeatureTable`: what speaks for and against each organization, as numbers.
//!
//! One row for each kept organization, one named column for each feature. A feature depends on
//! the pair and the catalog's statistics only, never on the other candidates, so that a pair has
//! one score, whoever asks and whichever source found it.

use crate::agreement::{best, best_code};
use crate::area::Coverage;
use crate::catalog::{Catalog, Portrait};
use crate::knowledge::Knowledge;
use crate::lexical::{GramQuery, WordQuery};
use crate::offer::Offer;
use crate::organization::{Delivery, Fee};
use crate::parse::ParsedNeed;
use crate::profile::{Profile, Wanted, declared, inferred};
use crate::screen::{Kept, Screened};
use crate::taxonomy::{ServiceCategory, TargetGroup};
use crate::understanding::weight_of;
use ndarray::{Array1, Array2};

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
    /// Always one: what every pair starts with.
    Bias = "bias",
    /// The needed service that some offer is most surely, from its text or its form, 0..1.
    Service = "service",
    /// The same, from texts alone.
    ServiceInferred = "service-inferred",
    /// The same, from forms alone.
    ServiceDeclared = "service-declared",
    /// The same, from single sentences: what is done beside the main thing.
    ServiceSentence = "service-sentence",
    /// The same, from single items of enumerations.
    ServiceItem = "service-item",
    /// How much of what is needed the organization does, over all needed services, 0..1.
    ServiceSum = "service-sum",
    /// How far need and offer are about the same things, and about nothing else, 0..1.
    ServiceOverlap = "service-overlap",
    /// Which share of all that the organization does is what is needed, 0..1.
    ServiceShare = "service-share",
    /// The best agreement of a single wish and an offer, 0..1.
    WishService = "wish-service",
    /// The share of the wishes that the organization serves, 0..1.
    WishesServed = "wishes-served",
    /// The field of the need is a field of the organization's, 0..1.
    Field = "field",
    /// How far need and organization are about the same fields, and about no others, 0..1.
    FieldOverlap = "field-overlap",
    /// The organization does what often meets such needs too, 0..1.
    Near = "near",
    /// The organization does what helps such needs at least a little, 0..1.
    Related = "related",
    /// What the form-filler ticked is a service of the organization's, 0..1.
    Ticked = "ticked",
    /// The organization takes up any need of its area, or refers on, 0..1.
    General = "general",
    /// The same, where the need is one for social organizations.
    GeneralInScope = "general-in-scope",
    /// The need is no social organization's matter, 0..1.
    OutOfScope = "out-of-scope",
    /// How surely the need's service is understood, 0..1.
    Understood = "understood",
    /// The need cannot wait, 0..1.
    Urgent = "urgent",
    /// The people of the need are the people of the organization, 0..1.
    Group = "group",
    /// How far both speak of the same people, and of no others, 0..1.
    GroupOverlap = "group-overlap",
    /// The organization is for certain people and the need is of others, 0..1.
    GroupConflict = "group-conflict",
    /// The organization is for everybody, 0..1.
    ForAll = "for-all",
    /// How many different things the organization does.
    Breadth = "breadth",
    /// BM25F of the need's words in the best offer, saturated to 0..1.
    Words = "words",
    /// The best cosine of character grams over the offers, 0..1.
    Characters = "characters",
    /// How narrowly the area is served: 0 for the whole district or unknown, 1 the community.
    AreaSpecificity = "area-specificity",
    /// The organization serves only a part of the place as it was given.
    AreaUncertain = "area-uncertain",
    /// A service comes home, as the need must have it, 0..1.
    HomeFits = "home-fits",
    /// No service comes home, and the need must have it, 0..1.
    HomeMisses = "home-misses",
    /// The best offer costs money.
    Paid = "paid",
    /// The organization does what the need says is not wanted, 0..1.
    Unwanted = "unwanted",
    /// The organization says that it does not do this or not for these people, 0..1.
    Excluded = "excluded",
    /// The need is a matter of a public office, 0..1.
    PublicOffice = "public-office",
}

/// How many columns a table has.
pub const FEATURES: usize = Feature::ALL.len();

impl Feature {
    /// Which way the score may move as the feature grows: 1 up, -1 down, 0 either. More agreement
    /// never hurts, a conflict never helps.
    pub fn direction(self) -> i8 {
        match self {
            Self::GroupConflict
            | Self::AreaUncertain
            | Self::HomeMisses
            | Self::Paid
            | Self::Unwanted
            | Self::Excluded
            | Self::PublicOffice
            | Self::OutOfScope => -1,
            Self::Bias
            | Self::ServiceShare
            | Self::General
            | Self::Understood
            | Self::Urgent
            | Self::ForAll
            | Self::Breadth => 0,
            _ => 1,
        }
    }
}

/// What a row is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The organization, by its index in the catalog.
    pub organization: usize,
    /// Its offer that fits best, by its index in the catalog.
    pub offer: usize,
    /// The wish of the need that the organization fits best, by index; none where none is
    /// understood.
    pub wish: Option<usize>,
}

/// The features of a need's candidates.
#[derive(Clone, Debug, PartialEq)]
pub struct FeatureTable {
    /// What each row is of.
    pub rows: Vec<Row>,
    /// A row for each of `rows`, a column for each of [`Feature::ALL`].
    pub values: Array2<f32>,
}

impl FeatureTable {
    /// The values of a row, feature by feature.
    pub fn row(&self, row: usize) -> &[f32] {
        self.values.row(row).to_slice().expect("rows lie one after another")
    }

    /// The values of a feature, row by row.
    pub fn column(&self, feature: Feature) -> Array1<f32> {
        let column = Feature::ALL.iter().position(|&f| f == feature);
        self.values.column(column.expect("every feature is in ALL")).to_owned()
    }
}

/// A need with what is computed once for all organizations.
struct Query<'a> {
    need: &'a ParsedNeed,
    words: WordQuery,
    grams: GramQuery,
    services: Wanted,
    fields: Wanted,
    near: Wanted,
    related: Wanted,
    ticked: Wanted,
    wishes: Vec<Wanted>,
    groups: Wanted,
    everybody: Option<TargetGroup>,
    home: f32,
}

impl<'a> Query<'a> {
    fn new(knowledge: &Knowledge, catalog: &Catalog, need: &'a ParsedNeed) -> Self {
        let tree = &knowledge.taxonomy.categories;
        let of = |understood: &[_]| Profile::<ServiceCategory>::new(inferred(understood));
        let services = of(&need.understood.categories);
        let wanted = |profile: &Profile<ServiceCategory>| Wanted::new(tree, profile);
        Self {
            need,
            words: catalog.bm25().query(&need.words),
            grams: catalog.grams().query(&need.text),
            fields: wanted(&services.fields(tree)),
            near: wanted(&knowledge.related.near(&services)),
            related: wanted(&knowledge.related.any(&services)),
            ticked: wanted(&Profile::new(declared(&need.declared_categories, 1.0))),
            wishes: need.wishes.iter().map(|w| wanted(&of(&w.understood.categories))).collect(),
            services: wanted(&services),
            groups: Wanted::new(&knowledge.taxonomy.groups, &needed_groups(knowledge, need)),
            everybody: knowledge.taxonomy.groups.find(EVERYBODY),
            home: weight_of(&need.understood.delivery, Delivery::Home),
        }
    }
}

/// How surely a ticked target group is meant.
const TICKED: f32 = 0.5;
/// How much of a narrow group's weight the broad one has too.
const PARENT: f32 = 0.7;

/// The people of a need, the broad groups of the narrow ones among them.
fn needed_groups(knowledge: &Knowledge, need: &ParsedNeed) -> Profile<TargetGroup> {
    let tree = &knowledge.taxonomy.groups;
    let own = inferred(&need.understood.groups).chain(declared(&need.declared_groups, TICKED));
    Profile::new(own.flat_map(|(group, weight)| {
        let parent = tree.parent(group).map(|parent| (parent, weight * PARENT));
        [Some((group, weight)), parent].into_iter().flatten()
    }))
}

/// Computes the table.
pub fn featurize(
    knowledge: &Knowledge,
    catalog: &Catalog,
    need: &ParsedNeed,
    screened: &Screened,
) -> FeatureTable {
    let query = Query::new(knowledge, catalog, need);
    let mut rows = Vec::with_capacity(screened.kept.len());
    let mut values = Vec::with_capacity(screened.kept.len() * FEATURES);
    for kept in &screened.kept {
        let (row, features) = Pair::new(knowledge, catalog, &query, kept).row();
        rows.push(row);
        values.extend(features);
    }
    let values = Array2::from_shape_vec((rows.len(), FEATURES), values)
        .expect("each row has a value for each feature");
    FeatureTable { rows, values }
}

/// A need and a kept organization.
struct Pair<'a> {
    knowledge: &'a Knowledge,
    catalog: &'a Catalog,
    query: &'a Query<'a>,
    kept: &'a Kept,
    portrait: &'a Portrait,
    offers: &'a [Offer],
    /// The offer that fits best.
    offer: usize,
    characters: f32,
}

impl<'a> Pair<'a> {
    fn new(
        knowledge: &'a Knowledge,
        catalog: &'a Catalog,
        query: &'a Query<'a>,
        kept: &'a Kept,
    ) -> Self {
        let range = catalog.offers_of(kept.organization);
        let (mut offer, mut most, mut characters) = (range.start, f32::NEG_INFINITY, 0.0f32);
        for i in range.clone() {
            let cosine = catalog.grams().cosine(&query.grams, i);
            let fit = catalog.services(i).best(&query.services) + cosine;
            if fit > most {
                (offer, most) = (i, fit);
            }
            characters = characters.max(cosine);
        }
        Self {
            knowledge,
            catalog,
            query,
            kept,
            portrait: catalog.portrait(kept.organization),
            offers: &catalog.offers()[range],
            offer,
            characters,
        }
    }

    fn row(&self) -> (Row, [f32; FEATURES]) {
        let wish = self.best_wish();
        let row = Row {
            organization: self.kept.organization,
            offer: self.offer,
            wish: wish.map(|(_, i)| i),
        };
        let value = |feature: Feature| self.value(feature, wish.map_or(0.0, |(best, _)| best));
        (row, Feature::ALL.map(value))
    }

    fn value(&self, feature: Feature, wish: f32) -> f32 {
        let (query, portrait) = (self.query, self.portrait);
        let need = &query.need.understood;
        match feature {
            Feature::Bias => 1.0,
            Feature::Service => portrait.services.best(&query.services),
            Feature::ServiceInferred => portrait.inferred.best(&query.services),
            Feature::ServiceDeclared => portrait.declared.best(&query.services),
            Feature::ServiceSentence => portrait.sentences.best(&query.services),
            Feature::ServiceItem => portrait.items.best(&query.services),
            Feature::ServiceSum => portrait.services.dot(&query.services),
            Feature::ServiceOverlap => self.service_overlap(),
            Feature::ServiceShare => {
                portrait.services.dot(&query.services) / (portrait.services.sum() + LITTLE)
            }
            Feature::WishService => wish,
            Feature::WishesServed => self.wishes_served(),
            Feature::Field => portrait.fields.best(&query.fields),
            Feature::FieldOverlap => portrait.fields.cosine(&query.fields),
            Feature::Near => portrait.services.best(&query.near),
            Feature::Related => portrait.services.best(&query.related),
            Feature::Ticked => portrait.services.best(&query.ticked),
            Feature::General => portrait.general,
            Feature::GeneralInScope => portrait.general * (1.0 - need.out_of_scope),
            Feature::OutOfScope => need.out_of_scope,
            Feature::Understood => query.services.highest(),
            Feature::Urgent => need.urgent,
            Feature::Group => portrait.groups.best(&query.groups),
            Feature::GroupOverlap => portrait.groups.cosine(&query.groups),
            Feature::GroupConflict => {
                let both = query.groups.highest() * portrait.groups.highest();
                (both - portrait.groups.best(&query.groups)).max(0.0)
            }
            Feature::ForAll => self.for_all(),
            Feature::Breadth => portrait.services.sum(),
            Feature::Words => {
                let words = self.catalog.bm25().score(&query.words, self.offer);
                words / (words + WORDS_HALF)
            }
            Feature::Characters => self.characters,
            Feature::AreaSpecificity => match self.kept.coverage {
                Coverage::Covers(depth) => (depth.saturating_sub(1) as f32 / 2.0).min(1.0),
                _ => 0.0,
            },
            Feature::AreaUncertain => flag(self.kept.coverage == Coverage::Uncertain),
            Feature::HomeFits => query.home * portrait.home,
            Feature::HomeMisses => query.home * (1.0 - portrait.home),
            Feature::Paid => flag(self.catalog.offers()[self.offer].fee == Some(Fee::Paid)),
            Feature::Unwanted => self.unwanted(),
            Feature::Excluded => self.excluded(),
            Feature::PublicOffice => need.matters.first().map_or(0.0, |m| m.weight),
        }
    }

    /// The wish that the organization's services agree with best, and how far; the first of
    /// equals.
    fn best_wish(&self) -> Option<(f32, usize)> {
        let wishes = self.query.wishes.iter().enumerate();
        wishes
            .map(|(i, wish)| (self.portrait.services.best(wish), i))
            .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(&a.1)))
    }

    fn wishes_served(&self) -> f32 {
        let wishes = &self.query.wishes;
        let served: f32 = wishes.iter().map(|wish| self.portrait.services.best(wish)).sum();
        served / wishes.len().max(1) as f32
    }

    fn service_overlap(&self) -> f32 {
        let offers = self.catalog.offers_of(self.kept.organization);
        offers
            .map(|offer| self.catalog.services(offer).overlap(&self.query.services))
            .fold(0.0, f32::max)
    }

    fn for_all(&self) -> f32 {
        let found =
            self.portrait.groups.iter().find(|(group, _)| Some(*group) == self.query.everybody);
        found.map_or(0.0, |(_, weight)| weight)
    }

    fn unwanted(&self) -> f32 {
        let categories = &self.knowledge.taxonomy.categories;
        let unwanted = &self.query.need.unwanted;
        let of = |offer: &Offer| {
            best(unwanted, &offer.understood.categories).max(best_code(
                categories,
                unwanted,
                &offer.declared_categories,
            ))
        };
        self.offers.iter().map(of).fold(0.0, f32::max)
    }

    fn excluded(&self) -> f32 {
        let need = &self.query.need.understood;
        let of = |offer: &Offer| {
            let excluded = &offer.excluded;
            best(&need.categories, &excluded.categories).max(best(&need.groups, &excluded.groups))
        };
        self.offers.iter().map(of).fold(0.0, f32::max)
    }
}

/// The group of all.
const EVERYBODY: &str = "residents";
/// Keeps the share of an organization that says next to nothing small.
const LITTLE: f32 = 0.3;
/// The BM25F score that counts as half.
const WORDS_HALF: f32 = 8.0;

fn flag(holds: bool) -> f32 {
    f32::from(u8::from(holds))
}
