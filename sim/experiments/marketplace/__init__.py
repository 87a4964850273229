"""The marketplace: a company fitted to real leads and set beside them."""
