//! Reads the lexicon: the plain-text files of `lexicon/`, whose format its README describes.

use engine::lexicon::{Alert, Cues, Entry, Lexicon, Matter, Meaning, Strength, Voice};
use engine::organization::Delivery;
use engine::phrase::{Phrase, WordClasses};
use engine::taxonomy::Taxonomy;
use std::collections::BTreeSet;

/// What is wrong with a line of the lexicon.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}: {problem}")]
pub struct LexiconError {
    /// The file's name below `lexicon/`.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// What is wrong, and what was expected.
    pub problem: String,
}

/// The files of a lexicon: name below `lexicon/` and content.
pub type Files<'a> = &'a [(&'a str, &'a str)];

/// Reads a lexicon from its files: everything, or the first problem.
pub fn read(files: Files<'_>, taxonomy: &Taxonomy) -> Result<Lexicon, LexiconError> {
    let classes = read_classes("classes.txt", content(files, "classes.txt")?)?;
    let mut reader =
        Reader { taxonomy, classes, entries: Vec::new(), alerts: Vec::new(), matters: Vec::new() };
    for &(name, text) in files {
        if let Some(kind) = kind_of(name) {
            reader.read_sections(name, text, kind)?;
        }
    }
    let cues = read_cues("cues.txt", content(files, "cues.txt")?)?;
    Ok(Lexicon::new(reader.entries, reader.alerts, reader.matters, &cues))
}

/// The words of a plain list, one a line; `#` begins a comment.
pub fn read_words(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(|line| without_comment(line).trim()).filter(|line| !line.is_empty())
}

fn content<'a>(files: Files<'a>, name: &str) -> Result<&'a str, LexiconError> {
    files.iter().find(|(n, _)| *n == name).map(|(_, text)| *text).ok_or_else(|| LexiconError {
        file: name.to_owned(),
        line: 1,
        problem: "the lexicon has no such file".to_owned(),
    })
}

/// What the sections of a file speak for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Category,
    Group,
    Delivery,
    Alert,
    Matter,
}

fn kind_of(name: &str) -> Option<Kind> {
    match name {
        "delivery.txt" => Some(Kind::Delivery),
        "alerts.txt" => Some(Kind::Alert),
        "scope.txt" => Some(Kind::Matter),
        _ if name.starts_with("services/") => Some(Kind::Category),
        _ if name.starts_with("groups/") => Some(Kind::Group),
        _ => None,
    }
}

/// Where the entries of a section go.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Signs(Voice),
    /// 呼 and 转: whom to call, where to turn to.
    TurnTo,
}

struct Reader<'a> {
    taxonomy: &'a Taxonomy,
    classes: WordClasses,
    entries: Vec<Entry>,
    alerts: Vec<Alert>,
    matters: Vec<Matter>,
}

impl Reader<'_> {
    fn read_sections(&mut self, file: &str, text: &str, kind: Kind) -> Result<(), LexiconError> {
        let mut section: Option<Meaning> = None;
        let mut part: Option<Part> = None;
        let mut seen: BTreeSet<(Voice, String)> = BTreeSet::new();
        for (at, raw) in text.lines().enumerate() {
            let problem =
                |problem: String| LexiconError { file: file.to_owned(), line: at + 1, problem };
            let line = without_comment(raw).trim();
            if line.is_empty() {
                continue;
            }
            if let Some(head) = line.strip_prefix('[') {
                let head =
                    head.strip_suffix(']').ok_or_else(|| problem("'[' without ']'".to_owned()))?;
                section = Some(self.open(head, kind).map_err(problem)?);
                part = None;
                seen.clear();
                continue;
            }
            let meaning = section
                .ok_or_else(|| problem("expected a section, '[code name]', first".to_owned()))?;
            if let Some(found) = part_of(line) {
                part = Some(found);
                continue;
            }
            match part.ok_or_else(|| {
                problem("expected 需：, 供： or 非： before the entries".to_owned())
            })? {
                Part::TurnTo => self.turn_to(meaning, line).map_err(problem)?,
                Part::Signs(voice) => {
                    if !seen.insert((voice, line.to_owned())) {
                        return Err(problem(format!("'{line}' stands twice in its section")));
                    }
                    let (strength, phrase) = strength_of(line);
                    let phrase = Phrase::parse(phrase, &self.classes).map_err(problem)?;
                    self.entries.push(Entry { phrase, meaning, voice, strength });
                }
            }
        }
        Ok(())
    }

    fn open(&mut self, head: &str, kind: Kind) -> Result<Meaning, String> {
        let (code, name) = head
            .split_once(' ')
            .map(|(code, name)| (code, name.trim()))
            .ok_or_else(|| format!("'[{head}]': expected '[code name]'"))?;
        let named = |zh: &str| {
            if zh == name {
                Ok(())
            } else {
                Err(format!("'{code}' is {zh} in the taxonomy, not {name}"))
            }
        };
        let unknown = || format!("'{code}' is not in the taxonomy");
        match kind {
            Kind::Category => {
                let id = self.taxonomy.categories.find(code).ok_or_else(unknown)?;
                named(&self.taxonomy.categories.term(id).zh)?;
                Ok(Meaning::Category(id))
            }
            Kind::Group => {
                let id = self.taxonomy.groups.find(code).ok_or_else(unknown)?;
                named(&self.taxonomy.groups.term(id).zh)?;
                Ok(Meaning::Group(id))
            }
            Kind::Delivery => match code {
                "home" => Ok(Meaning::Delivery(Delivery::Home)),
                "site" => Ok(Meaning::Delivery(Delivery::Site)),
                "online" => Ok(Meaning::Delivery(Delivery::Online)),
                _ => Err(format!("'{code}': expected home, site or online")),
            },
            Kind::Alert => {
                self.alerts.push(Alert {
                    code: code.to_owned(),
                    zh: name.to_owned(),
                    call: Vec::new(),
                });
                Ok(Meaning::Alert(self.alerts.len() - 1))
            }
            Kind::Matter => {
                self.matters.push(Matter {
                    code: code.to_owned(),
                    zh: name.to_owned(),
                    turn_to: Vec::new(),
                });
                Ok(Meaning::Matter(self.matters.len() - 1))
            }
        }
    }

    fn turn_to(&mut self, meaning: Meaning, line: &str) -> Result<(), String> {
        match meaning {
            Meaning::Alert(i) => self.alerts[i].call.push(line.to_owned()),
            Meaning::Matter(i) => self.matters[i].turn_to.push(line.to_owned()),
            _ => return Err("呼： and 转： belong into alerts.txt and scope.txt".to_owned()),
        }
        Ok(())
    }
}

