//! Properties of what the model of meaning learns from: there is enough of it for every label, no
//! two sentences are nearly the same, and none is a sentence of a judged collection.
#![allow(clippy::unwrap_used)]

use corpus::collection::Collection;
use corpus::examples::{Example, Training, read_alerts};
use corpus::taxonomy::embedded;
use engine::taxonomy::Taxonomy;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn training(taxonomy: &Taxonomy) -> Training {
    let knowledge = corpus::knowledge::with_meaning(engine::meaning::MeaningModel::default());
    let codes: Vec<&str> = knowledge.lexicon.alerts.iter().map(|a| a.code.as_str()).collect();
    Training::read(&folder("training"), taxonomy, &codes).unwrap()
}

#[test]
fn every_label_has_sentences_enough() {
    let taxonomy = embedded();
    let training = training(&taxonomy);
    let categories = &taxonomy.categories;
    for leaf in categories.ids().filter(|&id| categories.is_leaf(id)) {
        let count = |side: &[Example]| {
            side.iter().filter(|example| example.marks.services.contains(&leaf)).count()
        };
        let (needs, offers) = (count(&training.needs), count(&training.offers));
        let code = &categories.term(leaf).code;
        assert!(needs >= 60 && offers >= 25, "{code}: {needs} needs, {offers} offers");
    }
    for group in taxonomy.groups.ids() {
        let all = training.needs.iter().chain(&training.offers);
        let count = all.filter(|example| example.marks.groups.contains(&group)).count();
        assert!(count >= 40, "{}: {count}", taxonomy.groups.term(group).code);
    }
    let out_of_scope = training.needs.iter().filter(|e| e.marks.out_of_scope).count();
    assert!(out_of_scope >= 600, "{out_of_scope}");
}

/// The distinct character 4-grams of a text; of a shorter one, itself.
fn grams(text: &str) -> BTreeSet<String> {
    let chars: Vec<char> = text.chars().collect();
    chars.windows(chars.len().clamp(1, 4)).map(|gram| gram.iter().collect()).collect()
}

/// Every pair of texts that share at least half of the 4-grams that either has (Jaccard).
fn near_duplicates(texts: &[&str]) -> Vec<(usize, usize)> {
    let grams: Vec<BTreeSet<String>> = texts.iter().map(|text| grams(text)).collect();
    let mut by_gram: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut found = Vec::new();
    for (i, own) in grams.iter().enumerate() {
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for gram in own {
            for &other in by_gram.get(gram.as_str()).into_iter().flatten() {
                *shared.entry(other).or_default() += 1;
            }
        }
        let near =
            |&(other, count): &(usize, usize)| 2 * count >= own.len() + grams[other].len() - count;
        found.extend(shared.into_iter().filter(near).map(|(other, _)| (other, i)));
        for gram in own {
            by_gram.entry(gram).or_default().push(i);
        }
    }
    found
}

#[test]
fn near_duplicates_are_seen() {
    let texts = ["老妈瘫在床上半个月", "老妈瘫在床上半个多月", "中午想有人送个饭", "送饭", "送饭"];
    assert_eq!(near_duplicates(&texts), [(0, 1), (3, 4)]);
}

#[test]
fn no_two_sentences_are_nearly_the_same() {
    let training = training(&embedded());
    for side in [&training.needs, &training.offers] {
        let texts: Vec<&str> = side.iter().map(|example| example.text.as_str()).collect();
        let places: Vec<_> = near_duplicates(&texts)
            .into_iter()
            .map(|(a, b)| (&side[a].place, &side[b].place))
            .collect();
        assert!(places.is_empty(), "{places:?}");
    }
}

/// The letters and digits of a text.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The sentences of a text that are long enough to be somebody's own.
fn sentences(text: &str) -> impl Iterator<Item = String> + '_ {
    let sentences = text.split(|c: char| "。！？!?；;\n".contains(c)).map(letters);
    sentences.filter(|sentence| sentence.chars().count() >= 6)
}

#[test]
fn no_sentence_of_a_judged_collection_is_learned() {
    let taxonomy = embedded();
    let training = training(&taxonomy);
    let all = training.needs.iter().chain(&training.offers);
    let learned: Vec<String> = all.map(|example| letters(&example.text)).collect();
    let whole: BTreeSet<&String> = learned.iter().collect();
    for name in ["guandu", "binhe"] {
        let collection = Collection::read(&folder(name), &taxonomy).unwrap();
        for need in &collection.needs {
            let text = format!("{}\n{}", need.title, need.text);
            assert!(!whole.contains(&letters(&need.text)), "{}", need.id);
            for sentence in sentences(&text) {
                assert!(!learned.iter().any(|l| l.contains(&sentence)), "{}", need.id);
            }
        }
    }
}

#[test]
fn alerts_have_cases_and_near_misses_enough() {
    let knowledge = corpus::knowledge::with_meaning(engine::meaning::MeaningModel::default());
    let codes: Vec<&str> = knowledge.lexicon.alerts.iter().map(|a| a.code.as_str()).collect();
    let cases = read_alerts(&folder("dangers.txt"), &codes).unwrap();
    let near_misses = cases.iter().filter(|(dangers, _)| dangers.is_empty()).count();
    assert!(near_misses >= 150 && cases.len() - near_misses >= 150);
}

#[test]
fn no_measured_danger_is_learned() {
    let taxonomy = embedded();
    let knowledge = corpus::knowledge::with_meaning(engine::meaning::MeaningModel::default());
    let codes: Vec<&str> = knowledge.lexicon.alerts.iter().map(|a| a.code.as_str()).collect();
    let measured = read_alerts(&folder("dangers.txt"), &codes).unwrap();
    let training = training(&taxonomy);
    let learned = training.dangers.iter().map(|(_, text)| text.as_str());
    let learned: Vec<&str> =
        learned.chain(training.needs.iter().map(|example| example.text.as_str())).collect();
    let texts: Vec<&str> =
        learned.iter().copied().chain(measured.iter().map(|(_, text)| text.as_str())).collect();
    let across = |&(a, b): &(usize, usize)| a < learned.len() && b >= learned.len();
    let near: Vec<_> = near_duplicates(&texts).into_iter().filter(across).collect();
    let places: Vec<(&str, &str)> = near.iter().map(|&(a, b)| (texts[a], texts[b])).collect();
    assert!(places.is_empty(), "{places:?}");
}

#[test]
fn the_models_were_trained_on_what_is_here() {
    let trained_on = corpus::knowledge::fingerprint_of(&training(&embedded()));
    let meaning = std::fs::read(folder("meaning.bin")).unwrap();
    let header = meaning.split(|&byte| byte == b'\n').next().unwrap();
    let header: serde_json::Value = serde_json::from_slice(header).unwrap();
    assert_eq!(header["trained_on"], trained_on.as_str(), "run `duijie train` again");
    let ranking = std::fs::read_to_string(folder("model.json")).unwrap();
    assert!(ranking.contains(&trained_on), "run `duijie train` again");
}
