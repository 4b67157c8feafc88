//! Reads and writes needs in the contract's form.

use crate::error::Error;
use crate::fields::Fields;
use crate::jsonl::{Ids, read_records};
use crate::lines::open;
use crate::organizations::codes;
use engine::need::Need;
use engine::taxonomy::Taxonomy;
use serde::Serialize;
use std::io::{self, BufRead, Write};
use std::path::Path;

const FIELDS: &[&str] =
    &["id", "title", "text", "area", "posted_by", "posted_at", "categories", "target_groups"];

/// Reads a file of needs: all of them in its order, or everything that is wrong.
pub fn read_needs(file: &Path, taxonomy: &Taxonomy) -> Result<Vec<Need>, Error> {
    read_needs_from(open(file)?, file, taxonomy)
}

/// The same from any reader; `file` is what messages call it.
pub fn read_needs_from(
    reader: impl BufRead,
    file: &Path,
    taxonomy: &Taxonomy,
) -> Result<Vec<Need>, Error> {
    let mut ids = Ids::default();
    read_records(reader, file, FIELDS, |fields| read_need(fields, &mut ids, taxonomy))
}

fn read_need(fields: &mut Fields<'_>, ids: &mut Ids, taxonomy: &Taxonomy) -> Option<Need> {
    let id = ids.read(fields);
    let title = fields.field("title", Fields::text);
    let text = fields.field("text", Fields::text);
    let area = fields.field("area", Fields::area);
    let posted_by = fields.field("posted_by", Fields::text);
    let posted_at = fields.field("posted_at", |f, at, v| f.date(at, &v));
    let categories = fields.set("categories", |f, at, v| f.category(at, &v, taxonomy));
    let target_groups = fields.set("target_groups", |f, at, v| f.group(at, &v, taxonomy));
    Some(Need {
        id: id?,
        title: title?,
        text: text?,
        area: area?,
        posted_by: posted_by?,
        posted_at: Some(posted_at?),
        categories: categories?,
        target_groups: target_groups?,
    })
}

/// A need with its fields in the contract's order.
#[derive(Serialize)]
struct NeedLine<'a> {
    id: &'a str,
    title: &'a str,
    text: &'a str,
    area: String,
    posted_by: &'a str,
    posted_at: Option<String>,
    categories: Vec<&'a str>,
    target_groups: Vec<&'a str>,
}

/// Writes a need as a line of the contract's form. A need that nobody has posted has no day,
/// and the contract has no line for it: it is written with null and is not read back.
pub fn write_need(out: &mut dyn Write, need: &Need, taxonomy: &Taxonomy) -> io::Result<()> {
    let line = NeedLine {
        id: &need.id,
        title: &need.title,
        text: &need.text,
        area: need.area.to_string(),
        posted_by: &need.posted_by,
        posted_at: need.posted_at.map(|day| day.to_string()),
        categories: codes(&need.categories, &taxonomy.categories),
        target_groups: codes(&need.target_groups, &taxonomy.groups),
    };
    serde_json::to_writer(&mut *out, &line)?;
    out.write_all(b"\n")
}
