"""Pages in a real Chromium: what a reader sees, what a page asked for, what axe finds.

One browser serves all tests of a process (the fixture ``chromium`` of ``tests/browser``). Each look is a context of its
own, so that nothing is kept from one page to the next. Where node or Chromium is missing, the test is skipped.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

import archivist_programs

_LOOK = Path(__file__).parent / "browser" / "look.mjs"
# CSS pixels. WCAG 2.2, 1.4.10 (Reflow) has pages readable at 320 without scrolling in two directions; 1,440 is a
# laptop's screen.
NARROW, WIDE = 320, 1440
_HEIGHTS = {NARROW: 640, WIDE: 900}
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
# The impacts in axe's words, of which a page may have none.
_GRAVE = {"serious", "critical"}


@dataclass(frozen=True)
class View:
    """How a page is looked at.

    Args:
        width, height: of the window, in CSS pixels; height None: as such windows are.
        scheme, media, motion: what the reader prefers, and whether the page is printed.
        axe: whether axe looks, too.
        screenshot: where a picture goes, as PNG.
        whole: whether it shows the whole page, or what the window does.
        pdf: where the page goes as it is printed.
    """

    width: int = WIDE
    height: int | None = None
    scheme: Scheme = "light"
    media: Literal["screen", "print"] = "screen"
    motion: Literal["no-preference", "reduce"] = "no-preference"
    axe: bool = False
    screenshot: Path | None = None
    whole: bool = True
    pdf: Path | None = None

    def asked(self) -> dict[str, object]:
        """Return it as ``look.mjs`` reads it."""
        return {
            **vars(self),
            "height": self.height or _HEIGHTS.get(self.width, _HEIGHTS[WIDE]),
            "screenshot": self.screenshot and str(self.screenshot),
            "pdf": self.pdf and str(self.pdf),
        }

    def __str__(self) -> str:
        return f"{self.width} {self.scheme}"


VIEWS = tuple(View(width, scheme=scheme) for width in (NARROW, WIDE) for scheme in SCHEMES)
"""Both widths in both schemes."""


@dataclass(frozen=True)
class Link:
    url: str
    rel: str
    text: str


@dataclass(frozen=True)
class Finding:
    """What axe found against one rule.

    Args:
        rule: its id, such as ``color-contrast``.
        impact: minor, moderate, serious or critical.
        help: the rule as a sentence.
        nodes: selector, outer HTML and explanation of each element.
    """

    rule: str
    impact: str
    help: str
    nodes: list[tuple[str, str, str]]

    def __str__(self) -> str:
        places = "".join(f"\n    {target}\n      {html[:200]}\n      {why}" for target, html, why in self.nodes[:5])
        return f"{self.impact} {self.rule} at {len(self.nodes)} elements: {self.help}{places}"


@dataclass(frozen=True)
class Look:
    """What was seen of a page.

    Args:
        url, status, headers: of the answer, after redirects.
        title, language: of the document.
        text: of its body, spaces as they stand in the markup.
        headings: names of the elements with their texts.
        links, images: addresses as the browser resolved them.
        active: elements and attributes that could run, load or send something.
        inline: how many style elements and attributes there are.
        hit: the canary that a hostile text would set, or None.
        violations: what the page's policy held up.
        console: errors and warnings.
        requests, failed: addresses that were asked for; those that failed or were answered with an error.
        elsewhere: what the browser asked of other hosts than loopback.
        dialogs, windows, downloads: what opened.
        width, scrolled_width, height: of the document, in CSS pixels.
        wide: what is wider than the page, where anything is.
        small: links, buttons and fields of the content that are less than 24 pixels high.
        axe, unsure: what axe is sure of, and what it leaves to people.
    """

    url: str
    status: int
    headers: dict[str, str]
    title: str
    language: str
    text: str
    headings: list[tuple[str, str]]
    links: list[Link]
    images: list[str]
    active: list[str]
    inline: int
    hit: object
    violations: list[str]
    console: list[str]
    requests: list[str]
    failed: list[str]
    elsewhere: list[str]
    dialogs: list[str]
    windows: int
    downloads: int
    width: int
    scrolled_width: int
    height: int
    wide: list[str]
    small: list[str]
    axe: list[Finding] = field(default_factory=list)
    unsure: list[Finding] = field(default_factory=list)

    @property
    def grave(self) -> list[Finding]:
        """What axe calls serious or critical."""
        return [finding for finding in self.axe if finding.impact in _GRAVE]

    @property
    def overflows(self) -> bool:
        """Whether the page has to be scrolled sideways."""
        return self.scrolled_width > self.width

    @property
    def faults(self) -> list[str]:
        """What no page may have, whatever it shows: each fault as a line, empty where all is well.

        The error of a page that was asked for and answered with one is none: Chromium notes it on the console.
        """
        expected = {self.url} if self.status >= 400 else set()
        console = [] if expected else self.console
        kinds: list[tuple[str, list[Any]]] = [
            ("opened a dialog", self.dialogs),
            ("ran a script", [] if self.hit is None else [self.hit]),
            ("asked elsewhere", self.elsewhere),
            ("was held up by its policy", self.violations),
            ("said on the console", console),
            ("failed to load", [url for url in self.failed if url not in expected]),
            ("holds what could run", self.active),
            ("overflows", (self.wide or [f"{self.scrolled_width} px"]) if self.overflows else []),
        ]
        return [f"{what}: {one}" for what, found in kinds for one in found]


class Browser:
    """A browser that is started at the first look; to be used in ``with``."""

    def __init__(self) -> None:
        self._programs = archivist_programs.browser()
        self._process: subprocess.Popen[str] | None = None
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115  (closed by close)

    def __enter__(self) -> Browser:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def look(self, url: str, view: View | None = None, **changes: Any) -> Look:
        """Open a page, wait until it is loaded, and return what was seen.

        Args:
            url: its address, ``http:``, ``file:`` or ``data:``.
            view: how it is seen; None: as :class:`View` has it.
            changes: what else is wanted of the view, by the names of its fields.

        Raises:
            RuntimeError: the page could not be opened, or the browser has ended.
        """
        return self.looks(url, [replace(view or View(), **changes)])[0]

    def looks(self, url: str, views: Sequence[View]) -> list[Look]:
        """Open a page once and return what was seen in each of several views, see :meth:`look`."""
        answer = self._ask({"url": url, "views": [view.asked() for view in views]})
        return [_look_from(view) for view in answer["views"]]

    def close(self) -> None:
        """End the browser; closing its input does."""
        if self._process is not None:
            self._process.communicate(timeout=60)
            self._process = None
        self._errors.close()

    def _ask(self, asked: dict[str, object]) -> dict[str, Any]:
        if self._process is None:
            programs = self._programs
            self._process = subprocess.Popen(
                [programs.node, _LOOK, programs.packages, programs.chromium],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                encoding="utf-8",
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            self._errors.seek(0)
            raise RuntimeError(f"The browser has ended: {self._errors.read()[-2000:]}")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise RuntimeError(f"{asked['url']}: {answer['error']}")
        return answer


def _look_from(answer: dict[str, Any]) -> Look:
    values = dict(answer)
    values["links"] = [Link(**link) for link in answer["links"]]
    values["headings"] = [(name, text) for name, text in answer["headings"]]
    for name in ("axe", "unsure"):
        values[name] = [_finding_from(rule) for rule in answer.get(name, [])]
    return Look(**values)


def _finding_from(rule: dict[str, Any]) -> Finding:
    nodes = [(node["target"], node["html"], node["why"]) for node in rule["nodes"]]
    return Finding(rule["id"], rule["impact"] or "", rule["help"], nodes)
