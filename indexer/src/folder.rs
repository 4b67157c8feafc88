//! An index folder: a lock, a manifest, and the sub-folder with the index that it names.
//!
//! ```text
//! offers/
//!   lock             held by the process that has the folder open
//!   manifest.json    what index-2 was built from
//!   index-2/         tantivy's files
//! ```
//!
//! A rebuild goes into a fresh sub-folder; the new manifest makes it the index in one step, and
//! then the old one is removed. A crash at any point leaves either the old index or one that
//! does not fit its manifest, which is rebuilt.

use crate::error::Error;
use crate::manifest::{Contents, Manifest, digest};
use crate::store::{Rebuild, Stamp};
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use tantivy::schema::Schema;
use tantivy::{Directory, Index};

const PREFIX: &str = "index-";
const META: &str = "meta.json";

/// A folder that this process has to itself.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    /// Holds the lock of the operating system, which ends with the process, however that ends.
    _lock: File,
}

impl Folder {
    /// Makes the folder where there is none, and locks it.
    pub(crate) fn lock(path: &Path) -> Result<Self, Error> {
        fs::create_dir_all(path).map_err(Error::file("make", path))?;
        let file = path.join("lock");
        let failed = Error::file("lock", &file);
        let lock = File::create(&file).map_err(&failed)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(Error::InUse { folder: path.to_owned() }),
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }

    /// Opens the index that the manifest names, if every part of it is what it should be.
    pub(crate) fn open(
        &self,
        schema: &Schema,
        stamp: &Stamp<'_>,
    ) -> Result<(Index, Manifest), Rebuild> {
        let manifest = Manifest::read(&self.path, stamp)?;
        let damaged = |what: String| Rebuild::Damaged { what };
        let folder = self.path.join(&manifest.folder);
        // tantivy has no checksum of this one file, and trusts it
        match fs::read(folder.join(META)) {
            Ok(meta) if digest(&meta) == manifest.commit => {}
            Ok(_) => return Err(Rebuild::Unfinished),
            Err(error) => return Err(damaged(format!("{META}: {error}"))),
        }
        let index = Index::open_in_dir(&folder).map_err(|error| damaged(error.to_string()))?;
        if index.schema() != *schema {
            return Err(Rebuild::OtherSchema);
        }
        for file in &manifest.files {
            match index.directory().validate_checksum(Path::new(file)) {
                Ok(true) => {}
                Ok(false) => return Err(damaged(format!("{file}: the checksum is wrong"))),
                Err(error) => return Err(damaged(format!("{file}: {error}"))),
            }
        }
        Ok((index, manifest))
    }

    /// Makes an empty index in a fresh sub-folder. Nobody sees it before its manifest is there.
    pub(crate) fn create(&self, schema: &Schema) -> Result<(Index, String), Error> {
        let mut number = 1u32;
        while self.path.join(format!("{PREFIX}{number}")).exists() {
            number += 1;
        }
        let name = format!("{PREFIX}{number}");
        let path = self.path.join(&name);
        fs::create_dir(&path).map_err(Error::file("make", &path))?;
        Ok((Index::create_in_dir(&path, schema.clone())?, name))
    }

    /// Says what the index is now.
    pub(crate) fn publish(&self, manifest: &Manifest) -> Result<(), Error> {
        manifest.write(&self.path)
    }

    /// Removes indexes that no manifest names: the one before, and builds that were cut short.
    pub(crate) fn remove_others(&self, manifest: &Manifest) -> Result<(), Error> {
        let failed = Error::file("read", &self.path);
        for entry in fs::read_dir(&self.path).map_err(&failed)? {
            let name = entry.map_err(&failed)?.file_name();
            let number = name.to_str().and_then(|name| name.strip_prefix(PREFIX));
            let ours = number.is_some_and(|number| number.parse::<u32>().is_ok());
            if ours && name.to_str() != Some(&manifest.folder) {
                let path = self.path.join(name);
                fs::remove_dir_all(&path).map_err(Error::file("remove", &path))?;
            }
        }
        Ok(())
    }
}

