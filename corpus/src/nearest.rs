//! The known word that a mistyped one was probably meant for.

/// The candidate with the smallest edit distance to `word`, ignoring case, if it is close: at
/// most a third of the letters differ. The first of equals.
pub(crate) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let letters: Vec<char> = word.to_lowercase().chars().take(MAX_LETTERS + 1).collect();
    if letters.is_empty() || letters.len() > MAX_LETTERS {
        return None;
    }
    candidates
        .into_iter()
        .map(|candidate| (distance(&letters, candidate), candidate))
        .filter(|(distance, candidate)| distance * 3 <= candidate.chars().count().max(3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// No known word is longer; what is longer was not mistyped.
const MAX_LETTERS: usize = 40;

/// Edit distance in which an exchange of neighbours counts as one edit (optimal string
/// alignment; Damerau 1964): titel is as near to title as tile is.
fn distance(a: &[char], b: &str) -> usize {
    let b: Vec<char> = b.to_lowercase().chars().collect();
    let mut costs = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            if i == 0 || j == 0 {
                costs[i][j] = i + j;
                continue;
            }
            let replaced = costs[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut cost = replaced.min(costs[i - 1][j] + 1).min(costs[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                cost = cost.min(costs[i - 2][j - 2] + 1);
            }
            costs[i][j] = cost;
        }
    }
    costs[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    //! Properties: a slip of the finger finds its word, another word finds none.
    use super::*;

    fn check(word: &str, expected: Option<&str>) {
        let known = ["elderly.meals", "elderly.bathing", "active", "capacity", "title", "id"];
        assert_eq!(nearest(word, known), expected, "{word}");
    }

    #[test]
    fn a_slip_finds_its_word() {
        check("elderly.meal", Some("elderly.meals"));
        check("eldery.meals", Some("elderly.meals"));
        check("Active", Some("active"));
        check("capasity", Some("capacity"));
        check("titel", Some("title"));
        check("ID", Some("id"));
    }

    #[test]
    fn another_word_finds_none() {
        check("", None);
        check("老年助餐", None);
        check("weather", None);
        check(&"a".repeat(1000), None);
    }
}
