//! Fits the model of meaning to marked sentences and to the entries of the lexicon.
//!
//! Each gram and each label gets a short vector; a text is the sum of the vectors of its grams
//! (fastText, Joulin et al. 2016), and what a label's vector agrees with is likely. Services and
//! "nobody's matter" share out one probability, the other labels stand alone. By AdaGrad (Duchi,
//! Hazan & Singer 2011) over the examples in a shuffled order, seeded; some networks learn in
//! parallel, each for itself, so the number of threads changes nothing. An entry of the lexicon
//! is a short example of little weight: it brings words that no sentence has.

use crate::danger::{self, Heard};
use corpus::examples::{Example, Marks, Training};
use engine::grams::{Gram, grams};
use engine::knowledge::Knowledge;
use engine::lexicon::{Entry, Meaning, Strength, Voice};
use engine::meaning::{GramTable, Label, MeaningModel, Side, Vector, Vocabulary, dot};
use engine::organization::Delivery;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// How the fit is done. The defaults are those of the committed model.
#[derive(Clone, Copy, Debug)]
pub struct MeaningConfig {
    /// Passes over the examples.
    pub epochs: usize,
    /// AdaGrad's step.
    pub rate: f32,
    /// L2 penalty on every weight of an example's grams, a step.
    pub decay: f32,
    /// How much an entry of the lexicon counts, against a sentence.
    pub entry: f32,
    /// How much a text of the other side counts.
    pub other_side: f32,
    /// In how many texts a gram must stand.
    pub least_texts: u32,
    /// How many networks learn, each from another start and in another order; the mean of their
    /// log-odds counts, which errs less than each (bagging, Breiman 1996).
    pub networks: usize,
    /// How long the vectors of the grams are in each.
    pub rank: usize,
    /// The share of an example's grams that is left out in a pass, drawn anew each time: no text
    /// may be known by one of them alone (Srivastava et al. 2014).
    pub dropout: f32,
}

impl Default for MeaningConfig {
    fn default() -> Self {
        Self {
            epochs: 20,
            rate: 1.0,
            decay: 2e-4,
            entry: 0.1,
            other_side: 0.3,
            least_texts: 10,
            networks: 2,
            rank: 64,
            dropout: 0.3,
        }
    }
}

/// A text to learn from.
struct Text {
    grams: Vec<Gram>,
    marks: Marks,
    /// By whom it is said.
    voice: Voice,
    weight: f32,
    /// The dangers that it tells of; none where nobody looked.
    dangers: Option<Vec<usize>>,
    /// Whether it says nothing of labels other than its own: an entry of the lexicon names one
    /// thing, and is silent about groups, delivery and the rest.
    kind: Option<Meaning>,
}

/// Every label that the model tells, in the order of the file.
pub fn labels(knowledge: &Knowledge) -> Vec<Label> {
    let categories = &knowledge.taxonomy.categories;
    let leaves = categories.ids().filter(|&id| categories.parent(id).is_some());
    leaves
        .map(Label::Category)
        .chain(knowledge.taxonomy.groups.ids().map(Label::Group))
        .chain([Delivery::Home, Delivery::Site, Delivery::Online].map(Label::Delivery))
        .chain([Label::Urgent, Label::OutOfScope, Label::General])
        .collect()
}

/// Fits the model.
pub fn fit(knowledge: &Knowledge, training: &Training, config: MeaningConfig) -> MeaningModel {
    let texts = texts(knowledge, training, config);
    let vocabulary = vocabulary(&texts, config.least_texts);
    let labels = labels(knowledge);
    let examples: Vec<Learned> = texts
        .par_iter()
        .map(|text| Learned {
            vector: vocabulary.vector(&text.grams),
            targets: labels.iter().map(|&label| target(knowledge, label, text)).collect(),
            voice: text.voice,
            weight: text.weight,
        })
        .collect();
    let rows = vocabulary.keys().len();
    let networks: Vec<Network> = (0..config.networks as u64)
        .into_par_iter()
        .map(|seed| trained(&examples, rows, &labels, config, seed))
        .collect();
    let dangers = danger::fit(&heard(&texts, &examples), knowledge, rows);
    MeaningModel { dangers, ..Network::joined(networks).into_model(labels, vocabulary) }
}

/// A network that has learned from the examples.
fn trained(
    examples: &[Learned],
    rows: usize,
    labels: &[Label],
    config: MeaningConfig,
    seed: u64,
) -> Network {
    let mut network = Network::new(rows, labels, config, seed);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(2 * seed + 1);
    let mut average = Average::default();
    for epoch in 0..config.epochs {
        order.shuffle(&mut random);
        for &i in &order {
            let kept = examples[i].vector.iter();
            let kept = kept.filter(|_| random.random::<f32>() >= config.dropout);
            network.learn(&examples[i], &kept.copied().collect::<Vec<_>>());
        }
        if epoch >= config.epochs / 3 {
            average.add(&mut network);
        }
    }
    average.replace(&mut network);
    network
}

