//! Bodies as servers send them: the decoded value, the value as it is written back, and the drift.

use std::fs;

use genauth::types::UserSingleRespDto;
use serde_json::json;

use crate::support::ROOT;

#[test]
fn every_fixture() {
    let fixtures = fs::read_dir(format!("{ROOT}/tests/fixtures")).expect("a folder");
    for path in fixtures.map(|entry| entry.expect("a fixture").path()) {
        let body = fs::read_to_string(&path).expect("a fixture");
        let envelope: UserSingleRespDto = serde_json::from_str(&body).expect("an envelope");
        let written = serde_json::to_string(&envelope).expect("written");
        assert_eq!(serde_json::from_str::<UserSingleRespDto>(&written).expect("read again"), envelope);
        let drift = envelope.data.iter().flat_map(|user| user.drift());
        let drift: Vec<_> = drift
            .map(|row| {
                format!("{:?} at {}: expected {}, found {}", row.kind(), row.pointer(), row.expected(), row.found())
            })
            .collect();
        let parked = envelope.data.as_ref().map_or(&envelope.extra, |user| &user.extra);
        insta::with_settings!({ snapshot_suffix => path.file_name().expect("a name").display().to_string() }, {
            insta::assert_json_snapshot!(json!({"written": envelope, "parked": parked, "drift": drift}));
        });
    }
}
