"""What the command line shows: progress on standard error; tables, sentences and JSON on standard output."""