/// The texts that tell whether there is a danger.
fn heard<'a>(texts: &'a [Text], examples: &'a [Learned]) -> Vec<Heard<'a>> {
    let told = texts.iter().zip(examples).filter(|(text, _)| text.voice == Voice::Resident);
    told.filter_map(|(text, example)| {
        let dangers = text.dangers.as_deref()?;
        Some(Heard { vector: &example.vector, dangers, weight: text.weight })
    })
    .collect()
}

/// A text as numbers.
struct Learned {
    vector: Vector,
    /// What each label should be; none where the text does not tell.
    targets: Vec<Option<f32>>,
    voice: Voice,
    weight: f32,
}

/// The model while it learns.
struct Network {
    config: MeaningConfig,
    exclusive: Vec<bool>,
    grams: Vec<f32>,
    gram_squares: Vec<f32>,
    /// Residents, organizations.
    sides: [Directions; 2],
    hidden: Vec<f32>,
    back: Vec<f32>,
    slopes: Vec<f32>,
}

/// The mean of the model after each of the later passes (stochastic weight averaging, Izmailov et
/// al. 2018): a pass ends where its last examples pulled it, the mean does not.
#[derive(Default)]
struct Average {
    passes: usize,
    sums: Vec<Vec<f32>>,
}

impl Average {
    fn add(&mut self, network: &mut Network) {
        let parameters = network.parameters();
        self.sums.resize(parameters.len(), Vec::new());
        for (sum, values) in self.sums.iter_mut().zip(parameters) {
            sum.resize(values.len(), 0.0);
            for (sum, value) in sum.iter_mut().zip(values) {
                *sum += *value;
            }
        }
        self.passes += 1;
    }

    fn replace(&self, network: &mut Network) {
        for (sum, values) in self.sums.iter().zip(network.parameters()) {
            for (sum, value) in sum.iter().zip(values) {
                *value = sum / self.passes as f32;
            }
        }
    }
}

/// The directions of one side's labels while they are learned.
struct Directions {
    biases: Vec<f32>,
    bias_squares: Vec<f32>,
    values: Vec<f32>,
    squares: Vec<f32>,
}

impl Network {
    fn new(rows: usize, labels: &[Label], config: MeaningConfig, seed: u64) -> Self {
        let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(2 * seed + 2);
        let mut small = |n: usize, most: f32| -> Vec<f32> {
            (0..n).map(|_| (random.random::<f32>() * 2.0 - 1.0) * most).collect()
        };
        let rank = config.rank;
        let directions = small(labels.len() * rank, 1.0 / (rank as f32).sqrt());
        let side = || Directions {
            biases: labels.iter().map(|l| if l.is_exclusive() { 0.0 } else { -4.0 }).collect(),
            bias_squares: vec![1.0; labels.len()],
            values: directions.clone(),
            squares: vec![1e-2; labels.len()],
        };
        Self {
            config,
            exclusive: labels.iter().map(|label| label.is_exclusive()).collect(),
            sides: [side(), side()],
            grams: small(rows * rank, 0.05),
            gram_squares: vec![1e-6; rows],
            hidden: vec![0.0; rank],
            back: vec![0.0; rank],
            slopes: vec![0.0; labels.len()],
        }
    }

    fn learn(&mut self, example: &Learned, vector: &[(u32, f32)]) {
        let rank = self.config.rank;
        self.hidden.fill(0.0);
        for &(row, value) in vector {
            let row = &self.grams[row as usize * rank..][..rank];
            for (sum, v) in self.hidden.iter_mut().zip(row) {
                *sum += value * v;
            }
        }
        self.back.fill(0.0);
        for (i, voice) in [Voice::Resident, Voice::Organization].into_iter().enumerate() {
            let share = if example.voice == voice { 1.0 } else { self.config.other_side };
            self.learn_side(i, example, share * example.weight);
        }
        let square: f32 = dot(&self.back, &self.back);
        if square < 1e-8 {
            return;
        }
        for &(row, value) in vector {
            let row = row as usize;
            self.gram_squares[row] += square * value * value;
            let step = self.config.rate / self.gram_squares[row].sqrt();
            let shrink = 1.0 - step * self.config.decay;
            for (v, back) in self.grams[row * rank..][..rank].iter_mut().zip(&self.back) {
                *v = *v * shrink - step * value * back;
            }
        }
    }

