//! Properties: what is not in the contract's form is refused with line, field, what was
//! expected and what was found; everything that is wrong is found in one pass, up to a limit;
//! a message never holds a resident's words.

#![allow(clippy::unwrap_used)]

mod records;

use corpus::taxonomy::embedded;
use records::{JUDGMENT, NEED, ORGANIZATION, OUTCOME, read, with};
use std::path::Path;

/// What is wrong with `input`, without the file's name; one line a problem.
fn check(name: &str, input: impl AsRef<[u8]>, expected: &[&str]) {
    let error = read(name, input.as_ref()).unwrap_err().to_string();
    let lines: Vec<&str> = error.lines().map(|line| line.strip_prefix(name).unwrap()).collect();
    assert_eq!(lines, expected);
}

/// The one problem after an exchange in a good line.
fn check_with(name: &str, from: &str, to: &str, expected: &str) {
    check(name, with(name, from, to), &[&format!(", line 1, {expected}")]);
}

#[test]
fn good_lines_are_read() {
    for (name, line) in [
        ("organizations.jsonl", ORGANIZATION),
        ("needs.jsonl", NEED),
        ("outcomes.jsonl", OUTCOME),
        ("qrels.txt", JUDGMENT),
    ] {
        assert_eq!(read(name, line.as_bytes()).unwrap(), 1, "without a line end");
        assert_eq!(read(name, format!("{line}\n").as_bytes()).unwrap(), 1);
    }
    assert_eq!(read("qrels.txt", b"n\t0  o 3\n").unwrap(), 1, "any blanks between fields");
}

#[test]
fn what_is_no_text_of_lines_is_refused() {
    check("needs.jsonl", "", &[": expected at least one line, found an empty file"]);
    check(
        "needs.jsonl",
        format!("{NEED}\n\n{}\n", NEED.replace("\"n\"", "\"m\"")),
        &[", line 2: expected one record a line, found an empty line; remove the line"],
    );
    check(
        "needs.jsonl",
        format!("\u{feff}{NEED}\n"),
        &[
            ", line 1: expected UTF-8 without a byte order mark, found a byte order mark (EF BB BF); \
           remove the first three bytes (sed -i '1s/^\\xEF\\xBB\\xBF//' FILE), or save it as UTF-8 without BOM",
        ],
    );
    check(
        "qrels.txt",
        "n 0 o 3\r\nn 0 p 3\r\n",
        &[", line 1: expected lines that end with LF alone, found CR LF; convert the file \
           (sed -i 's/\\r$//' FILE, or dos2unix FILE)"],
    );
    check(
        "qrels.txt",
        b"n 0 o 3\nn 0 \xB9\xD9\xB6\xC9 3\n",
        &[", line 2: expected UTF-8, found byte B9 at offset 12; save the file as UTF-8; \
           where it is GBK: iconv -f GB18030 -t UTF-8 FILE"],
    );
    check(
        "qrels.txt",
        b"\xFF\xFEn\0",
        &[", line 1: expected UTF-8, found byte FF at offset 0; it looks like UTF-16: \
           iconv -f UTF-16 -t UTF-8 FILE"],
    );
}

#[test]
fn what_is_no_json_object_is_refused() {
    check(
        "needs.jsonl",
        "{\"text\": \"老人\" \"id\"}",
        &[
            ", line 1: expected one JSON object, found invalid JSON at column 15 (expected `,` or `}`)",
        ],
    );
    check(
        "needs.jsonl",
        "{",
        &[", line 1: expected one JSON object, found invalid JSON at column 1 \
           (EOF while parsing an object); write each object on one line (jq -c . does that)"],
    );
    check(
        "needs.jsonl",
        "{'id': 1}",
        &[", line 1: expected one JSON object, found invalid JSON at column 2 \
           (key must be a string); JSON has double quotes"],
    );
    check(
        "needs.jsonl",
        format!("[{NEED}]\n7\n{NEED}{NEED}"),
        &[
            ", line 1: expected one JSON object, found a list; write its objects without the brackets, one a line",
            ", line 2: expected one JSON object, found 7",
            ", line 3: expected one JSON object, found invalid JSON at column 141 (trailing characters)",
        ],
    );
    let deep = format!("{}{}", "[".repeat(1000), "]".repeat(1000));
    assert!(read("needs.jsonl", deep.as_bytes()).is_err(), "the parser's stack is bounded");
}

