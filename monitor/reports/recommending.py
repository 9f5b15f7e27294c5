"""Explicit words with which people recommend something or warn of it, in four languages."""

import re
from typing import Final, Literal

Verdict = Literal["recommend", "warn"]

_NEGATED: Final = (
    r"(?:not|never|n['’]t|no longer|wouldn['’]t|can['’]?t|cannot)(?: \w+){0,2} recommend",
    r"hard(?:ly)? to recommend",
    r"(?:kann|würde|werde) (?:\w+ ){0,4}(?:nicht|nie(?:mals)?) (?:\w+ )?(?:weiter)?empfehlen",
    r"nicht (?:zu |weiter ?zu ?)?empfehl\w*",
    r"no (?:lo |la |los |las )?recomi\w+",
    r"ne (?:\w+ )?(?:le |la |les |vous )?(?:recommand|conseill)\w* (?:pas|plus|jamais)",
)
_WARNS: Final = (
    *_NEGATED,
    r"(?:stay|keep) (?:far )?away from",
    r"(?:please|just|better|should|would|everyone|must) (?:to )?avoid(?: \w+){0,2} "
    r"(?:them|it|company|app|brand|shop|store|airline|product)",
    r"beware of (?:them|it|this|these|that)|steer clear of|avoid \w+ (?:at all costs|like the plague)",
    r"(?:do not|don['’]t|never) (?:ever )?(?:buy|use|trust|fly|order|book)(?:ing)? "
    r"(?:from |with )?(?:them|these|here|anything)",
    r"(?:finger|hände) (?:weg|davon)",
    r"rate (?:\w+ ){0,3}davon ab|abzuraten",
    r"(?:eviten|evitad|eviten?lo|no (?:lo |la )?compr(?:en|éis|es))",
    r"à (?:éviter|fuir)|(?:évitez|fuyez)",
)
_RECOMMENDS: Final = (
    r"(?:highly|strongly|definitely|totally|would|can|i|we|['’]d|really) recommend",
    r"recommended (?:it|them|this|to (?:all|every|my|a friend))",
    r"(?:can['’]t|cannot) recommend (?:\w+ )?(?:\w+ )?enough",
    r"(?:you should|everyone should|go) (?:try|get|buy|switch to|go with) (?:it|them|this)",
    r"(?:kann|würde|sehr|absolut|nur|klar|definitiv)(?: \w+){0,4} (?:weiter)?empfehl\w+",
    r"(?:klare|absolute|echte) (?:kauf)?empfehlung",
    r"(?:muy|súper|totalmente) recomend\w+|(?:lo|la|los|las) recomiendo|recomiendo (?:mucho|este|esta)",
    r"(?:je|on|nous) (?:\w+ )?(?:recommande|conseille)\w*|(?:vivement|fortement) recommand\w+",
)
_ENOUGH: Final = re.compile(
    r"(?:can['’]?t|cannot) recommend (?:\w+ ){0,3}enough", re.IGNORECASE
)
_WARN: Final = re.compile(r"\b(?:" + "|".join(_WARNS) + r")\b", re.IGNORECASE)
_RECOMMEND: Final = re.compile(r"\b(?:" + "|".join(_RECOMMENDS) + r")\b", re.IGNORECASE)
# A text without any of these says nothing that the expressions look for: most texts stop here.
_ROOTS: Final = (
    "recom", "empfehl", "conseill", "avoid", "beware", "steer", "away from", "don't", "don’t",
    "do not", "never", "finger", "hände", "davon ab", "abzurat", "evit", "évit", "fuir", "fuyez",
    "compr", "should", "everyone", "just ", "go ",
)  # fmt: skip
_READ: Final = 4_000  # characters of a text that are looked at


def verdict(text: str) -> Verdict | None:
    """What a text says outright: "recommend", "warn", or None (nothing, or both)."""
    line = " ".join(text[:_READ].split())
    lowered = line.lower()
    if not any(root in lowered for root in _ROOTS):
        return None
    if _ENOUGH.search(line):
        return "recommend"
    # What is said with a "not" must not count as the recommendation it contains.
    warned, rest = _WARN.search(line) is not None, _WARN.sub(" ", line)
    recommended = _RECOMMEND.search(rest) is not None
    if warned == recommended:
        return None
    return "warn" if warned else "recommend"
