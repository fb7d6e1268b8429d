//! `heshu quantities PATH…`

use std::process::ExitCode;

use heshu::model::{Period, Quantity};
use heshu::quantity::{Context, Found, Reader};
use heshu::text::View;
use serde::Serialize;

use super::Session;
use super::inputs::{Inputs, json_line};

/// Arguments of the command.
#[derive(clap::Args)]
pub struct Options {
    #[command(flatten)]
    pub inputs: Inputs,
}

#[derive(Serialize)]
struct Line {
    id: String,
    quantities: Vec<Quantity>,
    times: Vec<Period>,
}

/// Runs the command.
pub fn run(options: Options, session: &Session) -> anyhow::Result<ExitCode> {
    let reader = Reader::new(&session.rules);
    options.inputs.print(session, |document| {
        let view = View::new(&document.text);
        let scan = reader.read(
            &view,
            &Context { reference: document.published, currency: None, publisher: document.publisher.clone() },
        );
        let quantities = scan.numbers.into_iter().filter(Found::is_number).map(|f| f.quantity).collect();
        let mut out = Vec::new();
        json_line(&mut out, &Line { id: document.id, quantities, times: scan.periods });
        out
    })
}
