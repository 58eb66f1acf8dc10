//! A visitor before a plain form, in a browser that runs no scripts.

use super::Visitor;
use crate::Story;
use crate::wait::until;
use anyhow::{Context as _, bail, ensure};
use fantoccini::Locator;
use fantoccini::elements::Element;
use serde_json::json;

impl Visitor {
    /// Runs no scripts from now on.
    ///
    /// # Errors
    /// When the browser does not let it be.
    pub(crate) async fn runs_no_scripts(&self) -> Story {
        let disabled = json!({"value": true});
        self.browser.devtools("Emulation.setScriptExecutionDisabled", disabled).await?;
        Ok(())
    }

    /// Reads this on the form, or on the page that follows it.
    ///
    /// # Errors
    /// When it is not there.
    pub async fn is_told_plainly(&self, text: &str) -> Story {
        until(&format!("the page to say {text:?}"), async || {
            let said = self.finds("main").await?.text().await?;
            ensure!(said.contains(text), "it says {said:?}");
            Ok(())
        })
        .await
    }

    /// Sees no form where the widget runs.
    ///
    /// # Errors
    /// When it is in sight.
    pub async fn sees_no_form(&self) -> Story {
        let form = self.finds(".plain").await?;
        ensure!(!form.is_displayed().await?, "the form is in sight");
        Ok(())
    }

    /// Makes a choice in the form.
    ///
    /// # Errors
    /// When the form does not ask that, or does not offer it.
    pub async fn ticks(&self, question: &str, label: &str) -> Story {
        for choice in self.question(question).await?.find_all(Locator::Css(".choice")).await? {
            if choice.find(Locator::Css("span")).await?.text().await? == label {
                return Ok(choice.click().await?);
            }
        }
        bail!("{label:?} is not offered to {question:?}")
    }

    /// Finds this choice still made.
    ///
    /// # Errors
    /// When it is not.
    pub async fn finds_ticked(&self, question: &str, label: &str) -> Story {
        let made = Locator::Css(".choice:has(:checked) span");
        let made = self.question(question).await?.find(made).await;
        let made = made.with_context(|| format!("nothing is chosen at {question:?}"))?;
        let text = made.text().await?;
        ensure!(text == label, "{text:?} is chosen");
        Ok(())
    }

    /// Is told this right beside a question.
    ///
    /// # Errors
    /// When something else is there, or nothing.
    pub async fn is_told_beside(&self, question: &str, error: &str) -> Story {
        until(&format!("an error at {question:?}"), async || {
            let told = self.question(question).await?.find(Locator::Css(".error")).await?;
            let told = told.text().await?;
            ensure!(told == error, "it is {told:?}");
            Ok(())
        })
        .await
    }

    /// Writes into the only field for text.
    ///
    /// # Errors
    /// When there is none.
    pub async fn fills_in(&self, text: &str) -> Story {
        Ok(self.finds("textarea").await?.send_keys(text).await?)
    }

    /// Sends the form.
    ///
    /// # Errors
    /// When it cannot be sent.
    pub async fn sends_the_form(&self) -> Story {
        Ok(self.finds("button.next").await?.click().await?)
    }

    async fn question(&self, question: &str) -> Story<Element> {
        self.finds(".questions").await?;
        let mut asked = Vec::new();
        for field in self.browser.client.find_all(Locator::Css(".field")).await? {
            let prompt = field.find(Locator::Css("legend, label")).await?.text().await?;
            if prompt == question {
                return Ok(field);
            }
            asked.push(prompt);
        }
        bail!("{question:?} is not asked, but {asked:?}")
    }
}
