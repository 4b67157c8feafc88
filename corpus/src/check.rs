//! Holds the files of a collection against one another: what each file cannot see by itself.
//!
//! The rules of grades are the contract's: only an active organization that covers the place
//! has a grade above 0, and one above 2 only where the need's area does not stop above the
//! organization's.

mod report;

pub use report::{CheckReport, Kind, Place};

use crate::collection::{NEEDS, ORGANIZATIONS};
use crate::error::{Error, shown};
use crate::lines::open;
use crate::needs::read_needs;
use crate::organizations::read_organizations;
use crate::outcomes::{Outcome, read_outcomes};
use crate::qrels::{Judgment, read_judgments};
use engine::area::{AreaPath, Coverage, coverage};
use engine::need::{Date, Need};
use engine::organization::{Organization, Status};
use engine::taxonomy::{Taxonomy, TermId, Tree};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The name of a collection's outcomes, where it has any.
const OUTCOMES: &str = "outcomes.jsonl";

/// Checks a folder: `organizations.jsonl`, `needs.jsonl`, and where they exist every
/// `qrels*.txt` and `outcomes.jsonl`.
pub fn check(folder: &Path, taxonomy: &Taxonomy) -> CheckReport {
    let mut report = CheckReport::default();
    let organizations =
        report.read(ORGANIZATIONS, read_organizations(&folder.join(ORGANIZATIONS), taxonomy));
    let needs = report.read(NEEDS, read_needs(&folder.join(NEEDS), taxonomy));
    let judged: Vec<(String, Option<Vec<Judgment>>)> = names_of_qrels(folder)
        .into_iter()
        .map(|name| {
            let file = folder.join(&name);
            let read = open(&file).and_then(|reader| read_judgments(reader, &file));
            let judgments = report.read(&name, read);
            (name, judgments)
        })
        .collect();
    let outcomes = match folder.join(OUTCOMES) {
        file if file.exists() => report.read(OUTCOMES, read_outcomes(&file)),
        _ => None,
    };
    if let Some(organizations) = &organizations {
        check_organizations(organizations, taxonomy, &mut report);
    }
    if let Some(needs) = &needs {
        check_needs(needs, taxonomy, &mut report);
    }
    let (Some(organizations), Some(needs)) = (organizations, needs) else { return report };
    check_districts(&organizations, &needs, &mut report);
    let known = Known::new(&organizations, &needs);
    for (name, judgments) in &judged {
        check_judgments(name, judgments.as_deref().unwrap_or_default(), &known, &mut report);
    }
    check_outcomes(outcomes.as_deref().unwrap_or_default(), &known, &mut report);
    report
}

impl CheckReport {
    /// Takes what was read, or notes why it was refused.
    fn read<T>(&mut self, name: &str, read: Result<Vec<T>, Error>) -> Option<Vec<T>> {
        match read {
            Ok(records) => {
                self.count(name, records.len());
                Some(records)
            }
            Err(error) => {
                self.refuse(error);
                None
            }
        }
    }
}

/// `qrels.txt` and any further judgments beside it. A folder that cannot be listed has none:
/// its organizations cannot be read either, which is reported.
fn names_of_qrels(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.starts_with("qrels") && name.ends_with(".txt"))
        .collect();
    names.sort();
    names
}

/// The records by id.
struct Known<'a> {
    organizations: BTreeMap<&'a str, &'a Organization>,
    needs: BTreeMap<&'a str, &'a Need>,
}

impl<'a> Known<'a> {
    fn new(organizations: &'a [Organization], needs: &'a [Need]) -> Self {
        Self {
            organizations: organizations.iter().map(|o| (o.id.as_str(), o)).collect(),
            needs: needs.iter().map(|n| (n.id.as_str(), n)).collect(),
        }
    }

    /// The records of a pair; notes an id that nobody has.
    fn pair(
        &self,
        (need, organization): (&str, &str),
        (file, line): (&str, usize),
        report: &mut CheckReport,
    ) -> Option<(&'a Need, &'a Organization)> {
        let known = (self.needs.get(need), self.organizations.get(organization));
        if known.0.is_none() {
            report.add(Kind::UnknownNeed, file, line, shown(need));
        }
        if known.1.is_none() {
            report.add(Kind::UnknownOrganization, file, line, shown(organization));
        }
        Some((known.0?, known.1?))
    }
}

