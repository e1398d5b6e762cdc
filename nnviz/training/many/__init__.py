"""Many runs: an Experiment over seeds, and over values of one or two settings; how often a claim holds."""
