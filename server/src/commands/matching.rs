//! `duijie match`.

use crate::cli::{Direction, Format, MatchArgs, Source};
use crate::error::Error;
use crate::output::write_whole;
use crate::terminal;
use crate::view::{MatchView, match_view, need_view};
use engine::area::AreaPath;
use engine::candidates::Candidates;
use engine::need::Need;
use engine::parse::{ParsedNeed, parse};
use engine::pipeline::{Answer, Engine, WORTH_SEEING};
use engine::rank::Match;
use engine::score::expectation;
use indexer::matcher::Matcher;
use rayon::prelude::*;
use serde::Serialize;
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::time::Instant;

/// How many near-misses a free text shows.
const NEAR_MISSES: usize = 3;

/// Runs the command.
pub(super) fn run(args: &MatchArgs) -> Result<(), Error> {
    let top = usize::from(args.top);
    match (&args.text, &args.needs, &args.output) {
        (Some(text), ..) => one_text(args, text, top),
        (None, Some(needs), Some(output)) => files(args, needs, output, top),
        _ => Err(Error::Usage(
            "give a text (duijie match \"娃娃放学没人接\" --area 官渡区/太和街道), or \
             --organizations, --needs and --output"
                .to_owned(),
        )),
    }
}

fn one_text(args: &MatchArgs, text: &str, top: usize) -> Result<(), Error> {
    let knowledge = corpus::knowledge::knowledge();
    let organizations = match &args.organizations {
        Some(file) => corpus::read_organizations(file, &knowledge.taxonomy)?,
        None => corpus::sample(&knowledge.taxonomy).organizations,
    };
    let Some(area) = &args.area else {
        return Err(Error::Usage(
            "a free text needs --area, the resident's area: 官渡区/太和街道, or as far down as \
             it is known"
                .to_owned(),
        ));
    };
    let area = AreaPath::parse(area).map_err(|e| {
        Error::Usage(format!("--area: {e}; expected a path such as 官渡区/太和街道"))
    })?;
    let need = Need::spoken(text.to_owned(), area);
    let parsed = parse(&knowledge, &need);
    let matcher =
        Matcher::in_memory(Engine::new(knowledge, organizations, corpus::knowledge::model()))?;
    let answer = answer(&matcher, &parsed, args.source, top)?;
    let near_misses = matcher.near_misses(&parsed, NEAR_MISSES)?;
    let view = need_view(matcher.engine(), &parsed, &answer.ranked, &near_misses);
    let out = std::io::stdout();
    let table = terminal::render(&view, out.is_terminal());
    out.lock()
        .write_all(table.as_bytes())
        .map_err(|source| Error::Write { file: "standard output".into(), source })
}

fn answer(
    matcher: &Matcher,
    need: &ParsedNeed,
    source: Source,
    top: usize,
) -> Result<Answer, indexer::Error> {
    match source {
        Source::Index => matcher.answer(need, top),
        Source::Exhaustive => {
            let engine = matcher.engine();
            Ok(engine.answer(need, &Candidates::all(&engine.catalog), top))
        }
    }
}

fn files(args: &MatchArgs, needs: &Path, output: &Path, top: usize) -> Result<(), Error> {
    let started = Instant::now();
    let organizations =
        args.organizations.as_deref().expect("clap requires it together with --needs");
    let knowledge = corpus::knowledge::knowledge();
    let taxonomy = &knowledge.taxonomy;
    // every file is read whole before any work
    let organizations = corpus::read_organizations(organizations, taxonomy)?;
    let needs = corpus::read_needs(needs, taxonomy)?;
    if let Some(file) = &args.outcomes {
        let outcomes = corpus::read_outcomes(file)?;
        corpus::outcomes_name_known_ids(file, &outcomes, &organizations, &needs)?;
        let count = outcomes.len();
        eprintln!("{count} outcomes read: this version checks them and does not rank by them");
    }
    let engine = Engine::new(knowledge, organizations, corpus::knowledge::model());
    let parsed: Vec<ParsedNeed> =
        needs.par_iter().map(|need| parse(&engine.knowledge, need)).collect();
    let matcher = Matcher::in_memory(engine)?;
    let bar = crate::progress::bar("matching", parsed.len() as u64);
    let matched = match args.direction {
        Direction::Needs => for_needs(args, &matcher, &parsed, output, top, &bar)?,
        Direction::Organizations => for_organizations(args, &matcher, &parsed, output, top, &bar)?,
    };
    bar.finish_and_clear();
    let seconds = started.elapsed().as_secs_f64();
    eprintln!(
        "{} needs and {} organizations: {matched} in {seconds:.2} s, {:.0} needs a second",
        parsed.len(),
        matcher.engine().catalog.organizations().len(),
        parsed.len() as f64 / seconds.max(1e-9)
    );
    Ok(())
}

