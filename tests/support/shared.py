"""Where the real recordings and labelled texts lie, when they are there."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
RECORDED = SHARED / "recorded"
DATASETS = SHARED / "datasets"

needs_recordings = pytest.mark.skipif(
    not RECORDED.is_dir(), reason="the real recordings are not beside this checkout"
)
needs_datasets = pytest.mark.skipif(
    not DATASETS.is_dir(), reason="the labelled texts are not beside this checkout"
)
