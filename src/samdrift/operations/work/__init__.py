"""The doing: work orders, their steps, time, material and evidence."""
