//! Properties: each kind of error and warning is found at its line; the collections have no
//! errors.

#![allow(clippy::unwrap_used)]

use corpus::check;
use corpus::check::Kind;
use corpus::taxonomy::embedded;
use std::path::Path;

const ORGANIZATIONS: &str = r#"{"id":"near","name":"甲","kind":"association","registration":"filed","status":"active","home":"官渡区","serves":["官渡区/太和街道"],"description":"送餐","services":[],"categories":[],"target_groups":[],"capacity":3,"founded":null,"source":"fictional"}
{"id":"below","name":"乙","kind":"association","registration":"filed","status":"active","home":"官渡区","serves":["官渡区/太和街道/和平路社区"],"description":"送餐","services":[],"categories":[],"target_groups":[],"capacity":3,"founded":null,"source":"fictional"}
{"id":"closed","name":"丙","kind":"association","registration":"filed","status":"dissolved","home":"官渡区","serves":["官渡区"],"description":"送餐","services":[],"categories":[],"target_groups":[],"capacity":0,"founded":null,"source":"fictional"}
"#;
const NEEDS: &str = r#"{"id":"n1","title":"","text":"老人没饭吃","area":"官渡区/太和街道","posted_by":"","posted_at":"2026-10-08","categories":[],"target_groups":[]}
{"id":"n2","title":"","text":"想学手机","area":"官渡区/关上街道","posted_by":"","posted_at":"2026-10-09","categories":[],"target_groups":[]}
"#;
const QRELS: &str = "n1 0 near 3\nn1 0 below 2\nn2 0 closed 0\n";

/// Writes a collection and gives the report on it, as text.
fn report(organizations: &str, needs: &str, qrels: &str, outcomes: Option<&str>) -> String {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("organizations.jsonl", organizations);
    write("needs.jsonl", needs);
    write("qrels.txt", qrels);
    if let Some(outcomes) = outcomes {
        write("outcomes.jsonl", outcomes);
    }
    let path = format!("{}/", folder.path().display());
    check(folder.path(), &embedded()).to_string().replace(&path, "")
}

/// What is found, without the counts of the files and the sum.
fn found(report: &str) -> Vec<&str> {
    report.lines().filter(|line| line.starts_with(['e', 'w', ' '])).collect()
}

fn check_organizations(from: &str, to: &str, expected: &[&str]) {
    assert!(ORGANIZATIONS.contains(from));
    let report = report(&ORGANIZATIONS.replacen(from, to, 1), NEEDS, QRELS, None);
    assert_eq!(found(&report), expected);
}

fn check_needs(from: &str, to: &str, expected: &[&str]) {
    assert!(NEEDS.contains(from));
    let report = report(ORGANIZATIONS, &NEEDS.replacen(from, to, 1), QRELS, None);
    assert_eq!(found(&report), expected);
}

fn check_qrels(qrels: &str, expected: &[&str]) {
    assert_eq!(found(&report(ORGANIZATIONS, NEEDS, qrels, None)), expected);
}

