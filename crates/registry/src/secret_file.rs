//! Files that hold a secret: read only where nobody but their owner, or a group of its own, can read them.

use std::fs::{File, OpenOptions, remove_file};
use std::io::{self, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

/// What nobody but the owner may do: write, and for whoever is not of the group read.
const REFUSED: u32 = 0o037;

/// The text of a file that holds a secret.
///
/// # Errors
/// A file that cannot be read, or that others can read or change, with the remedy.
pub fn read(file: &Path) -> io::Result<String> {
    // What is looked at and what is read is one file, whatever the name leads to meanwhile.
    let mut open = File::open(file)?;
    let mode = open.metadata()?.permissions().mode();
    if mode & REFUSED != 0 {
        let (mode, name) = (mode & 0o777, file.display());
        let text =
            format!("others can read or change it (mode {mode:03o}): chmod 600 {name}, or 640 for a group of its own");
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, text));
    }
    let mut text = String::new();
    open.read_to_string(&mut text)?;
    Ok(text)
}

/// A new file that only its owner can read.
///
/// # Errors
/// One that is there already, or cannot be made.
pub fn make(file: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)
}

/// Writes a secret into a new file that only its owner can read.
///
/// # Errors
/// A file that is there already, or cannot be made or written.
pub fn keep(file: &Path, text: &str) -> io::Result<()> {
    let mut out = make(file)?;
    out.write_all(text.as_bytes()).and_then(|()| out.sync_all()).inspect_err(|_| {
        // Half a key is no key; of two failures the first is told.
        let _ = remove_file(file);
    })
}

/// Makes a file that only its owner can read, where there is none yet; what is there stays as it is.
///
/// # Errors
/// One that cannot be made.
pub fn make_if_new(file: &Path) -> io::Result<()> {
    match make(file) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        made => made.map(drop),
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{Permissions, set_permissions, write};

    use super::*;

    #[test]
    fn a_secret_that_others_can_read_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        write(&file, "s3cret\n").unwrap();
        let at = |mode| {
            set_permissions(&file, Permissions::from_mode(mode)).unwrap();
            read(&file).map_err(|error| error.to_string())
        };
        for own in [0o600, 0o400, 0o640, 0o440] {
            assert_eq!(at(own), Ok("s3cret\n".to_owned()), "{own:o}");
        }
        for open in [0o644, 0o604, 0o660, 0o602, 0o666, 0o777] {
            let told = at(open).unwrap_err();
            assert!(told.contains(&format!("mode {open:03o}")) && told.contains("chmod 600"), "{told}");
            assert!(!told.contains("s3cret"));
        }
    }

    #[test]
    fn what_is_made_is_the_owners() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("new");
        make_if_new(&file).unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        write(&file, "x").unwrap();
        make_if_new(&file).unwrap();
        assert_eq!(read(&file).unwrap(), "x", "what is there stays");
        assert!(make(&file).is_err());
    }
}
