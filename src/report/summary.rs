//! The counts at the end of a job.

use std::fmt::Write as _;
use std::path::Path;

use crate::check::Tally;
use crate::model::{Grade, Kind, Verdict};
use crate::pipeline::Outcome;

use super::Lang;
use super::finding::looks;
use super::layout::wrap;
use super::reason::words;

/// Reasons that are listed; the rest is summed up.
const REASONS: usize = 6;

/// One paragraph: what was read, found and checked.
pub fn brief(out: &mut String, tally: &Tally, dismissed: usize, lang: Lang) {
    let (articles, claims) = (tally.articles, tally.claim_count());
    let unchecked = tally.claims.get(&Verdict::Unchecked).copied().unwrap_or_default();
    let checked = claims - unchecked;
    let (flags, notes) = (tally.findings_of(Verdict::Flag), tally.findings_of(Verdict::Note));
    let s = |n: u64| if n == 1 { "" } else { "s" };
    let mut outcome: Vec<String> = Vec::new();
    if flags > 0 {
        outcome.push(lang.pick("✗ {} 处不符", "✗ {} not adding up").replace("{}", &flags.to_string()));
    }
    if notes > 0 {
        outcome.push(lang.pick("! {} 处留意", "! {} to note").replace("{}", &notes.to_string()));
    }
    if dismissed > 0 {
        outcome.push(lang.pick("{} 处已核定", "{} dismissed").replace("{}", &dismissed.to_string()));
    }
    let outcome = match outcome.is_empty() {
        _ if flags + notes == 0 && dismissed > 0 => match lang {
            Lang::Zh => format!("没有别的不符之处，{dismissed} 处已核定。"),
            Lang::En => format!("Nothing else found that does not add up, {dismissed} dismissed."),
        },
        true => lang.pick("没有发现不符之处。", "Nothing found that does not add up.").to_owned(),
        false => format!("{}{}", outcome.join(lang.pick("，", ", ")), lang.pick("。", ".")),
    };
    let why = if unchecked == 0 {
        String::new()
    } else {
        format!("{}{}{}", lang.pick("（", " ("), why(tally, 3, lang), lang.pick("）", ")"))
    };
    let text = match lang {
        Lang::Zh => {
            format!("{articles} 篇文章，{claims} 个数字：核了 {checked} 个，未核 {unchecked} 个{why}。\n{outcome}")
        }
        Lang::En => format!(
            "{articles} article{}, {claims} number{}: {checked} checked, {unchecked} not{why}.\n{outcome}",
            s(articles),
            s(claims)
        ),
    };
    for line in text.lines() {
        let _ = writeln!(out, "{}", wrap(line, 0, 0));
    }
}

/// Why numbers were not checked, the `most` frequent reasons with their counts.
fn why(tally: &Tally, most_listed: usize, lang: Lang) -> String {
    let ranked = most(&tally.reasons);
    let listed = ranked.iter().take(most_listed);
    let mut reasons: Vec<String> = listed.map(|(why, n)| format!("{} {n}", words(why, lang))).collect();
    let rest: u64 = ranked.iter().skip(most_listed).map(|(_, n)| **n).sum();
    if rest > 0 {
        reasons.push(format!("{} {rest}", lang.pick("其他", "other")));
    }
    reasons.join(lang.pick("，", ", "))
}

/// What one run did.
pub struct Job<'a> {
    /// How it ended.
    pub outcome: Outcome,
    /// How long it took.
    pub seconds: f64,
    /// Where everything is kept.
    pub store: &'a Path,
    /// Bytes of the store.
    pub bytes: u64,
    /// Places besides the first at which its articles were met.
    pub places: u64,
    /// Its articles that are others with small edits.
    pub versions: u64,
}

