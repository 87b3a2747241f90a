"""What docs/operating.md says of the archive in the browser, for others: the server answers as the page sets it up."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli_running import ROOT, environment

SECTION = (
    (ROOT / "docs" / "operating.md").read_text("utf-8").partition("\n## The archive in the browser, for others\n")[2]
)
(COMMAND,) = re.findall(r"^scraper --db archive\.db (serve --name .+)$", SECTION, re.MULTILINE)
(NGINX,) = re.findall(r"^```text\n(server \{.*?)^```$", SECTION, re.MULTILINE | re.DOTALL)
(STARTED,) = re.findall(r"^ExecStart=%h/scraper/\.venv/bin/scraper (.+)$", SECTION, re.MULTILINE)
(NAME,) = re.findall(r"server_name (\S+);", NGINX)
# nginx's variables for a request that a browser sends to this server.
VARIABLES = {"$host": NAME, "$scheme": "https"}
HEADERS = {name: VARIABLES[value] for name, value in re.findall(r"proxy_set_header (\S+) (\S+);", NGINX)}


@pytest.fixture(scope="module")
def address(press_archive: Path) -> Iterator[str]:
    """The server, up as the page starts it, but for its port."""
    with subprocess.Popen(
        [sys.executable, "-m", "scraper", "--db", press_archive, *shlex.split(COMMAND), "--port", "0"],
        env=environment({}),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as running:
        try:
            assert running.stderr is not None
            found = re.search(r"http://127\.0\.0\.1:\d+", running.stderr.readline())
            assert found
            yield found[0]
        finally:
            running.terminate()


def answer(address: str, headers: dict[str, str]) -> tuple[int, str]:
    request = urllib.request.Request(f"{address}/search.atom?q=Wohngeld", headers=headers)  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=20) as answered:  # noqa: S310
            return answered.status, answered.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_a_web_server_in_front_is_answered_with_its_own_addresses(address: str) -> None:
    status, feed = answer(address, HEADERS)
    assert status == 200
    assert f'<link href="https://{NAME}/search.atom?q=Wohngeld" rel="self"' in feed


def test_without_the_line_of_the_scheme_a_feed_names_other_addresses(address: str) -> None:
    assert f'<link href="http://{NAME}/' in answer(address, {"Host": HEADERS["Host"]})[1]


def test_requests_by_another_name_are_refused(address: str) -> None:
    assert answer(address, {**HEADERS, "Host": "elsewhere.example"})[0] == 421


def test_the_unit_starts_the_server_as_the_page_does() -> None:
    assert STARTED == COMMAND


def test_each_port_on_the_page_is_the_one_that_is_usual() -> None:
    from scraper.cli.serve import port_option

    @port_option
    def command() -> None: ...

    (option,) = command.__click_params__  # type: ignore[attr-defined]
    assert set(re.findall(r"127\.0\.0\.1:(\d+)", SECTION)) == {str(option.default)}
