"""Copies of one's own data. Each app declares what it gives in its own `exports`; this is the one of privacy."""

from eprimo.foundation.privacy.exports.own_chapters import CHAPTERS, LEFT_OUT

__all__ = ["CHAPTERS", "LEFT_OUT"]
