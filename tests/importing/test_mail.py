"""Newsletters, alerts and lists: mbox, single messages, folders."""

import os
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from monitor.errors import DataError
from monitor.importing.folders import read_folder
from monitor.importing.google_alerts import unwrapped
from monitor.importing.rows import Options
from tests.importing.reads import mentions, only, read_bytes, textless, unreadable

WHEN = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
ALERT = """<html><body>
<table><tr itemscope itemtype="http://schema.org/Article"><td>
<a itemprop="url" href="https://www.google.com/url?rct=j&amp;sa=t&amp;url=https://news.example/acme%3Fid%3D7&amp;ct=ga">
<span itemprop="name">Acme <b>opens</b> a plant</span></a>
<div itemprop="publisher"><span itemprop="name">Example News</span></div>
<div itemprop="description">The rocket maker <b>Acme</b> opened …</div>
<a href="https://www.google.com/alerts/feedback?ffu=https://news.example/acme">Flag as irrelevant</a>
</td></tr><tr itemscope itemtype="http://schema.org/Article"><td>
<a itemprop="url" href="https://www.google.com/url?q=https://blog.example/x&amp;sa=t"><span itemprop="name">Second</span></a>
</td></tr></table></body></html>"""  # noqa: E501


def letter(text: str = "Acme is fine.", html: str | None = None, **headers: str) -> bytes:
    message = EmailMessage()
    given = {
        "From": "Ann Müller <Ann@Letters.example>",
        "Subject": "What Acme did",
        "Date": "Thu, 05 Mar 2026 10:30:00 +0100",
        "Message-ID": "<abc@letters.example>",
    }
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in given.items():
        if value:
            message[name] = value
    message.set_content(text)
    if html is not None:
        message.add_alternative(html, subtype="html")
    return message.as_bytes()


def mbox(*letters: bytes) -> bytes:
    return b"".join(b"From x@y Thu Mar  5 10:30:00 2026\n" + one + b"\n" for one in letters)


def test_one_letter_is_one_article() -> None:
    raw = letter(
        "See https://acme.example/a", List_Id="The News <news.letters.example>",
        Archived_At="<https://letters.example/7>",
    )  # fmt: skip
    mention = only(read_bytes(raw, "one.eml"))
    assert (mention.source, mention.network, mention.kind) == ("mail", "mail", "article")
    assert mention.source_id == "abc@letters.example"
    assert mention.title == "What Acme did"
    assert mention.text == "See https://acme.example/a"
    assert mention.links == ("https://acme.example/a",)
    assert mention.published_at == WHEN
    assert mention.author is not None
    assert (mention.author.handle, mention.author.name) == ("ann@letters.example", "Ann Müller")
    assert mention.site == "news.letters.example"
    assert mention.url == "https://letters.example/7"


def test_the_part_that_says_more_is_taken() -> None:
    html = "<html><head><style>p{}</style></head><p>" + "Acme again. " * 40 + "</p></html>"
    assert only(read_bytes(letter("Open this in a browser.", html))).text.startswith(
        "Acme again"
    )
    assert only(
        read_bytes(letter("All is said here.", "<p>All is <b>said</b> here.</p>"))
    ).text == ("All is said here.")


def test_an_mbox_is_split_at_its_from_lines() -> None:
    quoted = letter(
        "First line.\n\n>From here on it is text.\nFrom nowhere.", Message_ID="<1@x>"
    )
    raw = mbox(quoted, letter(Message_ID="<2@x>"), letter(Message_ID="<3@x>"))
    found = mentions(read_bytes(raw, "old.mbox"))
    assert [m.source_id for m in found] == ["1@x", "2@x", "3@x"]
    assert found[0].text.endswith("From here on it is text.\nFrom nowhere.")


def test_an_answer_knows_its_thread() -> None:
    raw = letter(References="<a@x> <b@x>", In_Reply_To="<b@x>")
    mention = only(read_bytes(raw))
    assert (mention.kind, mention.thread_id, mention.parent_id) == ("comment", "a@x", "b@x")


def test_a_letter_without_an_id_is_known_by_its_words() -> None:
    first = only(read_bytes(letter(Message_ID="")))
    assert only(read_bytes(letter(Message_ID=""))).source_id == first.source_id
    assert only(read_bytes(letter("Other.", Message_ID=""))).source_id != first.source_id


