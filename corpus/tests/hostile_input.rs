//! Properties: no input makes a reader panic, read on without end or repeat a resident's
//! words; a line has a limit, and what is below it is read in good time.

#![allow(clippy::unwrap_used)]

mod records;

use corpus::needs::read_needs_from;
use corpus::taxonomy::embedded;
use proptest::prelude::*;
use records::{JUDGMENT, NEED, ORGANIZATION, OUTCOME, read, with};
use std::io::{BufReader, Read};
use std::path::Path;

/// Counts what is asked of a reader.
struct Counted<R> {
    inner: R,
    bytes: usize,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.bytes += read;
        Ok(read)
    }
}

#[test]
fn a_line_of_50_mb_is_refused_unread() {
    let line = std::io::repeat(b'a').take(50 << 20).chain(b"\n".as_slice());
    let mut counted = Counted { inner: line, bytes: 0 };
    let error =
        read_needs_from(BufReader::new(&mut counted), Path::new("needs.jsonl"), &embedded());
    assert_eq!(
        error.unwrap_err().to_string(),
        "needs.jsonl, line 1: expected at most 1048576 bytes a line, found a longer one; \
         write one record a line; what follows was not read"
    );
    assert!(counted.bytes < 2 << 20, "{} bytes were read", counted.bytes);
}

#[test]
fn a_hostile_line_is_refused_in_one_pass() {
    let fields = "\"id\":\"n\",".repeat(100_000);
    assert!(read("needs.jsonl", format!("{{{fields}\"title\":\"\"}}").as_bytes()).is_err());
    let codes = "\"helth\",".repeat(100_000);
    let line =
        with("needs.jsonl", "\"categories\":[", &format!("\"categories\":[{codes}\"health\""));
    let error = read("needs.jsonl", line.as_bytes()).unwrap_err().to_string();
    assert!(error.ends_with("needs.jsonl: and 99980 more"), "{error}");
    let areas: String = (0..50_000).map(|i| format!("\"官渡区/{i}\",")).collect();
    let line = with("organizations.jsonl", "\"serves\":[", &format!("\"serves\":[{areas}"));
    assert_eq!(read("organizations.jsonl", line.as_bytes()).unwrap(), 1);
}

#[test]
fn a_line_at_the_limit_is_read() {
    let line = |length: usize| {
        let text = "好".repeat((length - NEED.len()) / 3);
        let line = with("needs.jsonl", r#""title":"""#, &format!(r#""title":"{text}""#));
        format!("{line}{}\n", " ".repeat(length - line.len()))
    };
    assert_eq!(read("needs.jsonl", line(1 << 20).as_bytes()).unwrap(), 1);
    assert!(read("needs.jsonl", line((1 << 20) + 1).as_bytes()).is_err());
}

proptest! {
    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        for name in ["organizations.jsonl", "needs.jsonl", "outcomes.jsonl", "qrels.txt"] {
            if let Err(error) = read(name, &bytes) {
                prop_assert!(!error.to_string().is_empty());
            }
        }
    }

    #[test]
    fn a_spoiled_line_never_panics(at in 0usize..600, bytes in proptest::collection::vec(any::<u8>(), 0..4)) {
        for (name, line) in [
            ("organizations.jsonl", ORGANIZATION),
            ("needs.jsonl", NEED),
            ("outcomes.jsonl", OUTCOME),
            ("qrels.txt", JUDGMENT),
        ] {
            let mut spoiled = line.as_bytes().to_vec();
            let at = at % spoiled.len();
            spoiled.splice(at..=at, bytes.iter().copied());
            if let Err(error) = read(name, &spoiled) {
                prop_assert!(!error.to_string().contains("13888888888"));
            }
        }
    }

    #[test]
    fn any_text_in_any_place_is_never_repeated(text in "[一-龥]{2,8}1[3-9][0-9]{9}") {
        for from in ["\"n\"", "\"官渡区/太和街道\"", "\"2026-10-08\"", "[]", "\"title\""] {
            let to = serde_json::to_string(&text).unwrap();
            let line = with("needs.jsonl", from, &to);
            if let Err(error) = read("needs.jsonl", line.as_bytes()) {
                prop_assert!(!error.to_string().contains(&text));
            }
        }
    }
}
