//! Futures that are dropped before their end.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::{Duration, Instant};

use crate::random::Random;

/// When a future is dropped.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Moment {
    /// After so many polls, or where there are not so many, after a while.
    Polls(u32),
    /// After so long. It is looked at all the time, since a timer counts in milliseconds.
    After(Duration),
}

impl Moment {
    /// A random moment in the first two milliseconds of a future or so.
    pub(crate) fn random(random: &mut Random) -> Self {
        if random.below(2) == 0 {
            Self::Polls(u32::try_from(random.below(8)).expect("small"))
        } else {
            Self::After(Duration::from_micros(random.below(2_000)))
        }
    }
}

/// What a future gives, or nothing where it is dropped before.
pub(crate) async fn dropped<F: Future>(moment: Moment, future: F) -> Option<F::Output> {
    tokio::time::timeout(A_WHILE, polled(moment, future)).await.ok().flatten()
}

const A_WHILE: Duration = Duration::from_millis(20);

async fn polled<F: Future>(moment: Moment, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let begun = Instant::now();
    let mut polls = 0;
    poll_fn(|cx| {
        match moment {
            Moment::Polls(most) if polls == most => return Poll::Ready(None),
            Moment::After(limit) if begun.elapsed() >= limit => return Poll::Ready(None),
            Moment::After(_) => cx.waker().wake_by_ref(),
            Moment::Polls(_) => {}
        }
        polls += 1;
        future.as_mut().poll(cx).map(Some)
    })
    .await
}
