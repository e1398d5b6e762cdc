"""What every factor of the chain rule says in plain words, and where a micro-step stands."""

from __future__ import annotations

from typing import Final

from nnviz.drawing import numbers
from nnviz.drawing.micro.micro_state import MicroState, source_symbol
from nnviz.said import Sentence, translate
from nnviz.training.chain import Chain, Factor
from nnviz.training.kernel_chain import KernelChain
from nnviz.training.micro import Micro

PHASES: Final = {
    "forward": translate("Micro", "Forward"),
    "loss": translate("Micro", "Loss"),
    "backward": translate("Micro", "Backward"),
    "update": translate("Micro", "Update"),
}


def number(value: float, digits: int = 3) -> str:
    """A factor as it is written everywhere: three decimals, whole numbers without."""
    if value == round(value) and abs(value) < 1000:
        return numbers.plain(value, 0)
    return numbers.fitted(value, digits)


def short(factor: Factor, state: MicroState) -> str:
    """A few words, where the factor is one of a list."""
    if factor.kind == "loss":
        if not factor.value:
            return translate("Micro", "the loss does not depend on it here")
        raised = factor.value < 0
        lower = translate("Micro", "lower it: the loss falls")
        return translate("Micro", "raise it: the loss falls") if raised else lower
    if factor.kind == "logit":
        return translate("Micro", "from the loss straight to the sum")
    if factor.kind == "later":
        return translate("Micro", "what comes back through batch normalisation")
    if factor.kind == "slope":
        return _slope(factor, state)
    if factor.kind == "weight":
        return translate("Micro", "the weight on the way back")
    if factor.kind == "kept":
        kept = translate("Micro", "kept by dropout, scaled up")
        return kept if factor.value else translate("Micro", "left out by dropout")
    if factor.kind == "bias":
        return translate("Micro", "the bias enters as it is")
    if factor.place.layer == 0:
        return translate("Micro", "the input that came in")
    source = state.symbols.plain(source_symbol(factor))
    return translate("Micro", "what {source} sent in").format(source=source)


def _slope(factor: Factor, state: MicroState) -> str:
    name = state.micro.batch.layers[factor.place.layer].activation.name
    if name == "linear":
        return translate("Micro", "no activation: it passes unchanged")
    if name == "relu":
        shut = translate("Micro", "ReLU is shut: nothing passes")
        return translate("Micro", "ReLU is open: it passes") if factor.value else shut
    if name == "softmax" and factor.top.unit != factor.bottom.unit:
        return translate("Micro", "more for one is less for the others")
    if factor.place.layer == state.symbols.layers - 1:
        return translate("Micro", "slope of the activation")
    text = translate("Micro", "slope of the activation in {unit}")
    return text.format(unit=state.symbols.plain(factor.top))


def sentences(factor: Factor, micro: Micro) -> tuple[str, ...]:
    """What it says in full: templates with {top}, {bottom} and {source} for the symbols, {value}, {n}
    examples, {k} outputs, and {all} of these."""
    if factor.kind == "loss":
        return _loss_sentences(factor, micro)
    if factor.kind == "logit":
        return (
            translate("Micro", "The answer is so sure that its slope has been rounded to 0."),
            translate(
                "Micro",
                "The product of both factors is known: {bottom} changes {top} by {value} times as much.",
            ),
        )
    if factor.kind == "later":
        return (
            translate("Micro", "Batch normalisation mixes all examples of the batch."),
            translate("Micro", "This is all that comes back through it to {bottom}."),
        )
    if factor.kind == "kept":
        return (
            translate(
                "Micro", "Dropout multiplies this neuron by {value} in this batch, 0 for those left out."
            ),
        )
    if factor.kind == "bias":
        return (translate("Micro", "If the bias grows by a little, the sum {top} grows by just as much."),)
    if factor.kind == "slope":
        curve = translate(
            "Micro",
            "If the sum {bottom} grows by a little, {top} changes by {value} times that: "
            "the steepness of the curve at this sum.",
        )
        shared = translate(
            "Micro",
            "If the sum {bottom} grows by a little, {top} changes by {value} times that: "
            "the outputs share a total of 1.",
        )
        return (curve if factor.top.unit == factor.bottom.unit else shared,)
    changed = translate(
        "Micro", "If {bottom} grows by a little, the sum {top} changes by {value} times that."
    )
    if factor.kind == "weight":
        return changed, translate("Micro", "The factor is the weight itself.")
    return changed, translate("Micro", "The factor is what came in: {source}.")


