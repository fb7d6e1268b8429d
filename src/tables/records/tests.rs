use crate::rules::Rules;
use crate::tables::{Description, Field, Role, Table, TableError, TableReader};

fn parse(text: &str) -> Result<Table, TableError> {
    parse_with(text, &Description::default())
}

fn parse_with(text: &str, description: &Description) -> Result<Table, TableError> {
    let rules = Rules::embedded().unwrap();
    TableReader::new(&rules).parse("t.csv", text, description)
}

/// `entity|metric|period|value|step|unit` of every record.
fn lines(table: &Table) -> Vec<String> {
    let line = |r: &crate::model::Record| {
        let period = r.period.as_ref().and_then(|p| p.norm.clone()).unwrap_or_default();
        format!("{}|{}|{period}|{}|{}|{}", r.entity, r.metric, r.value, r.step, r.unit.clone().unwrap_or_default())
    };
    table.records.iter().map(line).collect()
}

#[test]
fn a_long_table_has_one_record_a_row() {
    let table =
        parse("指标,地区,年份,数值,单位\n常住人口,甲市,2022,512.40,万人\n城镇化率,甲市,2022年,61.5,%\n").unwrap();
    assert_eq!(lines(&table), ["甲市|常住人口|2022|5124000|100|人", "甲市|城镇化率|2022|61.5|0.1|%"]);
    assert_eq!(table.records[0].id, "t.csv!R2C4");
    let power = parse("指标,年份,数值,单位\n用电量,2024,98521,亿千瓦时\n").unwrap();
    assert!(lines(&power)[0].starts_with("|用电量|2024|9852100000000|"), "{:?}", lines(&power));
    let english = parse("country,year,indicator,value,unit\nChina,2020,population,1411.78,million persons\n").unwrap();
    assert_eq!(lines(&english), ["China|population|2020|1411780000|10000|人"]);
}

#[test]
fn wide_tables_have_metrics_or_years_as_columns() {
    let metrics = parse("地区,年份,常住人口(万人),GDP（亿元）\n甲市,2022,512.4,3000\n甲市,2023,—,3100.5\n").unwrap();
    assert_eq!(
        lines(&metrics),
        [
            "甲市|常住人口|2022|5124000|1000|人",
            "甲市|GDP|2022|300000000000|100000000|CNY",
            "甲市|GDP|2023|310050000000|10000000|CNY"
        ]
    );
    let years = parse("某省粮食产量\n单位：万吨\n地区,2021年,2022年\n甲市,10.1,10.3\n乙市,…,8\n").unwrap();
    assert_eq!(years.title.as_deref(), Some("某省粮食产量"));
    assert_eq!(years.records.len(), 3);
    assert!(lines(&years)[1].starts_with("甲市|某省粮食产量|2022|"), "{:?}", lines(&years));
}

#[test]
fn the_most_specific_place_is_the_entity() {
    let table = parse("日期,国家,省,市,累计确诊\n2020-02-09,某国,甲省,,100\n2020-02-09,某国,甲省,乙市,40\n").unwrap();
    assert_eq!(lines(&table), ["甲省|累计确诊|2020-02-09|100|1|", "乙市|累计确诊|2020-02-09|40|1|"]);
    assert_eq!(table.records[1].keys, [("国家".to_owned(), "某国".to_owned()), ("省".to_owned(), "甲省".to_owned())]);
}

#[test]
fn an_index_keeps_its_base() {
    let table = parse("指标,月份,数值\n出厂价格指数(上年同月=100),2024-12,97.7\n").unwrap();
    assert_eq!(lines(&table), ["|出厂价格指数|2024-12|97.7|0.1|"]);
    assert_eq!(table.records[0].keys, [("基期".to_owned(), "上年同月=100".to_owned())]);
}

#[test]
fn year_and_month_columns_make_one_period() {
    let table = parse("年份,月份,销量\n2024,7,35\n2024,8月,36\n").unwrap();
    assert_eq!(lines(&table), ["|销量|2024-07|35|1|", "|销量|2024-08|36|1|"]);
}

#[test]
fn a_description_names_terse_columns() {
    let field =
        Field { name: "pop".into(), title: Some("年末人口".into()), unit: Some("万人".into()), role: None };
    let description = Description { publisher: Some("某局".into()), fields: vec![field], ..Description::default() };
    let table = parse_with("region,year,pop\n甲市,2022,512.4\n", &description).unwrap();
    assert_eq!(lines(&table), ["甲市|年末人口|2022|5124000|1000|人"]);
    assert_eq!(table.records[0].publisher.as_deref(), Some("某局"));
}

