//! The settings file that `heshu config init` writes: every setting, explained and switched off.

use std::fmt::Write as _;

use crate::model::{Lang, Number};
use crate::rules::Rules;

/// A share as a percentage: 1/200 is `0.5%`.
pub fn percent(share: &Number) -> String {
    let hundred = crate::model::Exact::from(100);
    let number = share.to_rational() * hundred;
    match share {
        Number::Decimal(d) => format!("{}%", (d * rust_decimal::Decimal::from(100)).normalize()),
        _ => format!("{number}%"),
    }
}

/// The text of the file, its comments in one language, its limits those of the rules.
pub fn template(rules: &Rules, lang: Lang) -> String {
    let entries = [
        ("lang = \"zh\"", "消息用的语言：zh 或 en", "language of messages: zh or en"),
        (
            "rules = \"rules\"",
            "自己的规则文件夹，盖在内置规则之上",
            "your own folder of rule files, laid over the built-in ones",
        ),
        (
            "tables = [\"data\"]",
            "用来核对的数据表，或放数据表的文件夹",
            "source tables to check against, or folders of them",
        ),
        (
            "baseline = \"baseline.jsonl\"",
            "已核定的各处记在这里，见 heshu baseline --help",
            "where decisions on findings are kept, see heshu baseline --help",
        ),
        (
            "currency = \"CNY\"",
            "文中看不出时，“元”是哪种货币（ISO 4217）",
            "whose money a bare 元 is where the text does not tell (ISO 4217)",
        ),
        (
            "tolerance = \"0.5%\"",
            "差距在写明数值的这个比例之内的，只记为留意",
            "a gap within this share of the stated number is only noted",
        ),
    ];
    let checks = [
        (
            "select = [\"all\"]",
            "只用这些检查：名字、门类（change）或等级（decision、arithmetic、style）",
            "only these checks: names, families (change) or grades (decision, arithmetic, style)",
        ),
        ("ignore = []", "不用这些检查；写得窄的优先于写得宽的", "not these; the narrower word wins over the wider one"),
        ("style = false", "也做措辞检查", "the wording checks too"),
    ];
    let mut out = String::new();
    let head = lang.pick(
        "# heshu 的设置。放在稿件所在的文件夹或其上层；其中的路径从这个文件夹算起。\n# 生效的设置和各自的来处：heshu config show 稿件\n",
        "# Settings of heshu, for the articles in this folder and below; paths in it start from this folder.\n# What holds, and where it comes from: heshu config show ARTICLE\n",
    );
    out.push_str(head);
    let put = |out: &mut String, list: &[(&str, &str, &str)]| {
        for (line, zh, en) in list {
            let _ = writeln!(out, "\n# {}\n# {line}", lang.pick(zh, en));
        }
    };
    put(&mut out, &entries);
    let _ = writeln!(
        out,
        "\n# {}\n[checks]",
        lang.pick("检查的取舍；heshu checks 列出全部", "the choice of checks; `heshu checks` lists them")
    );
    put(&mut out, &checks);
    let _ = writeln!(out, "\n# {}", lang.pick("各项检查的上下限", "limits of the checks"));
    for limits in rules.limits() {
        let [zh, en] = limits.title;
        let _ = writeln!(out, "\n# [limits.{}]  # {}", limits.of, lang.pick(zh, en));
        for (name, value) in limits.values {
            let _ = writeln!(out, "# {name} = {value}");
        }
    }
    out
}
