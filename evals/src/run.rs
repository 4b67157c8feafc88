//! A run: what a system ranked for each need, as in TREC.
//!
//! A line of a run file is `NEED-ID Q0 ORG-ID RANK SCORE TAG`. As in trec_eval the score makes
//! the order, the highest first; the rank is only for people, and the order of lines means
//! nothing. Equal scores are ordered by id, **the last id first**, again as in trec_eval, so
//! that a figure of ours is the figure that any other tool gives for the same file. (trec_eval
//! holds a score in single precision: two scores that agree in the first seven digits are
//! equal to it and not to us. A system whose own order breaks ties otherwise must write scores
//! that say so.)
//!
//! A need for which nothing is suitable has no line.

use crate::error::{Error, read_text};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

/// An organization in the ranking for a need.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its id.
    pub organization: String,
    /// The higher, the better.
    pub score: f64,
}

/// The rankings of a system, best first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Run {
    rankings: BTreeMap<String, Vec<Entry>>,
}

impl Run {
    /// Sets what was ranked for a need, in any order: the scores make the order. An empty
    /// list is the same as none.
    pub fn set(&mut self, need: &str, mut entries: Vec<Entry>) {
        entries.sort_by(|a, b| {
            b.score.total_cmp(&a.score).then_with(|| b.organization.cmp(&a.organization))
        });
        if entries.is_empty() {
            self.rankings.remove(need);
        } else {
            self.rankings.insert(need.to_owned(), entries);
        }
    }

    /// Keeps the best of each ranking.
    pub fn truncate(&mut self, ranks: usize) {
        self.rankings.values_mut().for_each(|entries| entries.truncate(ranks));
        self.rankings.retain(|_, entries| !entries.is_empty());
    }

    /// What was ranked for a need, best first; empty where the system left it empty.
    pub fn ranking(&self, need: &str) -> &[Entry] {
        self.rankings.get(need).map_or(&[], Vec::as_slice)
    }

    /// The needs that something was ranked for, with it, in order of their ids.
    pub fn rankings(&self) -> impl Iterator<Item = (&str, &[Entry])> {
        self.rankings.iter().map(|(need, entries)| (need.as_str(), entries.as_slice()))
    }

    /// Reads a run file.
    pub fn read(file: &Path) -> Result<Self, Error> {
        Self::parse(&read_text(file)?, file)
    }

    /// Reads the text of a run file; `file` is for errors.
    pub fn parse(text: &str, file: &Path) -> Result<Self, Error> {
        let mut needs: BTreeMap<&str, Vec<Entry>> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for (index, line) in text.lines().enumerate() {
            let wrong = |field, expected, found: String| Error::Field {
                file: file.to_owned(),
                line: index + 1,
                field,
                expected,
                found,
            };
            let fields: Vec<&str> = line.split_whitespace().collect();
            let &[need, q0, organization, rank, score, _tag] = fields.as_slice() else {
                let found = format!("{} fields", fields.len());
                return Err(wrong("the line", "need Q0 organization rank score tag", found));
            };
            if need.starts_with('\u{feff}') {
                return Err(wrong("need", "an id", "a byte order mark".to_owned()));
            }
            if q0 != "Q0" {
                return Err(wrong("second field", "Q0", quote(q0)));
            }
            if rank.parse::<u32>().is_err() {
                return Err(wrong("rank", "a whole number", quote(rank)));
            }
            let score = match score.parse::<f64>() {
                Ok(number) if number.is_finite() => number,
                _ => return Err(wrong("score", "a finite number", quote(score))),
            };
            if !seen.insert((need, organization)) {
                return Err(wrong("organization", "each one once for a need", quote(organization)));
            }
            let entry = Entry { organization: organization.to_owned(), score };
            needs.entry(need).or_default().push(entry);
        }
        let mut run = Self::default();
        for (need, entries) in needs {
            run.set(need, entries);
        }
        Ok(run)
    }

    /// Writes the run as TREC lines, ranks from 1, in order of need ids. A score is written
    /// with the digits that bring the same number back.
    pub fn write(&self, out: &mut impl io::Write, tag: &str) -> io::Result<()> {
        for (need, entries) in &self.rankings {
            for (index, Entry { organization, score }) in entries.iter().enumerate() {
                writeln!(out, "{need} Q0 {organization} {} {score} {tag}", index + 1)?;
            }
        }
        Ok(())
    }
}

