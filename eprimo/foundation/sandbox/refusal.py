"""What a parser raises for a file that it knows to be wrong. It crosses the border between the processes."""


class Refused(Exception):
    """`code` is one of the parser's own; who called it says it in words. `said`: what the words need besides."""

    def __init__(self, code: str, said: str = "") -> None:
        super().__init__(code)
        self.code, self.said = code, said
