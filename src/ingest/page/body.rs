//! Which lines of a page are its article.

use std::collections::HashMap;

use ego_tree::NodeId;
use scraper::{ElementRef, Html};

use super::lines::Line;

/// How much of the prose of an element one child must hold for the article to be in that child.
const SHARE: f64 = 0.7;
/// Elements named like furniture that hold more of the page's prose than this are no furniture.
const FURNITURE: f64 = 0.3;
/// Ancestors of a line that are looked at; deeper pages are not made by people.
const DEPTH: usize = 256;

/// Indices of the lines that are the article.
pub(crate) fn body(page: &Html, lines: &[Line]) -> Vec<usize> {
    let mut prose: HashMap<NodeId, usize> = HashMap::new();
    for line in lines.iter().filter(|l| l.prose() > 0) {
        for at in above(page, line.block) {
            *prose.entry(at).or_default() += line.prose();
        }
    }
    let root = page.tree.root().id();
    let of = |id: NodeId| prose.get(&id).copied().unwrap_or_default();
    let total: usize = lines.iter().map(Line::prose).sum();
    let mut container = root;
    while let Some(node) = page.tree.get(container)
        && let Some(child) = node.children().map(|c| c.id()).max_by_key(|c| of(*c))
        && of(child) > 0
        && of(child) as f64 >= of(container).min(total) as f64 * SHARE
        && page.tree.get(child).is_some_and(|n| n.has_children())
    {
        container = child;
    }
    let furniture = |id: NodeId| {
        let element = page.tree.get(id).and_then(ElementRef::wrap);
        element.is_some_and(|e| is_furniture(&e)) && (of(id) as f64) < total as f64 * FURNITURE
    };
    let inside = |line: &Line| {
        let mut path = above(page, line.block).take_while(|id| *id != container);
        (container == root || above(page, line.block).any(|id| id == container)) && !path.any(furniture)
    };
    let mut chosen: Vec<usize> = (0..lines.len()).filter(|at| inside(&lines[*at])).collect();
    // What stands before the first and after the last line of prose is captions, buttons, links.
    let prose_at = |at: &usize| lines[*at].prose() > 0 && !is_boilerplate(&lines[*at].text);
    let first = chosen.iter().position(prose_at).unwrap_or(chosen.len());
    let last = chosen.iter().rposition(prose_at).map_or(0, |n| n + 1);
    chosen.truncate(last);
    chosen.drain(..first.min(last));
    let ends = |(n, at): (usize, &usize)| is_ending(&lines[*at].text) || n > 1 && is_signature(&lines[*at].text);
    if let Some(end) = chosen.iter().enumerate().position(ends) {
        chosen.truncate(end);
    }
    chosen.retain(|at| {
        let line = &lines[*at];
        (line.prose() > 0 || line.linked * 2 <= line.chars) && !is_boilerplate(&line.text)
    });
    chosen
}

/// An element and those that hold it, innermost first.
fn above(page: &Html, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
    let node = page.tree.get(id);
    node.into_iter().flat_map(|n| std::iter::once(n.id()).chain(n.ancestors().map(|a| a.id()))).take(DEPTH)
}

/// Whether class or id name something that stands round an article.
fn is_furniture(element: &ElementRef<'_>) -> bool {
    const NAMES: [&str; 24] = [
        "comment",
        "comments",
        "footer",
        "foot",
        "copyright",
        "related",
        "relate",
        "recommend",
        "share",
        "sidebar",
        "breadcrumb",
        "crumb",
        "crumbs",
        "advert",
        "ad",
        "ads",
        "rank",
        "hot",
        "statement",
        "disclaimer",
        "editor",
        "tags",
        "keywords",
        "nav",
    ];
    let value = element.value();
    let names = value.classes().chain(value.id());
    names
        .flat_map(|name| name.split(|c: char| !c.is_ascii_alphabetic()))
        .any(|word| NAMES.iter().any(|n| n.eq_ignore_ascii_case(word)))
}

/// A heading after which links to other articles follow.
fn is_ending(line: &str) -> bool {
    const HEADS: [&str; 17] = [
        "相关阅读",
        "相关新闻",
        "相关报道",
        "相关链接",
        "相关推荐",
        "延伸阅读",
        "推荐阅读",
        "热门推荐",
        "更多新闻",
        "相關新聞",
        "相關閱讀",
        "延伸閱讀",
        "推薦閱讀",
        "猜你喜欢",
        "你可能会喜欢",
        "热门新闻排行榜",
        "扫码阅读全文",
    ];
    let line = line.trim_matches(|c: char| !c.is_alphanumeric());
    HEADS.contains(&line)
}

/// The name of the editor, which ends an article.
fn is_signature(line: &str) -> bool {
    let line = line.trim_start_matches(['[', '（', '(', '【', ' ']);
    line.chars().count() <= 30 && ["责任编辑", "責任編輯", "本文编辑", "编辑："].iter().any(|w| line.starts_with(w))
}

/// A line that every page of a site has.
fn is_boilerplate(line: &str) -> bool {
    const ANY: [&str; 5] = ["版权所有", "版權所有", "ICP备", "ICP證", "举报电话"];
    const SHORT: [&str; 20] = [
        "举报邮箱",
        "返回顶部",
        "返回首页",
        "责任编辑",
        "責任編輯",
        "扫一扫",
        "扫描二维码",
        "分享到",
        "打印本页",
        "关闭窗口",
        "免责声明",
        "未经授权",
        "不得转载",
        "相关推荐",
        "热门推荐",
        "点击进入",
        "点击查看更多",
        "我要评论",
        "下载客户端",
        "本文来源：",
    ];
    let length = line.chars().count();
    let holds = |words: &[&str]| words.iter().any(|w| line.contains(w));
    length <= 160 && holds(&ANY) || length <= 60 && holds(&SHORT)
}
