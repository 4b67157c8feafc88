//! What can be wrong with a file, as the operator who must correct it reads it: which file,
//! line and field, what was expected, what was found, what to do.
//!
//! A message never holds a resident's words. It quotes what looks like a code or an id and
//! only counts the characters of anything else.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why a file was refused, or not written. Nothing of it is used; nothing half is left.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The system did not let us read it.
    #[error("{}: cannot be read: {source}", file.display())]
    Unreadable {
        /// Which file.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// What stands in it is not what must.
    #[error("{}", Listed { file, problems, more: *more })]
    Bad {
        /// Which file.
        file: PathBuf,
        /// The first problems, in the order of the file; at least one.
        problems: Vec<Problem>,
        /// How many more there are.
        more: usize,
    },
    /// A file stands where one is to be written.
    #[error("{}: is already there; choose another folder, or ask to replace it", file.display())]
    Exists {
        /// Which file.
        file: PathBuf,
    },
    /// The system did not let us write it.
    #[error("{}: cannot be written: {source}", file.display())]
    Unwritable {
        /// Which file.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// One problem to a line, each with the name of the file.
struct Listed<'a> {
    file: &'a PathBuf,
    problems: &'a [Problem],
    more: usize,
}

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, problem) in self.problems.iter().enumerate() {
            let end = if i == 0 { "" } else { "\n" };
            write!(f, "{end}{}{problem}", self.file.display())?;
        }
        match self.more {
            0 => Ok(()),
            more => write!(f, "\n{}: and {more} more", self.file.display()),
        }
    }
}

/// One thing that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// From 1; none where the file as a whole is meant.
    pub line: Option<usize>,
    /// The field, with its place in lists: `services[0].fee`; none where the line is meant.
    pub field: Option<String>,
    /// What is wrong.
    pub fault: Fault,
}

impl fmt::Display for Problem {
    /// Follows the file's name: `, line 3, field id: expected …, found …; what to do`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        if let Some(field) = &self.field {
            write!(f, ", field {field}")?;
        }
        write!(f, ": expected {}, found {}", self.fault.expected(), self.fault.found())?;
        match self.fault.advice() {
            Some(advice) => write!(f, "; {advice}"),
            None => Ok(()),
        }
    }
}

/// What is wrong with a place of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The file begins with U+FEFF.
    ByteOrderMark,
    /// Lines end with CR LF.
    CarriageReturn,
    /// There is nothing in the file.
    EmptyFile,
    /// There is nothing in a line.
    EmptyLine,
    /// Bytes that no character has.
    NotUtf8 {
        /// The first such byte.
        byte: u8,
        /// Where it stands in the file, from 0.
        offset: u64,
    },
    /// A line longer than any record should be.
    LongLine {
        /// The limit in bytes.
        limit: usize,
    },
    /// Not JSON.
    NotJson {
        /// The character of the line, from 1.
        column: usize,
        /// The parser's words; they quote nothing of the text.
        message: String,
        /// What it looks like, if we know.
        advice: Option<&'static str>,
    },
    /// A line with too many or too few fields.
    FieldCount {
        /// What a line looks like.
        expected: &'static str,
        /// How many it has.
        found: usize,
    },
    /// A field is not there.
    MissingField,
    /// A field that the format does not have.
    UnknownField {
        /// A field of the format that it may have been meant for.
        nearest: Option<&'static str>,
    },
    /// A field that was already given in the same object.
    RepeatedField,
    /// A value of another type, or outside of what is allowed.
    Value {
        /// What may stand there.
        expected: &'static str,
        /// What stands there, in short.
        found: String,
        /// How to correct it, if we know.
        advice: Option<&'static str>,
    },
    /// A word that is none of a few.
    Word {
        /// What may stand there.
        expected: Vec<&'static str>,
        /// What stands there, in short.
        found: String,
        /// The one that it may have been meant for.
        nearest: Option<&'static str>,
    },
    /// A code that the taxonomy does not have.
    UnknownCode {
        /// `service category` or `target group`.
        vocabulary: &'static str,
        /// What stands there, in short.
        found: String,
        /// The code that it may have been meant for.
        nearest: Option<String>,
        /// Whether it is a code of the other vocabulary.
        misplaced: bool,
    },
    /// A list names the same thing twice.
    RepeatedItem {
        /// The index of the first.
        first: usize,
    },
    /// An id, a code or a judged pair that an earlier line has.
    Duplicate {
        /// `id`, `pair`.
        what: &'static str,
        /// The line of the first.
        first: usize,
    },
    /// An id that no record of another file has.
    UnknownId {
        /// What should have it: `the needs`.
        of: &'static str,
        /// The id, in short.
        found: String,
    },
}

impl Fault {
    /// What must stand there.
    pub fn expected(&self) -> String {
        match self {
            Self::ByteOrderMark => "UTF-8 without a byte order mark".to_owned(),
            Self::CarriageReturn => "lines that end with LF alone".to_owned(),
            Self::EmptyFile => "at least one line".to_owned(),
            Self::EmptyLine => "one record a line".to_owned(),
            Self::NotUtf8 { .. } => "UTF-8".to_owned(),
            Self::LongLine { limit } => format!("at most {limit} bytes a line"),
            Self::NotJson { .. } => "one JSON object".to_owned(),
            Self::FieldCount { expected, .. } => (*expected).to_owned(),
            Self::MissingField => "the field".to_owned(),
            Self::UnknownField { .. } => "only fields of the format".to_owned(),
            Self::RepeatedField => "the field once".to_owned(),
            Self::Value { expected, .. } => (*expected).to_owned(),
            Self::Word { expected, .. } => one_of(expected),
            Self::UnknownCode { vocabulary, .. } => format!("a {vocabulary} of the taxonomy"),
            Self::RepeatedItem { .. } => "each item once".to_owned(),
            Self::Duplicate { what, .. } => format!("each {what} once"),
            Self::UnknownId { of, .. } => format!("an id of {of}"),
        }
    }

