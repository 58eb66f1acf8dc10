//! The owner who makes a survey: the page called the builder.

use super::Visitor;
use crate::Story;
use crate::wait::until;
use anyhow::{Context as _, ensure};
use fantoccini::Locator;
use fantoccini::elements::Element;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Making a survey.
impl Visitor {
    /// Presses the button, or chooses the tab or the part of the survey, that begins with this text.
    ///
    /// # Errors
    /// When there is none.
    pub async fn presses_the_button(&self, text: &str) -> Story {
        let path = format!("//button[starts-with(normalize-space(.), {text:?})]");
        let found = until(&format!("a button {text:?}"), async || {
            for button in self.browser.client.find_all(Locator::XPath(&path)).await? {
                if button.is_displayed().await? {
                    return Ok(button);
                }
            }
            anyhow::bail!("there is none")
        })
        .await?;
        Ok(found.click().await?)
    }

    /// Ticks the box whose label begins with this text.
    ///
    /// # Errors
    /// When there is none.
    pub async fn ticks_the_box(&self, text: &str) -> Story {
        let path = format!("//label[starts-with(normalize-space(.), {text:?})]/input");
        Ok(self.browser.client.find(Locator::XPath(&path)).await?.click().await?)
    }

    /// Begins with the survey in a file.
    ///
    /// # Errors
    /// When the page asks for none.
    pub async fn begins_with_the_file(&self, file: &Path) -> Story {
        let path = file.to_str().context("a path that is not UTF-8")?;
        Ok(self.finds("input[type=file]").await?.send_keys(path).await?)
    }

    /// Edits the question that is listed by this text.
    ///
    /// # Errors
    /// When it is not listed.
    pub async fn edits(&self, question: &str) -> Story {
        let path = format!("//nav//button[.//span[normalize-space(.) = {question:?}]]");
        let entry = || self.browser.client.find(Locator::XPath(&path));
        // WebKit may bring what has the focus into sight a moment later, and the click goes elsewhere.
        until(&format!("{question:?} to be the one that is edited"), async || {
            entry().await?.click().await?;
            let current = entry().await?.attr("aria-current").await?;
            ensure!(current.as_deref() == Some("true"), "it is {current:?}");
            Ok(())
        })
        .await
    }

    /// Writes this into the field of this label, in place of what stands there.
    ///
    /// # Errors
    /// When there is no such field.
    pub async fn fills(&self, label: &str, text: &str) -> Story {
        let field = self.field(label).await?;
        field.clear().await?;
        Ok(field.send_keys(text).await?)
    }

    /// Picks an option in the field of this label.
    ///
    /// # Errors
    /// When there is no such field, or no such option in it.
    pub async fn picks(&self, label: &str, option: &str) -> Story {
        Ok(self.field(label).await?.select_by_label(option).await?)
    }

    /// Is told at the field of this label, and to screen readers too, what is wrong there.
    ///
    /// # Errors
    /// When it says anything else.
    pub async fn is_corrected_at(&self, label: &str, message: &str) -> Story {
        until(&format!("{label:?} to be corrected"), async || {
            let field = self.field(label).await?;
            let invalid = field.attr("aria-invalid").await?;
            let described = field.attr("aria-describedby").await?.unwrap_or_default();
            let mut told = String::new();
            for id in described.split(' ') {
                told += &self.finds(&format!("#{id}")).await?.text().await?;
            }
            ensure!(invalid.as_deref() == Some("true") && told.contains(message), "{told:?}");
            Ok(())
        })
        .await
    }

    /// Is warned right below the field or the group of fields of this name.
    ///
    /// # Errors
    /// When it says anything else there.
    pub async fn is_warned_in(&self, name: &str, message: &str) -> Story {
        let path = format!(
            "//*[self::label or self::legend][normalize-space(.) = {name:?}]/..\
             /*[contains(@class, 'mistake')]/*[contains(@class, 'warning')]"
        );
        until(&format!("a warning in {name:?}"), async || {
            let mut told = String::new();
            for warning in self.browser.client.find_all(Locator::XPath(&path)).await? {
                told += &warning.text().await?;
            }
            ensure!(told.contains(message), "{told:?}");
            Ok(())
        })
        .await
    }

    /// Goes into the frame in which the survey can be tried, once it shows what was written.
    ///
    /// # Errors
    /// When it does not.
    pub async fn tries_the_preview(&self) -> Story {
        self.finds(".frame[aria-busy=false]").await?;
        Ok(self.finds("iframe").await?.enter_frame().await?)
    }

    /// Comes back from the frame.
    ///
    /// # Errors
    /// When the browser does not.
    pub async fn comes_back_from_the_preview(&self) -> Story {
        Ok(self.browser.client.clone().enter_parent_frame().await?)
    }

    /// Takes the survey file away, into this folder.
    ///
    /// # Errors
    /// When no file of this name arrives.
    pub async fn takes_the_file_away(&self, folder: &Path, name: &str) -> Story<PathBuf> {
        let path = folder.to_string_lossy();
        let allowed = json!({"behavior": "allow", "downloadPath": path});
        self.browser.devtools("Browser.setDownloadBehavior", allowed).await?;
        self.presses_the_button("Take away").await?;
        self.presses_the_button("Download").await?;
        let file = folder.join(name);
        until(&format!("{} to arrive", file.display()), async || {
            ensure!(file.is_file(), "it is not there");
            Ok(file.clone())
        })
        .await
    }

    async fn field(&self, label: &str) -> Story<Element> {
        let path = format!("//label[normalize-space(.) = {label:?}]");
        let label = until(&format!("a field {label:?}"), async || {
            Ok(self.browser.client.find(Locator::XPath(&path)).await?)
        })
        .await?;
        let id = label.attr("for").await?.context("a label without a field")?;
        self.finds(&format!("#{id}")).await
    }
}

/// What `aftersay check` of the server that is shipped says of a survey file.
///
/// # Errors
/// When it is none, with every mistake in it.
pub fn check(file: &Path) -> Story<String> {
    let checked = Command::new(crate::given("AFTERSAY_BIN")?).arg("check").arg(file).output()?;
    ensure!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    Ok(String::from_utf8(checked.stdout)?)
}
