"""What the loop needs to know of a kind of model."""

from typing import Any, Protocol

from torch import Tensor, nn


class Task(Protocol):
    """What the loop needs to know of a kind of model."""

    def network(self) -> nn.Module: ...

    def batch(self, step: int, rank: int) -> Any:
        """One process's share of a step's data."""

    def inputs(self, batch: Any) -> tuple[Tensor, ...]:
        """What of it the network is given."""

    def loss(self, outputs: Any, batch: Any) -> Tensor: ...

    def evaluate(self, network: nn.Module) -> dict[str, float]:
        """Scores on data that training never sees."""

    def description(self) -> dict[str, Any]:
        """What a model file says of itself: task, architecture, alphabet, input."""
