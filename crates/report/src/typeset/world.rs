//! What the typesetter may see: the template, the page, the fonts that are built in. Nothing else exists.

use std::sync::LazyLock;

use serde_json::json;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_kit::fonts::{FontStore, embedded};

use super::TypesetError;
use crate::page::Page;
use crate::words::Label;

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

static FONTS: LazyLock<FontStore> = LazyLock::new(|| {
    let mut fonts = FontStore::new();
    fonts.extend(embedded());
    fonts
});

/// The world of one report.
pub(super) struct Sheet {
    main: Source,
    page: (FileId, Bytes),
}

impl Sheet {
    pub(super) fn new(page: &Page, hash: &str) -> Result<Self, TypesetError> {
        let mut data = serde_json::to_value(page)?;
        data["hash"] = hash.into();
        let say = |label: Label| label.text(page.language);
        data["labels"] = json!({
            "hash": say(Label::DataHash), "page": say(Label::Page), "of": say(Label::Of), "confirm": say(Label::ToBeConfirmed),
        });
        let page = (file("page.json")?, Bytes::new(serde_json::to_vec(&data)?));
        let main = Source::new(file("report.typ")?, include_str!("report.typ").to_owned());
        Ok(Self { main, page })
    }
}

fn file(name: &str) -> Result<FileId, TypesetError> {
    let path = VirtualPath::new(name).map_err(|error| TypesetError::Refused(error.to_string()))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for Sheet {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        FONTS.book()
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let (page, bytes) = &self.page;
        if id == *page { Ok(bytes.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
