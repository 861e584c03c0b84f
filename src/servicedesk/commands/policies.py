"""``policy …``: the store's rules as a file: what is wrong with one, before it binds anybody.

Exit codes: 0 done, 1 the policy may not be published as it stands, 2 the file cannot be read.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from servicedesk.commands.counter import (
    counter_at,
    demand_outside,
    home_of,
    shown_progress,
    target_of,
    words_of,
    write_lines,
)
from servicedesk.errors import BadInputError, no_progress
from servicedesk.wording import N_, Words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from servicedesk.domain.policies import Policy
    from servicedesk.domain.policy_findings import Finding
    from servicedesk.domain.policy_rehearsal import Changed, Kind, Rehearsal

_MAY = N_("Policy {version} of {day} may be published; {count} things deserve a second look.")
_MAY_NOT = N_("Policy {version} of {day} may not be published: {count} things stand against it.")
_PUBLISHED = N_("Policy {version} is published and locked; it binds sales from {day} on. SHA-256 {digest}.")
_REHEARSED = N_("{cases} cases since {day}: {changed} verdicts would change under policy {version}.")
_MONEY = N_("Not paid back: {kept}. Paid back besides, at most: {paid}.")
_OTHERWISE = N_("{count} were decided otherwise in their day than their rules say now.")
_UNJUDGED = N_("{count} lack what is needed to decide them again.")
_KIND = N_("{count}× {category}: {code} becomes {new_code} · {kept} / {paid} · {numbers}")
_EXPORTED = N_("The promises of policy {version} were written to {file}.")
_IMPORTED = N_("Policy {version} of {day} was written to {file}. It binds nobody until it is published.")
_BAD_CELL = N_("{sheet}, row {row}, column {column}: {sentence}")
_NOT_TAKEN = N_("{count} cells of {file} are wrong. Nothing was written. Put them right and import it again.")
_NO_DAY = N_("{text} is no day. Nothing was done. Give it as 2026-11-03.")
_LEVELS = {"BLOCK": N_("not allowed"), "WARN": N_("look again")}


def add_parsers(subparsers: Any) -> None:
    kinds = subparsers.add_parser("policy").add_subparsers(dest="what", required=True)
    check = kinds.add_parser("check", help="say everything that keeps a policy file from being published")
    check.add_argument("file", type=Path, metavar="FILE", help="a policy file; what it leaves out stays as shipped")
    check.add_argument("--province", metavar="CODE", help="where the store is, for example ZJ")
    check.add_argument("--json", action="store_true")
    check.set_defaults(run=check_file)
    publish = kinds.add_parser("publish", help="make a policy file the store's rules from its date on; it is locked")
    publish.add_argument("file", type=Path, metavar="FILE", help="a policy file; what it leaves out stays as shipped")
    publish.add_argument(
        "--as", dest="as_staff", required=True, metavar="STAFF", help="a manager's number; the PIN is asked for"
    )
    publish.set_defaults(run=publish_file)
    rehearse = kinds.add_parser("rehearse", help="decide what was decided since a day again, by a policy file")
    rehearse.add_argument("file", type=Path, metavar="FILE", help="a policy file; what it leaves out stays as shipped")
    rehearse.add_argument("--since", required=True, metavar="DATE", help="the first business day, as 2026-11-03")
    rehearse.add_argument("--json", action="store_true")
    rehearse.set_defaults(run=rehearse_file)
    export = kinds.add_parser("export", help="write the promises as a spreadsheet")
    export.add_argument("out", type=target_of, metavar="FILE.xlsx")
    export.add_argument("--policy", type=Path, metavar="FILE", help="of this file, not those of the counter")
    export.set_defaults(run=export_sheet)
    take = kinds.add_parser("import", help="make a policy file from a spreadsheet of promises")
    take.add_argument("file", type=Path, metavar="FILE.xlsx")
    take.add_argument("out", type=target_of, metavar="DRAFT.json", help="where the policy file goes")
    take.add_argument("--policy", type=Path, metavar="FILE", help="all the rest from this file, not from the counter")
    take.set_defaults(run=import_sheet)


def check_file(args: argparse.Namespace) -> int:
    """Every finding, by its place in the file. Exit 1 when one of them keeps the policy from being published."""
    from servicedesk.domain.policy_findings import Severity
    from servicedesk.domain.policy_floors import check
    from servicedesk.wire.policies import floors, load_policy_file

    words = words_of(args)
    policy, _calendar = load_policy_file(args.file)
    province = args.province.upper() if args.province else None
    findings = check(policy, floors(), province)
    against = sum(finding.severity is Severity.BLOCK for finding in findings)
    version, day = policy.version, policy.published_on.isoformat()
    if args.json:
        told = {"version": version, "published_on": day, "may_be_published": not against}
        print(json.dumps(told | {"findings": as_json(findings, words)}, ensure_ascii=False, indent=1))
    else:
        show(findings, words)
        print(words(_MAY_NOT if against else _MAY, version=version, day=day, count=against or len(findings)))
    return 1 if against else 0


def publish_file(args: argparse.Namespace) -> int:
    """Publish by the person who proves it with a PIN. Exit 1 with every finding where the policy may not be."""
    import sys

    from servicedesk.commands.counter import not_proven, signed_in_as
    from servicedesk.desk.outcomes import Refused
    from servicedesk.desk.policies import Unlawful, publish
    from servicedesk.domain.staff import Permission
    from servicedesk.wire.policies import load_pack_file

    words, policy = words_of(args), load_pack_file(args.file)
    with counter_at(args) as desk:
        outcome = publish(desk, signed_in_as(desk, args.as_staff, Permission.POLICY_PUBLISH), policy)
    if isinstance(outcome, Unlawful):
        show(outcome.findings, words)
        print(words.say(outcome.reason), file=sys.stderr)
        return 1
    if isinstance(outcome, Refused):
        raise not_proven(outcome)
    pack = outcome.value
    print(words(_PUBLISHED, version=pack.version, day=pack.valid_from.isoformat(), digest=pack.digest))
    return 0


def rehearse_file(args: argparse.Namespace) -> int:
    """Try a draft on the counter's own records; nothing is changed. Exit 0 whatever it would change."""
    from datetime import date

    from servicedesk.commands.rules import warn_of_floors
    from servicedesk.desk.rehearsing import rehearse
    from servicedesk.wire.policies import load_policy_file

    words = words_of(args)
    draft, _calendar = load_policy_file(args.file)
    warn_of_floors(draft, words)
    try:
        since = date.fromisoformat(args.since)
    except ValueError:
        raise BadInputError(_NO_DAY, text=repr(args.since)) from None
    with counter_at(args) as desk:
        found = rehearse(desk, draft, since, shown_progress() or no_progress)
        currency = desk.profile.currency
    if args.json:
        told = {"version": draft.version, "since": since.isoformat(), "currency": currency}
        print(json.dumps(told | rehearsal_json(found), ensure_ascii=False, indent=1))
        return 0
    _show_rehearsal(found, words, currency, draft.version, since.isoformat())
    return 0


