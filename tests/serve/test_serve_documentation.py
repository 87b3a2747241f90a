"""What the browser says of tables and questions is what the documentation says, word by word."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from scraper.serve.metadata import GROUPS, tables
from scraper.serve.questions import QUESTIONS, Question

DOCS = Path(__file__).resolve().parents[2] / "docs"
SCHEMA = (DOCS / "schema.md").read_text("utf-8")
# The questions stand behind the tables, or on a page of their own.
PAGES = [path.read_text("utf-8") for path in (DOCS / "schema.md", DOCS / "cookbook.md") if path.exists()]
AUDIENCE = re.compile(r"\*For the ([a-z ]+)\.\*")


def plain(markdown: str) -> str:
    """Return a piece of Markdown as its reader sees it."""
    return re.sub(r"[`*]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown)).strip()


@lru_cache(maxsize=1)
def asked() -> dict[int, tuple[str, str, str]]:
    """Return of each question of the documentation its heading, for whom it is, and its statement."""
    found = {}
    for page in PAGES:
        for part in re.split(r"^#+ (?=\d+\. )", page, flags=re.MULTILINE)[1:]:
            heading, _, rest = part.partition("\n")
            number, _, title = heading.partition(". ")
            audience = AUDIENCE.search(rest)
            statement = re.search(r"```sql\n(.*?);?\n```", rest, re.DOTALL)
            assert audience, heading
            assert statement, heading
            found[int(number)] = (plain(title), audience[1], statement[1].strip())
    return found


def with_examples(question: Question) -> str:
    """Return the statement of a question with its examples in the place of its parameters."""
    sql = question.sql
    for parameter in question.parameters:
        literal = parameter.example if parameter.example.isdigit() else f"'{parameter.example}'"
        sql = re.sub(rf":{parameter.name}\b", lambda _, literal=literal: literal, sql)
    return sql


def test_each_question_of_the_documentation_can_be_asked() -> None:
    assert sorted(question.number for question in QUESTIONS.values()) == sorted(asked())


def test_a_question_says_and_asks_what_it_does_there() -> None:
    for question in QUESTIONS.values():
        title, audience, statement = asked()[question.number]
        assert f"{question.title} {question.note}".strip() == title
        assert question.audience == audience
        assert with_examples(question) == statement


def test_a_parameter_stands_in_its_statement_and_no_other_does() -> None:
    for question in QUESTIONS.values():
        without_texts = re.sub(r"'[^']*'", "", question.sql)
        assert set(re.findall(r"(?<!:):(\w+)", without_texts)) == set(question.examples())


def test_no_question_has_the_name_of_a_table() -> None:
    assert not set(QUESTIONS) & set(tables())


def test_tables_and_columns_are_described_as_there() -> None:
    parts = re.split(r"^## ", SCHEMA.partition("\n# Questions")[0], flags=re.MULTILINE)[1:]
    assert [part.partition("\n")[0] for part in parts] == list(tables())
    for part in parts:
        name, _, rest = part.partition("\n")
        first = " ".join(rest.strip().partition("\n\n")[0].split())
        columns = re.findall(r"^\| `(\w+)` \| [^|]* \| (.*) \|$", rest, re.MULTILINE)
        assert tables()[name].about == plain(first)
        assert tables()[name].columns == {column: plain(about) for column, about in columns}


def test_each_table_is_in_a_group() -> None:
    assert {table.group for table in tables().values()} == set(GROUPS)
