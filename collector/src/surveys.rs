//! The surveys that this collector takes answers to, read once from a folder.

use crate::cached::Cached;
use aftersay::shape::{Mistake, Pointer};
use aftersay::survey::Survey;
use aftersay::tree::Tree;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

/// An edited survey is asked within five minutes; until then answers to the version before it come
/// in, which is why old files stay in the folder.
const CACHE: &str = "public, max-age=300";

/// Every survey by its id, and each in every version that there is a file of.
#[derive(Debug, Default)]
pub struct Surveys(HashMap<String, BTreeMap<u32, Published>>);

/// A survey as it is held to and as it is sent.
#[derive(Debug)]
pub struct Published {
    /// What submissions are held to.
    pub survey: Survey,
    /// What widgets get.
    pub file: Cached,
    /// The same text, to be kept beside the answers.
    definition: String,
}

/// What is wrong with a survey file, or with the folder.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum SurveysError {
    #[error("{path}: cannot be read: {source}")]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("{path}: is not JSON: {source}")]
    NotJson { path: PathBuf, source: serde_json::Error },
    #[error("{path}: {mistake}")]
    Mistake { path: PathBuf, mistake: Mistake },
    #[error("{path}: version {version} of {id} is in another file too, and every edit counts up")]
    Repeated { path: PathBuf, id: String, version: u32 },
    #[error("{path}: holds no survey, and has to hold one .json file for each")]
    Empty { path: PathBuf },
}

/// The id that no survey may have, as its page would stand where answers are taken back.
const TAKEN: &str = "withdraw";

/// Reads one survey file.
///
/// # Errors
/// Every mistake in it.
pub fn read(path: &Path) -> Result<(Survey, Tree), Vec<SurveysError>> {
    let path = || path.to_owned();
    let text = std::fs::read_to_string(path())
        .map_err(|source| vec![SurveysError::Unreadable { path: path(), source }])?;
    let tree = serde_json::from_str(&text)
        .map_err(|source| vec![SurveysError::NotJson { path: path(), source }])?;
    let told = |mistake| SurveysError::Mistake { path: path(), mistake };
    let survey = Survey::read(&tree)
        .map_err(|mistakes| mistakes.into_iter().map(told).collect::<Vec<_>>())?;
    if survey.id == TAKEN {
        let allowed = "an id that is free: at /s/withdraw visitors take their answers back";
        return Err(vec![told(Pointer::default().key("id").wrong(&TAKEN.into(), allowed))]);
    }
    Ok((survey, tree))
}

impl Surveys {
    /// Reads every `.json` file of a folder.
    ///
    /// # Errors
    /// Every mistake in every file.
    pub fn read(folder: &Path) -> Result<Self, Vec<SurveysError>> {
        let unreadable =
            |source| vec![SurveysError::Unreadable { path: folder.to_owned(), source }];
        let entries = std::fs::read_dir(folder).map_err(unreadable)?;
        let paths = entries.map(|entry| entry.map(|entry| entry.path()));
        let mut paths = paths.collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
        paths.sort();
        let mut surveys = Self::default();
        let mut mistakes = Vec::new();
        for path in paths {
            match read(&path) {
                Ok((survey, tree)) => mistakes.extend(surveys.add(survey, &tree, path).err()),
                Err(more) => mistakes.extend(more),
            }
        }
        if surveys.0.is_empty() && mistakes.is_empty() {
            mistakes.push(SurveysError::Empty { path: folder.to_owned() });
        }
        if mistakes.is_empty() { Ok(surveys) } else { Err(mistakes) }
    }

    fn add(&mut self, survey: Survey, tree: &Tree, path: PathBuf) -> Result<(), SurveysError> {
        let json = serde_json::to_string(tree)
            .map_err(|source| SurveysError::NotJson { path: path.clone(), source })?;
        let file = Cached::new("application/json", CACHE, json.clone());
        let (id, version) = (survey.id.clone(), survey.version);
        let versions = self.0.entry(id.clone()).or_default();
        if versions.contains_key(&version) {
            return Err(SurveysError::Repeated { path, id, version });
        }
        versions.insert(version, Published { survey, file, definition: json });
        Ok(())
    }

