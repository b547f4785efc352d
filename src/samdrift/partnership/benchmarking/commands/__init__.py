"""Every write of benchmarking, one function per use case."""
