"""The pages of every declared kind: `routes(kind)` gives its addresses, templates have slots that a kind fills."""
