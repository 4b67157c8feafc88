//! Properties: the same seed gives the same bytes; a record does not depend on how many there
//! are; what is generated is in the contract's form, within the area tree, of the lengths and
//! shares promised; words follow Zipf's law and the vocabulary Heaps'; nothing half is left.

#![allow(clippy::unwrap_used)]

use corpus::generate::{GenerateConfig, generate};
use corpus::taxonomy::embedded;
use corpus::{read_needs, read_organizations};
use engine::analyzer::Analyzer;
use engine::organization::{Organization, Status};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const CONFIG: GenerateConfig =
    GenerateConfig { organizations: 300, needs: 200, seed: 7, replace: false };

/// Generates into a new folder, and counts what progress was told.
fn generated(config: &GenerateConfig) -> (tempfile::TempDir, u64) {
    let folder = tempfile::tempdir().unwrap();
    let mut told = 0;
    generate(config, folder.path(), |more| told += more).unwrap();
    (folder, told)
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

#[test]
fn a_record_depends_on_seed_and_index_alone() {
    let more = GenerateConfig { organizations: 1100, needs: 201, ..CONFIG };
    let other = GenerateConfig { seed: 8, ..CONFIG };
    let ((a, told), (b, _), (more, _), (other, _)) =
        (generated(&CONFIG), generated(&CONFIG), generated(&more), generated(&other));
    assert_eq!(told, 500);
    for (name, lines) in [("organizations.jsonl", 300), ("needs.jsonl", 200)] {
        let text = read(a.path(), name);
        assert_eq!(text.lines().count(), lines);
        assert_eq!(text, read(b.path(), name));
        assert!(read(more.path(), name).starts_with(&text));
        assert_ne!(text, read(other.path(), name));
    }
}

#[test]
fn the_first_records_are_these() {
    let (folder, _) = generated(&GenerateConfig { organizations: 1, needs: 3, seed: 1, ..CONFIG });
    let text = read(folder.path(), "organizations.jsonl") + &read(folder.path(), "needs.jsonl");
    insta::assert_snapshot!(text);
}

/// How a share of records may stand to the one that is meant.
fn near(count: usize, of: usize, share: f64) -> bool {
    (count as f64 / of as f64 - share).abs() < 0.03
}

#[test]
fn twenty_thousand_look_real() {
    let (folder, _) = generated(&GenerateConfig { organizations: 20_000, needs: 3000, ..CONFIG });
    let taxonomy = embedded();
    let organizations =
        read_organizations(&folder.path().join("organizations.jsonl"), &taxonomy).unwrap();
    let needs = read_needs(&folder.path().join("needs.jsonl"), &taxonomy).unwrap();
    assert_eq!((organizations.len(), needs.len()), (20_000, 3000));

    let count = |holds: &dyn Fn(&Organization) -> bool| {
        organizations.iter().filter(|organization| holds(organization)).count()
    };
    let share = |holds: &dyn Fn(&Organization) -> bool, meant: f64| {
        assert!(near(count(holds), organizations.len(), meant), "{} for {meant}", count(holds));
    };
    share(&|o| o.status == Status::Active, 0.93);
    share(&|o| o.categories.is_empty(), 0.33);
    share(&|o| o.serves[0].depth() == 1, 0.05);
    share(&|o| o.serves[0].depth() == 2, 0.55);
    let lengths = organizations.iter().map(|o| o.description.chars().count());
    assert!(lengths.clone().all(|n| (60..=300).contains(&n)));
    assert!(lengths.clone().min() < Some(80) && lengths.max() > Some(280));
    assert!(needs.iter().all(|n| (15..=200).contains(&n.text.chars().count())));

    let mut areas: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    let served = organizations.iter().flat_map(|o| o.serves.iter().chain([&o.home]));
    for area in served.chain(needs.iter().map(|n| &n.area)) {
        for above in area.and_above() {
            areas.entry(above.depth()).or_default().insert(above.to_string());
        }
    }
    let sizes: Vec<usize> = areas.values().map(BTreeSet::len).collect();
    assert_eq!(sizes[..2], [20, 300]);
    assert!((2900..=3000).contains(&sizes[2]) && sizes.len() == 3, "{sizes:?}");
    assert_eq!(corpus::check(folder.path(), &taxonomy).errors(), 0);
    check_statistics(organizations.iter().map(|o| o.description.as_str()));
}

/// Words as the index sees them.
fn check_statistics<'a>(texts: impl Iterator<Item = &'a str>) {
    let analyzer = Analyzer::new([], []);
    let mut frequencies: BTreeMap<String, usize> = BTreeMap::new();
    let mut growth = Vec::new();
    let mut words = 0;
    for (i, text) in texts.enumerate() {
        for token in analyzer.tokens(text) {
            *frequencies.entry(token.term).or_default() += 1;
            words += 1;
        }
        if i % 1000 == 999 {
            growth.push(((words as f64).ln(), (frequencies.len() as f64).ln()));
        }
    }
    let mut frequencies: Vec<usize> = frequencies.into_values().collect();
    frequencies.sort_unstable_by(|a, b| b.cmp(a));
    let ranks = frequencies.iter().enumerate().skip(10).take(5000);
    let zipf = slope(ranks.map(|(i, &n)| (((i + 1) as f64).ln(), (n as f64).ln())));
    let heaps = slope(growth.into_iter());
    println!("{words} words, {} terms, Zipf {zipf:.2}, Heaps {heaps:.2}", frequencies.len());
    assert!((-1.3..-0.8).contains(&zipf), "the slope of frequency by rank is {zipf}");
    assert!((0.3..0.9).contains(&heaps), "the slope of vocabulary by text is {heaps}");
}

/// The slope of the line that fits best (least squares).
fn slope(points: impl Iterator<Item = (f64, f64)>) -> f64 {
    let points: Vec<_> = points.collect();
    let n = points.len() as f64;
    let mean_x = points.iter().map(|(x, _)| x).sum::<f64>() / n;
    let mean_y = points.iter().map(|(_, y)| y).sum::<f64>() / n;
    let covariance: f64 = points.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
    covariance / points.iter().map(|(x, _)| (x - mean_x).powi(2)).sum::<f64>()
}

#[test]
fn files_that_are_there_stay_unless_told() {
    let (folder, _) = generated(&GenerateConfig { organizations: 1, needs: 0, ..CONFIG });
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no needs, no file");
    let before = read(folder.path(), "organizations.jsonl");
    let error = generate(&CONFIG, folder.path(), |_| {}).unwrap_err().to_string();
    assert!(
        error.ends_with(
            "organizations.jsonl: is already there; choose another folder, or ask to replace it"
        ),
        "{error}"
    );
    assert_eq!(read(folder.path(), "organizations.jsonl"), before);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing half is left");
    generate(&GenerateConfig { replace: true, ..CONFIG }, folder.path(), |_| {}).unwrap();
    assert_eq!(read(folder.path(), "organizations.jsonl").lines().count(), 300);
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let error = generate(&CONFIG, &file.join("below"), |_| {}).unwrap_err().to_string();
    assert!(error.contains("cannot be written"), "{error}");
    let unnamed = folder.path().join("organizations");
    fs::create_dir_all(unnamed.join("needs.jsonl")).unwrap();
    let config = GenerateConfig { replace: true, ..CONFIG };
    assert!(generate(&config, &unnamed, |_| {}).is_err(), "a folder stands in the place");
}