#[test]
fn fields_are_all_there_once_and_no_other() {
    check_with("needs.jsonl", r#""title":"","#, "", "field title: expected the field, found none");
    check_with(
        "needs.jsonl",
        r#""title":"","#,
        r#""title":"","title":"","#,
        "field title: expected the field once, found it twice",
    );
    check_with(
        "needs.jsonl",
        r#""title":"","#,
        r#""title":"","urgency":1,"#,
        "field urgency: expected only fields of the format, found an unknown one",
    );
    check(
        "organizations.jsonl",
        with("organizations.jsonl", "\"fee\"", "\"fees\""),
        &[
            ", line 1, field services[0].fee: expected the field, found none",
            ", line 1, field services[0].fees: expected only fields of the format, found an unknown one; did you mean fee?",
        ],
    );
}

#[test]
fn types_are_held() {
    check_with(
        "needs.jsonl",
        r#""title":"""#,
        r#""title":null"#,
        "field title: expected text, found null",
    );
    check_with(
        "needs.jsonl",
        r#""title":"""#,
        r#""title":["a"]"#,
        "field title: expected text, found a list",
    );
    check_with(
        "needs.jsonl",
        r#""categories":[]"#,
        r#""categories":"""#,
        "field categories: expected a list, found an empty text",
    );
    check_with(
        "organizations.jsonl",
        r#"[{"name":"送餐""#,
        r#"["送餐",{"name":"送餐""#,
        "field services[0]: expected an object, found a text of 2 characters",
    );
    check_with("organizations.jsonl", "\"o\"", "7", "field id: expected text, found 7");
}

#[test]
fn numbers_are_held() {
    let capacity = |to: &str, expected: &str| {
        let from = r#""capacity":3"#;
        check_with("organizations.jsonl", from, &format!(r#""capacity":{to}"#), expected);
    };
    let expected = "field capacity: expected a whole number from 0, or null, found";
    capacity("-3", &format!("{expected} -3"));
    capacity("2.5", &format!("{expected} 2.5"));
    capacity("3.0", &format!("{expected} 3.0"));
    capacity("5000000000", &format!("{expected} 5000000000"));
    capacity("true", &format!("{expected} true"));
    capacity("\"3\"", &format!("{expected} \"3\"; write the number without quotes"));
    capacity("\"不限\"", &format!("{expected} a text of 2 characters"));
    check_with(
        "organizations.jsonl",
        r#""founded":null"#,
        r#""founded":20018"#,
        "field founded: expected a year from 1800 to 2100, or null, found 20018",
    );
}

#[test]
fn words_are_those_of_the_contract() {
    check_with(
        "organizations.jsonl",
        "\"active\"",
        "\"Active\"",
        "field status: expected active, suspended or dissolved, found \"Active\"; did you mean active?",
    );
    check_with(
        "organizations.jsonl",
        r#""kind":"association""#,
        r#""kind":"社会团体""#,
        "field kind: expected social-service, association, foundation or community-group, \
         found a text of 4 characters",
    );
    check_with(
        "organizations.jsonl",
        r#""fee":null"#,
        r#""fee":0"#,
        "field services[0].fee: expected free, low or paid, found 0",
    );
}

#[test]
fn codes_are_those_of_the_taxonomy() {
    let codes = |to: &str, expected: &str| {
        check_with(
            "needs.jsonl",
            r#""categories":[]"#,
            &format!(r#""categories":[{to}]"#),
            &format!("field categories{expected}"),
        );
    };
    let expected = "expected a service category of the taxonomy, found";
    codes(
        "\"health\",\"eldery.meal\"",
        &format!("[1]: {expected} \"eldery.meal\"; did you mean elderly.meals?"),
    );
    codes(
        "\"老年助餐\"",
        &format!("[0]: {expected} a text of 4 characters; did you mean elderly.meals?"),
    );
    codes(
        "\"elderly.living-alone\"",
        &format!(
            "[0]: {expected} \"elderly.living-alone\"; it is a target group: it belongs in target_groups"
        ),
    );
    codes("\"weather\"", &format!("[0]: {expected} \"weather\""));
    codes("null", &format!("[0]: {expected} null"));
    codes(
        "\"health\",\"legal\",\"health\"",
        "[2]: expected each item once, found the same as item 0",
    );
}

#[test]
fn areas_are_paths() {
    let area = |to: &str, found: &str| {
        let from = r#""area":"官渡区/太和街道""#;
        check_with(
            "needs.jsonl",
            from,
            &format!(r#""area":"{to}""#),
            &format!(
                "field area: expected an area path such as 官渡区/太和街道/和平路社区, found {found}"
            ),
        );
    };
    area("", "an empty one");
    area("官渡区//和平路社区", "an empty segment");
    area("官渡区/", "an empty segment");
    area("/官渡区", "an empty segment");
    area("官渡区/ 太和街道", "a blank beside a segment");
    area("官渡区\\n", "a control character");
    area("官渡区／太和街道", "another separator; separate the levels with /");
    area("官渡区>太和街道", "another separator; separate the levels with /");
    area("a/b/c/d", "4 levels; district, subdistrict and community are enough");
    area(&"长".repeat(41), "a segment of more than 40 characters");
}

#[test]
fn ids_can_stand_in_a_run() {
    let id = |to: &str, found: &str| {
        check_with(
            "needs.jsonl",
            "\"n\"",
            &format!("\"{to}\""),
            &format!(
                "field id: expected an id without blanks or invisible characters, found {found}"
            ),
        );
    };
    id("", "an empty one");
    id("need 1", "U+0020 as character 5");
    id("need\\t1", "U+0009 as character 5");
    id("1\\u0000", "U+0000 as character 2");
    id("需求\\u3000一", "U+3000 as character 3");
    id("n\\u200b", "U+200B as character 2");
    id(&"n".repeat(201), "more than 200 characters");
    check(
        "needs.jsonl",
        format!("{NEED}\n{}\n{NEED}\n", NEED.replace("\"n\"", "\"N\"")),
        &[", line 3, field id: expected each id once, found the one of line 1 again"],
    );
}

#[test]
fn names_say_something() {
    let expected = "field name: expected a name of one line, found";
    check_with("organizations.jsonl", "\"甲\"", "\" \"", &format!("{expected} an empty one"));
    check_with(
        "organizations.jsonl",
        "\"甲\"",
        "\"甲\\u001b[31m\"",
        &format!("{expected} a line break or another control character in it"),
    );
}

#[test]
fn days_exist() {
    for bad in ["2026-02-29", "2026-13-01", "2026/10/08", "2026-10-8", ""] {
        let found = if bad.is_empty() { "an empty text".into() } else { format!("\"{bad}\"") };
        check_with(
            "needs.jsonl",
            "2026-10-08",
            bad,
            &format!(
                "field posted_at: expected a day that exists, such as 2026-10-08, found {found}"
            ),
        );
    }
    for bad in ["2026-10-08", "2026-10-08T24:00:00Z", "2026-10-08T14:30Z", "2026-02-30T14:30:00Z"] {
        check_with(
            "outcomes.jsonl",
            "2026-10-08T14:30:00+08:00",
            bad,
            &format!(
                "field at: expected a date-time such as 2026-10-08T14:30:00+08:00, found \"{bad}\""
            ),
        );
    }
    for good in ["2026-10-08T14:30:00Z", "2026-10-08T14:30:00.125-01:30", "2026-10-08T14:30:00"] {
        let line = with("outcomes.jsonl", "2026-10-08T14:30:00+08:00", good);
        assert_eq!(read("outcomes.jsonl", line.as_bytes()).unwrap(), 1, "{good}");
    }
}

#[test]
fn ratings_stand_with_what_was_completed() {
    check_with(
        "outcomes.jsonl",
        "completed",
        "declined",
        "field rating: expected null, unless the status is completed, found 5",
    );
    check_with(
        "outcomes.jsonl",
        r#""rating":5"#,
        r#""rating":6"#,
        "field rating: expected a whole number from 1 to 5, or null, found 6",
    );
    check_with(
        "outcomes.jsonl",
        r#""position":1"#,
        r#""position":0"#,
        "field position: expected a rank from 1, or null, found 0",
    );
}

#[test]
fn judgments_have_four_fields() {
    let expected = ": expected NEED-ID 0 ORGANIZATION-ID GRADE, found";
    check("qrels.txt", "n 0 o", &[&format!(", line 1{expected} 3 fields")]);
    check("qrels.txt", "n 0 o 3 x", &[&format!(", line 1{expected} 5 fields")]);
    check_with("qrels.txt", "3", "4", "field grade: expected 0, 1, 2 or 3, found \"4\"");
    check_with("qrels.txt", "3", "-1", "field grade: expected 0, 1, 2 or 3, found \"-1\"");
    check_with("qrels.txt", "3", "03", "field grade: expected 0, 1, 2 or 3, found \"03\"");
    check_with("qrels.txt", " 0 ", " Q0 ", "field iteration: expected 0, found \"Q0\"");
    check(
        "qrels.txt",
        "n 0 o 3\nn 0 p 3\nn 0 o 2\n",
        &[", line 3: expected each pair once, found the one of line 1 again"],
    );
}

#[test]
fn an_operator_sees_everything_at_once() {
    let input = [
        NEED.replace("2026-10-08", "2026-09-31").replace("官渡区/太和街道", "官渡区/"),
        NEED.replace("\"title\"", "\"titel\"").replace(r#""text":""#, r#""text":1,"words":""#),
        NEED.replace("\"n\"", "\"13888888888\"")
            .replace("categories\":[]", "categories\":[\"老人没饭吃\"]"),
        NEED.replace("\"n\"", "\"13888888888\""),
    ]
    .join("\n");
    let error = read("needs.jsonl", input.as_bytes()).unwrap_err().to_string();
    insta::assert_snapshot!(error, @r#"
    needs.jsonl, line 1, field area: expected an area path such as 官渡区/太和街道/和平路社区, found an empty segment
    needs.jsonl, line 1, field posted_at: expected a day that exists, such as 2026-10-08, found "2026-09-31"
    needs.jsonl, line 2, field id: expected each id once, found the one of line 1 again
    needs.jsonl, line 2, field title: expected the field, found none
    needs.jsonl, line 2, field text: expected text, found 1
    needs.jsonl, line 2, field titel: expected only fields of the format, found an unknown one; did you mean title?
    needs.jsonl, line 2, field words: expected only fields of the format, found an unknown one
    needs.jsonl, line 3, field categories[0]: expected a service category of the taxonomy, found a text of 5 characters
    needs.jsonl, line 4, field id: expected each id once, found the one of line 3 again
    "#);
    assert!(!error.contains("老人") && !error.contains("138"), "nothing of a resident's");
}

#[test]
fn after_twenty_problems_the_rest_is_counted() {
    let line = NEED.replace("2026-10-08", "never");
    let input =
        (0..25).map(|i| line.replace("\"n\"", &format!("\"n{i}\"")) + "\n").collect::<String>();
    let error = read("needs.jsonl", input.as_bytes()).unwrap_err().to_string();
    assert_eq!(error.lines().count(), 21);
    assert_eq!(error.lines().last(), Some("needs.jsonl: and 5 more"));
}

#[test]
fn a_file_that_cannot_be_opened_is_named() {
    for name in ["no/such/file.jsonl", "."] {
        let error = corpus::read_needs(Path::new(name), &embedded()).unwrap_err().to_string();
        assert!(error.starts_with(&format!("{name}: cannot be read: ")), "{error}");
    }
}
