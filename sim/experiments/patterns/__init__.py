"""Patterns: regularities that a credible model must show, measured at the base parameters."""
