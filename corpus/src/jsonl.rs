//! JSON Lines: one object a line.

use crate::error::{Error, Fault, Problems};
use crate::fields::Fields;
use crate::json::Json;
use crate::lines::read_lines;
use std::collections::BTreeMap;
use std::io::BufRead;
use std::path::Path;

/// Reads every line as a record: all of them, or the problems of the file. The record of line
/// n stands at n - 1.
pub(crate) fn read_records<T>(
    reader: impl BufRead,
    file: &Path,
    known: &'static [&'static str],
    mut read: impl FnMut(&mut Fields<'_>) -> Option<T>,
) -> Result<Vec<T>, Error> {
    let mut problems = Problems::default();
    let mut records = Vec::new();
    read_lines(reader, file, &mut problems, |line, text, problems| {
        let Some(object) = read_object(line, text, problems) else { return };
        let mut fields = Fields::new(object, known, Some(line), problems);
        let record = read(&mut fields);
        fields.end();
        records.extend(record);
    })?;
    problems.or(file, records)
}

/// The ids that a file gave so far, each with its line.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    lines: BTreeMap<String, usize>,
}

impl Ids {
    /// Reads an id that no earlier line has.
    pub(crate) fn read(&mut self, fields: &mut Fields<'_>) -> Option<String> {
        let id = fields.field("id", Fields::id)?;
        let line = fields.line().unwrap_or_default();
        match self.lines.get(&id) {
            Some(&first) => {
                fields.fault("id", Fault::Duplicate { what: "id", first });
                None
            }
            None => {
                self.lines.insert(id.clone(), line);
                Some(id)
            }
        }
    }
}

fn read_object(line: usize, text: &str, problems: &mut Problems) -> Option<Vec<(String, Json)>> {
    match serde_json::from_str(text) {
        Ok(Json::Object(fields)) => Some(fields),
        Ok(other) => {
            let advice = match other {
                Json::List(_) => Some("write its objects without the brackets, one a line"),
                _ => None,
            };
            let fault = Fault::Value { expected: "one JSON object", found: other.shown(), advice };
            problems.push(Some(line), None, fault);
            None
        }
        Err(error) => {
            problems.push(Some(line), None, not_json(text, &error));
            None
        }
    }
}

fn not_json(text: &str, error: &serde_json::Error) -> Fault {
    // the parser counts bytes, an editor counts characters
    let column = text.char_indices().take_while(|(at, _)| *at < error.column()).count();
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default().to_owned();
    let advice = match text.trim() {
        "{" | "[" => Some("write each object on one line (jq -c . does that)"),
        text if text.starts_with("{'") => Some("JSON has double quotes"),
        _ => None,
    };
    Fault::NotJson { column, message, advice }
}
