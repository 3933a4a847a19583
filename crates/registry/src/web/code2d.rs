//! 2D codes as drawings: QR (ISO/IEC 18004), with the text beside it for those who have no reader.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

/// A code as SVG, black on white in both colour schemes, with the quiet zone of four modules; `None` where the text is too long.
pub(super) fn svg(text: &str, alternative: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::M)
        .or_else(|_| QrCode::with_error_correction_level(text.as_bytes(), EcLevel::L))
        .ok()?;
    let width = code.width();
    let mut path = String::new();
    for (place, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            // Writing into a text cannot fail.
            let _ = write!(path, "M{} {}h1v1h-1z", place % width + 4, place / width + 4);
        }
    }
    let side = width + 8;
    let alternative = askama::filters::escape(alternative, askama::filters::Html).ok()?;
    Some(format!(
        "<svg class=\"code\" role=\"img\" aria-label=\"{alternative}\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
         <rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>"
    ))
}

/// METHOD: Base45 (RFC 9285): two bytes become three characters of the alphabet that a QR code packs most densely.
pub(super) fn base45(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    let mut out = String::with_capacity(bytes.len() * 3 / 2 + 2);
    for pair in bytes.chunks(2) {
        let (mut value, count) = match pair {
            [one, other] => (usize::from(*one) * 256 + usize::from(*other), 3),
            [one] => (usize::from(*one), 2),
            _ => continue,
        };
        for _ in 0..count {
            out.push(char::from(ALPHABET[value % 45]));
            value /= 45;
        }
    }
    out
}

/// The bytes of a Base45 text; `None` where it is none.
pub(super) fn from_base45(text: &str) -> Option<Vec<u8>> {
    const ALPHABET: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    let values: Vec<usize> = text.chars().map(|c| ALPHABET.find(c)).collect::<Option<_>>()?;
    let mut bytes = Vec::with_capacity(values.len() * 2 / 3 + 1);
    for part in values.chunks(3) {
        match part {
            [a, b, c] => {
                let value = u16::try_from(a + b * 45 + c * 2_025).ok()?;
                bytes.extend(value.to_be_bytes());
            }
            [a, b] => bytes.push(u8::try_from(a + b * 45).ok()?),
            _ => return None,
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base45_is_that_of_its_standard() {
        for (bytes, text) in
            [("AB", "BB8"), ("Hello!!", "%69 VD92EX0"), ("base-45", "UJCLQE7W581"), ("ietf!", "QED8WEX0")]
        {
            assert_eq!(base45(bytes.as_bytes()), text);
            assert_eq!(from_base45(text).unwrap(), bytes.as_bytes());
        }
        assert_eq!(from_base45("FGW"), Some(vec![0xff, 0xff]));
        assert_eq!(from_base45("GGW"), None);
        assert_eq!(from_base45("a"), None);
    }

    #[test]
    fn a_code_is_a_drawing_with_words() {
        let drawn = svg("S-1", "the label \"S-1\"").unwrap();
        assert!(
            drawn.contains("aria-label=\"the label &#34;S-1&#34;\"") && drawn.contains("<path d=\"M4 4h1v1h-1z"),
            "{drawn}"
        );
        assert_eq!(svg(&"x".repeat(3_000), ""), None);
    }
}
