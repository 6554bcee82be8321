//! The subcommand `man`: the manual page, generated from the definitions of the arguments.

use std::io;

use clap::CommandFactory;
use clap_mangen::Man;

use crate::args::Arguments;
use crate::error::Error;
use crate::output::stream;

pub(crate) fn run() -> Result<(), Error> {
    let text = page().map_err(Error::Write)?;
    stream::print(text.as_bytes())
}

/// Returns one page for all subcommands. `Man::render` would refer to a separate page for each subcommand, which nobody
/// would install. Here, each subcommand is a section, and its sections are subsections.
fn page() -> io::Result<String> {
    let mut command = Arguments::command();
    // This sets the full names of the subcommands and adds the global options.
    command.build();
    let man = Man::new(command.clone());
    let mut page = rendered(|out| {
        man.render_title(out)?;
        man.render_name_section(out)?;
        man.render_synopsis_section(out)?;
        man.render_description_section(out)?;
        man.render_options_section(out)
    })?;
    for subcommand in command.get_subcommands().filter(|subcommand| subcommand.get_name() != "help") {
        page.extend([".SH \"SUBCOMMAND ", &subcommand.get_name().to_uppercase(), "\"\n"]);
        let man = Man::new(subcommand.clone());
        let sections = rendered(|out| {
            man.render_synopsis_section(out)?;
            man.render_description_section(out)?;
            man.render_options_section(out)?;
            man.render_extra_section(out)
        })?;
        page += &headed(&sections).replace(".SH ", ".SS ");
    }
    let last = rendered(|out| {
        man.render_extra_section(out)?;
        man.render_version_section(out)
    })?;
    page += &headed(&last);
    Ok(page)
}

/// Gives the text after the options its headings. `clap_mangen` puts this text into a section EXTRA and fills its
/// lines, because it does not know that they are examples under headings.
fn headed(sections: &str) -> String {
    let mut headed = String::with_capacity(sections.len());
    let mut examples = false;
    for line in sections.lines() {
        // Every other section begins with the request that selects the apostrophe.
        if examples && (line.starts_with(".ie") || line == "Examples:") {
            headed.push_str(".fi\n");
            examples = false;
        }
        let heading = match line {
            ".SH EXTRA" => continue,
            "Exit codes:" => ".SH \"EXIT STATUS\"",
            "Examples:" => ".SH EXAMPLES",
            line => {
                headed.extend([line, "\n"]);
                continue;
            }
        };
        headed.extend([heading, "\n.nf\n"]);
        examples = true;
    }
    if examples {
        headed.push_str(".fi\n");
    }
    headed
}

fn rendered(render: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> io::Result<String> {
    let mut out = Vec::new();
    render(&mut out)?;
    Ok(String::from_utf8_lossy(&out).into_owned())
}
