"""The parts of `conformance/run`: the cases, the program that is tested, the judgment of its answers, and the report."""
