//! Seeded faults: one number, unit, word or date of an article is altered so that a relation which held
//! before breaks. Used to measure how many faults the checks find and how well they are repaired.

mod broken;

use crate::extract::{Extraction, Extractor};
use crate::model::{Claim, Document, Exact, Field, FieldSpan, Finding, Kind, Repair, Span, Verdict};
use crate::quantity::{Context, Reader};
use crate::rules::Rules;
use crate::text::View;

use super::Checker;
use super::repair::edits::{Run, chinese, scales, units};

/// What was altered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// A percentage or fraction.
    Percent,
    /// A count, an amount of money or a measure.
    Count,
    /// A unit or scale word.
    Unit,
    /// A word of direction or order.
    Direction,
    /// A date or weekday.
    Date,
}

/// One altered article.
#[derive(Debug, Clone)]
pub struct Fault {
    /// What was altered.
    pub kind: FaultKind,
    /// The check that passed before.
    pub check: String,
    /// The article as altered.
    pub document: Document,
    /// The mention or word, in the altered article.
    pub span: FieldSpan,
    /// What stood there before.
    pub original: String,
    /// What stands there now.
    pub altered: String,
}

impl Fault {
    /// Whether the other numbers say what stood there: those of a sum or a share do, those of a mere order
    /// (part below whole, from below to) leave many values open.
    pub fn is_determined(&self) -> bool {
        let order = matches!(
            self.check.as_str(),
            "change_direction" | "comparison_order" | "subset_le_total" | "parts_pct_100" | "share_out_of_range"
        );
        !order || matches!(self.kind, FaultKind::Direction | FaultKind::Unit)
    }
}

/// What the checks made of a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Whether a flag names the altered place or one beside it in the same statement.
    pub flagged: bool,
    /// The place of the original among the repairs, from 0.
    pub repaired: Option<usize>,
    /// The first repairs of the flags, as `from → to`.
    pub offered: Vec<String>,
}

