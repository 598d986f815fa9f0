//! [`Timestamp`]: the text of a date and time, kept as it came.

use std::fmt;

use serde_json::Number;

use crate::wire::scalar::{Scalar, digits, text_impls, tolerant_scalar};
use crate::wire::tolerant::Described;

/// A point in time as the service wrote it.
///
/// In most fields the service writes RFC 3339 in UTC with milliseconds (`2022-07-03T03:20:30.000Z`). Other forms occur:
/// without milliseconds, with an offset, with blanks around the text, a date alone (`birthdate`), and seconds or
/// milliseconds since 1970. The text is kept as it came, so that no form makes a profile fail. The features `jiff` and
/// `chrono` add conversions, which understand all these forms.
///
/// A `Timestamp` has no order, since the order of texts differs from the order of time: `11:20:30+08:00` is before
/// `05:00:00Z`. Convert timestamps before you compare them.
#[derive(Clone)]
pub struct Timestamp(Text);

/// The text. A profile has up to seven timestamps; keeping a short text in place saves seven of about sixty
/// allocations.
#[derive(Clone)]
enum Text {
    Short { length: u8, bytes: [u8; MAX_SHORT] },
    Long(Box<str>),
}

/// The longest text that is kept in place. Enough for RFC 3339 with milliseconds and an offset.
const MAX_SHORT: usize = 30;

impl Timestamp {
    #[inline]
    fn new(text: &str) -> Self {
        let mut bytes = [0; MAX_SHORT];
        Self(match bytes.get_mut(..text.len()) {
            Some(place) => {
                place.copy_from_slice(text.as_bytes());
                Text::Short { length: text.len() as u8, bytes }
            }
            None => Text::Long(text.into()),
        })
    }

    /// The text as it was received.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            // The bytes are from a `str`, so that they are valid UTF-8.
            Text::Short { length, bytes } => std::str::from_utf8(&bytes[..usize::from(*length)]).unwrap_or_default(),
            Text::Long(text) => text,
        }
    }

    /// The instant of a date and time with an offset. Ten digits alone are seconds since 1970, thirteen digits are
    /// milliseconds. `None` for any other text, such as a date alone.
    ///
    /// ```
    /// use genauth::types::Timestamp;
    ///
    /// let last_login = Timestamp::from(" 2022-07-03T11:20:30+08:00");
    /// assert_eq!(last_login.to_jiff(), "2022-07-03T03:20:30Z".parse().ok());
    /// assert_eq!(Timestamp::from("2022-07-03").to_jiff(), None);
    /// ```
    #[cfg(feature = "jiff")]
    pub fn to_jiff(&self) -> Option<jiff::Timestamp> {
        instant(self.as_str())
    }

    /// The date as it is written, without a conversion between time zones: for a birthdate. `None` where the text
    /// doesn't begin with a date.
    ///
    /// ```
    /// use genauth::types::Timestamp;
    ///
    /// let birthdate = Timestamp::from("2022-06-03").to_jiff_date();
    /// assert_eq!(birthdate, Some(jiff::civil::date(2022, 6, 3)));
    /// ```
    #[cfg(feature = "jiff")]
    pub fn to_jiff_date(&self) -> Option<jiff::civil::Date> {
        date(self.as_str())
    }

    /// The instant, in UTC, of a date and time with an offset. Ten digits alone are seconds since 1970, thirteen digits
    /// are milliseconds. `None` for any other text, such as a date alone.
    ///
    /// ```
    /// use genauth::types::Timestamp;
    ///
    /// let last_login = Timestamp::from(" 2022-07-03T11:20:30+08:00").to_chrono();
    /// assert_eq!(last_login.map(|time| time.timestamp()), Some(1_656_818_430));
    /// assert_eq!(Timestamp::from("2022-07-03").to_chrono(), None);
    /// ```
    #[cfg(feature = "chrono")]
    pub fn to_chrono(&self) -> Option<chrono::DateTime<chrono::Utc>> {
        let nanoseconds = instant(self.as_str())?.as_nanosecond();
        let second = i64::try_from(nanoseconds.div_euclid(1_000_000_000)).ok()?;
        chrono::DateTime::from_timestamp(second, nanoseconds.rem_euclid(1_000_000_000) as u32)
    }

    /// The date as it is written, without a conversion between time zones: for a birthdate. `None` where the text
    /// doesn't begin with a date.
    ///
    /// ```
    /// use genauth::types::Timestamp;
    ///
    /// let birthdate = Timestamp::from("2022-06-03").to_chrono_date();
    /// assert_eq!(birthdate, chrono::NaiveDate::from_ymd_opt(2022, 6, 3));
    /// ```
    #[cfg(feature = "chrono")]
    pub fn to_chrono_date(&self) -> Option<chrono::NaiveDate> {
        let date = date(self.as_str())?;
        chrono::NaiveDate::from_ymd_opt(date.year().into(), date.month() as u32, date.day() as u32)
    }
}

#[cfg(any(feature = "jiff", feature = "chrono"))]
const PARSER: jiff::fmt::temporal::DateTimeParser = jiff::fmt::temporal::DateTimeParser::new();

/// The instant of a date with a time of day and an offset. jiff parses these; numbers since 1970 are this crate's.
#[cfg(any(feature = "jiff", feature = "chrono"))]
fn instant(text: &str) -> Option<jiff::Timestamp> {
    let text = text.trim();
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return match text.len() {
            10 => jiff::Timestamp::from_second(text.parse().ok()?).ok(),
            13 => jiff::Timestamp::from_millisecond(text.parse().ok()?).ok(),
            _ => None,
        };
    }
    PARSER.parse_timestamp(&*to_nanoseconds(text)).ok()
}

/// The text with a fraction of at most nine digits. Further digits are less than a nanosecond, and jiff refuses them.
#[cfg(any(feature = "jiff", feature = "chrono"))]
fn to_nanoseconds(text: &str) -> std::borrow::Cow<'_, str> {
    let Some(point) = text.find(['.', ',']) else { return text.into() };
    let (before, fraction) = text.split_at(point + 1);
    let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
    if digits <= 9 { text.into() } else { [before, &fraction[..9], &fraction[digits..]].concat().into() }
}

/// The date at the beginning of a text, alone or before a time of day.
#[cfg(any(feature = "jiff", feature = "chrono"))]
fn date(text: &str) -> Option<jiff::civil::Date> {
    let date = text.trim().split(['T', 't', ' ']).next()?;
    PARSER.parse_date(date).ok()
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), formatter)
    }
}

impl From<String> for Timestamp {
    fn from(text: String) -> Self {
        Self::new(&text)
    }
}

impl From<&str> for Timestamp {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

text_impls!(Timestamp, new);
tolerant_scalar!(Timestamp);

impl Described for Timestamp {
    fn expected() -> String {
        "string (date-time)".to_owned()
    }

    #[cfg(feature = "schemars")]
    fn reference(generator: &mut schemars::SchemaGenerator, references: &mut Vec<(String, schemars::Schema)>) {
        crate::wire::json_schema::reference::<Self>(generator, references);
    }
}

impl Scalar for Timestamp {
    #[inline]
    fn from_text(text: &str) -> Option<Self> {
        Some(Self::new(text))
    }
    fn from_number(number: &Number) -> Option<Self> {
        digits(number).map(|digits| Self::new(&digits))
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Timestamp {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Timestamp".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        // No format: the text is written as it came, and servers send dates without a time. A validator that checks
        // formats would refuse them.
        schemars::json_schema!({"type": "string"})
    }
}
