//! A page as lines of text: what stands between two block elements or line breaks.

use ego_tree::NodeId;
use ego_tree::iter::Edge;
use scraper::{Html, Node};

/// One line of a page.
#[derive(Debug)]
pub(crate) struct Line {
    /// Its text, white space collapsed.
    pub(crate) text: String,
    /// Characters, and those of them that stand in links.
    pub(crate) chars: usize,
    pub(crate) linked: usize,
    /// The innermost block element that holds it.
    pub(crate) block: NodeId,
}

impl Line {
    /// Characters of running text: outside of links, with the marks that sentences have.
    pub(crate) fn prose(&self) -> usize {
        let free = self.chars - self.linked;
        let marked = self.text.contains(['，', '。', '！', '？', '；', '：', '、']);
        if marked && free >= 10 && self.linked * 5 < self.chars * 2 { free } else { 0 }
    }
}

/// Elements whose text is no part of what a reader sees as an article.
fn is_hidden(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "noscript"
            | "template"
            | "iframe"
            | "svg"
            | "head"
            | "nav"
            | "footer"
            | "aside"
            | "button"
            | "select"
            | "textarea"
            | "figcaption"
            | "object"
            | "video"
            | "audio"
            | "canvas"
    )
}

/// Elements that run on within a line.
fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "b"
            | "bdi"
            | "bdo"
            | "big"
            | "cite"
            | "code"
            | "data"
            | "del"
            | "dfn"
            | "em"
            | "font"
            | "i"
            | "img"
            | "ins"
            | "kbd"
            | "label"
            | "mark"
            | "o:p"
            | "q"
            | "s"
            | "small"
            | "span"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "tt"
            | "u"
            | "var"
            | "wbr"
    )
}

/// The lines of a page, in order.
pub(crate) fn lines(page: &Html) -> Vec<Line> {
    let root = page.tree.root().id();
    let mut out = Vec::new();
    let mut blocks = vec![root];
    let mut line = Line { text: String::new(), chars: 0, linked: 0, block: root };
    let (mut hidden, mut links) = (0_usize, 0_usize);
    let mut end = |line: &mut Line, block: NodeId| {
        let done = std::mem::replace(line, Line { text: String::new(), chars: 0, linked: 0, block });
        if done.chars > 0 {
            out.push(done);
        }
    };
    for edge in page.tree.root().traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Element(element) => {
                    let name = element.name();
                    hidden += usize::from(is_hidden(name));
                    links += usize::from(name == "a");
                    // Cells of one row are one line.
                    if matches!(name, "td" | "th") {
                        if line.chars > 0 {
                            line.text.push('\t');
                        }
                    } else if !is_inline(name) {
                        blocks.push(node.id());
                        end(&mut line, node.id());
                    }
                }
                Node::Text(text) if hidden == 0 => add(&mut line, text, links > 0),
                _ => {}
            },
            Edge::Close(node) => {
                if let Node::Element(element) = node.value() {
                    let name = element.name();
                    hidden -= usize::from(is_hidden(name));
                    links -= usize::from(name == "a");
                    if !is_inline(name) && !matches!(name, "td" | "th") {
                        blocks.pop();
                        end(&mut line, blocks.last().copied().unwrap_or(root));
                    }
                }
            }
        }
    }
    end(&mut line, root);
    out
}

fn add(line: &mut Line, text: &str, linked: bool) {
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}' | '\u{feff}') {
            if line.chars > 0 && !line.text.ends_with([' ', '\t']) {
                line.text.push(' ');
            }
        } else {
            line.text.push(c);
            line.chars += 1;
            line.linked += usize::from(linked);
        }
    }
}
