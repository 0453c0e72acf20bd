//! One direction of a connection.

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::watch;
use tokio::time::sleep;

use super::frames::Frames;
use super::{End, Fault};
use std::time::Duration;

/// Passes the client's bytes on, as the fault of the moment says.
pub(super) async fn pump(
    from: impl AsyncRead + Unpin,
    to: impl AsyncWrite + Unpin,
    fault: watch::Receiver<Fault>,
) -> Result<(), End> {
    Pump { from, to, fault, frames: None, passed: 0 }.run().await
}

/// Passes the server's bytes on.
pub(super) async fn pump_messages(
    from: impl AsyncRead + Unpin,
    to: impl AsyncWrite + Unpin,
    fault: watch::Receiver<Fault>,
) -> Result<(), End> {
    Pump { from, to, fault, frames: Some(Frames::default()), passed: 0 }.run().await
}

struct Pump<R, W> {
    from: R,
    to: W,
    fault: watch::Receiver<Fault>,
    /// Where the direction is that of the server.
    frames: Option<Frames>,
    /// The bytes that have passed since the fault was set, or the messages where those are counted.
    passed: usize,
}

impl<R: AsyncRead + Unpin, W: AsyncWrite + Unpin> Pump<R, W> {
    async fn run(mut self) -> Result<(), End> {
        let mut buffer = vec![0; 16 * 1024];
        loop {
            let read = tokio::select! {
                biased;
                changed = self.fault.changed() => {
                    changed.map_err(|_| End::Close)?;
                    self.passed = 0;
                    continue;
                }
                read = self.from.read(&mut buffer) => read.map_err(|_| End::Close)?,
            };
            if read == 0 {
                // A black hole swallows the end as well.
                self.open().await?;
                return self.to.shutdown().await.map_err(|_| End::Close);
            }
            self.pass(&buffer[..read]).await?;
        }
    }

    async fn pass(&mut self, piece: &[u8]) -> Result<(), End> {
        let fault = self.open().await?;
        let is_servers = self.frames.is_some();
        // The messages are followed from the start, whatever the fault: it may count them later.
        let mut messages = match fault {
            Fault::CutAfterMessage(count, _) => count - u32::try_from(self.passed).unwrap_or(count).min(count),
            _ => u32::MAX,
        };
        let before = messages;
        let end = self.frames.as_mut().and_then(|frames| frames.end_of(piece, &mut messages));
        let cut = match fault {
            Fault::Delay(pause) => {
                sleep(pause).await;
                None
            }
            Fault::Throttle(size) => {
                for part in piece.chunks(size.max(1)) {
                    // Where this is over in the middle of a piece, its rest passes at once, unless nothing does.
                    if let Fault::Throttle(_) = self.open().await? {
                        sleep(Duration::from_millis(1)).await;
                    }
                    self.write(part).await?;
                }
                return Ok(());
            }
            Fault::CutAfterMessage(_, how) if is_servers => {
                self.passed += (before - messages) as usize;
                end.map(|end| (end, how))
            }
            Fault::CutSent(limit, how) if !is_servers => self.cut(piece, limit).map(|end| (end, how)),
            Fault::CutReceived(limit, how) if is_servers => self.cut(piece, limit).map(|end| (end, how)),
            Fault::Nothing | Fault::Stop | Fault::CutAfterMessage(..) | Fault::CutSent(..) | Fault::CutReceived(..) => {
                None
            }
        };
        match cut {
            Some((end, how)) => {
                self.write(&piece[..end]).await?;
                Err(how)
            }
            None => self.write(piece).await,
        }
    }

    /// Where the piece is cut, if the limit lies in it.
    fn cut(&mut self, piece: &[u8], limit: usize) -> Option<usize> {
        let left = limit.saturating_sub(self.passed);
        self.passed += piece.len();
        (left <= piece.len()).then_some(left)
    }

    async fn write(&mut self, piece: &[u8]) -> Result<(), End> {
        self.to.write_all(piece).await.map_err(|_| End::Close)
    }

    /// Waits while nothing passes, and gives the fault of the moment.
    async fn open(&mut self) -> Result<Fault, End> {
        loop {
            let fault = *self.fault.borrow_and_update();
            if fault != Fault::Stop {
                return Ok(fault);
            }
            self.fault.changed().await.map_err(|_| End::Close)?;
            self.passed = 0;
        }
    }
}
