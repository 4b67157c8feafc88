//! Hard rules: what makes an organization no match, however many words agree. Each rejection
//! has its reason.

use crate::area::{Coverage, coverage};
use crate::candidates::Candidates;
use crate::catalog::Catalog;
use crate::offer::Offer;
use crate::organization::{Organization, Status};
use crate::parse::ParsedNeed;
use crate::taxonomy::{ServiceCategory, TargetGroup, Taxonomy, TermId, Tree};
use crate::understanding::Weighted;
use std::ops::Range;

/// A rule that an organization breaks for a need.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// It is suspended or dissolved.
    Inactive(Status),
    /// It does not serve the place.
    OutsideArea,
    /// It says that it does not do what is needed.
    ExcludesService {
        /// What it does not do.
        category: ServiceCategory,
        /// Which of its offers says so.
        offer: usize,
        /// Where in the offer's text.
        words: Range<usize>,
    },
    /// It says that it does not serve these people.
    ExcludesGroup {
        /// Whom it does not serve.
        group: TargetGroup,
        /// Which of its offers says so.
        offer: usize,
        /// Where in the offer's text.
        words: Range<usize>,
    },
}

/// An organization that passed.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// By its index in the catalog.
    pub organization: usize,
    /// How its area stands to the place: covering or uncertain.
    pub coverage: Coverage,
}

/// An organization that did not pass, and why: the first rule that it breaks.
#[derive(Clone, Debug, PartialEq)]
pub struct Rejected {
    /// By its index in the catalog.
    pub organization: usize,
    /// Why.
    pub rule: Rule,
}

/// The candidates, parted. Every candidate is in just one of the two, in ascending order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Screened {
    /// May be matched.
    pub kept: Vec<Kept>,
    /// May not.
    pub rejected: Vec<Rejected>,
}

/// What is said not to be done must be said this surely, and needed this surely, to rule out.
const SURE: f32 = 0.45;

/// An offer made this surely is not ruled out by an exclusion of the same term: 不做住家护工
/// beside 居家照护 limits the service, it does not deny it.
const OFFERED: f32 = 0.3;

/// Applies the hard rules.
pub fn screen(
    taxonomy: &Taxonomy,
    catalog: &Catalog,
    need: &ParsedNeed,
    candidates: &Candidates,
) -> Screened {
    let mut screened = Screened::default();
    for &index in candidates.organizations() {
        let organization = &catalog.organizations()[index];
        let coverage = coverage(&organization.serves, &need.area);
        match broken_rule(taxonomy, catalog, need, index, organization, coverage) {
            Some(rule) => screened.rejected.push(Rejected { organization: index, rule }),
            None => screened.kept.push(Kept { organization: index, coverage }),
        }
    }
    screened
}

fn broken_rule(
    taxonomy: &Taxonomy,
    catalog: &Catalog,
    need: &ParsedNeed,
    index: usize,
    organization: &Organization,
    coverage: Coverage,
) -> Option<Rule> {
    if organization.status != Status::Active {
        return Some(Rule::Inactive(organization.status));
    }
    if coverage == Coverage::Outside {
        return Some(Rule::OutsideArea);
    }
    let range = catalog.offers_of(index);
    let offers = &catalog.offers()[range.clone()];
    let (category, offer, words) =
        excluded(&taxonomy.categories, need.understood.categories.first(), offers, |o| {
            (&o.excluded.categories, &o.understood.categories, &o.declared_categories)
        })
        .map_or((None, 0, 0..0), |(term, offer, words)| (Some(term), offer, words));
    if let Some(category) = category {
        return Some(Rule::ExcludesService { category, offer: range.start + offer, words });
    }
    let surest = need.understood.groups.first();
    excluded(&taxonomy.groups, surest, offers, |o| {
        (&o.excluded.groups, &o.understood.groups, &o.declared_groups)
    })
    .map(|(group, offer, words)| Rule::ExcludesGroup {
        group,
        offer: range.start + offer,
        words,
    })
}

/// An offer's excluded, inferred and declared terms of one vocabulary.
type Terms<'a, T> = (&'a Vec<Weighted<T>>, &'a Vec<Weighted<T>>, &'a Vec<T>);

/// The surest term of a need, where the offers exclude it and none makes it.
fn excluded<T: TermId>(
    tree: &Tree<T>,
    needed: Option<&Weighted<T>>,
    offers: &[Offer],
    terms: impl Fn(&Offer) -> Terms<'_, T>,
) -> Option<(T, usize, Range<usize>)> {
    let needed = needed.filter(|n| n.weight >= SURE && tree.parent(n.term).is_some())?;
    let offered = offers.iter().any(|offer| {
        let (_, understood, declared) = terms(offer);
        declared.contains(&needed.term)
            || understood.iter().any(|u| u.term == needed.term && u.weight >= OFFERED)
    });
    if offered {
        return None;
    }
    offers.iter().enumerate().find_map(|(i, offer)| {
        let (excluded, ..) = terms(offer);
        excluded
            .iter()
            .find(|e| e.term == needed.term && e.weight >= SURE)
            .and_then(|e| e.evidence.first())
            .map(|words| (needed.term, i, words.clone()))
    })
}
