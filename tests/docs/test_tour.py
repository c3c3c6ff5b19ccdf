"""The tour of the source: ten chapters, and to each an exercise that checks itself.

That its examples run, its links lead somewhere and its quotations exist is tested with those of
all other pages.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, links_of, read_blocks, without_blocks

TOUR = ROOT / "docs" / "tour"
INDEX = TOUR / "index.md"
EXERCISES = TOUR / "exercises"
SOLUTIONS = TOUR / "solutions"

CHAPTERS = sorted(TOUR.glob("[0-9]*.md"))
NAMES = sorted(path.stem for path in EXERCISES.glob("*.py") if path.stem != "check")

BEGIN, END = "# Your part begins here.\n", "# Your part ends here.\n"


def run(file: Path) -> tuple[int, str]:
    """Run an exercise as a learner does; return its exit code and all that it prints."""
    finished = subprocess.run(
        [sys.executable, str(file)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(EXERCISES), str(ROOT)])},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return finished.returncode, finished.stdout


def parts_of(file: Path) -> tuple[str, str, str]:
    """Return what stands before the learner's part, the part itself, and what stands behind it."""
    before, begin, rest = file.read_text().partition(BEGIN)
    part, end, after = rest.partition(END)
    assert begin, file
    assert end, file
    return before, part, after


# The chapters


def test_there_are_ten_chapters_and_the_table_of_contents_has_them_in_their_order():
    (contents,) = [block for block in read_blocks(INDEX) if block.directive == "toctree"]
    entries = [line for line in contents.text.splitlines() if line and not line.startswith(":")]
    assert entries == [chapter.stem for chapter in CHAPTERS]
    assert len(entries) == 10


def test_the_list_on_the_first_page_names_the_chapters_in_their_order():
    listed = re.findall(r"^\d+\. \[[^\]]+\]\(([\w-]+\.md)\)", INDEX.read_text(), re.MULTILINE)
    assert listed == [chapter.name for chapter in CHAPTERS]


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_is_numbered_asks_a_question_and_quotes_the_source(chapter):
    number, _, _ = chapter.stem.partition("-")
    heading, _, rest = chapter.read_text().partition("\n\n")
    assert heading.startswith(f"# {int(number)}. ")
    question, _, _ = rest.partition("\n\n")
    assert re.fullmatch(r"\*[^*]+\*", question)
    assert "?" in question
    assert [block for block in read_blocks(chapter) if block.directive == "literalinclude"]


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_is_short(chapter):
    assert 550 <= len(without_blocks(chapter).split()) <= 1000


# The exercises


def test_each_chapter_ends_with_an_exercise_of_its_own():
    exercises = [find_exercise(chapter) for chapter in CHAPTERS]
    assert sorted(exercises) == NAMES
    assert sorted(path.stem for path in SOLUTIONS.glob("*.py") if path.stem != "check") == NAMES


def find_exercise(chapter: Path) -> str:
    """Return the name of the one exercise that a chapter links to, and says how to run."""
    (link,) = {link for link in links_of(chapter) if link.startswith("exercises/")}
    last = read_blocks(chapter)[-1]
    assert (last.language, last.text) == ("sh", f"python docs/tour/{link}\n")
    return Path(link).stem


@pytest.mark.parametrize("name", NAMES)
def test_an_exercise_as_it_stands_fails_with_a_hint(name):
    code, printed = run(EXERCISES / f"{name}.py")
    assert code == 1
    assert "Traceback" not in printed
    assert re.match(r"Not yet: .+\n +expected: .+\n +got: +.+\n +hint: .+\n\Z", printed), printed


@pytest.mark.parametrize("name", NAMES)
def test_the_solution_solves_the_exercise(name):
    assert run(SOLUTIONS / f"{name}.py") == (0, "Solved.\n")


@pytest.mark.parametrize("name", NAMES)
def test_a_solution_is_the_exercise_with_the_learner_s_part_and_imports_of_its_own(name):
    exercise, solution = (parts_of(folder / f"{name}.py") for folder in (EXERCISES, SOLUTIONS))
    assert without_imports(exercise[0]) == without_imports(solution[0])
    assert exercise[1] != solution[1]
    assert exercise[2] == solution[2]


def without_imports(text: str) -> list[str]:
    lines = [line for line in text.splitlines() if line.strip()]
    return [line for line in lines if not re.match(r"(?:import|from) ", line)]


