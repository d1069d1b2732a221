"""What a work tree does, written down, so that two trees can be compared: the guard of every move and rename.

`python -m tests.recorded BEFORE` records the commit or folder BEFORE and this tree, and shows the difference.
"""
