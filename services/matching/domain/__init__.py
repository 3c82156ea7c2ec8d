"""What matching keeps of its own, and the rules of it: skills held, briefs to bid on, bids, weeks, proposals."""
