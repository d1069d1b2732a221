"""The charter that everybody accepts at the first sign-in."""

from datetime import date

# Of the text in templates/accounts/charter.html: kept with who accepted it.
VERSION = date(2026, 9, 1)