    fn learn_side(&mut self, side: usize, example: &Learned, share: f32) {
        let rank = self.config.rank;
        let side = &mut self.sides[side];
        for (label, slope) in self.slopes.iter_mut().enumerate() {
            *slope = side.biases[label] + dot(&side.values[label * rank..][..rank], &self.hidden);
        }
        slopes(&mut self.slopes, &self.exclusive, &example.targets);
        for (label, slope) in self.slopes.iter().enumerate() {
            let slope = slope * share;
            if slope.abs() < 1e-4 {
                continue;
            }
            let direction = &mut side.values[label * rank..][..rank];
            for (back, v) in self.back.iter_mut().zip(&*direction) {
                *back += slope * v;
            }
            side.bias_squares[label] += slope * slope;
            side.biases[label] -= 0.1 * self.config.rate * slope / side.bias_squares[label].sqrt();
            side.squares[label] += slope * slope * dot(&self.hidden, &self.hidden);
            let step = self.config.rate * 0.2 / side.squares[label].sqrt();
            for (v, hidden) in direction.iter_mut().zip(&self.hidden) {
                *v -= step * slope * hidden;
            }
        }
    }

    /// All that is learned.
    fn parameters(&mut self) -> [&mut Vec<f32>; 5] {
        let [needs, offers] = &mut self.sides;
        [
            &mut self.grams,
            &mut needs.biases,
            &mut needs.values,
            &mut offers.biases,
            &mut offers.values,
        ]
    }

    /// One network whose log-odds are the means of those of several: their vectors side by side.
    fn joined(networks: Vec<Self>) -> Self {
        let share = 1.0 / networks.len() as f32;
        let rank = networks[0].config.rank;
        let side_by_side = |of: &dyn Fn(&Self) -> &[f32], share: f32| -> Vec<f32> {
            let vectors = of(&networks[0]).len() / rank;
            let row = |i: usize| networks.iter().flat_map(move |n| &of(n)[i * rank..][..rank]);
            (0..vectors).flat_map(row).map(|v| v * share).collect()
        };
        let mean = |of: &dyn Fn(&Self) -> &[f32]| -> Vec<f32> {
            let sum = |i: usize| networks.iter().map(|network| of(network)[i]).sum::<f32>();
            (0..of(&networks[0]).len()).map(|i| sum(i) * share).collect()
        };
        let side = |i: usize| Directions {
            biases: mean(&|network| &network.sides[i].biases),
            bias_squares: Vec::new(),
            values: side_by_side(&|network| &network.sides[i].values, share),
            squares: Vec::new(),
        };
        let first = &networks[0];
        Self {
            config: MeaningConfig { rank: rank * networks.len(), ..first.config },
            exclusive: first.exclusive.clone(),
            grams: side_by_side(&|network| &network.grams, 1.0),
            gram_squares: Vec::new(),
            sides: [side(0), side(1)],
            hidden: Vec::new(),
            back: Vec::new(),
            slopes: Vec::new(),
        }
    }

    fn into_model(self, labels: Vec<Label>, vocabulary: Vocabulary) -> MeaningModel {
        let rank = self.config.rank;
        let step = |row: &[f32]| row.iter().fold(1e-9f32, |most, v| most.max(v.abs())) / 127.0;
        let steps: Vec<f32> = self.grams.chunks_exact(rank).map(step).collect();
        let values = self.grams.chunks_exact(rank).zip(&steps);
        let values =
            values.flat_map(|(row, step)| row.iter().map(move |v| (v / step).round() as i8));
        let grams = GramTable { rank, values: values.collect(), steps };
        let [needs, offers] =
            self.sides.map(|side| Side { biases: side.biases, directions: side.values });
        MeaningModel { labels, vocabulary, grams, needs, offers, ..MeaningModel::default() }
    }
}

/// Turns the log-odds of the labels into the slope of the loss in each: cross-entropy of the
/// exclusive ones together, and of each of the others; zero where the text does not tell.
fn slopes(odds: &mut [f32], exclusive: &[bool], targets: &[Option<f32>]) {
    let family = || exclusive.iter().enumerate().filter(|(_, e)| **e).map(|(i, _)| i);
    let hits: f32 = family().filter_map(|i| targets[i]).sum();
    let most = family().map(|i| odds[i]).fold(f32::NEG_INFINITY, f32::max);
    let all: f32 = family().map(|i| (odds[i] - most).exp()).sum();
    for (i, odds) in odds.iter_mut().enumerate() {
        *odds = match (exclusive[i], targets[i]) {
            (true, target) if hits > 0.0 => {
                (*odds - most).exp() / all - target.unwrap_or(0.0) / hits
            }
            (false, Some(target)) => 1.0 / (1.0 + (-*odds).exp()) - target,
            _ => 0.0,
        };
    }
}

