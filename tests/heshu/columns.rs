//! The columns that other tools are given are those that the documentation lists.

#[test]
fn the_page_on_columns_lists_those_there_are() {
    let made = heshu::export::columns::page();
    let path = crate::root().join("docs/columns.md");
    if std::env::var_os("COLUMNS_PAGE").is_some_and(|v| v == "overwrite") {
        std::fs::write(&path, &made).expect("written");
    }
    let kept = std::fs::read_to_string(&path).expect("docs/columns.md");
    assert!(kept == made, "docs/columns.md is out of date: COLUMNS_PAGE=overwrite cargo test --test heshu columns");
}
