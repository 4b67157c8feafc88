//! The engine's analyzer as tantivy's tokenizers: words and character bigrams.
//!
//! Both yield tokens whose byte offsets cut the word out of the text as it was given, and whose
//! text is the normalized term. A long word is followed by its parts, which begin at its
//! position and move on from there (a token graph, as in Lucene): a phrase query for the parts
//! finds the whole word, and one for the whole word finds nothing that was not written whole.

use engine::analyzer::{self, Analyzer, bigrams};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Words, long ones with their parts.
#[derive(Clone, Debug)]
pub struct WordTokenizer {
    analyzer: Analyzer,
}

impl WordTokenizer {
    /// A tokenizer that shares the analyzer's dictionary.
    pub fn new(analyzer: &Analyzer) -> Self {
        Self { analyzer: analyzer.clone() }
    }
}

impl Tokenizer for WordTokenizer {
    type TokenStream<'a> = Tokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens {
        Tokens::new(self.analyzer.tokens(text))
    }
}

/// Character bigrams of runs of letters and digits.
#[derive(Clone, Debug)]
pub struct BigramTokenizer;

impl Tokenizer for BigramTokenizer {
    type TokenStream<'a> = Tokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens {
        Tokens::new(bigrams(text))
    }
}

/// The tokens of a text, one after the other.
#[derive(Debug)]
pub struct Tokens {
    rest: std::vec::IntoIter<analyzer::Token>,
    token: Token,
}

impl Tokens {
    fn new(tokens: Vec<analyzer::Token>) -> Self {
        Self { rest: tokens.into_iter(), token: Token::default() }
    }
}

impl TokenStream for Tokens {
    fn advance(&mut self) -> bool {
        let Some(next) = self.rest.next() else { return false };
        self.token = Token {
            offset_from: next.range.start,
            offset_to: next.range.end,
            position: next.position,
            text: next.term,
            position_length: next.span,
        };
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    //! Properties: offsets cut out the token's word, whatever the text; the parts of a long word
    //! are found by phrase at the whole word, and nothing else is.
    use super::*;
    use crate::fields::Fields;
    use crate::fixture::knowledge;
    use engine::analyzer::normalize;
    use proptest::prelude::*;
    use tantivy::collector::Count;
    use tantivy::query::{PhraseQuery, Query, TermQuery};
    use tantivy::schema::{Field, IndexRecordOption};
    use tantivy::{Index, IndexWriter, TantivyDocument, Term};

    fn tokens(mut tokenizer: impl Tokenizer, text: &str) -> Vec<Token> {
        let mut tokens = Vec::new();
        tokenizer.token_stream(text).process(&mut |token| tokens.push(token.clone()));
        tokens
    }

    fn words(text: &str) -> Vec<Token> {
        tokens(WordTokenizer::new(&knowledge().analyzer), text)
    }

    fn check(text: &str, expected: &[(&str, usize, usize)]) {
        let found = words(text);
        let found: Vec<_> =
            found.iter().map(|t| (t.text.as_str(), t.position, t.position_length)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_long_word_and_its_parts_share_positions() {
        check("适老化改造", &[("适老化改造", 0, 2), ("适老化", 0, 1), ("改造", 1, 1)]);
        check(
            "做适老化改造，很好",
            &[
                ("做", 0, 1),
                ("适老化改造", 1, 2),
                ("适老化", 1, 1),
                ("改造", 2, 1),
                ("很", 4, 1),
                ("好", 5, 1),
            ],
        );
        check("装WiFi", &[("装", 0, 1), ("wifi", 1, 1)]);
    }

    #[test]
    fn no_word_is_found_that_straddles_two() {
        let found: Vec<String> = words("关爱失独家庭").into_iter().map(|t| t.text).collect();
        assert!(found.contains(&"失独家庭".to_owned()));
        assert!(!found.contains(&"独家".to_owned()), "{found:?}");
    }

    #[test]
    fn bigrams_do_not_reach_over_punctuation() {
        let found: Vec<_> = tokens(BigramTokenizer, "做饭，Ａb 老")
            .into_iter()
            .map(|t| (t.text, t.position, t.offset_from..t.offset_to))
            .collect();
        let expected = [("做饭", 0, 0..6), ("ab", 2, 9..13), ("老", 4, 14..17)];
        assert_eq!(found, expected.map(|(text, at, range)| (text.to_owned(), at, range)));
    }

    /// How many of the texts a query finds, in the fields that the indexes have.
    fn found(texts: &[&str], query: impl FnOnce(Field) -> Box<dyn Query>) -> usize {
        let (schema, fields) = Fields::schema();
        let mut index = Index::create_in_ram(schema);
        index.set_tokenizers(crate::fields::tokenizers(&knowledge().analyzer));
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
        for text in texts {
            let mut document = TantivyDocument::default();
            document.add_text(fields.body, text);
            writer.add_document(document).unwrap();
        }
        writer.commit().unwrap();
        let searcher = index.reader().unwrap().searcher();
        searcher.search(&query(fields.body), &Count).unwrap()
    }

    fn phrase(field: Field, words: &[(usize, &str)]) -> Box<dyn Query> {
        let terms = words.iter().map(|(at, word)| (*at, Term::from_field_text(field, word)));
        Box::new(PhraseQuery::new_with_offset(terms.collect()))
    }

    fn term(field: Field, word: &str) -> Box<dyn Query> {
        let term = Term::from_field_text(field, word);
        Box::new(TermQuery::new(term, IndexRecordOption::Basic))
    }

    #[test]
    fn a_phrase_of_the_parts_finds_the_whole_word() {
        let texts = ["承接适老化改造项目", "适老化家具，改造旧物", "关爱失独家庭"];
        assert_eq!(found(&texts, |f| phrase(f, &[(0, "适老化"), (1, "改造")])), 1);
        assert_eq!(found(&texts, |f| phrase(f, &[(0, "承接"), (1, "适老化改造")])), 1);
        assert_eq!(found(&texts, |f| phrase(f, &[(0, "改造"), (1, "项目")])), 1);
        assert_eq!(found(&texts, |f| phrase(f, &[(0, "改造"), (1, "适老化")])), 0);
        assert_eq!(found(&texts, |f| term(f, "适老化")), 2);
        assert_eq!(found(&texts, |f| term(f, "适老化改造")), 1);
        assert_eq!(found(&texts, |f| term(f, "独家")), 0);
    }

    proptest! {
        #[test]
        fn offsets_cut_out_the_word(
            text in "(\\PC|适老化改造|失独家庭|助餐|，|\n|Ｗ|i|9|的|é|İ|ß|𠮷){0,30}",
        ) {
            for found in [words(&text), tokens(BigramTokenizer, &text)] {
                let mut position = 0;
                for token in found {
                    let cut = text.get(token.offset_from..token.offset_to);
                    prop_assert_eq!(cut.map(normalize), Some(token.text));
                    prop_assert!(token.position >= position);
                    prop_assert!(token.position_length >= 1);
                    position = token.position;
                }
            }
        }
    }
}
