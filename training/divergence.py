"""Divergence: a run whose loss is no number any more has nothing left to learn."""


class DivergenceError(ArithmeticError):
    """A loss is not finite; the message says at which step, on what, and what to do."""
