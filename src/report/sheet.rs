//! The number sheet (核数单): every number of an article in order, what it is about, and how it was checked.

use std::collections::HashMap;
use std::fmt::Write as _;

use crate::check::strongest;
use crate::desk::Dismissal;
use crate::model::{Claim, Document, Field, Finding, Grade, Verdict};

use super::Lang;
use super::dismissed::{DIM, reason};
use super::excerpt::heading;
use super::finding::{bounds, looks};
use super::layout::{cut, width_of, wrap};

/// Prints the sheet of one article.
pub fn sheet(
    out: &mut String,
    document: &Document,
    claims: &[Claim],
    findings: &[Finding],
    dismissed: &HashMap<String, Dismissal>,
    lang: Lang,
) {
    let title = lang.pick("核数单", "Number sheet");
    let _ = writeln!(out, "{title}  {}", heading(document, document.origin.text_line, width_of(title) + 2));
    let by_claim = strongest(findings);
    let mut counts = [0_usize; 5];
    let mut field = None;
    for (n, claim) in claims.iter().enumerate() {
        if field != Some(claim.field) && claim.field == Field::Text && field.is_some() {
            let _ = writeln!(out, "     {}", lang.pick("（正文）", "(text)"));
        }
        field = Some(claim.field);
        let said = by_claim.get(claim.id.as_str());
        let (verdict, grade) = said.map_or((Verdict::Unchecked, Grade::Arithmetic), |f| (f.verdict, f.grade));
        let decided = said.and_then(|f| dismissed.get(&f.id));
        counts[if decided.is_some() { 4 } else { verdict as usize }] += 1;
        let (sign, _, style) = match decided {
            Some(_) => ('–', "", DIM),
            None => looks(verdict, grade, lang),
        };
        let quantity = cut(&claim.quantity.text, 22);
        let pad = 24_usize.saturating_sub(width_of(&quantity));
        let about = wrap(&about(claim, lang), 34, 34);
        let _ = writeln!(out, "{:>4} {style}{sign}{style:#} {quantity}{:pad$}  {about}", n + 1, "");
        let how = match (decided, said) {
            (Some(d), _) => format!("{}{}", lang.pick("已核定：", "dismissed: "), reason(d, lang)),
            (None, Some(f)) => how(f, lang),
            (None, None) => ask(claim, lang),
        };
        let _ = writeln!(out, "       {}", wrap(&how, 7, 7));
    }
    if claims.is_empty() {
        let _ = writeln!(out, "  {}", lang.pick("没有找到数字。", "No numbers found."));
        return;
    }
    let [flag, note, pass, unchecked, decided] = counts;
    let n = claims.len();
    let signs = [
        ("✓", pass, "相符", "add up"),
        ("✗", flag, "不符", "do not"),
        ("!", note, "留意", "to note"),
        ("–", decided, "已核定", "dismissed"),
        ("?", unchecked, "未核", "unchecked"),
    ];
    let there = signs.iter().filter(|(_, n, ..)| *n > 0);
    let counts: Vec<String> = there.map(|(sign, n, zh, en)| format!("{sign} {n} {}", lang.pick(zh, en))).collect();
    let line = match lang {
        Lang::Zh => format!("共 {n} 个数字：{}。", counts.join("，")),
        Lang::En => format!("{n} numbers: {}.", counts.join(", ")),
    };
    let _ = writeln!(out, "  {}", wrap(&line, 2, 2));
}

/// What the number is about, in one line.
pub(crate) fn about(claim: &Claim, lang: Lang) -> String {
    let mut parts = Vec::new();
    let mut put = |text: Option<&str>| parts.extend(text.filter(|t| !t.is_empty()).map(str::to_owned));
    put(claim.subject.as_ref().map(|s| s.text.as_str()));
    put(claim.metric.as_ref().map(|m| m.text.as_str()));
    put(claim.time.as_ref().map(|t| t.norm.as_deref().unwrap_or(&t.text)));
    if let Some(source) = &claim.source {
        let by = if source.text.starts_with('据') { "" } else { lang.pick("据", "by ") };
        parts.push(format!("{by}{}", source.text));
    }
    if parts.is_empty() {
        lang.pick("（说的是谁，不明）", "(of what, unknown)").to_owned()
    } else {
        parts.join(" · ")
    }
}

/// How a finding came to what it says.
pub(crate) fn how(finding: &Finding, lang: Lang) -> String {
    let message = lang.of(&finding.message);
    let check = match lang {
        Lang::Zh => format!("（{}）", finding.check),
        Lang::En => format!(" ({})", finding.check),
    };
    let is_relation = finding.formula.contains(['=', '<', '>', '≤', '≥', '≠', '∈']);
    match (finding.verdict, finding.formula.is_empty(), &finding.computed) {
        (Verdict::Pass, false, Some(computed)) if !is_relation => {
            format!("{} = {}{}", finding.formula, bounds(computed), check)
        }
        (Verdict::Pass, false, _) => format!("{}{check}", finding.formula),
        _ if message.is_empty() => finding.reason.clone().unwrap_or_else(|| finding.check.clone()),
        _ => message.to_owned(),
    }
}

/// What one would have to ask about a number that nothing can be held against.
pub(crate) fn ask(claim: &Claim, lang: Lang) -> String {
    let mut questions = Vec::new();
    if claim.subject.is_none() {
        questions.push(lang.pick("说的是谁？", "Of what?").to_owned());
    }
    if claim.time.is_none() {
        questions.push(lang.pick("什么时候的数？", "As of when?").to_owned());
    }
    match &claim.source {
        Some(source) => questions.push(match lang {
            Lang::Zh => format!("请对照{}的原始数据。", source.text),
            Lang::En => format!("Compare with the data of {}.", source.text),
        }),
        None => questions.push(lang.pick("数字出自哪里？", "Who says so?").to_owned()),
    }
    let head = lang.pick("文中没有可比的数。", "Nothing in the text to hold it against.");
    format!("{head}{}{}", lang.pick("", " "), questions.join(lang.pick("", " ")))
}