/// Faults of one article: for each relation that holds, one of each kind that breaks it. Which digit is
/// altered depends on `seed` and the article alone.
pub fn seed(
    rules: &Rules,
    document: &Document,
    extraction: &Extraction,
    findings: &[Finding],
    seed: u64,
) -> Vec<Fault> {
    let mut faults: Vec<Fault> = Vec::new();
    let reader = Reader::new(rules);
    let flagged = |f: &Finding| {
        findings.iter().any(|o| o.verdict == Verdict::Flag && o.spans.iter().any(|s| f.spans.contains(s)))
    };
    for (n, finding) in findings.iter().enumerate() {
        if finding.verdict != Verdict::Pass || flagged(finding) {
            continue;
        }
        let claims: Vec<&Claim> =
            finding.claims.iter().filter_map(|id| extraction.claims.iter().find(|c| c.id == *id)).collect();
        let values: Vec<Exact> = claims.iter().map(|c| c.quantity.value.to_rational()).collect();
        let mut dice = Dice(seed ^ hash(&document.hash) ^ (n as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let mut made: Vec<Fault> = Vec::new();
        for (i, claim) in claims.iter().enumerate() {
            let mut alter = |kind, changes: Vec<(Span, String)>| {
                let breaking: Vec<(Span, String)> = changes
                    .into_iter()
                    .filter(|(span, to)| {
                        reread(&reader, document, claim, *span, to)
                            .is_some_and(|new| broken::breaks(finding, &claims, &values, i, &new))
                    })
                    .collect();
                if let Some((span, to)) = dice.choose(&breaking) {
                    let mention = claim.quantity.span();
                    made.extend(altered(document, finding, kind, claim.field, mention, *span, to));
                }
            };
            let kind = match claim.quantity.kind {
                Kind::Percent | Kind::Fraction | Kind::Point => FaultKind::Percent,
                _ => FaultKind::Count,
            };
            let chars = chars(document, claim.field);
            alter(kind, digits(&chars, claim.quantity.span()));
            alter(FaultKind::Unit, unit_changes(&chars, claim));
        }
        made.extend(turned(rules, document, finding, &claims, &mut dice));
        made.extend(dates(document, finding, &claims, &mut dice));
        // one of each kind for a relation, whichever of its numbers it falls on
        for kind in [FaultKind::Percent, FaultKind::Count, FaultKind::Unit, FaultKind::Direction, FaultKind::Date] {
            let of_kind: Vec<Fault> = made.iter().filter(|f| f.kind == kind).cloned().collect();
            faults.extend(dice.choose(&of_kind).cloned());
        }
    }
    faults
}

/// The original is looked for among so many repairs, in `heshu eval faults` and its tests.
pub const AMONG: usize = 3;

/// Whether the altered article is flagged for the fault, and where the original stands among the repairs.
pub fn judge(extractor: &Extractor, checker: &Checker, fault: &Fault) -> Outcome {
    let extraction = extractor.extract(&fault.document);
    let findings = checker.check(&fault.document, &extraction);
    let place = &fault.span;
    let beside = |s: &FieldSpan| s.field == place.field && s.start < place.end + 1 && place.start < s.end + 1;
    let inside = |f: &Finding| {
        let start = f.spans.iter().filter(|s| s.field == place.field).map(|s| s.start).min();
        let end = f.spans.iter().filter(|s| s.field == place.field).map(|s| s.end).max();
        start.zip(end).is_some_and(|(a, b)| a < place.end + 12 && place.start < b + 12)
    };
    let word = fault.kind == FaultKind::Direction;
    let flags: Vec<&Finding> = findings
        .iter()
        .filter(|f| f.verdict == Verdict::Flag && (f.spans.iter().any(beside) || word && inside(f)))
        .collect();
    let restores = |r: &Repair| {
        if word {
            return r.span.start < place.end && place.start < r.span.end && same_way(&r.to, &fault.original);
        }
        r.to == fault.original && beside(&r.span)
            || r.span.start <= place.start && place.end <= r.span.end && r.to.contains(&fault.original)
            || place.start <= r.span.start
                && r.span.end <= place.end
                && fault.original.contains(&r.to)
                && fault.altered.replacen(&r.from, &r.to, 1) == fault.original
    };
    let repaired = flags.iter().filter_map(|f| f.repairs.iter().position(restores)).min();
    let first = flags.iter().flat_map(|f| f.repairs.iter().take(AMONG));
    let offered = first.map(|r| format!("{} → {}", r.from, r.to)).collect();
    Outcome { flagged: !flags.is_empty(), repaired, offered }
}

/// Whether two words say the same direction, as far as their last characters tell.
fn same_way(a: &str, b: &str) -> bool {
    let up = |w: &str| {
        ["升", "涨", "增", "提", "扩", "高", "多", "超", "大", "快", "长", "顺", "盈", "攀", "反弹"]
            .iter()
            .any(|c| w.contains(c))
    };
    a == b || up(a) == up(b)
}

fn chars(document: &Document, field: Field) -> Vec<char> {
    let text = match field {
        Field::Title => document.title.as_deref().unwrap_or(""),
        Field::Text => &document.text,
    };
    View::new(text).chars().to_vec()
}

/// One digit changed, or two swapped.
fn digits(chars: &[char], mention: Span) -> Vec<(Span, String)> {
    use crate::model::RepairReason::{Digit, Swap};
    let mut out: Vec<(Span, String)> = chinese(chars, mention);
    for run in Run::all(chars, mention) {
        out.extend(
            run.slips()
                .into_iter()
                .filter(|(_, r)| matches!(r, Digit | Swap))
                .map(|(to, _)| (run.span, run.write(&to))),
        );
    }
    out
}

fn unit_changes(chars: &[char], claim: &Claim) -> Vec<(Span, String)> {
    let mention = claim.quantity.span();
    match claim.quantity.kind {
        Kind::Percent | Kind::Point => units(chars, mention).into_iter().filter(|(_, to)| !to.contains('‰')).collect(),
        Kind::Count | Kind::Money | Kind::Measure => Run::all(chars, mention)
            .iter()
            .flat_map(|run| scales(chars, run, mention.end))
            .filter(|(s, _)| !s.is_empty())
            .collect(),
        _ => Vec::new(),
    }
}

/// The value that a mention has after a change, from its digits and scale words alone.
fn reread(reader: &Reader, document: &Document, claim: &Claim, span: Span, to: &str) -> Option<Exact> {
    let chars = chars(document, claim.field);
    let mention = claim.quantity.span();
    let cut = |a: usize, b: usize| chars.get(a..b).map(|c| c.iter().collect::<String>());
    let text = format!("{}{to}{}", cut(mention.start, span.start)?, cut(span.end, mention.end)?);
    let view = View::new(&text);
    let scan = reader.read(&view, &Context::default());
    match scan.numbers.as_slice() {
        [only] if only.rejected.is_none() => Some(only.quantity.value.to_rational()),
        _ => None,
    }
}

/// Words of direction in the statement of a change or a comparison, turned round.
fn turned(rules: &Rules, document: &Document, finding: &Finding, claims: &[&Claim], dice: &mut Dice) -> Vec<Fault> {
    if !matches!(finding.check.as_str(), "change_direction" | "comparison_order") {
        return Vec::new();
    }
    let Some(first) = claims.first() else { return Vec::new() };
    let here = claims.iter().map(|c| c.quantity.span()).reduce(Span::join).unwrap_or(first.quantity.span());
    let chars = chars(document, first.field);
    let text: String = chars.get(here.start..here.end).unwrap_or_default().iter().collect();
    let pairs = rules.words.get("repair_opposites").unwrap_or_default().iter().filter_map(|p| p.split_once('/'));
    let mut words: Vec<(&str, &str)> = pairs.flat_map(|(a, b)| [(a, b), (b, a)]).collect();
    // the word of the relation itself, not 短 in 短期 or 新高 beside 高于
    let lists =
        if finding.check == "comparison_order" { ["check_more", "check_less"] } else { ["check_rise", "check_fall"] };
    let own = |w: &str| {
        let stem = w.trim_end_matches(['至', '到']);
        lists.iter().any(|l| rules.words.get(l).unwrap_or_default().iter().any(|own| own == w || own == stem))
    };
    words.retain(|(from, _)| own(from));
    words.sort_by_key(|(from, _)| std::cmp::Reverse(from.len()));
    let found = words.iter().find_map(|(from, _)| {
        let byte = text.find(from)?;
        let at = here.start + text[..byte].chars().count();
        Some((*from, Span::new(at, at + from.chars().count())))
    });
    let Some((from, span)) = found else { return Vec::new() };
    if claims.iter().any(|c| c.quantity.span().overlaps(span)) {
        return Vec::new();
    }
    let opposites: Vec<&str> = words.iter().filter(|(f, _)| *f == from).map(|(_, to)| *to).collect();
    let values: Vec<Exact> = claims.iter().map(|c| c.quantity.value.to_rational()).collect();
    if !broken::apart(&values) {
        return Vec::new();
    }
    let made = dice
        .choose(&opposites)
        .and_then(|to| altered(document, finding, FaultKind::Direction, first.field, span, span, to));
    made.into_iter().collect()
}

/// Another weekday or day in a date that fits its weekday; another year in a span that fits.
fn dates(document: &Document, finding: &Finding, claims: &[&Claim], dice: &mut Dice) -> Vec<Fault> {
    if !matches!(finding.check.as_str(), "date_weekday" | "duration_years" | "age_birth" | "time_order") {
        return Vec::new();
    }
    let mut out = Vec::new();
    let places = finding.spans.iter().filter(|s| !claims.iter().any(|c| c.quantity.start == s.start));
    for place in places {
        let chars = chars(document, place.field);
        let span = Span::new(place.start, place.end);
        let mut changes: Vec<(Span, String)> = Vec::new();
        if finding.check == "date_weekday" {
            let at = (span.start..span.end).rfind(|&i| chars.get(i).is_some_and(|c| "一二三四五六日".contains(*c)));
            if let Some(at) = at {
                let others = "一二三四五六日".chars().filter(|c| chars.get(at) != Some(c));
                changes.extend(others.map(|c| (Span::new(at, at + 1), c.to_string())));
            }
        } else if let Some(run) = Run::all(&chars, span).into_iter().find(|r| r.digits.len() == 4) {
            // a decade off, so that counting both ends cannot explain it; the start after the end
            let later = finding.check == "time_order" && finding.spans.first() == Some(place);
            let sign = if later { 1 } else { -1 };
            let year: Option<i64> = run.digits.parse().ok();
            changes.extend(year.iter().flat_map(|y| [10, 20].map(|n| (run.span, (y + sign * n).to_string()))));
        }
        if let Some((at, to)) = dice.choose(&changes) {
            out.extend(altered(document, finding, FaultKind::Date, place.field, span, *at, to));
        }
    }
    out
}

/// The article with one stretch replaced.
fn altered(
    document: &Document,
    finding: &Finding,
    kind: FaultKind,
    field: Field,
    mention: Span,
    span: Span,
    to: &str,
) -> Option<Fault> {
    let old: Vec<char> = match field {
        Field::Title => document.title.as_deref().unwrap_or("").chars().collect(),
        Field::Text => document.text.chars().collect(),
    };
    let text = |a: usize, b: usize| old.get(a..b).map(|c| c.iter().collect::<String>());
    let new = format!("{}{to}{}", text(0, span.start)?, text(span.end, old.len())?);
    let original = text(mention.start, mention.end)?;
    let altered = format!("{}{to}{}", text(mention.start, span.start)?, text(span.end, mention.end)?);
    let mut document = document.clone();
    document.hash = format!("{}-{}-{}", document.hash, span.start, to);
    match field {
        Field::Title => document.title = Some(new),
        Field::Text => document.text = new,
    }
    let end = mention.start + altered.chars().count();
    let span = FieldSpan { doc: document.id.clone(), field, start: mention.start, end };
    (original != altered).then(|| Fault { kind, check: finding.check.clone(), document, span, original, altered })
}

/// A small deterministic source of choices (SplitMix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn choose<'t, T>(&mut self, of: &'t [T]) -> Option<&'t T> {
        let n = self.next();
        of.get(usize::try_from(n % (of.len().max(1) as u64)).unwrap_or(0))
    }
}

/// FNV-1a, the same on every machine.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01B3))
}
