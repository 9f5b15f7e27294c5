"""What is spoken of, how often, and where: the tables behind the conversations."""

from collections.abc import Mapping
from typing import Final

LANGUAGE_SHARE: Final[Mapping[str, int]] = {"en": 54, "de": 24, "es": 11, "fr": 11}

CHANNELS: Final[Mapping[str, Mapping[str, int]]] = {
    "en": {"mastodon": 30, "reddit": 15, "hackernews": 13, "stackexchange": 34, "github": 34,
           "appstore": 50, "lemmy": 6, "discourse": 5},
    "de": {"mastodon": 36, "reddit": 14, "appstore": 50, "lemmy": 8, "discourse": 14},
    "es": {"mastodon": 42, "reddit": 16, "appstore": 45},
    "fr": {"mastodon": 42, "reddit": 16, "appstore": 45},
}  # fmt: skip
PLACES: Final[Mapping[tuple[str, str], Mapping[str, int]]] = {
    ("mastodon", "*"): {"both": 6, "a": 3, "b": 2},
    ("reddit", "en"): {"ebikes": 5, "CargoBike": 4, "bikecommuting": 4},
    ("reddit", "de"): {"Fahrrad": 3, "Pendler": 2},
    ("reddit", "es"): {"bicicletas": 1},
    ("reddit", "fr"): {"velotaf": 1},
    ("hackernews", "*"): {"hackernews": 1},
    ("stackexchange", "*"): {"bicycles": 1},
    ("github", "*"): {"openpedal/home-assistant-ebike": 2, "linden-bikes/app-feedback": 3},
    ("appstore", "en"): {"us": 3, "gb": 2},
    ("appstore", "de"): {"de": 1},
    ("appstore", "es"): {"es": 1},
    ("appstore", "fr"): {"fr": 1},
    ("lemmy", "en"): {"ebikes": 1},
    ("lemmy", "de"): {"fahrrad": 1},
    ("discourse", "*"): {"pedelec": 1},
}
ROOT_KIND: Final[Mapping[str, str]] = {
    "stackexchange": "question", "github": "issue", "appstore": "review",
}  # fmt: skip
TITLED: Final = frozenset(
    {"reddit", "hackernews", "stackexchange", "github", "lemmy", "discourse"}
)
LENGTH: Final[Mapping[str, tuple[int, ...]]] = {
    "mastodon": (0, 0, 0, 1), "reddit": (0, 1, 1, 2), "hackernews": (0, 1, 1),
    "stackexchange": (1, 2), "github": (0, 1, 1), "appstore": (0, 0, 1),
    "lemmy": (0, 1, 1), "discourse": (0, 1, 2),
}  # fmt: skip
# How many others take part, on average; the share of the brand's answers that come here.
REPLIES: Final[Mapping[str, float]] = {
    "mastodon": 0.3, "reddit": 0.85, "hackernews": 1.0, "stackexchange": 0.8, "github": 0.5,
    "lemmy": 0.7, "discourse": 1.1, "appstore": 0.0,
}  # fmt: skip
ANSWERED_HERE: Final[Mapping[str, float]] = {
    "mastodon": 1.1, "reddit": 0.8, "github": 1.3, "discourse": 1.2, "hackernews": 0.25,
    "lemmy": 0.4,
}  # fmt: skip
ANSWERED_KIND: Final[Mapping[str, float]] = {
    "complaint": 1.0, "question": 0.9, "request": 0.5, "praise": 0.2, "switching": 0.4,
}  # fmt: skip

SECTIONS: Final[Mapping[str, float]] = {
    "complaint": 28, "question": 20, "request": 19, "praise": 22, "purchase": 8,
    "switching": 2.5, "comparison": 4, "neutral": 10,
}  # fmt: skip
TOPIC_WEIGHT: Final[Mapping[str, float]] = {
    "complaint.crisis": 0, "complaint.app": 2, "complaint.battery": 2, "complaint.support": 2,
    "request.unlock": 2, "request.api": 2.6, "request.manuals": 2, "request.watch": 1.7,
    "request.dualbattery": 1.4, "request.quiet": 1.2, "request.gpx": 1.2, "switching.join": 1.5,
}  # fmt: skip
# What a service is about: other subjects do not turn up there.
ONLY: Final[Mapping[str, frozenset[str]]] = {
    "stackexchange": frozenset({"question.range", "question.pairing", "question.parts",
                                "question.trailer", "question.service", "question.size",
                                "question.security"}),
    "github": frozenset({"request.api", "request.unlock", "request.gpx", "complaint.app",
                         "complaint.crisis", "question.pairing"}),
    "appstore": frozenset({"complaint.app", "complaint.crisis", "praise.app", "request.unlock",
                           "request.gpx", "request.watch", "request.quiet"}),
}  # fmt: skip

# The failed update: conversations on each day from the crisis on, and what they are about.
CRISIS_WAVE: Final = (150, 80, 36, 18, 10, 5)
CRISIS_SUBJECTS: Final[Mapping[str, int]] = {
    "complaint.crisis": 80, "request.unlock": 4, "complaint.support": 5, "switching.leave": 5,
    "question.service": 4,
}  # fmt: skip
ECHO: Final[Mapping[str, Mapping[str, int]]] = {
    "complaint": {"same": 11, "reply.advise": 5, "reply.disagree": 2, "reply.agree": 1},
    "question": {"reply.advise": 6, "reply.disagree": 1},
    "question.range": {"praise.range": 4, "complaint.battery": 2, "reply.advise": 1},
    "question.trailer": {"praise.cargo": 4, "reply.advise": 1},
    "question.security": {"complaint.security": 2, "praise.app": 1, "reply.advise": 1},
    "question.service": {"praise.support": 2, "complaint.support": 2, "reply.advise": 1},
    "question.pairing": {"reply.advise": 3, "complaint.app": 2, "praise.app": 1},
    "question.size": {"praise.build": 2, "praise.motor": 2, "question.size": 1},
    "question.parts": {"reply.advise": 4, "complaint.parts": 2},
    "question.lease": {"praise.commute": 2, "reply.advise": 1},
    "request": {"same": 1},  # the same wish in other words
    "other": {"praise": 5, "question": 3, "complaint": 1, "comparison": 1},
}
STARS: Final[Mapping[str, tuple[int, ...]]] = {
    "negative": (1, 1, 1, 2), "positive": (4, 5, 5, 5), "neutral": (3, 4, 4),
}  # fmt: skip
