//! The order of the stages, written once.

use crate::candidates::Candidates;
use crate::catalog::Catalog;
use crate::features::featurize;
use crate::knowledge::Knowledge;
use crate::organization::Organization;
use crate::parse::ParsedNeed;
use crate::rank::{Match, Ranked, order, rank};
use crate::score::{Model, score};
use crate::screen::{Kept, Rejected, Screened, screen};

/// What the engine works with: its knowledge, the organizations, and what was learned.
#[derive(Debug)]
pub struct Engine {
    /// The vocabularies, the lexicon, the analyzer.
    pub knowledge: Knowledge,
    /// The organizations.
    pub catalog: Catalog,
    /// The weights.
    pub model: Model,
}

/// A single pair is worth somebody's attention where at least this share of a perfect match is to
/// be expected: a near miss that is shown, a need in an organization's list.
pub const WORTH_SEEING: f32 = 0.1;

/// The answer to a need, and who was left out by a hard rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Who is proposed, or why nobody is.
    pub ranked: Ranked,
    /// Candidates that broke a hard rule.
    pub rejected: Vec<Rejected>,
}

/// A candidate that a hard rule stopped, and how well it would have fitted.
#[derive(Clone, Debug, PartialEq)]
pub struct NearMiss {
    /// Who, and the rule that it breaks.
    pub rejected: Rejected,
    /// What it would have been without the rule.
    pub would_be: Match,
}

impl Engine {
    /// Understands every organization.
    pub fn new(knowledge: Knowledge, organizations: Vec<Organization>, model: Model) -> Self {
        let catalog = Catalog::new(&knowledge, organizations);
        Self { knowledge, catalog, model }
    }

    /// Screens, featurizes, scores and ranks the candidates of a need.
    pub fn answer(&self, need: &ParsedNeed, candidates: &Candidates, top: usize) -> Answer {
        self.answer_with(&self.model, need, candidates, top)
    }

    /// The same with other weights.
    pub fn answer_with(
        &self,
        model: &Model,
        need: &ParsedNeed,
        candidates: &Candidates,
        top: usize,
    ) -> Answer {
        let screened = screen(&self.knowledge.taxonomy, &self.catalog, need, candidates);
        let table = featurize(&self.knowledge, &self.catalog, need, &screened);
        let scored = score(table, model);
        let ranked = rank(&self.catalog, model, need, &scored, top);
        Answer { ranked, rejected: screened.rejected }
    }

    /// The score of one pair, whoever asks; none where a hard rule forbids it.
    pub fn pair(&self, need: &ParsedNeed, organization: usize) -> Option<Match> {
        let candidates = Candidates::new(vec![organization]);
        let screened = screen(&self.knowledge.taxonomy, &self.catalog, need, &candidates);
        let table = featurize(&self.knowledge, &self.catalog, need, &screened);
        order(&self.catalog, &self.model, &score(table, &self.model), 0.0, 1).pop()
    }

    /// Those of the rejected that would have been shown but for the rule, best first: what a
    /// committee asks next ("why not that one?").
    pub fn near_misses(
        &self,
        need: &ParsedNeed,
        rejected: &[Rejected],
        top: usize,
    ) -> Vec<NearMiss> {
        let as_if_kept = Screened {
            kept: rejected
                .iter()
                .map(|r| Kept {
                    organization: r.organization,
                    coverage: crate::area::coverage(
                        &self.catalog.organizations()[r.organization].serves,
                        &need.area,
                    ),
                })
                .collect(),
            rejected: Vec::new(),
        };
        let table = featurize(&self.knowledge, &self.catalog, need, &as_if_kept);
        let scored = score(table, &self.model);
        order(&self.catalog, &self.model, &scored, WORTH_SEEING, top)
            .into_iter()
            .filter_map(|would_be| {
                let rejected = rejected.iter().find(|r| r.organization == would_be.organization);
                rejected.map(|r| NearMiss { rejected: r.clone(), would_be })
            })
            .collect()
    }
}
