//! The pure core from outside.

// Always so, but this is how the linter knows that helpers may unwrap here too.
#[cfg(test)]
mod coverage;
#[cfg(test)]
mod docs;
#[cfg(test)]
mod exchange;
#[cfg(test)]
mod kinds;
#[cfg(test)]
mod locales;
#[cfg(test)]
mod order;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod planned_missingness;
#[cfg(test)]
mod scrubbing;
#[cfg(test)]
mod surveys;
#[cfg(test)]
mod ways;
#[cfg(test)]
mod wire;
