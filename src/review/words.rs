//! The words of the page that name members of closed lists, in both languages.

use crate::model::{Decision, FalseAlarm, Grade, Verdict};
use crate::report::Lang;
use crate::review::filter::By;

/// What a verdict is called; a flag by its grade.
pub fn verdict(verdict: Verdict, grade: Grade, lang: Lang) -> &'static str {
    crate::report::looks(verdict, grade, lang).1
}

/// The sign of a verdict.
pub fn sign(verdict: Verdict) -> char {
    crate::report::looks(verdict, Grade::Arithmetic, Lang::Zh).0
}

/// What a decision is called.
pub fn decision(decision: Decision, lang: Lang) -> &'static str {
    match decision {
        Decision::Confirmed => lang.pick("确有错", "confirmed"),
        Decision::FalseAlarm => lang.pick("误报", "false alarm"),
        Decision::Unsure => lang.pick("存疑", "unsure"),
        Decision::Fixed => lang.pick("已改正", "fixed"),
        Decision::Undone => lang.pick("撤销", "undone"),
    }
}

/// Why something was a false alarm.
pub fn reason(reason: FalseAlarm, lang: Lang) -> &'static str {
    match reason {
        FalseAlarm::Misread => lang.pick("数字读错了", "misread"),
        FalseAlarm::DifferentThings => lang.pick("说的不是一回事", "different things"),
        FalseAlarm::Rounding => lang.pick("舍入或口径不同", "rounding or basis"),
        FalseAlarm::SourceWrong => lang.pick("对照的数据有误", "the source is wrong"),
        FalseAlarm::Other => lang.pick("其他", "other"),
    }
}

/// What a field of a claim is called.
pub fn claim_field(name: &str, lang: Lang) -> &'static str {
    match name {
        "value" => lang.pick("数值", "value"),
        "unit" => lang.pick("单位", "unit"),
        "subject" => lang.pick("主体", "subject"),
        "metric" => lang.pick("指标", "metric"),
        "time" => lang.pick("时间", "time"),
        "baseline" => lang.pick("比较的基准", "baseline"),
        "source" => lang.pick("出处", "source"),
        "role" => lang.pick("角色", "role"),
        "direction" => lang.pick("增减", "direction"),
        _ => lang.pick("是否事实", "modality"),
    }
}

/// What a role, direction or modality is called, by its published name.
pub fn role_of_claim(name: &str, lang: Lang) -> &str {
    match name {
        "level" => lang.pick("水平", "level"),
        "change" => lang.pick("变化", "change"),
        "from" => lang.pick("变化前", "from"),
        "to" => lang.pick("变化后", "to"),
        "rank" => lang.pick("名次", "rank"),
        "compare" => lang.pick("比较", "comparison"),
        "part" => lang.pick("部分", "part"),
        "whole" => lang.pick("总体", "whole"),
        "up" => lang.pick("增", "up"),
        "down" => lang.pick("减", "down"),
        "actual" => lang.pick("事实", "fact"),
        "forecast" => lang.pick("预测", "forecast"),
        "target" => lang.pick("目标", "target"),
        "hypothetical" => lang.pick("假设", "hypothetical"),
        "denied" => lang.pick("否认", "denied"),
        _ => "–",
    }
}

/// What findings are filtered by.
pub fn by(by: By, lang: Lang) -> &'static str {
    match by {
        By::Verdict => lang.pick("结论", "Verdict"),
        By::Grade => lang.pick("轻重", "Grade"),
        By::Status => lang.pick("审核", "Status"),
        By::Check => lang.pick("检查", "Check"),
        By::Article => lang.pick("文章", "Article"),
        By::Publisher => lang.pick("发布者", "Publisher"),
        By::Entity => lang.pick("主体", "Entity"),
        By::Metric => lang.pick("指标", "Metric"),
        By::From => lang.pick("发布不早于", "Published from"),
        By::To => lang.pick("发布不晚于", "Published to"),
        By::Reviewer => lang.pick("审核人", "Reviewer"),
        By::Words => lang.pick("含有", "Words"),
    }
}

/// What a value of a filter is called; itself where it is nobody's list.
pub fn value(by: By, value: &str, lang: Lang) -> String {
    let known = match (by, value) {
        (By::Verdict, "flag") => lang.pick("不符", "mismatch"),
        (By::Verdict, "note") => lang.pick("留意", "note"),
        (By::Grade, "decision") => lang.pick("矛盾（结论会变）", "turns the statement around"),
        (By::Grade, "arithmetic") => lang.pick("算不拢", "does not add up"),
        (By::Grade, "style") => lang.pick("措辞", "wording"),
        (By::Status, "open") => lang.pick("待审", "open"),
        (By::Status, name) => match Decision::ALL.into_iter().find(|d| d.name() == name) {
            Some(found) => decision(found, lang),
            None => return name.to_owned(),
        },
        _ => return value.to_owned(),
    };
    known.to_owned()
}
