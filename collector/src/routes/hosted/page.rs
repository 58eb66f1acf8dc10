//! The hosted page: cards as the widget draws them, one below the other, and what stands around.

use super::form::{Block, Form, ID, SEED, SHOWN, VERSION, named, value};
use aftersay::locale::{Direction, Locale};
use aftersay::survey::{Step, Survey};
use aftersay::view::{Button, Control, Farewell, Field, Layout};
use maud::{DOCTYPE, Markup, html};

/// What a form says first.
pub(super) enum Note<'a> {
    /// Nothing.
    None,
    /// Something that goes on from here.
    Status(&'a str),
    /// Something that went wrong.
    Alert(&'a str),
}

/// The form with the cards of `steps`; what was sent for others goes along unseen.
pub(super) fn form(form: &Form<'_>, steps: &[Step], note: &Note<'_>, has_widget: bool) -> Markup {
    let Form { survey, locale, .. } = form;
    let blocks: Vec<_> = steps.iter().filter_map(|step| form.block(*step)).collect();
    let mut shown = form.shown.clone();
    shown.extend(steps);
    shown.sort();
    shown.dedup();
    let shown: Vec<_> = shown.into_iter().map(named).collect();
    let promise = blocks.first().map(|block| block.card.promise.as_str());
    let title = title(survey, locale);
    let content = html! {
        section.card.plain aria-label=(title) {
            @if let Some(title) = &survey.title { p.title { (title.in_lang(&locale.lang)) } }
            form method="post" action={ "/s/" (survey.id) "?lang=" (locale.lang) } novalidate autocomplete="off" {
                @match note {
                    Note::None => {}
                    Note::Status(text) => p.note role="status" { (text) },
                    Note::Alert(text) => p.error role="alert" { (text) },
                }
                input type="hidden" name=(ID) value=(form.id);
                input type="hidden" name=(VERSION) value=(survey.version);
                input type="hidden" name=(SEED) value=(form.seed);
                input type="hidden" name=(SHOWN) value=(shown.join(" "));
                @for (name, value) in form.sent_beside(steps) {
                    input type="hidden" name=(name) value=(value);
                }
                div.questions {
                    @for (index, block) in blocks.iter().enumerate() { (card(form, block, index)) }
                }
                div.buttons { button.next type="submit" { (locale.word("send")) } }
            }
            @if let Some(promise) = promise { p.promise { (promise) } }
        }
        @if has_widget {
            script async src="/aftersay/aftersay.js" data-survey={ "/v1/surveys/" (survey.id) }
                data-endpoint="/v1/submissions" data-lang=(locale.lang) data-target="main" {}
        }
    };
    frame(&title, locale, has_widget, &content)
}

/// The thanks.
pub(super) fn thanks(survey: &Survey, locale: &Locale, farewell: &Farewell) -> Markup {
    let title = title(survey, locale);
    let content = html! {
        section.card.thanks aria-label=(title) {
            p.prompt role="status" { (farewell.text) }
            @if let Some((href, text)) = &farewell.link {
                a.link href=(href) rel="noreferrer noopener" { (text) }
            }
            @if let Some(delivery) = &farewell.delivery { p.delivery { (delivery) } }
        }
    };
    frame(&title, locale, false, &content)
}

/// What is said where there is no survey.
pub(super) fn unknown(locale: &Locale) -> Markup {
    let said = locale.word("hosted.unknown");
    let content = html! { section.card.thanks { p.prompt { (said) } } };
    frame(said, locale, false, &content)
}

fn title(survey: &Survey, locale: &Locale) -> String {
    let title = survey.title.as_ref().map(|title| title.in_lang(&locale.lang));
    title.unwrap_or_else(|| locale.word("region")).to_owned()
}

/// A page of its own, in the look of the card.
pub(in crate::routes) fn frame(
    title: &str,
    locale: &Locale,
    has_widget: bool,
    content: &Markup,
) -> Markup {
    let direction = match locale.direction {
        Direction::LeftToRight => "ltr",
        Direction::RightToLeft => "rtl",
    };
    html! {
        (DOCTYPE)
        html lang=(locale.lang) dir=(direction) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                title { (title) }
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/s/page.css";
                // Before anything is drawn, so that no form shows where the widget will.
                @if has_widget { script src="/s/page.js" {} }
            }
            body { main { (content) } }
        }
    }
}

