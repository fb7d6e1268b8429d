//! Writes an archive of made-up news as JSON lines: `cargo run --release --example archive -- 1000000 > archive.jsonl`.
//!
//! Lengths and the share of numbers are those of real news (median 480 characters, mean 800, 38 numbers in 1,000
//! characters), a thousand articles a day. One in thirty-three is a copy of another, one in fifty a later version, one in ten
//! reports what another reports too, and one in twenty of those gets a number wrong. An article depends on its number alone,
//! so that a larger archive begins with a smaller one.

use std::fmt::Write as _;
use std::io::{self, BufWriter, Write as _};

/// Articles of a day.
const DAILY: u64 = 1000;
/// Median length in characters, and the spread of its logarithm.
const LENGTH: (f64, f64) = (480.0, 1.0);

fn main() -> io::Result<()> {
    let n = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(1000);
    let mut out = BufWriter::new(io::stdout().lock());
    for number in 0..n {
        let (title, text) = match number {
            n if n > 40 && n % 33 == 0 => article(n - 7),
            n if n > 40 && n % 50 == 1 => {
                let (title, text) = article(n - 9);
                (title, format!("{text}\n（更正：本文标题以此稿为准。）"))
            }
            n => article(n),
        };
        let day = jiff::civil::date(2022, 1, 1) + jiff::Span::new().days((number / DAILY) as i64);
        let publisher = pick(&mut Dice(number ^ 77), &["东屏日报", "核数样刊", "临湖晚报", "岭州新闻网"]);
        let line = serde_json::json!({
            "id": format!("made-{number}"), "title": title, "date": day.to_string(), "publisher": publisher, "text": text,
        });
        serde_json::to_writer(&mut out, &line)?;
        out.write_all(b"\n")?;
    }
    out.flush()
}

/// A sequence of numbers that looks like chance (splitmix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let n = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        n ^ (n >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n.max(1)
    }

    /// From the bell curve, near enough.
    fn bell(&mut self) -> f64 {
        (0..12).map(|_| (self.next() >> 11) as f64 / (1_u64 << 53) as f64).sum::<f64>() - 6.0
    }
}

fn pick<'a>(dice: &mut Dice, from: &[&'a str]) -> &'a str {
    from[dice.below(from.len() as u64) as usize]
}

/// A made-up name of some characters.
fn name(dice: &mut Dice, length: usize) -> String {
    const SIGNS: &str = "安白柏碧滨苍岑澄春翠丹东枫峰凤皋谷桂海禾鹤衡虹槐环晖嘉涧锦泾菊兰澜乐岭柳龙鹿罗茂梅岷宁盘平蒲祁青渠泉榕沙杉石双松潭棠桐沅云";
    let signs: Vec<char> = SIGNS.chars().collect();
    (0..length).map(|_| signs[dice.below(signs.len() as u64) as usize]).collect()
}

/// Who and what an article is about.
struct Story {
    place: String,
    office: &'static str,
    firm: String,
    person: String,
}

impl Story {
    fn new(dice: &mut Dice) -> Story {
        Story {
            place: format!("{}{}", name(dice, 2), pick(dice, &["市", "县", "区", "镇", "州"])),
            office: pick(
                dice,
                &["统计局", "商务局", "教育局", "交通运输局", "农业农村局", "文化和旅游局", "卫生健康委"],
            ),
            firm: format!("{}{}", name(dice, 2), pick(dice, &["重工", "药业", "科技", "食品", "物流", "电力", "传媒"])),
            person: format!("{}{}", pick(dice, &["王", "李", "周", "沈", "郑", "何", "孟", "陆"]), name(dice, 1)),
        }
    }
}

const THINGS: [&str; 16] = [
    "苹果产量",
    "接待游客",
    "快递业务量",
    "在校学生",
    "新增就业",
    "用电量",
    "公路里程",
    "参保人数",
    "图书馆藏书",
    "新建住房",
    "出口额",
    "财政收入",
    "工业产值",
    "造林面积",
    "手术量",
    "专利授权量",
];
const UNITS: [&str; 16] =
    ["吨", "人次", "件", "人", "人", "千瓦时", "公里", "人", "册", "套", "美元", "元", "元", "亩", "台", "件"];

