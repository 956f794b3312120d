"""Documents are read in a process that can harm nobody, and that may be lost."""

import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Document
from ingest.errors import IngestError
from ingest.formats import parse
from ingest.given import Given
from ingest.reading import MOST_CHARACTERS, MOST_PARAGRAPHS, check_size
from ingest.sandbox import frames
from ingest.sandbox.limits import MEMORY
from ingest.sandbox.reader import SandboxedReader
from vectorstore.model import Paragraph, ParagraphKind

ROOT = Path(__file__).parents[2]
ARTICLE = Given("bees.md", "bees.md", "# Bees\n\n## Scent\n\nBees *find* ¶1.\n\n- a\n- b".encode())

linux_only = pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc")


@pytest.fixture
def reader() -> Iterator[SandboxedReader]:
    with SandboxedReader(seconds=20) as opened:
        yield opened


def child_of(reader: SandboxedReader) -> int:
    """The process that waits for the next document."""
    return reader.waiting[-1]


def stopped_child_of(reader: SandboxedReader) -> int:
    """The process that gets the next document, and will never finish it."""
    reader.read(ARTICLE)
    child = child_of(reader)
    os.kill(child, signal.SIGSTOP)
    return child


def refused(reader: SandboxedReader) -> str:
    with pytest.raises(IngestError) as caught:
        reader.read(ARTICLE)
    return str(caught.value)


def test_a_document_is_what_it_would_be_in_this_process(reader: SandboxedReader) -> None:
    assert reader.read(ARTICLE) == parse(ARTICLE)


def test_one_child_serves_many_documents(reader: SandboxedReader) -> None:
    reader.read(ARTICLE)
    first = child_of(reader)
    for _ in range(5):
        reader.read(ARTICLE)
    assert child_of(reader) == first


def test_what_a_format_says_comes_through_and_the_child_stays(reader: SandboxedReader) -> None:
    reader.read(ARTICLE)
    first = child_of(reader)
    empty = Given("e.txt", "e.txt", b" ")
    with pytest.raises(IngestError) as here:
        parse(empty)
    with pytest.raises(IngestError) as there:
        reader.read(empty)
    assert (str(there.value), there.value.origin) == (str(here.value), here.value.origin)
    assert child_of(reader) == first


def test_a_document_that_takes_too_long_is_given_up_and_the_next_one_is_read() -> None:
    with SandboxedReader(seconds=1) as reader:
        stopped_child_of(reader)
        started = time.monotonic()
        assert refused(reader) == (
            "bees.md takes longer than 1 seconds to read: split it into several."
        )
        assert time.monotonic() - started < 5
        assert reader.read(ARTICLE).title == "Bees"


@pytest.mark.parametrize(
    ("sign", "said"),
    [
        (signal.SIGSEGV, "is damaged or made to break its reader: save it anew, or as plain text."),
        (signal.SIGABRT, "is damaged or made to break its reader: save it anew, or as plain text."),
        (signal.SIGKILL, "takes more than 1024 MiB of memory to read: split it into several."),
        (signal.SIGXCPU, "takes longer than 20 seconds to read: split it into several."),
    ],
)
def test_a_child_that_dies_is_one_sentence_and_is_replaced(
    reader: SandboxedReader, sign: signal.Signals, said: str
) -> None:
    child = stopped_child_of(reader)

    def end() -> None:
        os.kill(child, sign)
        os.kill(child, signal.SIGCONT)

    threading.Timer(0.3, end).start()
    assert refused(reader) == f"bees.md {said}"
    assert reader.read(ARTICLE).title == "Bees"
    assert child_of(reader) != child


def test_a_child_that_died_while_it_waited_is_replaced_unnoticed(reader: SandboxedReader) -> None:
    reader.read(ARTICLE)
    os.kill(child_of(reader), signal.SIGKILL)
    time.sleep(0.2)
    assert reader.read(ARTICLE).title == "Bees"


def test_several_threads_read_at_once() -> None:
    articles = [Given(f"{n}.txt", f"{n}.txt", f"Title\n\nText {n}.".encode()) for n in range(40)]
    with SandboxedReader(children=2) as reader, ThreadPoolExecutor(8) as threads:
        documents = list(threads.map(reader.read, articles))
        assert len(reader.waiting) <= 2
    assert [each.paragraphs[-1].text for each in documents] == [f"Text {n}." for n in range(40)]


def test_a_hostile_document_holds_up_no_other() -> None:
    with SandboxedReader(seconds=5, children=2) as reader, ThreadPoolExecutor(1) as thread:
        stopped_child_of(reader)
        hostile = thread.submit(refused, reader)
        time.sleep(0.3)
        assert reader.read(ARTICLE).title == "Bees"
        assert not hostile.done()
        assert "takes longer than 5 seconds" in hostile.result()


@linux_only
def test_the_child_knows_nothing_of_the_environment(
    reader: SandboxedReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "very-secret")
    reader.read(ARTICLE)
    process = Path("/proc", str(child_of(reader)))
    names = [
        entry.partition("=")[0] for entry in process.joinpath("environ").read_text().split("\0")
    ]
    assert sorted(filter(None, names)) == ["LANG", "PYTHONPATH", "PYTHONUTF8"]
    assert process.joinpath("cwd").resolve() == Path("/")


