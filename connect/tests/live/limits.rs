//! `connect_timeout`, with servers that are silent at each step of connecting.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use relvar_connect::{Config, Error, ErrorKind, open};
use socket2::{Domain, Socket, Type};

/// A server of one connection, which says this after this many bytes, and then no more.
fn silent_after(received: usize, answer: &'static [u8]) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("listens");
    let address = listener.local_addr().expect("has one");
    std::thread::spawn(move || {
        // Kept open until the program ends.
        let mut open = Vec::new();
        for stream in listener.incoming() {
            let mut stream = stream.expect("accepts");
            if stream.read_exact(&mut vec![0; received]).is_ok() {
                stream.write_all(answer).expect("answers");
            }
            open.push(stream);
        }
    });
    address
}

/// A port that takes no more connections: the system does not answer, as behind a wall.
fn without_room() -> (SocketAddr, Socket, Vec<TcpStream>) {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
    socket.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).expect("binds");
    socket.listen(0).expect("listens");
    let address = socket.local_addr().expect("has one").as_socket().expect("of TCP");
    let mut filled = Vec::new();
    while let Ok(stream) = TcpStream::connect_timeout(&address, Duration::from_millis(200)) {
        filled.push(stream);
    }
    (address, socket, filled)
}

async fn fails(address: SocketAddr, settings: &str) -> Error {
    let mut config: Config = format!("postgres://ann:secret@{address}/shop?{settings}").parse().expect("parses");
    config.set_connect_timeout(Duration::from_millis(300));
    // Whoever waits for ever fails by this.
    let connecting = tokio::time::timeout(Duration::from_secs(60), open(&config)).await;
    connecting.expect("ends").map(drop).expect_err("is silent")
}

#[tokio::test]
async fn connecting_ends_at_whatever_step_a_server_is_silent() {
    let (full, _socket, _filled) = without_room();
    let request = silent_after(0, b"");
    let handshake = silent_after(8, b"S");
    // Asks for a password in clear text.
    let authentication = silent_after(9, b"R\0\0\0\x08\0\0\0\x03");
    // Lets everybody in, and does not get ready.
    let start = silent_after(9, b"R\0\0\0\x08\0\0\0\0");
    for (address, settings) in [
        (full, "sslmode=disable"),
        (full, "sslmode=prefer"),
        (request, "sslmode=disable"),
        (request, "sslmode=prefer"),
        (request, "sslmode=allow"),
        (handshake, "sslmode=require"),
        (handshake, "sslmode=prefer"),
        (authentication, "sslmode=disable"),
        (start, "sslmode=disable"),
        (start, "sslmode=disable&target_session_attrs=read-write"),
    ] {
        let error = fails(address, settings).await;
        assert_eq!(error.kind(), ErrorKind::TimedOut, "{settings}: {error}");
        assert!(error.to_string().starts_with(&format!("`{address}` does not answer within 300ms\nhint: ")), "{error}");
        assert_eq!(error.address(), Some(address.to_string().as_str()));
    }
}

#[tokio::test]
async fn a_host_that_is_silent_does_not_take_the_time_of_the_next() {
    let silent = silent_after(0, b"");
    let closed = TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a port");
    let mut config: Config = format!("postgres://{silent},{closed}/shop?sslmode=disable").parse().expect("parses");
    config.set_connect_timeout(Duration::from_millis(300));
    let error = open(&config).await.map(drop).expect_err("nobody answers");
    assert_eq!(error.kind(), ErrorKind::Refused);
    let text = error.to_string();
    assert!(text.starts_with(&format!("no server listens on `{closed}`: ")), "{text}");
    assert!(text.contains(&format!("\nand `{silent}` does not answer within 300ms\nhint: ")), "{text}");
}
