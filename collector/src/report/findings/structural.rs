//! The ACSI-type index, and the structural models, fitted by PLS.

use super::super::figures::{Figures, PartFigures};
use super::super::path_model::PathModel;
use super::super::tally::{N_GROUPS, PRICE_TOLERANCE, group_of};
use super::super::words;
use super::Found;
use aftersay::scoring::acsi;
use aftersay::scoring::jackknife::Grouped;
use aftersay::scoring::models::{Coding, DEARER, LATENTS, Structure, TOLERANCE_MAX_PERCENT};
use aftersay::scoring::pls::{self, Item, Latent, Mode, Model};

impl Found<'_> {
    /// The three questions as one index, equally weighted.
    ///
    /// - **Source**: measurement reference, B1.
    pub(super) fn acsi(&mut self, figures: &mut Figures) {
        let keys = ["overall", "expected", "ideal"];
        let items = keys.map(|_| acsi::Item { weight: 1.0, scale: acsi::SCALE });
        // The means of the items are those of everybody only where nobody sent scores alone.
        let of_items = if self.tally.n_scored(&self.question.id) == 0 {
            acsi::estimate(&self.moments(&keys), &items).ok().flatten()
        } else {
            None
        };
        figures.scores = vec![("acsi", of_items.or_else(|| self.mean("")))];
        figures.parts = self.items(&keys);
        figures.readings.extend(self.alpha("all items", &keys));
    }

    /// The mean of every latent variable, and the model that joins them.
    ///
    /// - **Source**: measurement reference, B2 and B3.
    pub(super) fn structural(&mut self, structure: &Structure, figures: &mut Figures) {
        for latent in structure.latents {
            let mean = self.mean(latent);
            let spelled = LATENTS.iter().find(|(short, _)| short == latent);
            let name = words::capital(spelled.map_or(latent, |(_, name)| name));
            let mut part = PartFigures::new(latent, name, mean.map_or(0, |mean| mean.n));
            part.scores = vec![("index", mean)];
            figures.parts.push(part);
        }
        if !self.shows_answers() {
            self.warn("not_estimable", |prompt, _| {
                format!("the path model of {prompt} needs answers, and scores alone were sent")
            });
            return;
        }
        match self.path_model(structure) {
            Ok(model) if self.k_min <= model.fit.n => {
                let texts: Vec<_> =
                    model.warnings.iter().map(|w| (w.code, w.text.clone())).collect();
                for (code, text) in texts {
                    self.warn(code, |prompt, _| format!("the path model of {prompt}: {text}"));
                }
                figures.model = Some(model);
            }
            Ok(_) => self.warn("too_few", |prompt, k_min| {
                format!(
                    "the path model of {prompt} rests on fewer than {k_min} visitors who answered \
                     the same two of its questions"
                )
            }),
            Err(why) => self.warn("not_estimable", |prompt, _| {
                format!("the path model of {prompt} cannot be estimated: {why}")
            }),
        }
    }

    fn path_model(&self, structure: &Structure) -> Result<PathModel, String> {
        let mut items = Vec::new();
        let mut latents = Vec::new();
        for latent in structure.latents {
            let mut own = Vec::new();
            for question in structure.questions(latent) {
                let price = (-TOLERANCE_MAX_PERCENT, TOLERANCE_MAX_PERCENT);
                let (name, scale) = match question.coding {
                    Coding::AsIs | Coding::Reversed => (question.key, (1.0, 10.0)),
                    Coding::YesNo => (question.key, (0.0, 1.0)),
                    Coding::PriceTolerance if question.key == DEARER => (PRICE_TOLERANCE, price),
                    Coding::PriceTolerance => continue,
                };
                own.push(Item { name: name.to_owned(), column: items.len(), scale });
                items.push(name);
            }
            latents.push(Latent { name: (*latent).to_owned(), mode: Mode::A, items: own });
        }
        let model: Model = structure.model(latents).map_err(|error| error.to_string())?;
        let groups = (0..N_GROUPS).map(|group| {
            self.tally.moments(&group_of(&self.question.id, &group.to_string()), &items)
        });
        let grouped = Grouped::from_groups(groups.collect()).map_err(|error| error.to_string())?;
        let fit = pls::estimate_grouped(&model, &grouped, self.scheme);
        let fit = fit.map_err(|error| error.to_string())?;
        Ok(PathModel::new(fit, self.scheme, Vec::new()))
    }
}
