//! Embeds the console anew when it was built anew, also where the binary was built before the console was.

use std::fs;

fn main() {
    let dist = "../../console/dist";
    // Cargo watches a folder only where there is one; in a read-only checkout nobody builds a console.
    let _made = fs::create_dir_all(dist);
    println!("cargo::rerun-if-changed={dist}");
}
