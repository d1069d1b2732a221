"""What is read of the contractor's files, in a child of the sandbox: no setting, no database."""