/// What the manifest must say of an index.
pub(crate) fn contents(index: &Index, documents: u64) -> Result<Contents, Error> {
    let directory = index.directory();
    let read = |path: &Path| directory.atomic_read(path).map_err(tantivy::TantivyError::from);
    let commit = digest(&read(Path::new(META))?);
    let mut files = Vec::new();
    for path in index.load_metas()?.list_segment_files() {
        if directory.exists(&path).map_err(tantivy::TantivyError::from)? {
            let name = path.to_str().ok_or_else(|| {
                let kind = io::ErrorKind::InvalidData;
                Error::file("read", &path)(io::Error::new(kind, "the name is not UTF-8"))
            })?;
            files.push(name.to_owned());
        }
    }
    files.sort_unstable();
    Ok(Contents { documents, commit, files })
}

#[cfg(test)]
mod tests {
    //! Properties: an index that does not fit is rebuilt, for the reason that is; whatever byte
    //! of a folder changes, either it is noticed or the answers are those of a fresh build; two
    //! do not share a folder.
    use super::*;
    use crate::fields::Fields;
    use crate::fixture::{catalog, knowledge, need, organization};
    use crate::offers::OfferIndex;
    use crate::store::{Opened, Store};
    use crate::{Error, Hit};
    use engine::catalog::Catalog;
    use tempfile::TempDir;

    const STAMP: Stamp<'_> = Stamp { data: "data-1", lexicon: "lexicon-1" };

    fn sample() -> Catalog {
        catalog(vec![
            organization("a", &["官渡区"], &["助餐，送个饭", "照护老人"]),
            organization("b", &["官渡区/太和街道"], &["四点半课堂"]),
            organization("c", &["滨河区"], &["修理水管"]),
        ])
    }

    fn open_with(folder: &Path, stamp: Stamp<'_>) -> (OfferIndex, Opened) {
        OfferIndex::open_or_build(folder, knowledge(), &sample(), &stamp).unwrap()
    }

    fn open(folder: &Path) -> (OfferIndex, Opened) {
        open_with(folder, STAMP)
    }

    fn answers(index: &OfferIndex) -> Vec<Hit> {
        let taxonomy = &knowledge().taxonomy;
        let mut all = Vec::new();
        for text in ["老人想有人送个饭", "娃娃放学没人接", "水管坏了"] {
            let need = need("n", "官渡区/太和街道", text);
            all.extend(index.within_reach(taxonomy, &need, 9).unwrap());
            all.extend(index.out_of_reach(taxonomy, &need, 9).unwrap());
        }
        all
    }

    fn fresh_answers() -> Vec<Hit> {
        answers(&OfferIndex::in_memory(knowledge(), &sample()).unwrap())
    }

    /// A folder with an index, and its sub-folder.
    fn built() -> (TempDir, PathBuf) {
        let folder = TempDir::new().unwrap();
        let (_, opened) = open(folder.path());
        assert_eq!(opened, Opened::Rebuilt(Rebuild::NoManifest));
        let index = folder.path().join("index-1");
        assert!(index.join(META).exists());
        (folder, index)
    }

    /// The folder is rebuilt, answers as a fresh one, and then fits.
    fn check_rebuilt(folder: &Path, expected: impl FnOnce(&Rebuild) -> bool) {
        let (index, opened) = open(folder);
        let Opened::Rebuilt(why) = opened else { panic!("it was kept") };
        assert!(expected(&why), "{why:?}");
        assert_eq!(answers(&index), fresh_answers());
        drop(index);
        assert_eq!(open(folder).1, Opened::Kept);
        let folders = fs::read_dir(folder).unwrap().filter(|e| e.as_ref().unwrap().path().is_dir());
        assert_eq!(folders.count(), 1);
    }

    fn edit_manifest(folder: &Path, from: &str, to: &str) {
        let path = folder.join("manifest.json");
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{text}");
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    }

    #[test]
    fn an_index_that_fits_is_kept() {
        let (folder, _) = built();
        let (index, opened) = open(folder.path());
        assert_eq!(opened, Opened::Kept);
        assert_eq!(answers(&index), fresh_answers());
    }

