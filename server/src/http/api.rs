//! The HTTP API under `/api/v1`.

use crate::app::App;
use crate::http::paging::{Page, PageQuery};
use crate::http::problem::{FieldError, Problem};
use crate::view::record::{NeedRecord, OrganizationRecord};
use crate::view::{NeedView, RankedNeedView};
use axum::Json;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use engine::area::AreaPath;
use engine::need::Need;
use engine::taxonomy::{TermId, Tree};
use serde::Deserialize;
use std::sync::Arc;

/// The most characters that a need may have.
pub const MOST_CHARACTERS: usize = 10_000;
/// The most matches that may be asked for.
pub const MOST_MATCHES: usize = 100;

/// The body of `POST /api/v1/match`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatchRequest {
    /// The resident's own words.
    pub text: String,
    /// May be empty.
    #[serde(default)]
    pub title: String,
    /// The resident's area: `官渡区/太和街道/和平路社区`, or as far down as it is known.
    pub area: String,
    /// Codes that were ticked.
    #[serde(default)]
    pub categories: Vec<String>,
    /// Codes that were ticked.
    #[serde(default)]
    pub target_groups: Vec<String>,
    /// How many matches at the most.
    pub top: Option<usize>,
}

/// `POST /api/v1/match`: ranks organizations for a need that is not kept.
pub async fn match_need(
    State(app): State<Arc<App>>,
    body: Result<Json<MatchRequest>, JsonRejection>,
) -> Result<Json<NeedView>, Problem> {
    let Json(request) = body.map_err(|rejection| match rejection.status().as_u16() {
        413 => Problem::too_large(super::BODY_LIMIT),
        415 => Problem::unsupported(),
        // the message names a place in the JSON, and never quotes free text
        _ => Problem::malformed(rejection.body_text()),
    })?;
    let top = request.top.unwrap_or(10);
    let need = request.into_need(&app)?;
    Ok(Json(app.answer_in_background(need, top).await?))
}

impl MatchRequest {
    /// Checks every field, and says all that is wrong.
    pub fn into_need(self, app: &App) -> Result<Need, Problem> {
        let taxonomy = &app.engine().knowledge.taxonomy;
        let mut errors = Vec::new();
        let mut wrong = |pointer: &str, detail: String| {
            errors.push(FieldError { pointer: pointer.to_owned(), detail });
        };
        if self.text.trim().is_empty() && self.title.trim().is_empty() {
            wrong("/text", "expected the resident's words, found none".to_owned());
        }
        if self.text.chars().count() + self.title.chars().count() > MOST_CHARACTERS {
            wrong("/text", format!("expected {MOST_CHARACTERS} characters at the most"));
        }
        if self.top.is_some_and(|top| !(1..=MOST_MATCHES).contains(&top)) {
            wrong("/top", format!("expected 1 to {MOST_MATCHES}"));
        }
        let area = AreaPath::parse(&self.area)
            .map_err(|e| wrong("/area", format!("{e}; expected a path such as 官渡区/太和街道")));
        let categories = codes(&taxonomy.categories, &self.categories, "/categories", &mut wrong);
        let groups = codes(&taxonomy.groups, &self.target_groups, "/target_groups", &mut wrong);
        match area {
            Ok(area) if errors.is_empty() => Ok(Need {
                title: self.title,
                categories,
                target_groups: groups,
                ..Need::spoken(self.text, area)
            }),
            _ => Err(Problem::invalid(errors)),
        }
    }
}

fn codes<T: TermId>(
    tree: &Tree<T>,
    codes: &[String],
    pointer: &str,
    wrong: &mut impl FnMut(&str, String),
) -> Vec<T> {
    let mut found = Vec::new();
    for (i, code) in codes.iter().enumerate() {
        match tree.find(code) {
            Some(term) => found.push(term),
            None => wrong(&format!("{pointer}/{i}"), "expected a code of the taxonomy".to_owned()),
        }
    }
    found
}

type Paged<T> = Result<Json<Page<T>>, Problem>;

fn page_of(query: Result<Query<PageQuery>, QueryRejection>) -> Result<PageQuery, Problem> {
    query.map(|Query(page)| page).map_err(|rejection| Problem::malformed(rejection.body_text()))
}

/// `GET /api/v1/organizations`
pub async fn organizations(
    State(app): State<Arc<App>>,
    query: Result<Query<PageQuery>, QueryRejection>,
) -> Paged<OrganizationRecord> {
    let taxonomy = &app.engine().knowledge.taxonomy;
    let organizations = app.engine().catalog.organizations();
    Ok(Json(page_of(query)?.cut(organizations, |o| OrganizationRecord::new(taxonomy, o))?))
}

/// `GET /api/v1/organizations/{id}`
pub async fn organization(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<OrganizationRecord>, Problem> {
    let index = app.organization(&id).ok_or_else(|| Problem::not_found("no such organization"))?;
    let engine = app.engine();
    let organization = &engine.catalog.organizations()[index];
    Ok(Json(OrganizationRecord::new(&engine.knowledge.taxonomy, organization)))
}

/// `GET /api/v1/organizations/{id}/needs`: the open needs that suit it, best first.
pub async fn organization_needs(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    query: Result<Query<PageQuery>, QueryRejection>,
) -> Paged<RankedNeedView> {
    let page = page_of(query)?;
    let index = app.organization(&id).ok_or_else(|| Problem::not_found("no such organization"))?;
    let needs = app.needs_for_in_background(index).await?;
    Ok(Json(page.cut(&needs, Clone::clone)?))
}

/// `GET /api/v1/needs`: masked.
pub async fn needs(
    State(app): State<Arc<App>>,
    query: Result<Query<PageQuery>, QueryRejection>,
) -> Paged<NeedRecord> {
    Ok(Json(page_of(query)?.cut(app.needs(), |need| NeedRecord::new(app.engine(), need))?))
}

/// `GET /api/v1/needs/{id}`: masked.
pub async fn need(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<NeedRecord>, Problem> {
    let posted = app.need(&id).ok_or_else(|| Problem::not_found("no such need"))?;
    Ok(Json(NeedRecord::new(app.engine(), posted)))
}

/// `GET /api/v1/needs/{id}/matches`: the organizations that suit it, best first.
pub async fn need_matches(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<NeedView>, Problem> {
    let posted = app.need(&id).ok_or_else(|| Problem::not_found("no such need"))?;
    Ok(Json(app.answer_in_background(posted.need.clone(), 10).await?))
}
