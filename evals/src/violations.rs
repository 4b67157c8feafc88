//! Matches that break a hard rule, which no score can make good: an organization that is not
//! active, or one that does not serve the place. A place that is given only roughly
//! (`Coverage::Uncertain`) breaks no rule.

use crate::run::Run;
use engine::area::{Coverage, coverage};
use engine::need::Need;
use engine::organization::{Organization, Status};
use std::fmt;

/// A hard rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Only an active organization may be matched.
    Active,
    /// What it serves must touch the place of the need.
    Area,
}

/// A pair that should never have been shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The need's id.
    pub need: String,
    /// The organization's id.
    pub organization: String,
    /// The rule that it breaks; the first one, where it breaks both.
    pub rule: Rule,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let why = match self.rule {
            Rule::Active => "is not active",
            Rule::Area => "does not serve the place",
        };
        write!(f, "need {}: organization {} {why}", self.need, self.organization)
    }
}

/// The rule that a pair breaks, if any.
pub fn broken_rule(need: &Need, organization: &Organization) -> Option<Rule> {
    if organization.status != Status::Active {
        return Some(Rule::Active);
    }
    (coverage(&organization.serves, &need.area) == Coverage::Outside).then_some(Rule::Area)
}

/// Every pair of a run that breaks a rule, by need and rank. Ids that the collection does not
/// have are passed over: [`crate::evaluation::evaluate`] refuses them.
pub fn violations(organizations: &[Organization], needs: &[Need], run: &Run) -> Vec<Violation> {
    let by_id: std::collections::BTreeMap<&str, &Organization> =
        organizations.iter().map(|o| (o.id.as_str(), o)).collect();
    let mut found = Vec::new();
    for need in needs {
        for entry in run.ranking(&need.id) {
            let Some(&organization) = by_id.get(entry.organization.as_str()) else { continue };
            found.extend(broken_rule(need, organization).map(|rule| Violation {
                need: need.id.clone(),
                organization: organization.id.clone(),
                rule,
            }));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    //! Properties: each rule is held by itself; a place given roughly breaks none.
    use super::*;
    use crate::sample::{need, organization};

    fn check(status: Status, serves: &[&str], place: &str, expected: Option<Rule>) {
        let mut organization = organization("o", serves);
        organization.status = status;
        let need = need("n", place);
        assert_eq!(broken_rule(&need, &organization), expected, "{status:?} {serves:?} {place}");
    }

    #[test]
    fn each_rule_is_held() {
        check(Status::Active, &["甲区"], "甲区/乙街道/丙社区", None);
        check(Status::Active, &["甲区/乙街道/丙社区"], "甲区/乙街道", None);
        check(Status::Active, &["甲区/乙街道"], "甲区/乙街道北", Some(Rule::Area));
        check(Status::Active, &[], "甲区", Some(Rule::Area));
        check(Status::Suspended, &["甲区"], "甲区", Some(Rule::Active));
        check(Status::Dissolved, &["丁区"], "甲区", Some(Rule::Active));
    }

    #[test]
    fn offenders_are_listed_by_need_and_rank() {
        let organizations = [organization("near", &["甲区"]), organization("far", &["丁区"]), {
            let mut closed = organization("closed", &["甲区"]);
            closed.status = Status::Dissolved;
            closed
        }];
        let run = Run::parse(
            "n2 Q0 far 1 3 t\nn1 Q0 near 1 3 t\nn1 Q0 closed 2 2 t\nn1 Q0 far 3 1 t",
            std::path::Path::new("some.run"),
        )
        .unwrap();
        let found = violations(&organizations, &[need("n1", "甲区"), need("n2", "甲区")], &run);
        let lines: Vec<_> = found.iter().map(Violation::to_string).collect();
        assert_eq!(
            lines,
            [
                "need n1: organization closed is not active",
                "need n1: organization far does not serve the place",
                "need n2: organization far does not serve the place",
            ]
        );
    }
}
