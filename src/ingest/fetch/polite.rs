//! What hosts ask of those who fetch: their robots.txt, and not all at once.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use texting_robots::Robot;

use super::AGENT;

/// Longest pause that a robots.txt is followed in.
const LONGEST: f32 = 30.0;

/// What is known of hosts.
#[derive(Default)]
pub(super) struct Hosts {
    rules: HashMap<String, Rules>,
    /// When a host may be asked next.
    free: HashMap<String, Instant>,
    /// The pause that a host asks for.
    pauses: HashMap<String, Duration>,
}

enum Rules {
    /// There are none.
    All,
    /// Out of reach or broken: nothing is allowed then (RFC 9309).
    Nothing,
    Robot(Box<Robot>),
}

impl Hosts {
    pub(super) fn knows(&self, origin: &str) -> bool {
        self.rules.contains_key(origin)
    }

    /// Takes in what was answered to the request for robots.txt: the status and the body, or nothing.
    pub(super) fn learn(&mut self, origin: &str, answer: Option<(u16, Vec<u8>)>) {
        let rules = match answer {
            Some((200..=299, body)) => match Robot::new(AGENT, &body) {
                Ok(robot) => {
                    if let Some(delay) = robot.delay {
                        let host = origin.rsplit("//").next().unwrap_or_default();
                        let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
                        self.pauses.insert(host.to_owned(), Duration::from_secs_f32(delay.clamp(0.0, LONGEST)));
                    }
                    Rules::Robot(Box::new(robot))
                }
                Err(_) => Rules::All,
            },
            Some((400..=499, _)) => Rules::All,
            _ => Rules::Nothing,
        };
        self.rules.insert(origin.to_owned(), rules);
    }

    pub(super) fn allows(&self, origin: &str, url: &str) -> bool {
        match self.rules.get(origin) {
            Some(Rules::Robot(robot)) => robot.allowed(url),
            Some(Rules::Nothing) => false,
            Some(Rules::All) | None => true,
        }
    }

    /// How long to wait before a host is asked; whoever asks for the same host next waits for longer.
    pub(super) fn turn(&mut self, host: &str, pause: Duration) -> Duration {
        let now = Instant::now();
        let turn = self.free.get(host).map_or(now, |free| now.max(*free));
        self.free.insert(host.to_owned(), turn + self.pause(host, pause));
        turn - now
    }

    /// Notes that a host has answered, which begins the pause anew.
    pub(super) fn answered(&mut self, host: &str, pause: Duration) {
        let rested = Instant::now() + self.pause(host, pause);
        let free = self.free.entry(host.to_owned()).or_insert(rested);
        *free = rested.max(*free);
    }

    fn pause(&self, host: &str, pause: Duration) -> Duration {
        self.pauses.get(host).map_or(pause, |p| pause.max(*p))
    }
}