def _loss_sentences(factor: Factor, micro: Micro) -> tuple[str, ...]:
    begin = translate(
        "Micro", "If the answer {bottom} grows by a little, the loss {top} changes by {value} times that."
    )
    way = translate("Micro", "A small change of it alone leaves {top} as it is.")
    if factor.value < 0:
        way = translate("Micro", "Raising it makes {top} smaller.")
    elif factor.value > 0:
        way = translate("Micro", "Lowering it makes {top} smaller.")
    share = _share_words(micro)
    return (begin, way) if share is None else (begin, way, share)


def _share_words(micro: Micro) -> Sentence | None:
    """Of how many errors the loss is the mean, if it is one of several: of examples, and of their outputs."""
    rule, n, outputs = micro.batch.rule, micro.batch.n, micro.batch.answer_count
    k = outputs if rule.over_outputs else 1
    if rule.is_sum or n * k == 1:
        return None
    if k == 1:
        return translate("Micro", "{top} is the mean of {n} examples, hence 1/{n} of it.")
    if n == 1:
        return translate("Micro", "{top} is the mean over {k} outputs, hence 1/{k} of it.")
    return translate(
        "Micro", "{top} is the mean over {n} examples with {k} outputs each, hence 1/{all} of it."
    )


def place_words(micro: Micro) -> str:
    """Where a Micro stands, for those who do not see it: ``Backward, step 3 of 8: ∂L/∂z₂``."""
    places = micro.places(micro.phase)
    return translate("Micro", "{phase}, step {n} of {all}: {what}").format(
        phase=PHASES[micro.phase],
        n=str(micro.place - places[0] + 1),
        all=str(len(places)),
        what=micro.cell.label,
    )


def step_note(state: MicroState) -> str:
    """What a step of the way back does where it is no factor of the chain; else nothing."""
    cell, layer = state.micro.cell, state.micro.cell.layer
    if state.now is not None:
        return ""
    if cell.kind == "dW":
        return translate(
            "Micro",
            "Every weight into this layer gets its gradient: what came in along it times the blame "
            "∂L/∂z of its neuron; every bias that blame itself.",
        )
    if cell.kind == "dz":
        return translate(
            "Micro", "The two last factors multiply to ∂L/∂z: how much the sum of each neuron is to blame."
        )
    if layer is not None and layer < state.micro.weight.layer:
        return translate("Micro", "Your weight has its gradient. The blame flows on to the layers before it.")
    return translate("Micro", "This step belongs to no factor of the chain of your weight.")


def path_words(state: MicroState) -> str:
    """Which path of how many is shown, and what all sum to; nothing where there is but one."""
    chain = state.micro.chain
    if chain.count <= 1:
        return ""
    return translate("Micro", "Path {n} of {all}: {own}. All paths sum to {share}.").format(
        n=state.micro.path + 1,
        all=numbers.count(chain.count),
        own=numbers.fitted(state.path.product, 4, sign=True),
        share=numbers.fitted(chain.share, 4, sign=True),
    )


def batch_words(chain: Chain | KernelChain) -> str:
    """What the example adds to the gradient of the batch; nothing where it is the batch."""
    if chain.samples <= 1:
        return ""
    mean = translate(
        "Micro",
        "The loss is the mean of {n} examples, so each counts 1/{n}: this one {share}, all together {all}.",
    )
    summed = translate("Micro", "The loss is the sum of {n} examples: this one {share}, all together {all}.")
    return (mean if chain.mean else summed).format(
        n=chain.samples,
        share=numbers.fitted(chain.share, 4, sign=True),
        all=numbers.fitted(chain.gradient, 4, sign=True),
    )
