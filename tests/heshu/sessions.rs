//! Command-line sessions as files: `tests/cmd/*.md` shows what a user types and sees. To write the output
//! of a new or changed one: `TRYCMD=overwrite cargo test sessions`.

#[test]
fn sessions_print_what_their_files_say() {
    trycmd::TestCases::new().case("tests/cmd/*.md");
}
