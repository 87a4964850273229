"""What a customer relationship system knows of a company, simulated or real: one layout, watched, written and read."""
