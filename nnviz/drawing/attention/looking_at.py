"""What of attention is chosen: a layer, a head of it, the step that looks, and the one looked at."""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.drawing.attention.content import Lanes


@dataclass(frozen=True)
class LookingAt:
    """``wished`` is the step looked at that was chosen, None for the one with the largest share."""

    block: int = 0
    head: int = 0
    query: int = 0
    key: int = 0
    wished: int | None = None

    def moved(
        self,
        lanes: Lanes,
        *,
        block: int | None = None,
        head: int | None = None,
        query: int | None = None,
        key: int | None = None,
    ) -> LookingAt:
        """With another of these, as far as ``lanes`` have them."""
        block = min(max(0, self.block if block is None else block), len(lanes.blocks) - 1)
        layer = lanes.blocks[block].layer
        head = min(max(0, self.head if head is None else head), layer.heads - 1)
        query = min(max(0, self.query if query is None else query), lanes.steps - 1)
        same = (head, query, block) == (self.head, self.query, self.block)
        wished = key if key is not None else (self.wished if same else None)
        if wished is None or wished >= lanes.steps or not layer.looks[query, wished]:
            return LookingAt(block, head, query, layer.strongest(head, query))
        return LookingAt(block, head, query, wished, wished)
