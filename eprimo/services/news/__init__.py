"""News of the school: the word for everybody, that asks nothing."""
