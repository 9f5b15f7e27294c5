"""Annotating a store with all analyzers, beside vaderSentiment alone on the same texts.

    python bench/annotate.py [--mentions 100000] [--workers 2] [--engine monitor|vader]
                              [--sets airline,umsab,… --languages en,de]

See `bench/annotating.py`. It is imported here and not above, because each worker process imports
the script that has started it, and `monitor` itself is as small.
"""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from bench.annotating import main

    main()
