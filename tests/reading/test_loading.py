"""What reads pages is loaded for the first page: to ask for the reader's name costs no finder."""

from __future__ import annotations

import subprocess
import sys

_LOADED = "import sys; print(*sorted(name for name in sys.modules if name.startswith('scraper.parser.')))"


def test_to_plan_a_reparse_loads_no_finder() -> None:
    code = f"from scraper.batch.plan import plan; plan([], {{}}); {_LOADED}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_a_reading_process_loads_all_finders_before_it_says_that_it_is_ready() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "scraper.reading.worker"],
        input="", capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == "ready\n"
    assert any(line.endswith(" scraper.parser.record") for line in done.stderr.splitlines())
