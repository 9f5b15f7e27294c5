"""The made-up brands: what they are called, what they sell, and who speaks for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoBrand:
    """A brand of the sample. `accounts` is network -> the handle that speaks for it.

    `leans` are the subjects that its customers speak of more than those of the others.
    """

    name: str
    models: tuple[str, ...]
    conversations: float  # on a usual day
    accounts: Mapping[str, str]
    answers: float  # the share of what calls for an answer that gets one
    praise: float
    leans: tuple[str, ...]
    agents: tuple[str, ...]


OURS: Final = DemoBrand(
    name="Linden",
    models=("Linden Allee", "Linden Kontor"),
    conversations=15.0,
    accounts={
        "mastodon": "linden@social.linden.example",
        "reddit": "linden_support",
        "hackernews": "mira_linden",
        "github": "linden-bikes",
        "discourse": "Linden_Team",
        "lemmy": "linden_help@lemmy.example",
    },
    answers=0.55,
    praise=1.0,
    leans=("complaint.app", "complaint.battery", "complaint.support", "request.unlock"),
    agents=("Mira", "Jo", "Tomás", "Lene", "Anouk"),
)
RIVALS: Final = (
    DemoBrand(
        name="Tovrik",
        models=("Tovrik T2", "Tovrik Haul"),
        conversations=7.0,
        accounts={"mastodon": "tovrik@tovrik.example", "reddit": "TovrikOfficial"},
        answers=0.2,
        praise=1.2,
        leans=("complaint.noise", "complaint.delivery", "praise.cargo"),
        agents=("Team Tovrik",),
    ),
    DemoBrand(
        name="Brisanta",
        models=("Brisanta Uno", "Brisanta Largo"),
        conversations=5.2,
        accounts={"mastodon": "hola@brisanta.example"},
        answers=0.3,
        praise=1.5,
        leans=("complaint.battery", "complaint.price", "praise.build", "praise.looks"),
        agents=("Sol", "Rafa"),
    ),
)
BRANDS: Final = (OURS, *RIVALS)

# "Linden" is a tree, a district and an avenue as well; one of these words makes it the bike.
CONTEXT: Final = (
    "bike", "bikes", "e-bike", "e-bikes", "ebike", "ebikes", "battery", "motor", "firmware",
    "update", "app", "Rad", "Räder", "Rädern", "Rades", "Fahrrad", "Lastenrad", "Lastenräder",
    "E-Bikes", "Akku", "bici", "bicis", "bicicletas", "batería", "vélo", "vélos", "batterie",
    "appli", "moteur", "Allee", "Kontor",
)  # fmt: skip
EXCLUDE: Final = ('"Unter den Linden"', '"Linden trees"')