/// The first characters of a field, in quotation marks; an id or a number is short.
fn quote(found: &str) -> String {
    match found.char_indices().nth(40) {
        Some((end, _)) => format!("{:?}…", &found[..end]),
        None => format!("{found:?}"),
    }
}

#[cfg(test)]
mod tests {
    //! Properties: the score makes the order, whatever the order of lines; ties fall as in
    //! trec_eval; what is written is read back; a bad line is named with line and field.
    use super::*;
    use proptest::prelude::*;

    fn parse(text: &str) -> Result<Run, Error> {
        Run::parse(text, Path::new("some.run"))
    }

    fn check_order(text: &str, expected: &[&str]) {
        let run = parse(text).unwrap();
        let found: Vec<_> = run.ranking("n").iter().map(|e| e.organization.as_str()).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn the_score_makes_the_order() {
        check_order("n Q0 a 1 0.5 t\nn Q0 b 2 0.7 t\n", &["b", "a"]);
        check_order("n Q0 a 1 1 t\r\nn\tQ0  b 2 1e-3 t", &["a", "b"]);
        check_order("n Q0 a 1 0 t\nn Q0 c 2 0 t\nn Q0 b 3 0 t", &["c", "b", "a"]);
        check_order("n Q0 o9 1 2 t\nn Q0 o10 2 2 t", &["o9", "o10"]);
        check_order("m Q0 a 1 1 t", &[]);
        check_order("", &[]);
    }

    #[test]
    fn the_best_are_kept() {
        let mut run = parse("n Q0 a 1 1 t\nn Q0 b 2 3 t\nn Q0 c 3 2 t\nm Q0 a 1 1 t").unwrap();
        run.truncate(2);
        assert_eq!(run, parse("n Q0 b 1 3 t\nn Q0 c 2 2 t\nm Q0 a 1 1 t").unwrap());
        run.truncate(0);
        assert_eq!(run, Run::default());
    }

    fn check_error(text: &str, expected: &str) {
        assert_eq!(parse(text).unwrap_err().to_string(), expected);
    }

    #[test]
    fn a_bad_line_is_named() {
        check_error(
            "n Q0 a 1 0.5 t\nn Q0 b 2 t",
            "some.run, line 2, the line: expected need Q0 organization rank score tag, \
             found 5 fields",
        );
        check_error("n 0 a 1 0.5 t", "some.run, line 1, second field: expected Q0, found \"0\"");
        check_error(
            "n Q0 a one 0.5 t",
            "some.run, line 1, rank: expected a whole number, found \"one\"",
        );
        for score in ["NaN", "inf", "0,5", ""] {
            assert!(parse(&format!("n Q0 a 1 {score} t")).is_err(), "{score}");
        }
        check_error(
            "n Q0 a 1 0.5 t\nm Q0 a 1 0.5 t\nn Q0 a 2 0.4 t",
            "some.run, line 3, organization: expected each one once for a need, found \"a\"",
        );
        check_error(
            "\u{feff}n Q0 a 1 0.5 t",
            "some.run, line 1, need: expected an id, found a byte order mark",
        );
        assert!(parse("n Q0 a 1 0.5 t\n\nm Q0 a 1 0.5 t").is_err(), "an empty line is no line");
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let error = Run::read(Path::new("no/such.run")).unwrap_err().to_string();
        assert!(error.starts_with("no/such.run: "), "{error}");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            pairs in proptest::collection::btree_map("[a-z0-9-]{1,4}", -1e9f64..1e9, 0..20),
        ) {
            let mut run = Run::default();
            let entries: Vec<_> = pairs
                .into_iter()
                .map(|(organization, score)| Entry { organization, score })
                .collect();
            run.set("n2", entries.clone());
            run.set("n1", entries.into_iter().rev().collect());
            let mut text = Vec::new();
            run.write(&mut text, "tag").unwrap();
            prop_assert_eq!(parse(std::str::from_utf8(&text).unwrap()).unwrap(), run);
        }
    }
}
