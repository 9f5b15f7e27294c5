"""Imported by the process that workers are forked from: what all need is loaded once, and shared."""

from contextlib import suppress

import monitor.annotate.work
import monitor.stories  # noqa: F401
from monitor.analyzers.engines import DEFAULT_MODEL
from monitor.analyzers.intent import INTENT_MODEL
from monitor.analyzers.intent_rules import told
from monitor.analyzers.language_model import known_languages
from monitor.analyzers.model import file_digest, scorer
from monitor.analyzers.vader import vader
from monitor.errors import MonitorError

with suppress(MonitorError):  # a worker that needs what is broken says so
    known_languages()
    told("")
    vader()
    for path in (DEFAULT_MODEL, INTENT_MODEL):
        scorer(path, file_digest(path))
