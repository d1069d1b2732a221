"""Reading who is at school."""
