//! What a page's own scripts do with the widget: those of the shop, of its tag manager, its router.

use crate::{Story, Visitor};
use anyhow::ensure;

impl Visitor {
    /// The page puts an `<aftersay-survey>` at its top, long after it was loaded.
    ///
    /// # Errors
    /// When it throws.
    pub async fn lets_the_page_put_an_element(&self, survey: &str, lang: &str) -> Story {
        self.the_page_does(&format!(
            "const late = document.createElement('aftersay-survey');
             late.setAttribute('survey', '{survey}');
             late.setAttribute('lang', '{lang}');
             document.body.prepend(late);"
        ))
        .await
    }

    /// The page puts an element at its top that asks for all that its tag does.
    ///
    /// # Errors
    /// When it throws.
    pub async fn lets_the_page_repeat_the_survey(&self) -> Story {
        self.the_page_does(
            "const late = document.createElement('aftersay-survey');
             const { dataset } = document.querySelector('script[data-endpoint]');
             for (const [name, value] of Object.entries(dataset)) late.setAttribute(name, value);
             document.body.prepend(late);",
        )
        .await
    }

    /// The page takes the first survey away that is on it.
    ///
    /// # Errors
    /// When it throws.
    pub async fn lets_the_page_take_the_first_survey_away(&self) -> Story {
        self.the_page_does("document.querySelector('aftersay-survey').remove()").await
    }

    /// The page moves the survey into another element.
    ///
    /// # Errors
    /// When it throws.
    pub async fn lets_the_page_move_the_survey(&self) -> Story {
        self.the_page_does(
            "document.querySelector('h1').before(document.querySelector('aftersay-survey'))",
        )
        .await
    }

    /// A tag manager puts the page's tag there once more, as a new element.
    ///
    /// # Errors
    /// When it throws.
    pub async fn lets_the_page_put_the_tag(&self) -> Story {
        self.the_page_does(
            "const tag = document.createElement('script');
             const { src, dataset } = document.querySelector('script[data-survey]');
             Object.assign(tag.dataset, dataset);
             document.body.append(tag);
             tag.src = src;",
        )
        .await
    }

    /// A shop that is one page goes on to another route, as its router does: it changes the address
    /// and takes off what stood there, the survey with it.
    ///
    /// # Errors
    /// When the widget has put itself between the page and its history.
    pub async fn lets_the_page_change_its_route(&self) -> Story {
        let native = "return [history.pushState, history.replaceState].every((one) =>
            String(one).includes('[native code]')) && !Object.hasOwn(history, 'pushState')";
        ensure!(self.script(native).await? == true, "history is not the browser's own any more");
        self.the_page_does(
            "history.pushState({}, '', '/another/route');
             document.querySelector('aftersay-survey').remove();",
        )
        .await
    }
}
