"""What `blazon bench` measures, each beside a bound measured in the same run."""
