//! The fields of a JSON object, read one by one: each reader gives the typed value, or notes
//! the problem and gives none, so that one pass finds everything that is wrong with a record.

use crate::error::{Fault, Problems};
use crate::json::Json;
use crate::nearest::nearest;
use engine::area::AreaPath;
use engine::need::Date;
use engine::taxonomy::{ServiceCategory, TargetGroup, Taxonomy, TermId, Tree};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// An object that is being read. What is taken out is known; what is left at the end is not.
#[derive(Debug)]
pub(crate) struct Fields<'p> {
    given: Vec<(String, Json)>,
    known: &'static [&'static str],
    /// What stands before the names of the fields: `services[0].` or nothing.
    prefix: String,
    line: Option<usize>,
    problems: &'p mut Problems,
}

impl<'p> Fields<'p> {
    /// The fields of an object that stands for a whole line.
    pub(crate) fn new(
        given: Vec<(String, Json)>,
        known: &'static [&'static str],
        line: Option<usize>,
        problems: &'p mut Problems,
    ) -> Self {
        Self { given, known, prefix: String::new(), line, problems }
    }

    /// The line that the object stands on.
    pub(crate) fn line(&self) -> Option<usize> {
        self.line
    }

    /// Notes what is wrong with a field.
    pub(crate) fn fault(&mut self, field: &str, fault: Fault) {
        let field = format!("{}{field}", self.prefix);
        self.problems.push(self.line, Some(field), fault);
    }

    fn wrong(&mut self, field: &str, expected: &'static str, found: &Json) {
        self.fault(field, Fault::Value { expected, found: found.shown(), advice: None });
    }

    /// Reads a field that must be there.
    pub(crate) fn field<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Self, &str, Json) -> Option<T>,
    ) -> Option<T> {
        let Some(value) = self.take(name) else {
            self.fault(name, Fault::MissingField);
            return None;
        };
        read(self, name, value)
    }

    /// Whether a field that may be left out is there.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.given.iter().any(|(given, _)| given == name)
    }

    /// Takes a field out; a second of the same name is a fault.
    fn take(&mut self, name: &str) -> Option<Json> {
        let (named, others): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.given).into_iter().partition(|(given, _)| given == name);
        self.given = others;
        if named.len() > 1 {
            self.fault(name, Fault::RepeatedField);
        }
        named.into_iter().next().map(|(_, value)| value)
    }

    /// The known word that a mistyped one was meant for. Not asked for once there are more
    /// problems than anybody reads: a hostile file has very many.
    fn nearest<'w>(
        &self,
        word: &str,
        candidates: impl IntoIterator<Item = &'w str>,
    ) -> Option<&'w str> {
        if self.problems.are_many() { None } else { nearest(word, candidates) }
    }

    /// Reads a field that must be there and may be null.
    pub(crate) fn nullable<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Self, &str, Json) -> Option<T>,
    ) -> Option<Option<T>> {
        self.field(name, |fields, at, value| match value {
            Json::Null => Some(None),
            value => read(fields, at, value).map(Some),
        })
    }

    /// Reads a list: everything, or nothing where an item is not good.
    pub(crate) fn list<T>(
        &mut self,
        name: &'static str,
        mut read: impl FnMut(&mut Self, &str, Json) -> Option<T>,
    ) -> Option<Vec<T>> {
        self.field(name, |fields, at, value| {
            let Json::List(items) = value else {
                fields.wrong(at, "a list", &value);
                return None;
            };
            let read: Vec<Option<T>> = items
                .into_iter()
                .enumerate()
                .map(|(i, item)| read(fields, &format!("{at}[{i}]"), item))
                .collect();
            read.into_iter().collect()
        })
    }

    /// Reads a list that holds nothing twice.
    pub(crate) fn set<T: Ord>(
        &mut self,
        name: &'static str,
        read: impl FnMut(&mut Self, &str, Json) -> Option<T>,
    ) -> Option<Vec<T>> {
        let items = self.list(name, read)?;
        let mut first_of = BTreeMap::new();
        for (i, item) in items.iter().enumerate() {
            let first = *first_of.entry(item).or_insert(i);
            if first != i {
                self.fault(&format!("{name}[{i}]"), Fault::RepeatedItem { first });
            }
        }
        Some(items)
    }

    /// Reads an object in a list.
    pub(crate) fn object<T>(
        &mut self,
        at: &str,
        value: Json,
        known: &'static [&'static str],
        read: impl FnOnce(&mut Fields<'_>) -> Option<T>,
    ) -> Option<T> {
        let Json::Object(given) = value else {
            self.wrong(at, "an object", &value);
            return None;
        };
        let prefix = format!("{}{at}.", self.prefix);
        let mut fields = Fields { given, known, prefix, line: self.line, problems: self.problems };
        let read = read(&mut fields);
        fields.end();
        read
    }

    /// Notes every field that no reader asked for.
    pub(crate) fn end(mut self) {
        for (name, _) in std::mem::take(&mut self.given) {
            let nearest = self.nearest(&name, self.known.iter().copied());
            let name = crate::error::shown(&name);
            self.fault(name.trim_matches('"'), Fault::UnknownField { nearest });
        }
    }

    /// Any text, also an empty one.
    pub(crate) fn text(&mut self, at: &str, value: Json) -> Option<String> {
        match value {
            Json::Text(text) => Some(text),
            other => {
                self.wrong(at, "text", &other);
                None
            }
        }
    }

    /// A name: one line of text that says something.
    pub(crate) fn name(&mut self, at: &str, value: Json) -> Option<String> {
        let text = self.text(at, value)?;
        let found = if text.trim().is_empty() {
            "an empty one"
        } else if text.chars().any(char::is_control) {
            "a line break or another control character in it"
        } else {
            return Some(text);
        };
        let expected = "a name of one line";
        self.fault(at, Fault::Value { expected, found: found.to_owned(), advice: None });
        None
    }

    /// An id: it stands between blanks in runs and qrels, and is compared letter by letter.
    pub(crate) fn id(&mut self, at: &str, value: Json) -> Option<String> {
        let text = self.text(at, value)?;
        match fault_of_id(&text) {
            None => Some(text),
            Some(found) => {
                let expected = "an id without blanks or invisible characters";
                self.fault(at, Fault::Value { expected, found, advice: None });
                None
            }
        }
    }

    /// A place: one to three levels.
    pub(crate) fn area(&mut self, at: &str, value: Json) -> Option<AreaPath> {
        let text = self.text(at, value)?;
        match read_area(&text) {
            Ok(area) => Some(area),
            Err((found, advice)) => {
                let expected = "an area path such as 官渡区/太和街道/和平路社区";
                self.fault(at, Fault::Value { expected, found, advice });
                None
            }
        }
    }

    /// A whole number.
    pub(crate) fn integer<N: TryFrom<i128>>(
        &mut self,
        at: &str,
        value: &Json,
        range: RangeInclusive<i128>,
        expected: &'static str,
    ) -> Option<N> {
        if let Json::Integer(number) = value
            && range.contains(number)
        {
            return N::try_from(*number).ok();
        }
        let number = |text: &str| text.parse::<i128>().is_ok_and(|n| range.contains(&n));
        let advice = match value {
            Json::Text(text) if number(text) => Some("write the number without quotes"),
            _ => None,
        };
        self.fault(at, Fault::Value { expected, found: value.shown(), advice });
        None
    }

    /// One of a few words.
    pub(crate) fn word<T: Copy>(
        &mut self,
        at: &str,
        value: &Json,
        all: &[T],
        code: fn(T) -> &'static str,
    ) -> Option<T> {
        let given = match value {
            Json::Text(text) => text.as_str(),
            _ => "",
        };
        let found = all.iter().copied().find(|&variant| code(variant) == given);
        if found.is_none() {
            let expected: Vec<&'static str> = all.iter().map(|&variant| code(variant)).collect();
            let nearest = self.nearest(given, expected.iter().copied());
            self.fault(at, Fault::Word { expected, found: value.shown(), nearest });
        }
        found
    }

    /// A day.
    pub(crate) fn date(&mut self, at: &str, value: &Json) -> Option<Date> {
        let date = match value {
            Json::Text(text) => Date::parse(text),
            _ => None,
        };
        if date.is_none() {
            self.wrong(at, "a day that exists, such as 2026-10-08", value);
        }
        date
    }

    /// A service category's code.
    pub(crate) fn category(
        &mut self,
        at: &str,
        value: &Json,
        taxonomy: &Taxonomy,
    ) -> Option<ServiceCategory> {
        let misplaced = |code: &str| taxonomy.groups.find(code).is_some();
        self.term(at, value, &taxonomy.categories, "service category", misplaced)
    }

    /// A target group's code.
    pub(crate) fn group(
        &mut self,
        at: &str,
        value: &Json,
        taxonomy: &Taxonomy,
    ) -> Option<TargetGroup> {
        let misplaced = |code: &str| taxonomy.categories.find(code).is_some();
        self.term(at, value, &taxonomy.groups, "target group", misplaced)
    }

    fn term<T: TermId>(
        &mut self,
        at: &str,
        value: &Json,
        tree: &Tree<T>,
        vocabulary: &'static str,
        misplaced: impl Fn(&str) -> bool,
    ) -> Option<T> {
        let code = match value {
            Json::Text(text) => text.as_str(),
            _ => "",
        };
        let found = tree.find(code);
        if found.is_none() {
            let by_name = tree.ids().map(|id| tree.term(id)).find(|term| term.zh == code);
            let codes = tree.ids().map(|id| tree.term(id).code.as_str());
            let meant =
                by_name.map(|term| term.code.as_str()).or_else(|| self.nearest(code, codes));
            let fault = Fault::UnknownCode {
                vocabulary,
                found: value.shown(),
                nearest: meant.map(str::to_owned),
                misplaced: misplaced(code),
            };
            self.fault(at, fault);
        }
        found
    }
}

