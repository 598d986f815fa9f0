//! `Timestamp`: the text is kept, and converted where a feature says so.

use genauth::types::Timestamp;

/// What the service writes, with the instant in UTC and the date as written, where there is one.
#[cfg(any(feature = "jiff", feature = "chrono"))]
const FORMS: [(&str, Option<&str>, Option<&str>); 22] = [
    ("2022-07-03T03:20:30.000Z", Some("2022-07-03T03:20:30.000Z"), Some("2022-07-03")),
    // Blanks, as in the documented sample's `passwordLastSetAt`.
    (" 2022-07-03T03:20:30.000Z", Some("2022-07-03T03:20:30.000Z"), Some("2022-07-03")),
    ("2022-07-03T03:20:30.000Z\t\n", Some("2022-07-03T03:20:30.000Z"), Some("2022-07-03")),
    // Missing milliseconds, and more digits.
    ("2022-07-03T03:20:30Z", Some("2022-07-03T03:20:30.000Z"), Some("2022-07-03")),
    ("2022-07-03T03:20:30.123456789Z", Some("2022-07-03T03:20:30.123Z"), Some("2022-07-03")),
    // Offsets; the date is the one that is written.
    ("2022-07-03T03:20:30+08:00", Some("2022-07-02T19:20:30.000Z"), Some("2022-07-03")),
    ("2022-07-03T03:20:30.5-03:30", Some("2022-07-03T06:50:30.500Z"), Some("2022-07-03")),
    ("2022-07-03T03:20:30+0800", Some("2022-07-02T19:20:30.000Z"), Some("2022-07-03")),
    ("2022-07-03 03:20:30Z", Some("2022-07-03T03:20:30.000Z"), Some("2022-07-03")),
    ("2022-07-03t03:20:30z", Some("2022-07-03T03:20:30.000Z"), Some("2022-07-03")),
    // Without an offset it is no instant.
    ("2022-07-03T03:20:30", None, Some("2022-07-03")),
    ("2022-06-03", None, Some("2022-06-03")),
    (" 2022-06-03 ", None, Some("2022-06-03")),
    ("", None, None),
    (" ", None, None),
    ("2022", None, None),
    ("2022-13-03", None, None),
    ("2022-02-30T00:00:00Z", None, None),
    ("2022-06-031", None, None),
    ("06/03/2022", None, None),
    ("1656818430000", None, None),
    ("not a date", None, None),
];

#[cfg(feature = "jiff")]
#[test]
fn jiff_takes_what_the_service_writes() {
    for (text, instant, date) in FORMS {
        let time = Timestamp::from(text);
        let shown = time.to_jiff().map(|time| time.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string());
        assert_eq!(shown.as_deref(), instant, "{text:?}");
        assert_eq!(time.to_jiff_date().map(|date| date.to_string()).as_deref(), date, "{text:?}");
    }
}

#[cfg(feature = "chrono")]
#[test]
fn chrono_takes_what_the_service_writes() {
    for (text, instant, date) in FORMS {
        let time = Timestamp::from(text);
        // chrono formats with an allocator only, which its default features bring and this crate doesn't ask for.
        let instant = instant.map(|instant| instant.parse::<chrono::DateTime<chrono::Utc>>().expect("RFC 3339"));
        let milliseconds = time.to_chrono().map(|time| time.timestamp_millis());
        assert_eq!(milliseconds, instant.map(|time| time.timestamp_millis()), "{text:?}");
        assert_eq!(time.to_chrono_date(), date.map(|date| date.parse().expect("a date")), "{text:?}");
    }
}

#[test]
fn the_text_is_kept() {
    let time: Timestamp = " 2022-07-03 ".parse().expect("any text");
    assert_eq!((time.as_str(), time.as_ref()), (" 2022-07-03 ", " 2022-07-03 "));
    assert_eq!(
        (format!("{time}"), format!("{time:>14}"), format!("{time:?}")),
        (" 2022-07-03 ".to_owned(), "   2022-07-03 ".to_owned(), "\" 2022-07-03 \"".to_owned())
    );
    assert_eq!(time, Timestamp::from(" 2022-07-03 ".to_owned()));
    let json = serde_json::to_string(&time).expect("written");
    assert_eq!(json, "\" 2022-07-03 \"");
    assert_eq!(serde_json::from_str::<Timestamp>(&json).expect("read again"), time);
    assert!(serde_json::from_str::<Timestamp>("5").is_err());
    assert!(Timestamp::from("2022-07-03") < Timestamp::from("2022-07-04"));
}

#[test]
fn texts_of_every_length_are_kept() {
    let text = "2022-07-03T03:20:30.123456789+08:00 é…";
    let ends = text.char_indices().map(|(end, _)| end).chain([text.len()]);
    let texts: Vec<&str> = ends.map(|end| &text[..end]).collect();
    let times: Vec<Timestamp> = texts.iter().map(|text| Timestamp::from(*text)).collect();
    assert!(times.is_sorted());
    for (time, text) in times.iter().zip(&texts) {
        assert_eq!(
            (time.as_str(), time.to_string().as_str(), format!("{time:?}")),
            (*text, *text, format!("{text:?}"))
        );
        assert_eq!((time.as_ref(), Timestamp::from((*text).to_owned())), (*text, time.clone()));
        assert_eq!(times.iter().filter(|other| *other == time).count(), 1);
        let written = serde_json::to_string(time).expect("written");
        assert_eq!((written.clone(), serde_json::from_str(&written).ok()), (format!("{text:?}"), Some(time.clone())));
    }
    assert_eq!(times.iter().collect::<std::collections::HashSet<_>>().len(), times.len());
}
