//! The ready-made surveys are surveys, in every language.

use aftersay::survey::Survey;
use aftersay::tree::Tree;

#[test]
fn every_ready_made_survey_can_be_asked() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/www/surveys");
    let mut n_read = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let tree: Tree = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let survey = Survey::read(&tree).unwrap_or_else(|told| panic!("{path:?}: {told:?}"));
        assert_eq!(path.file_stem().unwrap().to_str(), Some(survey.id.as_str()));
        n_read += 1;
    }
    assert!(0 < n_read);
}
