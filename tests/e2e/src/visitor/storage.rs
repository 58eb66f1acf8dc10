//! What a visitor's browser keeps from one page to the next.

use super::Visitor;
use crate::Story;
use crate::wait::until;
use anyhow::{Context as _, ensure};
use serde_json::{Value, json};

/// Finds what is kept under keys of ours: `[where, sort, key, text]`.
const KEPT: &str = "
    return ['session', 'local'].flatMap((where) => {
      const storage = window[where + 'Storage'];
      return Object.keys(storage).map((key) => [where, key.split(':')[1], key, storage.getItem(key)]);
    }).sort();";

impl Visitor {
    /// Loads the page anew, as by the browser's own button.
    ///
    /// # Errors
    /// When the browser does not.
    pub async fn reloads(&self) -> Story {
        self.browser.client.refresh().await?;
        self.browser.watch().await
    }

    /// What its storages hold, each as where and what: `session draft`.
    ///
    /// # Errors
    /// When they are out of reach.
    pub async fn keeps(&self) -> Story<Vec<String>> {
        let kept = self.script(KEPT).await?;
        let text = |value: &Value| value.as_str().unwrap_or("foreign").to_owned();
        let told = kept.as_array().into_iter().flatten();
        Ok(told.map(|kept| format!("{} {}", text(&kept[0]), text(&kept[1]))).collect())
    }

    /// Waits until its storages hold exactly this.
    ///
    /// # Errors
    /// When they hold anything else.
    pub async fn comes_to_keep(&self, sorts: &[&str]) -> Story {
        until(&format!("{sorts:?} in the storages"), async || {
            let kept = self.keeps().await?;
            ensure!(kept == sorts, "{kept:?} is there");
            Ok(())
        })
        .await
    }

    /// The text that is kept of this sort.
    ///
    /// # Errors
    /// When there is none.
    pub async fn finds_kept(&self, sort: &str) -> Story<String> {
        let kept = self.script(KEPT).await?;
        let found = kept.as_array().into_iter().flatten().find(|kept| kept[1] == sort);
        let text = found.and_then(|kept| kept[3].as_str().map(str::to_owned));
        text.with_context(|| format!("no {sort} in {kept}"))
    }

    /// The day on which what is kept of this sort was put there, counted as its text has it.
    ///
    /// # Errors
    /// When there is none.
    pub async fn finds_the_day_of(&self, sort: &str) -> Story<i64> {
        let kept: Value = serde_json::from_str(&self.finds_kept(sort).await?)?;
        kept["day"].as_i64().with_context(|| format!("no day in {kept}"))
    }

    /// Lets somebody else put a text where something of this sort is kept.
    ///
    /// # Errors
    /// When nothing is.
    pub async fn finds_somebody_has_put(&self, sort: &str, text: &str) -> Story {
        let kept = self.script(KEPT).await?;
        let found = kept.as_array().into_iter().flatten().find(|kept| kept[1] == sort);
        let found = found.with_context(|| format!("no {sort} in {kept}"))?;
        let put = "window[arguments[0] + 'Storage'].setItem(arguments[1], arguments[2]);";
        let given = vec![found[0].clone(), found[2].clone(), json!(text)];
        self.browser.client.execute(put, given).await?;
        Ok(())
    }
}
