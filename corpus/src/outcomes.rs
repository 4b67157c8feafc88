//! What became of pairs that were matched: one event a line.

use crate::error::{Error, Fault, Problems, shown};
use crate::fields::Fields;
use crate::json::Json;
use crate::jsonl::read_records;
use crate::lines::open;
use engine::need::{Date, Need};
use engine::organization::Organization;
use std::collections::BTreeSet;
use std::fmt;
use std::io::BufRead;
use std::path::Path;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutcomeStatus {
    /// The need was handed to the organization.
    Offered,
    /// The organization took it.
    Accepted,
    /// The organization did not take it.
    Declined,
    /// The organization did it.
    Completed,
    /// The resident no longer asks.
    Withdrawn,
}

impl OutcomeStatus {
    /// Every status, in the contract's order.
    pub const ALL: &[Self] =
        &[Self::Offered, Self::Accepted, Self::Declined, Self::Completed, Self::Withdrawn];

    /// The word that stands for it in files.
    pub fn code(self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Completed => "completed",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// A date-time as RFC 3339 writes it, kept as it was given: `2026-10-08T14:30:00+08:00`. The
/// offset may be missing: then it is local time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateTime {
    text: String,
}

impl DateTime {
    /// Reads a date-time; none where it is not one.
    pub fn parse(text: &str) -> Option<Self> {
        let (date, rest) = text.split_once('T')?;
        Date::parse(date)?;
        let (time, offset) = match rest.find(['Z', '+', '-']) {
            Some(at) => rest.split_at(at),
            None => (rest, "Z"),
        };
        let (time, fraction) = match time.split_once('.') {
            Some((time, fraction)) => (time, fraction),
            None => (time, "0"),
        };
        let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        // a second of 60 is a leap second
        let good = numbers(time, &[23, 59, 60])
            && digits(fraction)
            && (offset == "Z" || numbers(&offset[1..], &[23, 59]));
        good.then(|| Self { text: text.to_owned() })
    }
}

/// Whether the text is two-digit numbers between colons, none above its limit.
fn numbers(text: &str, limits: &[u8]) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    parts.len() == limits.len()
        && parts.iter().zip(limits).all(|(part, limit)| {
            part.len() == 2
                && part.bytes().all(|b| b.is_ascii_digit())
                && part.parse::<u8>().is_ok_and(|n| n <= *limit)
        })
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// One event in the life of a pair, as in the contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The need's id.
    pub need: String,
    /// The organization's id.
    pub organization: String,
    /// What happened.
    pub status: OutcomeStatus,
    /// 1 to 5, only with a completed one.
    pub rating: Option<u8>,
    /// The rank at which the organization was shown.
    pub position: Option<u32>,
    /// When.
    pub at: DateTime,
}

const FIELDS: &[&str] = &["need", "organization", "status", "rating", "position", "at"];

/// Reads a file of outcomes: all of them in its order, or everything that is wrong.
pub fn read_outcomes(file: &Path) -> Result<Vec<Outcome>, Error> {
    read_outcomes_from(open(file)?, file)
}

/// The same from any reader; `file` is what messages call it.
pub fn read_outcomes_from(reader: impl BufRead, file: &Path) -> Result<Vec<Outcome>, Error> {
    read_records(reader, file, FIELDS, read_outcome)
}

fn read_outcome(fields: &mut Fields<'_>) -> Option<Outcome> {
    let need = fields.field("need", Fields::id);
    let organization = fields.field("organization", Fields::id);
    let status =
        fields.field("status", |f, at, v| f.word(at, &v, OutcomeStatus::ALL, OutcomeStatus::code));
    let rating = fields.nullable("rating", |f, at, v| {
        f.integer(at, &v, 1..=5, "a whole number from 1 to 5, or null")
    });
    let position = fields.nullable("position", |f, at, v| {
        f.integer(at, &v, 1..=u32::MAX.into(), "a rank from 1, or null")
    });
    let at = fields.field("at", read_date_time);
    let (status, rating) = (status?, rating?);
    if let Some(rating) = rating
        && status != OutcomeStatus::Completed
    {
        let expected = "null, unless the status is completed";
        fields.fault("rating", Fault::Value { expected, found: format!("{rating}"), advice: None });
    }
    Some(Outcome {
        need: need?,
        organization: organization?,
        status,
        rating,
        position: position?,
        at: at?,
    })
}

fn read_date_time(fields: &mut Fields<'_>, at: &str, value: Json) -> Option<DateTime> {
    let read = match &value {
        Json::Text(text) => DateTime::parse(text),
        _ => None,
    };
    if read.is_none() {
        let expected = "a date-time such as 2026-10-08T14:30:00+08:00";
        fields.fault(at, Fault::Value { expected, found: value.shown(), advice: None });
    }
    read
}

/// Refuses outcomes of needs and organizations that are not there. `file` is what messages
/// call the outcomes.
pub fn outcomes_name_known_ids(
    file: &Path,
    outcomes: &[Outcome],
    organizations: &[Organization],
    needs: &[Need],
) -> Result<(), Error> {
    let organizations: BTreeSet<&str> = organizations.iter().map(|o| o.id.as_str()).collect();
    let needs: BTreeSet<&str> = needs.iter().map(|n| n.id.as_str()).collect();
    let mut problems = Problems::default();
    for (i, outcome) in outcomes.iter().enumerate() {
        let named = [
            ("need", &outcome.need, &needs, "the needs"),
            ("organization", &outcome.organization, &organizations, "the organizations"),
        ];
        for (field, id, known, of) in named {
            if !known.contains(id.as_str()) {
                let fault = Fault::UnknownId { of, found: shown(id) };
                problems.push(Some(i + 1), Some(field.to_owned()), fault);
            }
        }
    }
    problems.or(file, ())
}
