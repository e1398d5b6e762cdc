"""Many runs: what is asked and where it runs, how often it holds, when, and in which cell of a map."""
