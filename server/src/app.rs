//! What the server holds while it runs: the engine, its indexes and the needs. Immutable.

use crate::http::problem::Problem;
use crate::view::{NeedView, RankedNeedView, need_view, ranked_need_view};
use engine::need::Need;
use engine::parse::{ParsedNeed, parse};
use engine::pipeline::Engine;
use indexer::matcher::Matcher;
use indexer::needs::{NeedIndex, State};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A need that was posted, and what was understood of it.
#[derive(Clone, Debug)]
pub struct PostedNeed {
    /// As it was posted.
    pub need: Need,
    /// As it was understood.
    pub parsed: ParsedNeed,
}

/// The running application.
pub struct App {
    matcher: Matcher,
    need_index: NeedIndex,
    needs: Vec<PostedNeed>,
    needs_by_id: BTreeMap<String, usize>,
    organizations_by_id: BTreeMap<String, usize>,
}

/// How many near-misses an answer names.
const NEAR_MISSES: usize = 5;

impl App {
    /// Understands and indexes the needs.
    pub fn new(matcher: Matcher, needs: Vec<Need>) -> Result<Self, indexer::Error> {
        let engine = matcher.engine();
        let needs: Vec<PostedNeed> = needs
            .into_par_iter()
            .map(|need| PostedNeed { parsed: parse(&engine.knowledge, &need), need })
            .collect();
        let open = needs.iter().map(|posted| (&posted.parsed, State::Open));
        let need_index = NeedIndex::in_memory(&engine.knowledge, open)?;
        let needs_by_id = needs.iter().enumerate().map(|(i, n)| (n.need.id.clone(), i)).collect();
        let organizations = engine.catalog.organizations().iter().enumerate();
        let organizations_by_id = organizations.map(|(i, o)| (o.id.clone(), i)).collect();
        Ok(Self { needs_by_id, organizations_by_id, needs, need_index, matcher })
    }

    /// The engine.
    pub fn engine(&self) -> &Engine {
        self.matcher.engine()
    }

    /// Every posted need.
    pub fn needs(&self) -> &[PostedNeed] {
        &self.needs
    }

    /// A posted need.
    pub fn need(&self, id: &str) -> Option<&PostedNeed> {
        self.needs_by_id.get(id).map(|&i| &self.needs[i])
    }

    /// An organization, by its index in the catalog.
    pub fn organization(&self, id: &str) -> Option<usize> {
        self.organizations_by_id.get(id).copied()
    }

    /// Matches a need.
    pub fn answer(&self, need: &Need, top: usize) -> Result<NeedView, indexer::Error> {
        let parsed = parse(&self.engine().knowledge, need);
        let answer = self.matcher.answer(&parsed, top)?;
        let near_misses = self.matcher.near_misses(&parsed, NEAR_MISSES)?;
        Ok(need_view(self.engine(), &parsed, &answer.ranked, &near_misses))
    }

    /// Matches a need, off the threads that serve requests.
    pub async fn answer_in_background(
        self: &Arc<Self>,
        need: Need,
        top: usize,
    ) -> Result<NeedView, Problem> {
        let app = Arc::clone(self);
        in_background(move || app.answer(&need, top)).await
    }

    /// The needs that suit an organization, best first, off the threads that serve requests.
    pub async fn needs_for_in_background(
        self: &Arc<Self>,
        organization: usize,
    ) -> Result<Vec<RankedNeedView>, Problem> {
        let app = Arc::clone(self);
        in_background(move || {
            let parsed = |id: &str| app.need(id).map(|posted| &posted.parsed);
            let inbox = app.matcher.inbox(organization, &app.need_index, parsed)?;
            let views = inbox
                .iter()
                .enumerate()
                .map(|(i, (need, found))| ranked_need_view(app.engine(), need, found, i + 1));
            Ok(views.collect())
        })
        .await
    }
}

async fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, indexer::Error> + Send + 'static,
) -> Result<T, Problem> {
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => {
            tracing::error!(%error, "the first stage failed");
            Err(Problem::internal())
        }
        Err(error) => {
            tracing::error!(%error, "matching stopped half-way");
            Err(Problem::internal())
        }
    }
}
