"""Files of strangers are parsed here and nowhere else: in a child process that is confined, and killed when it is slow.

`parser.Parser` declares one and runs it; `server` and `child` are what runs on the other side. docs/decisions/0041.
"""
