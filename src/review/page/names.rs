//! Names that mean the same: what a name folds to, and how that is changed.

use maud::{Markup, html};

use super::{Visit, layout};
use crate::model::NameKind;
use crate::report::Lang;
use crate::review::Office;
use crate::review::folding::Folding;
use crate::review::text::foreign;
use crate::text::View;

/// The page; the address names what is looked at: `kind` and `name`.
pub fn names(office: &Office, folding: &Folding, visit: &Visit) -> Markup {
    let lang = visit.lang;
    let title = lang.pick("名称", "Names");
    let asked = visit.get("kind");
    let kind = NameKind::ALL.into_iter().find(|k| asked == Some(k.name())).unwrap_or(NameKind::Entity);
    let can_change = office.rule_folder().is_some();
    let name = visit.get("name").unwrap_or_default().trim();
    let inner = html! {
        h1 { (title) }
        p.dim { (lang.pick(
            "并为一个的名称算作同一主体或指标。改动写进您的规则目录，本页随即照此归并；文章之间的比较在下次 heshu run 时照此重做。",
            "Merged names count as one entity or metric. Changes are written to your rule folder and hold on these pages at once; articles are compared anew at the next heshu run.",
        )) }
        @match office.rule_folder() {
            Some(folder) => p.small { (lang.pick("写到 ", "written to ")) code { (foreign(&folder.join(kind.folder()).join(crate::rules::OWN).display().to_string())) } },
            None => p.said { (lang.pick("没有自己的规则目录，只能查看；用 heshu serve --rules 目录 启动后可改。", "There is no rule folder of your own, so names can only be looked at; start heshu serve --rules DIR to change them.")) },
        }
        form.row method="get" action="/names" {
            label { (lang.pick("查看 ", "Look at ")) input name="name" value=(name) maxlength="60" required data-key="/"; }
            @for k in NameKind::ALL { label { input type="radio" name="kind" value=(k.name()) checked[k == kind]; " " (called(k, lang)) } }
            button { (lang.pick("查", "Look")) }
        }
        @if !name.is_empty() { (one(folding, kind, name, can_change, lang)) }
        @for k in NameKind::ALL { (own(folding, k, can_change, lang)) }
    };
    layout(title, visit, &inner)
}

fn called(kind: NameKind, lang: Lang) -> &'static str {
    match kind {
        NameKind::Entity => lang.pick("主体", "entity"),
        NameKind::Metric => lang.pick("指标", "metric"),
    }
}

/// One name with all that mean the same.
fn one(folding: &Folding, kind: NameKind, name: &str, can_change: bool, lang: Lang) -> Markup {
    let view = View::new(name);
    let names = folding.of(kind);
    let id = names.id(view.text());
    let others = names.others(view.text());
    html! {
        h2 { (foreign(name)) " " span.dim { (called(kind, lang)) } }
        @match id {
            Some(id) if id != view.text() => div { (lang.pick("归到 ", "folds to ")) b { (foreign(id)) } " " (set_apart(kind, name, can_change, lang)) },
            _ => p { (lang.pick("就是它自己。", "It stands for itself.")) },
        }
        @if !others.is_empty() {
            p { (lang.pick("同一个还有：", "The same:")) }
            ul { @for other in others { li { (foreign(other)) " " @if id != Some(other) { (set_apart(kind, other, can_change, lang)) } } } }
        }
        @if can_change {
        form.row method="post" action="/names" {
            input type="hidden" name="kind" value=(kind.name());
            input type="hidden" name="name" value=(name);
            label { (lang.pick("并入 ", "Merge into ")) input name="into" required maxlength="60" data-key="m"; }
            button { (lang.pick("并为一个", "Merge")) }
        }
        }
    }
}

fn set_apart(kind: NameKind, name: &str, can_change: bool, lang: Lang) -> Markup {
    html! {
        @if can_change { form.inline method="post" action="/names" {
            input type="hidden" name="kind" value=(kind.name());
            input type="hidden" name="name" value=(name);
            button.link title=(name) { (lang.pick("分开", "set apart")) }
        } }
    }
}

/// What the user merged and set apart.
fn own(folding: &Folding, kind: NameKind, can_change: bool, lang: Lang) -> Markup {
    let own = folding.of(kind).own();
    html! {
        @if !own.names.is_empty() || !own.apart.is_empty() {
            h2 { (lang.pick("您的改动：", "Your changes: ")) (called(kind, lang)) }
            table {
                @for (id, names) in &own.names { @for name in names {
                    tr { td { (foreign(name)) } td { "→ " (foreign(id)) } td { (set_apart(kind, name, can_change, lang)) } }
                } }
                @for name in &own.apart { tr { td { (foreign(name)) } td { (lang.pick("分开", "set apart")) } td {} } }
            }
        }
    }
}
