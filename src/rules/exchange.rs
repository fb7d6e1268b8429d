//! Exchange rates of the yuan by year (`rules/rates/exchange.toml`).

use std::collections::BTreeMap;

use crate::model::Number;

use super::{RuleError, RuleFiles};

/// What one unit of foreign money cost in CNY, by year.
#[derive(Debug, Default)]
pub struct ExchangeRates {
    bands: BTreeMap<String, BTreeMap<i16, [Number; 2]>>,
}

impl ExchangeRates {
    /// Loads the bands.
    ///
    /// # Errors
    /// A year that is no number, or a band whose low end is above its high end or not above zero.
    pub(super) fn load(files: &RuleFiles) -> Result<Self, RuleError> {
        let mut bands: BTreeMap<String, BTreeMap<i16, [Number; 2]>> = BTreeMap::new();
        for (path, file) in
            files.read_all::<BTreeMap<String, BTreeMap<toml::Spanned<String>, [Number; 2]>>>("rates/")?
        {
            for (code, years) in file {
                for (year, [low, high]) in years {
                    let at = year.span().start;
                    let fault = |zh: &str, en: &str| files.error_at(&path, at, crate::model::Message::new(zh, en));
                    let Ok(year) = year.get_ref().parse() else {
                        return Err(fault("年份应为数字", "a year must be a number"));
                    };
                    if low > high || low <= Number::ZERO {
                        return Err(fault(
                            "下限应大于零且不大于上限",
                            "the low end must be above zero and not above the high end",
                        ));
                    }
                    bands.entry(code.clone()).or_default().insert(year, [low, high]);
                }
            }
        }
        Ok(ExchangeRates { bands })
    }

    /// Lowest and highest price of a currency in a year, that before and that after (contracts and prices are
    /// converted at the rate of another day); over all years where none is given. None for an unknown currency.
    pub fn band(&self, code: &str, year: Option<i16>) -> Option<[Number; 2]> {
        let years = self.bands.get(code)?;
        let all = || years.values().copied().collect::<Vec<_>>();
        let near = match year {
            None => all(),
            Some(year) => {
                let listed = |y: i16| {
                    let before = years.range(..=y).next_back();
                    before.or_else(|| years.range(y..).next()).map(|(_, band)| *band)
                };
                [year.saturating_sub(1), year, year.saturating_add(1)].into_iter().filter_map(listed).collect()
            }
        };
        let low = near.iter().map(|b| b[0]).min()?;
        let high = near.iter().map(|b| b[1]).max()?;
        Some([low, high])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_has_the_rates_of_its_neighbours_too() {
        let rates = ExchangeRates::load(&RuleFiles::embedded()).expect("the bands load");
        let band = |year| rates.band("USD", year).map(|[low, high]| (low.to_string(), high.to_string()));
        assert_eq!(band(Some(2009)), Some(("6.58".to_owned(), "7.31".to_owned())));
        assert_eq!(band(Some(2000)), Some(("8.27".to_owned(), "8.30".to_owned())));
        assert_eq!(band(Some(2100)), Some(("6.99".to_owned(), "7.36".to_owned())));
        assert!(rates.band("XXX", None).is_none());
    }
}