fn part_of(line: &str) -> Option<Part> {
    match line.strip_suffix('：').or_else(|| line.strip_suffix(':'))? {
        "需" => Some(Part::Signs(Voice::Resident)),
        "供" => Some(Part::Signs(Voice::Organization)),
        "非" => Some(Part::Signs(Voice::Against)),
        "呼" | "转" => Some(Part::TurnTo),
        _ => None,
    }
}

fn strength_of(line: &str) -> (Strength, &str) {
    match line.chars().next() {
        Some('!' | '！') => {
            (Strength::Decisive, line[line.chars().next().map_or(0, char::len_utf8)..].trim())
        }
        Some('?' | '？') => {
            (Strength::Hint, line[line.chars().next().map_or(0, char::len_utf8)..].trim())
        }
        _ => (Strength::Typical, line),
    }
}

fn without_comment(line: &str) -> &str {
    line.split_once('#').map_or(line, |(before, _)| before)
}

fn read_classes(file: &str, text: &str) -> Result<WordClasses, LexiconError> {
    let mut classes = WordClasses::new();
    for (at, raw) in text.lines().enumerate() {
        let problem =
            |problem: String| LexiconError { file: file.to_owned(), line: at + 1, problem };
        let line = without_comment(raw).trim();
        if line.is_empty() {
            continue;
        }
        let (name, words) = line
            .split_once(':')
            .ok_or_else(|| problem("expected 'name: words separated by blanks'".to_owned()))?;
        let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
        if words.is_empty() {
            return Err(problem(format!("the class '{name}' has no words")));
        }
        if classes.insert(name.trim().to_owned(), words).is_some() {
            return Err(problem(format!("the class '{name}' stands twice")));
        }
    }
    Ok(classes)
}

fn read_cues(file: &str, text: &str) -> Result<Cues, LexiconError> {
    let mut cues = Cues::default();
    let mut current: Option<&mut Vec<String>> = None;
    for (at, raw) in text.lines().enumerate() {
        let problem =
            |problem: String| LexiconError { file: file.to_owned(), line: at + 1, problem };
        let line = without_comment(raw).trim();
        if line.is_empty() {
            continue;
        }
        if let Some(head) = line.strip_prefix('[') {
            current = Some(match head.split([' ', ']']).next().unwrap_or_default() {
                "not-wanted" => &mut cues.not_wanted,
                "excludes" => &mut cues.excludes,
                "only" => &mut cues.only,
                "another-wish" => &mut cues.another_wish,
                other => {
                    return Err(problem(format!(
                        "'{other}': expected not-wanted, excludes, only or another-wish"
                    )));
                }
            });
            continue;
        }
        match &mut current {
            Some(list) => list.push(line.to_owned()),
            None => return Err(problem("expected a section first".to_owned())),
        }
    }
    Ok(cues)
}
