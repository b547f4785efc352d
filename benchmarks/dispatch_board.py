"""The dispatcher's board of a day with 2,000 orders: the page's time in the server, and its statements.

Target: at most 200 ms, and as many statements as for a hundred orders.
"""

from typing import Any

from benchmarks._databases import on_both


def run(orders: int = 2000, few: int = 100) -> dict[str, Any]:
    """The page at few and at many orders, on both databases; wall and processor time are medians of fifteen pages."""
    many, small = on_both("benchmarks._dispatch_board", orders), on_both("benchmarks._dispatch_board", few)
    return {**many, **{f"few_{name}": value for name, value in small.items() if name.endswith("queries")}}


if __name__ == "__main__":
    for name, figure in run().items():
        print(f"{name:36} {figure}")
