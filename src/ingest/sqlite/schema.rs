//! The tables of a database, from the statements that made them, which stand in its first table.

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) name: String,
    /// The page at which its rows begin; None where they are kept in another way (`WITHOUT ROWID`).
    pub(super) root: Option<u32>,
    /// Names of the columns that are kept.
    pub(super) columns: Vec<String>,
    /// The column that is the number of the row, and is kept empty.
    pub(super) number: Option<usize>,
}

impl Table {
    /// From a row of the first table (type, name, table, page, statement); None for an index, a view, SQLite's own.
    pub(super) fn read(row: &[Option<String>]) -> Option<Table> {
        let [Some(kind), Some(name), _, Some(root), Some(sql), ..] = row else { return None };
        let root: u32 = root.parse().ok().filter(|root| *root > 0)?;
        if kind != "table" || name.starts_with("sqlite_") {
            return None;
        }
        let (inside, after) = brackets(sql)?;
        let mut table = Table { name: name.clone(), root: Some(root), columns: Vec::new(), number: None };
        for part in inside {
            let part = part.trim();
            let (column, quoted, rest) = first_word(part);
            let upper = rest.to_uppercase();
            let words: Vec<&str> = upper.split_whitespace().collect();
            let is_rule =
                ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"].iter().any(|w| column.eq_ignore_ascii_case(w));
            // What is worked out when it is asked for is not kept.
            let worked_out =
                words.iter().any(|w| *w == "AS" || w.starts_with("AS(")) && words.last() != Some(&"STORED");
            if column.is_empty() || is_rule && !quoted || worked_out {
                continue;
            }
            if words.starts_with(&["INTEGER", "PRIMARY", "KEY"]) {
                table.number = Some(table.columns.len());
            }
            table.columns.push(column);
        }
        if after.to_uppercase().split_whitespace().collect::<Vec<_>>().join(" ").contains("WITHOUT ROWID") {
            table.root = None;
        }
        Some(table)
    }
}

/// What stands in the first brackets of a statement, parted at its commas, and what follows them.
fn brackets(sql: &str) -> Option<(Vec<&str>, &str)> {
    let mut depth = 0_usize;
    let mut closing = None;
    let (mut begin, mut parts) = (0, Vec::new());
    for (at, c) in sql.char_indices() {
        match (closing, c) {
            (Some(end), c) if c == end => closing = None,
            (Some(_), _) => {}
            (None, '\'' | '"' | '`') => closing = Some(c),
            (None, '[') => closing = Some(']'),
            (None, '(') => {
                depth += 1;
                begin = if depth == 1 { at + 1 } else { begin };
            }
            (None, ')') if depth == 1 => {
                parts.push(sql.get(begin..at)?);
                return Some((parts, sql.get(at + 1..)?));
            }
            (None, ')') => depth = depth.saturating_sub(1),
            (None, ',') if depth == 1 => {
                parts.push(sql.get(begin..at)?);
                begin = at + 1;
            }
            _ => {}
        }
    }
    None
}

/// The first word of a definition without its quotes, whether it had any, and what follows.
fn first_word(part: &str) -> (String, bool, &str) {
    let end = match part.chars().next() {
        Some('[') => ']',
        Some(quote @ ('"' | '`' | '\'')) => quote,
        _ => {
            let end = part.find(char::is_whitespace).unwrap_or(part.len());
            let (word, rest) = part.split_at(end);
            return (word.to_owned(), false, rest);
        }
    };
    let inside = part.get(1..).unwrap_or_default();
    match inside.split_once(end) {
        Some((word, rest)) => (word.to_owned(), true, rest),
        None => (inside.to_owned(), true, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(sql: &str) -> Table {
        let row = ["table", "t", "t", "2", sql].map(|part| Some(part.to_owned()));
        Table::read(&row).unwrap()
    }

    #[test]
    fn columns_are_read_from_the_statement() {
        let t = table(
            "CREATE TABLE t(\n  id INTEGER PRIMARY KEY, \"正文, 全\" TEXT DEFAULT 'a,(b', [date] TEXT,\n  n NUMERIC(3,2) CHECK (n > 0), CONSTRAINT u UNIQUE (date, n))",
        );
        assert_eq!((t.columns, t.number), (["id", "正文, 全", "date", "n"].map(str::to_owned).to_vec(), Some(0)));
        let t =
            table("CREATE TABLE t(a, upper TEXT AS (upper(a)) VIRTUAL, kept TEXT AS (a) STORED, text) WITHOUT ROWID");
        assert_eq!((t.columns, t.root), (["a", "kept", "text"].map(str::to_owned).to_vec(), None));
    }
}
