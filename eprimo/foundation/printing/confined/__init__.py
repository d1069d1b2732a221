"""What is read of strangers' files. These modules run in a child of the sandbox, and nowhere else: they know no setting
and no database, and load all that they need when they are imported."""
