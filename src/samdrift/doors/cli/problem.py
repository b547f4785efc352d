"""What stops a command: a sentence for the person at the terminal, and the exit status."""


class Problem(Exception):
    """A sentence that says what is wrong and, where possible, what to do.

    Args:
        sentence: Printed after the program's name, on standard error.
        status: The exit status, 2 where nothing else is agreed.
    """

    def __init__(self, sentence: str, status: int = 2) -> None:
        super().__init__(sentence)
        self.status = status