/// All texts: sentences, then entries.
fn texts(knowledge: &Knowledge, training: &Training, config: MeaningConfig) -> Vec<Text> {
    let sentence = |example: &Example, voice: Voice| Text {
        grams: match voice {
            Voice::Organization => knowledge.grams_of_offer(&example.text),
            _ => knowledge.grams_of_need(&example.text),
        },
        marks: example.marks.clone(),
        voice,
        weight: 1.0,
        // what can wait is no danger; what cannot may be one
        dangers: (!example.marks.urgent).then(Vec::new),
        kind: None,
    };
    let code = |code: &String| knowledge.lexicon.alerts.iter().position(|a| a.code == *code);
    let danger = |(codes, text): &(Vec<String>, String)| Text {
        grams: knowledge.grams_of_need(text),
        marks: Marks::default(),
        voice: Voice::Resident,
        weight: 1.0,
        dangers: Some(codes.iter().filter_map(code).collect()),
        kind: Some(Meaning::Alert(0)),
    };
    let mut texts: Vec<Text> =
        training.needs.par_iter().map(|example| sentence(example, Voice::Resident)).collect();
    texts.par_extend(training.offers.par_iter().map(|e| sentence(e, Voice::Organization)));
    texts.par_extend(training.dangers.par_iter().map(danger));
    let entries = knowledge.lexicon.entries();
    let learned: Vec<Text> =
        entries.par_iter().filter_map(|entry| entry_text(knowledge, entry, config)).collect();
    texts.extend(learned);
    texts
}

/// An entry of the lexicon as a text; none where it speaks against, or for no label.
fn entry_text(knowledge: &Knowledge, entry: &Entry, config: MeaningConfig) -> Option<Text> {
    let mut marks = Marks::default();
    let mut dangers = None;
    match entry.meaning {
        Meaning::Category(category) => {
            knowledge.taxonomy.categories.parent(category)?;
            marks.services.push(category);
        }
        Meaning::Group(group) => marks.groups.push(group),
        Meaning::Delivery(delivery) => marks.delivery.push(delivery),
        Meaning::Matter(_) => marks.out_of_scope = true,
        Meaning::Alert(alert) => dangers = Some(vec![alert]),
    }
    if entry.voice == Voice::Against {
        return None;
    }
    // the words of a large class (老人, 孩子) are everybody's
    let literal = entry.phrase.pieces.iter().filter(|p| p.words.len() == 1);
    let text: Vec<&str> = literal.map(|p| p.words[0].as_str()).collect();
    let text = text.join("。");
    // without signs: the entry's own would tell the model that signs are always right
    let grams = grams(&text, &knowledge.analyzer.tokens(&text), &[]);
    let weight = config.entry
        * match entry.strength {
            Strength::Hint => 0.3,
            Strength::Typical => 1.0,
            Strength::Decisive => 1.5,
        };
    (!grams.is_empty()).then_some(Text {
        grams,
        marks,
        voice: entry.voice,
        weight,
        dangers,
        kind: Some(entry.meaning),
    })
}

/// What a label should be for a text; none where the text does not tell.
fn target(knowledge: &Knowledge, label: Label, text: &Text) -> Option<f32> {
    let marks = &text.marks;
    let told = match text.kind {
        None => true,
        Some(Meaning::Category(_) | Meaning::Matter(_)) => label.is_exclusive(),
        Some(Meaning::Group(_)) => matches!(label, Label::Group(_)),
        Some(Meaning::Delivery(_)) => matches!(label, Label::Delivery(_)),
        Some(Meaning::Alert(_)) => false,
    };
    if !told {
        return None;
    }
    let positive = match label {
        Label::Category(category) => {
            let tree = &knowledge.taxonomy.categories;
            // a text marked with a broad code says that one of its leaves is meant, not which
            if marks.services.iter().any(|&s| tree.parent(category) == Some(s)) {
                return None;
            }
            marks.services.contains(&category)
        }
        Label::Group(group) => {
            let tree = &knowledge.taxonomy.groups;
            marks.groups.iter().any(|&g| g == group || tree.parent(g) == Some(group))
        }
        Label::Delivery(delivery) => marks.delivery.contains(&delivery),
        Label::Urgent => marks.urgent,
        Label::OutOfScope => marks.out_of_scope,
        Label::General => marks.general,
    };
    Some(f32::from(u8::from(positive)))
}

/// The grams that stand in enough texts.
fn vocabulary(texts: &[Text], least: u32) -> Vocabulary {
    let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
    for text in texts {
        let mut keys: Vec<u32> = text.grams.iter().map(|gram| gram.key).collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            *counts.entry(key).or_default() += 1;
        }
    }
    counts.retain(|_, count| *count >= least);
    let all = texts.len() as f32;
    let idf = counts.values().map(|&n| ((1.0 + all) / (1.0 + n as f32)).ln() + 1.0).collect();
    Vocabulary::new(counts.into_keys().collect(), idf)
}