fn check_organizations(
    organizations: &[Organization],
    taxonomy: &Taxonomy,
    report: &mut CheckReport,
) {
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for (i, organization) in organizations.iter().enumerate() {
        let line = i + 1;
        let mut add = |kind| report.add(kind, ORGANIZATIONS, line, shown(&organization.id));
        let active = organization.status == Status::Active;
        if active && organization.serves.is_empty() {
            add(Kind::ServesNothing);
        }
        if active && organization.capacity == Some(0) {
            add(Kind::NoCapacity);
        }
        if organization.description.trim().is_empty() && organization.services.is_empty() {
            add(Kind::SaysNothing);
        }
        if has_redundant_area(&organization.serves) {
            add(Kind::RedundantArea);
        }
        let services = organization.services.iter();
        let redundant = services
            .map(|s| (&s.categories, &s.target_groups))
            .chain([(&organization.categories, &organization.target_groups)])
            .any(|(categories, groups)| {
                has_redundant_code(categories, &taxonomy.categories)
                    || has_redundant_code(groups, &taxonomy.groups)
            });
        if redundant {
            add(Kind::RedundantCode);
        }
        if let Some(first) = names.get(organization.name.as_str()) {
            report.add(Kind::SameName, ORGANIZATIONS, line, format!("as line {first}"));
        } else {
            names.insert(&organization.name, line);
        }
    }
}

fn check_needs(needs: &[Need], taxonomy: &Taxonomy, report: &mut CheckReport) {
    let mut years: Vec<u16> = needs.iter().filter_map(|n| n.posted_at).map(Date::year).collect();
    years.sort_unstable();
    let usual = years.get(years.len() / 2).copied().unwrap_or_default();
    for (i, need) in needs.iter().enumerate() {
        let mut add = |kind| report.add(kind, NEEDS, i + 1, shown(&need.id));
        if need.title.trim().is_empty() && need.text.trim().is_empty() {
            add(Kind::NoWords);
        }
        if need.area.depth() == 1 {
            add(Kind::RoughArea);
        }
        if need.posted_at.is_some_and(|day| day.year().abs_diff(usual) > FAR) {
            add(Kind::FarYear);
        }
        if has_redundant_code(&need.categories, &taxonomy.categories)
            || has_redundant_code(&need.target_groups, &taxonomy.groups)
        {
            add(Kind::RedundantCode);
        }
    }
}

/// How many years a need's day may lie from that of the middle need before it looks mistyped.
const FAR: u16 = 5;

/// Whether a list has both a code and the one above it.
fn has_redundant_code<T: TermId>(codes: &[T], tree: &Tree<T>) -> bool {
    codes.iter().any(|&code| tree.parent(code).is_some_and(|above| codes.contains(&above)))
}

/// Whether a list has both an area and one above it.
fn has_redundant_area(areas: &[AreaPath]) -> bool {
    let listed: BTreeSet<&AreaPath> = areas.iter().collect();
    areas.iter().any(|area| area.and_above().skip(1).any(|above| listed.contains(&above)))
}

/// A need of a district in which no organization sits or serves is in the wrong file.
fn check_districts(organizations: &[Organization], needs: &[Need], report: &mut CheckReport) {
    let districts: BTreeSet<&str> = organizations
        .iter()
        .flat_map(|o| o.serves.iter().chain([&o.home]))
        .map(|area| area.segments()[0].as_str())
        .collect();
    for (i, need) in needs.iter().enumerate() {
        if !districts.contains(need.area.segments()[0].as_str()) {
            report.add(Kind::OtherDistrict, NEEDS, i + 1, shown(&need.id));
        }
    }
}

fn check_judgments(
    file: &str,
    judgments: &[Judgment],
    known: &Known<'_>,
    report: &mut CheckReport,
) {
    for (i, judgment) in judgments.iter().enumerate() {
        let ids = (judgment.need.as_str(), judgment.organization.as_str());
        let Some((need, organization)) = known.pair(ids, (file, i + 1), report) else { continue };
        let mut add = |kind| {
            let pair = format!("{} and {}", shown(ids.0), shown(ids.1));
            report.add(kind, file, i + 1, pair);
        };
        if judgment.grade == 0 {
            continue;
        }
        if organization.status != Status::Active {
            add(Kind::GradeOfInactive);
        }
        match coverage(&organization.serves, &need.area) {
            Coverage::Covers(_) => {}
            Coverage::Uncertain if judgment.grade > 2 => add(Kind::GradeTooHigh),
            Coverage::Uncertain => {}
            Coverage::Outside => add(Kind::GradeOutside),
        }
    }
}

fn check_outcomes(outcomes: &[Outcome], known: &Known<'_>, report: &mut CheckReport) {
    for (i, outcome) in outcomes.iter().enumerate() {
        // what was matched once may since have closed or moved: only the ids must be known
        known.pair((&outcome.need, &outcome.organization), (OUTCOMES, i + 1), report);
    }
}
