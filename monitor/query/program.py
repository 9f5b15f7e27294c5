"""Trees of many queries as one flat table, shared where queries share a part.

A node is a number; children have smaller numbers than their parents. `leads` of a node are
terms of which one is found in every text the node holds for: only then it need be tried.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

from monitor.errors import QueryError
from monitor.query import tree
from monitor.query.lexicon import Lexicon, Scope
from monitor.query.print import leaf_text
from monitor.query.terms.values import ValueTest, value_test
from monitor.query.tree import Node, Step


class Find(NamedTuple):
    """A term."""

    term: int


class Test(NamedTuple):
    """A value of the mention; see `Program.tests`."""

    test: int


class All(NamedTuple):
    """All of the children, the cheapest first."""

    children: tuple[int, ...]


class Any(NamedTuple):
    """One of the children."""

    children: tuple[int, ...]


class Absent(NamedTuple):
    """Not the child."""

    child: tuple[int, ...]


class Close(NamedTuple):
    """A NEAR; of each operand the terms, one of which stands there."""

    operands: tuple[tuple[int, ...], ...]
    steps: tuple[Step, ...]


class Named(NamedTuple):
    """The child; its spans are reported under `name`."""

    child: tuple[int, ...]
    name: str


Operation: TypeAlias = Find | Test | All | Any | Absent | Close | Named
Leads: TypeAlias = frozenset[int] | None


class Choice(NamedTuple):
    """How to try an `Any`: without looking at every child."""

    plain: frozenset[int]  # terms: one found is enough
    led: Mapping[int, tuple[int, ...]]  # term -> children that may hold when it is found
    rest: tuple[int, ...]  # children that no term leads


_COSTS: Final = {Find: 0, Test: 1, Any: 2, All: 2, Close: 3, Named: 2, Absent: 4}
_COST_ASKED: Final = 9


class Program:
    """The table, and the lexicon of its terms."""

    def __init__(self, *, fold_diacritics: bool) -> None:
        self.lexicon = Lexicon(fold_diacritics=fold_diacritics)
        self.operations: list[Operation] = []
        self.tests: list[ValueTest] = []
        self.leads: list[Leads] = []
        self.choices: dict[int, Choice] = {}
        self.number_of_term: dict[int, int] = {}
        self._costs: list[int] = []
        self._ids: dict[tuple[type[Operation], Operation], int] = {}
        self._test_labels: list[str] = []
        self._labels: dict[int, str] = {}
        self._test_ids: dict[tuple[tree.Leaf, Scope], int] = {}

    def add(self, root: Node, definitions: Mapping[str, int]) -> int:
        """The number of *root*; *definitions* are the numbers of what it may refer to."""
        order: list[tuple[Node, Scope, int]] = []
        stack: list[tuple[Node, Scope, int]] = [(root, None, -1)]
        while stack:
            node, scope, parent = item = stack.pop()
            inner = node.name if isinstance(node, tree.Field) else scope
            stack.extend((child, inner, len(order)) for child in tree.children_of(node))
            order.append(item)
        numbers: list[list[int]] = [[] for _ in order]
        for place in range(len(order) - 1, -1, -1):
            node, scope, parent = order[place]
            number = self._emit(node, scope, numbers[place], definitions)
            if parent < 0:
                return number
            numbers[parent].append(number)
        raise AssertionError(root)

    def _emit(
        self, node: Node, scope: Scope, children: list[int], definitions: Mapping[str, int]
    ) -> int:
        match node:
            case tree.And():
                costs = self._costs
                return self._number(All(tuple(sorted(set(children), key=costs.__getitem__))))
            case tree.Or():
                return self._number(Any(tuple(sorted(set(children)))))
            case tree.Not():
                return self._number(Absent(tuple(children)))
            case tree.Field():
                return children[0]
            case tree.Near(operands, steps):
                terms = tuple(self._alternatives(operand, scope) for operand in operands)
                return self._number(Close(terms, steps))
            case tree.Reference(name):
                return definitions[name]
            case tree.Threshold():
                return self._test(node, node.field)
            case _:
                if scope in tree.VALUE_FIELDS:
                    return self._test(node, scope)
                return self._number(Find(self.lexicon.add(node, scope)))

    def name(self, child: int, name: str) -> int:
        """*child* with its spans reported under *name*."""
        return self._number(Named((child,), name))

    def label(self, term: int) -> str:
        """The term as it is written in a query."""
        known = self._labels.get(term)
        if known is None:
            known = self._labels[term] = leaf_text(self.lexicon.terms[term])
        return known

    def test_label(self, test: int) -> str:
        """The test as it is written in a query, without its field."""
        return self._test_labels[test]

    def _alternatives(self, operand: Node, scope: Scope) -> tuple[int, ...]:
        leaves = (node for node in tree.walk(operand) if isinstance(node, tree.TERMS))
        return tuple(sorted({self.lexicon.add(leaf, scope) for leaf in leaves}))

    def _test(self, leaf: tree.Leaf, scope: Scope) -> int:
        known = self._test_ids.get((leaf, scope))
        if known is None:
            known = self._test_ids[leaf, scope] = len(self.tests)
            self.tests.append(value_test(leaf, str(scope)))
            self._test_labels.append(leaf_text(leaf))
        return self._number(Test(known))

    def _number(self, operation: Operation) -> int:
        key = type(operation), operation  # tuples of two kinds can be equal
        known = self._ids.get(key)
        if known is not None:
            return known
        number = self._ids[key] = len(self.operations)
        self.operations.append(operation)
        self.leads.append(self._leads_of(operation))
        self._costs.append(self._cost_of(operation))
        if isinstance(operation, Find):
            self.number_of_term[operation.term] = number
        if isinstance(operation, Any):
            self.choices[number] = self.choice(operation.children)
        return number

    def _leads_of(self, operation: Operation) -> Leads:
        match operation:
            case Find(term):
                return frozenset((term,)) if self.lexicon.is_scanned(term) else None
            case All(children):
                some = (self.leads[child] for child in children)
                known = (leads for leads in some if leads is not None)
                return min(known, key=self._commonness, default=None)
            case Any(children):
                each = [leads for child in children if (leads := self.leads[child]) is not None]
                whole: frozenset[int] = frozenset().union(*each)
                return whole if len(each) == len(children) else None
            case Close(operands):
                return min(map(frozenset, operands), key=self._commonness)
            case Named(child):
                return self.leads[child[0]]
            case Test() | Absent():
                return None

    def _commonness(self, leads: frozenset[int]) -> tuple[int, int]:
        """Few and long needles are found least."""
        return len(leads), -min(len(self.lexicon.compiled[term].needle) for term in leads)

    def _cost_of(self, operation: Operation) -> int:
        own = _COSTS[type(operation)]
        if isinstance(operation, Find) and not self.lexicon.is_scanned(operation.term):
            own = _COST_ASKED
        children = children_of(operation)
        return max([own, *(self._costs[child] for child in children)])

    def choice(self, children: Sequence[int]) -> Choice:
        """How to try *children* when one is enough."""
        plain: list[int] = []
        led: dict[int, list[int]] = {}
        rest: list[int] = []
        for child in children:
            operation, leads = self.operations[child], self.leads[child]
            if leads is None:
                rest.append(child)
            elif isinstance(operation, Find):
                plain.append(operation.term)
            else:
                for term in leads:
                    led.setdefault(term, []).append(child)
        frozen = {term: tuple(found) for term, found in led.items()}
        return Choice(frozenset(plain), frozen, tuple(rest))


def children_of(operation: Operation) -> tuple[int, ...]:
    """The numbers of the children of *operation*."""
    match operation:
        case All(children) | Any(children) | Absent(children) | Named(children):
            return children
        case _:
            return ()


def in_order(trees: Mapping[str, Node]) -> list[str]:
    """The names of *trees*, those referred to first; `QueryError`: a cycle, an unknown name."""
    done: dict[str, None] = {}
    for name in trees:
        path: dict[str, list[tree.Reference]] = {}
        stack = [name]
        while stack:
            current = stack[-1]
            if current in done:
                stack.pop()
                continue
            waiting = path.get(current)
            if waiting is None:
                waiting = path[current] = _references(trees, current)
            while waiting and waiting[-1].name in done:
                waiting.pop()
            if not waiting:
                done[current] = None
                stack.pop()
                continue
            reference = waiting[-1]
            if reference.name in path:
                cycle = [*stack[stack.index(reference.name) :], reference.name]
                shown = " -> ".join(f"{{{each}}}" for each in cycle)
                problem = f"these refer to each other: {shown}"
                raise QueryError(problem, column=reference.at + 1)
            stack.append(reference.name)
    return list(done)


def _references(trees: Mapping[str, Node], name: str) -> list[tree.Reference]:
    found = [node for node in tree.walk(trees[name]) if isinstance(node, tree.Reference)]
    for reference in found:
        if reference.name not in trees:
            problem = f"there is no query or brand named {reference.name}"
            raise QueryError(problem, column=reference.at + 1)
    return found[::-1]
