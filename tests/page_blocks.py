"""The code blocks of README and of the pages under docs/, each with what its page says about running it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cli_running import ROOT

PAGES: dict[str, Path] = {path.name: path for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))}

_BLOCK = re.compile(
    r"(?:^<!-- test: (?P<said>[^\n]+) -->\n)?^```(?P<language>\S*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
_NOT_RUN = re.compile(r"not run, (.+)")
_EXIT = re.compile(r"exit (\d+)")
# Lists of pages, which Sphinx reads.
_OF_SPHINX = "{toctree}"


@dataclass(frozen=True)
class Block:
    """A code block.

    Args:
        page: name of its file.
        line: of its fence, from 1.
        language: what stands behind the fence.
        text: without the fences.
        not_run: why it is not run, as the page says right before it; None: it is run.
        exit_code: what each of its commands ends with.
    """

    page: str
    line: int
    language: str
    text: str
    not_run: str | None = None
    exit_code: int = 0

    @property
    def place(self) -> str:
        return f"{self.page}:{self.line}"

    @property
    def commands(self) -> list[str]:
        """The commands of a shell's block, what they print left out; a line that ends with ``\\`` goes on."""
        lines = self.text.replace("\\\n", " ").splitlines()
        if self.language == "console":
            return [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
        return [line for line in lines if line.strip()]

    @property
    def cron_commands(self) -> list[str]:
        """What cron gives to the shell: what stands behind the five fields, where ``\\%`` is a ``%`` (crontab(5))."""
        lines = [line for line in self.text.splitlines() if re.match(r"[\d*]", line)]
        return [line.split(maxsplit=5)[5].replace("\\%", "%") for line in lines]


def blocks_of(page: str) -> Iterator[Block]:
    """Yield the code blocks of a page in their order.

    Raises:
        ValueError: what the page says about running one is not understood.
    """
    text = PAGES[page].read_text("utf-8")
    for found in _BLOCK.finditer(text):
        if found["language"] == _OF_SPHINX:
            continue
        line = text.count("\n", 0, found.start("text"))
        block = Block(page, line, found["language"], found["text"])
        yield _as_said(block, found["said"]) if found["said"] else block


def _as_said(block: Block, said: str) -> Block:
    not_run, code = _NOT_RUN.fullmatch(said), _EXIT.fullmatch(said)
    if not_run:
        return Block(block.page, block.line, block.language, block.text, not_run=not_run[1])
    if code:
        return Block(block.page, block.line, block.language, block.text, exit_code=int(code[1]))
    raise ValueError(f"{block.place}: 'test: {said}' is neither 'not run, REASON' nor 'exit CODE'")


BLOCKS: dict[str, list[Block]] = {page: list(blocks_of(page)) for page in PAGES}