/// The sentence for standard error.
type Summary = String;

fn for_needs(
    args: &MatchArgs,
    matcher: &Matcher,
    needs: &[ParsedNeed],
    output: &Path,
    top: usize,
    bar: &indicatif::ProgressBar,
) -> Result<Summary, Error> {
    let answers: Vec<Answer> = needs
        .par_iter()
        .map(|need| {
            bar.inc(1);
            answer(matcher, need, args.source, top)
        })
        .collect::<Result<_, _>>()?;
    let engine = matcher.engine();
    write_whole(output, |out| {
        for (need, answer) in needs.iter().zip(&answers) {
            match args.format {
                Format::Jsonl => write_json(out, &need_view(engine, need, &answer.ranked, &[]))?,
                Format::Trec => {
                    for (i, found) in answer.ranked.matches.iter().enumerate() {
                        let organization = &engine.catalog.organizations()[found.organization].id;
                        write_trec(out, &need.id, organization, i + 1, found.score)?;
                    }
                }
            }
        }
        Ok(())
    })?;
    let empty = answers.iter().filter(|a| a.ranked.matches.is_empty()).count();
    let matches: usize = answers.iter().map(|a| a.ranked.matches.len()).sum();
    Ok(format!("{matches} matches, {empty} needs with nobody suitable"))
}

/// For each organization the needs that suit it, best first, ties by the need's id: the
/// answers to all needs, seen from the other side.
fn inboxes(
    matcher: &Matcher,
    needs: &[ParsedNeed],
    source: Source,
    bar: &indicatif::ProgressBar,
) -> Result<Vec<Vec<(usize, Match)>>, indexer::Error> {
    let answers: Vec<Answer> = needs
        .par_iter()
        .map(|need| {
            bar.inc(1);
            answer(matcher, need, source, usize::MAX)
        })
        .collect::<Result<_, _>>()?;
    let engine = matcher.engine();
    let mut inboxes = vec![Vec::new(); engine.catalog.organizations().len()];
    for (need, answer) in answers.into_iter().enumerate() {
        for found in answer.ranked.matches {
            if expectation(found.score) >= WORTH_SEEING {
                inboxes[found.organization].push((need, found));
            }
        }
    }
    for inbox in &mut inboxes {
        inbox.sort_by(|(a, x), (b, y)| {
            y.score.total_cmp(&x.score).then_with(|| needs[*a].id.cmp(&needs[*b].id))
        });
    }
    Ok(inboxes)
}

/// A need in the ranking for an organization, in JSON Lines.
#[derive(Serialize)]
struct OrganizationLine {
    organization: String,
    matches: Vec<NeedLine>,
}

#[derive(Serialize)]
struct NeedLine {
    need: String,
    #[serde(flatten)]
    found: MatchView,
}

fn for_organizations(
    args: &MatchArgs,
    matcher: &Matcher,
    needs: &[ParsedNeed],
    output: &Path,
    top: usize,
    bar: &indicatif::ProgressBar,
) -> Result<Summary, Error> {
    let engine = matcher.engine();
    let organizations = engine.catalog.organizations();
    let inboxes = inboxes(matcher, needs, args.source, bar)?;
    write_whole(output, |out| {
        for (organization, inbox) in organizations.iter().zip(&inboxes) {
            let inbox = &inbox[..inbox.len().min(top)];
            match args.format {
                Format::Trec => {
                    for (i, (need, found)) in inbox.iter().enumerate() {
                        write_trec(out, &organization.id, &needs[*need].id, i + 1, found.score)?;
                    }
                }
                Format::Jsonl => {
                    let line = |(i, (need, found)): (usize, &(usize, Match))| NeedLine {
                        need: needs[*need].id.clone(),
                        found: match_view(engine, &needs[*need], found, i + 1),
                    };
                    let matches = inbox.iter().enumerate().map(line).collect();
                    let organization = organization.id.clone();
                    write_json(out, &OrganizationLine { organization, matches })?;
                }
            }
        }
        Ok(())
    })?;
    let matches: usize = inboxes.iter().map(|inbox| inbox.len().min(top)).sum();
    let empty = inboxes.iter().filter(|inbox| inbox.is_empty()).count();
    Ok(format!("{matches} matches, {empty} organizations with no need that suits them"))
}

fn write_trec(
    out: &mut dyn Write,
    left: &str,
    right: &str,
    rank: usize,
    score: f32,
) -> std::io::Result<()> {
    writeln!(out, "{left} Q0 {right} {rank} {score} duijie")
}

fn write_json(out: &mut dyn Write, line: &impl Serialize) -> std::io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}