    /// What stands there.
    pub fn found(&self) -> String {
        match self {
            Self::ByteOrderMark => "a byte order mark (EF BB BF)".to_owned(),
            Self::CarriageReturn => "CR LF".to_owned(),
            Self::EmptyFile => "an empty file".to_owned(),
            Self::EmptyLine => "an empty line".to_owned(),
            Self::NotUtf8 { byte, offset } => format!("byte {byte:02X} at offset {offset}"),
            Self::LongLine { .. } => "a longer one".to_owned(),
            Self::NotJson { column, message, .. } => {
                format!("invalid JSON at column {column} ({message})")
            }
            Self::FieldCount { found, .. } => format!("{found} fields"),
            Self::MissingField => "none".to_owned(),
            Self::UnknownField { .. } => "an unknown one".to_owned(),
            Self::RepeatedField => "it twice".to_owned(),
            Self::Value { found, .. }
            | Self::Word { found, .. }
            | Self::UnknownCode { found, .. }
            | Self::UnknownId { found, .. } => found.clone(),
            Self::RepeatedItem { first } => format!("the same as item {first}"),
            Self::Duplicate { first, .. } => format!("the one of line {first} again"),
        }
    }

    /// What to do, where more can be said than to write what is expected.
    pub fn advice(&self) -> Option<String> {
        let did_you_mean = |nearest: &str| format!("did you mean {nearest}?");
        match self {
            Self::ByteOrderMark => Some(
                "remove the first three bytes (sed -i '1s/^\\xEF\\xBB\\xBF//' FILE), or save \
                 it as UTF-8 without BOM"
                    .to_owned(),
            ),
            Self::CarriageReturn => {
                Some("convert the file (sed -i 's/\\r$//' FILE, or dos2unix FILE)".to_owned())
            }
            Self::EmptyLine => Some("remove the line".to_owned()),
            Self::NotUtf8 { byte: 0xFE | 0xFF, offset: 0 } => {
                Some("it looks like UTF-16: iconv -f UTF-16 -t UTF-8 FILE".to_owned())
            }
            Self::NotUtf8 { .. } => Some(
                "save the file as UTF-8; where it is GBK: iconv -f GB18030 -t UTF-8 FILE"
                    .to_owned(),
            ),
            Self::LongLine { .. } => {
                Some("write one record a line; what follows was not read".to_owned())
            }
            Self::NotJson { advice, .. } | Self::Value { advice, .. } => advice.map(str::to_owned),
            Self::UnknownField { nearest: Some(nearest) } => Some(did_you_mean(nearest)),
            Self::Word { nearest: Some(nearest), .. } => Some(did_you_mean(nearest)),
            Self::UnknownCode { misplaced: true, vocabulary, .. } => Some(
                match *vocabulary {
                    "target group" => "it is a service category: it belongs in categories",
                    _ => "it is a target group: it belongs in target_groups",
                }
                .to_owned(),
            ),
            Self::UnknownCode { nearest: Some(nearest), .. } => Some(did_you_mean(nearest)),
            _ => None,
        }
    }
}

fn one_of(words: &[&str]) -> String {
    match words {
        [] => "nothing".to_owned(),
        [word] => (*word).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// A value as it may stand in a message: quoted where it looks like a code or an id, counted
/// where it may be somebody's words, a name or a telephone number.
pub(crate) fn shown(text: &str) -> String {
    let like_a_code = |c: char| c.is_ascii_alphanumeric() || "-_.:/".contains(c);
    let longest_number =
        text.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or_default();
    match text.chars().count() {
        0 => "an empty text".to_owned(),
        // seven digits may be a telephone number without its area code
        1..=40 if text.chars().all(like_a_code) && longest_number < 7 => format!("\"{text}\""),
        1 => "a text of 1 character".to_owned(),
        n => format!("a text of {n} characters"),
    }
}

/// The problems of one file while it is read: the first [`Problems::KEPT`], and how many more.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    first: Vec<Problem>,
    more: usize,
}

impl Problems {
    /// As many as a person reads; a file of another kind has one a field.
    pub(crate) const KEPT: usize = 20;

    pub(crate) fn push(&mut self, line: Option<usize>, field: Option<String>, fault: Fault) {
        if self.first.len() < Self::KEPT {
            self.first.push(Problem { line, field, fault });
        } else {
            self.more += 1;
        }
    }

    /// Whether there are as many as are kept.
    pub(crate) fn are_many(&self) -> bool {
        self.first.len() == Self::KEPT
    }

    /// What was read, or the problems.
    pub(crate) fn or<T>(self, file: &std::path::Path, read: T) -> Result<T, Error> {
        if self.first.is_empty() {
            return Ok(read);
        }
        Err(Error::Bad { file: file.to_owned(), problems: self.first, more: self.more })
    }
}
