//! `Scored → Ranked`: the best offer of each organization, in order, or an honest "nobody".

use crate::catalog::Catalog;
use crate::features::{FEATURES, Feature, Row};
use crate::parse::ParsedNeed;
use crate::score::{Model, Scored};

/// An organization that is proposed for a need.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// By its index in the catalog.
    pub organization: usize,
    /// The offer that fits best, and the wish that it fits.
    pub row: Row,
    /// The sum of the contributions.
    pub score: f32,
    /// Of grade 2 or more: suitable.
    pub probability: f32,
    /// What each feature adds to the score.
    pub contributions: [f32; FEATURES],
}

impl Match {
    /// What a feature adds to the score.
    pub fn contribution(&self, feature: Feature) -> f32 {
        let column = Feature::ALL.iter().position(|&f| f == feature);
        self.contributions[column.expect("every feature is in ALL")]
    }
}

/// Why nobody is proposed.
#[derive(Clone, Debug, PartialEq)]
pub enum Abstention {
    /// The text is empty or says nothing that could be understood.
    NothingUnderstood,
    /// It is the matter of a public office: the index into the lexicon's matters.
    PublicOffice(usize),
    /// No active organization serves the place.
    NobodyThere,
    /// Organizations serve the place, and none does what is needed.
    NobodySuitable,
}

/// The answer to a need.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// Best first; empty where the engine abstains.
    pub matches: Vec<Match>,
    /// Why there are no matches; none where there are some.
    pub abstention: Option<Abstention>,
}

/// Every kept organization by its best offer, best first; ties by the organization's id.
pub fn order(catalog: &Catalog, model: &Model, scored: &Scored) -> Vec<Match> {
    let mut matches: Vec<Match> = Vec::new();
    for (i, (&row, &score)) in scored.rows.iter().zip(&scored.scores).enumerate() {
        let organization = catalog.offers()[row.offer].organization;
        let better = match matches.last() {
            Some(last) if last.organization == organization => score > last.score,
            _ => {
                matches.push(Match {
                    organization,
                    row,
                    score: f32::NEG_INFINITY,
                    probability: 0.0,
                    contributions: [0.0; FEATURES],
                });
                true
            }
        };
        if better {
            let best = matches.last_mut().expect("one was pushed for this organization");
            best.row = row;
            best.score = score;
            for (to, (_, from)) in best.contributions.iter_mut().zip(scored.contributions_of(i)) {
                *to = from;
            }
        }
    }
    for one in &mut matches {
        one.probability = model.probability(one.score);
    }
    let id = |m: &Match| &catalog.organizations()[m.organization].id;
    matches.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| id(a).cmp(id(b))));
    matches
}

/// A matter of a public office is named as the reason from this weight on.
const CLEARLY_PUBLIC: f32 = 0.45;

/// Decides whether to answer at all, and how many to show.
pub fn rank(
    catalog: &Catalog,
    model: &Model,
    need: &ParsedNeed,
    scored: &Scored,
    top: usize,
) -> Ranked {
    let mut matches = order(catalog, model, scored);
    let best = matches.first().map_or(0.0, |m| m.probability);
    if best >= model.abstain_below {
        matches.retain(|m| m.probability >= model.show_from);
        matches.truncate(top);
        return Ranked { matches, abstention: None };
    }
    let matter = need.understood.matters.first().filter(|m| m.weight >= CLEARLY_PUBLIC);
    let abstention = match matter {
        Some(matter) => Abstention::PublicOffice(matter.term),
        None if scored.rows.is_empty() => Abstention::NobodyThere,
        None if need.understood.categories.is_empty() => Abstention::NothingUnderstood,
        None => Abstention::NobodySuitable,
    };
    Ranked { matches: Vec::new(), abstention: Some(abstention) }
}
