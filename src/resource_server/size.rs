//! Estimates how much memory a cached profile takes, from the profile's JSON. The estimate is rather too high than too
//! low.

use std::io::{self, Write};

use super::claims::Claims;
use crate::types::UserDto;

/// Bytes for an entry of the cache without the profile: digest, times, links of queues.
const ENTRY: usize = 512;
/// Fewer bytes than any profile takes.
pub(super) const SMALLEST: usize = ENTRY + size_of::<UserDto>();
/// Bytes for an object: its map has at least one node, with room for 11 members.
const OBJECT: usize = 640;
/// Bytes for a member of an object, if the nodes of the map are half full.
const MEMBER: usize = 110;
/// Bytes for an element of a list, if the list has room for twice as many elements.
const ELEMENT: usize = 64;
/// Bytes that an allocation takes beyond those asked for.
const TEXT: usize = 16;

/// The bytes that a profile and the claims of its token take in the cache.
pub(super) fn of(user: &UserDto, claims: &Claims) -> usize {
    let mut counter = Counter::default();
    // The claims are a map, so that each of them counts as a member of `extra`.
    if let Some(claims) = claims.members() {
        counter.bytes += OBJECT + MEMBER * claims.len();
        if serde_json::to_writer(&mut counter, claims).is_err() {
            return usize::MAX;
        }
        counter.depth = 0;
    }
    // Typed fields are part of the struct. Members of `extra` are entries of a map.
    let extra = if user.extra.is_empty() { 0 } else { OBJECT + MEMBER * user.extra.len() };
    let fixed = SMALLEST + extra;
    match serde_json::to_writer(&mut counter, user) {
        Ok(()) => fixed.saturating_add(counter.bytes),
        Err(_) => usize::MAX,
    }
}

/// Counts the bytes of JSON that is written, and adds the overhead for each object, member, element and text.
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
        // A fast path: serde_json writes a text's content in one piece, and that is most of a profile.
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
                    // The map of an empty object allocates nothing.
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
