//! Pages that guard themselves, and browsers that lack something: the answers arrive all the same.

use anyhow::Context as _;
use e2e::{Page, Policy, Power, Shop, Story, Visitor, can};

/// What a policy without leave for modules reports, where it reports that; there is no way to ask but
/// to try.
fn reports() -> Story<&'static [&'static str]> {
    Ok(if can(Power::RefusalReports)? { &["script-src wasm-eval"] } else { &[] })
}

/// Answers the first question and goes on to the end; this far every policy has to let it come.
async fn answers(visitor: &Visitor) -> Story {
    visitor.takes_the_choice(3).await?;
    visitor.goes_on_to_the_end().await?;
    visitor.is_told("Your answers have arrived.").await
}

#[tokio::test]
async fn under_every_policy_the_answers_arrive() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::Private).await?;
    let mut n_stored = 0;
    let reports = reports()?;
    let mut policies = vec![
        (Policy::Documented, false),
        (Policy::TrustedTypes, false),
        (Policy::Nonce, false),
        (Policy::Isolated, false),
        (Policy::Integrity, false),
        (Policy::Sandboxed, false),
    ];
    if shop.has_a_fallback()? {
        let without =
            [Policy::NoWebAssembly, Policy::TrustedTypesNoWebAssembly, Policy::OldBrowser];
        policies.extend(without.map(|policy| (policy, true)));
    }
    for (policy, falls_back) in policies {
        let n_before = shop.collector.n_asked_for("aftersay.fallback.js");
        shop.sends(&visitor, Page::Guarded(policy, "quick")).await?;
        if policy == Policy::Sandboxed {
            visitor.looks_into_the_frame().await?;
        }
        answers(&visitor).await.with_context(|| format!("{policy:?}"))?;
        n_stored += 1;
        shop.collector.receives_to("quick", n_stored).await?;
        let fell_back = n_before < shop.collector.n_asked_for("aftersay.fallback.js");
        assert_eq!(fell_back, falls_back, "{policy:?}");
        let refused = if falls_back && policy != Policy::OldBrowser { reports } else { &[] };
        if policy == Policy::Sandboxed {
            // What sees everything else does not see into such a frame; the console does.
            assert_eq!(visitor.console_of_the_widget().await?.len(), 0, "{policy:?}");
        } else {
            visitor.finds_refused(refused).await.with_context(|| format!("{policy:?}"))?;
        }
        println!("{:<28} stored {n_stored}, refused {refused:?}", format!("{policy:?}"));
    }
    visitor.leaves().await
}

#[tokio::test]
async fn without_webassembly_models_are_asked_and_scored_alike() -> Story {
    let shop = Shop::open().await?;
    if !shop.has_a_fallback()? {
        return Ok(());
    }
    let visitor = shop.land_on(Page::Guarded(Policy::NoWebAssembly, "kano")).await?;
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
    assert_eq!(shop.collector.n_asked_for("models.mjs"), 0, "the fallback is one file");
    visitor.leaves().await
}

#[tokio::test]
async fn where_no_core_can_be_had_the_page_is_told_once_and_stays_as_it_was() -> Story {
    let shop = Shop::open().await?;
    for (case, lacking, page) in [
        ("no module", "aftersay_bg.wasm", Page::Guarded(Policy::Documented, "quick")),
        ("no fallback", "aftersay.fallback.js", Page::Guarded(Policy::NoWebAssembly, "quick")),
        ("no core", "core.mjs", Page::Guarded(Policy::Documented, "quick")),
    ] {
        shop.collector.lacks(lacking);
        let visitor = shop.land_on(page).await?;
        let told = visitor.page_is_told("error").await?;
        assert_eq!(told.len(), 1, "{case}: {told:?}");
        assert!(told.concat().contains(r#""code":"module""#), "{case}: {told:?}");
        let console = visitor.console_of_the_widget().await?;
        let ours = console.iter().filter(|line| line.contains("aftersay: module: ")).count();
        assert_eq!(ours, 1, "{case}: {console:?}");
        visitor.sees_surveys(0).await?;
        let refused = if case == "no fallback" { reports()? } else { &[] };
        visitor.finds_refused(refused).await.with_context(|| case)?;
        visitor.leaves().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_script_of_another_digest_does_not_run() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::Guarded(Policy::OtherIntegrity, "quick")).await?;
    visitor.reads("Thank you for your order").await?;
    visitor.sees_surveys(0).await?;
    visitor.finds_nothing_thrown().await?;
    assert_eq!(shop.collector.n_asked_for("core.mjs"), 0);
    visitor.leaves().await
}
