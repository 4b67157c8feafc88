//! The page at `/`: type a need in your own words, choose the area, see what was understood
//! and who is proposed, or the honest "nobody". Works without JavaScript. A need goes in the
//! body of a POST: a resident's words have no place in an address or a log.

use crate::app::App;
use crate::http::api::{MOST_CHARACTERS, MatchRequest};
use crate::http::problem::Problem;
use crate::view::NeedView;
use askama::Template;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const STYLE: &str = include_str!("../../templates/style.css");

/// `GET /style.css`
pub async fn style() -> Response {
    let mut response = STYLE.into_response();
    let media_type = HeaderValue::from_static("text/css; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, media_type);
    response
}

#[derive(Template)]
#[template(path = "page.html")]
struct PageTemplate<'a> {
    districts: &'a [District],
    examples: &'a [Example],
    organizations: usize,
    text: &'a str,
    area: &'a str,
    most_characters: usize,
    problem: Option<&'a str>,
    answer: Option<&'a NeedView>,
}

/// The places that can be chosen: a subdistrict and its communities.
struct District {
    name: String,
    path: String,
    below: Vec<(String, String)>,
}

/// A need of the collection to try the page with.
struct Example {
    id: String,
    start: String,
}

/// The form as it was sent.
#[derive(Debug, Deserialize)]
pub struct FormInput {
    #[serde(default)]
    text: String,
    #[serde(default)]
    area: String,
    /// A need of the collection instead.
    example: Option<String>,
}

/// `GET /`
pub async fn blank(State(app): State<Arc<App>>) -> Response {
    render(&app, "", "", None, None, StatusCode::OK)
}

/// `POST /`
pub async fn answer(
    State(app): State<Arc<App>>,
    form: Result<Form<FormInput>, FormRejection>,
) -> Response {
    let Ok(Form(input)) = form else {
        let problem = format!("内容太长，或表单无法读取。最多 {MOST_CHARACTERS} 个字。");
        return render(&app, "", "", Some(&problem), None, StatusCode::BAD_REQUEST);
    };
    let (text, area) = match input.example.as_deref().and_then(|id| app.need(id)) {
        Some(posted) => (posted.parsed.text.clone(), posted.need.area.to_string()),
        None => (input.text, input.area),
    };
    let refused =
        |app: &App, problem: &str, status| render(app, &text, &area, Some(problem), None, status);
    if text.trim().is_empty() {
        return refused(
            &app,
            "请写下居民的需求，用自己的话就行。",
            StatusCode::UNPROCESSABLE_ENTITY,
        );
    }
    if area.trim().is_empty() {
        return refused(&app, "请选择居民住在哪里。", StatusCode::UNPROCESSABLE_ENTITY);
    }
    let request =
        MatchRequest { text: text.clone(), area: area.clone(), ..MatchRequest::default() };
    let need = match request.into_need(&app) {
        Ok(need) => need,
        Err(Problem { detail, status, .. }) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
            return refused(&app, &detail, status);
        }
    };
    match app.answer_in_background(need, 10).await {
        Ok(view) => render(&app, &view.text, &area, None, Some(&view), StatusCode::OK),
        Err(_) => refused(&app, "服务出错，请稍后再试。", StatusCode::INTERNAL_SERVER_ERROR),
    }
}

fn render(
    app: &App,
    text: &str,
    area: &str,
    problem: Option<&str>,
    answer: Option<&NeedView>,
    status: StatusCode,
) -> Response {
    let page = PageTemplate {
        districts: &districts(app),
        examples: &examples(app),
        organizations: app.engine().catalog.organizations().len(),
        text,
        area,
        most_characters: MOST_CHARACTERS,
        problem,
        answer,
    };
    match page.render() {
        Ok(html) => {
            let mut response = (status, html).into_response();
            let media_type = HeaderValue::from_static("text/html; charset=utf-8");
            response.headers_mut().insert(header::CONTENT_TYPE, media_type);
            response
        }
        Err(error) => {
            tracing::error!(%error, "the page could not be written");
            Problem::internal().into_response()
        }
    }
}

/// The places that organizations and needs name, by subdistrict.
fn districts(app: &App) -> Vec<District> {
    let organizations = app.engine().catalog.organizations();
    let places: BTreeSet<&[String]> = organizations
        .iter()
        .flat_map(|o| o.serves.iter().chain([&o.home]))
        .chain(app.needs().iter().map(|n| &n.need.area))
        .map(engine::area::AreaPath::segments)
        .collect();
    let mut by_subdistrict: BTreeMap<&[String], BTreeSet<&[String]>> = BTreeMap::new();
    for place in places {
        let below = by_subdistrict.entry(&place[..place.len().min(2)]).or_default();
        if place.len() > 2 {
            below.insert(place);
        }
    }
    by_subdistrict
        .into_iter()
        .map(|(subdistrict, below)| District {
            name: subdistrict.join(" "),
            path: subdistrict.join("/"),
            below: below.into_iter().map(|place| (place[2..].join(" "), place.join("/"))).collect(),
        })
        .collect()
}

/// How many needs of the collection the page offers to try.
const EXAMPLES: usize = 5;
/// A need as long as this fits a button.
const SHORT: usize = 28;

/// Short needs of the collection, spread over it.
fn examples(app: &App) -> Vec<Example> {
    let short: Vec<Example> = app
        .needs()
        .iter()
        .filter(|n| (6..=SHORT).contains(&n.parsed.text.chars().count()))
        .map(|n| Example { id: n.need.id.clone(), start: n.parsed.text.replace('\n', " ") })
        .collect();
    let step = (short.len() / EXAMPLES).max(1);
    short.into_iter().step_by(step).take(EXAMPLES).collect()
}