    #[test]
    fn other_data_and_another_lexicon_rebuild() {
        let (folder, _) = built();
        let other = Stamp { data: "data-2", ..STAMP };
        assert_eq!(open_with(folder.path(), other).1, Opened::Rebuilt(Rebuild::OtherData));
        let another = Stamp { lexicon: "lexicon-2", ..other };
        assert_eq!(open_with(folder.path(), another).1, Opened::Rebuilt(Rebuild::OtherLexicon));
        assert_eq!(open_with(folder.path(), another).1, Opened::Kept);
    }

    #[test]
    fn a_manifest_that_does_not_fit_rebuilds() {
        type Case = (&'static str, &'static str, fn(&Rebuild) -> bool);
        let cases: [Case; 7] = [
            ("{", "", |why| *why == Rebuild::GarbledManifest),
            ("\"documents\"", "\"others\"", |why| *why == Rebuild::GarbledManifest),
            ("\"format\": 1", "\"format\": 2", |why| {
                *why == Rebuild::OtherFormat { found: 2, expected: 1 }
            }),
            ("\"tantivy\": \"", "\"tantivy\": \"old ", |why| {
                matches!(why, Rebuild::OtherTantivy { .. })
            }),
            (env!("CARGO_PKG_VERSION"), "0.0.0", |why| {
                *why == Rebuild::OtherProgram { found: "0.0.0".to_owned() }
            }),
            ("\"documents\": 7", "\"documents\": 8", |why| {
                *why == Rebuild::OtherCount { found: 7, expected: 8 }
            }),
            ("\"folder\": \"index-1\"", "\"folder\": \"index-9\"", |why| {
                matches!(why, Rebuild::Damaged { .. })
            }),
        ];
        for (from, to, expected) in cases {
            let (folder, _) = built();
            edit_manifest(folder.path(), from, to);
            check_rebuilt(folder.path(), expected);
        }
    }

    #[test]
    fn a_build_that_was_cut_short_rebuilds() {
        let (folder, _) = built();
        fs::remove_file(folder.path().join("manifest.json")).unwrap();
        check_rebuilt(folder.path(), |why| *why == Rebuild::NoManifest);

        // a second build began, and only its folder is there: the first is still the index
        let (folder, index) = built();
        fs::create_dir(folder.path().join("index-2")).unwrap();
        fs::copy(index.join(META), folder.path().join("index-2").join(META)).unwrap();
        assert_eq!(open(folder.path()).1, Opened::Kept);
        assert!(!folder.path().join("index-2").exists());
    }

    #[test]
    fn a_commit_without_its_manifest_rebuilds() {
        let (folder, _) = built();
        let manifest = folder.path().join("manifest.json");
        let before = fs::read(&manifest).unwrap();
        let (index, _) = open(folder.path());
        index.remove("a", STAMP.data).unwrap();
        drop(index);
        fs::write(manifest, before).unwrap();
        check_rebuilt(folder.path(), |why| *why == Rebuild::Unfinished);
    }

    #[test]
    fn an_index_of_other_fields_rebuilds() {
        let (folder, index) = built();
        let meta = fs::read_to_string(index.join(META)).unwrap();
        let changed = meta.replace("\"area-above\"", "\"area-beyond\"");
        assert_ne!(meta, changed);
        fs::write(index.join(META), &changed).unwrap();
        edit_manifest(folder.path(), &digest(meta.as_bytes()), &digest(changed.as_bytes()));
        check_rebuilt(folder.path(), |why| *why == Rebuild::OtherSchema);
    }

    #[test]
    fn two_do_not_share_a_folder() {
        let (folder, _) = built();
        let (first, _) = open(folder.path());
        let second = OfferIndex::open_or_build(folder.path(), knowledge(), &sample(), &STAMP);
        assert!(matches!(second, Err(Error::InUse { .. })));
        drop(first);
        assert_eq!(open(folder.path()).1, Opened::Kept);
    }

