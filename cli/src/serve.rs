//! `relvar serve`: the schema over HTTP.

use std::{fs, io::Write as _, path::Path, process::ExitCode, thread};

use anyhow::{Context as _, bail};
use relvar_serve::{App, Hosts, Scope, Settings, Tokens, new_token, serve};
use tokio::{net::TcpListener, runtime::Builder, sync::oneshot};

use crate::{
    args::{ServeArgs, ServeCommand, TokenArgs},
    exit::Exit,
    print::print,
    project::{database, read_config, server_options},
    terminal,
};

/// Serves until Ctrl-C or `SIGTERM`; requests are answered then, and jobs run to their end.
pub(crate) async fn run(args: &ServeArgs) -> anyhow::Result<ExitCode> {
    if let Some(ServeCommand::Token(args)) = &args.command {
        return token(args);
    }
    let settings = settings(args)?;
    let listen = args.listen;
    let (sender, receiver) = oneshot::channel();
    // Requests are answered by all processors; commands are content with one.
    thread::Builder::new().name("serve".to_owned()).spawn(move || {
        let runtime = Builder::new_multi_thread().enable_all().build();
        let done = match runtime {
            Ok(runtime) => runtime.block_on(listening(settings, listen)),
            Err(error) => Err(error.into()),
        };
        // Nobody waits for it if the process ends.
        let _ = sender.send(done);
    })?;
    receiver.await.context("the service ended before its time")??;
    Ok(Exit::Done.into())
}

async fn listening(settings: Settings, listen: std::net::SocketAddr) -> anyhow::Result<()> {
    let is_read_only = settings.tokens.is_empty();
    let database = settings.reader.to_string();
    let app = App::new(settings).await?;
    let listener = TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
    let address = listener.local_addr()?;
    let how = if is_read_only { "read-only: no tokens are given" } else { "tokens decide who may change something" };
    terminal::say(format_args!("{database} on http://{address}/ ({how})"));
    serve(&app, listener, ending()).await?;
    Ok(())
}

fn settings(args: &ServeArgs) -> anyhow::Result<Settings> {
    let ServeArgs { database: named, listen, remote, host, token_file, public, private, writer_url, .. } = args;
    let is_loopback = listen.ip().is_loopback();
    if !is_loopback && !remote {
        return Err(Exit::Usage.error(format!(
            "others can reach {listen}, and what is sent there is not encrypted\nhint: listen on 127.0.0.1, or say \
             --remote if a proxy with TLS is before it"
        )));
    }
    let mut settings = Settings::new(database(named)?);
    if let Some(url) = writer_url {
        settings.writer = url.parse()?;
    }
    settings.config = read_config(named.config.as_deref())?;
    settings.modules.clone_from(&args.modules);
    settings.migrations.clone_from(&args.dir);
    settings.backups.clone_from(&args.backups);
    settings.tracking.clone_from(&args.tracking);
    settings.scratch = server_options(&args.server);
    settings.anonymous = *public || is_loopback && !private;
    settings.hosts = Hosts::Loopback(host.clone());
    if let Some(path) = token_file {
        settings.tokens = tokens(path)?;
    }
    if !settings.anonymous && settings.tokens.is_empty() {
        bail!(
            "nobody could do anything: reading takes a token, and there is none\nhint: --token-file names them, or say --public"
        );
    }
    Ok(settings)
}

fn tokens(path: &Path) -> anyhow::Result<Tokens> {
    let shown = path.display();
    let text = fs::read_to_string(path).with_context(|| format!("`{shown}` cannot be read"))?;
    Tokens::parse(&text).with_context(|| format!("`{shown}`"))
}

/// A new token. Its secret is shown once, and is written nowhere.
fn token(args: &TokenArgs) -> anyhow::Result<ExitCode> {
    let scopes: Vec<Scope> = args.scopes.iter().map(|text| text.parse()).collect::<Result<_, _>>()?;
    if args.name.is_empty() || args.name.contains(char::is_whitespace) || args.name.starts_with('#') {
        return Err(Exit::Usage.error("the name of a token is one word"));
    }
    let (secret, line) = new_token(&args.name, &scopes).context("there are no random numbers")?;
    let Some(path) = &args.token_file else {
        terminal::say(format_args!("the secret is {secret}; the line for the file of tokens is"));
        return print(|out| writeln!(out, "{line}"));
    };
    let before = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error).with_context(|| format!("`{}` cannot be read", path.display())),
    };
    let separator = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
    let text = format!("{before}{separator}{line}\n");
    Tokens::parse(&text)?;
    fs::write(path, text).with_context(|| format!("`{}` cannot be written", path.display()))?;
    terminal::say(format_args!("`{}` has its hash; this is the secret, which is shown once:", path.display()));
    print(|out| writeln!(out, "{secret}"))
}

/// The end of the process is wished.
async fn ending() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};

        if let (Ok(mut terminate), Ok(mut hangup)) = (signal(SignalKind::terminate()), signal(SignalKind::hangup())) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
                _ = hangup.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