/// A sentence with numbers.
fn counted(dice: &mut Dice, story: &Story) -> String {
    let at = dice.below(16) as usize;
    let (thing, unit) = (format!("{}{}", name(dice, 2), THINGS[at]), UNITS[at]);
    let Story { place, office, firm, person } = story;
    let (large, scale) = (dice.below(9000) + 100, pick(dice, &["", "万", "亿"]));
    let (rate, tenth) = (dice.below(40) + 1, dice.below(10));
    let (month, small) = (dice.below(12) + 1, dice.below(60) + 2);
    let part = large * (dice.below(70) + 10) / 100;
    let way = pick(dice, &["增长", "下降"]);
    match dice.below(12) {
        0 => format!(
            "据{place}{office}统计，{month}月份{place}{thing}为{large}{scale}{unit}，同比{way}{rate}.{tenth}%。"
        ),
        1 => format!("{firm}全年营业收入{large}.{tenth}亿元，比上年{way}{rate}%。"),
        2 => format!("其中，{}的{thing}达{part}{scale}{unit}，占{}%。", name(dice, 2), part * 100 / large),
        3 => format!(
            "{place}{}将{thing}由{part}{scale}{unit}提高到{large}{scale}{unit}。",
            pick(dice, &["计划", "已经", "争取"])
        ),
        4 => format!("截至{month}月底，{place}共有{}{small}家，带动{large}户增收。", name(dice, 2)),
        5 => format!("{person}说，今年{thing}约{large}{unit}，卖了{small}万元。"),
        6 => format!("{place}{name}中学有{small}个班，{large}名学生。", name = name(dice, 2)),
        7 => format!("{thing}连续{}年{way}，上月{way}{rate}.{tenth}个百分点。", small % 9 + 2),
        8 => format!("{}节持续{small}天，吸引近{large}人参加，{}成是年轻人。", name(dice, 2), rate % 8 + 2),
        9 => format!("{firm}在{place}投资{small}亿元，建设{}条生产线，预计20{}年投产。", rate % 9 + 1, small % 9 + 22),
        10 => format!("{place}{name}路长{small}.{tenth}公里，工期{}个月。", rate % 30 + 3, name = name(dice, 2)),
        _ => format!("{person}今年{}岁，在{}从业{}年，带过{small}名徒弟。", rate + 20, name(dice, 2), rate % 30 + 1),
    }
}

/// A sentence without any.
fn plain(dice: &mut Dice, story: &Story) -> String {
    let Story { place, office, firm, person } = story;
    let other = name(dice, 2);
    match dice.below(10) {
        0 => format!("{place}{office}有关负责人表示，下一步将完善机制，把好事办好、实事办实。"),
        1 => format!("{person}介绍，过去这里道路泥泞，如今路面平整，村民出行方便了许多。"),
        2 => format!("{firm}方面说，市场需求回暖，但原料价格仍有波动，企业需要稳住节奏。"),
        3 => format!("走进{other}社区，墙上的绘画色彩鲜明，居民们正围坐在一起聊天。"),
        4 => format!("业内人士认为，{other}一带的产业基础较好，关键在于补齐服务的短板。"),
        5 => format!("{person}记得，父亲当年也在{other}工作，每天天不亮就出门。"),
        6 => "雨后初晴，远处的山峦笼罩在薄雾之中，田间已经有人忙碌起来。".to_owned(),
        7 => format!("当地还将组织力量，对{other}河沿岸进行整治，改善群众的居住环境。"),
        8 => format!("“只要用心去做，总会有人看见。”{person}这样说。"),
        _ => format!("记者在{place}采访时了解到，{other}的变化得益于干部群众的共同努力。"),
    }
}

/// Title and text.
fn article(number: u64) -> (String, String) {
    let mut dice = Dice(number.wrapping_mul(0x2545_f491_4f6c_dd1d));
    let story = Story::new(&mut dice);
    let length = (LENGTH.0.ln() + LENGTH.1 * dice.bell()).exp().clamp(80.0, 15_000.0) as usize;
    let mut text = String::new();
    if number % 10 == 5 {
        let mut event = Dice(number / 20);
        let (town, mine) = (name(&mut event, 3), name(&mut event, 3));
        let (dead, rescued) = (event.below(40) + 3, event.below(300) + 20);
        let dead = if dice.below(20) == 0 { dead + 1 } else { dead };
        let _ = writeln!(text, "{town}县{mine}煤矿透水事故救援结束，事故共造成{dead}人遇难，{rescued}人获救。");
    }
    let mut letters = text.chars().count();
    while letters < length {
        let before = text.len();
        let with_number = dice.below(100) < 48;
        text += &if with_number { counted(&mut dice, &story) } else { plain(&mut dice, &story) };
        if dice.below(4) == 0 {
            text.push('\n');
        }
        letters += text[before..].chars().count();
    }
    (format!("{}：{}见闻", story.place, name(&mut dice, 3)), text.trim_end().to_owned())
}
