//! A small world for the tests: a taxonomy of five services, a lexicon of a few entries, and
//! makers of organizations and needs.

use engine::analyzer::Analyzer;
use engine::area::AreaPath;
use engine::catalog::Catalog;
use engine::grams::grams;
use engine::knowledge::Knowledge;
use engine::lexicon::{Cues, Entry, Lexicon, Meaning, Strength, Voice};
use engine::meaning::{Dangers, GramTable, Label, MeaningModel, Side, Vocabulary};
use engine::need::{Date, Need};
use engine::organization::{Kind, Organization, Registration, Service, Source, Status};
use engine::parse::{ParsedNeed, parse};
use engine::phrase::{Phrase, WordClasses};
use engine::related::Related;
use engine::taxonomy::Taxonomy;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The words of the field that the fixture knows.
const FIELD_WORDS: [&str; 6] =
    ["适老化", "适老化改造", "失独家庭", "老年助餐", "助餐", "四点半课堂"];

/// The knowledge of the tests; jieba's dictionary is read once.
pub(crate) fn knowledge() -> &'static Knowledge {
    static KNOWLEDGE: OnceLock<Knowledge> = OnceLock::new();
    KNOWLEDGE.get_or_init(|| {
        let taxonomy = taxonomy();
        let lexicon = Lexicon::new(entries(&taxonomy), Vec::new(), Vec::new(), &Cues::default());
        let analyzer = Analyzer::new(FIELD_WORDS, ["的", "了", "在"]);
        let model = meaning(&taxonomy, &analyzer);
        Knowledge::new(taxonomy, lexicon, analyzer, Related::default(), model)
    })
}

/// A model that knows the phrases of the entries word for word: each gram of theirs speaks for
/// what the entry speaks for.
fn meaning(taxonomy: &Taxonomy, analyzer: &Analyzer) -> MeaningModel {
    let mut labels: Vec<Label> = taxonomy.categories.ids().map(Label::Category).collect();
    labels.extend(taxonomy.groups.ids().map(Label::Group));
    labels.push(Label::OutOfScope);
    let rank = labels.len();
    let mut rows: BTreeMap<u32, Vec<i8>> = BTreeMap::new();
    for entry in entries(taxonomy) {
        let label = match entry.meaning {
            Meaning::Category(category) => Label::Category(category),
            Meaning::Group(group) => Label::Group(group),
            _ => continue,
        };
        let at = labels.iter().position(|&l| l == label).unwrap();
        let text = &entry.phrase.pieces[0].words[0];
        for gram in grams(text, &analyzer.tokens(text), &[]) {
            // one character says nothing
            if text[gram.range].chars().nth(1).is_some() {
                rows.entry(gram.key).or_insert_with(|| vec![0; rank])[at] = 1;
            }
        }
    }
    let bias = |label: &Label| if *label == Label::OutOfScope { 6.0 } else { 0.0 };
    let side = Side {
        biases: labels.iter().map(bias).collect(),
        directions: (0..rank * rank)
            .map(|i| if i / rank == i % rank { 30.0 } else { 0.0 })
            .collect(),
    };
    MeaningModel {
        vocabulary: Vocabulary::new(rows.keys().copied().collect(), vec![1.0; rows.len()]),
        grams: GramTable {
            rank,
            steps: vec![1.0; rows.len()],
            values: rows.into_values().flatten().collect(),
        },
        labels,
        needs: side.clone(),
        offers: side,
        dangers: Dangers::default(),
    }
}

fn taxonomy() -> Taxonomy {
    let mut taxonomy = Taxonomy::default();
    for (code, parent) in [
        ("elderly", None),
        ("elderly.meals", Some("elderly")),
        ("elderly.care", Some("elderly")),
        ("children", None),
        ("children.pickup", Some("children")),
    ] {
        let parent = parent.and_then(|code| taxonomy.categories.find(code));
        taxonomy.categories.add(code, code, parent).unwrap();
    }
    for code in ["elderly", "children"] {
        taxonomy.groups.add(code, code, None).unwrap();
    }
    taxonomy
}

fn entries(taxonomy: &Taxonomy) -> Vec<Entry> {
    let category = |code| Meaning::Category(taxonomy.categories.find(code).unwrap());
    let group = |code| Meaning::Group(taxonomy.groups.find(code).unwrap());
    [
        ("助餐", category("elderly.meals"), Voice::Organization),
        ("送个饭", category("elderly.meals"), Voice::Resident),
        ("照护", category("elderly.care"), Voice::Organization),
        ("四点半课堂", category("children.pickup"), Voice::Organization),
        ("没人接", category("children.pickup"), Voice::Resident),
        ("老人", group("elderly"), Voice::Resident),
        ("娃娃", group("children"), Voice::Resident),
    ]
    .into_iter()
    .map(|(text, meaning, voice)| Entry {
        phrase: Phrase::parse(text, &WordClasses::new()).unwrap(),
        meaning,
        voice,
        strength: Strength::Decisive,
    })
    .collect()
}

/// Reads paths.
pub(crate) fn areas(paths: &[&str]) -> Vec<AreaPath> {
    paths.iter().map(|path| AreaPath::parse(path).unwrap()).collect()
}

/// An active organization with one service for each text.
pub(crate) fn organization(id: &str, serves: &[&str], services: &[&str]) -> Organization {
    let service = |text: &&str| Service {
        name: "服务".to_owned(),
        description: (*text).to_owned(),
        categories: Vec::new(),
        target_groups: Vec::new(),
        delivery: Vec::new(),
        fee: None,
    };
    Organization {
        id: id.to_owned(),
        name: "社工站".to_owned(),
        kind: Kind::SocialService,
        registration: Registration::Registered,
        status: Status::Active,
        home: AreaPath::parse("官渡区").unwrap(),
        serves: areas(serves),
        description: "社区服务。".to_owned(),
        services: services.iter().map(service).collect(),
        categories: Vec::new(),
        target_groups: Vec::new(),
        capacity: None,
        founded: None,
        source: Source::Fictional,
    }
}

/// An understood need.
pub(crate) fn need(id: &str, area: &str, text: &str) -> ParsedNeed {
    let need = Need {
        id: id.to_owned(),
        title: String::new(),
        text: text.to_owned(),
        area: AreaPath::parse(area).unwrap(),
        posted_by: "居委会".to_owned(),
        posted_at: Date::parse("2026-10-08"),
        categories: Vec::new(),
        target_groups: Vec::new(),
    };
    parse(knowledge(), &need)
}

/// Organizations, understood.
pub(crate) fn catalog(organizations: Vec<Organization>) -> Catalog {
    Catalog::new(knowledge(), organizations)
}

/// The ids of hits, in order.
pub(crate) fn ids(hits: &[crate::Hit]) -> Vec<&str> {
    hits.iter().map(|hit| hit.id.as_str()).collect()
}
