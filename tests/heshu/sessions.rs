//! Command-line sessions as files: `tests/cmd/*.md` shows what a user types and sees. To write the output
//! of a new or changed one: `TRYCMD=overwrite cargo test sessions`.

#[test]
fn sessions_print_what_their_files_say() {
    trycmd::TestCases::new().case("tests/cmd/*.md");
}

#[test]
fn the_page_on_checks_is_what_the_program_prints() {
    let printed = crate::run_in(crate::root(), &["checks", "page"]).stdout;
    let kept = std::fs::read(crate::root().join("docs/checks.md")).expect("docs/checks.md");
    assert!(printed == kept, "docs/checks.md is out of date: heshu checks page > docs/checks.md");
}
