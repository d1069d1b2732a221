"""The phrasebook: sentences of a school that are translated beforehand, for families who read another language.

`sentences` holds them, in French; their translations stand in the catalogues. `reading` finds them in a note. Who
writes takes them from a list (`offered`), and is told before sending how much of the note will be read.
"""
