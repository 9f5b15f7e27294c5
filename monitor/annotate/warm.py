"""Imported by the process that workers are forked from: what all need is loaded once, and shared."""

import gc
from contextlib import suppress

import monitor.analyzers.found
import monitor.analyzers.traces
import monitor.annotate.work
import monitor.stories  # noqa: F401
from monitor.analyzers.engines import DEFAULT_MODEL
from monitor.analyzers.features import vocabulary
from monitor.analyzers.intent import INTENT_MODEL
from monitor.analyzers.intent_words import told
from monitor.analyzers.language_model import known_languages
from monitor.analyzers.model import file_digest, scorer
from monitor.query import compile_queries

with suppress(Exception):  # whatever is broken: a worker that needs it says so
    known_languages()
    told("")
    vocabulary()
    compile_queries({"": "any"})
    for path in (DEFAULT_MODEL, INTENT_MODEL):
        scorer(path, file_digest(path))
gc.freeze()  # looked at by no worker's garbage collection, so that it stays shared
