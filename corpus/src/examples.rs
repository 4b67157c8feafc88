//! Texts with what they are about, marked by whoever wrote or read them: the sentences that the
//! model of meaning learns from, and the labels of a collection's needs that it is measured by.
//!
//! One a line, fields parted by ` | `, lists by blanks; `#` begins a comment:
//!
//! ```text
//! elderly.bathing -elderly.day-care | elderly.disabled | home urgent | 我妈瘫床上半个月没擦过身了
//! ```
//!
//! Services (`-CODE`: named and not wanted, or not done; `none`: no social organization's
//! matter), target groups, marks (`home`, `site`, `online`, `urgent`, `general`), the text. `-`
//! stands for nothing. A line of labels has the need's id first, and no text.

use crate::error::{Error, Fault, Problems, shown};
use crate::lines::{open, read_lines};
use crate::nearest::nearest;
use engine::organization::Delivery;
use engine::taxonomy::{ServiceCategory, TargetGroup, Taxonomy, TermId, Tree};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a text is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// What is needed, or done; the most important first.
    pub services: Vec<ServiceCategory>,
    /// What is named and not wanted, or not done.
    pub refused: Vec<ServiceCategory>,
    /// No social organization's matter.
    pub out_of_scope: bool,
    /// For whom.
    pub groups: Vec<TargetGroup>,
    /// How it must reach people, or does.
    pub delivery: Vec<Delivery>,
    /// It cannot wait.
    pub urgent: bool,
    /// An organization that takes up any need of its area, or refers on.
    pub general: bool,
}

/// A text and what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// Its file and its line, from 1.
    pub place: (PathBuf, usize),
    /// What it is about.
    pub marks: Marks,
    /// The text.
    pub text: String,
}

/// What the model of meaning learns from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Training {
    /// What residents and those who speak for them say.
    pub needs: Vec<Example>,
    /// What organizations say of themselves.
    pub offers: Vec<Example>,
    /// Texts with the codes of the dangers they tell of, and look-alikes without.
    pub dangers: Vec<(Vec<String>, String)>,
}

impl Training {
    /// Reads a folder with `needs/*.txt`, `offers/*.txt` and `alerts/*.txt`, in the order of the
    /// names; `alerts` are the codes of the dangers.
    pub fn read(folder: &Path, taxonomy: &Taxonomy, alerts: &[&str]) -> Result<Self, Error> {
        let side = |name: &str| -> Result<Vec<Example>, Error> {
            let mut examples = Vec::new();
            for file in text_files(&folder.join(name))? {
                examples.extend(read_examples(&file, taxonomy)?);
            }
            Ok(examples)
        };
        let mut dangers = Vec::new();
        for file in text_files(&folder.join("alerts"))? {
            dangers.extend(read_alerts(&file, alerts)?);
        }
        Ok(Self { needs: side("needs")?, offers: side("offers")?, dangers })
    }
}

/// The `.txt` files of a folder, by name.
fn text_files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let unreadable = |source| Error::Unreadable { file: folder.to_owned(), source };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|extension| extension == "txt") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Reads a file of marked texts.
pub fn read_examples(file: &Path, taxonomy: &Taxonomy) -> Result<Vec<Example>, Error> {
    let expected = "SERVICES | GROUPS | MARKS | TEXT";
    read_records(file, expected, |line, [services, groups, marks, text], problems| {
        let marks = Reader { line, problems, taxonomy }.marks([services, groups, marks])?;
        Some(Example { place: (file.to_owned(), line), marks, text: text.to_owned() })
    })
}

/// Reads the labels of a collection's needs, by the need's id.
pub fn read_labels(file: &Path, taxonomy: &Taxonomy) -> Result<BTreeMap<String, Marks>, Error> {
    let expected = "NEED-ID | SERVICES | GROUPS | MARKS";
    let mut lines: BTreeMap<String, usize> = BTreeMap::new();
    let labels = read_records(file, expected, |line, [id, services, groups, marks], problems| {
        if let Some(&first) = lines.get(id) {
            problems.push(Some(line), None, Fault::Duplicate { what: "id", first });
            return None;
        }
        lines.insert(id.to_owned(), line);
        let marks = Reader { line, problems, taxonomy }.marks([services, groups, marks])?;
        Some((id.to_owned(), marks))
    })?;
    Ok(labels.into_iter().collect())
}

