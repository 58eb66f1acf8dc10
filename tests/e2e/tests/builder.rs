//! An owner makes a survey on the page that is there for it.

use e2e::{Power, Shop, Story, can, check};

#[tokio::test]
async fn an_owner_makes_a_survey_is_corrected_tries_it_and_takes_it_away() -> Story {
    let shop = Shop::open().await?;
    let owner = shop.owner_makes_a_survey().await?;

    owner.presses_the_button("quick").await?;
    owner.edits("What should we know?").await?;
    owner.fills("Question", "What could be better?").await?;
    owner.fills("Shown if", "overal <= 3").await?;
    owner.is_corrected_at("Shown if", "overal is not the id of an earlier question").await?;
    owner.reads("1 mistake").await?;
    owner.fills("Shown if", "overall <= 3").await?;
    owner.reads("No mistakes.").await?;

    owner.tries_the_preview().await?;
    owner.is_asked("Overall, how satisfied are you with this order?").await?;
    owner.chooses("Dissatisfied").await?;
    owner.continues().await?;
    owner.is_asked("What could be better?").await?;
    owner.writes("Late. Call 0170 1234567").await?;
    owner.continues().await?;
    owner.is_thanked().await?;
    owner.finds_nothing_thrown().await?;
    owner.comes_back_from_the_preview().await?;
    owner.presses_the_button("What is sent").await?;
    owner.reads("\"why\": \"Late. Call [phone]\"").await?;
    assert!(shop.collector.submissions()?.is_empty(), "a preview sends nothing");

    if can(Power::Downloads)? {
        let folder = tempfile::tempdir()?;
        let file = owner.takes_the_file_away(folder.path(), "quick.json").await?;
        assert!(check(&file)?.contains("quick, version 1, 2 questions"));
        let survey = std::fs::read_to_string(&file)?;
        assert!(survey.contains("\"show_if\": \"overall <= 3\""), "{survey}");
        assert!(survey.contains("\"en\": \"What could be better?\""), "{survey}");
        assert!(survey.contains("\"de\": \"Was sollten wir wissen?\""), "{survey}");
    }

    owner.presses_the_button("Take away").await?;
    owner.ticks_the_box("Tell of the order").await?;
    owner.reads("data-order-value=\"49.80\"").await?;
    owner.edits("On your page").await?;
    owner.picks("What leaves the page", "scores mixed with chance").await?;
    owner.fills("Orders a day", "200").await?;
    owner.reads("663\t14").await?; // The answers and the days that it takes at the default epsilon.
    owner.finds_the_page_unharmed().await?;
    owner.leaves().await
}

#[tokio::test]
async fn an_owner_is_warned_at_its_place_of_what_the_command_line_warns_of() -> Story {
    const GATED: &str = r#"{
        "schema": "aftersay.survey/1", "id": "gated", "version": 1,
        "questions": [{"id": "recommend", "kind": "nps"},
                      {"id": "why", "kind": "text", "prompt": "You said {answer:recommend}. Why?"}],
        "thanks": [{"show_if": "recommend <= 6", "text": "We are sorry."},
                   {"text": "Thank you.",
                    "link": {"href": "https://shop.example/review", "text": "Leave a review"}}]
    }"#;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("gated.json");
    std::fs::write(&file, GATED)?;
    let shop = Shop::open().await?;
    let owner = shop.owner_makes_a_survey().await?;

    owner.begins_with_the_file(&file).await?;
    owner.reads("No mistakes, 2 warnings").await?;
    owner.presses_the_button("Show the first").await?;
    owner.is_warned_in("Link", "this looks like an invitation to review").await?;
    owner.edits("You said {answer:recommend}. Why?").await?;
    owner.is_warned_in("Question", "write {answer:recommend|…} with what to say then").await?;
    owner.fills("Question", "You said {answer:recommend|nothing}. Why?").await?;
    owner.reads("No mistakes, 1 warning").await?;
    owner.finds_the_page_unharmed().await?;
    owner.leaves().await
}
