"""Studies: experiments over many companies, one file for each command.

Such a file has ``prepare``, which reads an experiment file or flags into an `Order`, and ``conduct(order, watcher)``,
which carries it out on the workbench and returns the stored run.
"""
