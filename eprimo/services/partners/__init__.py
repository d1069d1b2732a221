"""Partners: who comes from outside for a class or a group, between two hours."""
