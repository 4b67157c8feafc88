//! What a check found, by kind, as an operator reads it.

use crate::error::Error;
use std::collections::BTreeMap;
use std::fmt;

/// What is wrong between records, or looks mistaken in one: errors first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A judgment or an outcome of a need that is not there.
    UnknownNeed,
    /// A judgment or an outcome of an organization that is not there.
    UnknownOrganization,
    /// A need of a district that no organization knows.
    OtherDistrict,
    /// A grade above 0 for an organization that is not active.
    GradeOfInactive,
    /// A grade above 0 for an organization that does not cover the place.
    GradeOutside,
    /// A grade above 2 where it is not sure that the organization covers the place.
    GradeTooHigh,
    /// An active organization without a service area: nobody can be matched with it.
    ServesNothing,
    /// An active organization that takes no requests.
    NoCapacity,
    /// An organization without a description and without services.
    SaysNothing,
    /// Two organizations of one name.
    SameName,
    /// An area beside one that contains it.
    RedundantArea,
    /// A code beside the one above it.
    RedundantCode,
    /// A need without title and text.
    NoWords,
    /// A need with no more than a district.
    RoughArea,
    /// A need of another time than the others.
    FarYear,
}

impl Kind {
    /// Whether the collection cannot be used as it is; otherwise it is a warning.
    pub fn is_error(self) -> bool {
        self <= Self::GradeTooHigh
    }

    /// What is meant, as a sentence.
    fn sentence(self) -> &'static str {
        match self {
            Self::UnknownNeed => "The need is not in needs.jsonl.",
            Self::UnknownOrganization => "The organization is not in organizations.jsonl.",
            Self::OtherDistrict => {
                "The need is of a district in which no organization sits or serves."
            }
            Self::GradeOfInactive => {
                "The grade is above 0, but the organization is suspended or dissolved."
            }
            Self::GradeOutside => {
                "The grade is above 0, but the organization does not serve the place."
            }
            Self::GradeTooHigh => {
                "The grade is above 2, but the need's area stops above the one that the \
                 organization serves."
            }
            Self::ServesNothing => {
                "The organization is active but serves no area: it is matched with nobody."
            }
            Self::NoCapacity => "The organization is active but its capacity is 0.",
            Self::SaysNothing => "The organization has neither a description nor a service.",
            Self::SameName => "The organization has the name of another one.",
            Self::RedundantArea => "An area is listed together with one that contains it.",
            Self::RedundantCode => "A code is listed together with the one above it.",
            Self::NoWords => "The need has neither a title nor a text.",
            Self::RoughArea => "The need names only the district: coverage cannot be told.",
            Self::FarYear => {
                "The need was posted more than 5 years from most others; is the year mistyped?"
            }
        }
    }
}

/// Where something was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file's name.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// The ids concerned, in short.
    pub subject: String,
}

/// How many places of a kind are kept; the others are counted.
const KEPT: usize = 10;

#[derive(Debug, Default)]
struct Found {
    count: usize,
    first: Vec<Place>,
}

/// What a check found.
#[derive(Debug, Default)]
pub struct CheckReport {
    files: Vec<(String, usize)>,
    refused: Vec<Error>,
    found: BTreeMap<Kind, Found>,
}

impl CheckReport {
    /// Notes that a file was read.
    pub(super) fn count(&mut self, file: &str, records: usize) {
        self.files.push((file.to_owned(), records));
    }

    /// Notes that a file was refused.
    pub(super) fn refuse(&mut self, error: Error) {
        self.refused.push(error);
    }

    /// Notes something.
    pub(super) fn add(&mut self, kind: Kind, file: &str, line: usize, subject: String) {
        let found = self.found.entry(kind).or_default();
        found.count += 1;
        if found.first.len() < KEPT {
            found.first.push(Place { file: file.to_owned(), line, subject });
        }
    }

    /// How many errors there are, counting every problem of a refused file.
    pub fn errors(&self) -> usize {
        let refused = self.refused.iter().map(|error| match error {
            Error::Bad { problems, more, .. } => problems.len() + more,
            _ => 1,
        });
        refused.sum::<usize>() + self.sum(true)
    }

    /// How many warnings there are.
    pub fn warnings(&self) -> usize {
        self.sum(false)
    }

    fn sum(&self, errors: bool) -> usize {
        let found = self.found.iter();
        found.filter(|(kind, _)| kind.is_error() == errors).map(|(_, found)| found.count).sum()
    }

    /// How often each kind was found, errors first.
    pub fn counts(&self) -> impl Iterator<Item = (Kind, usize)> + '_ {
        self.found.iter().map(|(kind, found)| (*kind, found.count))
    }

    /// The first places of a kind.
    pub fn places(&self, kind: Kind) -> &[Place] {
        self.found.get(&kind).map_or(&[], |found| &found.first)
    }
}

impl fmt::Display for CheckReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (file, records) in &self.files {
            writeln!(f, "{file}: {}", counted(*records, "record"))?;
        }
        for error in &self.refused {
            // an error has a line for each of its problems
            for line in error.to_string().lines() {
                writeln!(f, "error: {line}")?;
            }
        }
        if !self.refused.is_empty() {
            writeln!(f, "What refers to a refused file was not checked.")?;
        }
        for (kind, found) in &self.found {
            let severity = if kind.is_error() { "error" } else { "warning" };
            writeln!(f, "{severity}: {} {}", kind.sentence(), times(found.count))?;
            for Place { file, line, subject } in &found.first {
                writeln!(f, "  {file}, line {line}: {subject}")?;
            }
            if found.count > found.first.len() {
                writeln!(f, "  and {} more", found.count - found.first.len())?;
            }
        }
        let (errors, warnings) = (self.errors(), self.warnings());
        write!(f, "{}, {}", counted(errors, "error"), counted(warnings, "warning"))
    }
}

fn times(count: usize) -> String {
    if count == 1 { "Once:".to_owned() } else { format!("{count} times:") }
}

fn counted(count: usize, what: &str) -> String {
    match count {
        0 => format!("no {what}s"),
        1 => format!("1 {what}"),
        n => format!("{n} {what}s"),
    }
}
