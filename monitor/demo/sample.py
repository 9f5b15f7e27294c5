"""The whole sample, laid out over eight weeks that end on the day of *now*."""

import random
from datetime import datetime
from typing import Final

from monitor.demo.conversations import Talk
from monitor.demo.items import Clock, Sample
from monitor.demo.newsroom import Newsroom

_SEED: Final = 1884


def build(now: datetime) -> Sample:
    """The sample as it stands at *now* (aware): nothing in it is later.

    The same *now* gives the same sample.
    """
    rng = random.Random(_SEED)  # noqa: S311  no secret, a sample that can be made again
    clock = Clock(now, rng)
    talk = Talk(clock, rng)
    talk.fill()
    newsroom = Newsroom(clock, rng, talk.writer, talk.crowd, len(talk.items))
    newsroom.fill()
    past = [item for item in (*talk.items, *newsroom.items) if item.at <= clock.now]
    past.sort(key=lambda item: (item.at, item.number))
    return Sample(now=clock.now, crisis=clock.crisis, items=tuple(past))
