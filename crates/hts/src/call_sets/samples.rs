//! Which column is the tumour and which the normal.

use std::path::Path;

use super::error::CallSetError;

/// What a sample is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Of the tumour.
    Tumour,
    /// Of the same person, without tumour or nearly so.
    Normal,
    /// The file does not say.
    NotStated,
}

impl Role {
    /// In words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Tumour => "tumour",
            Self::Normal => "normal",
            Self::NotStated => "not stated",
        }
    }
}

/// A column of samples.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Its name. `INFO` where the file has no column and counts in the field `INFO`.
    pub name: String,
    /// What it is.
    pub role: Role,
    /// How that is known.
    pub because: &'static str,
}

/// The names of columns as a person gives them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// The column of the tumour.
    pub tumour: Option<String>,
    /// The column of the normal.
    pub normal: Option<String>,
}

/// The value of a key within `<...>` or quotes: `ID` of `##SAMPLE=<ID=TUMOR,File=x.bam>`.
pub(super) fn attribute<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    let (_, inner) = line.split_once(['<', '"'])?;
    let mut rest = inner;
    loop {
        let (found, after) = rest.split_once('=')?;
        let (value, next) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => {
                let end = after.find([',', '>', '"']).unwrap_or(after.len());
                after.split_at(end)
            }
        };
        if found.trim_start_matches(',').trim() == key {
            return Some(value);
        }
        rest = next.strip_prefix([',', '>', '"']).unwrap_or(next);
        if rest.is_empty() {
            return None;
        }
    }
}

/// The words of a column's name: `THE_TUMOR` and `SomaticSample` have two each.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut lower = false;
    for letter in name.chars() {
        if !letter.is_alphanumeric() || (letter.is_uppercase() && lower) {
            words.push(String::new());
        }
        lower = letter.is_lowercase();
        if letter.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(letter.to_lowercase());
        }
    }
    words
}

/// The role that a name says.
fn role_of_name(name: &str) -> Role {
    let words = words(name);
    // Marv numbers its second tumour TUMOR2.
    let has =
        |list: &[&str]| words.iter().any(|word| list.contains(&word.trim_end_matches(|c: char| c.is_ascii_digit())));
    match (has(&["tumor", "tumour", "somatic", "primary"]), has(&["normal", "germline"])) {
        (true, false) => Role::Tumour,
        (false, true) => Role::Normal,
        _ => Role::NotStated,
    }
}

/// What the lines of the header say: column, role and which line.
fn stated(header: &[String]) -> Vec<(&str, Role, &'static str)> {
    let mut found = Vec::new();
    for line in header {
        let lower = line.to_ascii_lowercase();
        if let Some(name) = line.strip_prefix("##tumor_sample=") {
            found.push((name, Role::Tumour, "##tumor_sample"));
        } else if let Some(name) = line.strip_prefix("##normal_sample=") {
            found.push((name, Role::Normal, "##normal_sample"));
        } else if lower.starts_with("##tumor=") || lower.starts_with("##tumour=") {
            found.extend(attribute(line, "Sample").map(|name| (name, Role::Tumour, "##TUMOR")));
        } else if lower.starts_with("##normal=") {
            found.extend(attribute(line, "Sample").map(|name| (name, Role::Normal, "##NORMAL")));
        } else if lower.starts_with("##pedigree=") {
            let derived = attribute(line, "Derived").or_else(|| attribute(line, "ID"));
            found.extend(derived.map(|name| (name, Role::Tumour, "##PEDIGREE")));
            found.extend(attribute(line, "Original").map(|name| (name, Role::Normal, "##PEDIGREE")));
        } else if lower.starts_with("##sample=") {
            let role = attribute(line, "ID").map_or(Role::NotStated, role_of_name);
            let names = ["SampleName", "name", "NAME", "ID"].map(|key| attribute(line, key));
            found
                .extend(names.into_iter().flatten().filter(|_| role != Role::NotStated).map(|n| (n, role, "##SAMPLE")));
        }
    }
    found
}

/// Whether two names are one with `T` and `N` behind it: `HD1_T` and `HD1_N`. An `R` is no normal: it may be a relapse.
fn pair(tumour: &str, normal: &str) -> bool {
    let stem = tumour.strip_suffix('T').zip(normal.strip_suffix('N'));
    stem.is_some_and(|(tumour, normal)| tumour == normal && !tumour.is_empty())
}

/// The columns with their roles: as told, else as the header states, else by their names. Where the normal is known and one
/// other column is left, that is the tumour.
pub(super) fn roles(
    path: &Path,
    columns: &[String],
    header: &[String],
    told: &Told,
) -> Result<Vec<Sample>, CallSetError> {
    let mut samples: Vec<Sample> = columns
        .iter()
        .map(|name| Sample { name: name.clone(), role: Role::NotStated, because: "nothing says it" })
        .collect();
    for (name, role, because) in stated(header) {
        for sample in samples.iter_mut().filter(|sample| sample.name == name && sample.role == Role::NotStated) {
            (sample.role, sample.because) = (role, because);
        }
    }
    if samples.iter().all(|sample| sample.role == Role::NotStated) {
        for sample in &mut samples {
            let role = role_of_name(&sample.name);
            if role != Role::NotStated {
                (sample.role, sample.because) = (role, "its name");
            }
        }
    }
    if let [first, second] = &mut samples[..] {
        let (tumour, normal) = if pair(&first.name, &second.name) { (first, second) } else { (second, first) };
        let nothing = tumour.role == Role::NotStated && normal.role == Role::NotStated;
        if nothing && pair(&tumour.name, &normal.name) {
            (tumour.role, tumour.because) = (Role::Tumour, "its name");
            (normal.role, normal.because) = (Role::Normal, "its name");
        }
    }
    for (name, role) in [(&told.tumour, Role::Tumour), (&told.normal, Role::Normal)] {
        let Some(name) = name else { continue };
        let both = told.tumour == told.normal;
        let Some(place) = samples.iter().position(|sample| sample.name == *name).filter(|_| !both) else {
            let (path, name, columns) = (path.to_owned(), name.clone(), columns.to_vec());
            return Err(CallSetError::NoColumn { path, name, role: role.name(), columns });
        };
        for sample in samples.iter_mut().filter(|sample| sample.role == role) {
            (sample.role, sample.because) = (Role::NotStated, "another was told");
        }
        (samples[place].role, samples[place].because) = (role, "told");
    }
    if let [first, second] = &mut samples[..] {
        let left = match (first.role, second.role) {
            (Role::NotStated, Role::Normal) => Some(first),
            (Role::Normal, Role::NotStated) => Some(second),
            _ => None,
        };
        if let Some(left) = left {
            (left.role, left.because) = (Role::Tumour, "the other is the normal");
        }
    }
    if samples.len() > 1 && samples.iter().all(|sample| sample.role == Role::NotStated) {
        return Err(CallSetError::Roles { path: path.to_owned(), columns: columns.to_vec() });
    }
    Ok(samples)
}
