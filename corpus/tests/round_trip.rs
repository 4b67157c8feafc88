//! Properties: what is written is read back as it was; the collections, read and written,
//! have the same bytes.

#![allow(clippy::unwrap_used)]

use corpus::Collection;
use corpus::needs::{read_needs_from, write_need};
use corpus::organizations::{read_organizations_from, write_organization};
use corpus::taxonomy::embedded;
use engine::area::AreaPath;
use engine::need::{Date, Need};
use engine::organization::{
    Delivery, Fee, Kind, Organization, Registration, Service, Source, Status,
};
use engine::taxonomy::{ServiceCategory, TargetGroup, Taxonomy};
use proptest::collection::{btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use std::path::Path;

fn written(records: &Collection, taxonomy: &Taxonomy) -> (Vec<u8>, Vec<u8>) {
    let (mut organizations, mut needs) = (Vec::new(), Vec::new());
    for organization in &records.organizations {
        write_organization(&mut organizations, organization, taxonomy).unwrap();
    }
    for need in &records.needs {
        write_need(&mut needs, need, taxonomy).unwrap();
    }
    (organizations, needs)
}

fn check(name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let taxonomy = embedded();
    let (organizations, needs) = written(&Collection::read(&folder, &taxonomy).unwrap(), &taxonomy);
    assert!(organizations == std::fs::read(folder.join("organizations.jsonl")).unwrap());
    assert!(needs == std::fs::read(folder.join("needs.jsonl")).unwrap());
}

#[test]
fn the_collections_are_written_as_they_were_read() {
    check("guandu");
    check("binhe");
}

fn area() -> impl Strategy<Value = AreaPath> {
    vec("[一-龥a-z]{1,6}", 1..=3).prop_map(|path| AreaPath::parse(&path.join("/")).unwrap())
}

fn areas() -> impl Strategy<Value = Vec<AreaPath>> {
    btree_set("[一-龥]{1,6}", 0..4)
        .prop_map(|set| set.iter().map(|name| AreaPath::parse(name).unwrap()).collect())
}

fn categories() -> impl Strategy<Value = Vec<ServiceCategory>> {
    subsequence(embedded().categories.ids().collect::<Vec<_>>(), 0..4)
}

fn groups() -> impl Strategy<Value = Vec<TargetGroup>> {
    subsequence(embedded().groups.ids().collect::<Vec<_>>(), 0..4)
}

fn name() -> impl Strategy<Value = String> {
    "[^\\pC\\s][^\\pC]{0,8}"
}

fn service() -> impl Strategy<Value = Service> {
    let delivery = subsequence(Delivery::ALL, 0..=3);
    (name(), any::<String>(), categories(), groups(), delivery, option::of(select(Fee::ALL)))
        .prop_map(|(name, description, categories, target_groups, delivery, fee)| Service {
            name,
            description,
            categories,
            target_groups,
            delivery,
            fee,
        })
}

fn organization() -> impl Strategy<Value = Organization> {
    let words =
        (select(Kind::ALL), select(Registration::ALL), select(Status::ALL), select(Source::ALL));
    let numbers = (option::of(any::<u32>()), option::of(1800i32..=2100));
    let places = (area(), areas());
    let codes = (categories(), groups());
    let texts = ("[!-~一-龥]{1,12}", name(), any::<String>());
    (texts, words, places, vec(service(), 0..3), codes, numbers).prop_map(
        |(texts, words, places, services, codes, numbers)| Organization {
            id: texts.0,
            name: texts.1,
            kind: words.0,
            registration: words.1,
            status: words.2,
            home: places.0,
            serves: places.1,
            description: texts.2,
            services,
            categories: codes.0,
            target_groups: codes.1,
            capacity: numbers.0,
            founded: numbers.1,
            source: words.3,
        },
    )
}

fn need() -> impl Strategy<Value = Need> {
    let texts = ("[!-~一-龥]{1,12}", any::<String>(), any::<String>(), any::<String>());
    let day = (1u16..=9999, 1u8..=12, 1u8..=28)
        .prop_map(|(year, month, day)| Date::parse(&format!("{year:04}-{month:02}-{day:02}")));
    (texts, area(), day, categories(), groups()).prop_map(
        |(texts, area, posted_at, categories, target_groups)| Need {
            id: texts.0,
            title: texts.1,
            text: texts.2,
            area,
            posted_by: texts.3,
            posted_at,
            categories,
            target_groups,
        },
    )
}

proptest! {
    #[test]
    fn organizations_come_back(organization in organization()) {
        let taxonomy = embedded();
        let mut line = Vec::new();
        write_organization(&mut line, &organization, &taxonomy).unwrap();
        let read = read_organizations_from(line.as_slice(), Path::new("o"), &taxonomy).unwrap();
        prop_assert_eq!(read, [organization]);
    }

    #[test]
    fn needs_come_back(need in need()) {
        let taxonomy = embedded();
        let mut line = Vec::new();
        write_need(&mut line, &need, &taxonomy).unwrap();
        let read = read_needs_from(line.as_slice(), Path::new("n"), &taxonomy).unwrap();
        prop_assert_eq!(read, [need]);
    }
}
