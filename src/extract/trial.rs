//! The examples of the frames, run through the reader of numbers and times and the frames themselves.

use jiff::civil::date;

use crate::model::{Message, Span};
use crate::quantity::{Context, Reader};
use crate::rules::{Frame, RuleError, RuleFiles, Rules, Wanted, WantedClaim};
use crate::text::{View, sentences};

use super::Scene;
use super::frames::{Encoded, Hit, hits};

/// Runs the examples of every frame whose file `which` chooses. An empty list: all hold.
pub fn faults(rules: &Rules, files: &RuleFiles, which: impl Fn(&str) -> bool) -> Vec<RuleError> {
    let reader = Reader::new(rules);
    let mut out = Vec::new();
    for (number, frame) in rules.frames.list.iter().enumerate().filter(|(_, f)| which(&f.path)) {
        for wanted in &frame.examples.matches {
            if let Err(fault) = matches_once(rules, &reader, number, wanted) {
                let message = Message::new(
                    format!("[[match]] “{}”：{}", wanted.text, fault.zh),
                    format!("[[match]] “{}”: {}", wanted.text, fault.en),
                );
                out.push(files.error_at(&frame.path, wanted.byte, message));
            }
        }
        for example in &frame.examples.no_matches {
            let found = tried(rules, &reader, number, &example.text, |_, hit| hit.span);
            if let Some(span) = found.first() {
                let stretch = View::new(&example.text).original(*span).to_owned();
                let message = Message::new(
                    format!("[[no_match]] “{}”：这个句式匹配了“{stretch}”", example.text),
                    format!("[[no_match]] “{}”: the frame matches “{stretch}”", example.text),
                );
                out.push(files.error_at(&frame.path, example.byte, message));
            }
        }
    }
    out
}

/// The hits of one frame in a text, each read while its sentence is at hand.
fn tried<T>(rules: &Rules, reader: &Reader, frame: usize, text: &str, read: impl Fn(&Scene<'_>, &Hit) -> T) -> Vec<T> {
    let view = View::new(text);
    let scan = reader.read(&view, &Context { reference: Some(date(2025, 6, 15)), ..Context::default() });
    let mut out = Vec::new();
    for sentence in sentences(&view) {
        let scene = Scene::new(&view, &scan, sentence, &rules.segmenter);
        let encoded = Encoded::new(&scene);
        let found = hits(&rules.frames, &scene, &encoded);
        out.extend(found.iter().filter(|h| h.frame == frame).map(|h| read(&scene, h)));
    }
    out
}

fn matches_once(rules: &Rules, reader: &Reader, number: usize, wanted: &Wanted) -> Result<(), Message> {
    let Some(frame) = rules.frames.list.get(number) else { return Ok(()) };
    let found = tried(rules, reader, number, &wanted.text, |scene, hit| {
        let claims: Result<(), Message> = wanted.claims.iter().try_for_each(|c| claim_holds(frame, scene, hit, c));
        (hit.span, claims)
    });
    let view = View::new(&wanted.text);
    match found.as_slice() {
        [] => {
            let stretch = view.original(wanted.span);
            Err(Message::new(
                format!("这个句式没有匹配，应当匹配“{stretch}”"),
                format!("the frame does not match; it has to match “{stretch}”"),
            ))
        }
        [(span, claims)] if *span == wanted.span => claims.clone(),
        all => {
            let found: Vec<_> = all.iter().map(|(s, _)| format!("“{}”", view.original(*s))).collect();
            let stretch = view.original(wanted.span);
            Err(Message::new(
                format!("这个句式匹配了{}，应当只匹配一次“{stretch}”", found.join("、")),
                format!("the frame matches {}, not once “{stretch}”", found.join(" and ")),
            ))
        }
    }
}

fn claim_holds(frame: &Frame, scene: &Scene<'_>, hit: &Hit, wanted: &WantedClaim) -> Result<(), Message> {
    let all: Vec<_> = scene.numbers.iter().enumerate().filter(|(_, f)| f.quantity.text == wanted.quantity).collect();
    // The same figure twice: the one that the frame speaks of.
    let of_frame = all.iter().find(|(n, _)| hit.votes.iter().any(|v| v.number == *n)).or(all.first());
    let Some((n, found)) = of_frame else {
        let read: Vec<_> = scene.numbers.iter().map(|f| f.quantity.text.as_str()).collect();
        return Err(Message::new(
            format!("没有读出数字“{}”，读出的有：{}", wanted.quantity, read.join("、")),
            format!("no number “{}” is read; there are: {}", wanted.quantity, read.join(", ")),
        ));
    };
    if let Some(rejected) = &found.rejected {
        return Err(Message::new(
            format!("数字“{}”被 {} 排除", wanted.quantity, rejected.rule),
            format!("the number “{}” is rejected by {}", wanted.quantity, rejected.rule),
        ));
    }
    let start = found.quantity.start;
    let votes = || hit.votes.iter().filter(|v| v.number == *n);
    let scope = hit.scope.as_ref().filter(|s| s.from <= start && start < s.end);
    let words = |span: Span| scene.view.original(span).to_owned();
    let number = |n: usize| scene.numbers.get(n).map(|f| f.quantity.text.clone());
    let period = |n: usize| scene.periods.get(n).map(|p| p.text.clone());
    let differs = |what: &str, got: Option<String>, want: &Option<String>| match want {
        Some(want) if got.as_deref() != Some(want) => {
            let (zh, en) = match &got {
                Some(got) => (format!("是“{got}”"), format!("is “{got}”")),
                None => (format!("{} 没有说", frame.id), format!("is left open by {}", frame.id)),
            };
            Err(Message::new(
                format!("“{}”的 {what} {zh}，应当是 {want}", wanted.quantity),
                format!("“{}”: {what} {en}, not {want}", wanted.quantity),
            ))
        }
        _ => Ok(()),
    };
    differs("role", votes().find_map(|v| v.role).map(name), &wanted.role.map(name))?;
    differs("direction", votes().find_map(|v| v.direction).map(name), &wanted.direction.map(name))?;
    let modality = votes().find_map(|v| v.modality).or_else(|| scope.and_then(|s| s.modality));
    differs("modality", modality.map(name), &wanted.modality.map(name))?;
    let baseline = votes().find_map(|v| v.baseline).or_else(|| scope.and_then(|s| s.baseline));
    differs("baseline", baseline.map(words), &wanted.baseline)?;
    differs("subject", votes().find_map(|v| v.subject).map(words), &wanted.subject)?;
    differs("metric", votes().find_map(|v| v.metric).map(words), &wanted.metric)?;
    differs("time", votes().find_map(|v| v.time).and_then(period), &wanted.time)?;
    differs("whole", votes().find_map(|v| v.whole).and_then(number), &wanted.whole)
}

/// The name of a role, direction or modality as rule files write it.
fn name<T: std::fmt::Debug>(value: T) -> String {
    format!("{value:?}").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_of_all_frames_hold() {
        let files = RuleFiles::embedded();
        let rules = Rules::load(&files).unwrap();
        assert!(rules.frames.list.len() > 20);
        let faults: Vec<_> = faults(&rules, &files, |_| true).iter().map(ToString::to_string).collect();
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}
