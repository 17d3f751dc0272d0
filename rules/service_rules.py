"""Which service rule makes a ticket, and with which skill."""

from collections.abc import Container, Iterable

from msgspec import Struct

from schemas.cases import Product
from schemas.service_rules import Match, ServiceRule, Trigger


class Subject(Struct, frozen=True, kw_only=True):
    """What conditions are asked of. `product` None: unmapped, so that conditions on category or mode do not hold."""

    platform: str
    account: str
    adcode: str | None = None
    sku_code: str | None = None
    product: Product | None = None
    kind: str | None = None


class RuleBook:
    """
    All rules: those that may make tickets now, in the order in which they are asked, and those that made older ones.

    Of several versions of a code only the highest counts, and it only if it is enabled.
    """

    def __init__(self, rules: Iterable[ServiceRule]) -> None:
        self._all = {(rule.rule_code, rule.version): rule for rule in rules}
        newest = {code: self._all[code, version] for code, version in sorted(self._all)}
        live = (rule for rule in newest.values() if rule.enabled)
        self.current = tuple(sorted(live, key=lambda rule: (rule.priority, rule.rule_code)))

    def first(self, triggers: Container[Trigger], subject: Subject) -> ServiceRule | None:
        """Return the first rule whose trigger is among those that have happened and whose conditions hold."""
        for rule in self.current:
            if rule.trigger in triggers and matches(rule.match, subject):
                return rule
        return None

    def version(self, rule_code: str | None, version: int | None) -> ServiceRule | None:
        """Return the rule that made a ticket; None if no rule did."""
        return self._all.get((rule_code or "", version or 0))


def matches(match: Match, subject: Subject) -> bool:
    """Tell whether all conditions hold; what is not known of the subject fulfils none."""
    product = subject.product
    pairs = (
        (match.platform, subject.platform),
        (match.account, subject.account),
        (match.sku_code, subject.sku_code),
        (match.kind, subject.kind),
        (match.category_code, product.category_code if product else None),
        (match.service_mode, product.service_mode if product else None),
    )
    if any(wanted is not None and wanted != found for wanted, found in pairs):
        return False
    return match.region is None or (subject.adcode or "").startswith(match.region)


def skill_code(skill: str | None, product: Product | None) -> str | None:
    """Return the skill a ticket needs: `install` and `repair` are the product's own, other words stand for themselves."""
    if skill == "install":
        return product.install_skill if product else None
    if skill == "repair":
        return product.repair_skill if product else None
    return skill
