//! Rule files: faulty ones are refused with the place and the remedy, failing examples are told.

use std::fs;

use super::{files_below, root, run_in};

#[test]
fn every_faulty_rule_is_refused_with_its_fault() {
    let cases = files_below(&root().join("tests/rules/bad"));
    assert!(cases.len() >= 9);
    for case in cases {
        let text = fs::read_to_string(&case).expect("a rule file");
        let wanted =
            text.lines().next().and_then(|l| l.strip_prefix("# error: ")).expect("the error on the first line");
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("frames")).expect("a folder");
        fs::write(folder.path().join("frames/mine.toml"), &text).expect("a file");
        let output = run_in(folder.path(), &["rules", "test", "."]);
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{}: {error}", case.display());
        assert!(error.contains("frames/mine.toml:") && error.contains(wanted), "{}: {error}", case.display());
    }
}

#[test]
fn an_example_that_fails_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("frames")).expect("a folder");
    let rule = "why = \"x\"\npattern = \"升{quantity:by}\"\n[[claim]]\nslot = \"by\"\nrole = \"change\"\n\
                [[match]]\ntext = \"库存[升3吨]。\"\nclaims = [{ quantity = \"3吨\", role = \"level\" }]\n\
                [[match]]\ntext = \"水位[升2米]。\"\n[[no_match]]\ntext = \"水位升2米。\"\n";
    fs::write(folder.path().join("frames/mine.toml"), rule).expect("a file");
    let output = run_in(folder.path(), &["rules", "test", ".", "--lang", "en"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("role is “change”, not level"), "{said}");
    assert!(
        said.contains("[[no_match]]")
            && said.contains("1 frames, 0 relations, 0 rules on which numbers count, 2 examples fail"),
        "{said}"
    );
}
