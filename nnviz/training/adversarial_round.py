"""One turn of each of two networks, over batches of one size: programs that share their buffers.

The generator's outputs are the discriminator's inputs where they stand, and dL/d inputs of the one is
dL/d outputs of the other: nothing is copied between them.
"""

from __future__ import annotations

import numpy as np

from nnviz.engine import Network, Samples
from nnviz.engine.input_slopes import InputSlopes, one_centred, zero_centred
from nnviz.engine.program import Program
from nnviz.engine.regularizers import Penalty
from nnviz.training.game_losses import MADE, REAL, GameLoss
from nnviz.training.player import Array, Player


class Round:
    """The programs of a generator and a discriminator for n real samples and n made ones.

    ``maker`` is the generator's, without a loss. ``real`` and ``made`` are the discriminator's in its own
    turn, ``through`` in the generator's. ``of_made`` (P,) is what the made samples gave to its gradient.
    ``noise`` is what is drawn from: for the discriminator's turn z, and where there is a gradient penalty
    how far between a real and a made sample it is taken; then z for the generator's.
    """

    def __init__(
        self,
        generator: Player,
        discriminator: Player,
        rule: GameLoss,
        count: int,
        noise: np.random.Generator,
    ) -> None:
        self._players, self._rule, self._noise = (generator, discriminator), rule, noise
        maker, judge = generator.network, discriminator.network
        self._gradients = judge.gradients
        z = Samples.empty(count, maker.input_size, maker.output_size, maker.dtype)
        self.maker = Program(maker.layers, None, z, training=True)
        outputs, back = self.maker.stages[-1].outputs.T, self.maker.stages[-1].da
        shape, dtype = (1, count), judge.dtype
        real = Samples.empty(count, judge.input_size, 1, dtype)
        real.targets[...] = REAL
        self.real = Program(judge.layers, judge.loss, real, training=True)
        made, aimed = (Samples(outputs, np.full(shape, aim, dtype)) for aim in (MADE, rule.aim))
        self.made = Program(judge.layers, judge.loss, made, training=True)
        self.through = Program(judge.layers, rule.of_generator, aimed, training=True, d_inputs=back)
        self._of_real, self.of_made = np.zeros_like(judge.gradients), np.zeros_like(judge.gradients)
        self._rules = tuple(Penalty(network.weight_mask()) for network in (maker, judge))
        self._r1: InputSlopes | None = None
        self._between: tuple[Program, InputSlopes] | None = None

    def judge(self, real: Array) -> float:
        """The gradient of the discriminator over real samples (n, d) and made ones; its loss, both means."""
        value = self.judge_real(real)
        value += self.judge_made()
        self.penalise()
        self.add_rule(1)
        return value

    def mislead(self) -> float:
        """The gradient of the generator, by way of the discriminator; its loss."""
        value = self.make_and_judge()
        self.maker.backward()
        self.add_rule(0)
        return value

    def judge_real(self, real: Array) -> float:
        """The part of real samples (n, d): the mean loss, its gradient being that of the network."""
        self.real.samples.inputs[:, :-1] = real
        return self.real.learn()

    def judge_made(self) -> float:
        """The part of samples made of noise that is drawn, added to that of the real ones."""
        self._make()
        np.copyto(self._of_real, self._gradients)
        value = self.made.learn()
        np.copyto(self.of_made, self._gradients)
        np.add(self.of_made, self._of_real, out=self._gradients)
        return value

    def penalise(self) -> dict[str, tuple[float, InputSlopes]]:
        """Add the gradients of the penalties at the real samples, and between them and the made ones.

        Their values by name, "r1" and "penalty", each with the slopes that it is of."""
        settings = self._players[1].settings
        found: dict[str, tuple[float, InputSlopes]] = {}
        if settings.r1:
            if self._r1 is None:
                self._r1 = InputSlopes(self.real.layers, self.real.stages, zero_centred)
            found["r1"] = self._r1(settings.r1), self._r1
        if self._rule.penalised and settings.gradient_penalty:
            if self._between is None:
                judge = self._players[1].network
                samples = Samples.empty(len(self.real.samples), judge.input_size, 1, judge.dtype)
                program = Program(judge.layers, None, samples, training=True)
                self._between = program, InputSlopes(program.layers, program.stages, one_centred)
            program, slopes = self._between
            real, made, there = (one.samples.inputs[:, :-1] for one in (self.real, self.made, program))
            share = self._noise.random((len(real), 1), dtype=real.dtype.type)
            np.subtract(real, made, out=there)
            np.multiply(there, share, out=there)
            np.add(there, made, out=there)
            program.predict()
            found["penalty"] = slopes(settings.gradient_penalty), slopes
        for _, one in found.values():
            np.add(self._gradients, one.gradients, out=self._gradients)
        return found

    def make_and_judge(self) -> float:
        """Make samples of noise that is drawn, and follow the generator's loss of them back to where they
        are made: dL/d outputs of ``maker``."""
        self._make()
        value = self.through.evaluate()
        self.through.backward(parameters=False)
        return value

    def _make(self) -> None:
        z = self.maker.samples.inputs[:, :-1]
        constant = self._players[0].ends.constant
        z[...] = 1.0 if constant else self._noise.standard_normal(z.shape, dtype=z.dtype.type)
        self.maker.predict()

    @property
    def between(self) -> tuple[Program, ...]:
        """The program over samples between real and made ones, where the gradient penalty is taken there."""
        return () if self._between is None else self._between[:1]

    @property
    def slopes(self) -> tuple[InputSlopes, ...]:
        """The slopes that the penalties are of."""
        between = () if self._between is None else self._between[1:]
        return tuple(one for one in (self._r1, *between) if isinstance(one, InputSlopes))

    def add_rule(self, place: int) -> None:
        """Add the gradient of L1 and L2 to that of the network at that place."""
        network: Network = self._players[place].network
        if network.l1 or network.l2:
            self._rules[place].add_gradient(network.parameters, network.gradients, network.l1, network.l2)
