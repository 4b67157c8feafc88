//! Small records for the tests of this crate.

use corpus::collection::Collection;
use engine::area::AreaPath;
use engine::need::{Date, Need};
use engine::organization::{Delivery, Kind, Organization, Registration, Service, Source, Status};

/// An active organization that serves these areas and says nothing.
pub(crate) fn organization(id: &str, serves: &[&str]) -> Organization {
    let area = |path: &&str| AreaPath::parse(path).unwrap();
    Organization {
        id: id.to_owned(),
        name: format!("组织{id}"),
        kind: Kind::SocialService,
        registration: Registration::Registered,
        status: Status::Active,
        home: AreaPath::parse("甲区/乙街道").unwrap(),
        serves: serves.iter().map(area).collect(),
        description: String::new(),
        services: Vec::new(),
        categories: Vec::new(),
        target_groups: Vec::new(),
        capacity: None,
        founded: None,
        source: Source::Fictional,
    }
}

/// The same, with one service.
pub(crate) fn offering(id: &str, serves: &[&str], service: &str, says: &str) -> Organization {
    let service = Service {
        name: service.to_owned(),
        description: says.to_owned(),
        categories: Vec::new(),
        target_groups: Vec::new(),
        delivery: vec![Delivery::Home],
        fee: None,
    };
    Organization { services: vec![service], ..organization(id, serves) }
}

/// A need without words.
pub(crate) fn need(id: &str, place: &str) -> Need {
    Need {
        id: id.to_owned(),
        title: String::new(),
        text: String::new(),
        area: AreaPath::parse(place).unwrap(),
        posted_by: "和平路居委会".to_owned(),
        posted_at: Some(Date::parse("2026-10-08").unwrap()),
        categories: Vec::new(),
        target_groups: Vec::new(),
    }
}

/// A need in these words.
pub(crate) fn saying(id: &str, place: &str, text: &str) -> Need {
    Need { text: text.to_owned(), ..need(id, place) }
}

/// Four needs, of which one has nobody, and four organizations, of which one is closed and one
/// is elsewhere.
pub(crate) fn collection() -> Collection {
    let mut closed = offering("closed", &["甲区"], "老年助餐", "给老人送饭");
    closed.status = Status::Dissolved;
    let grades = |need: &str, grades: &[(&str, u8)]| {
        (need.to_owned(), grades.iter().map(|&(id, grade)| (id.to_owned(), grade)).collect())
    };
    Collection {
        organizations: vec![
            offering("meals", &["甲区"], "老年助餐", "中午给老人送饭上门"),
            offering("school", &["甲区/乙街道"], "课后托管", "放学后接孩子，看作业"),
            closed,
            offering("away", &["丁区"], "老年助餐", "中午给老人送饭上门"),
        ],
        needs: vec![
            saying("n1", "甲区/乙街道", "老人中午想有人送饭"),
            saying("n2", "甲区/乙街道", "孩子放学没人接"),
            saying("n3", "甲区/丙街道", "老人吃饭难，孩子也没人管"),
            saying("n4", "甲区/乙街道", "路灯坏了"),
        ],
        qrels: [
            grades("n1", &[("meals", 3), ("school", 1)]),
            grades("n2", &[("school", 3)]),
            grades("n3", &[("meals", 2)]),
        ]
        .into(),
        labels: None,
    }
}
