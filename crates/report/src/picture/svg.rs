//! A small writer of SVG: lines, boxes, arcs and text, every text escaped, every number with two decimals.

use ::fhir::element::escaped;

/// A drawing in the making, in units of a thousandth of its width or so.
pub(super) struct Drawing {
    width: f64,
    height: f64,
    body: String,
}

/// What a mark of a chart that can be explored says.
#[derive(Debug, Clone, Default)]
pub(crate) struct MarkWords {
    /// The code of the series that it belongs to.
    pub(crate) series: String,
    /// The name of the series.
    pub(crate) label: String,
    /// The codes of the rows that it is of, joined with `+`.
    pub(crate) rows: String,
    /// Their name.
    pub(crate) name: String,
    /// Its value, with its name.
    pub(crate) told: String,
}

/// Where a text stands to its point.
#[derive(Debug, Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Drawing {
    pub(super) fn new(width: f64, height: f64) -> Self {
        Self { width, height, body: String::new() }
    }

    fn add(&mut self, element: &str) {
        self.body.push_str(element);
        self.body.push('\n');
    }

    pub(super) fn line(&mut self, (x1, y1): (f64, f64), (x2, y2): (f64, f64), colour: &str, width: f64) {
        self.add(&format!(
            r#"<line x1="{x1:.2}" y1="{y1:.2}" x2="{x2:.2}" y2="{y2:.2}" stroke="{colour}" stroke-width="{width:.2}"/>"#
        ));
    }

    pub(super) fn dashed(&mut self, (x1, y1): (f64, f64), (x2, y2): (f64, f64), colour: &str) {
        self.add(&format!(
            r#"<line x1="{x1:.2}" y1="{y1:.2}" x2="{x2:.2}" y2="{y2:.2}" stroke="{colour}" stroke-width="1" stroke-dasharray="4 3"/>"#
        ));
    }

    pub(super) fn rectangle(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), colour: &str) {
        self.add(&format!(
            r#"<rect x="{x:.2}" y="{y:.2}" width="{:.2}" height="{:.2}" fill="{colour}"/>"#,
            width.max(0.0),
            height.max(0.0)
        ));
    }

    pub(super) fn path(&mut self, path: &str, colour: &str, width: f64) {
        self.add(&format!(r#"<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width:.2}"/>"#));
    }

    pub(super) fn text(&mut self, (x, y): (f64, f64), anchor: Anchor, size: f64, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        self.add(&format!(
            r#"<text x="{x:.2}" y="{y:.2}" text-anchor="{anchor}" font-size="{size:.1}">{}</text>"#,
            escaped(text)
        ));
    }

    /// What is drawn is one mark, which says its value to whoever points at it or reaches it by the keyboard.
    pub(super) fn mark(&mut self, mark: &MarkWords, draw: impl FnOnce(&mut Self)) {
        let MarkWords { series, label, rows, name, told } = mark;
        let [series, label, rows, name, told] = [series, label, rows, name, told].map(|own| escaped(own));
        self.add(&format!(
            r#"<g class="mark" tabindex="0" role="img" aria-label="{told}" data-series="{series}" data-label="{label}" data-rows="{rows}" data-name="{name}"><title>{told}</title>"#
        ));
        draw(self);
        self.add("</g>");
    }

    /// A filled outline.
    pub(super) fn shape(&mut self, path: &str, colour: &str) {
        self.add(&format!(r#"<path d="{path}" fill="{colour}"/>"#));
    }

    /// Letters, each with the same room.
    pub(super) fn spread(&mut self, (x, y): (f64, f64), width: f64, size: f64, letters: &str) {
        self.add(&format!(
            r#"<text x="{x:.2}" y="{y:.2}" textLength="{width:.2}" font-size="{size:.1}" font-family="monospace">{}</text>"#,
            escaped(letters)
        ));
    }

    /// A letter on a colour.
    pub(super) fn letter(&mut self, (x, y): (f64, f64), letter: &str) {
        self.add(&format!(
            r##"<text x="{x:.2}" y="{y:.2}" text-anchor="middle" font-size="7.5" font-weight="bold" fill="#fff">{}</text>"##,
            escaped(letter)
        ));
    }

    /// The whole drawing.
    pub(super) fn finish(self) -> String {
        let Self { width, height, body } = self;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" font-family=\"Libertinus Serif, Georgia, serif\" fill=\"currentColor\">\n{body}</svg>"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_become_an_element() {
        let mut drawing = Drawing::new(10.0, 10.0);
        drawing.text((1.0, 2.0), Anchor::Start, 12.0, "<script>alert('&')</script>\u{1}");
        let svg = drawing.finish();
        assert!(svg.contains("&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;\u{fffd}"), "{svg}");
        assert!(!svg.contains("<script"), "{svg}");
    }
}
