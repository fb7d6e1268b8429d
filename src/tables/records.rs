//! Rows → records.

use rust_decimal::Decimal;

use crate::model::{Number, Period, Record};

use super::columns::{self, Column, Role};
use super::description::Description;
use super::grid::Row;
use super::unit::{self, Scale};
use super::{INDEX_BASE, Skipped, Table, TableError, TableReader, heading, time};

/// Makes a table of the rows of a file.
pub(super) fn table(
    reader: &TableReader<'_>,
    file: &str,
    rows: Vec<Row>,
    description: &Description,
) -> Result<Table, TableError> {
    let lexicon = &reader.rules.tables;
    // lines above the header: a title, 单位：万人
    let Some(head) =
        rows.iter().position(|r| r.filled() >= 2 && !r.cells.iter().any(|c| lexicon.labelled_unit(c).is_some()))
    else {
        return Err(TableError::new(
            file,
            rows.first().map(|r| r.line),
            "没有表头：需要一行至少两个列名，用逗号或制表符分隔",
            "no header: one line with at least two column names is needed, separated by commas or tabs",
        ));
    };
    let (above, rest) = rows.split_at(head);
    let (header, depth) = heading::heading(reader, rest).ok_or_else(|| empty(file))?;
    let body = rest.get(depth..).unwrap_or_default();
    let above: Vec<&str> = above.iter().flat_map(|r| &r.cells).map(String::as_str).filter(|c| !c.is_empty()).collect();
    let table_scale = above.iter().find_map(|c| reader.units.scale(lexicon.labelled_unit(c)?));
    let title = above.iter().find(|c| lexicon.labelled_unit(c).is_none()).map(|c| (*c).to_owned());

    let mut skipped = Vec::new();
    let mut data: Vec<(u64, &Row)> = Vec::new();
    for row in body {
        let first = row.cells.iter().find(|c| !c.is_empty());
        match first {
            None => {}
            Some(first)
                if lexicon.is_remark(first)
                    || row.filled() == 1 && header.cells.len() > 2 && reader.units.cell(first).is_none() =>
            {
                skipped.push(Skipped { line: row.line, text: row.cells.join(" ").trim().to_owned() });
            }
            Some(_) if row.cells.iter().skip(header.cells.len()).any(|c| !c.is_empty()) => {
                let (found, wanted) = (row.cells.len(), header.cells.len());
                return Err(TableError::new(
                    file,
                    Some(row.line),
                    format!("这一行有{found}格，表头只有{wanted}列；含逗号的内容要加引号"),
                    format!(
                        "{found} cells in this row, but {wanted} columns in the header; put quotes round text with commas"
                    ),
                ));
            }
            Some(_) => data.push((row.line, row)),
        }
    }
    let cells = |at: usize| data.iter().filter_map(|(_, r)| r.cells.get(at)).map(String::as_str).collect();
    let columns = columns::roles(
        &header.cells,
        cells,
        description,
        &reader.rules.entities,
        (lexicon, &reader.units, &reader.periods),
    );
    if data.is_empty() {
        return Err(empty(file));
    }
    if !columns.iter().any(|(c, _)| c.role.is_value()) {
        return Err(TableError::new(
            file,
            Some(header.line),
            format!("没有一列是数值；表头读作：{}", header.cells.join("、")),
            format!("no column holds values; the header was read as: {}", header.cells.join(", ")),
        ));
    }
    let mut table = Table {
        name: file.rsplit(['/', '\\']).next().unwrap_or(file).to_owned(),
        title: description.title.clone().or(title),
        publisher: description.publisher.clone(),
        url: description.url.clone(),
        columns: Vec::new(),
        records: Vec::new(),
        skipped,
        aliases: description.aliases.clone(),
    };
    // a table without a column of entities may say in its title that it is of the whole country
    let named = columns.iter().any(|(c, _)| matches!(c.role, Role::Entity | Role::OfEntity));
    let title = format!("{}{}", table.title.as_deref().unwrap_or(""), table.name);
    let whole = reader.rules.link.national.iter().find(|n| !named && title.contains(n.as_str()));
    for (number, row) in data {
        add_row(reader, &mut table, &columns, (number, row), table_scale.as_ref());
    }
    if let Some(whole) = whole {
        table.records.iter_mut().filter(|r| r.entity.is_empty()).for_each(|r| r.entity.clone_from(whole));
    }
    table.columns = columns.into_iter().map(|(c, _)| c).collect();
    name(&mut table);
    Ok(table)
}

/// Puts the table's name on its records.
pub(super) fn name(table: &mut Table) {
    for record in &mut table.records {
        record.table.clone_from(&table.name);
        let column = record.id.rsplit('C').next().unwrap_or("").to_owned();
        record.id = format!("{}!R{}C{column}", table.name, record.row);
    }
}

fn empty(file: &str) -> TableError {
    TableError::new(file, None, "表里没有数据行", "the table has no rows of data")
}

