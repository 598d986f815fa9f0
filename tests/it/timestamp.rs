//! `Timestamp` keeps its text. The features `jiff` and `chrono` convert the text.

use genauth::types::Timestamp;

/// Texts as the service writes them. Each has the instant in UTC and the date as written, if the text gives them.
#[cfg(any(feature = "jiff", feature = "chrono"))]
const FORMS: [(&str, Option<&str>, Option<&str>); 48] = [
    ("2022-07-03T03:20:30.000Z", Some("2022-07-03T03:20:30.000Z"), Some("2022-07-03")),
    // Blanks around the time, as in the documented sample's `passwordLastSetAt`.
    (" 2022-07-03T03:20:30.000Z", Some("2022-07-03T03:20:30.000Z"), Some("2022-07-03")),
    ("2022-07-03T03:20:30.000Z\t\n", Some("2022-07-03T03:20:30.000Z"), Some("2022-07-03")),
    // Fewer or more digits than milliseconds have.
    ("2022-07-03T03:20:30Z", Some("2022-07-03T03:20:30.000Z"), Some("2022-07-03")),
    ("2022-07-03T03:20Z", Some("2022-07-03T03:20:00.000Z"), Some("2022-07-03")),
    ("2022-07-03T03:20:30.5Z", Some("2022-07-03T03:20:30.500Z"), Some("2022-07-03")),
    ("2022-07-03T03:20:30,25Z", Some("2022-07-03T03:20:30.250Z"), Some("2022-07-03")),
    ("2022-07-03T03:20:30.123456789Z", Some("2022-07-03T03:20:30.123Z"), Some("2022-07-03")),
    ("2022-07-03T03:20:30.12345678987654321Z", Some("2022-07-03T03:20:30.123Z"), Some("2022-07-03")),
    // Offsets. The date is the written one, not the date in UTC.
    ("2022-07-03T03:20:30+08:00", Some("2022-07-02T19:20:30.000Z"), Some("2022-07-03")),
    ("2022-07-03T03:20:30.5-03:30", Some("2022-07-03T06:50:30.500Z"), Some("2022-07-03")),
    ("2022-07-03T03:20:30+0800", Some("2022-07-02T19:20:30.000Z"), Some("2022-07-03")),
    ("2022-07-03T03:20:30+08", Some("2022-07-02T19:20:30.000Z"), Some("2022-07-03")),
    ("2022-07-03T03:20:30-00:00", Some("2022-07-03T03:20:30.000Z"), Some("2022-07-03")),
    ("2022-07-03T03:20:30+08:00[Asia/Shanghai]", Some("2022-07-02T19:20:30.000Z"), Some("2022-07-03")),
    ("2022-07-03 03:20:30Z", Some("2022-07-03T03:20:30.000Z"), Some("2022-07-03")),
    ("2022-07-03t03:20:30z", Some("2022-07-03T03:20:30.000Z"), Some("2022-07-03")),
    // The basic format of ISO 8601, and a leap second.
    ("20220703T032030Z", Some("2022-07-03T03:20:30.000Z"), Some("2022-07-03")),
    ("2016-12-31T23:59:60Z", Some("2016-12-31T23:59:59.000Z"), Some("2016-12-31")),
    ("1969-12-31T23:59:59.999Z", Some("1969-12-31T23:59:59.999Z"), Some("1969-12-31")),
    ("2000-02-29T00:00:00Z", Some("2000-02-29T00:00:00.000Z"), Some("2000-02-29")),
    // Seconds and milliseconds since 1970. There is no date, because the time zone is unknown.
    ("1726394844", Some("2024-09-15T10:07:24.000Z"), None),
    ("1726466609578", Some("2024-09-16T06:03:29.578Z"), None),
    (" 1656818430000 ", Some("2022-07-03T03:20:30.000Z"), None),
    ("9999999999999", Some("2286-11-20T17:46:39.999Z"), None),
    ("0000000000", Some("1970-01-01T00:00:00.000Z"), None),
    ("172639484", None, None),
    ("17263948440", None, None),
    ("-1726394844", None, None),
    ("1726394844.5", None, None),
    // A time without an offset is no instant.
    ("2022-07-03T03:20:30", None, Some("2022-07-03")),
    ("2022-06-03", None, Some("2022-06-03")),
    ("20220603", None, Some("2022-06-03")),
    (" 2022-06-03 ", None, Some("2022-06-03")),
    ("", None, None),
    (" ", None, None),
    ("2022", None, None),
    ("2022-13-03", None, None),
    ("2022-00-03", None, None),
    ("2023-02-29", None, None),
    ("1900-02-29T00:00:00Z", None, None),
    ("2022-02-30T00:00:00Z", None, None),
    ("2022-07-03T24:00:00Z", None, Some("2022-07-03")),
    ("2022-07-03T03:20:30.Z", None, Some("2022-07-03")),
    ("2022-06-031", None, None),
    ("2022-0603", None, None),
    ("06/03/2022", None, None),
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
        // Compared as numbers: chrono writes text only with its feature `alloc`, which this crate doesn't switch on.
        let instant = instant.map(|instant| instant.parse::<chrono::DateTime<chrono::Utc>>().expect("RFC 3339"));
        let milliseconds = time.to_chrono().map(|time| time.timestamp_millis());
        assert_eq!(milliseconds, instant.map(|time| time.timestamp_millis()), "{text:?}");
        assert_eq!(time.to_chrono_date(), date.map(|date| date.parse().expect("a date")), "{text:?}");
    }
}

#[cfg(all(feature = "jiff", feature = "chrono"))]
#[test]
fn both_understand_the_same() {
    for (text, ..) in FORMS {
        // Each text is also cut and changed at each place.
        for at in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
            for text in [text[..at].to_owned(), text[at..].to_owned(), format!("{}0{}", &text[..at], &text[at..])] {
                let time = Timestamp::from(text.clone());
                let nanoseconds = time.to_chrono().map(|time| (time.timestamp(), time.timestamp_subsec_nanos()));
                let same = time.to_jiff().map(|time| (time.as_second(), time.subsec_nanosecond()));
                let same = same.map(|(second, nanosecond)| match nanosecond < 0 {
                    true => (second - 1, (nanosecond + 1_000_000_000) as u32),
                    false => (second, nanosecond as u32),
                });
                assert_eq!(nanoseconds, same, "{text:?}");
                let date = time.to_chrono_date().map(|date| date.to_string());
                assert_eq!(date, time.to_jiff_date().map(|date| date.to_string()), "{text:?}");
            }
        }
    }
}

#[test]
fn the_text_is_kept() {
    let time: Timestamp = " 2022-07-03 ".parse().expect("any text");
    assert_eq!((time.as_str(), &*format!("{time:>14}")), (" 2022-07-03 ", "   2022-07-03 "));
    assert!(serde_json::from_str::<Timestamp>("5").is_err());
}

#[test]
fn texts_of_every_length_are_kept() {
    let text = "2022-07-03T03:20:30.123456789+08:00 é…";
    let ends = text.char_indices().map(|(end, _)| end).chain([text.len()]);
    let texts: Vec<&str> = ends.map(|end| &text[..end]).collect();
    let times: Vec<Timestamp> = texts.iter().map(|text| Timestamp::from(*text)).collect();
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