@linux_only
def test_the_child_has_limits_and_a_session_of_its_own(reader: SandboxedReader) -> None:
    reader.read(ARTICLE)
    child = child_of(reader)
    limits = {
        name: resource.prlimit(child, getattr(resource, f"RLIMIT_{name}"))
        for name in ("FSIZE", "CORE", "NOFILE", "AS", "CPU")
    }
    assert limits["FSIZE"] == limits["CORE"] == (0, 0)
    assert limits["NOFILE"] == (64, 64)
    assert MEMORY < limits["AS"][0] == limits["AS"][1] < MEMORY + 500_000_000
    assert 20 <= limits["CPU"][0] <= 25
    assert os.getsid(child) == child
    assert os.getpriority(os.PRIO_PROCESS, child) > os.getpriority(os.PRIO_PROCESS, 0)


@pytest.mark.parametrize(
    "does",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import os; os.fork()",
        "import os; os.remove('pyproject.toml')",
        "open('written', 'w')",
        "import os; os.open('written', os.O_CREAT | os.O_WRONLY)",
        "from pathlib import Path; Path('written').write_text('x')",
    ],
)
def test_code_in_the_child_cannot_reach_out(does: str, tmp_path: Path) -> None:
    confined = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
    confined += f"from ingest.sandbox import limits; limits.confine()\n{does}"
    done = subprocess.run(
        [sys.executable, "-c", confined], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert "PermissionError: a reader of documents must not use" in done.stderr
    assert list(tmp_path.iterdir()) == []


@linux_only
def test_memory_has_a_limit_that_works() -> None:
    hungry = "from ingest.sandbox import limits; limits.confine()\n"
    hungry += "kept = bytearray(900 << 20)\nprint('most')\nmore = bytearray(200 << 20)"
    done = subprocess.run(
        [sys.executable, "-c", hungry], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout == "most\n"
    assert "MemoryError" in done.stderr


@linux_only
@pytest.mark.parametrize("working", [True, False])
def test_a_child_ends_with_its_parent(tmp_path: Path, working: bool) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "import time\n"
        "from threading import Thread\n"
        "from ingest.given import Given\n"
        "from ingest.sandbox.reader import SandboxedReader\n"
        "reader = SandboxedReader()\n"
        "reader.read(Given('a.txt', 'a.txt', b'text'))\n"
        "print(reader.waiting[-1], flush=True)\n"
        "slow = Given('a.md', 'a.md', b'[' * 400_000)\n"
        + ("reader.read(slow)\n" if working else "time.sleep(60)\n")
    )
    parent = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    child = Path("/proc", parent.stdout.readline().strip())
    time.sleep(0.5)
    assert child.exists()
    parent.kill()
    parent.wait()
    parent.stdout.close()
    end = time.monotonic() + 5
    while _runs(child) and time.monotonic() < end:
        time.sleep(0.05)
    assert not _runs(child)


def _runs(process: Path) -> bool:
    try:
        return process.joinpath("stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_closing_ends_the_children() -> None:
    reader = SandboxedReader()
    reader.read(ARTICLE)
    process = Path("/proc", str(child_of(reader)))
    reader.close()
    assert not process.exists()


@pytest.mark.alone
def test_a_child_is_ready_in_less_than_half_a_second() -> None:
    best = float("inf")
    for _ in range(10):  # the machine may be busy with other things
        with SandboxedReader() as reader:
            started = time.perf_counter()
            reader.read(Given("a.txt", "a.txt", b"text"))
            best = min(best, time.perf_counter() - started)
        if best < 0.5:
            return
    pytest.fail(f"the quickest of ten took {best:.2f} s")


def _document(texts: list[str]) -> Document:
    whole = "\n\n".join(texts)
    paragraphs, at = [], 0
    for number, text in enumerate(texts, 1):
        kind = ParagraphKind.PROSE
        end = at + len(text)
        paragraphs.append(Paragraph(number, kind, ("A", "B"), text, text, at, end, page=number))
        at = end + 2
    return Document("Title", whole, tuple(paragraphs))


@given(st.lists(st.text(st.characters()), max_size=5))
def test_a_document_goes_through_a_pipe_unchanged(texts: list[str]) -> None:
    document = _document(texts)
    pipe = BytesIO()
    frames.send(pipe, *frames.document_frame(document))
    pipe.seek(0)
    assert frames.document_of(frames.receive(pipe)) == document


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0\0\0\x02\0\0\0\0{",
        b"\0\0\0\x02\0\0\0\0[]",
        b"\0\0\0\x02\0\0\0\0xx",
        b"\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\0\x01\x86\xa0\0\0\0\0" + b"[" * 100_000,
    ],
)
def test_what_is_no_frame_is_an_error(data: bytes) -> None:
    with pytest.raises(frames.FrameError):
        frames.receive(BytesIO(data))


@pytest.mark.parametrize(
    "header",
    [
        {},
        {"title": "x", "paragraphs": [1]},
        {"title": "x", "paragraphs": [["poem", [], "x", 0, 1, None]]},
        {"title": "x", "paragraphs": [["prose", [], "x", "a", 1, None]]},
    ],
)
def test_an_answer_that_is_no_document_is_an_error(header: dict[str, object]) -> None:
    with pytest.raises(frames.FrameError):
        frames.document_of((header, b"text"))


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (
            _document(["x" * (MOST_CHARACTERS + 1)]),
            "a has 5,000,001 characters of text, and 5,000,000 is the most: split it into several.",
        ),
        (
            _document(["x"] * (MOST_PARAGRAPHS + 1)),
            "a has 50,001 paragraphs, and 50,000 is the most: split it into several.",
        ),
    ],
)
def test_a_document_that_holds_too_much_is_refused(document: Document, said: str) -> None:
    with pytest.raises(IngestError) as caught:
        check_size(document, "a")
    assert str(caught.value) == said
