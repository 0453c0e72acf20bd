//! Copies of a template that are made before a test asks for one.

use std::thread;

use relvar_catalog::{
    connect::{self, Config, Session},
    ddl::identifier,
};
use tokio::sync::{Mutex, mpsc};

use super::TemplateError;

/// How many copies are made before they are asked for.
const AHEAD: usize = 4;

/// Copies of a template, which a thread makes one after the other.
#[derive(Debug)]
pub(super) struct Stock {
    ready: Mutex<mpsc::Receiver<Result<String, TemplateError>>>,
}

impl Stock {
    /// Begins to make copies: the thread stops when nobody wants them any more, and goes with the program.
    pub(super) fn new(server: Config, template: String, name: impl Fn() -> String + Send + 'static) -> Self {
        let (sender, receiver) = mpsc::channel(AHEAD);
        thread::spawn(move || {
            let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
            runtime.block_on(fill((&server, &template), &name, &sender));
        });
        Self { ready: Mutex::new(receiver) }
    }

    /// The name of a copy; nothing if none is made any more.
    pub(super) async fn take(&self) -> Option<Result<String, TemplateError>> {
        self.ready.lock().await.recv().await
    }
}

async fn fill(
    (server, template): (&Config, &str),
    name: &dyn Fn() -> String,
    sender: &mpsc::Sender<Result<String, TemplateError>>,
) {
    let session = match connect::connect(server).await {
        Ok(session) => session,
        Err(error) => return drop(sender.send(Err(error.into())).await),
    };
    // A place in the stock is reserved first, so that the number of copies is the one above.
    while let Ok(place) = sender.reserve().await {
        let name = name();
        let made = copy(&session, (&name, template)).await;
        let is_made = made.is_ok();
        place.send(made.map(|()| name));
        if !is_made {
            return;
        }
    }
}

/// Makes a copy of a template.
pub(super) async fn copy(session: &Session, (name, template): (&str, &str)) -> Result<(), TemplateError> {
    let (name, template) = (identifier(name), identifier(template));
    let copied = session.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
    copied.map_err(|error| TemplateError::Copy(error.into()))
}
