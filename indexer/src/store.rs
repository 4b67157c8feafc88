//! Keeps an index: in memory, or in a folder that is opened where it fits and rebuilt where it
//! does not.
//!
//! An index is never trusted: it fits only where its manifest names this format, these versions,
//! this data and this lexicon, where every file has its checksum, and where as many documents
//! are found as were written. Anything else leads to a rebuild, with its reason.

use crate::collector::{BestIds, FewIds};
use crate::error::Error;
use crate::fields::{Fields, tokenizers};
use crate::folder::{Folder, contents};
use crate::hits::Hit;
use crate::manifest::Manifest;
use crate::statistics::LiveStatistics;
use engine::analyzer::Analyzer;
use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy, MergePolicy, NoMergePolicy};
use tantivy::query::Query;
use tantivy::schema::Schema;
use tantivy::{Index, IndexReader, IndexWriter, ReloadPolicy, TantivyDocument, Term};

/// What an index is derived from, told by the caller: two hashes. An index with others is stale.
#[derive(Clone, Copy, Debug)]
pub struct Stamp<'a> {
    /// SHA-256 over the organizations or the needs.
    pub data: &'a str,
    /// The fingerprint of the lexicon and all else that understanding rests on.
    pub lexicon: &'a str,
}

/// How an index came to be open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    /// It was there, and it fits.
    Kept,
    /// It was built anew.
    Rebuilt(Rebuild),
}

impl fmt::Display for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kept => f.write_str("opened as it was"),
            Self::Rebuilt(why) => write!(f, "built anew: {why}"),
        }
    }
}

/// Why an index was built anew.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rebuild {
    /// There was none, or its build was cut short.
    #[error("there is no index yet")]
    NoManifest,
    /// Its manifest cannot be read.
    #[error("the manifest of the index cannot be read")]
    GarbledManifest,
    /// It was written in another format.
    #[error("the index has format {found}, this program writes {expected}")]
    OtherFormat {
        /// Its format.
        found: u32,
        /// This program's.
        expected: u32,
    },
    /// It has other fields.
    #[error("the index has other fields than this program's")]
    OtherSchema,
    /// Another version of this program wrote it.
    #[error("the index was written by version {found} of this program")]
    OtherProgram {
        /// Which.
        found: String,
    },
    /// Another version of tantivy wrote it.
    #[error("the index was written by {found}")]
    OtherTantivy {
        /// Which.
        found: String,
    },
    /// The lexicon has changed since.
    #[error("the lexicon has changed since the index was built")]
    OtherLexicon,
    /// The data have changed since.
    #[error("the data have changed since the index was built")]
    OtherData,
    /// A change was cut short, or `meta.json` is damaged.
    #[error("the index holds another commit than its manifest tells of")]
    Unfinished,
    /// A file is missing, cut short or changed.
    #[error("the index is damaged: {what}")]
    Damaged {
        /// Which file, and how.
        what: String,
    },
    /// It does not hold what it should.
    #[error("the index holds {found} documents, its manifest tells of {expected}")]
    OtherCount {
        /// How many it holds.
        found: u64,
        /// How many it should.
        expected: u64,
    },
}

/// What a writer gathers before it writes a segment. 15 MB is the least that tantivy takes; a
/// district's offers need a tenth of it.
const WRITER_MEMORY: usize = 15_000_000;

/// Above this share of removed documents a segment is written anew without them.
const MOST_REMOVED: f32 = 0.3;

/// An index, wherever it lives. Searches run beside one another and beside a change; changes
/// wait for one another.
pub(crate) struct Store {
    index: Index,
    reader: IndexReader,
    fields: Fields,
    /// None: it lives in memory.
    home: Mutex<Option<Home>>,
}

/// The folder that an index lives in.
struct Home {
    folder: Folder,
    /// What its manifest says. None after a change that failed: whatever comes later, the index
    /// may lack that one, so no manifest speaks for it again and the next opening rebuilds it.
    manifest: Option<Manifest>,
}

impl Home {
    fn new(folder: Folder, manifest: Manifest) -> Mutex<Option<Self>> {
        Mutex::new(Some(Self { folder, manifest: Some(manifest) }))
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("documents", &self.reader.searcher().num_docs()).finish()
    }
}

impl Store {
    /// Builds an index in memory.
    pub(crate) fn in_memory(
        analyzer: &Analyzer,
        documents: impl Iterator<Item = Result<TantivyDocument, Error>>,
    ) -> Result<Self, Error> {
        let index = Index::create_in_ram(Fields::schema().0);
        let store = Self::new(index, analyzer)?;
        store.fill(documents)?;
        Ok(store)
    }

