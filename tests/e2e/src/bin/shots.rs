//! Takes pictures of shop, card and dashboard, for eyes to judge: `shots [FOLDER]`.

use e2e::{Look, Page, Shop, Story};
use std::path::{Path, PathBuf};

/// Widths, heights and names: a phone, a desktop.
const SIZES: [((u32, u32), &str); 2] = [((390, 844), "phone"), ((1280, 900), "desktop")];

#[tokio::main]
async fn main() -> Story {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "target/shots".to_owned());
    let folder = PathBuf::from(folder);
    std::fs::create_dir_all(&folder)?;
    let shop = Shop::open().await?;
    for lang in ["en", "de", "ar"] {
        for (size, size_name) in SIZES {
            for dark in [false, true] {
                let colours = if dark { "dark" } else { "light" };
                let name = |what: &str| format!("{lang}-{size_name}-{colours}-{what}.png");
                let look = Look { size, dark };
                visit(&shop, lang, look, &|what| folder.join(name(what))).await?;
            }
        }
    }
    for (size, size_name) in SIZES {
        for (dark, colours) in [(false, "light"), (true, "dark")] {
            let name = |what: &str| folder.join(format!("en-{size_name}-{colours}-{what}.png"));
            required(&shop, Look { size, dark }, &name).await?;
        }
    }
    shop.collector.has_heard_from(40, "It took a while, but the glaze is lovely.").await?;
    for (size, size_name) in SIZES {
        for (dark, colours) in [(false, "light"), (true, "dark")] {
            let file = folder.join(format!("{size_name}-{colours}-dashboard.png"));
            dashboard(&shop, Look { size, dark }, &file).await?;
        }
    }
    for (size, size_name) in SIZES {
        for (dark, colours) in [(false, "light"), (true, "dark")] {
            let name =
                |what: &str| folder.join(format!("{size_name}-{colours}-builder-{what}.png"));
            builder(&shop, Look { size, dark }, &name).await?;
        }
    }
    println!("the pictures are in {}", folder.display());
    Ok(())
}

/// A visit of the demo shop, picture by picture. It goes by places, not words: it is the same in
/// every language.
async fn visit(shop: &Shop, lang: &str, look: Look, file: &dyn Fn(&str) -> PathBuf) -> Story {
    let visitor = shop.enter_in(lang).await?;
    visitor.looks(look).await?;
    visitor.takes_a_picture(&file("1-product")).await?;
    visitor.orders().await?;
    visitor.sees_surveys(1).await?;
    visitor.takes_a_picture_from_the_top(&file("2-confirmation")).await?;
    visitor.takes_the_choice(0).await?;
    visitor.takes_a_picture(&file("3-first")).await?;
    visitor.continues().await?;
    visitor.takes_the_choice(3).await?;
    visitor.takes_a_picture(&file("4-nps")).await?;
    visitor.continues().await?;
    visitor.writes("Chipped. Call 0170 1234567 or write to me@mail.example").await?;
    visitor.takes_a_picture(&file("5-masked")).await?;
    visitor.continues().await?;
    visitor.takes_the_choice(1).await?;
    visitor.takes_a_picture(&file("6-rating")).await?;
    visitor.continues().await?;
    visitor.takes_the_choice(2).await?;
    visitor.takes_a_picture(&file("7-choice")).await?;
    visitor.continues().await?;
    visitor.is_thanked().await?;
    visitor.page_is_told("sent").await?;
    visitor.takes_a_picture(&file("8-thanks")).await?;
    visitor.leaves().await
}

/// The error on a required question, on a page without any style of its own, and an outage.
async fn required(shop: &Shop, look: Look, file: &dyn Fn(&str) -> PathBuf) -> Story {
    let visitor = shop.land_on(Page::RequiredFirst).await?;
    visitor.looks(look).await?;
    visitor.sees_surveys(1).await?;
    visitor.continues().await?;
    visitor.is_held_back_with("Please choose an answer before going on.").await?;
    visitor.takes_a_picture(&file("9-error")).await?;
    visitor.leaves().await?;

    let visitor = shop.land_on(Page::Private).await?;
    visitor.looks(look).await?;
    visitor.is_asked("How satisfied are you with your order?").await?;
    visitor.continues().await?;
    visitor.is_asked("How likely are you to recommend us to a friend or colleague?").await?;
    visitor.rates(9).await?;
    visitor.continues().await?;
    visitor.is_asked("How easy was it to order?").await?;
    visitor.continues().await?;
    visitor.is_asked("How did you find us?").await?;
    shop.collector.goes_down().await;
    visitor.continues().await?;
    visitor.is_told("No connection.").await?;
    visitor.takes_a_picture(&file("9-kept")).await?;
    shop.collector.comes_back().await?;
    visitor.leaves().await
}

/// The page on which a survey is made, with a mistake, and what is taken away from it.
async fn builder(shop: &Shop, look: Look, file: &dyn Fn(&str) -> PathBuf) -> Story {
    let owner = shop.owner_makes_a_survey().await?;
    owner.looks(look).await?;
    owner.reads("quick").await?;
    owner.takes_a_picture_from_the_top(&file("1-start")).await?;
    owner.presses_the_button("after-delivery").await?;
    owner.fills("Shown if", "nobody = 1").await?;
    owner.is_corrected_at("Shown if", "nobody is not").await?;
    owner.takes_a_picture_of_the_whole_page(&file("2-mistake")).await?;
    owner.presses_the_button("Undo").await?;
    if look.size.0 < 600 {
        owner.presses_the_button("Result").await?;
    }
    owner.takes_a_picture_from_the_top(&file("3-preview")).await?;
    owner.presses_the_button("Take away").await?;
    owner.takes_a_picture_from_the_top(&file("4-take-away")).await?;
    owner.leaves().await
}

async fn dashboard(shop: &Shop, look: Look, file: &Path) -> Story {
    let owner = shop.owner_looks().await?;
    owner.looks(look).await?;
    owner.opens("How did we do?").await?;
    owner.reads("It took a while").await?;
    owner.takes_a_picture_of_the_whole_page(file).await?;
    owner.leaves().await
}
