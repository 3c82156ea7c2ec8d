"""The rules of evidence, shares and applications for credit; no I/O."""
