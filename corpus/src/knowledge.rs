//! The knowledge that ships with the program: taxonomy, lexicon and model, embedded in the
//! binary, so that one file is all that must be installed.

use crate::error::Error;
use crate::examples::Training;
use crate::lexicon::{self, read_words};
use crate::taxonomy;
use crate::{meaning, model, related};
use engine::analyzer::Analyzer;
use engine::knowledge::Knowledge;
use engine::meaning::MeaningModel;
use engine::score::Model;
use sha2::{Digest, Sha256};
use std::io::Read;
use std::path::Path;

macro_rules! lexicon_files {
    ($($name:literal),* $(,)?) => {
        /// Every file of `lexicon/`: name and content.
        const LEXICON: &[(&str, &str)] = &[$(($name, include_str!(concat!("../lexicon/", $name)))),*];
    };
}

lexicon_files! {
    "alerts.txt",
    "classes.txt",
    "cues.txt",
    "delivery.txt",
    "groups/children.txt",
    "groups/disabled.txt",
    "groups/elderly.txt",
    "groups/others.txt",
    "groups/women.txt",
    "scope.txt",
    "services/charity.txt",
    "services/children.txt",
    "services/community.txt",
    "services/culture.txt",
    "services/disability.txt",
    "services/education.txt",
    "services/elderly.txt",
    "services/employment.txt",
    "services/family.txt",
    "services/health.txt",
    "services/legal.txt",
    "services/living.txt",
    "services/party.txt",
    "services/relief.txt",
    "services/safety.txt",
    "services/support.txt",
    "services/veterans.txt",
    "services/volunteering.txt",
    "stop-words.txt",
    "words.txt",
}

const RELATED: &str = include_str!("../related.txt");
const MEANING: &[u8] = include_bytes!("../meaning.bin");

/// All that this version knows.
pub fn knowledge() -> Knowledge {
    let mut knowledge = with_meaning(MeaningModel::default());
    knowledge.meaning = meaning::parse(&knowledge.taxonomy, &knowledge.lexicon.alerts, MEANING)
        .expect("the embedded model of meaning is read by a test of this crate");
    knowledge
}

/// The same with another model of meaning: an empty one, to train it.
pub fn with_meaning(meaning: MeaningModel) -> Knowledge {
    let taxonomy = taxonomy::embedded();
    let lexicon = lexicon::read(LEXICON, &taxonomy)
        .expect("the embedded lexicon is read by a test of this crate");
    let list = |name: &str| {
        let (_, text) = LEXICON.iter().find(|(n, _)| *n == name).expect("the file is in the list");
        read_words(text)
    };
    let analyzer = Analyzer::new(list("words.txt"), list("stop-words.txt"));
    let related = related::parse(RELATED, &taxonomy)
        .expect("the embedded file is read by a test of this crate");
    Knowledge::new(taxonomy, lexicon, analyzer, related, meaning)
}

/// The weights of this version.
pub fn model() -> Model {
    model::parse(include_str!("../model.json"))
        .expect("the embedded model is read by a test of this crate")
}

/// SHA-256 over all that understanding rests on, in hexadecimal: an index that was built with
/// another lexicon is out of date.
pub fn fingerprint() -> String {
    let mut hash = words_hash();
    hash.update(MEANING);
    hexadecimal(hash)
}

/// A hash of the taxonomy and the lexicon, to be gone on with.
fn words_hash() -> Sha256 {
    let mut hash = Sha256::new();
    hash.update(taxonomy::TAXONOMY);
    for (name, text) in LEXICON {
        hash.update(name);
        hash.update([0]);
        hash.update(text);
        hash.update([0]);
    }
    hash
}

fn hexadecimal(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// SHA-256 over what a model of meaning is trained on: sentences with their marks, lexicon and
/// taxonomy, in hexadecimal.
pub fn fingerprint_of(training: &Training) -> String {
    let mut hash = words_hash();
    for example in training.needs.iter().chain(&training.offers) {
        hash.update(format!("{:?}", example.marks));
        hash.update([0]);
        hash.update(&example.text);
        hash.update([0]);
    }
    for (codes, text) in &training.dangers {
        hash.update(format!("{codes:?}"));
        hash.update([0]);
        hash.update(text);
        hash.update([0]);
    }
    hexadecimal(hash)
}

/// SHA-256 of a data file, in hexadecimal: an index of other data is out of date.
pub fn data_hash(file: &Path) -> Result<String, Error> {
    let unreadable = |source| Error::Unreadable { file: file.to_owned(), source };
    let mut hash = Sha256::new();
    let mut reader = std::fs::File::open(file).map_err(unreadable)?;
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match reader.read(&mut buffer).map_err(unreadable)? {
            0 => break,
            read => hash.update(&buffer[..read]),
        }
    }
    Ok(hexadecimal(hash))
}

#[cfg(test)]
mod tests {
    //! Properties: what is embedded can be read, is complete, and covers the taxonomy.
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_embedded_knowledge_can_be_read() {
        assert!(knowledge().lexicon.len() > 3000);
        assert!(model().trees.trees.len() > 10);
        assert_eq!(fingerprint().len(), 64);
    }

    #[test]
    fn every_file_of_the_lexicon_is_embedded() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("lexicon");
        let mut found = BTreeSet::new();
        for folder in ["", "services", "groups"] {
            for entry in std::fs::read_dir(root.join(folder)).unwrap() {
                let path = entry.unwrap().path();
                if path.extension().is_some_and(|e| e == "txt") {
                    let name = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
                    found.insert(name);
                }
            }
        }
        let embedded: BTreeSet<String> = LEXICON.iter().map(|(n, _)| (*n).to_owned()).collect();
        assert_eq!(embedded, found);
    }
}
