//! Reads `related.txt`: which service categories stand in for which, a needed one a line,
//! `CATEGORY | NEAR | FAR`, codes by blanks.

use engine::related::Related;
use engine::taxonomy::{Taxonomy, TermId};

/// Reads the neighbours. The error names the line.
pub fn parse(text: &str, taxonomy: &Taxonomy) -> Result<Related, String> {
    let tree = &taxonomy.categories;
    let mut related =
        Related { near: vec![Vec::new(); tree.len()], far: vec![Vec::new(); tree.len()] };
    for (i, line) in text.lines().enumerate() {
        if line.starts_with('#') {
            continue;
        }
        let wrong = |what: String| format!("line {}: {what}", i + 1);
        let find = |code: &str| {
            tree.find(code).ok_or_else(|| wrong(format!("'{code}' is no service category")))
        };
        let fields: Vec<&str> = line.split(" | ").collect();
        let [needed, near, far] = fields.as_slice() else {
            return Err(wrong("expected CATEGORY | NEAR | FAR".to_owned()));
        };
        let needed = find(needed)?.index();
        for (list, codes) in [(&mut related.near, near), (&mut related.far, far)] {
            list[needed] = codes
                .split_ascii_whitespace()
                .filter(|code| *code != "-")
                .map(find)
                .collect::<Result<_, _>>()?;
        }
    }
    Ok(related)
}
