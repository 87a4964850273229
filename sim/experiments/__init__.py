"""Many runs: replicates on processes, comparisons with paired luck, claims with verdicts."""
