"""Claims: statements about the company, judged by simulation."""
