//! What is asked and said depends on the answers, and the way back undoes it.

use e2e::{Page, Shop, Story};

#[tokio::test]
async fn the_unhappy_are_offered_help_and_the_others_are_thanked_in_their_own_words() -> Story {
    let shop = Shop::open().await?;
    for (level, asked, thanks) in [
        ("Very dissatisfied", "What makes you say “Very dissatisfied”?", "We are sorry."),
        ("Satisfied", "What makes you say “Satisfied”?", "Thank you. You said: Satisfied."),
    ] {
        let visitor = shop.land_on(Page::Endings).await?;
        visitor.is_asked("Overall, how satisfied are you with this order?").await?;
        visitor.chooses(level).await?;
        visitor.continues().await?;
        if level == "Satisfied" {
            visitor.is_asked("How did you find us?").await?;
            visitor.chooses("An <b>advertisement</b>").await?;
            visitor.continues().await?;
            visitor.is_asked("How good was it: An <b>advertisement</b>?").await?;
            visitor.continues().await?;
        }
        visitor.is_asked(asked).await?;
        visitor.continues().await?;
        visitor.is_told(thanks).await?;
        visitor.finds_the_page_unharmed().await?;
        visitor.leaves().await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_way_back_and_the_count_follow_the_answers() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::Endings).await?;
    visitor.is_told("Question 1 of 2").await?;
    visitor.chooses("Satisfied").await?;
    visitor.is_told("Question 1 of 3").await?;
    visitor.continues().await?;
    visitor.is_asked("How did you find us?").await?;
    visitor.is_told("Question 2 of 3").await?;
    visitor.chooses("An <b>advertisement</b>").await?;
    visitor.is_told("Question 2 of 4").await?;
    visitor.continues().await?;
    visitor.is_asked("How good was it: An <b>advertisement</b>?").await?;
    visitor.rates(5).await?;
    visitor.goes_back().await?;
    visitor.finds_chosen("An <b>advertisement</b>").await?;
    visitor.chooses("Friends").await?;
    visitor.is_told("Question 2 of 3").await?;
    visitor.continues().await?;
    visitor.is_asked("What makes you say “Satisfied”?").await?;
    visitor.is_told("Question 3 of 3").await?;
    visitor.goes_back().await?;
    visitor.is_asked("How did you find us?").await?;
    visitor.goes_back().await?;
    visitor.chooses("Dissatisfied").await?;
    visitor.continues().await?;
    visitor.is_asked("What makes you say “Dissatisfied”?").await?;
    visitor.is_told("Question 2 of 2").await?;
    visitor.writes("Late").await?;
    visitor.continues().await?;
    visitor.is_told("We are sorry.").await?;
    let said = visitor.page_was_told("submitted").await?;
    let counts = "\"answers\":{\"overall\":2,\"why\":\"Late\"}";
    assert!(said[0].contains(counts), "what is no longer led to is not sent: {said:?}");
    visitor.leaves().await
}
