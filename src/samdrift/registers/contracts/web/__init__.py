"""The pages of contracts: what was promised, by when and under which clause."""
