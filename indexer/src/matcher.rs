//! Both candidate sources in front of the engine: the one path that the command line, the
//! server and evaluation take.

use crate::error::Error;
use crate::hits::CatalogIds;
use crate::needs::NeedIndex;
use crate::offers::OfferIndex;
use crate::store::{Opened, Stamp};
use engine::candidates::Candidates;
use engine::parse::ParsedNeed;
use engine::pipeline::{Answer, Engine, NearMiss, WORTH_SEEING};
use engine::rank::Match;
use engine::score::{Model, expectation};
use std::path::Path;

/// How many organizations or needs the first stage hands on. At a recall of one on the judged
/// collections; more only costs time.
pub const DEPTH: usize = 200;

/// How many organizations out of reach are looked at for near-misses.
const OUT_OF_REACH: usize = 50;

/// An engine with the index of its organizations.
#[derive(Debug)]
pub struct Matcher {
    engine: Engine,
    offers: OfferIndex,
    ids: CatalogIds,
}

impl Matcher {
    /// Indexes the engine's organizations in memory.
    pub fn in_memory(engine: Engine) -> Result<Self, Error> {
        let offers = OfferIndex::in_memory(&engine.knowledge, &engine.catalog)?;
        Ok(Self { ids: CatalogIds::new(&engine.catalog), offers, engine })
    }

    /// Opens the index of the engine's organizations in a folder, or builds it there.
    pub fn in_folder(
        engine: Engine,
        folder: &Path,
        stamp: &Stamp<'_>,
    ) -> Result<(Self, Opened), Error> {
        let (offers, opened) =
            OfferIndex::open_or_build(folder, &engine.knowledge, &engine.catalog, stamp)?;
        Ok((Self { ids: CatalogIds::new(&engine.catalog), offers, engine }, opened))
    }

    /// The engine.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// What the first stage finds for a need: active organizations that serve the place.
    pub fn candidates(&self, need: &ParsedNeed) -> Result<Candidates, Error> {
        if let Some(all) = self.offers.few_within_reach(need, DEPTH)? {
            return Ok(self.ids.candidates(all.iter().map(String::as_str)));
        }
        let taxonomy = &self.engine.knowledge.taxonomy;
        let hits = self.offers.within_reach(taxonomy, need, DEPTH)?;
        Ok(self.ids.candidates(hits.iter().map(|hit| hit.id.as_str())))
    }

    /// Ranks organizations for a need.
    pub fn answer(&self, need: &ParsedNeed, top: usize) -> Result<Answer, Error> {
        self.answer_with(&self.engine.model, need, top)
    }

    /// The same with other weights.
    pub fn answer_with(
        &self,
        model: &Model,
        need: &ParsedNeed,
        top: usize,
    ) -> Result<Answer, Error> {
        Ok(self.engine.answer_with(model, need, &self.candidates(need)?, top))
    }

    /// Who would fit but for a hard rule: organizations out of reach, and those among the
    /// candidates that say they do not do this.
    pub fn near_misses(&self, need: &ParsedNeed, top: usize) -> Result<Vec<NearMiss>, Error> {
        let taxonomy = &self.engine.knowledge.taxonomy;
        let hits = self.offers.out_of_reach(taxonomy, need, OUT_OF_REACH)?;
        let beyond = self.ids.candidates(hits.iter().map(|hit| hit.id.as_str()));
        let mut rejected = self.engine.answer(need, &beyond, 0).rejected;
        rejected.extend(self.engine.answer(need, &self.candidates(need)?, 0).rejected);
        Ok(self.engine.near_misses(need, &rejected, top))
    }

    /// The open needs that suit an organization, best first, ties by id. A pair has the score
    /// that it has in the ranking for the need; one of which too little is to be expected stays
    /// out.
    pub fn inbox<'a>(
        &self,
        organization: usize,
        index: &NeedIndex,
        need: impl Fn(&str) -> Option<&'a ParsedNeed>,
    ) -> Result<Vec<(&'a ParsedNeed, Match)>, Error> {
        let Engine { knowledge, catalog, .. } = &self.engine;
        let hits = index.within_reach(knowledge, catalog, organization, DEPTH)?;
        let mut inbox: Vec<(&ParsedNeed, Match)> = hits
            .iter()
            .filter_map(|hit| need(&hit.id))
            .filter_map(|need| self.engine.pair(need, organization).map(|found| (need, found)))
            .filter(|(_, found)| expectation(found.score) >= WORTH_SEEING)
            .collect();
        inbox.sort_by(|(a, x), (b, y)| y.score.total_cmp(&x.score).then_with(|| a.id.cmp(&b.id)));
        Ok(inbox)
    }
}
