//! The real binary on the sample: every form of the contract, bad input of each kind, and
//! nothing half written.

// a test that cannot go on must panic; clippy knows only functions marked as tests
#![allow(clippy::unwrap_used)]

use harness::{collection, duijie, said};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

const PROGRAM: &str = env!("CARGO_BIN_EXE_duijie-under-test");

fn run(args: &[&str]) -> Output {
    duijie(PROGRAM, args).output().expect("the program runs")
}

fn run_ok(args: &[&str]) -> (String, String) {
    let output = run(args);
    let (out, err) = said(&output);
    assert!(output.status.success(), "{args:?}: {err}");
    (out, err)
}

/// `duijie match` on 官渡 with some more arguments; the text of the result.
fn match_sample(folder: &Path, more: &[&str]) -> String {
    let guandu = collection("guandu");
    let path = |name: &str| guandu.join(name).display().to_string();
    let output = folder.join("result").display().to_string();
    let (organizations, needs) = (path("organizations.jsonl"), path("needs.jsonl"));
    let mut args =
        vec!["match", "--organizations", &organizations, "--needs", &needs, "--output", &output];
    args.extend(more);
    let (out, err) = run_ok(&args);
    assert_eq!(out, "", "a file's result leaves standard output empty");
    assert!(err.contains("needs a second"), "{err}");
    fs::read_to_string(folder.join("result")).expect("the result was written")
}

/// Checks the form of a TREC run: ranks from 1 without a gap, scores that never rise.
fn check_run(run: &str, top: usize) -> BTreeMap<String, Vec<String>> {
    let mut rankings: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut last = (String::new(), f32::INFINITY);
    for line in run.lines() {
        let fields: Vec<&str> = line.split(' ').collect();
        let [left, "Q0", right, rank, score, "duijie"] = fields[..] else { panic!("{line}") };
        let ranking = rankings.entry(left.to_owned()).or_default();
        ranking.push(right.to_owned());
        assert_eq!(rank, ranking.len().to_string(), "{line}");
        let score: f32 = score.parse().expect(line);
        assert!(last.0 != left || score <= last.1, "{line}");
        last = (left.to_owned(), score);
    }
    assert!(rankings.values().all(|r| r.len() <= top));
    rankings
}

#[test]
fn organizations_for_needs_as_a_run() {
    let folder = tempfile::tempdir().unwrap();
    let rankings = check_run(&match_sample(folder.path(), &[]), 10);
    assert!(rankings.len() > 150, "most needs have somebody: {}", rankings.len());
    assert!(rankings.keys().all(|id| id.starts_with("need-")));
    let three = check_run(&match_sample(folder.path(), &["--top", "3"]), 3);
    for (need, ranking) in &three {
        assert_eq!(ranking[..], rankings[need][..ranking.len()], "{need}");
    }
}

#[test]
fn a_pair_has_one_score_whoever_asks() {
    let folder = tempfile::tempdir().unwrap();
    let score = |run: &str, swap: bool| -> BTreeMap<(String, String), String> {
        run.lines()
            .map(|line| {
                let f: Vec<&str> = line.split(' ').collect();
                let (need, organization) = if swap { (f[2], f[0]) } else { (f[0], f[2]) };
                ((need.to_owned(), organization.to_owned()), f[4].to_owned())
            })
            .collect()
    };
    let needs = match_sample(folder.path(), &["--top", "200"]);
    let organizations = match_sample(folder.path(), &["--for", "organizations", "--top", "200"]);
    assert!(check_run(&organizations, 200).keys().all(|id| id.starts_with("org-")));
    let (needs, organizations) = (score(&needs, false), score(&organizations, true));
    assert!(organizations.len() > 100);
    for (pair, score) in &organizations {
        assert_eq!(Some(score), needs.get(pair), "{pair:?}");
    }
}

#[test]
fn the_index_finds_what_looking_at_everything_finds() {
    let folder = tempfile::tempdir().unwrap();
    let index = match_sample(folder.path(), &["--source", "index"]);
    assert_eq!(index, match_sample(folder.path(), &["--source", "exhaustive"]));
}

