//! A good line of each format, and a reader for each.

use corpus::Error;
use corpus::needs::read_needs_from;
use corpus::organizations::read_organizations_from;
use corpus::outcomes::read_outcomes_from;
use corpus::qrels::read_qrels_from;
use corpus::taxonomy::embedded;
use std::path::Path;

pub(crate) const ORGANIZATION: &str = r#"{"id":"o","name":"甲","kind":"association","registration":"filed","status":"active","home":"官渡区","serves":["官渡区/太和街道"],"description":"","services":[{"name":"送餐","description":"","categories":["elderly.meals"],"target_groups":[],"delivery":["home"],"fee":null}],"categories":[],"target_groups":[],"capacity":3,"founded":null,"source":"fictional"}"#;
pub(crate) const NEED: &str = r#"{"id":"n","title":"","text":"老人没饭吃13888888888","area":"官渡区/太和街道","posted_by":"","posted_at":"2026-10-08","categories":[],"target_groups":[]}"#;
pub(crate) const OUTCOME: &str = r#"{"need":"n","organization":"o","status":"completed","rating":5,"position":1,"at":"2026-10-08T14:30:00+08:00"}"#;
pub(crate) const JUDGMENT: &str = "n 0 o 3";

/// Reads `input` as the file of this name and gives how many records it has.
pub(crate) fn read(name: &str, input: &[u8]) -> Result<usize, Error> {
    let file = Path::new(name);
    match name {
        "organizations.jsonl" => {
            read_organizations_from(input, file, &embedded()).map(|read| read.len())
        }
        "needs.jsonl" => read_needs_from(input, file, &embedded()).map(|read| read.len()),
        "outcomes.jsonl" => read_outcomes_from(input, file).map(|read| read.len()),
        "qrels.txt" => read_qrels_from(input, file).map(|read| read.len()),
        other => panic!("no reader for {other}"),
    }
}

/// A good line of the file in which `from` is exchanged for `to`.
pub(crate) fn with(name: &str, from: &str, to: &str) -> String {
    let line = match name {
        "organizations.jsonl" => ORGANIZATION,
        "needs.jsonl" => NEED,
        "outcomes.jsonl" => OUTCOME,
        _ => JUDGMENT,
    };
    assert!(line.contains(from), "{from}");
    line.replacen(from, to, 1)
}
