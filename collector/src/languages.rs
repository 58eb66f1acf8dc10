//! The words of the widget in every language, for the pages that this server writes itself.

use aftersay::locale::Locale;
use aftersay::tree::Tree;
use std::sync::LazyLock;

/// The files of one language: the words of the interface, and those of the models.
macro_rules! files {
    ($($lang:literal),*) => {
        [$((
            include_str!(concat!("../../www/locales/", $lang, ".json")),
            include_str!(concat!("../../www/locales/models/", $lang, ".json")),
        )),*]
    };
}

/// English is the first: it stands in for what there is not.
const FILES: [(&str, &str); 18] = files![
    "en", "ar", "cs", "de", "es", "fr", "he", "it", "ja", "ko", "nl", "pl", "pt", "sv", "tr", "uk",
    "zh", "zh-TW"
];

/// What the hosted pages say beyond the words of the widget.
const HOSTED: &str = include_str!("../../www/hosted/words.json");

#[expect(clippy::expect_used, reason = "the files are part of the program, and read by its tests")]
static LANGUAGES: LazyLock<[Locale; FILES.len()]> = LazyLock::new(|| {
    let tree = |text: &str| serde_json::from_str::<Tree>(text).expect("a language file is JSON");
    let hosted = tree(HOSTED);
    let read = |(interface, models): (&str, &str)| {
        let locale = Locale::read(&tree(interface)).expect("a language file is one");
        let locale = locale.with(&tree(models));
        match hosted.get(&locale.lang) {
            Some(words) => locale.with(words),
            None => locale,
        }
    };
    FILES.map(read)
});

/// The best language for a page: what its address asks for, else what the browser prefers, else
/// English.
///
/// - **Shape**: `asked` is a language tag, `preferred` the header `Accept-Language`.
#[must_use]
pub fn best(asked: Option<&str>, preferred: Option<&str>) -> &'static Locale {
    let mut tags: Vec<_> = preferred.unwrap_or_default().split(',').filter_map(weighed).collect();
    // A stable sort: of two that are wanted alike, the browser names the better one first.
    tags.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    let preferred = tags.into_iter().map(|(tag, _)| tag);
    let mut found = asked.into_iter().chain(preferred).filter_map(of);
    let [english, ..] = &*LANGUAGES;
    found.next().unwrap_or(english)
}

/// A tag and how much it is wanted; one that is not wanted at all is none.
fn weighed(part: &str) -> Option<(&str, f64)> {
    let (tag, weight) = part.split_once(';').unwrap_or((part, "q=1"));
    let weight = weight.trim().strip_prefix("q=")?.parse().ok()?;
    (0.0 < weight).then_some((tag.trim(), weight))
}

/// Our language for a tag, as the widget finds it: `pt-BR` is `pt`.
fn of(tag: &str) -> Option<&'static Locale> {
    let tag = tag.to_ascii_lowercase();
    let traditional = ["zh-hant", "zh-hk", "zh-mo"].iter().any(|other| tag.starts_with(other));
    let tag = if traditional { "zh-tw" } else { &tag };
    let fits = |locale: &&Locale| {
        let rest = tag.strip_prefix(&locale.lang.to_ascii_lowercase());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    LANGUAGES.iter().filter(fits).max_by_key(|locale| locale.lang.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_address_decides_then_the_browser_then_english() {
        for (asked, preferred, lang) in [
            (None, None, "en"),
            (Some("de-AT"), Some("fr"), "de"),
            (Some("xx"), Some("fr"), "fr"),
            (None, Some("xx, de;q=0.7, it;q=0.8, *;q=0.1"), "it"),
            (None, Some("de;q=0, fr;q=nonsense"), "en"),
            (None, Some("pt-BR,pt;q=0.9"), "pt"),
            (None, Some("ptx"), "en"),
            (None, Some("zh-Hant-HK"), "zh-TW"),
            (None, Some("zh-CN"), "zh"),
        ] {
            assert_eq!(best(asked, preferred).lang, lang, "{asked:?} {preferred:?}");
        }
    }

    #[test]
    fn every_language_of_the_widget_has_every_word_of_the_hosted_page() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../www/locales");
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let files = files.filter(|path| path.extension().is_some_and(|end| end == "json"));
        let files: BTreeSet<_> =
            files.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
        assert_eq!(LANGUAGES.iter().map(|l| l.lang.clone()).collect::<BTreeSet<_>>(), files);
        let hosted: Tree = serde_json::from_str(HOSTED).unwrap();
        let keys = |lang: &str| -> Vec<_> {
            hosted.get(lang).unwrap().entries().iter().map(|(key, _)| key.clone()).collect()
        };
        for lang in &files {
            assert_eq!(keys(lang), keys("en"), "{lang}");
        }
    }
}
