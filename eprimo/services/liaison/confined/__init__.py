"""What is read of photographs that people send, in a child of the sandbox: no setting, no database."""
