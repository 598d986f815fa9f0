//! How much memory a remembered profile takes, estimated from its JSON and on the safe side.

use std::io::{self, Write};

use crate::types::UserDto;

/// Beside the profile: the cache's entry with its digest, times and places in queues.
const ENTRY: usize = 512;
/// An object: a node of a map has room for 11 members.
const OBJECT: usize = 640;
/// A member of an object, as nodes may be half full.
const MEMBER: usize = 110;
/// An element of a list, as a list may have room for twice as many.
const ELEMENT: usize = 64;
/// What an allocation takes beside its bytes.
const TEXT: usize = 16;

/// Bytes that a profile takes in the cache.
pub(super) fn of(user: &UserDto) -> usize {
    let mut counter = Counter::default();
    // Typed fields are part of the struct; what is kept aside are members of a map.
    let extra = if user.extra.is_empty() { 0 } else { OBJECT + MEMBER * user.extra.len() };
    let fixed = ENTRY + size_of::<UserDto>() + extra;
    match serde_json::to_writer(&mut counter, user) {
        Ok(()) => fixed.saturating_add(counter.bytes),
        Err(_) => usize::MAX,
    }
}

/// Adds up what is written, by the signs that stand outside of texts.
#[derive(Default)]
struct Counter {
    bytes: usize,
    depth: usize,
    in_text: bool,
    is_escaped: bool,
    last: u8,
}

impl Write for Counter {
    fn write(&mut self, json: &[u8]) -> io::Result<usize> {
        // What serde_json writes of a text between its quotes: most bytes of most profiles.
        let is_plain = |json: &[u8]| !json.iter().fold(false, |any, byte| any | (*byte == b'"') | (*byte == b'\\'));
        if self.in_text && !self.is_escaped && is_plain(json) {
            self.bytes += json.len();
            return Ok(json.len());
        }
        for byte in json {
            self.bytes += 1;
            if self.in_text {
                self.in_text = self.is_escaped || *byte != b'"';
                self.is_escaped = !self.is_escaped && *byte == b'\\';
                continue;
            }
            match byte {
                b'"' => {
                    self.in_text = true;
                    self.bytes += TEXT;
                }
                b'{' | b'[' => {
                    self.depth += 1;
                    self.bytes += if self.depth == 1 {
                        0
                    } else if *byte == b'{' {
                        OBJECT
                    } else {
                        ELEMENT
                    };
                }
                b'}' | b']' => {
                    self.depth = self.depth.saturating_sub(1);
                    // An empty object takes nothing.
                    self.bytes -= if self.last == b'{' && self.depth > 0 { OBJECT } else { 0 };
                }
                b':' if self.depth > 1 => self.bytes += MEMBER,
                b',' if self.depth > 1 => self.bytes += ELEMENT,
                _ => {}
            }
            self.last = *byte;
        }
        Ok(json.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