/// The records of one row.
fn add_row(
    reader: &TableReader<'_>,
    table: &mut Table,
    columns: &[(Column, Option<Scale>)],
    (number, row): (u64, &Row),
    table_scale: Option<&Scale>,
) {
    let lexicon = &reader.rules.tables;
    let of = |role: Role| {
        columns
            .iter()
            .zip(&row.cells)
            .filter(move |((c, _), cell)| c.role == role && !lexicon.is_missing(cell))
            .map(|((c, _), cell)| (c, cell.as_str()))
    };
    let mut entities: Vec<(&Column, &str)> = of(Role::Entity).collect();
    let entity = entities.pop().map_or("", |(_, e)| e);
    let mut keys: Vec<(String, String)> =
        entities.into_iter().chain(of(Role::Key)).map(|(c, cell)| (c.header.clone(), cell.to_owned())).collect();
    let mut period = of(Role::Period).next().and_then(|(_, cell)| time::period(cell, &reader.periods));
    if let (Some(year), Some((_, part))) = (&period, of(Role::PartOfYear).next()) {
        period = time::part_of_year(part, year).or_else(|| period.clone());
    }
    let metric = of(Role::Metric).next().map(|(_, cell)| columns::named(cell, &reader.units));
    let unit_cell = of(Role::Unit).next().and_then(|(_, cell)| reader.units.scale(cell));
    let row_scale = unit_cell.as_ref().or_else(|| metric.as_ref()?.scale.as_ref());
    let row_base = metric.as_ref().and_then(|m| m.index_base.clone());
    let as_of = of(Role::AsOf).next().and_then(|(_, cell)| time::period(cell, &reader.periods)?.to);
    let publisher = of(Role::Publisher).next().map(|(_, cell)| cell.to_owned()).or_else(|| table.publisher.clone());
    if let Some(base) = row_base {
        keys.push((INDEX_BASE.to_owned(), base));
    }
    for (at, ((column, scale), cell)) in columns.iter().zip(&row.cells).enumerate() {
        if !column.role.is_value() || lexicon.is_missing(cell) {
            continue;
        }
        let Some(found) = reader.units.cell(cell) else {
            table.skipped.push(Skipped { line: row.line, text: cell.clone() });
            continue;
        };
        let own = found.scale.as_ref().or(row_scale).or(scale.as_ref()).or(table_scale);
        let mut keys = keys.clone();
        if let Some(base) = &column.index_base {
            keys.push((INDEX_BASE.to_owned(), base.clone()));
        }
        let name = match (&metric, &column.metric) {
            (Some(of_row), Some(of_column)) => format!("{}{of_column}", of_row.name),
            (Some(of_row), None) => of_row.name.clone(),
            (None, Some(of_column)) => of_column.clone(),
            (None, None) => title_metric(table),
        };
        let place = Place {
            row: number,
            column: at,
            header: &column.header,
            entity: if column.role == Role::OfEntity { &column.header } else { entity },
            period: column.period.as_ref().or(period.as_ref()),
        };
        if let Some(record) = record(place, name, (found.value, found.step), own, keys) {
            table.records.push(Record { as_of, publisher: publisher.clone(), ..record });
        }
    }
}

struct Place<'p> {
    row: u64,
    column: usize,
    header: &'p str,
    entity: &'p str,
    period: Option<&'p Period>,
}

fn record(
    place: Place<'_>,
    metric: String,
    (value, step): (Number, Number),
    scale: Option<&Scale>,
    keys: Vec<(String, String)>,
) -> Option<Record> {
    let none = Scale::none();
    let scale = scale.unwrap_or(&none);
    let (Number::Decimal(v), Number::Decimal(s)) = (value, step) else { return None };
    let folded = |d: Decimal| {
        d.checked_mul(scale.factor).map(|d| Number::Decimal(if scale.factor.is_integer() { whole(d) } else { d }))
    };
    Some(Record {
        id: format!("C{}", place.column + 1),
        table: String::new(),
        row: place.row,
        column: place.header.to_owned(),
        entity: place.entity.to_owned(),
        keys,
        metric,
        period: place.period.cloned(),
        unit: scale.unit.clone(),
        value: folded(v)?,
        step: folded(s)?,
        base: scale.base.as_ref().and_then(|(factor, unit)| unit::base_value(v, s, *factor, unit)),
        as_of: None,
        publisher: None,
    })
}

/// 5089000.0 → 5089000: a scale word makes the decimals of a cell whole.
fn whole(d: Decimal) -> Decimal {
    if d.is_integer() { d.trunc() } else { d }
}

/// What a table measures that has neither a metric column nor measures: its title, else its name.
fn title_metric(table: &Table) -> String {
    let stem = table.name.rsplit_once('.').map_or(table.name.as_str(), |(stem, _)| stem);
    table.title.clone().unwrap_or_else(|| stem.to_owned())
}

#[cfg(test)]
mod tests;
