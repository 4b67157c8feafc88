//! Two organizations that differ in one thing, and which of them must win: what an experienced
//! social worker would say without looking at a number.

// a test that cannot go on must panic; clippy knows only functions marked as tests
#![allow(clippy::unwrap_used)]

use engine::area::AreaPath;
use engine::candidates::Candidates;
use engine::need::Need;
use engine::organization::{
    Delivery, Fee, Kind, Organization, Registration, Service, Source, Status,
};
use engine::parse::parse;
use engine::pipeline::Engine;
use std::sync::LazyLock;

/// Other organizations of the district, so that word statistics are those of a real directory.
static BACKGROUND: LazyLock<Vec<Organization>> = LazyLock::new(|| {
    let taxonomy = corpus::taxonomy::embedded();
    let mut organizations = corpus::sample(&taxonomy).organizations;
    for organization in &mut organizations {
        organization.serves = vec![area("别处区")];
    }
    organizations
});

fn area(path: &str) -> AreaPath {
    AreaPath::parse(path).unwrap()
}

/// An active organization with one service, which serves the whole of 甲区.
fn organization(service: &str, description: &str) -> Organization {
    Organization {
        id: String::new(),
        name: "甲区某某社会工作服务中心".to_owned(),
        kind: Kind::SocialService,
        registration: Registration::Registered,
        status: Status::Active,
        home: area("甲区"),
        serves: vec![area("甲区")],
        description: "为居民提供服务。".to_owned(),
        services: vec![Service {
            name: service.to_owned(),
            description: description.to_owned(),
            categories: Vec::new(),
            target_groups: Vec::new(),
            delivery: Vec::new(),
            fee: None,
        }],
        categories: Vec::new(),
        target_groups: Vec::new(),
        capacity: None,
        founded: None,
        source: Source::Fictional,
    }
}

/// Checks that for a need in 甲区/乙街道/丙社区 the first organization comes before the second,
/// or that the second is not proposed at all.
fn check(text: &str, better: Organization, worse: Organization) {
    let mut organizations = BACKGROUND.clone();
    for (mut organization, id) in [(better, "z-better"), (worse, "a-worse")] {
        organization.id = id.to_owned();
        organizations.push(organization);
    }
    let (knowledge, mut model) = (corpus::knowledge::knowledge(), corpus::knowledge::model());
    // order is what is tested here, not whether two invented organizations are good enough
    (model.refusal.from, model.show_from) = (1.0, 0.0);
    let engine = Engine::new(knowledge, organizations, model);
    let need = Need::spoken(text.to_owned(), area("甲区/乙街道/丙社区"));
    let parsed = parse(&engine.knowledge, &need);
    let ranked = engine.answer(&parsed, &Candidates::all(&engine.catalog), 10).ranked;
    let ids: Vec<&str> = ranked
        .matches
        .iter()
        .map(|m| engine.catalog.organizations()[m.organization].id.as_str())
        .collect();
    assert_eq!(ids.first(), Some(&"z-better"), "{text}: {ids:?}");
}

/// The organization with one thing changed.
fn with(mut organization: Organization, change: impl Fn(&mut Organization)) -> Organization {
    change(&mut organization);
    organization
}

const BATH: &str = "我妈瘫床上半个月没擦过身了";

fn bath() -> Organization {
    organization("上门助浴", "为卧床老人上门洗澡")
}

#[test]
fn the_service_that_is_needed_wins() {
    let pairs = [
        (BATH, "助浴", "为卧床老人上门洗澡", "助餐", "为老人送午饭"),
        ("中午想有人给送个饭", "老年助餐", "助餐点，可送餐上门", "助浴", "为老人上门洗澡"),
        ("孩子放学没人接", "四点半课堂", "课后托管，接送学生", "亲子讲座", "家庭教育讲座"),
        ("老板欠了三个月工资不给", "劳动维权", "帮助讨薪和劳动仲裁", "就业推荐", "推荐岗位"),
        (
            "婆婆不认得人了，出门就走丢",
            "认知症照护",
            "认知障碍老人照护指导",
            "老年合唱",
            "老人唱歌跳舞",
        ),
    ];
    for (text, name, description, other_name, other_description) in pairs {
        check(text, organization(name, description), organization(other_name, other_description));
    }
}

#[test]
fn who_serves_the_place_wins() {
    check(BATH, bath(), with(bath(), |o| o.serves = vec![area("甲区/丁街道")]));
    check(BATH, bath(), with(bath(), |o| o.serves = vec![area("甲区/乙街道/丙社区北")]));
    let near = with(bath(), |o| o.serves = vec![area("甲区/乙街道/丙社区")]);
    check(BATH, near, bath());
}

#[test]
fn who_is_at_work_wins() {
    check(BATH, bath(), with(bath(), |o| o.status = Status::Suspended));
    check(BATH, bath(), with(bath(), |o| o.status = Status::Dissolved));
}

#[test]
fn who_does_not_refuse_wins() {
    let refuses = organization("老人服务", "上门看望老人。不做助浴、不洗澡");
    check(BATH, bath(), refuses);
}

#[test]
fn the_people_who_are_meant_win() {
    check(
        "孩子今年初二，作业没人教",
        organization("课业辅导", "为中小学生辅导作业"),
        organization("老年大学", "老年人学书法、学手机"),
    );
}

#[test]
fn what_is_declared_counts_where_the_text_says_nothing() {
    let taxonomy = corpus::taxonomy::embedded();
    let bathing = taxonomy.categories.find("elderly.bathing").unwrap();
    let silent = || organization("一号项目", "详情请来电");
    check(BATH, with(silent(), |o| o.services[0].categories = vec![bathing]), silent());
}

#[test]
fn free_is_not_worse_than_paid() {
    let paid = with(bath(), |o| o.services[0].fee = Some(Fee::Paid));
    check(BATH, with(bath(), |o| o.services[0].fee = Some(Fee::Free)), paid);
}

#[test]
fn who_comes_home_is_not_worse_for_a_need_that_cannot_go_out() {
    let at_site = with(bath(), |o| o.services[0].delivery = vec![Delivery::Site]);
    let at_home = with(bath(), |o| o.services[0].delivery = vec![Delivery::Home]);
    check(BATH, at_home, at_site);
}
