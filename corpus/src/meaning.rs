//! Reads and writes the model of meaning: `meaning.bin`.
//!
//! The first line is JSON: what the file is, its labels, its sizes, and the SHA-256 of what it was
//! trained on. Then little-endian arrays: keys (u32), idf (f32) and steps (f32) of the grams,
//! their vectors (i8), for residents and for organizations the biases (f32) and directions (f32) of
//! the labels, and for dangers the biases (f32), steps (f32) and weights (i8).

use engine::lexicon::Alert;
use engine::meaning::{Dangers, GramTable, Label, MeaningModel, Side, Vocabulary};
use engine::organization::Delivery;
use engine::taxonomy::Taxonomy;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    format: String,
    /// SHA-256 of the training texts, the lexicon and the taxonomy.
    trained_on: String,
    rank: usize,
    grams: usize,
    labels: Vec<String>,
    /// The codes of the dangers, in the order of their weights.
    dangers: Vec<String>,
}

const FORMAT: &str = "duijie meaning 2";

/// A label's name in files.
fn name(taxonomy: &Taxonomy, label: Label) -> String {
    match label {
        Label::Category(category) => taxonomy.categories.term(category).code.clone(),
        Label::Group(group) => format!("for {}", taxonomy.groups.term(group).code),
        Label::Delivery(delivery) => delivery.code().to_owned(),
        Label::Urgent => "urgent".to_owned(),
        Label::OutOfScope => "none".to_owned(),
        Label::General => "general".to_owned(),
    }
}

fn label(taxonomy: &Taxonomy, name: &str) -> Option<Label> {
    match name {
        "urgent" => Some(Label::Urgent),
        "none" => Some(Label::OutOfScope),
        "general" => Some(Label::General),
        _ => match name.strip_prefix("for ") {
            Some(code) => taxonomy.groups.find(code).map(Label::Group),
            None => taxonomy
                .categories
                .find(name)
                .map(Label::Category)
                .or_else(|| Delivery::from_code(name).map(Label::Delivery)),
        },
    }
}

/// Writes a model with the hash of what it was trained on.
pub fn write(
    taxonomy: &Taxonomy,
    alerts: &[Alert],
    model: &MeaningModel,
    trained_on: &str,
) -> Vec<u8> {
    let header = Header {
        format: FORMAT.to_owned(),
        trained_on: trained_on.to_owned(),
        rank: model.grams.rank,
        grams: model.vocabulary.keys().len(),
        labels: model.labels.iter().map(|&label| name(taxonomy, label)).collect(),
        dangers: alerts.iter().map(|alert| alert.code.clone()).collect(),
    };
    let mut bytes = serde_json::to_vec(&header).expect("numbers and names can be written");
    bytes.push(b'\n');
    bytes.extend(model.vocabulary.keys().iter().flat_map(|key| key.to_le_bytes()));
    let mut floats = |list: &[f32]| bytes.extend(list.iter().flat_map(|f| f.to_le_bytes()));
    floats(model.vocabulary.idf());
    floats(&model.grams.steps);
    bytes.extend(model.grams.values.iter().flat_map(|v| v.to_le_bytes()));
    for side in [&model.needs, &model.offers] {
        for list in [&side.biases, &side.directions] {
            bytes.extend(list.iter().flat_map(|f| f.to_le_bytes()));
        }
    }
    for list in [&model.dangers.biases, &model.dangers.steps] {
        bytes.extend(list.iter().flat_map(|f| f.to_le_bytes()));
    }
    bytes.extend(model.dangers.weights.iter().flat_map(|v| v.to_le_bytes()));
    bytes
}

/// Reads a model. The error says what is wrong.
pub fn parse(taxonomy: &Taxonomy, alerts: &[Alert], bytes: &[u8]) -> Result<MeaningModel, String> {
    let end = bytes.iter().position(|&b| b == b'\n').ok_or("expected a header line")?;
    let header: Header = serde_json::from_slice(&bytes[..end]).map_err(|e| e.to_string())?;
    if header.format != FORMAT {
        return Err(format!("expected format '{FORMAT}', found '{}'", header.format));
    }
    let labels: Vec<Label> = header
        .labels
        .iter()
        .map(|name| label(taxonomy, name).ok_or_else(|| format!("'{name}' is no label")))
        .collect::<Result<_, _>>()?;
    let known: Vec<&str> = alerts.iter().map(|alert| alert.code.as_str()).collect();
    if header.dangers != known {
        return Err(format!("expected the dangers {}", known.join(", ")));
    }
    let (grams, rank) = (header.grams, header.rank);
    let mut rest = Rest(&bytes[end + 1..]);
    let keys = rest.numbers(grams, u32::from_le_bytes)?;
    if !keys.is_sorted() {
        return Err("expected keys in order".to_owned());
    }
    let vocabulary = Vocabulary::new(keys, rest.numbers(grams, f32::from_le_bytes)?);
    let steps = rest.numbers(grams, f32::from_le_bytes)?;
    let values = rest.numbers(grams * rank, i8::from_le_bytes)?;
    let mut side = || -> Result<Side, String> {
        Ok(Side {
            biases: rest.numbers(labels.len(), f32::from_le_bytes)?,
            directions: rest.numbers(labels.len() * rank, f32::from_le_bytes)?,
        })
    };
    let (needs, offers) = (side()?, side()?);
    let dangers = Dangers {
        biases: rest.numbers(known.len(), f32::from_le_bytes)?,
        steps: rest.numbers(known.len(), f32::from_le_bytes)?,
        weights: rest.numbers(known.len() * grams, i8::from_le_bytes)?,
    };
    if !rest.0.is_empty() {
        return Err(format!("{} bytes too many", rest.0.len()));
    }
    let grams = GramTable { rank, steps, values };
    Ok(MeaningModel { labels, vocabulary, grams, needs, offers, dangers })
}

/// What is still to be read.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn numbers<T, const N: usize>(
        &mut self,
        count: usize,
        read: impl Fn([u8; N]) -> T,
    ) -> Result<Vec<T>, String> {
        let size = count.checked_mul(N).ok_or("expected sizes of a real model")?;
        let (now, later) = self.0.split_at_checked(size).ok_or("the file ends too early")?;
        self.0 = later;
        let (pieces, _) = now.as_chunks::<N>();
        Ok(pieces.iter().map(|&piece| read(piece)).collect())
    }
}
