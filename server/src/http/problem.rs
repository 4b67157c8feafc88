//! Errors as RFC 9457 problem details.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// What went wrong with a request.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Problem {
    /// The kind of problem, as a URI reference.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The kind in words, the same each time.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// What was wrong this time, and what to do.
    pub detail: String,
    /// The fields that are wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

/// One field that is wrong.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FieldError {
    /// A JSON pointer (RFC 6901) into the request's body, or `?name` for a query parameter.
    pub pointer: String,
    /// What was expected.
    pub detail: String,
}

impl Problem {
    /// A request that cannot be read at all.
    pub fn malformed(detail: impl Into<String>) -> Self {
        Self::new("/problems/malformed", "请求无法读取", StatusCode::BAD_REQUEST, detail)
    }

    /// A request that can be read, and of which some fields are wrong.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let detail = errors.iter().map(|e| format!("{}: {}", e.pointer, e.detail));
        let detail = detail.collect::<Vec<_>>().join("; ");
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        Self { errors, ..Self::new("/problems/invalid", "字段有误", status, detail) }
    }

    /// Nothing is there.
    pub fn not_found(what: &str) -> Self {
        Self::new("/problems/not-found", "没有找到", StatusCode::NOT_FOUND, what)
    }

    /// The resource is there, and does not do this.
    pub fn method_not_allowed() -> Self {
        let status = StatusCode::METHOD_NOT_ALLOWED;
        Self::new("/problems/method", "不支持这种方法", status, "see the Allow header")
    }

    /// The body is of another form.
    pub fn unsupported() -> Self {
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        Self::new("/problems/media-type", "格式不支持", status, "expected application/json")
    }

    /// The body is too large.
    pub fn too_large(limit: usize) -> Self {
        let status = StatusCode::PAYLOAD_TOO_LARGE;
        let detail = format!("the body may have {limit} bytes at the most");
        Self::new("/problems/too-large", "内容太长", status, detail)
    }

    /// It took too long.
    pub fn timeout() -> Self {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        Self::new("/problems/timeout", "处理超时", status, "please try again")
    }

    /// Ours to mend; what broke is in the log, not in the answer.
    pub fn internal() -> Self {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Self::new("/problems/internal", "服务出错", status, "the fault has been logged")
    }

    fn new(
        kind: &'static str,
        title: &'static str,
        status: StatusCode,
        detail: impl Into<String>,
    ) -> Self {
        Self { kind, title, status: status.as_u16(), detail: detail.into(), errors: Vec::new() }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status =
            StatusCode::from_u16(self.status).expect("every problem is made from a status");
        let body = serde_json::to_vec(&self).expect("a problem is numbers and strings");
        let mut response = (status, body).into_response();
        let media_type = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, media_type);
        response
    }
}
