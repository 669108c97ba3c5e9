"""The mean of the weights of several models that started from the same one: a model soup.

Wortsman et al. 2022, Model soups: averaging weights of multiple fine-tuned models improves accuracy
without increasing inference time.
"""

from collections.abc import Iterable, Mapping

from torch import Tensor


def mean_weights(several: Iterable[Mapping[str, Tensor]]) -> dict[str, Tensor]:
    """The mean of weights of the same names and shapes; the next are drawn when one is added."""
    sums: dict[str, Tensor] = {}
    count = 0
    for weights in several:
        count += 1
        for name, weight in weights.items():
            sums[name] = sums[name] + weight if name in sums else weight.clone()
    return {name: total / count for name, total in sums.items()}
