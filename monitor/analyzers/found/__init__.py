"""Topics that nobody named: found in the texts, kept stable, labelled from their own words.

`words` cuts texts into terms, `vectors` learns what terms mean from the mentions themselves,
`clusters` groups texts, `labels` names the groups, `fitting` joins them into a `model`.
numpy only.
"""

from monitor.analyzers.found.fitting import FEWEST_TEXTS, Sample, fit
from monitor.analyzers.found.model import FoundTopics, Topic

__all__ = ["FEWEST_TEXTS", "FoundTopics", "Sample", "Topic", "fit"]