    /// Opens the index of a folder, or builds it there where it does not fit.
    pub(crate) fn open_or_build<I>(
        folder: &Path,
        analyzer: &Analyzer,
        stamp: &Stamp<'_>,
        documents: impl FnOnce() -> I,
    ) -> Result<(Self, Opened), Error>
    where
        I: Iterator<Item = Result<TantivyDocument, Error>>,
    {
        let (schema, _) = Fields::schema();
        let folder = Folder::lock(folder)?;
        let why = match Self::open(&folder, &schema, analyzer, stamp) {
            Ok((mut store, manifest)) => {
                folder.remove_others(&manifest)?;
                store.home = Home::new(folder, manifest);
                return Ok((store, Opened::Kept));
            }
            Err(why) => why,
        };
        let (index, name) = folder.create(&schema)?;
        let mut store = Self::new(index, analyzer)?;
        store.fill(documents())?;
        let manifest = Manifest::new(stamp, name, contents(&store.index, store.documents())?);
        folder.publish(&manifest)?;
        folder.remove_others(&manifest)?;
        store.home = Home::new(folder, manifest);
        Ok((store, Opened::Rebuilt(why)))
    }

    fn new(mut index: Index, analyzer: &Analyzer) -> Result<Self, Error> {
        index.set_tokenizers(tokenizers(analyzer));
        // nothing is stored in documents, so no block of stored ones is worth keeping
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .doc_store_cache_num_blocks(1)
            .try_into()?;
        let (_, fields) = Fields::schema();
        Ok(Self { index, reader, fields, home: Mutex::new(None) })
    }

    /// Opens the index of a folder where it fits; the caller says that it lives there.
    pub(crate) fn open(
        folder: &Folder,
        schema: &Schema,
        analyzer: &Analyzer,
        stamp: &Stamp<'_>,
    ) -> Result<(Self, Manifest), Rebuild> {
        let (index, manifest) = folder.open(schema, stamp)?;
        let store = Self::new(index, analyzer)
            .map_err(|error| Rebuild::Damaged { what: error.to_string() })?;
        let (found, expected) = (store.documents(), manifest.documents);
        if found != expected {
            return Err(Rebuild::OtherCount { found, expected });
        }
        Ok((store, manifest))
    }

    /// How many documents there are.
    pub(crate) fn documents(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// The fields of the index.
    pub(crate) fn fields(&self) -> Fields {
        self.fields
    }

    /// The best ids for a query, best first, ties by id.
    pub(crate) fn best(&self, query: &dyn Query, depth: usize) -> Result<Vec<Hit>, Error> {
        let searcher = self.reader.searcher();
        let statistics = LiveStatistics { searcher: &searcher, fields: self.fields };
        let collector = BestIds { depth };
        Ok(searcher.search_with_statistics_provider(query, &collector, &statistics)?)
    }

    /// All ids for a query where there are no more than `most`.
    pub(crate) fn few(
        &self,
        query: &dyn Query,
        most: usize,
    ) -> Result<Option<BTreeSet<String>>, Error> {
        Ok(self.reader.searcher().search(query, &FewIds { most })?)
    }

    /// Puts documents in the place of all that have the id; none: removes them. Searches that
    /// begin after the return see the change; where it fails they may or may not. `data` is the
    /// hash of the data with the change.
    pub(crate) fn replace(
        &self,
        id: &str,
        documents: Vec<TantivyDocument>,
        data: &str,
    ) -> Result<(), Error> {
        // a change that panicked left no manifest, like any other that failed
        let mut home = self.home.lock().unwrap_or_else(PoisonError::into_inner);
        let manifest = home.as_mut().and_then(|home| home.manifest.take());
        self.write(|writer| {
            writer.delete_term(Term::from_field_text(self.fields.id, id));
            documents.into_iter().try_for_each(|d| writer.add_document(d).map(drop))?;
            Ok(())
        })?;
        if let (Some(home), Some(manifest)) = (&mut *home, manifest) {
            let changed = manifest.changed(data, contents(&self.index, self.documents())?);
            home.folder.publish(&changed)?;
            home.manifest = Some(changed);
        }
        Ok(())
    }

    fn fill(
        &self,
        mut documents: impl Iterator<Item = Result<TantivyDocument, Error>>,
    ) -> Result<(), Error> {
        self.write(|writer| {
            documents.try_for_each(|document| Ok(writer.add_document(document?).map(drop)?))
        })
    }

    /// Writes and commits. A writer lives only as long as a change, so that an index at rest has
    /// no threads. Segments are merged here and not in the background: a merge changes
    /// `meta.json`, which the manifest tells of.
    fn write(&self, apply: impl FnOnce(&IndexWriter) -> Result<(), Error>) -> Result<(), Error> {
        let options = IndexWriterOptions::builder()
            .num_worker_threads(1)
            .num_merge_threads(1)
            .memory_budget_per_thread(WRITER_MEMORY)
            .build();
        let mut writer: IndexWriter = self.index.writer_with_options(options)?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        apply(&writer)?;
        writer.commit()?;
        let mut policy = LogMergePolicy::default();
        policy.set_del_docs_ratio_before_merge(MOST_REMOVED);
        let segments = self.index.searchable_segment_metas()?;
        for merge in policy.compute_merge_candidates(&segments) {
            writer.merge(&merge.0).wait()?;
        }
        writer.wait_merging_threads()?;
        self.reader.reload()?;
        Ok(())
    }
}