fn card(form: &Form<'_>, block: &Block, index: usize) -> Markup {
    let card = &block.card;
    let id = |field: usize| format!("q{index}-{field}");
    let help = card.help.as_ref().map(|help| (format!("q{index}-help"), help));
    let error = block.error.as_ref().map(|error| (format!("q{index}-error"), error));
    let described = |own: Option<String>| {
        let help = help.as_ref().map(|(id, _)| id.clone());
        let error = error.as_ref().map(|(id, _)| id.clone());
        let ids: Vec<_> = [help, own, error].into_iter().flatten().collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    };
    let field = |at: usize, field: &Field, class: &str| {
        let (name, error) = block.fields.get(at)?;
        let prompt = field.prompt.as_ref().unwrap_or(&card.heading);
        let error_id = error.as_ref().map(|_| format!("{}-error", id(at)));
        let drawn = Drawn {
            id: id(at),
            name,
            prompt,
            class,
            described: described(error_id.clone()),
            is_wrong: error.is_some() || block.error.is_some(),
            sent: form.sent(name),
        };
        Some(html! {
            div.field {
                (control(&drawn, &field.control))
                @if let Some(button) = &field.apart { (apart(&drawn, &field.control, button)) }
                @if let (Some(id), Some(error)) = (error_id, error) { p.error id=(id) { (error) } }
            }
        })
    };
    let help = html! { @if let Some((id, help)) = &help { p.help id=(id) { (help) } } };
    let error = html! { @if let Some((id, error)) = &error { p.error id=(id) { (error) } } };
    match card.fields.as_slice() {
        [alone] if alone.prompt.is_none() => html! {
            div { @if let Some(drawn) = field(0, alone, "prompt") { (drawn) } (help) (error) }
        },
        fields => html! {
            div.fields role="group" aria-labelledby={ "q" (index) } {
                // A question with a field for words beside it stands in its own legend.
                @if fields.iter().all(|field| field.prompt.is_some()) {
                    p.prompt id={ "q" (index) } { (card.heading) }
                }
                (help)
                @for (at, one) in fields.iter().enumerate() {
                    @let class = if one.prompt.is_some() { "item" } else { "prompt" };
                    @if let Some(drawn) = field(at, one, class) { (drawn) }
                }
                (error)
            }
        },
    }
}

/// What a control needs to know beside what the widget's view says of it.
struct Drawn<'a> {
    id: String,
    name: &'a str,
    prompt: &'a str,
    /// The look of the prompt.
    class: &'a str,
    described: Option<String>,
    is_wrong: bool,
    sent: Vec<&'a str>,
}

fn control(drawn: &Drawn<'_>, control: &Control) -> Markup {
    let Drawn { id, name, prompt, class, described, is_wrong, sent } = drawn;
    let invalid = is_wrong.then_some("true");
    let written = sent.first().copied().unwrap_or_default();
    match control {
        Control::Buttons { layout: Layout::Places, buttons, .. } => html! {
            fieldset role="group" aria-describedby=[described] aria-invalid=[invalid] {
                legend class=(class) { (prompt) }
                div.column {
                    @for (index, button) in buttons.iter().enumerate() {
                        @let chosen = sent.get(index).copied().unwrap_or_default();
                        label.choice {
                            span { (button.label) }
                            select.place name=(name) {
                                option value="" { "–" }
                                @for place in 1..=buttons.len() {
                                    @let place = place.to_string();
                                    option value=(place) selected[chosen == place] { (place) }
                                }
                            }
                        }
                    }
                }
            }
        },
        Control::Buttons { several, layout, buttons, ends } => html! {
            fieldset role=(if *several { "group" } else { "radiogroup" })
                aria-describedby=[described] aria-invalid=[invalid] {
                legend class=(class) { (prompt) }
                // Stars and faces are told by their words.
                div class=(if *layout == Layout::Row { "row" } else { "column" }) {
                    @for button in buttons {
                        @let value = value(button);
                        label.choice {
                            input type=(if *several { "checkbox" } else { "radio" }) name=(name)
                                checked[sent.contains(&&*value)] value=(value);
                            span { (button.label) }
                            @if let Some(hint) = &button.hint { span.hint { ", " (hint) } }
                        }
                    }
                }
                @if let Some((low, high)) = ends {
                    div.ends aria-hidden="true" { span { (low) } span { (high) } }
                }
            }
        },
        Control::Text { max_chars, .. } => html! {
            div.writing {
                label class=(class) for=(id) { (prompt) }
                // A line break right after the tag would be lost, and a text may begin with one.
                textarea.text id=(id) name=(name) rows="4" maxlength=(max_chars) dir="auto"
                    aria-describedby=[described] aria-invalid=[invalid] { "\n" (written) }
            }
        },
        Control::Number { .. } => html! {
            div.writing {
                label class=(class) for=(id) { (prompt) }
                input.text id=(id) name=(name) inputmode="numeric" value=(written)
                    aria-describedby=[described] aria-invalid=[invalid];
            }
        },
        // A line always has its handle somewhere, which would be an answer that nobody gave.
        Control::Slider { scale, ends, .. } => html! {
            div.writing {
                label class=(class) for=(id) {
                    (prompt)
                    @let (low, high) = ends.clone().unwrap_or_default();
                    " (" (scale.min) " " (low) " – " (scale.max) " " (high) ")"
                }
                input.text id=(id) name=(name) inputmode="numeric" value=(written)
                    aria-describedby=[described] aria-invalid=[invalid];
            }
        },
    }
}

/// The way to say that something does not apply.
fn apart(drawn: &Drawn<'_>, control: &Control, button: &Button) -> Markup {
    let value = value(button);
    let is_one = match control {
        Control::Buttons { several, .. } => !several,
        Control::Text { .. } | Control::Number { .. } | Control::Slider { .. } => false,
    };
    html! {
        label.choice.apart {
            input type=(if is_one { "radio" } else { "checkbox" }) name=(drawn.name)
                checked[drawn.sent.contains(&&*value)] value=(value);
            span { (button.label) }
        }
    }
}