/// The first lines of the account: what this run did.
pub fn job(out: &mut String, job: &Job<'_>, lang: Lang) {
    let Outcome { kept, seen, unread, aside, stopped } = job.outcome;
    let (store, seconds, mb) = (job.store.display(), job.seconds, job.bytes as f64 / 1e6);
    let mut text = match lang {
        Lang::Zh => format!("新读 {kept} 篇，已有 {seen} 篇，用时 {seconds:.1} 秒；存于 {store}（{mb:.1} MB）。"),
        Lang::En => format!("{kept} new, {seen} known already, in {seconds:.1} s; kept in {store} ({mb:.1} MB)."),
    };
    if unread > 0 {
        text.push_str(&match lang {
            Lang::Zh => format!("有 {unread} 处读不了，见上。"),
            Lang::En => format!(" {unread} could not be read, see above."),
        });
    }
    if aside > 0 {
        text.push_str(&match lang {
            Lang::Zh => format!("另有 {aside} 个文件不是文章。"),
            Lang::En => format!(" Files that are no articles: {aside}."),
        });
    }
    if stopped {
        text.push_str(lang.pick("中途停下；再跑同一命令接着做。", " Stopped half-way; the same command goes on."));
    }
    let _ = writeln!(out, "{}", wrap(&text, 0, 0));
    if job.places + job.versions > 0 {
        let (places, versions) = (job.places, job.versions);
        let text = match lang {
            Lang::Zh => format!("别处又见 {places} 处，小改重发 {versions} 篇。"),
            Lang::En => format!("Copies elsewhere: {places}, later versions: {versions}."),
        };
        let _ = writeln!(out, "{text}");
    }
}

/// The whole account: numbers by kind, findings by verdict and grade, why the rest was not checked.
pub fn summary(out: &mut String, tally: &Tally, lang: Lang) {
    let claims = tally.claim_count();
    let label = |zh: &'static str, en: &'static str| match lang {
        Lang::Zh => format!("{zh}  "),
        Lang::En => format!("{en:<11}"),
    };
    let _ = writeln!(out, "{}{}", label("文章", "articles"), tally.articles);
    let kinds: Vec<String> = most(&tally.kinds).into_iter().map(|(k, n)| format!("{} {n}", kind(*k, lang))).collect();
    let kinds = if kinds.is_empty() { String::new() } else { format!("：{}", kinds.join("，")) };
    let kinds = if lang == Lang::En { kinds.replace('：', ": ").replace('，', ", ") } else { kinds };
    let head = label("数字", "numbers");
    let indent = super::layout::width_of(&head);
    let _ = writeln!(out, "{head}{}", wrap(&format!("{claims}{kinds}"), indent, indent));
    let mut findings = Vec::new();
    for grade in [Grade::Decision, Grade::Arithmetic, Grade::Style] {
        if let Some(n) = tally.findings.get(&(Verdict::Flag, grade)) {
            let (sign, name, _) = looks(Verdict::Flag, grade, lang);
            findings.push(format!("{sign} {name} {n}"));
        }
    }
    for verdict in [Verdict::Note, Verdict::Pass] {
        let (sign, name, _) = looks(verdict, Grade::Arithmetic, lang);
        findings.push(format!("{sign} {name} {}", tally.findings_of(verdict)));
    }
    let _ = writeln!(out, "{}{}", label("核对", "findings"), findings.join(lang.pick("，", ", ")));
    let unchecked = tally.claims.get(&Verdict::Unchecked).copied().unwrap_or_default();
    if unchecked == 0 {
        return;
    }
    let text = format!("{unchecked}{}{}", lang.pick("：", ": "), why(tally, REASONS, lang));
    let head = label("未核", "unchecked");
    let _ = writeln!(out, "{head}{}", wrap(&text, indent, indent));
}

/// Entries, the most frequent first, then in order of key.
fn most<K: Ord>(counts: &std::collections::BTreeMap<K, u64>) -> Vec<(&K, &u64)> {
    let mut out: Vec<_> = counts.iter().collect();
    out.sort_by_key(|(_, n)| std::cmp::Reverse(**n));
    out
}

fn kind(kind: Kind, lang: Lang) -> &'static str {
    let (zh, en) = match kind {
        Kind::Percent => ("百分比", "percentages"),
        Kind::Point => ("百分点", "points"),
        Kind::Fraction => ("分数", "fractions"),
        Kind::Multiple => ("倍数", "multiples"),
        Kind::Count => ("计数", "counts"),
        Kind::Money => ("金额", "money"),
        Kind::Measure => ("度量", "measures"),
        Kind::Duration => ("时长", "durations"),
        Kind::Rank => ("名次", "ranks"),
        Kind::Score => ("比分", "scores"),
        Kind::Age => ("年龄", "ages"),
        Kind::Ratio => ("比例", "ratios"),
    };
    lang.pick(zh, en)
}
