"""Global sensitivity analysis: which parameters move a metric, alone and together with others."""
