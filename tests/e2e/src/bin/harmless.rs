//! For how long a page is held up by the survey on it, on a processor that is four times slower.

use e2e::{Page, Policy, Shop, Story};

/// Visits a row.
const N_VISITS: usize = 10;

#[tokio::main]
async fn main() -> Story {
    let shop = Shop::open().await?;
    println!(
        "{N_VISITS} visits, each by a new browser, at a quarter of this processor's speed, from the page's load to the survey's \
         removal: tasks of more than 50 ms, the longest, and the longest stretch of the widget's own"
    );
    for (case, page) in [
        ("without a survey", Page::OnCall),
        ("with a survey", Page::ReadyMade("quick")),
        ("with a survey that asks by a model", Page::ReadyMade("kano")),
        ("with a survey, without WebAssembly", Page::Guarded(Policy::NoWebAssembly, "quick")),
    ] {
        let (mut held_ms, mut ours_ms) = (Vec::new(), Vec::new());
        for _ in 0..N_VISITS {
            let visitor = shop.enter().await?;
            visitor.is_slower_by(4).await?;
            shop.sends(&visitor, page).await?;
            if page == Page::OnCall {
                visitor.reads("Thank you for your order").await?;
            } else {
                visitor.takes_the_choice(1).await?;
                if page == Page::ReadyMade("kano") {
                    visitor.takes_the_choice(9).await?;
                }
                visitor.goes_on_to_the_end().await?;
                visitor.is_thanked().await?;
            }
            visitor.lets_the_page_call("destroy").await?;
            let (held, ours) = visitor.was_held_up().await?;
            held_ms.extend(held);
            ours_ms.extend(ours);
            visitor.leaves().await?;
        }
        let n_held = held_ms.len();
        let [longest, of_ours] =
            [held_ms, ours_ms].map(|times| times.into_iter().max().unwrap_or(0));
        println!("  {case:<36} {n_held:>3} {longest:>5} ms {of_ours:>5} ms");
    }
    Ok(())
}
