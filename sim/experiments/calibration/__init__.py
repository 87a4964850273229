"""Calibration: from what a CRM shows to a distribution of parameters, by simulation (approximate Bayesian computation)."""
