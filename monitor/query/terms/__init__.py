"""How each kind of term is found in a text.

A term is found by its *needle*: a string that a scan over all texts looks for, with all other
needles in the same pass. `locate` then says whether the term itself stands there.
"""

from monitor.query.terms.compiled import Compiled, Place, compile_term

__all__ = ["Compiled", "Place", "compile_term"]
