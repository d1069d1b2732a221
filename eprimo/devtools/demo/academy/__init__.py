"""The invented academy: three communes, a dozen schools and their people, two months of notes."""
