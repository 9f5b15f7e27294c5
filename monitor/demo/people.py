"""Who speaks: some of them often, most of them once; a few with a large audience."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from monitor.demo.grammar import LANGUAGES

_FIRST: Final[Mapping[str, str]] = {
    "en": "Alice Ben Carla Dev Ed Fiona Grace Hamid Isla Jake Kit Liam Maya Nora Owen "
    "Priya Ravi "
    "Sal Tess Una Vic Wes Yara Zoe Bryn Colm Della Ewan Femi Gwen Hugh Ines Jess Kofi Lottie",
    "de": "Anke Bernd Carla Dirk Elif Frauke Gesa Hannes Ilka Jonas Katrin Lukas Mareike Nils "
    "Oliver Petra Ruben Silke Tarik Uta Volker Wiebke Yasemin Jannik Lena Moritz Paula Theo",
    "es": "Ana Borja Carmen Diego Elena Fran Gema Hugo Irene Javi Lola Marcos Nuria "
    "Oscar Pilar "
    "Rocío Sergio Teresa Iker Vera Joaquín Marta",
    "fr": "Agathe Bastien Chloé Damien Élise Fabien Gaëlle Hugo Inès Jules Karim Léa Manon Noé "
    "Océane Paul Romane Sami Thibault Yann Zélie Maud",
}
_LAST: Final[Mapping[str, str]] = {
    "en": "Ashby Brook Carver Doyle Ellery Finch Garrow Hale Ibbot Jarvis Keane Lowry "
    "Marsh Nye "
    "Okafor Pryce Quill Rowe Sethi Tully Vance Whitlock Yeo Abara Lindqvist",
    "de": "Ahrens Brandt Celik Diekmann Ebert Fuchs Gruber Harms Ihde Jansen Krämer "
    "Lorenz Meiners "
    "Nowak Otte Pohl Rausch Sander Thoma Ulrich Voigt Wolters Yilmaz Zander",
    "es": "Aguirre Blasco Cano Díez Esteve Ferrer Garrido Herrera Iriarte Lozano Molina Navas "
    "Ortega Pardo Quiroga Robles Sanz Tejada Vidal",
    "fr": "Aubert Blanchet Carlier Delmas Évrard Faure Giraud Huet Imbert Joly Lacroix "
    "Marchand "
    "Noël Olivier Perrin Renard Sauvage Tessier Vasseur",
}
_ODD: Final[Mapping[str, str]] = {
    "en": "wet_mudguard gearhead pannier hillhater spoke_n_word teatime torquey chainwhip "
    "bellringer "
    "lanehog drizzle tailwind velonerd quietquay notacar oldtrike kerb_nerd boxbike",
    "de": "speichenbruch regenfahrer gegenwind kettenfett klingelton pendlerin radwegheld "
    "schraubkiste "
    "nabendynamo lastesel bergziege feierabendrad ritzelfreund kopfsteinpflaster",
    "es": "pedalero bicivoladora cuestarriba sincoche cadenasuelta ruedalibre timbrazo "
    "ciclonauta "
    "platoypiñon vientoencontra",
    "fr": "velotafeur petitbraquet sonnette_folle pluiefine sansvoiture chainegrasse "
    "pignonlibre "
    "casqueblanc paveur ventdeface",
}
_HOMES: Final = ("mastodon.example", "pedal.social.example", "norden.social.example",
                 "piaille.example", "masto.example", "techhub.example")  # fmt: skip
_CROWD: Final[Mapping[str, Mapping[str, int]]] = {
    "mastodon": {"en": 260, "de": 140, "es": 90, "fr": 90},
    "reddit": {"en": 280, "de": 90, "es": 60, "fr": 60},
    "hackernews": {"en": 150},
    "stackexchange": {"en": 70},
    "github": {"en": 80},
    "lemmy": {"en": 50, "de": 40},
    "discourse": {"en": 30, "de": 80},
    "appstore": {"en": 320, "de": 150, "es": 90, "fr": 90},
    "blog": {"en": 9, "de": 6, "es": 5, "fr": 5},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An account in one network. `leaning` is how its owner mostly speaks."""

    network: str
    handle: str
    name: str
    language: str
    leaning: str = "neutral"
    followers: int = 0
    is_bot: bool = False


class Crowd:
    """Everybody who speaks. The n-th account of a network speaks about 1/n as often."""

    def __init__(self, rng: random.Random) -> None:
        self._people: dict[tuple[str, str], list[Person]] = {}
        self._weights: dict[tuple[str, str], list[float]] = {}
        taken: set[str] = set()
        for network, counts in _CROWD.items():
            for language in LANGUAGES:
                people = [
                    _person(rng, network, language, taken)
                    for _ in range(counts.get(language, 0))
                ]
                self._people[network, language] = people
                flat = 30.0 if network == "appstore" else 4.0
                self._weights[network, language] = [
                    1 / (rank + flat) ** 0.95 for rank in range(len(people))
                ]

    def speaker(self, rng: random.Random, network: str, language: str, mood: str) -> Person:
        """Somebody of *network*; praise comes from fans rather than from critics."""
        key = (network, language)
        tries = rng.choices(self._people[key], self._weights[key], k=3)
        return next((one for one in tries if one.leaning == mood), tries[0])


def _person(rng: random.Random, network: str, language: str, taken: set[str]) -> Person:
    first = rng.choice(_FIRST[language].split())
    last = rng.choice(_LAST[language].split())
    handle = _handle(rng, first, last, language)
    while f"{network}:{handle}" in taken:
        handle += str(rng.randrange(2, 99))
    taken.add(f"{network}:{handle}")
    is_bot = network == "mastodon" and rng.random() < 0.02
    return Person(
        network=network,
        handle=f"{handle}@{rng.choice(_HOMES)}" if network == "mastodon" else handle,
        name=f"{first} {last}" if rng.random() < 0.6 else first,
        language=language,
        leaning=rng.choices(("negative", "positive", "neutral"), (2, 2, 5))[0],
        followers=int(rng.lognormvariate(5.2, 1.6)) if network == "mastodon" else 0,
        is_bot=is_bot,
    )


def _handle(rng: random.Random, first: str, last: str, language: str) -> str:
    plain = str.maketrans("áàâäéèêëíîïóôöúûüçñßÉ", "aaaaeeeeiiiooouuucnse")
    odd = rng.choice(_ODD[language].split())
    forms = (
        odd, f"{odd}{rng.randrange(7, 99)}", f"{first}{last}", f"{first}_{last[:1]}",
        f"{first[:1]}{last}", f"{last}{rng.randrange(70, 99)}", f"{first}_{odd[:6]}",
    )  # fmt: skip
    return rng.choice(forms).lower().translate(plain)
