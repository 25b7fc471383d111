"""A search nearby for an assignment that leaves fewer steps open: what does not fit yet is allowed on the way, at a
cost that grows as long as it stays, so that no dead end is one for long."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from wallet.recognition.optimum import Counter, Need, Option, Score

SAMPLE = 40  # moves compared at a time
STRIDES, FEW = 7, 3
REST = 2  # moves during which a token that moved stays where it is
HOPELESS = 5.0  # what a step costs that nothing can close
WORTH = 0.3  # what a token of the mean value is worth beside a step
FILL, ASK = 0.5, 0.2  # by how much the weight grows of what is overfull, and of what is short


class Mend:
    """`choices` is where it stands; `best` the choices that fit and leave the fewest steps open, with the most value
    among those that it met."""

    def __init__(
        self,
        counters: Sequence[Counter],
        tokens: Sequence[tuple[Option, ...]],
        base: Sequence[int],
        needs: Sequence[Need],
        choices: Sequence[int],
        given_up: Collection[int] = (),
    ) -> None:
        self._tokens, self._needs = tokens, needs
        self._least = [each.least for each in counters]
        self._most = [1 << 60 if each.most is None else each.most for each in counters]
        self._unitwise = [each.unitwise for each in counters]
        self._counters = counters
        self.choices = list(choices)
        self._at: list[list[tuple[int, int]]] = [[] for _ in counters]
        total = [0] * len(counters)
        for token, options in enumerate(tokens):
            for index, option in enumerate(options):
                for c, weight in option.uses:
                    self._at[c].append((token, index))
                    total[c] += weight
        self._unit = [each / max(1, len(at)) or 1.0 for each, at in zip(total, self._at, strict=True)]
        values = [max(option.value for option in options) for options in tokens]
        self._worth = WORTH * len(values) / (sum(values) or 1)
        self._terms: list[list[int]] = [[] for _ in counters]
        self._single = [False] * len(counters)
        self._wide: list[Need | None] = [None] * len(counters)
        for need in needs:
            if need.counter is not None:
                self._single[need.counter] = True
            else:
                for c in need.counters():
                    self._wide[c] = need
        self._asks = [0.0 if c in given_up else 1.0 for c in range(len(counters))]
        self._given_up = given_up
        self._fills = [2.0] * len(counters)
        self.best = [-1] * len(tokens)
        self.score = Score(sum(need.steps(base, counters) for need in needs), 0)
        self._amounts = list(base)
        self._users: list[set[int]] = [set() for _ in counters]
        for token, choice in enumerate(choices):
            for c, weight in tokens[token][choice].uses if choice >= 0 else ():
                self._amounts[c] += weight
                self._users[c].add(token)
        self._resting = [0] * len(tokens)
        self._turn = 1

    def _standing(self) -> tuple[int, int]:
        value = sum(self._tokens[t][i].value for t, i in enumerate(self.choices) if i >= 0)
        return sum(need.steps(self._amounts, self._counters) for need in self._needs), -value

    @property
    def steps(self) -> int:
        """The open steps of the best."""
        return self.score.steps

    def run(self, least: int, moves: int) -> None:
        """Until no more than `least` steps are open, or after so many moves."""
        for made in range(moves):
            over = [c for c, amount in enumerate(self._amounts) if amount > self._most[c]]
            if not over:
                self._keep()
                if self.steps <= least:
                    break
            short = [c for need in self._needs for c in self._open(need)]
            if over and (made % 2 or not short):
                self._step(self._out_of(over[self._next(len(over))]), made, over, short)
            elif short:
                self._step(self._into(short[self._next(len(short))]), made, over, short)
            else:
                break

    def _keep(self) -> None:
        """Here everything fits: kept where it is the best so far."""
        value = sum(self._tokens[token][index].value for token, index in enumerate(self.choices) if index >= 0)
        score = Score(sum(need.steps(self._amounts, self._counters) for need in self._needs), -value)
        if score < self.score:
            self.score, self.best = score, list(self.choices)

    def _open(self, need: Need) -> Iterator[int]:
        c = need.counter
        if c is not None:
            if self._amounts[c] < self._least[c] and self._at[c] and c not in self._given_up:
                yield c
        elif need.of:
            inside = need.of
            if need.least is not None:
                inside = tuple(sorted(inside, key=self._cost)[: need.least])
            for each in inside:
                yield from self._open(each)

    def _cost(self, need: Need) -> float:
        c = need.counter
        if c is not None:
            hopeless = not self._at[c] and self._amounts[c] < self._least[c]
            return HOPELESS if hopeless else self._missing(c, self._amounts[c])
        if not need.of:
            return HOPELESS * need.fixed
        inside = [self._cost(each) for each in need.of]
        return sum(inside) if need.least is None else sum(sorted(inside)[: need.least])

    def _next(self, count: int) -> int:
        self._turn = (self._turn * 1_103_515_245 + 12_345) % (1 << 31)
        return (self._turn >> 8) % count

    def _into(self, c: int) -> list[tuple[int, int]]:
        """Some of the moves that bring a token to a counter."""
        at = self._at[c]
        if len(at) > SAMPLE:
            first, stride = self._next(len(at)), 1 + self._next(STRIDES)
            at = [at[(first + stride * place) % len(at)] for place in range(SAMPLE)]
        return [each for each in at if self.choices[each[0]] != each[1]]

    def _out_of(self, c: int) -> list[tuple[int, int]]:
        """Some of the moves that take a token from a counter: out, or to some of its other options."""
        inside = sorted(self._users[c])
        first = self._next(len(inside))
        found: list[tuple[int, int]] = []
        for token in inside[first:] + inside[:first]:
            several = len(self._tokens[token])
            others = range(several) if several <= FEW else [self._next(several) for _ in range(FEW)]
            found += [(token, index) for index in (-1, *others) if index != self.choices[token]]
            if len(found) >= SAMPLE:
                break
        return found

    def _step(self, moves: list[tuple[int, int]], now: int, over: list[int], short: list[int]) -> None:
        """The best of these moves; where it makes nothing better, what is wrong here weighs more from now on."""
        ranked = [(self._delta(*each), each) for each in moves if self._resting[each[0]] <= now]
        delta, move = min(ranked, default=(0.0, None))
        if delta >= 0:
            for c in over:
                self._fills[c] += FILL
            for c in short:
                self._asks[c] += ASK
        if move is not None:
            self._put(*move)
            self._resting[move[0]] = now + REST

    def _delta(self, token: int, index: int) -> float:
        """What a move costs."""
        options, old = self._tokens[token], self.choices[token]
        change = dict(options[index].uses) if index >= 0 else {}
        gain = options[index].value if index >= 0 else 0
        if old >= 0:
            gain -= options[old].value
            for c, weight in options[old].uses:
                change[c] = change.get(c, 0) - weight
        delta = -self._worth * gain
        wide: list[Need] = []
        for c, by in change.items():
            has, least = self._amounts[c], self._least[c]
            delta += self._overfull(c, has + by) - self._overfull(c, has)
            if least and (has < least or has + by < least):
                if self._single[c]:
                    delta += self._missing(c, has + by) - self._missing(c, has)
                need = self._wide[c]
                if need is not None and need not in wide:
                    wide.append(need)
        return delta + self._wide_delta(wide, change) if wide else delta

    def _overfull(self, c: int, amount: int) -> float:
        most = self._most[c]
        return self._fills[c] * (1 + (amount - most) / self._unit[c]) if amount > most else 0.0

    def _missing(self, c: int, amount: int) -> float:
        short = self._least[c] - amount
        if short <= 0:
            return 0.0
        return self._asks[c] * (short if self._unitwise[c] else 1 + short / self._least[c])

    def _wide_delta(self, needs: list[Need], change: Mapping[int, int]) -> float:
        before = sum(self._cost(need) for need in needs)
        for c, by in change.items():
            self._amounts[c] += by
        after = sum(self._cost(need) for need in needs)
        for c, by in change.items():
            self._amounts[c] -= by
        return after - before

    def _put(self, token: int, index: int) -> None:
        old = self.choices[token]
        for c, weight in self._tokens[token][old].uses if old >= 0 else ():
            self._amounts[c] -= weight
            self._users[c].discard(token)
        for c, weight in self._tokens[token][index].uses if index >= 0 else ():
            self._amounts[c] += weight
            self._users[c].add(token)
        self.choices[token] = index