#[test]
fn the_same_bytes_with_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let guandu = collection("guandu");
    let mut results = BTreeSet::new();
    for threads in ["1", "2", "5"] {
        for direction in ["needs", "organizations"] {
            let output = folder.path().join(format!("{direction}-{threads}"));
            let status = duijie(PROGRAM, ["match", "--format", "jsonl", "--for", direction])
                .arg("--organizations")
                .arg(guandu.join("organizations.jsonl"))
                .arg("--needs")
                .arg(guandu.join("needs.jsonl"))
                .arg("--output")
                .arg(&output)
                .env("RAYON_NUM_THREADS", threads)
                .status();
            assert!(status.unwrap().success());
            results.insert(fs::read(output).unwrap());
        }
    }
    assert_eq!(results.len(), 2, "one result for each direction");
}

#[test]
fn one_json_object_a_need() {
    let folder = tempfile::tempdir().unwrap();
    let text = match_sample(folder.path(), &["--format", "jsonl"]);
    let answers: Vec<Value> = text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(answers.len(), 200);
    for answer in &answers {
        for field in ["need", "abstained", "alerts", "understood", "matches"] {
            assert!(answer.get(field).is_some(), "{field}");
        }
        for field in ["categories", "target_groups", "wishes"] {
            assert!(answer["understood"][field].is_array(), "{field}");
        }
        let matches = answer["matches"].as_array().unwrap();
        assert_eq!(matches.is_empty(), !answer["abstained"].is_null());
        for (i, found) in matches.iter().enumerate() {
            assert_eq!(found["rank"], i + 1);
            let probability = found["probability"].as_f64().unwrap();
            assert!((0.0..=1.0).contains(&probability));
            let reasons = found["reasons"].as_array().unwrap();
            let sum: f64 = reasons.iter().map(|r| r["contribution"].as_f64().unwrap()).sum();
            let score = found["score"].as_f64().unwrap();
            assert!((sum - score).abs() < 1e-3, "{sum} {score}");
            assert!(reasons.iter().all(|r| !r["sentence"].as_str().unwrap().is_empty()));
        }
    }
}

#[test]
fn personal_data_is_in_no_result() {
    let folder = tempfile::tempdir().unwrap();
    let input = fs::read_to_string(collection("guandu").join("needs.jsonl")).unwrap();
    let text = match_sample(folder.path(), &["--format", "jsonl"]);
    let digits = |text: &str| -> BTreeSet<String> {
        text.split(|c: char| !c.is_ascii_digit())
            .filter(|run| run.len() == 11 && run.starts_with('1') || run.len() == 18)
            .map(str::to_owned)
            .collect()
    };
    assert!(!digits(&input).is_empty(), "the sample holds invented numbers");
    assert_eq!(digits(&text), BTreeSet::new());
}

#[test]
fn a_free_text_gives_a_table() {
    let (out, err) = run_ok(&["match", "娃娃放学没人接", "--area", "官渡区/太和街道"]);
    assert_eq!(err, "");
    for part in ["需求：娃娃放学没人接", "官渡区/太和街道", "名次", "理由"] {
        assert!(out.contains(part), "{part}: {out}");
    }
    let (out, _) = run_ok(&["match", "路灯坏了一个月没人修", "--area", "官渡区/太和街道"]);
    assert!(out.contains("没有合适的组织"), "{out}");
}

#[test]
fn the_collections_are_clean() {
    for name in ["guandu", "binhe"] {
        let folder = collection(name).display().to_string();
        let (out, _) = run_ok(&["check", &folder]);
        assert!(out.contains("no errors"), "{out}");
    }
}

#[test]
fn a_collection_is_generated_and_can_be_matched() {
    let folder = tempfile::tempdir().unwrap();
    let generated = folder.path().join("generated").display().to_string();
    let counts = ["--organizations", "200", "--needs", "50", "--seed", "7"];
    run_ok(&[&["generate", "--output", &generated], &counts[..]].concat());
    run_ok(&["check", &generated]);
    let path = |name: &str| Path::new(&generated).join(name).display().to_string();
    let (organizations, needs) = (path("organizations.jsonl"), path("needs.jsonl"));
    let output = folder.path().join("run").display().to_string();
    run_ok(&["match", "--organizations", &organizations, "--needs", &needs, "--output", &output]);
    check_run(&fs::read_to_string(output).unwrap(), 10);
}

