//! The layout holds the design: each crate uses only the crates below it, in the chain
//! `engine ← corpus ← indexer ← evals ← server ← tests`, and the engine stays pure.

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

const CHAIN: [&str; 6] = ["engine", "corpus", "indexer", "evals", "server", "tests"];

fn metadata() -> Metadata {
    let manifest = harness::repository().join("Cargo.toml");
    let mut command = MetadataCommand::new();
    command.manifest_path(manifest).no_deps();
    command.other_options(["--offline".to_owned()]).exec().expect("cargo metadata runs")
}

fn dependencies(metadata: &Metadata, crate_name: &str) -> Vec<String> {
    let name = format!("duijie-{crate_name}");
    let package = metadata.packages.iter().find(|p| p.name.as_str() == name);
    let package = package.unwrap_or_else(|| panic!("no crate {name}"));
    let kinds = [DependencyKind::Normal, DependencyKind::Build];
    package
        .dependencies
        .iter()
        .filter(|d| crate_name == "tests" || kinds.contains(&d.kind))
        .map(|d| d.name.clone())
        .collect()
}

#[test]
fn a_crate_uses_only_the_crates_below_it() {
    let metadata = metadata();
    assert_eq!(metadata.workspace_packages().len(), CHAIN.len());
    for (i, name) in CHAIN.iter().enumerate() {
        for dependency in dependencies(&metadata, name) {
            if let Some(ours) = dependency.strip_prefix("duijie-") {
                let below = &CHAIN[..i];
                assert!(below.contains(&ours), "{name} may not depend on {ours}");
            }
        }
    }
}

#[test]
fn each_crate_keeps_to_its_trade() {
    let metadata = metadata();
    let only = |dependency: &str, allowed: &[&str]| {
        for name in CHAIN {
            let has = dependencies(&metadata, name).iter().any(|d| d == dependency);
            assert!(!has || allowed.contains(&name), "{name} may not depend on {dependency}");
        }
    };
    only("tantivy", &["indexer"]);
    only("axum", &["server"]);
    only("tokio", &["server"]);
    only("clap", &["server"]);
    only("jieba-rs", &["engine", "corpus", "evals"]);
    only("serde_json", &["corpus", "indexer", "evals", "server", "tests"]);
    only("rand", &["corpus", "evals"]);
}

#[test]
fn the_engine_is_pure() {
    let folder = harness::repository().join("engine/src");
    for entry in std::fs::read_dir(folder).expect("the engine has sources") {
        let path = entry.expect("the folder can be read").path();
        let text = std::fs::read_to_string(&path).expect("sources are UTF-8");
        for word in ["std::fs", "std::net", "SystemTime", "Instant::now", "std::env", "println!"] {
            assert!(!text.contains(word), "{}: {word}", path.display());
        }
    }
}