/// The longest id and the longest segment of an area that are taken for what they say.
const MAX_ID: usize = 200;
const MAX_SEGMENT: usize = 40;

/// What is wrong with an id, if anything.
pub(crate) fn fault_of_id(id: &str) -> Option<String> {
    if id.is_empty() {
        return Some("an empty one".to_owned());
    }
    if id.chars().count() > MAX_ID {
        return Some(format!("more than {MAX_ID} characters"));
    }
    let at = id.chars().position(|c| c.is_whitespace() || c.is_control() || is_invisible(c))?;
    let c = id.chars().nth(at).unwrap_or_default();
    Some(format!("U+{:04X} as character {}", u32::from(c), at + 1))
}

/// Characters that nobody sees: zero-width and directional ones.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
    )
}

fn read_area(text: &str) -> Result<AreaPath, (String, Option<&'static str>)> {
    if text.chars().any(|c| "／\\＼>＞|、,，".contains(c)) {
        let advice = Some("separate the levels with /");
        return Err(("another separator".to_owned(), advice));
    }
    let area = AreaPath::parse(text).map_err(|_| (fault_of_path(text).to_owned(), None))?;
    if area.segments().iter().any(|s| s.chars().count() > MAX_SEGMENT) {
        return Err((format!("a segment of more than {MAX_SEGMENT} characters"), None));
    }
    match area.depth() {
        1..=3 => Ok(area),
        n => Err((format!("{n} levels"), Some("district, subdistrict and community are enough"))),
    }
}

/// What is wrong with the shape of a path, in the order in which the engine looks.
fn fault_of_path(text: &str) -> &'static str {
    if text.trim().is_empty() {
        "an empty one"
    } else if text.split('/').any(str::is_empty) {
        "an empty segment"
    } else if text.chars().any(char::is_control) {
        "a control character"
    } else {
        "a blank beside a segment"
    }
}
