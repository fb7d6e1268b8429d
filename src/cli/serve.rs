//! `heshu serve --store DIR`

use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use heshu::ingest::Manners;
use heshu::review::{Guard, Office, serve};

use super::Session;

/// Shortest token that is taken.
const TOKEN: usize = 16;

/// How long the desk waits for the answer of a server.
const PATIENCE: Duration = Duration::from_secs(10);

/// Arguments of the command.
#[derive(clap::Args)]
pub struct Options {
    /// The store
    #[arg(long, value_name = "DIR", default_value = "heshu-store")]
    store: PathBuf,
    /// Address and port; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8470")]
    listen: SocketAddr,
    /// A file whose first line is the token that visitors must show; needed for addresses other than loopback
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// A name under which visitors reach this machine, besides its address and localhost
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
    /// Fetch addresses given at the desk from private networks and this machine too
    #[arg(long)]
    allow_private: bool,
}

/// Runs the command.
pub fn run(options: Options, session: &Session) -> anyhow::Result<ExitCode> {
    let lang = session.lang;
    let token = options.token_file.as_ref().map(|file| -> anyhow::Result<String> {
        let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
        let token = text.lines().next().unwrap_or_default().trim().to_owned();
        if token.chars().count() < TOKEN {
            let short = lang
                .pick("第一行要有至少 16 个字符的口令", "the first line must hold a token of 16 characters or more");
            anyhow::bail!("{}: {short}", file.display());
        }
        Ok(token)
    });
    let token = token.transpose()?;
    if !options.listen.ip().is_loopback() && token.is_none() {
        anyhow::bail!(
            "{}: {}",
            options.listen,
            lang.pick(
                "别的机器也能连到这个地址，所以要用 --token-file 指定口令文件",
                "other machines can reach this address, so --token-file must name a file with a token",
            )
        );
    }
    let listener = TcpListener::bind(options.listen).with_context(|| {
        format!(
            "{}: {}",
            options.listen,
            lang.pick("无法监听；换一个 --listen 地址:端口", "cannot listen there; name another --listen ADDRESS:PORT")
        )
    })?;
    let address = listener.local_addr()?;
    let who = ["USER", "LOGNAME", "USERNAME"].iter().find_map(|name| std::env::var(name).ok()).unwrap_or_default();
    let guard = Guard::new(options.host, token.as_deref());
    let manners = Manners { allow_private: options.allow_private, patience: PATIENCE, ..Manners::default() };
    let office =
        Office::open(&options.store, (session.rules.clone(), session.folder.clone()), lang, who, guard, manners)
            .map_err(|e| session.fault(&e))?;
    let mut text = format!("{} http://{address}/\n", lang.pick("审核页在", "the review page is at"));
    if !session.quiet {
        text.push_str(lang.pick(
            "Ctrl-C 停止；已记下的判断都在磁盘上。\n",
            "Ctrl-C stops it; decisions that were acknowledged are on the disk.\n",
        ));
    }
    // Whoever started it may have read enough and gone; the page goes on.
    let mut out = anstream::stdout();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    serve(office, listener, session.threads)?;
    Ok(ExitCode::SUCCESS)
}