/// Checks that an input is refused with status 2 and a message that names the file, the line
/// and what was expected, and that nothing is written.
fn refused(name: &str, content: &[u8], expected: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let bad = folder.path().join(name);
    fs::write(&bad, content).unwrap();
    let guandu = collection("guandu");
    let file = |wanted: &str| -> PathBuf {
        if name == wanted { bad.clone() } else { guandu.join(wanted) }
    };
    let output = folder.path().join("run");
    let before = "an older result\n";
    fs::write(&output, before).unwrap();
    let mut command = duijie(PROGRAM, ["match"]);
    command.arg("--organizations").arg(file("organizations.jsonl"));
    command.arg("--needs").arg(file("needs.jsonl"));
    if name == "outcomes.jsonl" {
        command.arg("--outcomes").arg(&bad);
    }
    let result = command.arg("--output").arg(&output).output().unwrap();
    let (_, err) = said(&result);
    assert_eq!(result.status.code(), Some(2), "{err}");
    for part in expected.iter().chain([&name]) {
        assert!(err.contains(part), "{part:?} not in: {err}");
    }
    assert_eq!(fs::read_to_string(&output).unwrap(), before);
    let left: BTreeSet<_> =
        fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn bad_input_is_refused_and_nothing_is_written() {
    let need = |text: &str| text.as_bytes().to_vec();
    refused("needs.jsonl", b"{", &["1", "JSON"]);
    refused("needs.jsonl", b"", &["empty"]);
    refused("needs.jsonl", b"\xef\xbb\xbf{}\n", &["byte order mark"]);
    refused("needs.jsonl", b"\xff\xfe\n", &["UTF-8"]);
    refused("needs.jsonl", &need("{\"id\":\"a\"}\n"), &["1", "title"]);
    let line = "{\"id\":\"a\",\"title\":\"\",\"text\":\"机密\",\"area\":\"官渡区\",\
                \"posted_by\":\"某\",\"posted_at\":\"2026-01-01\",\"categories\":[\"nothing\"],\
                \"target_groups\":[]}\n";
    refused("needs.jsonl", &need(line), &["categories", "nothing"]);
    let line = line.replace("nothing", "elderly");
    refused("needs.jsonl", &need(&format!("{line}{line}")), &["2", "id"]);
    refused("needs.jsonl", &need(&line.replace("官渡区", "官渡区//")), &["area"]);
    refused("needs.jsonl", &need(&line.replace("2026-01-01", "2026-02-30")), &["posted_at"]);
    refused("organizations.jsonl", b"[]\n", &["1"]);
    refused("outcomes.jsonl", b"{\"need\":1}\n", &["1", "need"]);
}

#[test]
fn a_message_never_quotes_what_a_resident_said() {
    let folder = tempfile::tempdir().unwrap();
    let bad = folder.path().join("needs.jsonl");
    let line =
        "{\"id\":\"a\",\"title\":\"机密标题\",\"text\":\"机密的话13900000000\",\"area\":7}\n";
    fs::write(&bad, line).unwrap();
    let organizations = collection("guandu").join("organizations.jsonl").display().to_string();
    let (needs, output) = (bad.display().to_string(), folder.path().join("run"));
    let output = output.display().to_string();
    let result =
        run(&["match", "--organizations", &organizations, "--needs", &needs, "--output", &output]);
    let (out, err) = said(&result);
    assert_eq!(result.status.code(), Some(2));
    assert!(!err.contains("机密") && !err.contains("139") && out.is_empty(), "{err}");
}

#[test]
fn arguments_that_do_not_fit_are_refused() {
    let cases: [&[&str]; 8] = [
        &[],
        &["match"],
        &["match", "娃娃放学没人接"],
        &["match", "娃娃放学没人接", "--area", "官渡区//"],
        &["match", "--needs", "n.jsonl"],
        &["match", "--top", "0", "x", "--area", "官渡区"],
        &["evaluate"],
        &["serve", "--listen", "nowhere"],
    ];
    for args in cases {
        let output = run(args);
        let (_, err) = said(&output);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {err}");
        assert!(!err.is_empty());
    }
    let missing = run(&["check", "no/such/folder"]);
    assert_eq!(missing.status.code(), Some(2));
}
