"""The parts of `benchmarks.bench`: asking, counting and writing down."""
