//! Whatever the network, the collector and the visitor do: what was sent is stored, and once.

use anyhow::{Context as _, ensure};
use e2e::{Fault, Page, Power, Shop, Story, Visitor, can};
use std::collections::HashSet;

const PAGE: Page = Page::ReadyMade("quick");
const FIRST: &str = "Overall, how satisfied are you with this order?";
const ARRIVED: &str = "Your answers have arrived.";

/// One shop and one browser for all rows, and what has come of these so far.
struct Matrix {
    shop: Shop,
    visitor: Visitor,
    n_stored: u64,
    n_finished: u64,
    n_posts: usize,
}

impl Matrix {
    async fn answers(&self) -> Story {
        self.visitor.is_asked(FIRST).await?;
        self.visitor.takes_the_choice(3).await?;
        self.visitor.goes_on_to_the_end().await
    }

    async fn lands(&self) -> Story {
        self.shop.sends(&self.visitor, PAGE).await?;
        self.visitor.is_asked(FIRST).await
    }

    /// Lands on a page, and answers the first question and no other.
    async fn answers_one_question(&self) -> Story {
        self.lands().await?;
        self.visitor.takes_the_choice(3).await?;
        self.visitor.continues().await?;
        self.visitor.is_asked("What should we know?").await
    }

    /// Lands on a page, answers to the end, and meets these on the way.
    async fn answers_and_meets(&self, faults: &[Fault]) -> Story {
        self.lands().await?;
        for &fault in faults {
            self.shop.collector.meets(fault);
        }
        self.answers().await
    }

    async fn leaves(&self, out_of_the_shop: bool) -> Story {
        if out_of_the_shop {
            return self.visitor.goes_away().await;
        }
        self.shop.sends(&self.visitor, Page::OnCall).await
    }

    /// Is told that the answers wait, and gives the page a reason to try again.
    async fn tries_again(&self, n_kept: usize) -> Story {
        for n in 1..=n_kept {
            while self.visitor.page_is_told("kept").await?.len() < n {
                tokio::task::yield_now().await;
            }
            self.visitor.returns_to_the_tab().await?;
        }
        self.visitor.is_told(ARRIVED).await
    }

    /// Holds the store to what it has to have gained, and prints the row.
    async fn row(&mut self, case: &str, n_visits: usize, finished: u64, parts: u64) -> Story {
        self.n_stored += finished + parts;
        self.n_finished += finished;
        let stored = self.shop.collector.receives_to("quick", self.n_stored).await;
        stored.with_context(|| {
            let posts =
                self.shop.collector.submissions().map(|mut all| all.split_off(self.n_posts));
            format!("{case}: posted {posts:?}")
        })?;
        let n_finished = self.shop.collector.n_finished("quick").await?;
        ensure!(n_finished == self.n_finished, "{case}: {n_finished} are whole");
        let posts = self.shop.collector.submissions()?.split_off(self.n_posts);
        self.n_posts += posts.len();
        let ids: HashSet<_> = posts.iter().map(|post| &post.id).collect();
        ensure!(ids.len() <= n_visits, "{case}: one visit goes by several ids: {posts:?}");
        let of = if 0 < parts { "in part" } else { "" };
        println!("{case:<56} {n_visits:>6} {:>6} {:>7} {of}", posts.len(), finished + parts);
        Ok(())
    }
}

#[tokio::test]
async fn whatever_happens_on_the_way_what_was_sent_is_stored_once() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(PAGE).await?;
    let mut all = Matrix { shop, visitor, n_stored: 0, n_finished: 0, n_posts: 0 };
    println!("{:<56} {:>6} {:>6} {:>7}", "on the way", "visits", "posts", "stored");
    answers_meet_trouble(&mut all).await?;
    collectors_come_and_go(&mut all).await?;
    visitors_come_and_go(&mut all).await?;
    all.visitor.leaves().await
}

