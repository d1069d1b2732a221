"""Forms of the liaison book: the shape of what is typed; actions decide."""
