//! What assistive technology is told of a page, and what stands in somebody's way.

use crate::wait::until;
use crate::{Story, Visitor, given};
use anyhow::{Context as _, ensure};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::fs;

/// The least side of what is to be hit, in CSS pixels (WCAG 2.2, 2.5.5).
const TARGET_PX: f64 = 44.0;

impl Visitor {
    /// Sees that everything on a page of the gallery is in its state.
    pub(crate) async fn sees_everything_there(&self) -> Story {
        until("everything in its state", async || {
            let busy = "return document.querySelector('main').ariaBusy";
            ensure!(self.script(busy).await?.is_null(), "events: {}", self.events().await?);
            Ok(())
        })
        .await
    }

    /// Finds nothing on the page that axe-core, the checker of accessibility, objects to: neither
    /// to the guidelines nor to what it knows as good practice.
    ///
    /// # Errors
    /// Every objection, with what it is about.
    pub async fn meets_no_barrier(&self) -> Story {
        let axe = given("AFTERSAY_AXE")?;
        let axe = fs::read_to_string(&axe).with_context(|| axe.clone())?;
        self.script(&axe).await?;
        let run = "
            const done = arguments[arguments.length - 1];
            axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
                done(violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary, html }) =>
                    `${id} at ${target.flat()}: ${failureSummary} ${html}`))), (error) => done([String(error)]));";
        let barriers = self.browser.client.execute_async(run, vec![]).await?;
        let barriers: Vec<_> = barriers.as_array().into_iter().flatten().collect();
        ensure!(barriers.is_empty(), "{} barriers: {barriers:#?}", barriers.len());
        Ok(())
    }

    /// Finds everything on the cards that can be pressed large enough for a thumb.
    ///
    /// # Errors
    /// What is too small, with its size.
    pub async fn can_hit_everything(&self) -> Story {
        let small = "
            const [least] = arguments;
            // A line of text sets its links' height, and the guideline lets it.
            const aims = '.choice, button, .text, [role=slider], [type=range]';
            return [...document.querySelectorAll('aftersay-survey')].flatMap((host) =>
                [...host.shadowRoot.querySelectorAll(aims)].flatMap((aim) => {
                    const { width, height } = aim.getBoundingClientRect();
                    const fits = aim.closest('[hidden]') || Math.min(width, height) > least - 0.01;
                    return fits ? [] : [`${host.parentElement.id} ${aim.className} ${width}x${height}`];
                }));";
        let least = vec![json!(TARGET_PX)];
        let small = self.browser.client.execute(small, least).await?;
        ensure!(small == json!([]), "too small to hit: {small:#}");
        Ok(())
    }

    /// Finds that the page is not wider than the window.
    ///
    /// # Errors
    /// By how much it is.
    pub async fn need_not_scroll_sideways(&self) -> Story {
        let over =
            "const page = document.documentElement; return page.scrollWidth - page.clientWidth";
        let over = self.script(over).await?;
        ensure!(over == json!(0), "the page is {over} px too wide");
        Ok(())
    }

    /// Hears these from a screen reader, in this order, whatever comes between: role and name of
    /// each as the browser tells them, then its states and, in parentheses, its description.
    ///
    /// # Errors
    /// All that there is to hear.
    pub async fn hears(&self, lines: &[&str]) -> Story {
        until("a screen reader to say so", async || {
            let heard = self.heard().await?;
            let mut rest = heard.iter();
            for line in lines {
                ensure!(rest.any(|said| said == line), "{line:?} is not said in {heard:#?}");
            }
            Ok(())
        })
        .await
    }

    async fn heard(&self) -> Story<Vec<String>> {
        let tree = self.browser.devtools("Accessibility.getFullAXTree", json!({})).await?;
        let nodes = tree["value"]["nodes"].as_array().context("no tree")?;
        let by_id: HashMap<_, _> = nodes.iter().map(|node| (&node["nodeId"], node)).collect();
        let mut said = Vec::new();
        // Parents come before their children, and both in the order of the page.
        let mut open: Vec<_> = nodes.first().into_iter().collect();
        while let Some(node) = open.pop() {
            let children = node["childIds"].as_array().into_iter().flatten().rev();
            open.extend(children.filter_map(|id| by_id.get(id)));
            said.extend(line(node));
        }
        Ok(said)
    }
}

/// A node as it is told; `None` of what is not told, or has nothing to say.
fn line(node: &Value) -> Option<String> {
    let text = |field: &str| node[field]["value"].as_str().unwrap_or_default();
    let (role, name) = (text("role"), text("name"));
    let silent = ["none", "generic", "paragraph", "InlineTextBox", "LabelText", "Legend"];
    if node["ignored"] == true || silent.contains(&role) {
        return None;
    }
    let role = if role == "StaticText" { "text" } else { role };
    let states = node["properties"].as_array().into_iter().flatten().filter_map(|property| {
        let state = property["name"].as_str()?;
        let on = matches!(property["value"]["value"].as_str(), Some("true"))
            || property["value"]["value"] == true;
        (["checked", "invalid", "required", "disabled"].contains(&state) && on)
            .then(|| [", ", state].concat())
    });
    let states: String = states.collect();
    let description = match text("description") {
        "" => String::new(),
        description => format!(" ({description})"),
    };
    Some(format!("{role} {name}{states}{description}"))
}
