//! Messages between editor and server: JSON-RPC 2.0 behind `Content-Length`.
//!
//! Source: Language Server Protocol 3.17, base protocol. The reader outlives rubbish: a body that is no message is told and
//! passed over, a header that is none is skipped.

use serde_json::{Value, json};
use std::io::{BufRead, Read, Write};

/// A longer body is read past and not kept: no text is so large.
const LARGEST: u64 = 64 << 20;
/// A longer line of a header is no header.
const LONGEST_LINE: u64 = 8 << 10;

/// What the editor sent.
#[derive(Debug, Clone, PartialEq)]
pub enum Incoming {
    Request {
        id: Value,
        method: String,
        params: Value,
    },
    Notification {
        method: String,
        params: Value,
    },
    /// The answer to a request of ours.
    Response,
    /// Not a message: an error code, and why.
    Broken(i32, String),
}

/// Error codes of JSON-RPC and of the protocol.
pub const PARSE_ERROR: i32 = -32700;
pub const INVALID_REQUEST: i32 = -32600;
pub const METHOD_NOT_FOUND: i32 = -32601;
pub const INVALID_PARAMS: i32 = -32602;
pub const NOT_INITIALIZED: i32 = -32002;
pub const CANCELLED: i32 = -32800;
pub const FAILED: i32 = -32803;

/// Reads the next message; nothing at the end of the input.
pub fn read(input: &mut impl BufRead) -> std::io::Result<Option<Incoming>> {
    let mut length: Option<u64> = None;
    loop {
        let mut line = Vec::new();
        if input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim();
        if line.is_empty() {
            match length {
                Some(_) => break,
                None => continue,
            }
        }
        if let Some((name, value)) = line.split_once(':')
            && name.trim().eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().ok();
        }
    }
    let length = length.unwrap_or(0);
    if length > LARGEST {
        let skipped = std::io::copy(&mut input.by_ref().take(length), &mut std::io::sink())?;
        return Ok((skipped == length).then(|| Incoming::Broken(PARSE_ERROR, "the message is too large".to_string())));
    }
    let mut body = Vec::new();
    if (input.by_ref().take(length).read_to_end(&mut body)? as u64) < length {
        return Ok(None);
    }
    Ok(Some(parse(&body)))
}

fn parse(body: &[u8]) -> Incoming {
    let mut message: Value = match serde_json::from_slice(body) {
        Ok(message) => message,
        Err(reason) => return Incoming::Broken(PARSE_ERROR, reason.to_string()),
    };
    let params = message.get_mut("params").map(Value::take).unwrap_or(Value::Null);
    let method = message.get("method").and_then(Value::as_str).map(str::to_string);
    match (method, message.get("id")) {
        (Some(method), Some(id)) if id.is_number() || id.is_string() => {
            Incoming::Request { id: id.clone(), method, params }
        }
        (Some(method), None | Some(Value::Null)) => Incoming::Notification { method, params },
        (None, Some(_)) if message.get("result").is_some() || message.get("error").is_some() => Incoming::Response,
        _ => Incoming::Broken(INVALID_REQUEST, "this is no request, no notification and no answer".to_string()),
    }
}

/// Writes a message.
pub fn write(output: &mut impl Write, message: &Value) -> std::io::Result<()> {
    let body = message.to_string();
    write!(output, "Content-Length: {}\r\n\r\n{body}", body.len())?;
    output.flush()
}

pub fn answer(id: &Value, result: Value) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "result": result })
}

pub fn error(id: &Value, code: i32, message: &str) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code, "message": message } })
}

pub fn notification(method: &str, params: Value) -> Value {
    json!({ "jsonrpc": "2.0", "method": method, "params": params })
}

pub fn request(id: &str, method: &str, params: Value) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<Incoming> {
        let mut input = text.as_bytes();
        std::iter::from_fn(|| read(&mut input).expect("memory")).collect()
    }

    #[test]
    fn rubbish_is_passed_over() {
        let good = "{\"id\":1,\"method\":\"a\"}";
        let framed = |body: &str| format!("Content-Length: {}\r\n\r\n{body}", body.len());
        let text = format!("no header\r\n\r\nX: y\r\n{}{}{}{}", framed("{"), framed("[1]"), framed(""), framed(good));
        let messages = all(&text);
        assert_eq!(messages.len(), 4, "{messages:?}");
        assert!(matches!(messages[0], Incoming::Broken(PARSE_ERROR, _)));
        assert!(matches!(messages[1], Incoming::Broken(INVALID_REQUEST, _)));
        assert!(matches!(&messages[3], Incoming::Request { method, .. } if method == "a"));
        assert_eq!(all("Content-Length: 99\r\n\r\n{}"), []);
        assert_eq!(all("Content-Length: 99999999999999\r\n\r\n{}"), []);
        assert!(matches!(all("content-length: 2\n\n{}")[..], [Incoming::Broken(..)]));
    }
}
