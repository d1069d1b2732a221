"""The phrasebook: sentences of a school that are translated beforehand, for families who read another language.

`sentences` holds them, in French; their translations stand in the catalogues. `reading` finds them in a note. Who
writes takes them from a list (`offered`), and is told before sending how much of the note will be read.
"""

from eprimo.foundation.content.phrasebook.offered import ACT, shelf, with_sentence
from eprimo.foundation.content.phrasebook.reading import NOTHING, Coverage, Twin, beside, coverage, said, twin

__all__ = [
    "ACT",
    "NOTHING",
    "Coverage",
    "Twin",
    "beside",
    "coverage",
    "said",
    "shelf",
    "twin",
    "with_sentence",
]
