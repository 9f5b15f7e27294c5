"""The config of the demo: as a user would write it, with loopback in place of the services."""

import json
from collections.abc import Mapping
from typing import Final

from monitor.demo.brands import BRANDS, CONTEXT, EXCLUDE, OURS, DemoBrand
from monitor.demo.habits import PLACES
from monitor.demo.wire.appstore import APP_ID
from monitor.demo.wire.feeds import FEEDS

# What the makers know that they want to watch; the rest is found in the texts.
_TOPICS: Final[Mapping[str, tuple[str, ...]]] = {
    "failed update": ("firmware", '"E-17"', "bricked"),
    "battery and range": (
        "battery", "akku", "batería", "batterie", "range", "reichweite", "autonomía", "autonomie",
    ),
    "app and pairing": ("app", "appli", "bluetooth"),
    "starting without the app": ("unlock", "entsperren", "desbloquear", "déverrouiller"),
    "customer service": (
        "support", "hotline", "ticket", "soporte", "SAV", "warranty", "garantie", "garantía",
    ),
    "repair and spare parts": (
        "repair", "manuals", '"spare parts"', "Ersatzteile", "Werkstatt", "recambios", "taller",
        "atelier", "pièces", '"bike shop"', '"brake pads"', "Bremsbeläge", "pastillas",
    ),
    "brakes and noises": (
        "brakes", "squeal", "creak", "clicks", "whines", "Bremsen", "quietschen", "knarzt",
        "frenos", "chirrían", "freins", "grince",
    ),
    "theft and tracking": (
        "stolen", "nicked", "GPS", "alarm", "geklaut", "gestohlen", "robaron", "alarma", "volé",
    ),
    "open interfaces": (
        "API", '"Home Assistant"', "webhooks", "BLE", "Schnittstelle", "GPX", "Komoot", "Strava",
    ),
    "smaller frames": (
        '"smaller frame"', '"small frame"', '"step-through"', '"low-entry"', '"XS bike"',
        "Rahmen", "Tiefeinsteiger", '"cuadro más pequeño"', '"cadre plus petit"',
    ),
    "app for the watch": ("watch", "Garmin", '"Wear OS"', "Uhr", "reloj", "montre"),
    "cargo and children": (
        "cargo", "kids", "trailer", "Lastenrad", "Kinder", "Kinderanhänger", '"bici de carga"',
        "niños", "remolque", "enfants", "remorque",
    ),
}  # fmt: skip


def config_for(address: str) -> str:
    """The text of a config whose sources are asked at *address* ("127.0.0.1:8123")."""
    parts = [
        _HEAD.format(address=address),
        *(_brand(brand) for brand in BRANDS),
        *(
            _table("topic", name=name, query=" OR ".join(words))
            for name, words in _TOPICS.items()
        ),
        *_sources(f"http://{address}"),
    ]
    return "\n".join(parts)


_HEAD: Final = """\
# The config of monitor demo. The brands are made up; the services are played on this machine.

[monitor]
database = "mentions.db"
timezone = "Europe/Berlin"
languages = ["en", "de", "es", "fr"]

[collection]
first_run = "9w"
workers = 1                     # one after another: the same order, and so the same report

[http]
contact = "care@linden.example"
allow_private = ["{address}"]
min_interval = 0.0
"""


def _brand(brand: DemoBrand) -> str:
    ours = brand is OURS
    return _table(
        "brand",
        name=brand.name,
        query=brand.name.lower(),
        context=list(CONTEXT) if ours else [],
        exclude=list(EXCLUDE) if ours else [],
        own_accounts=[f"{network}:{handle}" for network, handle in brand.accounts.items()],
        competitor=not ours,
    )


def _sources(origin: str) -> list[str]:
    tags = [brand.name.lower() for brand in BRANDS]
    return [
        _table(
            "source", name="mastodon", type="mastodon", base_url=f"{origin}/mastodon-a",
            instances=[f"{origin}/mastodon-b"], hashtags=[*tags, "ebike"],
        ),
        # A feed shows 100 entries, so each community is a source of its own.
        *(
            _table(
                "source", name=f"reddit-{place.lower()}", type="reddit_feed",
                base_url=f"{origin}/reddit", subreddits=[place], comments=True,
            )
            for (channel, _), places in PLACES.items() if channel == "reddit"
            for place in places
        ),
        _table("source", name="hackernews", type="hackernews", base_url=f"{origin}/hackernews"),
        *(
            _table(
                "source", name=feed.partition(".")[0], type="rss", url=f"{origin}/feeds/{feed}"
            )
            for feed in FEEDS
        ),
        _table(
            "source", name="bicycles-stackexchange", type="stackexchange", site="bicycles",
            base_url=f"{origin}/stackexchange/2.3",
        ),
        _table(
            "source", name="github", type="github", base_url=f"{origin}/github", comments=True
        ),
        _table(
            "source", name="app-store", type="appstore", base_url=f"{origin}/appstore",
            app_id=APP_ID, countries=["us", "gb", "de", "es", "fr"], brand=OURS.name,
        ),
        _table("source", name="lemmy", type="lemmy", base_url=f"{origin}/lemmy"),
        _table(
            "source", name="pedelec-forum", type="discourse", base_url=f"{origin}/discourse",
            public_url="https://forum.pedelec.example", everything=True,
        ),
    ]  # fmt: skip


def _table(kind: str, **keys: str | bool | list[str]) -> str:
    """A table of an array; texts of JSON are texts of TOML."""
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in keys.items()]
    return "\n".join([f"[[{kind}]]", *lines, ""])
