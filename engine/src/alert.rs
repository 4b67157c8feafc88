//! Dangers that a text tells of, and whom to call: rather once too often.

use crate::explain::quotes;
use crate::parse::ParsedNeed;
use crate::pipeline::Engine;

/// A danger that a text tells of, and whom to call.
#[derive(Clone, Debug, PartialEq)]
pub struct RaisedAlert {
    /// `suicide`
    pub code: String,
    /// `有人可能轻生`
    pub zh: String,
    /// First things first.
    pub call: Vec<String>,
    /// The words that it rests on.
    pub words: Vec<String>,
}

/// An alert is raised from this weight on: rather once too often.
pub const RAISED: f32 = 0.6;

/// The dangers that a need tells of, the surest first.
pub fn alerts(engine: &Engine, need: &ParsedNeed) -> Vec<RaisedAlert> {
    let lexicon = &engine.knowledge.lexicon;
    need.understood
        .alerts
        .iter()
        .filter(|a| a.weight >= RAISED)
        .map(|a| {
            let alert = &lexicon.alerts[a.term];
            RaisedAlert {
                code: alert.code.clone(),
                zh: alert.zh.clone(),
                call: alert.call.clone(),
                words: quotes(&need.text, &a.evidence),
            }
        })
        .collect()
}
