#![no_main]

use genauth::types::UserSingleRespDto;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &[u8]| {
    genauth_fuzz::round_trip::<UserSingleRespDto>(text);
});
