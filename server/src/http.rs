//! The HTTP side: routes, limits and what happens when something goes wrong.

pub mod api;
pub mod page;
pub mod paging;
pub mod problem;

use crate::app::App;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use problem::Problem;
use std::any::Any;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;

/// The most bytes that a request's body may have.
pub const BODY_LIMIT: usize = 64 * 1024;
/// How long a request may take.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The page needs its own style sheet and nothing else, from anywhere.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; form-action 'self'; \
     base-uri 'none'; frame-ancestors 'none'";

/// All routes.
pub fn router(app: Arc<App>) -> Router {
    let api = Router::new()
        .route("/match", post(api::match_need))
        .route("/organizations", get(api::organizations))
        .route("/organizations/{id}", get(api::organization))
        .route("/organizations/{id}/needs", get(api::organization_needs))
        .route("/needs", get(api::needs))
        .route("/needs/{id}", get(api::need))
        .route("/needs/{id}/matches", get(api::need_matches));
    let header = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
    };
    Router::new()
        .nest("/api/v1", api)
        .route("/", get(page::blank).post(page::answer))
        .route("/style.css", get(page::style))
        .route("/healthz", get(|| async { "ok\n" }))
        .fallback(|| async { Problem::not_found("no such path") })
        .method_not_allowed_fallback(|| async { Problem::method_not_allowed() })
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn(time_limit))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn(log))
        .layer(header(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(header::REFERRER_POLICY, "no-referrer"))
        .layer(header(header::CACHE_CONTROL, "no-store"))
        .with_state(app)
}

async fn time_limit(request: Request, next: Next) -> Response {
    match tokio::time::timeout(TIMEOUT, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::timeout().into_response(),
    }
}

/// One line a request: method, route, status, duration. Never a body, a query or an id.
async fn log(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let known = |path: &str| ["/", "/healthz", "/style.css"].contains(&path);
    let path = match request.uri().path() {
        path if known(path) => path.to_owned(),
        path => path.split('/').take(4).collect::<Vec<_>>().join("/"),
    };
    let started = Instant::now();
    let response = next.run(request).await;
    let milliseconds = started.elapsed().as_millis() as u64;
    // a path that is not ours may hold anything
    let path = if response.status() == StatusCode::NOT_FOUND { "-" } else { &path };
    tracing::info!(%method, path, status = response.status().as_u16(), milliseconds);
    response
}

fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a request's handler panicked");
    Problem::internal().into_response()
}
