//! For how long a page is held up by the survey on it, on a processor that is four times slower.

use e2e::{Page, Policy, Shop, Story};

/// Page loads a row.
const N_LOADS: usize = 10;

#[tokio::main]
async fn main() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::OnCall).await?;
    visitor.is_slower_by(4).await?;
    println!(
        "at a quarter of this processor's speed, tasks of more than 50 ms in {N_LOADS} page loads:"
    );
    for (case, page) in [
        ("without a survey", Page::OnCall),
        ("with a survey", Page::ReadyMade("quick")),
        ("with a survey that asks by a model", Page::ReadyMade("kano")),
        ("with a survey, without WebAssembly", Page::Guarded(Policy::NoWebAssembly, "quick")),
    ] {
        let mut held_ms = Vec::new();
        for _ in 0..N_LOADS {
            shop.sends(&visitor, page).await?;
            if page == Page::OnCall {
                visitor.reads("Thank you for your order").await?;
            } else {
                visitor.takes_the_choice(1).await?;
            }
            held_ms.extend(visitor.was_held_up().await?);
        }
        let longest_ms = held_ms.iter().max().copied().unwrap_or_default();
        println!("  {case:<40} {:>3}  the longest {longest_ms:>4} ms", held_ms.len());
    }
    visitor.leaves().await
}