def export_sheet(args: argparse.Namespace) -> int:
    """The promises of the policy published last, also when its day is still to come."""
    from servicedesk.wire.policy_sheets import write_sheet

    words, policy = words_of(args), _base(args)
    demand_outside(home_of(args), args.out)
    write_lines(args.out, [write_sheet(policy)], end=b"")
    print(words(_EXPORTED, version=policy.version, file=args.out))
    return 0


def import_sheet(args: argparse.Namespace) -> int:
    """A whole policy file from the promises of a spreadsheet; exit 2 with every bad cell and no file."""
    import sys

    from servicedesk.domain.policies import Policy
    from servicedesk.wire.policies import encode_policy
    from servicedesk.wire.policy_sheets import read_sheet

    words = words_of(args)
    demand_outside(home_of(args), args.out)
    taken = read_sheet(args.file, _base(args))
    if not isinstance(taken, Policy):
        for cell in taken:
            place = {"sheet": cell.sheet, "row": cell.row, "column": cell.column}
            print(words(_BAD_CELL, **place, sentence=words.say(cell.sentence)))
        print(words(_NOT_TAKEN, count=len(taken), file=args.file), file=sys.stderr)
        return 2
    document = json.dumps(json.loads(encode_policy(taken)), ensure_ascii=False, indent=1)
    write_lines(args.out, [document.encode()])
    print(words(_IMPORTED, version=taken.version, day=taken.published_on.isoformat(), file=args.out))
    return 0