#[test]
fn a_good_collection_has_nothing() {
    let report = report(ORGANIZATIONS, NEEDS, QRELS, None);
    insta::assert_snapshot!(report, @r"
    organizations.jsonl: 3 records
    needs.jsonl: 2 records
    qrels.txt: 3 records
    no errors, no warnings
    ");
}

#[test]
fn grades_follow_the_rules() {
    check_qrels(
        "n1 0 near 3\nn1 0 below 3\n",
        &[
            "error: The grade is above 2, but the need's area stops above the one that the organization serves. Once:",
            "  qrels.txt, line 2: \"n1\" and \"below\"",
        ],
    );
    check_qrels(
        "n2 0 near 1\n",
        &[
            "error: The grade is above 0, but the organization does not serve the place. Once:",
            "  qrels.txt, line 1: \"n2\" and \"near\"",
        ],
    );
    check_qrels(
        "n1 0 closed 2\n",
        &[
            "error: The grade is above 0, but the organization is suspended or dissolved. Once:",
            "  qrels.txt, line 1: \"n1\" and \"closed\"",
        ],
    );
}

#[test]
fn ids_are_known() {
    check_qrels(
        "n1 0 near 3\nn9 0 far 1\n",
        &[
            "error: The need is not in needs.jsonl. Once:",
            "  qrels.txt, line 2: \"n9\"",
            "error: The organization is not in organizations.jsonl. Once:",
            "  qrels.txt, line 2: \"far\"",
        ],
    );
    let outcome = r#"{"need":"n9","organization":"near","status":"offered","rating":null,"position":null,"at":"2026-10-08T14:30:00Z"}"#;
    assert_eq!(
        found(&report(ORGANIZATIONS, NEEDS, QRELS, Some(outcome))),
        ["error: The need is not in needs.jsonl. Once:", "  outcomes.jsonl, line 1: \"n9\""],
    );
}

#[test]
fn needs_are_of_the_district() {
    check_needs(
        "官渡区/关上街道",
        "滨河区/关上街道",
        &[
            "error: The need is of a district in which no organization sits or serves. Once:",
            "  needs.jsonl, line 2: \"n2\"",
        ],
    );
}

#[test]
fn what_looks_mistaken_is_a_warning() {
    let organization = |from: &str, to: &str, sentence: &str| {
        let place = "  organizations.jsonl, line 1: \"near\"";
        let sentence = format!("warning: {sentence} Once:");
        check_organizations(from, to, &[&sentence, place]);
    };
    organization(
        "\"capacity\":3",
        "\"capacity\":0",
        "The organization is active but its capacity is 0.",
    );
    organization("\"送餐\"", "\"\"", "The organization has neither a description nor a service.");
    organization(
        "[\"官渡区/太和街道\"]",
        "[\"官渡区/太和街道\",\"官渡区\"]",
        "An area is listed together with one that contains it.",
    );
    organization(
        "\"categories\":[]",
        "\"categories\":[\"elderly.meals\",\"elderly\"]",
        "A code is listed together with the one above it.",
    );
    check_organizations(
        "\"乙\"",
        "\"甲\"",
        &[
            "warning: The organization has the name of another one. Once:",
            "  organizations.jsonl, line 2: as line 1",
        ],
    );
    let need = |from: &str, to: &str, sentence: &str| {
        let sentence = format!("warning: {sentence} Once:");
        check_needs(from, to, &[&sentence, "  needs.jsonl, line 2: \"n2\""]);
    };
    need("想学手机", " ", "The need has neither a title nor a text.");
    need("官渡区/关上街道", "官渡区", "The need names only the district: coverage cannot be told.");
    check_needs(
        "2026-10-08",
        "2016-10-08",
        &[
            "warning: The need was posted more than 5 years from most others; is the year mistyped? Once:",
            "  needs.jsonl, line 1: \"n1\"",
        ],
    );
}

#[test]
fn an_active_organization_serves_somebody() {
    let organizations = ORGANIZATIONS.replacen("[\"官渡区/太和街道\"]", "[]", 1);
    insta::assert_snapshot!(report(&organizations, NEEDS, QRELS, None), @r#"
    organizations.jsonl: 3 records
    needs.jsonl: 2 records
    qrels.txt: 3 records
    error: The grade is above 0, but the organization does not serve the place. Once:
      qrels.txt, line 1: "n1" and "near"
    warning: The organization is active but serves no area: it is matched with nobody. Once:
      organizations.jsonl, line 1: "near"
    1 error, 1 warning
    "#);
}

#[test]
fn a_refused_file_is_an_error() {
    insta::assert_snapshot!(report("", NEEDS, "n9 0 near 5\nn9 near 1\n", None), @r#"
    needs.jsonl: 2 records
    error: organizations.jsonl: expected at least one line, found an empty file
    error: qrels.txt, line 1, field grade: expected 0, 1, 2 or 3, found "5"
    error: qrels.txt, line 2: expected NEED-ID 0 ORGANIZATION-ID GRADE, found 3 fields
    What refers to a refused file was not checked.
    3 errors, no warnings
    "#);
    let report = check(Path::new("no/such/folder"), &embedded());
    assert_eq!((report.errors(), report.warnings()), (2, 0));
}

#[test]
fn after_ten_places_the_rest_is_counted() {
    let qrels: String = (0..13).map(|i| format!("n1 0 o{i} 1\n")).collect();
    let report = report(ORGANIZATIONS, NEEDS, &qrels, None);
    assert_eq!(found(&report).len(), 12);
    assert_eq!(found(&report).last(), Some(&"  and 3 more"));
    assert!(report.ends_with("13 errors, no warnings"), "{report}");
}

#[test]
fn the_collections_have_no_errors() {
    for name in ["guandu", "binhe"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        let report = check(&folder, &embedded());
        assert_eq!(report.errors(), 0, "{report}");
        // forms that were filled in carelessly are part of what the collections test
        let kinds: Vec<_> = report.counts().map(|(kind, _)| kind).collect();
        assert!(kinds.iter().all(|kind| *kind == Kind::RedundantCode), "{report}");
    }
}