    /// The survey of this id in this version.
    #[must_use]
    pub fn version(&self, id: &str, version: u32) -> Option<&Survey> {
        Some(&self.0.get(id)?.get(&version)?.survey)
    }

    /// The survey of this id in its highest version.
    #[must_use]
    pub fn latest(&self, id: &str) -> Option<&Published> {
        self.0.get(id)?.values().next_back()
    }

    /// Every version of every survey, by id and version, as JSON.
    pub fn definitions(&self) -> impl Iterator<Item = (&str, u32, &str)> {
        self.0.iter().flat_map(|(id, versions)| {
            versions.iter().map(|(version, one)| (id.as_str(), *version, one.definition.as_str()))
        })
    }

    /// The versions of a survey, rising; none where it is not known.
    #[must_use]
    pub fn versions(&self, id: &str) -> Vec<u32> {
        self.0.get(id).map(|versions| versions.keys().copied().collect()).unwrap_or_default()
    }

    /// The ids of all surveys, in the order of the alphabet.
    #[must_use]
    pub fn ids(&self) -> Vec<&str> {
        let mut ids: Vec<_> = self.0.keys().map(String::as_str).collect();
        ids.sort_unstable();
        ids
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    fn survey(id: &str, version: u32, question: &str) -> String {
        format!(
            r#"{{"schema":"aftersay.survey/1","id":"{id}","version":{version},"questions":[{question}]}}"#
        )
    }

    #[test]
    fn the_highest_version_is_sent_and_the_older_ones_still_take_answers() {
        let nps = r#"{"id":"recommend","kind":"nps"}"#;
        let (v9, v10) = (survey("quick", 9, nps), survey("quick", 10, nps));
        let folder = folder(&[("a.json", &v10), ("b.json", &v9), ("notes.txt", "no survey")]);
        let surveys = Surveys::read(folder.path()).unwrap();
        assert_eq!(surveys.latest("quick").unwrap().survey.version, 10);
        assert_eq!(surveys.version("quick", 9).unwrap().version, 9);
        assert_eq!(surveys.versions("quick"), [9, 10]);
        assert!(surveys.version("quick", 8).is_none());
    }

    #[test]
    fn no_survey_stands_where_answers_are_taken_back() {
        let folder =
            folder(&[("a.json", &survey("withdraw", 1, r#"{"id":"recommend","kind":"nps"}"#))]);
        let told = Surveys::read(folder.path()).unwrap_err();
        let told: Vec<_> = told.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(
            told[0].ends_with(
                "a.json: /id: \"withdraw\" is not an id that is free: at /s/withdraw visitors take \
                 their answers back"
            ),
            "{told:?}"
        );
    }

    #[test]
    fn every_mistake_of_every_file_is_told() {
        let nps = r#"{"id":"recommend","kind":"nps"}"#;
        let good = survey("quick", 1, nps);
        let bad = survey("other", 0, r#"{"id":"a","kind":"nsp"}"#);
        let folder =
            folder(&[("a.json", &good), ("b.json", &good), ("c.json", &bad), ("d.json", "{")]);
        let told = Surveys::read(folder.path()).unwrap_err();
        let told: Vec<_> = told
            .iter()
            .map(ToString::to_string)
            .map(|told| told[folder.path().to_string_lossy().len() + 1..].to_owned())
            .collect();
        assert_eq!(told.len(), 4, "{told:#?}");
        assert!(told[0].starts_with("b.json: version 1 of quick is in another file too"));
        assert!(told[1].starts_with("c.json: /version: 0 is not"));
        assert!(told[2].starts_with("c.json: /questions/0/kind: \"nsp\" is not one of"));
        assert!(told[3].starts_with("d.json: is not JSON: "));
    }
}
