//! `Scored → Ranked`: the best offer of each organization, in order, or an honest "nobody".

use crate::catalog::Catalog;
use crate::features::{FEATURES, Feature, Row};
use crate::parse::ParsedNeed;
use crate::score::{Model, Scored, expectation};

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
    /// How surely nobody suits, 0 to 1.
    pub nobody: f32,
}

/// The kept organizations of which enough is to be expected, best first, at most so many; ties by
/// preference, then by the organization's id.
pub fn order(
    catalog: &Catalog,
    model: &Model,
    scored: &Scored,
    from: f32,
    top: usize,
) -> Vec<Match> {
    let Scored { table, scores, preferences } = scored;
    let enough = |&i: &usize| expectation(scores[i]) >= from;
    let mut order: Vec<usize> = (0..table.rows.len()).filter(enough).collect();
    let id = |i: usize| &catalog.organizations()[table.rows[i].organization].id;
    order.sort_by(|&a, &b| {
        scores[b]
            .total_cmp(&scores[a])
            .then_with(|| preferences[b].total_cmp(&preferences[a]))
            .then_with(|| id(a).cmp(id(b)))
    });
    let found = |i: usize| Match {
        organization: table.rows[i].organization,
        row: table.rows[i],
        score: scores[i],
        probability: model.probability(scores[i]),
        contributions: scored.contributions(model, i),
    };
    order.into_iter().take(top).map(found).collect()
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
    let best = scored.scores.iter().copied().max_by(f32::total_cmp);
    let nobody = model.refusal.probability(best, need.understood.out_of_scope);
    if best.is_some() && nobody <= model.refusal.from {
        let matches = order(catalog, model, scored, model.show_from, top);
        return Ranked { matches, abstention: None, nobody };
    }
    let matter = need.understood.matters.first().filter(|m| m.weight >= CLEARLY_PUBLIC);
    let abstention = match matter {
        Some(matter) => Abstention::PublicOffice(matter.term),
        None if scored.table.rows.is_empty() => Abstention::NobodyThere,
        None if need.words.is_empty() => Abstention::NothingUnderstood,
        None => Abstention::NobodySuitable,
    };
    Ranked { matches: Vec::new(), abstention: Some(abstention), nobody }
}