#[test]
fn remarks_and_codes_are_no_data() {
    let table = parse("排名,国家,代码,金牌\n1,甲国,AAA,40\n2,乙国,BBB,39\n注：不含其他项目,,,\n").unwrap();
    let roles: Vec<Role> = table.columns.iter().map(|c| c.role).collect();
    assert_eq!(roles, [Role::Measure, Role::Entity, Role::Ignored, Role::Measure]);
    assert_eq!((table.records.len(), table.skipped[0].line), (4, 4));
}

#[test]
fn faults_name_file_and_line() {
    let fault = |text| parse(text).unwrap_err().to_string();
    assert!(
        fault("地区,年份\n甲市,2022\n").starts_with("t.csv:1: 没有一列是数值"),
        "{}",
        fault("地区,年份\n甲市,2022\n")
    );
    assert!(fault("地区,年份,人口\n甲市,2022,5\n乙市,2022,5,6,7\n").starts_with("t.csv:3: 这一行有5格"));
    assert!(fault("").contains("没有表头"));
    assert!(fault("地区,年份,人口\n").contains("没有数据行"));
}

#[test]
fn headers_of_several_rows_are_read_as_one() {
    let table = parse(
        "某地情况\n地区,2022年,,2023年,\n,常住人口,产值,常住人口,产值\n,万人,亿元,万人,亿元\n甲市,51.5,300,52,310\n",
    )
    .unwrap();
    assert_eq!(
        lines(&table),
        [
            "甲市|常住人口|2022|515000|1000|人",
            "甲市|产值|2022|30000000000|100000000|CNY",
            "甲市|常住人口|2023|520000|10000|人",
            "甲市|产值|2023|31000000000|100000000|CNY"
        ]
    );
    assert_eq!(table.records[0].id, "t.csv!R5C2");
}

#[test]
fn places_may_be_the_columns() {
    let table = parse("指标,年份,北京,上海,单位\n常住人口,2022,2184,2475,万人\n").unwrap();
    assert_eq!(lines(&table), ["北京|常住人口|2022|21840000|10000|人", "上海|常住人口|2022|24750000|10000|人"]);
}

#[test]
fn a_user_corrects_what_a_column_holds() {
    let text = "站点,读数甲,读数乙\n甲站,5,7\n";
    let wrong = parse(text).unwrap();
    assert_eq!(lines(&wrong), ["甲站|读数甲||5|1|", "甲站|读数乙||7|1|"]);
    let fields =
        vec![Field::correction("读数甲=ignored").unwrap(), Field::correction("读数乙=measure:降水量(毫米)").unwrap()];
    let right = parse_with(text, &Description { fields, ..Description::default() }).unwrap();
    assert_eq!(right.columns[1].role, Role::Ignored);
    assert_eq!(lines(&right), ["甲站|降水量||7|1|毫米"]);
}

#[test]
fn workbooks_pages_and_json_are_tables() {
    let rules = Rules::embedded().unwrap();
    let reader = TableReader::new(&rules);
    let folder = tempfile::tempdir().unwrap();
    let read = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        reader.read(&path, &[]).unwrap()
    };
    let json = read("a.json", r#"{"data": [{"地区": "甲市", "年份": 2022, "常住人口(万人)": 51.5}]}"#);
    assert_eq!(lines(&json[0]), ["甲市|常住人口|2022|515000|1000|人"]);
    let page = read(
        "a.html",
        "<html><table><tr><th rowspan=2>地区<th colspan=2>2022年<tr><th>常住人口(万人)<th>产值(亿元)\
         <tr><td>甲市<td>51.5<td>300</table><table><tr><td>首页<td>关于</table></html>",
    );
    assert_eq!(lines(&page[0])[0], "甲市|常住人口|2022|515000|1000|人");
    let book = reader.read(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tables/merged.xlsx")), &[]);
    let book = book.unwrap();
    assert_eq!(book.iter().map(|t| t.name.as_str()).collect::<Vec<_>>(), ["merged.xlsx#人口", "merged.xlsx#说明表"]);
    assert_eq!(lines(&book[0])[..2], ["甲市|常住人口|2022|515000|1000|人", "甲市|产值|2022|30000000000|100000000|CNY"]);
    assert_eq!(book[0].records[0].id, "merged.xlsx#人口!R4C2");
}
