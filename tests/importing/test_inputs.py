"""What is opened, what is refused, and how that is said."""

import os
import zipfile
from pathlib import Path

import pytest

from monitor.errors import DataError, DiskError, UsageError
from monitor.importing.inputs import content_of, open_input
from tests.importing.reads import read_bytes


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (b"", "is empty"),
        (b" \r\n\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"PK\x03\x04rest", "a zip archive .*archives are not read"),
        (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
        (b"\x28\xb5\x2f\xfdxx", "zstd -dc FILE"),
        (b"BZh91AY", "bzip2 -dc FILE"),
        (b"\xfd7zXZ\x00", "xz -dc FILE"),
        (b"SQLite format 3\x00" + b"\0" * 80, "SQLite database"),
        (b"<!doctype html><p>", "is HTML or XML"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "is HTML or XML"),
        (b"a.txt" + b"\0" * 252 + b"ustar\0", "tar archive"),
        (bytes(range(256)), "is not text"),
    ],
)
def test_what_is_refused_and_why(head: bytes, said: str) -> None:
    with pytest.raises(DataError, match=said):
        content_of(head, "file")


def test_a_missing_file_and_a_folder_without_a_name() -> None:
    with pytest.raises(UsageError, match="no such file"), open_input("/does/not/exist.csv"):
        pass
    with pytest.raises(DiskError, match="cannot be read"), open_input("a\0b"):
        pass


def test_members_of_an_archive_are_never_written(tmp_path: Path) -> None:
    """K12: names with "..", absolute names and links inside an archive reach nothing."""
    path = tmp_path / "evil.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../outside.txt", "text\nHallo\n")
        archive.writestr("/absolute.txt", "text\nHallo\n")
    with pytest.raises(DataError, match="archives are not read"), open_input(str(path)):
        pass
    assert list(tmp_path.iterdir()) == [path]


def test_a_gzip_inside_a_gzip_is_no_text() -> None:
    import gzip

    with pytest.raises(DataError):
        read_bytes(gzip.compress(gzip.compress(b"text\nHallo\n")))


def test_a_pipe_is_read_in_pieces(tmp_path: Path) -> None:
    import threading

    from monitor.importing.reading import read
    from monitor.importing.rows import Options

    fifo = tmp_path / "pipe"
    os.mkfifo(fifo)

    def write() -> None:
        with fifo.open("wb", buffering=0) as out:
            out.write(b"id,te")
            out.write(b"xt\n1,Hallo\n2,Welt\n")

    writer = threading.Thread(target=write)
    writer.start()
    with open_input(str(fifo)) as opened:
        assert len(list(read(opened, Options()))) == 2
    writer.join()
