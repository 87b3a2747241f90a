"""Each code block of README and of docs/ runs, or says why it cannot: see CONTRIBUTING, "The documentation"."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sandbox import Sandbox
from stand_ins import GIVEN_IN_PYTHON, NEEDS_A_PERSON, PREPARED, SQL_PARAMETERS, World, world

from cli_running import Done
from mail_server import mail_server
from page_blocks import BLOCKS, PAGES, Block
from scraper.notify.watch_file import load_watch_file
from scraper.sites import read_profiles
from scraper.store import Archive

# What no test can run. Each stands on its page with the reason; whoever adds one adds it here, too.
NOT_RUN = (
    ("README.md", "pip install"),
    ("start.md", "pip install"),
    ("cluster.md", "/opt/scraper/bin/pip install"),
    ("cluster.md", "dask scheduler"),
    ("cluster.md", "data.commoncrawl.org"),
    ("cluster.md", "--scheduler tls://"),
    ("evidence.md", "ADDRESS-OF-THE-AUTHORITY"),
    ("exchange.md", "wb-manager"),
    ("exchange.md", "read.csv"),
    ("operating.md", "ssh -N -L"),
    ("reading.md", "benchmarks/extraction.py"),
)
# Blocks of which another test compares what comes out.
COMPARED = {
    ("cookbook.md", "sql"): "test_asked.py",
    ("evidence.md", "python"): "test_evidence.py",
    ("exchange.md", "python"): "test_exchange_tables.py",
    ("exchange.md", "sql"): "test_exchange_tables.py",
    ("operating.md", "promql"): "test_operating.py",
}


# Lines of crontabs that this process has run.
CRON_LINES_RUN: list[str] = []


@pytest.fixture(scope="module")
def living(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("world")) as up:
        yield up


@pytest.fixture
def reader(tmp_path: Path, living: World) -> Iterator[Sandbox]:
    with mail_server() as mail:
        yield Sandbox(tmp_path, living, mail.port)


def run_commands(block: Block, reader: Sandbox) -> None:
    for line in block.commands:
        done = reader.run(line)
        expected = {block.exit_code, 1} if NEEDS_A_PERSON.search(line) else {block.exit_code}
        assert done.code in expected, f"{block.place}: {line}\n{done.out}{done.err}"
        assert not re.search(r"^(?:Usage|Error|Traceback)\b", done.err, re.MULTILINE) or block.exit_code, (
            f"{block.place}: {line}\n{done.err}"
        )


def run_crontab(block: Block, reader: Sandbox) -> None:
    """Run each line as cron does: by ``sh``, from the home, without a terminal.

    Several pages show the same line; it is run once, since a crawl of all sites takes its time.
    """
    assert block.cron_commands, block.place
    for line in sorted(set(block.cron_commands) - set(CRON_LINES_RUN), key=block.cron_commands.index):
        CRON_LINES_RUN.append(line)
        done = reader.shell(line, cwd=reader.home, interpreter="sh")
        expected = {0, 1} if NEEDS_A_PERSON.search(line) else {0}
        assert done.code in expected, f"{block.place}: {line}\n{done.err}"
        assert "Usage" not in done.err, f"{block.place}: {line}\n{done.err}"


def check_unit(block: Block, reader: Sandbox) -> None:
    """Let systemd judge a unit, which names its file in its first line; its service stands beside a timer."""
    name = Path(re.match(r"# ~/(\S+)\n", block.text)[1])  # type: ignore[index]
    file = reader.home / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(block.text, "utf-8")
    if shutil.which("systemd-analyze") is None:
        return
    (reader.home / "run").mkdir(mode=0o700, exist_ok=True)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", "--man=no", str(file)],
        env={**reader.env, "XDG_RUNTIME_DIR": str(reader.home / "run")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), block.place


def load_toml(block: Block, reader: Sandbox) -> None:
    """Load a file as the program does: profiles, saved searches, or a ``scraper.toml``."""
    values = tomllib.loads(block.text)
    tables = {name: table for name, table in values.items() if isinstance(table, dict)}
    if any("home" in table for table in tables.values()):
        for site in read_profiles(block.text, block.place):
            reader.follow_newcomer(site)
    elif tables:
        reader.watch(block.text)
        load_watch_file(reader.folder / "data" / "watch.toml", lambda: ("demo", "kommunalbote"))
    else:
        place = reader.home / "configured"
        place.mkdir(exist_ok=True)
        (place / "scraper.toml").write_text(block.text, "utf-8")
        (place / "sites.toml").write_text('[example]\nhome = "http://127.0.0.1:9/"\n')
        done = reader.shell("scraper config --json", cwd=place)
        assert done.code == 0, f"{block.place}: {done.err}"
        shown = {row["key"]: row["from"] for row in json.loads(done.out)}
        assert {shown[key] for key in values} == {"scraper.toml"}, block.place


def ask(block: Block, reader: Sandbox) -> None:
    with Archive.read(reader.folder / "archive.db") as archive:
        for sql in filter(str.strip, block.text.split(";\n")):
            given = {name: value for name, value in SQL_PARAMETERS.items() if f":{name}" in sql}
            assert list(archive.rows(sql, given)), block.place


def run_python(block: Block, reader: Sandbox) -> None:
    before = "".join(lines for words, lines in GIVEN_IN_PYTHON if words in block.text)
    done = reader.python(before + block.text)
    assert done.code == 0, f"{block.place}: {done.err}"


def read_json(block: Block, reader: Sandbox) -> None:
    assert json.loads(block.text), reader.folder


def only_shown(block: Block, reader: Sandbox) -> None:
    """What is printed, drawn or computed by hand."""


RUNNERS: dict[str, Callable[[Block, Sandbox], None]] = {
    "console": run_commands,
    "sh": run_commands,
    "crontab": run_crontab,
    "ini": check_unit,
    "toml": load_toml,
    "sql": ask,
    "python": run_python,
    "json": read_json,
    "text": only_shown,
}


@pytest.mark.parametrize("page", BLOCKS)
def test_each_block_of_a_page_runs_in_the_order_of_the_page(page: str, reader: Sandbox) -> None:
    for block in BLOCKS[page]:
        if block.not_run is not None or (page, block.language) in COMPARED:
            continue
        for at, words, lines in PREPARED:
            if page == at and words in block.text:
                prepared: Done = reader.shell(lines)
                assert prepared.code == 0, f"{block.place}: {lines}\n{prepared.err}"
        RUNNERS[block.language](block, reader)


@pytest.mark.parametrize("page", BLOCKS)
def test_each_fence_of_a_page_is_a_block_of_a_known_language(page: str) -> None:
    """So that none is passed over: an indented one, one of four backticks, one of a language that nothing runs."""
    text = PAGES[page].read_text("utf-8")
    fences = len(re.findall(r"^ *(?:```|~~~)", text, re.MULTILINE)) - 2 * text.count("```{toctree}")
    assert fences == 2 * len(BLOCKS[page])
    known = {*RUNNERS, *(language for at, language in COMPARED if at == page)}
    assert {block.language for block in BLOCKS[page] if block.not_run is None} <= known


def test_what_is_not_run_is_named_here() -> None:
    left = [(block.page, block.text) for blocks in BLOCKS.values() for block in blocks if block.not_run is not None]
    assert [page for page, _ in left] == sorted((page for page, _ in NOT_RUN), key=list(BLOCKS).index)
    for page, words in NOT_RUN:
        assert any(page == at and words in text for at, text in left), (page, words)


def test_what_another_test_compares_is_there() -> None:
    for (page, language), test in COMPARED.items():
        assert any(block.language == language for block in BLOCKS[page])
        assert page in Path(__file__).with_name(test).read_text("utf-8")


def test_all_that_is_prepared_is_for_a_block() -> None:
    for page, words, _ in PREPARED:
        assert any(words in block.text for block in BLOCKS[page]), (page, words)


def test_nothing_is_asked_of_the_internet(reader: Sandbox) -> None:
    in_a_shell = "scraper fetch https://www.example.com/; exit $?"
    for line in (in_a_shell.partition(";")[0], in_a_shell):
        done = reader.run(line)
        assert done.code == 1
        assert "example.com" in done.err
        assert "not archived" in done.err
