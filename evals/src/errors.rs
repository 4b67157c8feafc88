//! The needs on which a ranking does worst, and what became of them: material for whoever wants
//! to make it better.

use crate::measures::PRIMARY;
use crate::run::Run;
use corpus::collection::Collection;
use engine::catalog::Catalog;
use engine::parse::ParsedNeed;
use engine::taxonomy::Taxonomy;
use std::fmt::Write;

/// Why the first place went wrong, as far as it can be told by comparing with the labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// Nothing was shown, and somebody has a grade.
    Refused,
    /// The service that was understood is not the one that is labelled.
    Misunderstood,
    /// A place of refuge for any need stands above somebody made for it.
    GeneralFirst,
    /// The service is understood, and somebody less suitable stands first.
    Misranked,
    /// Something was shown, and nobody has a grade.
    ShouldRefuse,
}

impl Cause {
    /// In the report.
    pub fn name(self) -> &'static str {
        match self {
            Self::Refused => "refused, though somebody could help",
            Self::Misunderstood => "another service understood",
            Self::GeneralFirst => "a general organization first",
            Self::Misranked => "somebody less suitable first",
            Self::ShouldRefuse => "answered, though nobody can help",
        }
    }
}

/// A need that went wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// The need's id.
    pub need: String,
    /// nDCG@10; none where nobody has a grade.
    pub value: Option<f64>,
    /// As far as it can be told.
    pub cause: Cause,
    /// The most probable services, as codes.
    pub understood: Vec<String>,
    /// The labelled services, as codes.
    pub labelled: Vec<String>,
    /// Who stands first, with the grade.
    pub first: Option<(String, u8)>,
    /// Who has the highest grade, with it.
    pub best: Option<(String, u8)>,
}

/// How surely an organization is a general one, to be named as such.
const GENERAL: f32 = 0.5;

/// Every need whose first place is not as good as it could be, the worst first.
pub fn failures(
    taxonomy: &Taxonomy,
    collection: &Collection,
    catalog: &Catalog,
    parsed: &[ParsedNeed],
    run: &Run,
) -> Vec<Failure> {
    let values = PRIMARY.by_need(&collection.qrels, run);
    let mut failures: Vec<Failure> = parsed
        .iter()
        .filter_map(|need| {
            let grade = |organization: &str| collection.qrels.grade(&need.id, organization);
            let first = run.ranking(&need.id).first().map(|entry| entry.organization.clone());
            let first = first.map(|id| (grade(&id), id)).map(|(grade, id)| (id, grade));
            let listed = collection.qrels.get(&need.id).into_iter().flatten();
            let best = listed.max_by_key(|(id, grade)| (**grade, std::cmp::Reverse(*id)));
            let best = best.map(|(id, grade)| (id.clone(), *grade)).filter(|(_, grade)| *grade > 0);
            let marks = collection.labels.as_ref().and_then(|labels| labels.get(&need.id));
            let labelled: Vec<_> = marks.map(|m| m.services.clone()).unwrap_or_default();
            let understood = &need.understood.categories;
            let right = understood.first().is_some_and(|c| labelled.contains(&c.term));
            let general = |id: &str| {
                let at = catalog.organizations().iter().position(|o| o.id == id);
                at.is_some_and(|at| catalog.portrait(at).general >= GENERAL)
            };
            let cause = match (&first, &best) {
                (None, None) => return None,
                (None, Some(_)) => Cause::Refused,
                (Some(_), None) => Cause::ShouldRefuse,
                (Some((_, found)), Some((_, best))) if found >= best => return None,
                _ if !labelled.is_empty() && !right => Cause::Misunderstood,
                (Some((id, _)), _) if general(id) => Cause::GeneralFirst,
                _ => Cause::Misranked,
            };
            let code = |term: &_| taxonomy.categories.term(*term).code.clone();
            Some(Failure {
                need: need.id.clone(),
                value: values.get(&need.id).copied(),
                cause,
                understood: understood.iter().take(2).map(|c| code(&c.term)).collect(),
                labelled: labelled.iter().map(code).collect(),
                first,
                best,
            })
        })
        .collect();
    failures.sort_by(|a, b| {
        let value = |f: &Failure| f.value.unwrap_or(0.0);
        value(a).total_cmp(&value(b)).then_with(|| a.need.cmp(&b.need))
    });
    failures
}

/// How many of the worst needs a report lists.
const LISTED: usize = 40;

/// The failures of a collection as Markdown: how many of each cause, then the worst.
pub fn markdown(name: &str, system: &str, failures: &[Failure]) -> String {
    let mut out = format!("# Errors on {name}: {system}\n\n| cause | needs |\n| --- | --- |\n");
    let causes = [
        Cause::Misunderstood,
        Cause::GeneralFirst,
        Cause::Misranked,
        Cause::Refused,
        Cause::ShouldRefuse,
    ];
    for cause in causes {
        let count = failures.iter().filter(|failure| failure.cause == cause).count();
        let _ = writeln!(out, "| {} | {count} |", cause.name());
    }
    let _ = writeln!(
        out,
        "\nThe worst, by nDCG@10:\n\n| need | nDCG@10 | cause | understood | labelled | first (grade) | \
         best (grade) |\n| --- | --- | --- | --- | --- | --- | --- |"
    );
    for f in failures.iter().take(LISTED) {
        let who = |who: &Option<(String, u8)>| {
            who.as_ref().map_or_else(|| "–".to_owned(), |(id, grade)| format!("{id} ({grade})"))
        };
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} |",
            f.need,
            f.value.map_or_else(|| "–".to_owned(), |v| format!("{v:.2}")),
            f.cause.name(),
            f.understood.join(", "),
            f.labelled.join(", "),
            who(&f.first),
            who(&f.best)
        );
    }
    out
}