async fn answers_meet_trouble(all: &mut Matrix) -> Story {
    for (case, faults, n_kept) in [
        ("nothing", &[][..], 0),
        ("delivered twice", &[Fault::Twice], 0),
        ("reset before the collector has it", &[Fault::CutBefore], 1),
        ("reset once it is stored", &[Fault::CutAfter], 1),
        ("reset once it is stored, three times", &[Fault::CutAfter; 3], 3),
        ("an answer that breaks off", &[Fault::HalfAnswer], 1),
        ("408", &[Fault::Answer(408)], 1),
        ("500", &[Fault::Answer(500)], 1),
        (
            "503, then reset, then 502",
            &[Fault::Answer(503), Fault::CutBefore, Fault::Answer(502)],
            3,
        ),
    ] {
        all.answers_and_meets(faults).await.context(case)?;
        all.tries_again(n_kept).await.context(case)?;
        all.row(case, 1, 1, 0).await?;
    }

    all.answers_and_meets(&[Fault::AnswerAndWait(429, 1)]).await?;
    all.visitor.is_told(ARRIVED).await?;
    all.row("429 with Retry-After, and the page tries on its own", 1, 1, 0).await?;

    all.answers_and_meets(&[Fault::Answer(413)]).await?;
    all.visitor.is_told("Your answers could not be delivered.").await?;
    all.visitor.returns_to_the_tab().await?;
    all.row("413 is final, and the visitor is told", 1, 0, 0).await?;

    all.answers_and_meets(&[Fault::Held]).await?;
    all.visitor.is_thanked().await?;
    all.shop.collector.releases();
    all.visitor.is_told(ARRIVED).await?;
    all.row("slow, and the visitor is thanked meanwhile", 1, 1, 0).await
}

async fn collectors_come_and_go(all: &mut Matrix) -> Story {
    all.lands().await?;
    all.shop.collector.goes_down().await;
    all.answers().await?;
    all.visitor.page_is_told("kept").await?;
    all.shop.collector.comes_back().await?;
    all.tries_again(1).await?;
    all.row("connections refused, and taken again", 1, 1, 0).await?;

    if can(Power::Offline)? {
        all.lands().await?;
        all.visitor.has_a_network(false).await?;
        all.answers().await?;
        all.visitor.page_is_told("kept").await?;
        all.visitor.has_a_network(true).await?;
        all.visitor.is_told(ARRIVED).await?;
        all.row("offline, and back", 1, 1, 0).await?;
    }

    all.answers_and_meets(&[Fault::CutAfter]).await?;
    all.visitor.page_is_told("kept").await?;
    all.shop.collector.is_killed_and_starts_again().await?;
    all.tries_again(1).await?;
    all.row("collector killed once it is stored, and started again", 1, 1, 0).await?;

    all.answers_and_meets(&[Fault::Held]).await?;
    all.shop.collector.is_killed_and_starts_again().await?;
    all.shop.collector.releases();
    all.visitor.is_told(ARRIVED).await?;
    all.row("collector killed before it has it, and started again", 1, 1, 0).await
}

async fn visitors_come_and_go(all: &mut Matrix) -> Story {
    all.lands().await?;
    all.visitor.takes_the_choice(3).await?;
    all.visitor.goes_away().await?;
    all.row("page left before going on from an answer", 1, 0, 0).await?;

    all.answers_and_meets(&[Fault::Held]).await?;
    all.visitor.goes_away().await?;
    all.shop.collector.releases();
    all.row("page left while it is on its way", 1, 1, 0).await?;

    for out_of_the_shop in [false, true] {
        if out_of_the_shop && !can(Power::SendsWhileLeft)? {
            continue;
        }
        let whereto = if out_of_the_shop { "elsewhere" } else { "the shop's next" };
        all.answers_one_question().await?;
        all.leaves(out_of_the_shop).await?;
        all.row(&format!("page left for {whereto} after the first answer"), 1, 0, 1).await?;

        all.answers_and_meets(&[Fault::Answer(503)]).await?;
        all.visitor.page_is_told("kept").await?;
        all.leaves(out_of_the_shop).await?;
        all.row(&format!("page left for {whereto} before another try"), 1, 1, 0).await?;
    }

    if can(Power::KeptPages)? {
        all.answers_one_question().await?;
        all.visitor.goes_away().await?;
        all.visitor.comes_back_to_the_page_as_it_was().await?;
        all.visitor.goes_on_to_the_end().await?;
        all.visitor.is_told(ARRIVED).await?;
        all.row("page left in the middle, and come back to as it was", 1, 1, 0).await?;
    }

    all.lands().await?;
    all.visitor.opens_a_second_tab().await?;
    all.answers_and_meets(&[]).await?;
    all.visitor.is_told(ARRIVED).await?;
    all.visitor.closes_the_second_tab().await?;
    all.answers().await?;
    all.visitor.is_told(ARRIVED).await?;
    all.row("two tabs, two visits", 2, 2, 0).await
}
