"""Credit from accepted results: rules as tables, a calculation that is read line by line, each result once."""
