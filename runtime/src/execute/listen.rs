//! `LISTEN` and `NOTIFY`: messages between sessions, as a stream.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::Stream;
use tokio::sync::mpsc;
use tokio_postgres::{AsyncMessage, Client};

use super::driver::{self, Driver};
use super::observe;
use super::options::ConnectOptions;
use super::pooler::{self, Route};
use crate::error::Error;

/// A message from another session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// The channel it was sent to.
    pub channel: String,
    /// What was sent, which may be nothing.
    pub payload: String,
    /// The process of the sending session.
    pub process_id: i32,
}

/// A connection of its own that listens on channels: a stream of what other sessions send to them.
///
/// It ends with the error that ended the connection. What is sent while no one listens is lost: after connecting
/// again, look at what may have changed.
///
/// ```no_run
/// use futures_util::TryStreamExt;
///
/// # async fn watch(url: &str) -> Result<(), relvar::Error> {
/// let mut orders = relvar::Listener::connect(url).await?;
/// orders.listen("new_order").await?;
/// while let Some(notification) = orders.try_next().await? {
///     println!("order {}", notification.payload);
/// }
/// # Ok(())
/// # }
/// ```
pub struct Listener {
    client: Client,
    messages: mpsc::UnboundedReceiver<Result<Notification, Error>>,
}

impl Listener {
    /// Connects, without listening yet.
    pub async fn connect(url: impl AsRef<str>) -> Result<Self, Error> {
        Self::connect_with(&url.as_ref().parse()?).await
    }

    /// Connects, without listening yet. An error behind a pooler in transaction mode, where nothing would be heard.
    pub async fn connect_with(options: &ConnectOptions) -> Result<Self, Error> {
        let listener = Self::open(options).await?;
        if pooler::find(&listener.client).await.map_err(Error::from)? != Route::Direct {
            listener.refuse_shared(options).await?;
        }
        Ok(listener)
    }

    async fn open(options: &ConnectOptions) -> Result<Self, Error> {
        let (client, driver, _) = driver::connect(options).await?;
        let (sender, messages) = mpsc::unbounded_channel();
        tokio::spawn(forward(driver, sender));
        Ok(Self { client, messages })
    }

    /// An error where a second connection reaches the same session, which a pooler in session mode keeps for this one.
    async fn refuse_shared(&self, options: &ConnectOptions) -> Result<(), Error> {
        let other = Self::open(options).await?;
        for _ in 0..5 {
            let ours = pooler::backend(&self.client).await.map_err(Error::from)?;
            if ours == pooler::backend(&other.client).await.map_err(Error::from)? {
                return Err(Error::usage("`LISTEN` hears nothing behind a pooler in transaction mode")
                    .with_hint("connect to the server itself, or by a pool in session mode"));
            }
        }
        Ok(())
    }

    /// Listens on a channel too.
    pub async fn listen(&self, channel: &str) -> Result<(), Error> {
        self.run(format!("listen {}", quoted(channel))).await
    }

    /// Listens on a channel no longer.
    pub async fn unlisten(&self, channel: &str) -> Result<(), Error> {
        self.run(format!("unlisten {}", quoted(channel))).await
    }

    async fn run(&self, sql: String) -> Result<(), Error> {
        self.client.batch_execute(&sql).await.map_err(|error| Error::from(error).with_sql(&sql))
    }
}

impl Stream for Listener {
    type Item = Result<Notification, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.messages.poll_recv(cx)
    }
}

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listener").field("closed", &self.client.is_closed()).finish_non_exhaustive()
    }
}

fn quoted(channel: &str) -> String {
    format!("\"{}\"", channel.replace('"', "\"\""))
}

/// Drives a connection to its end and passes on what it hears. The channel to the reader is without bound, because
/// answers to statements come the same way and must not wait for the reader.
async fn forward(mut driver: Driver, sender: mpsc::UnboundedSender<Result<Notification, Error>>) {
    loop {
        let message = match poll_fn(|cx| driver.poll_message(cx)).await {
            Some(Ok(AsyncMessage::Notification(message))) => Ok(Notification {
                channel: message.channel().to_owned(),
                payload: message.payload().to_owned(),
                process_id: message.process_id(),
            }),
            Some(Ok(AsyncMessage::Notice(notice))) => {
                observe::notice(&notice);
                continue;
            }
            Some(Ok(_)) => continue,
            Some(Err(error)) => Err(Error::from(error)),
            None => return,
        };
        let ended = message.is_err();
        if sender.send(message).is_err() || ended {
            return;
        }
    }
}
