//! Document → claims: what every number is about.

mod attach;
mod candidates;
mod classes;
mod cues;
pub mod facets;
pub mod fit;
pub mod frames;
pub mod gold;
mod hints;
pub mod learn;
pub mod linear;
mod models;
mod phrases;
mod scene;
mod source;
mod speaker;
mod story;
pub mod trial;
mod when;
mod words;

use std::sync::Arc;

use crate::model::{
    Claim, Document, DocumentRef, EntityMention, Field, Mention, MetricMention, Passage, Period, SCHEMA, Span,
};
use crate::quantity::{Context, Found, Reader, Scan};
use crate::rules::{Names, Rules};
use crate::text::{View, sentences, word_hash};

use attach::Desk;
use candidates::{Candidate, Decided};
use facets::FacetReader;
use linear::Features;
use phrases::Phrases;
use source::{Sourced, Sources, Talk};
use story::{Chunk, Story};
use when::Dated;

pub use models::Models;
pub use scene::Scene;

/// What was found in one document.
#[derive(Debug, Default)]
pub struct Extraction {
    /// Claims in order of (field, place).
    pub claims: Vec<Claim>,
    /// Every time of the document.
    pub periods: Vec<(Field, Period)>,
    /// Numbers that are no claims, with the reason.
    pub rejected: Vec<(Field, Found)>,
}

/// The subjects and metrics that came into question for one claim, with their probabilities, best first;
/// None is "nothing of the kind".
#[derive(Debug, Clone, PartialEq)]
pub struct Considered {
    /// The claim's id.
    pub claim: String,
    /// Subjects.
    pub subjects: Vec<(Option<Mention>, f32)>,
    /// Metrics.
    pub metrics: Vec<(Option<Mention>, f32)>,
    /// Both together, with the probability that decided.
    pub pairs: Vec<(Option<Mention>, Option<Mention>, f32)>,
}

/// Finds claims. Built once from rules; `Send + Sync`; extraction is a pure function of the document.
pub struct Extractor {
    rules: Arc<Rules>,
    reader: Reader,
    facets: FacetReader,
    models: Models,
}

impl Extractor {
    /// Compiles the rules.
    pub fn new(rules: Arc<Rules>) -> Self {
        let models = Models::load(&rules.weights);
        Extractor::with_models(rules, models)
    }

    /// With other weights than those of the rules, as cross-validation needs them.
    pub fn with_models(rules: Arc<Rules>, models: Models) -> Self {
        let facets = FacetReader::with_weights(Arc::clone(&rules), models.facets.clone());
        Extractor { reader: Reader::new(&rules), rules, facets, models }
    }

    /// All claims of a document. Never fails, never panics, linear in the text's length.
    pub fn extract(&self, document: &Document) -> Extraction {
        let mut out = Extraction::default();
        if let Some(title) = &document.title {
            let view = View::new(title);
            let scan = self.scan(document, &view);
            self.attach(document, Field::Title, &view, scan, &mut out, None);
        }
        let view = View::new(&document.text);
        let scan = self.scan(document, &view);
        self.attach(document, Field::Text, &view, scan, &mut out, None);
        out
    }

    /// For each claim of a text the candidates among which its subject and metric were chosen.
    pub fn explain(&self, document: &Document) -> Vec<Considered> {
        let mut considered = Vec::new();
        let view = View::new(&document.text);
        let scan = self.scan(document, &view);
        self.attach(document, Field::Text, &view, scan, &mut Extraction::default(), Some(&mut considered));
        considered
    }

    fn scan(&self, document: &Document, view: &View<'_>) -> Scan {
        self.reader.read(
            view,
            &Context { reference: document.published, currency: None, publisher: document.publisher.clone() },
        )
    }

