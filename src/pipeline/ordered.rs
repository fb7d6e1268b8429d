//! A reader, some workers, and one taker who gets the results in the order of the input.

use std::ops::ControlFlow;
use std::sync::Mutex;
use std::sync::mpsc::sync_channel;
use std::thread;

/// Items in flight for each worker; what bounds memory.
const WINDOW: usize = 8;

/// Runs `work` over `input` in `threads` threads and gives the results to `take` in the order of the
/// input, whatever the threads. `work` must not panic: the results would end there.
/// Holds at most `WINDOW` items a thread; ends early where `take` breaks.
pub fn ordered<I: Send, O: Send>(
    input: impl Iterator<Item = I> + Send,
    threads: usize,
    work: impl Fn(I) -> O + Sync,
    mut take: impl FnMut(O) -> ControlFlow<()>,
) {
    let threads = threads.max(1);
    thread::scope(|scope| {
        // Every item travels with a channel for its result; the receiving ends, queued in order, are the
        // order of the input and bound what is in flight.
        let (queue, results) = sync_channel(threads * WINDOW);
        let (send, receive) = sync_channel(threads * WINDOW);
        let receive = std::sync::Arc::new(Mutex::new(receive));
        scope.spawn(move || {
            for item in input {
                let (answer, result) = sync_channel(1);
                if queue.send(result).is_err() || send.send((item, answer)).is_err() {
                    break;
                }
            }
        });
        for _ in 0..threads {
            let (receive, work) = (receive.clone(), &work);
            scope.spawn(move || {
                loop {
                    let next = receive.lock().unwrap_or_else(std::sync::PoisonError::into_inner).recv();
                    let Ok((item, answer)) = next else { break };
                    let _ = answer.send(work(item)); // the taker may have left
                }
            });
        }
        drop(receive);
        for result in results {
            let Ok(done) = result.recv() else { break };
            if take(done).is_break() {
                break;
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_order_with_any_number_of_threads() {
        for threads in [1, 2, 7] {
            let mut out = Vec::new();
            let work = |n: u64| {
                thread::sleep(std::time::Duration::from_micros(n * 37 % 11));
                n * 2
            };
            ordered(0..500, threads, work, |n| {
                out.push(n);
                ControlFlow::Continue(())
            });
            assert_eq!(out, (0..500).map(|n| n * 2).collect::<Vec<_>>());
        }
    }

    #[test]
    fn stops_early() {
        let mut out = Vec::new();
        ordered(
            0..,
            2,
            |n: u64| n,
            |n| {
                out.push(n);
                if out.len() < 6 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            },
        );
        assert_eq!(out, [0, 1, 2, 3, 4, 5]);
    }
}
