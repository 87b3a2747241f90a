"""How Sphinx makes the documentation site of these pages; ``docs/make.py`` calls it."""

from __future__ import annotations

import sys
from pathlib import Path

from pygments.lexers.shell import BashLexer
from sphinx.highlighting import lexers

from scraper.about import VERSION

project = "scraper"
author = "the scraper project"
project_copyright = "the scraper project"
version = release = VERSION
language = "en"

# The extension beside this file.
sys.path.insert(0, str(Path(__file__).parent))
extensions = ["myst_parser", "reachable"]
source_suffix = {".md": "markdown"}
root_doc = "index"
# man pages are roff, and the screenshots' folder has scripts.
exclude_patterns = ["man", "screenshots"]

# The pages are read on a forge, too. So headings have the anchors that GitHub makes, down to the fourth level.
myst_heading_anchors = 4
# A link to a page, file or anchor that is not there is a warning, and a warning ends the build (docs/make.py).
nitpicky = True

# Pygments has no lexer for the lines of a crontab, of which the commands are a shell's.
lexers["crontab"] = BashLexer()
pygments_style = "default"
pygments_dark_style = "github-dark"

html_theme = "furo"
html_title = f"scraper {VERSION}"
# The pages load nothing from elsewhere, and show no source that a forge shows better.
html_show_sourcelink = False
html_copy_source = False
html_show_sphinx = False
html_static_path = ["static"]
html_css_files = ["site.css"]
