//! Scenarios side by side, as a drawing.

use std::fmt::Write as _;

use clinic::language::Language;

use super::outlook::{Outlook, number, stage};

/// Where the bars begin, how long the longest may be, how high each is, and from one to the next.
const LEFT: f64 = 190.0;
const LONGEST: f64 = 640.0;
const BAR: f64 = 28.0;
const STEP: f64 = 46.0;
const TOP: f64 = 76.0;

/// Colours that are told apart without red and green, light or dark alike (Okabe and Ito 2008), and what is written on each.
const COLOURS: [(&str, &str); 7] = [
    ("#999999", "#000"),
    ("#e69f00", "#000"),
    ("#56b4e9", "#000"),
    ("#0072b2", "#fff"),
    ("#f0e442", "#000"),
    ("#d55e00", "#fff"),
    ("#cc79a7", "#000"),
];

/// One bar for each scenario: the mean days of each stage, one behind the other; in SVG, with a text for whoever cannot see it.
#[must_use]
pub fn picture(outlooks: &[Outlook], language: Language) -> String {
    let total = |outlook: &Outlook| outlook.stages().iter().map(|(mean, ..)| mean).sum::<f64>();
    let most = outlooks.iter().map(total).fold(1.0, f64::max);
    let x_of = |days: f64| LEFT + days * LONGEST / most;
    #[expect(clippy::cast_precision_loss, reason = "a handful of scenarios")]
    let y_of = |row: usize| TOP + STEP * row as f64;
    let bottom = y_of(outlooks.len());
    let (mut told, mut drawn) = (String::new(), String::new());

    // A line for each ten days, or for as many as give no more than ten lines.
    let between =
        [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 500.0].into_iter().find(|step| most / step <= 10.0).unwrap_or(5000.0);
    let mut days = 0.0;
    while days <= most {
        let x = x_of(days);
        let _ = write!(drawn, "<path class='line' d='M{x:.1} {:.1}V{bottom:.1}'/>", TOP - 8.0);
        let _ = write!(
            drawn,
            "<text class='middle' x='{x:.1}' y='{:.1}'>{}</text>",
            bottom + 16.0,
            number(days, 0, language)
        );
        days += between;
    }
    let _ = write!(
        drawn,
        "<text class='middle' x='{:.1}' y='{:.1}'>{}</text>",
        LEFT + LONGEST / 2.0,
        bottom + 36.0,
        language.pick("dage i gennemsnit", "mean days")
    );
    for (row, outlook) in outlooks.iter().enumerate() {
        let (y, name) = (y_of(row), escaped(&outlook.name));
        let _ = write!(drawn, "<text x='10' y='{:.1}'>{name}</text>", y + 19.0);
        let _ = write!(told, "{name}:");
        let mut passed = 0.0;
        for ((mean, _, to), (colour, ink)) in outlook.stages().into_iter().zip(COLOURS) {
            let (x, width) = (x_of(passed), x_of(mean) - LEFT);
            let (days, name) = (number(mean, 1, language), stage(to, language));
            let _ = write!(told, " {name} {days};");
            let _ = write!(
                drawn,
                "<rect x='{x:.1}' y='{y:.1}' width='{width:.1}' height='{BAR}' fill='{colour}'><title>{name}: {days}</title></rect>"
            );
            if width > 30.0 {
                let middle = x + width / 2.0;
                let _ = write!(
                    drawn,
                    "<text class='middle' x='{middle:.1}' y='{:.1}' fill='{ink}'>{days}</text>",
                    y + 19.0
                );
            }
            passed += mean;
        }
        told.push(' ');
    }
    let mut x = 10.0;
    for ((_, _, to), (colour, _)) in outlooks.iter().take(1).flat_map(Outlook::stages).zip(COLOURS) {
        let name = stage(to, language);
        let _ = write!(
            drawn,
            "<rect x='{x:.1}' y='44' width='12' height='12' fill='{colour}'/><text x='{:.1}' y='55'>{name}</text>",
            x + 16.0
        );
        #[expect(clippy::cast_precision_loss, reason = "a short name")]
        let width = 30.0 + 6.9 * name.chars().count() as f64;
        x += width;
    }
    let title = language.pick(
        "Hvor dagene går hen, fra MDT-beslutning til svar på MDT",
        "Where the days go, from the MDT's decision to the answer at the MDT",
    );
    let (width, height) = (LEFT + LONGEST + 30.0, bottom + 50.0);
    format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width:.0} {height:.0}' role='img' aria-labelledby='t d' \
         font-family='sans-serif' font-size='13'><title id='t'>{title}</title><desc id='d'>{told}</desc>\
         <style>.middle{{text-anchor:middle}}.line{{stroke:#bbb}}.head{{font-size:16px;font-weight:bold}}</style>\
         <rect width='100%' height='100%' fill='#fff'/><text class='head' x='10' y='24'>{title}</text>{drawn}</svg>\n"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
