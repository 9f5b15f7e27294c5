"""From a figure to its mentions: a filter as the command line that lists them."""

import shlex
from typing import Final

from monitor.store.reading import Filter

_OPTIONS: Final = (
    ("also_brand", "--also-brand"),
    ("since", "--since"),
    ("until", "--until"),
    ("source", "--source"),
    ("network", "--network"),
    ("site", "--site"),
    ("language", "--language"),
    ("kind", "--kind"),
    ("sentiment", "--sentiment"),
    ("intent", "--intent"),
    ("topic", "--topic"),
    ("author", "--author"),
    ("thread", "--thread"),
    ("story", "--story"),
    ("match", "--match"),
)
_FLAGS: Final = (("is_own", "--own", "--no-own"), ("is_copy", "--copies", "--no-copies"))


def mentions_command(chosen: Filter) -> str:
    """The shell command that lists the mentions of a filter, all of them."""
    words = ["monitor", "mentions"]
    for brand in chosen.brands:
        words += ["--brand", brand]
    for name, option in _OPTIONS:
        value = getattr(chosen, name)
        if value is not None:
            words += [option, str(value)]
    for name, yes, no in _FLAGS:
        value = getattr(chosen, name)
        if value is not None:
            words.append(yes if value else no)
    for number in chosen.ids:
        words += ["--id", str(number)]
    return shlex.join(words)
