"""More value with no more steps open: what is nowhere goes where there is room, tokens go where the prices favour them,
and what is scarce is packed anew until nothing of it is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wallet.recognition.optimum import Counter, Need, Option, Score

ROUNDS = 8
TRIES = 4_000  # moves looked at
MOST_PACKED = 2_500  # sums that are told apart

Change = tuple[int, int]  # token, option


class Polish:
    """An assignment that fits, and stays so. `prices`: what is scarce."""

    def __init__(
        self,
        counters: Sequence[Counter],
        tokens: Sequence[tuple[Option, ...]],
        base: Sequence[int],
        needs: Sequence[Need],
        prices: Sequence[int],
        choices: Sequence[int],
    ) -> None:
        self._counters, self._tokens, self._needs = counters, tokens, needs
        self._amounts = list(base)
        self._limits = [1 << 200 if each.most is None else each.most for each in counters]
        self._scarce = [c for c, price in enumerate(prices) if price > 0 and counters[c].most is not None]
        self.choices = list(choices)
        self._users: list[set[int]] = [set() for _ in counters]
        self._value = 0
        for token, choice in enumerate(choices):
            if choice >= 0:
                self._value += tokens[token][choice].value
                for c, weight in tokens[token][choice].uses:
                    self._amounts[c] += weight
                    self._users[c].add(token)
        self._terms: list[list[int]] = [[] for _ in counters]
        for place, need in enumerate(needs):
            for c in need.counters():
                self._terms[c].append(place)
        self._heavy = sorted(range(len(tokens)), key=lambda token: (-max(o.value for o in tokens[token]), token))
        self._at: list[list[Change]] = [[] for _ in counters]
        for token in self._heavy:
            for index, option in enumerate(tokens[token]):
                for c, _ in option.uses:
                    self._at[c].append((token, index))
        self._worths = [[_reduced(option, prices) for option in options] for options in tokens]
        self._steps = [need.steps(self._amounts, counters) for need in needs]
        self._tries = TRIES

    @property
    def score(self) -> Score:
        return Score(sum(self._steps), -self._value)

    def run(self, bound: Score) -> None:
        """To where no small move helps any more, or to the bound."""
        for _ in range(ROUNDS):
            if self.score <= bound or not self._round():
                break

    # ---- moves

    def _round(self) -> bool:
        moved = False
        for token in self._heavy:
            if self.choices[token] < 0:
                moved = self._insert(token) or moved
        for token in self._heavy:
            if self._regret(token) > 0:
                moved = any(self._try(changes, refill=True) for changes in self._better(token)) or moved
        for c in self._scarce:
            if self._amounts[c] < self._limits[c]:
                moved = self._repack(c) or moved
        return moved

    def _insert(self, token: int) -> bool:
        """Into the option that is worth most beyond its price."""
        options, worths = self._tokens[token], self._worths[token]
        ranked = sorted(range(len(options)), key=lambda i: (-worths[i], i))
        return any(self._try([(token, i)]) for i in ranked if self._fits(options[i]))

    def _repack(self, c: int) -> bool:
        """What is in there, what is nowhere and at last what is elsewhere, packed so that less room is left."""
        inside = [(token, self.choices[token]) for token in sorted(self._users[c])]
        room = self._limits[c] - self._amounts[c] + sum(self._into(*each, c) for each in inside)
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
            if room in packed or len(packed) > MOST_PACKED:
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
        if not self._tries:
            return False
        self._tries -= 1
        before = [(token, self.choices[token]) for token, _ in changes]
        value, touched = self._value, set[int]()
        for token, option in changes:
            self._put(token, option, touched)
        fits = all(self._amounts[c] <= self._limits[c] for c in touched)
        if fits and refill:
            before += self._refill(touched)
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

    def _refill(self, touched: set[int]) -> list[Change]:
        """Tokens that are nowhere into what has room, as full as they go; answers what they were before."""
        put = []
        for c in (each for each in self._scarce if each in touched):
            room = self._limits[c] - self._amounts[c]
            if room <= 0:
                continue
            idle = [
                each for each in self._at[c] if self.choices[each[0]] < 0 and self._fits(self._tokens[each[0]][each[1]])
            ]
            for token, index in self._packed(c, room, idle):
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


def _reduced(option: Option, prices: Sequence[int]) -> int:
    return option.value - sum(weight * prices[c] for c, weight in option.uses)
