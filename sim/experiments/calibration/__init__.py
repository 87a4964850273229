"""Calibration: from what a CRM shows to a distribution of parameters, by simulating companies."""
