//! Judgments in the form of TREC: `NEED-ID 0 ORG-ID GRADE`, a pair a line. A pair that is not
//! listed has grade 0.

use crate::error::{Error, Fault, Problems, shown};
use crate::fields::fault_of_id;
use crate::lines::{open, read_lines};
use std::collections::BTreeMap;
use std::io::BufRead;
use std::path::Path;

/// The grades of one need, by organization.
pub type Grades = BTreeMap<String, u8>;

/// All grades, by need and organization.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Qrels {
    by_need: BTreeMap<String, Grades>,
}

impl Qrels {
    /// The grade of a pair; 0 where it is not listed.
    pub fn grade(&self, need: &str, organization: &str) -> u8 {
        self.get(need).and_then(|grades| grades.get(organization)).copied().unwrap_or(0)
    }

    /// The listed grades of a need; none where no line names it.
    pub fn get(&self, need: &str) -> Option<&Grades> {
        self.by_need.get(need)
    }

    /// The needs with their listed grades, in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &Grades)> {
        self.by_need.iter()
    }

    /// How many needs are listed.
    pub fn len(&self) -> usize {
        self.by_need.len()
    }

    /// Whether nothing is listed.
    pub fn is_empty(&self) -> bool {
        self.by_need.is_empty()
    }
}

impl<const N: usize> From<[(String, Grades); N]> for Qrels {
    fn from(by_need: [(String, Grades); N]) -> Self {
        Self { by_need: by_need.into() }
    }
}

impl FromIterator<Judgment> for Qrels {
    fn from_iter<I: IntoIterator<Item = Judgment>>(judgments: I) -> Self {
        let mut by_need: BTreeMap<String, Grades> = BTreeMap::new();
        for Judgment { need, organization, grade } in judgments {
            by_need.entry(need).or_default().insert(organization, grade);
        }
        Self { by_need }
    }
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgment {
    /// The need's id.
    pub need: String,
    /// The organization's id.
    pub organization: String,
    /// 0 unsuitable, 1 marginal, 2 suitable, 3 the right one.
    pub grade: u8,
}

/// Reads a file of judgments: all of them, or everything that is wrong.
pub fn read_qrels(file: &Path) -> Result<Qrels, Error> {
    read_qrels_from(open(file)?, file)
}

/// The same from any reader; `file` is what messages call it.
pub fn read_qrels_from(reader: impl BufRead, file: &Path) -> Result<Qrels, Error> {
    Ok(read_judgments(reader, file)?.into_iter().collect())
}

/// The judgments in the order of the file: that of line n stands at n - 1.
pub(crate) fn read_judgments(reader: impl BufRead, file: &Path) -> Result<Vec<Judgment>, Error> {
    let mut problems = Problems::default();
    let mut judgments = Vec::new();
    let mut pairs: BTreeMap<(String, String), usize> = BTreeMap::new();
    read_lines(reader, file, &mut problems, |line, text, problems| {
        let Some(judgment) = read_judgment(line, text, problems) else { return };
        let pair = (judgment.need.clone(), judgment.organization.clone());
        match pairs.get(&pair) {
            Some(&first) => {
                problems.push(Some(line), None, Fault::Duplicate { what: "pair", first });
            }
            None => {
                pairs.insert(pair, line);
                judgments.push(judgment);
            }
        }
    })?;
    problems.or(file, judgments)
}

fn read_judgment(line: usize, text: &str, problems: &mut Problems) -> Option<Judgment> {
    let fields: Vec<&str> = text.split_ascii_whitespace().collect();
    let [need, iteration, organization, grade] = fields.as_slice() else {
        let expected = "NEED-ID 0 ORGANIZATION-ID GRADE";
        problems.push(Some(line), None, Fault::FieldCount { expected, found: fields.len() });
        return None;
    };
    let mut wrong = |field: &str, expected, found| {
        let fault = Fault::Value { expected, found, advice: None };
        problems.push(Some(line), Some(field.to_owned()), fault);
    };
    let mut good = true;
    for (field, id) in [("need", need), ("organization", organization)] {
        if let Some(found) = fault_of_id(id) {
            wrong(field, "an id without blanks or invisible characters", found);
            good = false;
        }
    }
    if *iteration != "0" {
        wrong("iteration", "0", shown(iteration));
        good = false;
    }
    let read: Option<u8> = match *grade {
        "0" => Some(0),
        "1" => Some(1),
        "2" => Some(2),
        "3" => Some(3),
        _ => None,
    };
    if read.is_none() {
        wrong("grade", "0, 1, 2 or 3", shown(grade));
    }
    match (good, read) {
        (true, Some(grade)) => Some(Judgment {
            need: (*need).to_owned(),
            organization: (*organization).to_owned(),
            grade,
        }),
        _ => None,
    }
}
