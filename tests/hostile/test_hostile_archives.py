"""What an archive may hold for whoever opens it."""

import io
import stat
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from ingest.errors import IngestError
from ingest.given import Given
from ingest.names import address_name
from ingest.origins import gather

MOST = 2_000_000


def read(path: Path) -> tuple[list[Given], list[str]]:
    found = list(gather([str(path)], None, most_bytes=MOST))
    return (
        [each for each in found if isinstance(each, Given)],
        [str(each) for each in found if isinstance(each, IngestError)],
    )


def packed(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_members_are_given_in_order_with_the_archive_in_their_origin(tmp_path: Path) -> None:
    path = packed(
        tmp_path / "docs.zip",
        {
            "b/one.md": b"1",
            "a.txt": b"2",
            "b/": b"",
            "picture.png": b"3",
            ".hidden.txt": b"4",
            "__MACOSX/b/one.md": b"5",
        },
    )
    assert read(path) == (
        [Given(f"{path}/b/one.md", "one.md", b"1"), Given(f"{path}/a.txt", "a.txt", b"2")],
        [],
    )


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("../../etc/cron.d/evil.txt", "etc/cron.d/evil.txt"),
        ("/etc/passwd.txt", "etc/passwd.txt"),
        ("C:\\Windows\\evil.txt", "Windows/evil.txt"),
        ("..\\..\\evil.txt", "evil.txt"),
        ("a/./b/../c.txt", "a/b/c.txt"),
        ("\u202etxt.exe.txt", "\ufffdtxt.exe.txt"),
        ("a\nb.txt", "a\ufffdb.txt"),
        ("zero\u200bwidth.txt", "zero\ufffdwidth.txt"),
        ("@everyone.txt", "@everyone.txt"),
        (
            "long" * 200 + ".txt",
            ("long" * 200 + ".txt")[:149] + "…" + ("long" * 200 + ".txt")[-150:],
        ),
    ],
)
def test_names_are_labels_and_nothing_is_written(tmp_path: Path, name: str, label: str) -> None:
    path = packed(tmp_path / "a.zip", {name: b"text"})
    found, errors = read(path)
    assert [each.origin for each in found] == [f"{path}/{label}"]
    assert errors == []
    assert list(tmp_path.iterdir()) == [path]


def test_a_flat_bomb_is_unpacked_no_further_than_the_limit(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"bomb.txt": b"\0" * 300_000_000, "good.txt": b"text"})
    tracemalloc.start()
    started = time.monotonic()
    found, errors = read(path)
    taken, (_, peak) = time.monotonic() - started, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [each.name for each in found] == ["good.txt"]
    assert errors == [
        f"{path}/bomb.txt is larger than 2 MB: split it, or let the operator set SOURCE_MB higher."
    ]
    assert taken < 3
    assert peak < 10 * MOST


def test_a_member_that_lies_about_its_size_is_counted_while_it_is_read(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"lie.txt": b"\0" * 50_000_000})
    data = path.read_bytes().replace((50_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    path.write_bytes(data)
    found, errors = read(path)
    assert found == [] or len(found[0].data) <= 10
    assert all("\n" not in error for error in errors)


def test_a_small_bomb_is_known_by_its_ratio(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"bomb.txt": b"a" * 1_900_000})
    assert read(path) == (
        [],
        [
            f"{path}/bomb.txt unpacks to more than 100 times its size, as no document does: "
            "give it unpacked."
        ],
    )


def test_many_members_together_have_a_limit(tmp_path: Path) -> None:
    text = bytes(range(256)) * 7_000
    path = packed(tmp_path / "a.zip", {f"{n}.txt": text for n in range(40)}, zipfile.ZIP_STORED)
    found, errors = read(path)
    assert len(found) == 22
    assert errors == [f"The archive {path} unpacks to more than 40 MB: split it into several."]


def test_archives_in_archives_are_not_opened(tmp_path: Path) -> None:
    inner = b"PK\x03\x04" + b"\0" * 100
    for _ in range(5):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("inner.zip", inner)
        inner = buffer.getvalue()
    path = tmp_path / "nested.zip"
    path.write_bytes(inner)
    assert read(path) == (
        [],
        [f"{path}/inner.zip is an archive in an archive: unpack the outer one."],
    )


def test_ten_thousand_members_are_read_and_more_are_refused(tmp_path: Path) -> None:
    started = time.monotonic()
    full = packed(tmp_path / "full.zip", {f"{n}.txt": b"text" for n in range(10_000)})
    found, errors = read(full)
    assert (len(found), errors) == (10_000, [])
    over = packed(tmp_path / "over.zip", {f"{n}.txt": b"" for n in range(10_001)})
    assert read(over) == (
        [],
        [f"The archive {over} has more than 10,000 files: split it into several."],
    )
    assert time.monotonic() - started < 20


def test_an_encrypted_a_linked_and_an_oddly_packed_member_do_not_stop_the_rest(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("secret.txt", b"text")
        archive.writestr("odd.txt", b"text" * 100, zipfile.ZIP_LZMA)
        archive.writestr("good.txt", b"text")
    data = bytearray(path.read_bytes())
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # the flag of encryption
        name = data.find(b"secret.txt", data.find(sign))
        data[data.rfind(sign, 0, name) + offset] |= 1
    central = data.rfind(b"secret.txt")
    data[data.rfind(b"PK\x01\x02", 0, central) + 8] |= 1
    path.write_bytes(data)
    found, errors = read(path)
    assert [each.name for each in found] == ["good.txt"]
    assert errors == [
        f"{path}/secret.txt is encrypted: pack it without a password.",
        f"{path}/odd.txt is packed in an unusual way: pack it with Deflate.",
    ]


@pytest.mark.parametrize("cut", [0, 10, 60, -1, -10, -30])
def test_a_damaged_archive_is_one_sentence(tmp_path: Path, cut: int) -> None:
    path = packed(tmp_path / "a.zip", {"a.txt": b"text" * 100, "b.txt": b"more" * 100})
    data = path.read_bytes()
    path.write_bytes(data[:cut])
    found, errors = read(path)
    assert found == []
    assert len(errors) == 1
    assert errors[0].startswith(f"The archive {path} is damaged (")


def test_a_damaged_member_does_not_stop_the_rest(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"a.txt": b"text" * 100, "b.txt": b"more"})
    data = bytearray(path.read_bytes())
    data[40] ^= 0xFF
    path.write_bytes(data)
    found, errors = read(path)
    assert [each.name for each in found] == ["b.txt"]
    assert [error.partition(" (")[0] for error in errors] == [
        f"{path}/a.txt is damaged in its archive"
    ]


def test_an_archive_from_the_web_gives_members_without_an_address(tmp_path: Path) -> None:
    data = packed(tmp_path / "a.zip", {"in/a.txt": b"text"}).read_bytes()

    class Web:
        def fetch(self, address: str, validators: object = None) -> Given:
            return Given(address, address_name(address), data, "application/zip")

    assert list(gather(["https://a.example/docs.zip"], Web(), most_bytes=MOST)) == [
        Given("a.example/docs.zip/in/a.txt", "a.txt", b"text")
    ]
