"""The commands, a file for each family; each joins the app when it is imported."""