def _base(args: argparse.Namespace) -> Policy:
    """The policy a spreadsheet is about: of a file, else the one published last on the counter, else as shipped."""
    from servicedesk.wire.policies import load_policy_file

    if args.policy:
        return load_policy_file(args.policy)[0]
    with counter_at(args) as desk:
        return desk.policies.published[-1] if desk.policies.published else desk.policies.shipped


def rehearsal_json(found: Rehearsal) -> dict[str, object]:
    """Changes by category and code, those with most cases first; amounts in minor units."""
    return {
        "cases": found.cases,
        "changed": found.changed,
        "decided_otherwise": found.otherwise,
        "not_judged": found.unjudged,
        "kept_minor": found.kept_minor,
        "paid_minor": found.paid_minor,
        "changes": [
            {
                "category": kind.category,
                "outcome": kind.outcome,
                "code": kind.code,
                "new_outcome": kind.new_outcome,
                "new_code": kind.new_code,
                "cases": changed.cases,
                "kept_minor": changed.kept_minor,
                "paid_minor": changed.paid_minor,
                "samples": changed.samples,
            }
            for kind, changed in _by_weight(found)
        ],
    }


def _by_weight(found: Rehearsal) -> list[tuple[Kind, Changed]]:
    return sorted(found.changes.items(), key=lambda one: (-one[1].cases, one[0]))


def _show_rehearsal(found: Rehearsal, words: Words, currency: str, version: str, day: str) -> None:
    from servicedesk.domain.money import format_minor

    print(words(_REHEARSED, cases=found.cases, day=day, changed=found.changed, version=version))
    kept, paid = format_minor(found.kept_minor, currency), format_minor(found.paid_minor, currency)
    if found.changed:
        print(words(_MONEY, kept=kept, paid=paid))
    for kind, changed in _by_weight(found):
        kept, paid = format_minor(changed.kept_minor, currency), format_minor(changed.paid_minor, currency)
        codes = {"code": kind.code, "new_code": kind.new_code}
        numbers = " ".join(changed.samples)
        shown = {"count": changed.cases, "category": kind.category, "kept": kept, "paid": paid, "numbers": numbers}
        print(words(_KIND, **codes, **shown))
    for msgid, count in ((_OTHERWISE, found.otherwise), (_UNJUDGED, found.unjudged)):
        if count:
            print(words(msgid, count=count))


def as_json(findings: Iterable[Finding], words: Words) -> list[dict[str, str]]:
    """The same as ``show`` tells, for programs."""
    return [
        {
            "severity": finding.severity.value,
            "setting": finding.setting,
            "text": words.say(finding.sentence),
            "basis": finding.basis,
        }
        for finding in findings
    ]


def show(findings: Iterable[Finding], words: Words) -> None:
    """One line each: how bad, the place in the file, the sentence, and what it rests on."""
    for finding in findings:
        basis = f" ({finding.basis})" if finding.basis else ""
        print(f"{words(_LEVELS[finding.severity])}  {finding.setting}: {words.say(finding.sentence)}{basis}")
