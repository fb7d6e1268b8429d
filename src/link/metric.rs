//! What the name of a metric in a table says: 社会消费品零售总额当月同比 is the yearly change of the
//! month's 社会消费品零售总额.

use crate::rules::{Facet, LinkLexicon, LinkWord};

/// What the values of a metric are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Stat {
    /// An amount, a count, a rate that stands for itself.
    Level,
    /// A change in percent.
    Rate,
    /// A part of a whole.
    Share,
}

/// A metric's name, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MetricName {
    /// The name without its qualifiers.
    pub core: String,
    /// What the values are.
    pub stat: Stat,
    /// What a change is against: [`Facet::Yoy`] or [`Facet::Mom`].
    pub basis: Option<Facet>,
    /// New, cumulative, current, or of one period alone.
    pub scope: Option<Facet>,
    /// Qualifiers that an article may leave out; the one that it names wins.
    pub qualifiers: Vec<String>,
}

impl MetricName {
    /// Takes a name apart; `index_base` is `上年同月=100` and the like.
    pub fn read(name: &str, index_base: Option<&str>, lexicon: &LinkLexicon) -> Self {
        let mut out = MetricName {
            core: name.trim().to_owned(),
            stat: Stat::Level,
            basis: index_base.and_then(|b| basis_of(b, lexicon)),
            scope: None,
            qualifiers: Vec::new(),
        };
        loop {
            out.brackets();
            out.share();
            if !out.peel(lexicon) {
                break;
            }
        }
        if out.basis.is_some() && index_base.is_none() && out.stat == Stat::Level {
            out.stat = Stat::Rate;
        }
        out
    }

    /// 国内生产总值(不变价)_当季值: what is in brackets or behind a line qualifies.
    fn brackets(&mut self) {
        self.core.truncate(self.core.trim_end_matches('_').len());
        while let Some(open) = self.core.rfind(['(', '（']).filter(|o| *o > 0 && self.core.ends_with([')', '）'])) {
            let inner = self.core.split_off(open);
            self.qualifiers.push(inner.trim_matches(['(', ')', '（', '）']).to_owned());
        }
    }

    /// 汉族占总人口比重: the share of 汉族.
    fn share(&mut self) {
        let ends = ["比重", "比例", "份额", "占比", "的比重", "的比例"];
        let Some(end) = ends.iter().find(|e| self.core.ends_with(**e)) else { return };
        let front = match self.core.find('占') {
            Some(at) => self.core.get(..at),
            None => self.core.strip_suffix(end),
        };
        if let Some(front) = front.map(|f| f.trim_end_matches('的')).filter(|f| f.chars().count() >= 2) {
            (self.stat, self.core) = (Stat::Share, front.to_owned());
        }
    }

    /// Takes one qualifier off either end.
    fn peel(&mut self, lexicon: &LinkLexicon) -> bool {
        let mut best: Option<(&str, Option<Facet>, String)> = None;
        let facets = lexicon.words.iter().filter_map(|(w, m)| match m {
            LinkWord::Facet(f)
                if !matches!(f, Facet::Mean | Facet::Share | Facet::Rise | Facet::Fall | Facet::Flat) =>
            {
                Some((w.as_str(), Some(*f)))
            }
            _ => None,
        });
        for (word, facet) in facets.chain(lexicon.qualifiers.iter().map(|q| (q.as_str(), None))) {
            let rest = self.core.strip_prefix(word).or_else(|| self.core.strip_suffix(word));
            if let Some(rest) = rest.filter(|r| r.chars().count() >= 2)
                && best.as_ref().is_none_or(|(b, ..)| word.len() > b.len())
            {
                best = Some((word, facet, rest.to_owned()));
            }
        }
        if best.is_none() {
            // a name that is nothing but a speed of change (涨跌幅) keeps its name
            if matches!(lexicon.words.get(&self.core), Some(LinkWord::Facet(Facet::Rate))) {
                self.stat = Stat::Rate;
            }
            return false;
        }
        let Some((word, facet, rest)) = best else { return false };
        match facet {
            Some(f @ (Facet::Yoy | Facet::Mom)) => self.basis = Some(f),
            Some(Facet::Rate) => self.stat = Stat::Rate,
            Some(f) => self.scope = Some(f),
            None => self.qualifiers.push(word.to_owned()),
        }
        self.core = rest;
        true
    }
}

/// 上年同月=100 → against the year before.
fn basis_of(index_base: &str, lexicon: &LinkLexicon) -> Option<Facet> {
    let front = index_base.split(['=', '＝']).next()?.trim();
    match lexicon.words.get(front) {
        Some(LinkWord::Facet(f @ (Facet::Yoy | Facet::Mom))) => Some(*f),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::Rules;

    use super::*;

    #[test]
    fn qualifiers_come_off_and_are_kept() {
        let rules = Rules::embedded().unwrap();
        let read = |name: &str, base| {
            let m = MetricName::read(name, base, &rules.link);
            (m.core, m.stat, m.basis, m.scope)
        };
        let s = |t: &str| t.to_owned();
        assert_eq!(
            read("社会消费品零售总额当月同比", None),
            (s("社会消费品零售总额"), Stat::Rate, Some(Facet::Yoy), Some(Facet::Single))
        );
        assert_eq!(read("累计确诊", None), (s("确诊"), Stat::Level, None, Some(Facet::Cumulative)));
        assert_eq!(read("人口普查汉族占总人口比重", None), (s("汉族"), Stat::Share, None, None));
        assert_eq!(read("年末总人口", None), (s("总人口"), Stat::Level, None, None));
        assert_eq!(
            read("出厂价格指数", Some("上年同月=100")),
            (s("出厂价格指数"), Stat::Level, Some(Facet::Yoy), None)
        );
        assert_eq!(read("居民消费价格涨幅", None), (s("居民消费价格"), Stat::Rate, None, None));
        assert_eq!(read("涨跌幅", None), (s("涨跌幅"), Stat::Rate, None, None));
        assert_eq!(read("国内生产总值(不变价)_当季值", None).0, "国内生产总值");
    }
}
