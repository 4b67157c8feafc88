//! The server over a real socket: the API, its errors, its limits, the page, and how it ends.

// a test that cannot go on must panic; clippy knows only functions marked as tests
#![allow(clippy::unwrap_used)]

use engine::pipeline::WORTH_SEEING;
use engine::score::expectation;
use harness::Server;
use serde_json::{Value, json};
use ureq::Agent;

const PROGRAM: &str = env!("CARGO_BIN_EXE_duijie-under-test");

/// A client that takes an error status as an answer.
fn client() -> Agent {
    Agent::config_builder().http_status_as_error(false).build().into()
}

/// What came back: status, media type, body.
type Answer = (u16, String, String);

fn read(response: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answer {
    let mut response = response.expect("the server answers");
    let media_type = response.headers().get("content-type");
    let media_type = media_type.map_or("", |v| v.to_str().unwrap()).to_owned();
    let body = response.body_mut().read_to_string().expect("the body is UTF-8");
    (response.status().as_u16(), media_type, body)
}

fn get(server: &Server, path: &str) -> Answer {
    read(client().get(format!("{}{path}", server.address)).call())
}

fn post(server: &Server, path: &str, media_type: &str, body: &str) -> Answer {
    let request = client().post(format!("{}{path}", server.address));
    read(request.header("content-type", media_type).send(body))
}

fn get_json(server: &Server, path: &str) -> Value {
    let (status, media_type, body) = get(server, path);
    assert_eq!((status, media_type.as_str()), (200, "application/json"), "{path}: {body}");
    serde_json::from_str(&body).unwrap()
}

fn match_text(server: &Server, text: &str) -> Value {
    let body = json!({ "text": text, "area": "官渡区/太和街道" }).to_string();
    let (status, _, body) = post(server, "/api/v1/match", "application/json", &body);
    assert_eq!(status, 200, "{body}");
    serde_json::from_str(&body).unwrap()
}

#[test]
fn a_need_is_matched() {
    let server = Server::start(PROGRAM, &[]);
    let answer = match_text(&server, "娃娃放学没人接，电话13900000000");
    assert!(answer["abstained"].is_null());
    let first = &answer["matches"][0];
    assert_eq!(first["rank"], 1);
    assert!(!first["reasons"].as_array().unwrap().is_empty());
    assert!(!answer.to_string().contains("13900000000"));
    assert_eq!(answer["understood"]["masked"], json!(["〔电话〕"]));
    let nobody = match_text(&server, "路灯坏了一个月没人修");
    assert_eq!(nobody["matches"], json!([]));
    assert!(nobody["abstained"]["sentence"].as_str().unwrap().starts_with("没有合适的组织"));
}

#[test]
fn lists_are_paged_and_single_records_found() {
    let server = Server::start(PROGRAM, &[]);
    for (list, total) in [("organizations", 150), ("needs", 200)] {
        let page = get_json(&server, &format!("/api/v1/{list}?per_page=60&page=2"));
        assert_eq!(page["total_items"], total);
        assert_eq!((&page["page_number"], &page["size"]), (&json!(2), &json!(60)));
        let item = &page["contents"][0];
        let id = item["id"].as_str().unwrap();
        assert_eq!(&get_json(&server, &format!("/api/v1/{list}/{id}")), item);
        let past = get_json(&server, &format!("/api/v1/{list}?page=99"));
        assert_eq!(past["empty"], true);
    }
    let needs = get_json(&server, "/api/v1/needs?per_page=200").to_string();
    assert!(!needs.contains("13500000000"), "needs are shown masked");
}

#[test]
fn both_directions_agree() {
    let server = Server::start(PROGRAM, &[]);
    let mut compared = 0;
    for need in (1..=30).map(|n| format!("need-{n:03}")) {
        let answer = get_json(&server, &format!("/api/v1/needs/{need}/matches"));
        let Some(first) = answer["matches"].as_array().and_then(|m| m.first()) else { continue };
        let organization = first["organization"].as_str().unwrap();
        let inbox =
            get_json(&server, &format!("/api/v1/organizations/{organization}/needs?per_page=200"));
        let same = inbox["contents"].as_array().unwrap().iter().find(|n| n["need"] == need[..]);
        // an organization's list holds what is worth its attention, with the need's own score
        let score = first["score"].as_f64().unwrap() as f32;
        match expectation(score) >= WORTH_SEEING {
            true => assert_eq!(same.expect("it is listed")["match"]["score"], first["score"]),
            false => assert!(same.is_none(), "{need}"),
        }
        compared += usize::from(same.is_some());
    }
    assert!(compared > 10, "{compared}");
}

/// Checks a refusal: its status and that it is a problem in the form of RFC 9457.
fn check_problem((status, media_type, body): Answer, expected: u16) -> Value {
    assert_eq!(status, expected, "{body}");
    assert_eq!(media_type, "application/problem+json");
    let problem: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(problem["status"], expected);
    for field in ["type", "title", "detail"] {
        assert!(problem[field].as_str().is_some_and(|s| !s.is_empty()), "{field}: {body}");
    }
    problem
}

#[test]
fn what_cannot_be_served_is_a_problem() {
    let server = Server::start(PROGRAM, &[]);
    let json = |body: &str| post(&server, "/api/v1/match", "application/json", body);
    check_problem(json("{"), 400);
    check_problem(json("[]"), 400);
    check_problem(json("{\"text\":\"x\",\"area\":\"官渡区\",\"nonsense\":1}"), 400);
    check_problem(post(&server, "/api/v1/match", "text/plain", "x"), 415);
    let problem = check_problem(
        json("{\"text\":\" \",\"area\":\"官渡区//\",\"top\":0,\"categories\":[\"nothing\"]}"),
        422,
    );
    assert_eq!(problem["errors"].as_array().unwrap().len(), 4, "every fault is named: {problem}");
    let long = format!("{{\"text\":\"{}\",\"area\":\"官渡区\"}}", "长".repeat(30_000));
    check_problem(json(&long), 413);
    check_problem(get(&server, "/api/v1/organizations/none"), 404);
    check_problem(get(&server, "/api/v1/needs/none"), 404);
    check_problem(get(&server, "/nothing/here"), 404);
    check_problem(get(&server, "/api/v1/match"), 405);
    check_problem(get(&server, "/api/v1/needs?page=0"), 422);
    check_problem(get(&server, "/api/v1/needs?page=x"), 400);
}

#[test]
fn the_page_works_without_a_script() {
    let server = Server::start(PROGRAM, &[]);
    let (status, media_type, page) = get(&server, "/");
    assert_eq!((status, media_type.as_str()), (200, "text/html; charset=utf-8"));
    assert!(page.contains("<textarea") && !page.contains("<script"));
    let form = |body: &str| post(&server, "/", "application/x-www-form-urlencoded", body);
    let area = "%E5%AE%98%E6%B8%A1%E5%8C%BA%2F%E5%A4%AA%E5%92%8C%E8%A1%97%E9%81%93";
    let (status, _, page) = form(&format!(
        "text=%3Cb%3E%E5%A8%83%E5%A8%83%E6%94%BE%E5%AD%A6%E6%B2%A1%E4%BA%BA%E6%8E%A5&area={area}"
    ));
    assert_eq!(status, 200);
    assert!(page.contains("可以找这些组织"), "{page}");
    assert!(!page.contains("<b>娃娃"), "what is typed is escaped");
    assert_eq!(form(&format!("text=&area={area}")).0, 422);
    assert_eq!(form("text=abc&area=").0, 422);
    assert_eq!(form("example=need-001").0, 200);
}

#[test]
fn a_resident_s_words_are_never_logged_and_the_server_ends_well() {
    let server = Server::start(PROGRAM, &[]);
    assert_eq!(get(&server, "/healthz").0, 200);
    match_text(&server, "保密的话，电话13900000000");
    get(&server, "/api/v1/needs/need-001?secret=%E4%BF%9D%E5%AF%86");
    get(&server, "/13900000000");
    let (ended_well, log) = server.stop();
    assert!(ended_well, "{log}");
    assert!(log.contains("/api/v1/match"), "{log}");
    for secret in ["保密", "13900000000", "%E4%BF", "need-001"] {
        assert!(!log.contains(secret), "{secret}: {log}");
    }
}

#[test]
fn headers_keep_the_page_to_itself() {
    let server = Server::start(PROGRAM, &[]);
    let response = client().get(format!("{}/", server.address)).call().unwrap();
    let header = |name: &str| response.headers().get(name).unwrap().to_str().unwrap().to_owned();
    assert!(header("content-security-policy").contains("default-src 'none'"));
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("referrer-policy"), "no-referrer");
}
