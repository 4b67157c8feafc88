//! What a text leans towards where no entry of the lexicon stands in it word for word.
//!
//! Every category has a vector of the character 2- and 3-grams of its entries, weighted by
//! TF-IDF over the categories: a nearest-centroid classifier (Rocchio 1971; Manning, Raghavan &
//! Schütze, "Introduction to Information Retrieval", 14.2) trained on the lexicon itself. So
//! 后脊梁躺烂了 leans towards care for the bedridden by 躺 and 烂 though nobody wrote that entry.
//! It is weaker than a sign, and it is a feature of its own.

use crate::analyzer::normalize;
use crate::lexicon::{Entry, Meaning, Voice};
use crate::profile::Profile;
use crate::taxonomy::{ServiceCategory, TermId, Tree};
use std::collections::{BTreeMap, HashMap};

/// The vectors of all categories, by gram.
#[derive(Debug, Default)]
pub struct Affinity {
    /// For each gram the categories in whose entries it stands, with its weight there. Looked
    /// up, never walked: its order cannot reach a result.
    by_gram: HashMap<String, Vec<(u16, f32)>>,
    categories: usize,
}

/// A gram that stands in a literal piece of at most this many words is the entry's own; the
/// words of a large class (老人, 孩子) are everybody's.
const OWN_WORDS: usize = 1;

/// How many categories a text is said to lean towards.
const MOST: usize = 6;

impl Affinity {
    /// Reads the entries of the lexicon.
    pub fn new(tree: &Tree<ServiceCategory>, entries: &[Entry]) -> Self {
        let mut counts: BTreeMap<String, BTreeMap<u16, f32>> = BTreeMap::new();
        for entry in entries.iter().filter(|e| e.voice != Voice::Against) {
            let Meaning::Category(category) = entry.meaning else { continue };
            for piece in entry.phrase.pieces.iter().filter(|p| p.words.len() <= OWN_WORDS) {
                for gram in grams(&piece.words[0]) {
                    let count = counts.entry(gram).or_default().entry(category.0).or_default();
                    *count += entry.strength.weight();
                }
            }
        }
        let mut lengths = vec![0.0f32; tree.len()];
        let mut by_gram: HashMap<String, Vec<(u16, f32)>> = HashMap::new();
        for (gram, categories) in counts {
            let idf = (tree.len() as f32 / categories.len() as f32).ln();
            let weighted: Vec<(u16, f32)> =
                categories.into_iter().map(|(c, n)| (c, (1.0 + n).ln() * idf)).collect();
            for &(category, weight) in &weighted {
                lengths[usize::from(category)] += weight * weight;
            }
            by_gram.insert(gram, weighted);
        }
        for weighted in by_gram.values_mut() {
            for (category, weight) in weighted {
                *weight /= lengths[usize::from(*category)].sqrt().max(1.0);
            }
        }
        Self { by_gram, categories: tree.len() }
    }

    /// What a text leans towards.
    pub fn of(&self, tree: &Tree<ServiceCategory>, text: &str) -> Profile {
        let mut sums = vec![0.0f32; self.categories];
        for gram in grams(text) {
            for &(category, weight) in self.by_gram.get(&gram).map_or(&[][..], Vec::as_slice) {
                sums[usize::from(category)] += weight;
            }
        }
        let mut leaning: Vec<(usize, f32)> =
            sums.into_iter().enumerate().filter(|(_, sum)| *sum > 0.0).collect();
        leaning.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        leaning.truncate(MOST);
        // squared: the first counts, the rest only where they are near it
        let terms = leaning.into_iter().map(|(i, sum)| (ServiceCategory::new(i), sum * sum));
        Profile::new(tree, terms)
    }
}

/// How many grams are named as evidence.
const EVIDENCE: usize = 3;

impl Affinity {
    /// The grams of a text that lean most towards a category, the strongest first; none within
    /// another.
    pub fn evidence(&self, text: &str, category: ServiceCategory) -> Vec<String> {
        let mut found: Vec<(f32, String)> = grams(text)
            .into_iter()
            .filter_map(|gram| {
                let categories = self.by_gram.get(&gram)?;
                let (_, weight) = categories.iter().find(|(c, _)| *c == category.0)?;
                Some((*weight, gram))
            })
            .collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        let mut named: Vec<String> = Vec::new();
        for (_, gram) in found {
            let again = named.iter().any(|n| n.contains(&gram) || gram.contains(n.as_str()));
            if !again && named.len() < EVIDENCE {
                named.push(gram);
            }
        }
        named
    }
}

/// The distinct character 2- and 3-grams of the runs of letters and digits in a text, sorted.
fn grams(text: &str) -> Vec<String> {
    let normal = normalize(text);
    let mut grams = Vec::new();
    for run in normal.split(|c: char| !c.is_alphanumeric()) {
        let chars: Vec<char> = run.chars().collect();
        for n in 2..=3 {
            grams.extend(chars.windows(n).map(|gram| gram.iter().collect::<String>()));
        }
    }
    grams.sort();
    grams.dedup();
    grams
}

#[cfg(test)]
mod tests {
    //! Properties: a text leans towards the category whose entries share its grams; an unknown
    //! text leans nowhere; grams that all categories have tell nothing.
    use super::*;
    use crate::lexicon::Strength;
    use crate::phrase::{Phrase, WordClasses};

    fn check(text: &str, expected: Option<&str>) {
        let mut tree = Tree::<ServiceCategory>::default();
        let codes = ["bathing", "meals", "repair"];
        let ids = codes.map(|code| tree.add(code, code, None).unwrap());
        let entry = |i: usize, phrase: &str| Entry {
            phrase: Phrase::parse(phrase, &WordClasses::new()).unwrap(),
            meaning: Meaning::Category(ids[i]),
            voice: Voice::Resident,
            strength: Strength::Typical,
        };
        let entries = [
            entry(0, "瘫在床上…擦身"),
            entry(1, "中午送饭"),
            entry(2, "水管漏水"),
            entry(0, "没人帮忙"),
            entry(1, "没人帮忙"),
            entry(2, "没人帮忙"),
        ];
        let leaning = Affinity::new(&tree, &entries).of(&tree, text);
        let nearest = ids
            .iter()
            .map(|&id| (leaning.cosine(&Profile::new(&tree, [(id, 1.0)])), id))
            .filter(|(cosine, _)| *cosine > 0.0)
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, id)| tree.term(id).code.as_str());
        assert_eq!(nearest, expected, "{text}");
    }

    #[test]
    fn a_text_leans_where_its_grams_stand() {
        check("我妈在床上躺着", Some("bathing"));
        check("谁来送饭", Some("meals"));
        check("家里漏水了", Some("repair"));
        check("没人帮忙", None);
        check("今天天气好", None);
        check("", None);
    }
}
