"""Bring docs/architecture.md up to date with the source that it quotes.

Run ``python tests/docs/refresh.py`` when the tests say that a quotation has drifted, and read
the text around what has changed: only the quotations are renewed, not what is said of them.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.docs import sources
from tests.docs.pages import ARCHITECTURE
from tests.test_hot_path import MARKER, make_hello_app, record_calls, show


def refresh_quotations(text: str) -> str:
    def renewed(match: re.Match[str]) -> str:
        return f"{match[1]}{sources.find_source(match[2])}```\n"

    return re.sub(
        r"(^<!-- source: ([^\n]+?) -->\n```python\n).*?^```\n",
        renewed,
        text,
        flags=re.DOTALL | re.MULTILINE,
    )


def refresh_calls(text: str) -> str:
    calls = show(record_calls(make_hello_app()))
    pattern = re.compile(f"({re.escape(MARKER)}\\s*```\\w*\n).*?```", re.DOTALL)
    return pattern.sub(lambda match: f"{match[1]}{calls}\n```", text)


def refresh_floors(text: str) -> str:
    for floor, rooms in sources.floors().items():
        row = re.compile(rf"^(\| (?:\d+ )?{floor} \|)[^|\n]*(\|)", re.MULTILINE)
        text = row.sub(
            lambda match, rooms=rooms: f"{match[1]} {sources.write_rooms(rooms)} {match[2]}", text
        )
    return text


def refresh_stairs(text: str) -> str:
    pattern = re.compile(rf"({re.escape(sources.STAIRS_MARKER)}\n)(?:\|[^\n]*\n)+")
    return pattern.sub(lambda match: match[1] + sources.write_stairs(), text)


def main() -> None:
    before = ARCHITECTURE.read_text()
    text = before
    for renew in (refresh_quotations, refresh_calls, refresh_floors, refresh_stairs):
        text = renew(text)
    ARCHITECTURE.write_text(text)
    print("docs/architecture.md is", "as it was." if text == before else "up to date now.")


if __name__ == "__main__":
    main()