def test_a_google_alert_is_split_into_what_it_found() -> None:
    raw = letter("x", ALERT, From="Google Alerts <googlealerts-noreply@google.com>")
    first, second = mentions(read_bytes(raw))
    assert first.url == first.source_id == "https://news.example/acme?id=7"
    assert first.title == "Acme opens a plant"
    assert first.text == "The rocket maker Acme opened …"
    assert (first.network, first.kind, first.site) == ("web", "article", "news.example")
    assert first.published_at == WHEN
    assert second.url == "https://blog.example/x"


def test_an_alert_without_its_marks_is_read_by_its_links() -> None:
    html = '<a href="https://www.google.com/url?url=https://n.example/1">A headline</a>'
    raw = letter("x", html, From="googlealerts-noreply@google.com")
    assert [m.title for m in mentions(read_bytes(raw))] == ["A headline"]
    nothing = letter("x", "<p>none</p>", From="googlealerts-noreply@google.com")
    assert len(textless(read_bytes(nothing))) == 1


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("https://www.google.de/url?url=https://n.example/a", "https://n.example/a"),
        ("https://www.google.com/url?url=javascript:alert(1)", None),
        ("https://www.google.com/alerts/edit?x=1", None),
        ("https://evil.example/url?url=https://n.example/", None),
        ("https://www.google.com/url?url=https://www.google.com/alerts/remove", None),
        ("http://[bad/url?url=x", None),
    ],
)
def test_only_links_to_finds_are_unwrapped(link: str, target: str | None) -> None:
    assert unwrapped(link) == target


@pytest.mark.parametrize(
    "raw",
    [
        b"From: a@b\nSubject: =?utf-8?b?broken?=\nDate: never\n\nHallo",
        b"From: a@b\nSubject: =?klingon?q?x?=\nContent-Type: text/plain; charset=klingon\n\n\xff",
        b"Subject: x\nFrom: \nContent-Type: multipart/mixed\n\nHallo",
        b"Subject: x\nFrom: a\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nHallo\n",
        b"Subject: x\nFrom: a\nContent-Transfer-Encoding: base64\n\n!!!! no base64 !!!!",
        b"From: \xff\xfe <\xff>\nSubject: \xff\xfe\n\nHallo",
    ],
)
def test_broken_letters_are_read_or_named(raw: bytes) -> None:
    assert len(read_bytes(raw, "x.eml")) == 1


def test_parts_in_parts_without_end_are_named() -> None:
    raw = b"From: a@b\nSubject: deep\n" + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3_000)
    )
    items = read_bytes(raw + b"Content-Type: text/plain\n\nHallo", "x.eml")
    assert len(items) == 1


def test_a_maildir_and_a_folder_of_letters(tmp_path: Path) -> None:
    for part in ("cur", "new", "tmp"):
        (tmp_path / "box" / part).mkdir(parents=True)
    (tmp_path / "box" / "cur" / "1.host:2,S").write_bytes(letter(Message_ID="<1@x>"))
    (tmp_path / "box" / "new" / "2.host").write_bytes(letter(Message_ID="<2@x>"))
    (tmp_path / "box" / "tmp" / "3.host").write_bytes(letter(Message_ID="<3@x>"))
    found = mentions(read_folder(tmp_path / "box", Options()))
    assert [m.source_id for m in found] == ["1@x", "2@x"]
    (tmp_path / "eml").mkdir()
    (tmp_path / "eml" / "a.EML").write_bytes(letter())
    (tmp_path / "eml" / "notes.txt").write_text("no letter")
    assert len(mentions(read_folder(tmp_path / "eml", Options()))) == 1


def test_links_and_pipes_in_a_folder_are_left_alone(tmp_path: Path) -> None:
    """K12: a link in a folder of mail leads nowhere, a pipe does not block."""
    secret = tmp_path / "secret.eml"
    secret.write_bytes(letter("A secret."))
    folder = tmp_path / "mail"
    folder.mkdir()
    (folder / "link.eml").symlink_to(secret)
    os.mkfifo(folder / "pipe.eml")
    with pytest.raises(DataError, match="a folder without mail"):
        list(read_folder(folder, Options()))


def test_a_letter_that_is_too_large_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.importing.mail.MAX_MESSAGE", 1_000)
    items = read_bytes(mbox(letter("x" * 5_000), letter(Message_ID="<2@x>")))
    assert [m.source_id for m in mentions(items)] == ["2@x"]
    assert unreadable(items)[0].line == 1
