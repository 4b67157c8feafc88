//! Reads the taxonomy: both vocabularies, each a tree of two levels.

use crate::error::{Error, Fault, Problems};
use crate::fields::Fields;
use crate::json::Json;
use engine::taxonomy::{Taxonomy, TermId, Tree};
use std::path::Path;

/// The taxonomy of this version, as JSON.
pub const TAXONOMY: &str = include_str!("../taxonomy.json");

/// The taxonomy of this version.
pub fn embedded() -> Taxonomy {
    read_taxonomy(TAXONOMY, Path::new("taxonomy.json"))
        .expect("the embedded taxonomy is read by a test of this crate")
}

/// Reads a taxonomy; `file` is what messages call it.
pub fn read_taxonomy(text: &str, file: &Path) -> Result<Taxonomy, Error> {
    let mut problems = Problems::default();
    let mut taxonomy = Taxonomy::default();
    match serde_json::from_str(text) {
        Ok(Json::Object(given)) => {
            let known = &["service_categories", "target_groups"];
            let mut fields = Fields::new(given, known, None, &mut problems);
            read_tree(&mut fields, "service_categories", &mut taxonomy.categories);
            read_tree(&mut fields, "target_groups", &mut taxonomy.groups);
            fields.end();
        }
        Ok(other) => {
            let found = other.shown();
            let fault = Fault::Value { expected: "one JSON object", found, advice: None };
            problems.push(None, None, fault);
        }
        Err(error) => {
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or_default().to_owned();
            let fault = Fault::NotJson { column: error.column(), message, advice: None };
            problems.push(Some(error.line()), None, fault);
        }
    }
    problems.or(file, taxonomy)
}

fn read_tree<T: TermId>(fields: &mut Fields<'_>, name: &'static str, tree: &mut Tree<T>) {
    fields.list(name, |fields, at, value| {
        fields.object(at, value, &["code", "zh", "children"], |fields| {
            let parent = read_term(fields, tree, None);
            if !fields.has("children") {
                return Some(());
            }
            let below = fields.list("children", |fields, at, value| {
                fields.object(at, value, &["code", "zh"], |f| read_term(f, tree, parent))
            });
            below.map(|_| ())
        })
    });
}

/// Reads a term and adds it below `parent`.
fn read_term<T: TermId>(
    fields: &mut Fields<'_>,
    tree: &mut Tree<T>,
    parent: Option<T>,
) -> Option<T> {
    let code = fields.field("code", Fields::id);
    let zh = fields.field("zh", Fields::name);
    let code = code?;
    let above = parent.map(|id| tree.term(id).code.as_str());
    if let Some(above) = above
        && code.strip_prefix(above).is_none_or(|rest| !rest.starts_with('.'))
    {
        let expected = "the parent's code, a dot, and a word";
        let found = crate::error::shown(&code);
        fields.fault("code", Fault::Value { expected, found, advice: None });
        return None;
    }
    let added = tree.add(&code, &zh?, parent);
    if added.is_none() {
        let found = "one that another term has".to_owned();
        fields.fault("code", Fault::Value { expected: "a code of its own", found, advice: None });
    }
    added
}

#[cfg(test)]
mod tests {
    //! Properties: the embedded taxonomy is whole; a bad one is refused with the place.
    use super::*;

    #[test]
    fn the_embedded_taxonomy_is_read() {
        let taxonomy = embedded();
        assert_eq!((taxonomy.categories.len(), taxonomy.groups.len()), (109, 37));
        let meals = taxonomy.categories.find("elderly.meals").unwrap();
        assert_eq!(taxonomy.categories.term(meals).zh, "老年助餐");
        assert_eq!(taxonomy.categories.parent(meals), taxonomy.categories.find("elderly"));
    }

    fn check(text: &str, expected: &[&str]) {
        let error = read_taxonomy(text, Path::new("t.json")).unwrap_err().to_string();
        assert_eq!(error.lines().collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn a_bad_taxonomy_is_refused() {
        check(
            "{\n\"a\": }",
            &[
                "t.json, line 2: expected one JSON object, found invalid JSON at column 6 (expected value)",
            ],
        );
        check("[]", &["t.json: expected one JSON object, found a list"]);
        check(
            r#"{"service_categories": [], "target_group": []}"#,
            &[
                "t.json, field target_groups: expected the field, found none",
                "t.json, field target_group: expected only fields of the format, found an unknown one; did you mean target_groups?",
            ],
        );
        check(
            r#"{"service_categories": [{"code": "a", "zh": "甲", "children": [{"code": "ab", "zh": "乙"}]},
                {"code": "a", "zh": "", "children": 1}], "target_groups": [{"code": "c", "zh": "丙", "children": []},
                {"code": "c", "zh": "丙", "children": []}]}"#,
            &[
                "t.json, field service_categories[0].children[0].code: expected the parent's code, a dot, and a word, found \"ab\"",
                "t.json, field service_categories[1].zh: expected a name of one line, found an empty one",
                "t.json, field service_categories[1].children: expected a list, found 1",
                "t.json, field target_groups[1].code: expected a code of its own, found one that another term has",
            ],
        );
    }
}