/// Reads texts with the dangers they tell of: `CODES | TEXT`, `none` for no danger.
pub fn read_alerts(file: &Path, codes: &[&str]) -> Result<Vec<(Vec<String>, String)>, Error> {
    read_records(file, "CODES | TEXT", |line, [dangers, text], problems| {
        let named: Vec<String> = items(dangers).map(str::to_owned).collect();
        let unknown = named.iter().find(|code| !codes.contains(&code.as_str()));
        if let Some(code) = unknown {
            let meant = nearest(code, codes.iter().copied()).map(str::to_owned);
            let fault = Fault::Value {
                expected: "the code of an alert, or none",
                found: meant.map_or_else(|| shown(code), |m| format!("{} (near {m})", shown(code))),
                advice: None,
            };
            problems.push(Some(line), Some("codes".to_owned()), fault);
            return None;
        }
        Some((named, text.to_owned()))
    })
}

/// The lines of a file that are no comments, each parted into `N` fields.
fn read_records<T, const N: usize>(
    file: &Path,
    expected: &'static str,
    mut record: impl FnMut(usize, [&str; N], &mut Problems) -> Option<T>,
) -> Result<Vec<T>, Error> {
    let mut problems = Problems::default();
    let mut records = Vec::new();
    read_lines(open(file)?, file, &mut problems, |line, text, problems| {
        if text.starts_with('#') {
            return;
        }
        let fields: Vec<&str> = text.split(" | ").collect();
        match <[&str; N]>::try_from(fields.as_slice()) {
            Ok(fields) => records.extend(record(line, fields, problems)),
            Err(_) => {
                let fault = Fault::FieldCount { expected, found: fields.len() };
                problems.push(Some(line), None, fault);
            }
        }
    })?;
    problems.or(file, records)
}

/// The words of a list; none for `-` and `none`.
fn items(list: &str) -> impl Iterator<Item = &str> {
    list.split_ascii_whitespace().filter(|item| !matches!(*item, "-" | "none"))
}

/// Reads the fields of one line.
struct Reader<'a> {
    line: usize,
    problems: &'a mut Problems,
    taxonomy: &'a Taxonomy,
}

impl Reader<'_> {
    fn marks(&mut self, [services, groups, marks]: [&str; 3]) -> Option<Marks> {
        let taxonomy = self.taxonomy;
        let out_of_scope = services.split_ascii_whitespace().next() == Some("none");
        let mut read = Marks { out_of_scope, ..Marks::default() };
        for item in items(services) {
            let (code, list) = match item.strip_prefix('-') {
                Some(code) => (code, &mut read.refused),
                None => (item, &mut read.services),
            };
            list.push(self.term(&taxonomy.categories, "service category", code)?);
        }
        for code in items(groups) {
            read.groups.push(self.term(&taxonomy.groups, "target group", code)?);
        }
        for mark in items(marks) {
            match (mark, Delivery::from_code(mark)) {
                (_, Some(delivery)) => read.delivery.push(delivery),
                ("urgent", _) => read.urgent = true,
                ("general", _) => read.general = true,
                _ => {
                    let expected = vec!["home", "site", "online", "urgent", "general"];
                    let nearest = nearest(mark, expected.iter().copied());
                    self.fault("marks", Fault::Word { nearest, found: shown(mark), expected });
                    return None;
                }
            }
        }
        Some(read)
    }

    fn term<T: TermId>(
        &mut self,
        tree: &Tree<T>,
        vocabulary: &'static str,
        code: &str,
    ) -> Option<T> {
        let found = tree.find(code);
        if found.is_none() {
            let codes = tree.ids().map(|id| tree.term(id).code.as_str());
            let fault = Fault::UnknownCode {
                vocabulary,
                found: shown(code),
                nearest: nearest(code, codes).map(str::to_owned),
                misplaced: false,
            };
            self.fault(vocabulary, fault);
        }
        found
    }

    fn fault(&mut self, field: &str, fault: Fault) {
        self.problems.push(Some(self.line), Some(field.to_owned()), fault);
    }
}
