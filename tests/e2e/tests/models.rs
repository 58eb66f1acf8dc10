//! Surveys that ask by a model: several questions on one card, words and module of their own.

use e2e::{Page, Shop, Story};

#[tokio::test]
async fn a_pair_of_answers_about_a_feature_is_scored_as_a_letter() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::ReadyMade("kano")).await?;

    visitor.is_told("Two questions about one thing").await?;
    visitor.takes_the_choice(0).await?; // I like it, if it is there …
    visitor.takes_the_choice(9).await?; // … and I dislike it, if it is not.
    visitor.goes_on_to_the_end().await?;
    visitor.is_thanked().await?;

    let kept = shop.collector.receives_to("kano", 1).await?;
    let letters: Vec<_> =
        kept[0].all_scored().filter(|(name, _)| name.starts_with("kano.")).collect();
    assert_eq!(letters.len(), 1, "{letters:?}");
    assert_eq!(letters[0].1, "O");
    visitor.finds_nothing_thrown().await?;
    visitor.leaves().await
}

#[tokio::test]
async fn randomised_answers_leave_as_scores_alone() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::Noisy("quick")).await?;

    visitor.is_told("mixed with chance").await?;
    visitor.chooses("Satisfied").await?;
    visitor.goes_on_to_the_end().await?;
    visitor.is_thanked().await?;

    let kept = shop.collector.receives_to("quick", 1).await?;
    assert!(kept[0].complete);
    assert_eq!(kept[0].says("overall"), None);
    assert!(kept[0].fields.iter().any(|field| field == "privacy.epsilon"), "{:?}", kept[0].fields);
    visitor.leaves().await
}
