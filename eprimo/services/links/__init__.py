"""A short list of useful addresses, chosen by the head of the school."""
