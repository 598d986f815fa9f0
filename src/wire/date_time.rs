//! Reads dates and times, in the forms that the service writes, into plain numbers. Both calendar libraries (`jiff`,
//! `chrono`) get the same numbers.

/// A date of the proleptic Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Date {
    pub(crate) year: i16,
    pub(crate) month: u8,
    pub(crate) day: u8,
}

/// A point in time: seconds since 1970-01-01T00:00:00Z, and nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Instant {
    pub(crate) seconds: i64,
    pub(crate) nanoseconds: i32,
}

/// The date at the beginning of a text: `2022-07-03` or `20220703`, alone or before a time of day.
pub(crate) fn date(text: &str) -> Option<Date> {
    let mut rest = Rest(text.trim().as_bytes());
    let date = rest.date()?;
    (rest.0.is_empty() || rest.separator()).then_some(date)
}

/// The instant of a date with a time of day and an offset, as in RFC 3339 and ISO 8601. Ten digits alone are seconds
/// since 1970, thirteen digits are milliseconds.
pub(crate) fn instant(text: &str) -> Option<Instant> {
    let text = text.trim();
    // Java writes the name of the time zone after the offset.
    let text = text.strip_suffix(']').and_then(|text| text.rsplit_once('[')).map_or(text, |(text, _)| text);
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        let number = text.parse().ok()?;
        return match text.len() {
            10 => Some(Instant { seconds: number, nanoseconds: 0 }),
            13 => Some(Instant { seconds: number / 1000, nanoseconds: (number % 1000) as i32 * 1_000_000 }),
            _ => None,
        };
    }
    let mut rest = Rest(text.as_bytes());
    let date = rest.date()?;
    if !rest.separator() {
        return None;
    }
    let (second_of_day, nanoseconds) = rest.time()?;
    let offset = rest.offset()?;
    rest.0.is_empty().then(|| Instant { seconds: days(date) * 86_400 + second_of_day - offset, nanoseconds })
}

/// The part of a text that is still to be read.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    /// The next byte, if it is one of these.
    fn one_of(&mut self, bytes: &[u8]) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        bytes.contains(first).then(|| {
            self.0 = rest;
            *first
        })
    }

    /// Reads a number that has exactly this many digits.
    fn number(&mut self, digits: usize) -> Option<i64> {
        let (number, rest) = self.0.split_at_checked(digits)?;
        let number = number
            .iter()
            .try_fold(0, |number, digit| digit.is_ascii_digit().then(|| number * 10 + i64::from(digit - b'0')))?;
        self.0 = rest;
        Some(number)
    }

    /// Reads a number of two digits, at most `most`.
    fn up_to(&mut self, most: i64) -> Option<i64> {
        self.number(2).filter(|number| *number <= most)
    }

    fn separator(&mut self) -> bool {
        self.one_of(b"Tt ").is_some()
    }

    fn date(&mut self) -> Option<Date> {
        let year = self.number(4)?;
        let dashes = self.one_of(b"-").is_some();
        let month = self.up_to(12).filter(|month| *month > 0)?;
        if dashes {
            self.one_of(b"-")?;
        }
        let day = self.up_to(days_in(year, month)).filter(|day| *day > 0)?;
        Some(Date { year: year as i16, month: month as u8, day: day as u8 })
    }

    /// Reads hours and minutes, and perhaps seconds with a fraction. Gives seconds of the day, and nanoseconds. A leap
    /// second counts as the second before it.
    fn time(&mut self) -> Option<(i64, i32)> {
        let hour = self.up_to(23)?;
        let colons = self.one_of(b":").is_some();
        let minute = self.up_to(59)?;
        let has_seconds = match colons {
            true => self.one_of(b":").is_some(),
            false => self.0.first().is_some_and(u8::is_ascii_digit),
        };
        let second = if has_seconds { self.up_to(60)?.min(59) } else { 0 };
        let mut nanoseconds = 0;
        if has_seconds && self.one_of(b".,").is_some() {
            let digits = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
            // Digits after the ninth are less than a nanosecond, and are cut off.
            nanoseconds = self.number(digits.min(9)).filter(|_| digits > 0)? * 10_i64.pow(9 - digits.min(9) as u32);
            self.0 = &self.0[digits - digits.min(9)..];
        }
        Some((hour * 3600 + minute * 60 + second, nanoseconds as i32))
    }

    /// `Z`, `+08:00`, `+0800` or `+08`, in seconds.
    fn offset(&mut self) -> Option<i64> {
        match self.one_of(b"Zz+-")? {
            b'Z' | b'z' => Some(0),
            sign => {
                let hours = self.up_to(23)?;
                let colon = self.one_of(b":").is_some();
                let minutes = if colon || !self.0.is_empty() { self.up_to(59)? } else { 0 };
                let seconds = hours * 3600 + minutes * 60;
                Some(if sign == b'-' { -seconds } else { seconds })
            }
        }
    }
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01.
fn days(Date { year, month, day }: Date) -> i64 {
    let year = i64::from(year);
    let before = year - 1;
    let leap_days = before.div_euclid(4) - before.div_euclid(100) + before.div_euclid(400);
    let months: i64 = (1..i64::from(month)).map(|month| days_in(year, month)).sum();
    // 719,162 days lie between 0001-01-01 and 1970-01-01.
    before * 365 + leap_days + months + i64::from(day) - 1 - 719_162
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_1970() {
        for (date, number) in [
            ("1970-01-01", 0),
            ("1969-12-31", -1),
            ("2000-02-29", 11_016),
            ("2000-03-01", 11_017),
            ("2022-07-03", 19_176),
            ("0001-01-01", -719_162),
            ("0000-01-01", -719_528),
            ("9999-12-31", 2_932_896),
        ] {
            assert_eq!(super::date(date).map(days), Some(number), "{date}");
        }
    }
}
