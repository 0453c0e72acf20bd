//! The few messages that have to be understood or made here.
//!
//! PostgreSQL manual, chapter "Frontend/Backend Protocol": a message is its kind, a length that counts itself, and
//! the content; the startup packet alone has no kind.

/// `Sync`: ends an extended query, also one that failed.
pub(super) const SYNC: &[u8] = b"S\0\0\0\x04";

/// `CopyFail`, `Sync`, `Terminate`: the end of a client in whatever it was doing.
pub(super) const FAREWELL: &[u8] = b"f\0\0\0\x05\0S\0\0\0\x04X\0\0\0\x04";

/// `Query`.
pub(super) fn query(sql: &str) -> Vec<u8> {
    message(b'Q', format!("{sql}\0").as_bytes())
}

/// `ErrorResponse` with which a connection ends.
pub(super) fn fatal(code: &str, text: &str) -> Vec<u8> {
    let text = text.replace('\0', " ");
    message(b'E', format!("SFATAL\0VFATAL\0C{code}\0M{text}\0\0").as_bytes())
}

/// The startup packet of protocol 3.0.
pub(super) fn startup(parameters: &[(&str, &str)]) -> Vec<u8> {
    let texts = parameters.iter().flat_map(|(name, value)| [*name, *value]);
    let pairs: Vec<u8> = texts.flat_map(|text| text.bytes().chain([0])).collect();
    let content = [&(3_u32 << 16).to_be_bytes(), pairs.as_slice(), b"\0"].concat();
    let length = u32::try_from(content.len() + 4).unwrap_or(u32::MAX);
    [&length.to_be_bytes(), content.as_slice()].concat()
}

/// The parameters in a startup packet.
pub(super) fn parameters(packet: &[u8]) -> Vec<(String, String)> {
    let mut texts = packet.get(8..).unwrap_or_default().split(|byte| *byte == 0);
    let mut next = || texts.next().map(|text| String::from_utf8_lossy(text).into_owned());
    let mut parameters = Vec::new();
    while let (Some(name), Some(value)) = (next().filter(|name| !name.is_empty()), next()) {
        parameters.push((name, value));
    }
    parameters
}

/// The messages in an answer, each whole and with its kind.
pub(super) fn messages(mut answer: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    std::iter::from_fn(move || {
        let length: [u8; 4] = answer.get(1..5)?.try_into().ok()?;
        let end = usize::try_from(u32::from_be_bytes(length)).ok()?.checked_add(1)?;
        let (message, rest) = answer.split_at_checked(end)?;
        answer = rest;
        Some((*message.first()?, message))
    })
}

fn message(kind: u8, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len() + 4).unwrap_or(u32::MAX);
    [&[kind], length.to_be_bytes().as_slice(), content].concat()
}

#[cfg(test)]
mod tests {
    use super::{fatal, messages, parameters, query, startup};

    #[test]
    fn a_startup_packet_gives_back_its_parameters() {
        let packet = startup(&[("user", "postgres"), ("application_name", "")]);
        assert_eq!(packet[..8], [0, 0, 0, 41, 0, 3, 0, 0]);
        let read = parameters(&packet);
        assert_eq!(read, [("user".into(), "postgres".into()), ("application_name".into(), String::new())]);
    }

    #[test]
    fn an_answer_is_taken_apart_and_a_cut_message_left_out() {
        let answer = [query("a"), fatal("58000", "b"), b"Z\0\0\0\x05".to_vec()].concat();
        let kinds: Vec<(u8, usize)> = messages(&answer).map(|(kind, message)| (kind, message.len())).collect();
        assert_eq!(kinds, [(b'Q', 7), (b'E', 30)]);
    }
}
