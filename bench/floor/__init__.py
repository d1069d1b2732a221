"""The floor that pages are compared with: the least page that Django gives, beside the product and without it."""
