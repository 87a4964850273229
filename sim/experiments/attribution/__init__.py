"""What the difference between two scenarios is made of: switches, their contributions, and the path they act by."""
