"""What changes a school by a delivery of files."""
