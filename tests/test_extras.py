"""The plain installation stays small: what is heavy is an extra, loaded where it is used, and missed in a sentence."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from cli_running import process
from scraper.batch.cluster_work import NEEDED
from scraper.errors import EXTRAS, MissingExtraError, needing

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRA_DEPENDENCIES = PROJECT["optional-dependencies"]
# What a plain installation brings, and nothing else: whoever adds to it changes this list and says why.
PLAIN = """ada-url brotli click feedgenerator feedparser httpx isal jinja2 pystemmer rapidfuzz rich selectolax sniffio
    sqlite-utils tenacity webencodings zstandard""".split()
# What the extras bring, by the names of their modules.
OF_EXTRAS = {
    *("dask", "distributed", "fastwarc", "fsspec", "pyarrow", "pandas", "duckdb", "polars", "mcp", "apprise"),
    *("datasette", "uvicorn"),
}


def test_the_plain_installation_grew_by_nothing() -> None:
    assert list(map(_name, PROJECT["dependencies"])) == PLAIN


@pytest.mark.parametrize("code", ["import scraper", "import scraper.cli", "from scraper import parse, Article"])
def test_importing_the_program_loads_no_extra(code: str) -> None:
    done = process(python=("-c", f"{code}; import sys; print(*sys.modules)"))
    assert done.code == 0, done.err
    loaded = {name.partition(".")[0] for name in done.out.split()}
    assert "scraper" in loaded
    assert not loaded & OF_EXTRAS


def test_an_extra_that_is_missing_is_a_sentence() -> None:
    with pytest.raises(MissingExtraError) as caught, needing("parquet"):
        import no_such_library_at_all  # type: ignore[import-not-found]  # noqa: F401
    assert str(caught.value) == (
        "Parquet needs the library pyarrow, which is not installed."
        " Install it where scraper is installed: .venv/bin/pip install -e '.[parquet]'."
    )
    assert (caught.value.exit_code, caught.value.extra) == (2, "parquet")


def test_an_extra_that_cannot_be_loaded_says_why() -> None:
    with pytest.raises(MissingExtraError) as caught, needing("warc"):
        raise ImportError("libfast.so: cannot open shared object file.")
    assert str(caught.value) == (
        "A WARC file on the web needs the library fsspec, which cannot be loaded: libfast.so: cannot open shared"
        " object file. Install it where scraper is installed: .venv/bin/pip install -e '.[warc]'."
    )


def test_a_worker_lacks_nothing_where_the_extra_for_clusters_is_installed() -> None:
    assert set(NEEDED) <= {_name(line) for line in EXTRA_DEPENDENCIES["cluster"]}


@pytest.mark.parametrize("extra", EXTRAS)
def test_each_extra_that_is_named_brings_its_library(extra: str) -> None:
    _, library = EXTRAS[extra]
    assert library in map(_name, EXTRA_DEPENDENCIES[extra])


def _name(requirement: str) -> str:
    """Return the name of a package, without its version and extras."""
    return re.split(r"[<>=!~ \[;]", requirement, maxsplit=1)[0]
