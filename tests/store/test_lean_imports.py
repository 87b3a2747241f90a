"""The archive loads no library for tables, which costs a second and 95 MB where an analyst has installed one."""

from __future__ import annotations

import subprocess
import sys

import pytest

_ASKED = "import sys; import {}; print([n for n in ('pandas', 'numpy', 'pyarrow') if n in sys.modules])"
_AFTER = (
    "from scraper.store import Archive; import pandas, numpy; print(pandas.DataFrame({'n': numpy.ones(2)})['n'].sum())"
)


def answer(code: str) -> str:
    """Return what a new process prints."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(
    "modules", ["scraper.batch.intake, scraper.batch.takers", "scraper.batch.export_warc", "scraper.crawl.run"]
)
def test_no_library_for_tables_is_loaded_with_the_archive(modules: str) -> None:
    assert answer(_ASKED.format(modules)) == "[]\n"


def test_pandas_can_be_imported_behind_the_archive() -> None:
    pytest.importorskip("pandas")
    assert answer(_AFTER) == "2.0\n"
