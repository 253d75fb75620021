"""Measuring: each figure beside a floor measured in the same run, as a ratio. Benchmarks never fail a test run."""
