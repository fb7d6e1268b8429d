//! How addresses among the paths are fetched.

use std::path::PathBuf;
use std::time::Duration;

use heshu::ingest::Manners;

/// Arguments of every command that reads articles.
#[derive(clap::Args)]
#[command(next_help_heading = "Addresses")]
pub struct Addresses {
    /// Fetch the addresses in this file, one a line
    #[arg(long, value_name = "FILE")]
    pub addresses: Option<PathBuf>,
    /// Add what is fetched to this WARC file, from which it can be read again without the network; addresses in it are
    /// fetched only if they have changed
    #[arg(long, value_name = "FILE.warc.gz")]
    keep_fetched: Option<PathBuf>,
    /// Seconds between two requests to a host
    #[arg(long, value_name = "SECONDS", default_value_t = 1.0)]
    pause: f64,
    /// Fetch from private networks and this machine too
    #[arg(long)]
    allow_private: bool,
}

impl Addresses {
    /// As the library has it.
    pub fn manners(&self) -> Manners {
        let pause = Duration::try_from_secs_f64(self.pause).unwrap_or(Duration::from_secs(1));
        Manners { allow_private: self.allow_private, pause, keep: self.keep_fetched.clone(), ..Manners::default() }
    }
}
