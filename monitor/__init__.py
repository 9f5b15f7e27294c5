"""Listen to what customers say in public: collect, annotate, report."""

__version__ = "0.1.0"
