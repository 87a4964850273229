"""Designs of experiments: which points of a space to simulate, how often, and what their differences say."""
