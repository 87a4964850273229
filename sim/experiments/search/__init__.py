"""The best companies of a space: proposals, which of them are worth more replicates, and what is left in the end."""
