//! Reads and writes the ranking model, `model.json`: a tree a line, its nodes as
//! `[value]` or `[value, feature, threshold, node]`: values below the threshold go on at that node,
//! the others at the next.

use engine::features::Feature;
use engine::score::{Model, Refusal};
use engine::trees::{Node, Split, Trees};
use serde::{Deserialize, Serialize};
use std::num::NonZeroU32;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    about: Vec<String>,
    slope: f64,
    intercept: f64,
    refusal: RefusalRecord,
    show_from: f64,
    base: f64,
    trees: Vec<Vec<NodeRecord>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RefusalRecord {
    bias: f64,
    score: f64,
    out_of_scope: f64,
    from: f64,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum NodeRecord {
    Split(f64, String, f64, NonZeroU32),
    Leaf([f64; 1]),
}

/// The shortest decimal that is this number: 0.15, not 0.15000000596046448.
fn decimal(number: f32) -> f64 {
    number.to_string().parse().expect("a printed number can be read")
}

/// Reads a model. The error says what is wrong, and where.
pub fn parse(text: &str) -> Result<Model, String> {
    let file: File = serde_json::from_str(text).map_err(|e| e.to_string())?;
    let mut trees = Trees { base: file.base as f32, trees: Vec::with_capacity(file.trees.len()) };
    for (i, records) in file.trees.iter().enumerate() {
        let nodes = records.iter().enumerate().map(|(at, record)| node(record, at, records.len()));
        let nodes: Vec<Node> =
            nodes.collect::<Result<_, _>>().map_err(|e| format!("trees[{i}]: {e}"))?;
        if nodes.is_empty() {
            return Err(format!("trees[{i}]: expected at least one node"));
        }
        trees.trees.push(nodes);
    }
    let model = Model {
        trees,
        slope: file.slope as f32,
        intercept: file.intercept as f32,
        refusal: Refusal {
            bias: file.refusal.bias as f32,
            score: file.refusal.score as f32,
            out_of_scope: file.refusal.out_of_scope as f32,
            from: file.refusal.from as f32,
        },
        show_from: file.show_from as f32,
    };
    let share = |p: f32| (0.0..=1.0).contains(&p);
    if !model.slope.is_finite() || !share(model.refusal.from) || !share(model.show_from) {
        return Err("expected finite numbers, and probabilities from 0 to 1".to_owned());
    }
    Ok(model)
}

/// A node; its children come after it, so that walking ends.
fn node(record: &NodeRecord, at: usize, nodes: usize) -> Result<Node, String> {
    let (value, name, threshold, below) = match record {
        NodeRecord::Leaf([value]) => return Ok(Node { value: *value as f32, split: None }),
        NodeRecord::Split(value, name, threshold, below) => (*value, name, *threshold, *below),
    };
    let feature = Feature::ALL.iter().position(|f| f.code() == name);
    let feature = feature.ok_or_else(|| format!("'{name}' is no feature"))? as u32;
    if below.get() as usize <= at || below.get() as usize + 1 >= nodes {
        return Err(format!("node {at}: expected two children after it"));
    }
    let split = Split { feature, threshold: threshold as f32, below };
    Ok(Node { value: value as f32, split: Some(split) })
}

/// Writes a model, with some lines that say where it is from.
pub fn write(model: &Model, about: &[String]) -> String {
    let record = |node: &Node| match node.split {
        None => NodeRecord::Leaf([decimal(node.value)]),
        Some(Split { feature, threshold, below }) => NodeRecord::Split(
            decimal(node.value),
            Feature::ALL[feature as usize].code().to_owned(),
            decimal(threshold),
            below,
        ),
    };
    let line = |tree: &Vec<Node>| {
        let records: Vec<NodeRecord> = tree.iter().map(record).collect();
        serde_json::to_string(&records).expect("numbers and names can be written")
    };
    let refusal = RefusalRecord {
        bias: decimal(model.refusal.bias),
        score: decimal(model.refusal.score),
        out_of_scope: decimal(model.refusal.out_of_scope),
        from: decimal(model.refusal.from),
    };
    let trees: Vec<String> = model.trees.trees.iter().map(line).collect();
    format!(
        "{{\n\"about\": {},\n\"slope\": {}, \"intercept\": {}, \"show_from\": {}, \
         \"base\": {},\n\"refusal\": {},\n\"trees\": [\n{}\n]\n}}\n",
        serde_json::to_string(about).expect("texts can be written"),
        decimal(model.slope),
        decimal(model.intercept),
        decimal(model.show_from),
        decimal(model.trees.base),
        serde_json::to_string(&refusal).expect("numbers can be written"),
        trees.join(",\n")
    )
}