#: Attempts that are nearly right: what of the solution is written otherwise, and what the exercise
#: then complains of.
ATTEMPTS = [
    ("wsgi", "str(len(body))", "str(len(body.decode()))", "GET /café: Content-Length"),
    ("wsgi", 'if method == "GET" else []', "", "HEAD /about"),
    ("wsgi", "return [body]", "return body", "what is returned"),
    ("wsgi", '"200 OK", headers', '"200 OK", dict(headers)', "the type of the headers"),
    ("wsgi", 'return [body] if method == "GET" else []', "", "Return a list, [body]"),
    ("routes", "segment.isdecimal()", "segment", "ValueError"),
    ("routes", "segment.isdecimal()", "segment", "segment.isdecimal() tells"),
    ("routes", 'f"{path}/") is not None', 'path.rstrip("/")) is not None', "'/team'"),
    (
        "routes",
        "len(pieces) != len(segments)",
        "len(pieces) > len(segments)",
        "'/user/ada/photos/7'",
    ),
    ("way", '"seal", "stamp"', '"stamp", "seal"', "GET /, step 5"),
    ("way", '"/nowhere": ["unlock", "guard", "light", ', '"/nowhere": [', "GET /nowhere, step 1"),
    ("way", '"/closed": ["unlock", "guard", ', '"/closed": ["unlock", "guard", "view", ', "step 3"),
    ("contexts", "current.reset(token)", "current.set(None)", "after a pop"),
    ("contexts", "def __getitem__", "def item", "TypeError"),
    ("responses", "if isinstance(answer, dict | list)", "if isinstance(answer, dict)", "[1, 2, 3]"),
    ("responses", "raise TypeError(", "return str(", "make_response(None)"),
    ("sessions", "zlib.decompress(content)", "content", "in line"),
    ("sessions", "zlib.decompress(content)", "content", "then zlib.decompress"),
    ("sessions", "urlsafe_b64decode", "b64decode", "in line"),
    ("sessions", "urlsafe_b64decode", "b64decode", "It is the URL-safe alphabet"),
    ("sessions", 'rsplit(".", 2)', 'split(".")', "ValueError"),
    ("flash", "{{ message }}", "{{ message|safe }}", "&lt;b&gt;Bob"),
    ("flash", "with_categories=true", "", "hint: flash(message, category), and get_flashed"),
    ("flash", 'request.form.get("name")', 'request.form["name"]', "request.form.get is not"),
    ("flash", ', "error")', ")", 'class="error"'),
    ("blueprints", "setdefault(name,", "setdefault(None,", "the requests that the hook has seen"),
    ("blueprints", 'f"{name}.{view.__name__}"', "view.__name__", "the endpoint of /office/hello"),
    ("errors", "@app.errorhandler(HTTPException)", "@api.errorhandler(404)", "GET /api/nothing"),
    ("errors", "@app.errorhandler(HTTPException)", "@app.errorhandler(404)", "POST /api/items/7"),
    ("errors", "if not request.path.startswith", "if request.path.endswith", "GET /nothing"),
    ("errors", "return response", 'return {"error": error.name}, error.code', "Allow"),
    ("speed", "setattr(instance, self.name, value)", "self.value = value", "after two readings"),
    ("speed", "return self\n", "return None\n", "type(Page.words)"),
]


@pytest.mark.parametrize(("name", "right", "wrong", "complaint"), ATTEMPTS)
def test_an_attempt_that_is_nearly_right_is_told_what_it_lacks(
    name, right, wrong, complaint, tmp_path
):
    before, part, after = parts_of(SOLUTIONS / f"{name}.py")
    assert right in part
    attempt = tmp_path / f"{name}.py"
    attempt.write_text(before + BEGIN + part.replace(right, wrong) + END + after)
    code, printed = run(attempt)
    assert code == 1
    assert printed.startswith("Not yet: ")
    assert "Traceback" not in printed
    assert complaint in printed


def test_each_exercise_has_an_attempt():
    assert {name for name, *_ in ATTEMPTS} == set(NAMES)


#: A whole part in the place of the learner's, where a small change is no plausible attempt.
GLOBAL_CONTEXT = """
stack = []


def push(value):
    stack.append(value)


def pop(token):
    stack.pop()


class Proxy:
    def __getattr__(self, name):
        if not stack:
            raise RuntimeError("nothing is current")
        return getattr(stack[-1], name)

    def __getitem__(self, key):
        return stack[-1][key]
"""

SHARED_VALUE = """
class lazy_attribute:
    def __init__(self, compute):
        self.compute = compute

    def __get__(self, instance, owner=None):
        if not hasattr(self, "value"):
            self.value = self.compute(instance)
        return self.value
"""


@pytest.mark.parametrize(
    ("name", "part", "complaint"),
    [
        ("contexts", GLOBAL_CONTEXT, "what two threads see"),
        ("speed", SHARED_VALUE, "the words of another page"),
    ],
)
def test_an_attempt_by_a_value_that_all_share_is_told_so(name, part, complaint, tmp_path):
    before, _, after = parts_of(EXERCISES / f"{name}.py")
    attempt = tmp_path / f"{name}.py"
    attempt.write_text(before + BEGIN + part + END + after)
    code, printed = run(attempt)
    assert code == 1
    assert complaint in printed
    assert "Traceback" not in printed


def test_an_application_may_be_a_generator(tmp_path):
    before, part, after = parts_of(SOLUTIONS / "wsgi.py")
    part = part.replace(
        'return [body] if method == "GET" else []', 'yield body * (method == "GET")'
    )
    assert "yield" in part
    attempt = tmp_path / "wsgi.py"
    attempt.write_text(before + BEGIN + part + END + after)
    assert run(attempt) == (0, "Solved.\n")


def test_an_error_in_the_learner_s_part_is_told_with_its_line(tmp_path):
    before, _, after = parts_of(EXERCISES / "sessions.py")
    attempt = tmp_path / "sessions.py"
    attempt.write_text(f"{before}{BEGIN}def read(cookie):\n    return cokie\n{END}{after}")
    line = before.count("\n") + 3
    code, printed = run(attempt)
    assert code == 1
    assert printed == (
        "Not yet: NameError: name 'cokie' is not defined. Did you mean: 'cookie'?\n"
        f"    in line {line}: return cokie\n"
    ) or printed == (
        f"Not yet: NameError: name 'cokie' is not defined\n    in line {line}: return cokie\n"
    )


def test_a_python_without_microflask_is_told_where_to_find_one():
    finished = subprocess.run(
        [sys.executable, "-S", str(EXERCISES / "routes.py")],
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 1
    assert "has no microflask" in finished.stderr
    assert ".venv/bin/python" in finished.stderr
    assert "Traceback" not in finished.stderr
