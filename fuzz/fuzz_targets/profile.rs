#![no_main]

use genauth::types::UserDto;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &[u8]| {
    if let Some(user) = genauth_fuzz::round_trip::<UserDto>(text) {
        assert!(!user.user_id.is_empty());
        assert!(user.drift().len() <= 32);
    }
});
