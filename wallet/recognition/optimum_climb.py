"""A good assignment, quickly: tokens matched to what is asked for, the rest put where there is room, then moved as long
as that helps. Where it reaches the bound, nothing has to be searched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from wallet.recognition.optimum import Counter, Need, Option, Score
from wallet.recognition.optimum_bounds import reduced

ROUNDS = 8

Change = tuple[int, int]  # token, option


class Climb:
    """An assignment on its way. `slots`: counter -> the tokens that a matching found for it."""

    def __init__(
        self,
        counters: Sequence[Counter],
        tokens: Sequence[tuple[Option, ...]],
        base: Sequence[int],
        needs: Sequence[Need],
        prices: Sequence[int],
    ) -> None:
        self._counters, self._tokens, self._needs, self._prices = counters, tokens, needs, prices
        self._amounts = list(base)
        self._limits = [float("inf") if each.most is None else each.most for each in counters]
        self.choices = [-1] * len(tokens)
        self._users: list[set[int]] = [set() for _ in counters]
        self._terms: list[list[int]] = [[] for _ in counters]
        for place, need in enumerate(needs):
            for c in need.counters():
                self._terms[c].append(place)
        self._at: list[list[Change]] = [[] for _ in counters]
        for token, options in sorted(enumerate(tokens), key=lambda each: (-max(o.value for o in each[1]), each[0])):
            for index, option in enumerate(options):
                for c, _ in option.uses:
                    self._at[c].append((token, index))
        self._worths = [[reduced(option, prices) for option in options] for options in tokens]
        self._steps = [need.steps(self._amounts, counters) for need in needs]
        self._value = 0

    @property
    def score(self) -> Score:
        return Score(sum(self._steps), -self._value)

    def wanting(self) -> set[int]:
        """Counters that have room in spite of their price, those that a need is short of, and those into which a token
        should go by the prices and does not."""
        missed = {token: max(worths) for token, worths in enumerate(self._worths) if self._regret(token) > 0}
        better = {
            c
            for token, best in missed.items()
            for worth, option in zip(self._worths[token], self._tokens[token], strict=True)
            for c, _ in option.uses
            if worth == best and self._counters[c].most is not None
        }
        room = {c for c, price in enumerate(self._prices) if price and self._amounts[c] < self._limits[c]}
        short = (c for need, steps in zip(self._needs, self._steps, strict=True) if steps for c in need.counters())
        return room.union(short, better)

    def run(self, slots: Iterable[tuple[int, int]], bound: Score) -> None:
        """From nothing to where no small move helps any more, or to the bound."""
        for token, c in slots:
            option = next(
                (i for i, each in enumerate(self._tokens[token]) if any(c == use for use, _ in each.uses)), -1
            )
            if option >= 0:
                self._try([(token, option)])
        heavy = sorted(
            range(len(self._tokens)), key=lambda token: (-max(each.value for each in self._tokens[token]), token)
        )
        for token in heavy:
            if self.choices[token] < 0:
                self._insert(token)
        for _ in range(ROUNDS):
            if self.score <= bound or not self._round(heavy):
                break

    # ---- moves

    def _insert(self, token: int) -> bool:
        """Into the option that helps most: open steps first, then what is worth most beyond its price."""
        options = self._tokens[token]
        ranked = sorted(
            range(len(options)), key=lambda i: (-self._helps(options[i]), -reduced(options[i], self._prices), i)
        )
        return any(self._try([(token, i)]) for i in ranked if self._fits(options[i]))

    def _helps(self, option: Option) -> bool:
        return any(self._amounts[c] < self._counters[c].least for c, _ in option.uses)

    def _round(self, heavy: Sequence[int]) -> bool:
        moved = False
        for c, counter in enumerate(self._counters):
            if self._amounts[c] < counter.least and any(self._steps[term] for term in self._terms[c]):
                moved = any(self._try(changes) for changes in self._towards(c)) or self._gather(c) or moved
        for token in heavy:
            if self.choices[token] < 0:
                moved = self._insert(token) or any(self._try(changes) for changes in self._instead(token)) or moved
        for token in heavy:
            if self._regret(token) > 0:
                moved = any(self._try(changes, refill=True) for changes in self._better(token)) or moved
        for c, price in enumerate(self._prices):
            if price and self._amounts[c] < self._limits[c]:
                moved = self._repack(c) or moved
        return moved

    def _gather(self, c: int) -> bool:
        """As many tokens as a counter is short of, from wherever they are, and others into what they left."""
        elsewhere = [each for each in self._at[c] if each[1] != self.choices[each[0]]]
        for first in (elsewhere, sorted(elsewhere, key=lambda each: self.choices[each[0]] >= 0)):
            short, changes = self._counters[c].least - self._amounts[c], list[Change]()
            added: dict[int, int] = {}
            for token, index in first:
                uses = self._tokens[token][index].uses
                fits = all(self._amounts[use] + added.get(use, 0) + weight <= self._limits[use] for use, weight in uses)
                if short > 0 and fits and all(token != other for other, _ in changes):
                    changes.append((token, index))
                    short -= self._into(token, index, c)
                    added.update({use: added.get(use, 0) + weight for use, weight in uses})
            if short <= 0 and self._try(changes, refill=True):
                return True
        return False

    def _repack(self, c: int) -> bool:
        """What is in there, what is nowhere and at last what is elsewhere, packed so that less room is left."""
        inside = [(token, self.choices[token]) for token in sorted(self._users[c])]
        room = int(self._limits[c]) - self._amounts[c] + sum(self._into(*each, c) for each in inside)
        idle = [each for each in self._at[c] if self.choices[each[0]] < 0]
        others = [each for each in self._at[c] if self.choices[each[0]] >= 0 and each not in inside]
        for more in (idle, idle + others):
            best = self._packed(c, room, inside + more)
            kept = {token for token, _ in best}
            if self._try([(token, -1) for token, _ in inside if token not in kept] + best, refill=True):
                return True
        return False

    def _packed(self, c: int, room: int, choices: Sequence[Change]) -> list[Change]:
        """Of these choices, each token once, those that fill the room of a counter best."""
        packed: dict[int, tuple[Change, ...]] = {0: ()}
        for token, index in choices:
            weight = self._into(token, index, c)
            for total in sorted(packed, reverse=True):
                new = total + weight
                if new <= room and new not in packed and all(token != other for other, _ in packed[total]):
                    packed[new] = (*packed[total], (token, index))
            if room in packed:
                break
        return list(packed[max(packed)])

    def _into(self, token: int, index: int, c: int) -> int:
        return sum(weight for use, weight in self._tokens[token][index].uses if use == c)

    def _regret(self, token: int) -> int:
        """What the prices say that the token could be worth more elsewhere."""
        worths, now = self._worths[token], self.choices[token]
        return max(0, *worths) - (worths[now] if now >= 0 else 0)

    def _better(self, token: int) -> Iterator[list[Change]]:
        """The token into what the prices favour, and what is in its way elsewhere or out."""
        worths = self._worths[token]
        best = max(worths)
        for index, worth in enumerate(worths):
            if worth == best and index != self.choices[token]:
                yield [(token, index)]
                yield from ([(token, index), *more] for more in self._making_room(token, self._tokens[token][index]))

    def _towards(self, c: int) -> Iterator[list[Change]]:
        """Moves that bring a token to a counter that is short: one from elsewhere, whose place another may take."""
        for token, options in enumerate(self._tokens):
            for index, option in enumerate(options):
                if index == self.choices[token] or not any(c == use for use, _ in option.uses):
                    continue
                yield [(token, index)]
                yield from ([(token, index), *change] for change in self._making_room(token, option))
                old = self.choices[token]
                if old >= 0:
                    yield from ([(token, index), change] for change in self._replacing(token, options[old]))

    def _replacing(self, token: int, left: Option) -> Iterator[Change]:
        """Another token into the place that one left: one that is nowhere, or one that can be spared."""
        places = {c for c, _ in left.uses if self._counters[c].least}
        for other, options in enumerate(self._tokens):
            if other == token:
                continue
            for index, option in enumerate(options):
                if index != self.choices[other] and not places.isdisjoint(use for use, _ in option.uses):
                    yield (other, index)

    def _instead(self, token: int) -> Iterator[list[Change]]:
        """A token that is nowhere into an option, and what is in its way elsewhere or out."""
        for index, option in enumerate(self._tokens[token]):
            yield from ([(token, index), *changes] for changes in self._making_room(token, option))

    def _making_room(self, token: int, option: Option) -> Iterator[list[Change]]:
        full = [c for c, weight in option.uses if self._amounts[c] + weight > self._limits[c]]
        if not full:
            return
        inside = set.intersection(*(self._users[c] for c in full)) - {token}
        for other in sorted(inside):
            for index in (*range(len(self._tokens[other])), -1):
                if index != self.choices[other]:
                    yield [(other, index)]

    # ---- one move

    def _fits(self, option: Option) -> bool:
        return all(self._amounts[c] + weight <= self._limits[c] for c, weight in option.uses)

    def _try(self, changes: Sequence[Change], *, refill: bool = False) -> bool:
        """Make the changes, and fill what they left; take all back where one does not fit or nothing is better."""
        before = [(token, self.choices[token]) for token, _ in changes]
        value, touched = self._value, set[int]()
        for token, option in changes:
            self._put(token, option, touched)
        fits = all(self._amounts[c] <= self._limits[c] for c in touched)
        if fits and refill:
            before += self._refill(sorted(touched), touched)
        terms = {term for c in touched for term in self._terms[c]} if fits else set[int]()
        after = {term: self._needs[term].steps(self._amounts, self._counters) for term in terms}
        gain = sum(self._steps[term] - steps for term, steps in after.items())
        if fits and (gain, self._value) > (0, value):
            for term, steps in after.items():
                self._steps[term] = steps
            return True
        for token, option in reversed(before):
            self._put(token, option, touched)
        return False

    def _refill(self, counters: Sequence[int], touched: set[int]) -> list[Change]:
        """Tokens that are nowhere into what has room, as full as they go; answers what they were before."""
        put = []
        for c in counters:
            room = self._limits[c] - self._amounts[c]
            if not self._prices[c] or room <= 0:
                continue
            idle = [
                each for each in self._at[c] if self.choices[each[0]] < 0 and self._fits(self._tokens[each[0]][each[1]])
            ]
            for token, index in self._packed(c, int(room), idle):
                if self._fits(self._tokens[token][index]):
                    self._put(token, index, touched)
                    put.append((token, -1))
        return put

    def _put(self, token: int, option: int, touched: set[int]) -> None:
        old, self.choices[token] = self.choices[token], option
        if old >= 0:
            self._value -= self._tokens[token][old].value
            for c, weight in self._tokens[token][old].uses:
                self._amounts[c] -= weight
                self._users[c].discard(token)
                touched.add(c)
        if option >= 0:
            self._value += self._tokens[token][option].value
            for c, weight in self._tokens[token][option].uses:
                self._amounts[c] += weight
                self._users[c].add(token)
                touched.add(c)
