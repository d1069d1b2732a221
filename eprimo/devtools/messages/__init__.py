"""The texts that families and pupils read, in every language: found in the code, kept in catalogues, compiled."""