    #[test]
    fn a_change_is_kept_with_its_manifest() {
        let folder = TempDir::new().unwrap();
        let (index, _) = open(folder.path());
        for i in 0..20 {
            index.remove("b", &format!("without-b-{i}")).unwrap();
            let catalog = sample();
            let range = catalog.offers_of(1);
            let (organization, offers) = (&catalog.organizations()[1], &catalog.offers()[range]);
            index.put(&knowledge().taxonomy, organization, offers, &format!("b-{i}")).unwrap();
            assert_eq!(answers(&index), fresh_answers());
        }
        drop(index);
        let (index, opened) = open_with(folder.path(), Stamp { data: "b-19", ..STAMP });
        assert_eq!(opened, Opened::Kept);
        assert_eq!(answers(&index), fresh_answers());
        drop(index);
        let opened = open_with(folder.path(), STAMP).1;
        assert_eq!(opened, Opened::Rebuilt(Rebuild::OtherData));
    }

    #[test]
    fn a_change_that_failed_is_never_covered_up() {
        let (folder, _) = built();
        let (index, _) = open(folder.path());
        let obstacle = folder.path().join("manifest.json.unfinished");
        fs::create_dir(&obstacle).unwrap();
        assert!(matches!(index.remove("a", "without-a"), Err(Error::File { .. })));
        fs::remove_dir(&obstacle).unwrap();
        index.remove("b", "without-a-b").unwrap();
        drop(index);
        let now = Stamp { data: "without-a-b", ..STAMP };
        assert_eq!(open_with(folder.path(), now).1, Opened::Rebuilt(Rebuild::OtherData));
    }

    /// Every file of a folder but the lock, which has no content.
    fn files(folder: &Path) -> Vec<PathBuf> {
        let mut files = Vec::new();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files.extend(self::files(&path));
            } else if fs::metadata(&path).unwrap().len() > 0 {
                files.push(path);
            }
        }
        files.sort();
        files
    }

    /// What the folder's index answers as it lies there; none where it is not trusted.
    fn answers_if_trusted(folder: &Path) -> Option<Vec<Hit>> {
        let folder = Folder::lock(folder).unwrap();
        let (schema, _) = Fields::schema();
        let opened = Store::open(&folder, &schema, &knowledge().analyzer, &STAMP);
        opened.ok().map(|(store, _)| answers(&OfferIndex { store }))
    }

    #[test]
    fn a_changed_byte_is_noticed_or_harmless() {
        let (folder, _) = built();
        let fresh = Some(fresh_answers());
        assert_eq!(answers_if_trusted(folder.path()), fresh);
        let mut noticed = 0;
        for file in files(folder.path()) {
            let whole = fs::read(&file).unwrap();
            for at in (0..whole.len()).step_by(whole.len() / 150 + 1) {
                let mut changed = whole.clone();
                changed[at] ^= 1 << (at % 8);
                fs::write(&file, &changed).unwrap();
                match answers_if_trusted(folder.path()) {
                    None => noticed += 1,
                    found => assert_eq!(found, fresh, "byte {at} of {}", file.display()),
                }
            }
            fs::write(&file, &whole).unwrap();
        }
        assert!(noticed > 500, "{noticed}");
        assert_eq!(answers_if_trusted(folder.path()), fresh);
    }

    #[test]
    fn a_file_cut_short_or_missing_is_noticed_or_harmless() {
        let (folder, _) = built();
        let fresh = Some(fresh_answers());
        for file in files(folder.path()) {
            let whole = fs::read(&file).unwrap();
            for length in [0, 1, whole.len() / 2, whole.len() - 1] {
                fs::write(&file, &whole[..length]).unwrap();
                let found = answers_if_trusted(folder.path());
                assert!(found.is_none() || found == fresh, "{length} of {}", file.display());
            }
            fs::remove_file(&file).unwrap();
            let found = answers_if_trusted(folder.path());
            assert!(found.is_none() || found == fresh, "{} missing", file.display());
            fs::write(&file, &whole).unwrap();
        }
        for file in files(folder.path()) {
            let whole = fs::read(&file).unwrap();
            fs::write(&file, &whole[..whole.len() / 2]).unwrap();
        }
        check_rebuilt(folder.path(), |why| *why == Rebuild::GarbledManifest);
    }
}
