"""What the product costs beside the bare parts that it is made of, measured in the same run."""
