"""Posts of federated networks are looked up again on the server they were written on."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from monitor.errors import SourceUnavailable
from monitor.http import Params, Response, Validators
from monitor.model import Secret
from monitor.sources.lemmy import LemmySource
from monitor.sources.mastodon import MastodonSource
from tests.sources.support import ids, mentions


@dataclass
class Web:
    """Answers by address; an address it does not know is gone, a status is a refusal."""

    answers: dict[str, Any]
    asked: list[str] = field(default_factory=list)

    def get(
        self,
        url: str,
        *,
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
        validators: Validators | None = None,
        token: Secret | None = None,
    ) -> Response:
        self.asked.append(
            url + "".join(f"?{key}={value}" for key, value in (params or {}).items())
        )
        answer = self.answers.get(self.asked[-1], 404)
        if isinstance(answer, int):
            body = b'{"error":"couldnt_find_post"}' if answer == 400 else b""
            raise SourceUnavailable("refused", status=answer, body=body)
        return Response(status=200, url=url, body=json.dumps(answer).encode())

    def post(self, url: str, **given: Any) -> Response:
        raise NotImplementedError

    def hold(self, url: str, seconds: float) -> None:
        raise NotImplementedError


def test_a_post_is_asked_for_at_home() -> None:
    uri = "https://home.example/users/ann/statuses/5"
    here = {"id": "5", "uri": uri, "content": "<p>changed</p>", "account": {"acct": "ann"}}
    web = Web(
        {
            "https://home.example/api/v1/statuses/5": here,
            "https://down.example/api/v1/statuses/7": 503,
        }
    )
    gone = "https://home.example/ap/users/1/statuses/6"
    unknown = "https://other.example/objects/0001-abcd"
    down = "https://down.example/users/bob/statuses/7"
    source = MastodonSource(name="m", http=web, base_url="https://asked.example")
    pages = list(source.recheck([uri, gone, unknown, down]))
    (mention,) = mentions(pages)
    assert (mention.source_id, mention.text) == (uri, "changed")
    assert mention.author is not None
    assert mention.author.handle == "ann@home.example"
    assert [one for page in pages for one in page.deleted] == [gone]
    assert not any("other.example" in url for url in web.asked)


def test_a_lemmy_post_is_asked_for_at_home() -> None:
    ap_id = "https://home.example/post/5"
    view = {"post": {"id": 5, "ap_id": ap_id, "name": "changed"}, "counts": {"score": 9}}
    deleted = {"comment": {"ap_id": "https://home.example/comment/6", "deleted": True}}
    web = Web(
        {
            "https://home.example/api/v3/post?id=5": {"post_view": view},
            "https://home.example/api/v3/comment?id=6": {"comment_view": deleted},
            "https://home.example/api/v3/post?id=7": 400,
            "https://down.example/api/v3/post?id=8": 502,
        }
    )
    asked = [
        ap_id,
        "https://home.example/comment/6",
        "https://home.example/post/7",
        "https://down.example/post/8",
        "https://piefed.example/c/x/p/9",
    ]
    pages = list(LemmySource(name="l", http=web).recheck(asked))
    assert ids(pages) == [ap_id]
    assert [one for page in pages for one in page.deleted] == [
        "https://home.example/comment/6",
        "https://home.example/post/7",
    ]