    /// Claims of one field whose numbers and times are read.
    fn attach(
        &self,
        document: &Document,
        field: Field,
        view: &View<'_>,
        scan: Scan,
        out: &mut Extraction,
        mut considered: Option<&mut Vec<Considered>>,
    ) {
        let doc = DocumentRef {
            id: document.id.clone(),
            title: document.title.clone(),
            publisher: document.publisher.clone(),
            url: document.url.clone(),
            published: document.published,
        };
        let sentences = sentences(view);
        let story = Story::new(view, &scan, &sentences, &self.rules);
        let phrases = Phrases::new(&story, &self.rules.attribution);
        let mut features = Features::new();
        let mut past: Vec<Decided> = Vec::new();
        let mut desk = Desk::default();
        let mut dated: Vec<Dated> = Vec::new();
        let mut sourced: Vec<Sourced> = Vec::new();
        let words = &self.rules.attribution;
        let talk = Talk::new(&story, words, &self.models.speaker, &mut features);
        let sources = Sources { story: &story, words, talk: &talk };
        let facets = self.facets.read(&story.scenes, document.published);
        for target in story.targets() {
            let Some(scene) = story.scenes.get(target.scene) else { continue };
            let Some(found) = scan.numbers.get(target.number) else { continue };
            let of_scene = facets.get(target.scene);
            let Some(facets) = of_scene.and_then(|f| f.get(target.number - scene.first_number)) else { continue };
            let attachment = self.models.attacher.decide(&story, &phrases, (target, facets), &past, &mut desk);
            past.push(Decided::new(&story, target, facets.role, (attachment.subject, attachment.metric)));
            let (time, _) = when::decide(&self.models.when, &story, target, facets, &dated, &mut features);
            dated.push(Dated { target, time });
            let voice = sources.decide(&self.models.source, target, &sourced, &mut features);
            sourced.push(Sourced { target, voice });
            let words = |chunk: Chunk| mention(view, story.span(chunk));
            if let Some(considered) = considered.as_deref_mut() {
                let list = |l: &[(Candidate, f32)]| l.iter().map(|&(c, p)| (c.chunk().map(words), p)).collect();
                considered.push(Considered {
                    claim: claim_id(document, field, found.quantity.span()),
                    subjects: list(&desk.subjects),
                    metrics: list(&desk.metrics),
                    pairs: desk.pairs().map(|(s, m, p)| (s.map(words), m.map(words), p)).collect(),
                });
            }
            out.claims.push(Claim {
                schema: SCHEMA,
                id: claim_id(document, field, found.quantity.span()),
                doc: doc.clone(),
                field,
                sentence: Passage {
                    start: scene.sentence.span.start,
                    end: scene.sentence.span.end,
                    text: view.original(scene.sentence.span).to_owned(),
                },
                quantity: found.quantity.clone(),
                subject: attachment.subject.map(words).map(|m| EntityMention {
                    entity: id_of(&self.rules.entities, view, &m),
                    text: m.text,
                    start: m.start,
                    end: m.end,
                }),
                metric: attachment.metric.map(words).map(|m| MetricMention {
                    id: id_of(&self.rules.metrics, view, &m),
                    text: m.text,
                    start: m.start,
                    end: m.end,
                }),
                time: time.and_then(|t| scan.periods.get(t)).cloned(),
                role: facets.role,
                direction: facets.direction,
                baseline: facets.baseline.map(|b| mention(view, b)),
                source: voice.map(|v| words(source::named(&story, &phrases, v.chunk))),
                modality: facets.modality,
                rule: facets.rule.to_string(),
                score: (f64::from(attachment.score) * 1000.0).round() / 1000.0,
            });
        }
        out.periods.extend(scan.periods.into_iter().map(|p| (field, p)));
        out.rejected.extend(scan.numbers.into_iter().filter(|n| n.rejected.is_some()).map(|n| (field, n)));
    }
}

/// The id that the words of a mention fold to, written in either script.
fn id_of(names: &Names, view: &View<'_>, mention: &Mention) -> Option<String> {
    names.id(view.norm(Span::new(mention.start, mention.end))).map(str::to_owned)
}

/// The words of a span.
fn mention(view: &View<'_>, span: Span) -> Mention {
    Mention { text: view.original(span).to_owned(), start: span.start, end: span.end }
}

/// The same for the same document and place.
fn claim_id(document: &Document, field: Field, span: Span) -> String {
    let place = format!("{}:{}:{}-{}", document.hash, u8::from(field == Field::Text), span.start, span.end);
    format!("{:016x}{:08x}", word_hash(&place), word_hash(&document.hash) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Origin;

    fn claims(text: &str) -> Vec<Claim> {
        let rules = Arc::new(Rules::embedded().unwrap());
        let document = Document {
            id: "a".into(),
            hash: "a".into(),
            title: None,
            publisher: None,
            url: None,
            published: Some(jiff::civil::date(2025, 3, 4)),
            text: text.into(),
            origin: Origin::default(),
        };
        Extractor::new(rules).extract(&document).claims
    }

    #[test]
    fn a_plain_sentence_is_attached() {
        let claims = claims("2024年，浙江省的出口额为3.9万亿元，同比增长9.1%。");
        assert_eq!(claims.len(), 2);
        for claim in &claims {
            let about = [claim.subject.as_ref().map(|s| &s.text), claim.metric.as_ref().map(|m| &m.text)];
            assert!(about.iter().flatten().any(|t| t.contains("出口")), "{about:?}");
            assert_eq!(claim.time.as_ref().and_then(|t| t.norm.as_deref()), Some("2024"));
        }
    }

    #[test]
    fn words_are_cut_from_the_text_where_they_stand() {
        let text = "據統計，長沙市確診8例、株洲市3例；甲公司全年營收12億元。";
        let chars: Vec<char> = text.chars().collect();
        let claims = claims(text);
        assert!(claims.len() >= 3);
        for claim in claims {
            let subject = claim.subject.iter().map(|s| (s.start, s.end, &s.text));
            let metric = claim.metric.iter().map(|m| (m.start, m.end, &m.text));
            for (start, end, words) in subject.chain(metric) {
                assert_eq!(&chars[start..end].iter().collect::<String>(), words);
            }
        }
    }
}
