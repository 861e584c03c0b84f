"""The clerk's words for what the decision table reads: field names, answers, options. English sources."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from servicedesk.domain.sentences import N_, Sentence


class HowKnown(StrEnum):
    """Where a fact of a decision comes from."""

    RECEIPT = "RECEIPT"
    ASKED = "ASKED"
    RECORDS = "RECORDS"
    SETTINGS = "SETTINGS"
    CALENDAR = "CALENDAR"
    ASSUMED = "ASSUMED"  # nobody answered: the default of 2.7.3


HOW_WORDS: Mapping[HowKnown, str] = {
    HowKnown.RECEIPT: N_("from the receipt"),
    HowKnown.ASKED: N_("asked at the desk"),
    HowKnown.RECORDS: N_("from our records"),
    HowKnown.SETTINGS: N_("from the store's settings"),
    HowKnown.CALENDAR: N_("from the calendar"),
    HowKnown.ASSUMED: N_("not asked, assumed"),
}

FIELD_WORDS: Mapping[str, str] = {
    "channel": N_("Bought"),
    "category": N_("Kind of goods"),
    "bought_on": N_("Day of purchase"),
    "delivered_on": N_("Day of delivery"),
    "installed_on": N_("Day of installation"),
    "exchanged_on": N_("Day of the last exchange"),
    "notified_on": N_("Day the customer first asked"),
    "made_on": N_("Day of manufacture"),
    "intake_on": N_("In repair since"),
    "proof": N_("Proof of purchase"),
    "serial": N_("Serial number matches"),
    "reason": N_("Reason"),
    "defect": N_("Test"),
    "condition": N_("Looks"),
    "tags": N_("Tags"),
    "accessories": N_("Accessories"),
    "activated": N_("Activated"),
    "repairs": N_("Repairs so far"),
    "repair_days": N_("Days spent in repair"),
    "waiting_for_parts": N_("Waiting for parts"),
    "part": N_("What failed"),
    "accessory_replaced": N_("Times this accessory was replaced"),
    "stock": N_("Same model in stock"),
    "fundamental": N_("Purpose of the purchase defeated"),
    "confirmed": N_("Customer confirmed no return"),
    "disclosed_flaw": N_("Sold with a flaw shown"),
    "near_expiry": N_("Sold near its date"),
    "clearance": N_("Clearance"),
    "no_reason_days_at_sale": N_("No-reason days promised at the sale"),
    "province": N_("Province"),
    "recall": N_("Recalled"),
    "official_fail": N_("Officially found below standard"),
    "expired_at_sale": N_("Past its date when sold"),
    "food_unsafe": N_("Food unsafe"),
    "fraud": N_("Fraud established"),
    "already_returned": N_("Refunded before"),
    "other_entity": N_("Sold by another company"),
    "age": N_("Age of the buyer"),
    "guardian_objects": N_("Guardian objects"),
    "start_on": N_("Counted from"),
    "asked_on": N_("Asked on"),
    "day": N_("Days since then"),
    "last_on": N_("Last day"),
}

ANSWER_WORDS: Mapping[tuple[str, str], str] = {
    ("channel", "STORE"): N_("in the store"),
    ("channel", "REMOTE"): N_("online, by phone or by mail"),
    ("proof", "RECEIPT"): N_("receipt"),
    ("proof", "E_RECEIPT"): N_("electronic receipt"),
    ("proof", "INVOICE"): N_("invoice"),
    ("proof", "MEMBER_RECORD"): N_("member record"),
    ("proof", "PAYMENT_RECORD"): N_("payment record"),
    ("proof", "SERIAL_RECORD"): N_("serial number on record"),
    ("proof", "GIFT_RECEIPT"): N_("gift receipt"),
    ("proof", "NONE"): N_("no proof"),
    ("serial", "YES"): N_("it matches"),
    ("serial", "NO"): N_("it differs"),
    ("serial", "NA"): N_("no serial number"),
    ("reason", "QUALITY"): N_("quality problem"),
    ("reason", "NO_REASON"): N_("no reason given"),
    ("reason", "NOT_AS_DESCRIBED"): N_("not as described"),
    ("reason", "WRONG_ITEM"): N_("wrong item handed over"),
    ("reason", "GIFT"): N_("a gift"),
    ("reason", "HEALTH"): N_("felt unwell"),
    ("defect", "VERIFIED"): N_("fault confirmed"),
    ("defect", "INCONCLUSIVE"): N_("can't tell"),
    ("defect", "NONE_FOUND"): N_("no fault"),
    ("defect", "USER_DAMAGE"): N_("damaged in use"),
    ("defect", "UNKNOWN"): N_("send it for testing"),
    ("defect", "DISCLOSED"): N_("explained at the sale"),
    ("condition", "SEALED"): N_("not opened"),
    ("condition", "INTACT"): N_("opened, not used"),
    ("condition", "OPENED_SEAL"): N_("hygiene seal broken"),
    ("condition", "USED"): N_("used"),
    ("condition", "DAMAGED"): N_("broken"),
    ("tags", "OK"): N_("tags still on"),
    ("tags", "CUT"): N_("tags cut off"),
    ("accessories", "COMPLETE"): N_("all there"),
    ("accessories", "MISSING"): N_("something missing"),
    ("part", "WHOLE"): N_("the whole thing"),
    ("part", "MAIN"): N_("a main part"),
    ("part", "BATTERY"): N_("the battery"),
    ("part", "HEADSET"): N_("the headset"),
    ("part", "CHARGER"): N_("the charger"),
    ("stock", "YES"): N_("in stock"),
    ("stock", "NO"): N_("not in stock"),
    ("confirmed", "NONE"): N_("not confirmed"),
    ("confirmed", "DEFAULT_TICKED"): N_("box was ticked beforehand"),
    ("confirmed", "EXPLICIT"): N_("confirmed"),
}
YES, NO = N_("yes"), N_("no")

OPTION_WORDS: Mapping[str, str] = {
    "RETURN": N_("Return and refund"),
    "RETURN_DEP": N_("Return, by the supervisor"),
    "EXCHANGE": N_("Exchange"),
    "EXCHANGE_OTHER": N_("Exchange for another model"),
    "STORE_CREDIT": N_("Store credit"),
    "REPAIR_FREE": N_("Free repair"),
    "REPAIR_PAID": N_("Repair for a charge"),
    "REFUSE_ALT": N_("Not possible; other ways"),
    "SUPERVISOR": N_("Supervisor decides"),
    "INSPECT": N_("Send for testing"),
}


def field_sentence(name: str) -> Sentence:
    """What a field of the request is called at the desk."""
    return Sentence(FIELD_WORDS[name])


def value_sentence(name: str, value: object) -> Sentence:
    """A field's value as the clerk says it; a number, a date or a code of data speaks for itself."""
    if isinstance(value, bool):
        return Sentence(YES if value else NO)
    msgid = ANSWER_WORDS.get((name, str(value)))
    if msgid is not None:
        return Sentence(msgid)
    return Sentence("{value}", {"value": value.isoformat() if isinstance(value, date) else value})


def option_sentence(option: str) -> Sentence:
    return Sentence(OPTION_WORDS[option])
