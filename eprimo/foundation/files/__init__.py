"""Files that people join to what they write: kept once a school, looked at in the sandbox, shown as pictures of ours.

A file has no right of its own: what carries it says who sees it. docs/decisions/0066, 0070.
"""
