"""The slip values tests print: a refund over two tenders, an exchange, a repair, a refusal, a void."""

from __future__ import annotations

from datetime import UTC, date, datetime

from servicedesk.domain.papers import Letterhead, RefusalNotice, ReturnSlip, SlipAnswer, SlipLine, SlipTender, VoidSlip
from servicedesk.domain.sales import Promotion, Sale, SaleLine, Tender

STORE = Letterhead("禾木生活馆·人民路店", "服务台 020-8800 1234·营业 9:00–22:00")
KETTLE = SlipLine("小熊电热水壶 1.7L", "6921234500178", 1, 19900, "质量问题：壶底渗水", 1082, 188)


def refund(**changes: object) -> ReturnSlip:
    values: dict[str, object] = {
        "store": STORE,
        "number": "RT-RM0101-261122-0217K",
        "settled_at": "2026-11-22 10:46",
        "clerk": "李婷（1027）",
        "lines": (KETTLE,),
        "currency": "CNY",
        "refund_minor": 18818,
        "tenders": (SlipTender("WECHAT", 18818, date(2026, 11, 25)),),
        "basis": "质量问题 7 日内可退",
        "basis_code": "R-02",
        "receipt_number": "RM01-1117-0456",
        "bought_at": "2026-11-17（5 天前）",
        "taken_back": ("壶身 1", "底座 1", "说明书 1"),
        "policy_version": "2026.3",
    }
    return ReturnSlip(**(values | changes))  # type: ignore[arg-type]  - a test names the fields it changes


def exchange() -> ReturnSlip:
    new = SlipLine("小熊电热水壶 1.7L", "6921234500178", 1, 19900, serial="XB20-7733-5102-88")
    return refund(
        number="EX-RM0101-261122-0218C", answer=SlipAnswer.EXCHANGE, replacements=(new,), tenders=(), refund_minor=0
    )


def repair() -> ReturnSlip:
    return refund(
        number="RP-RM0101-261122-0413Q",
        answer=SlipAnswer.REPAIR,
        refund_minor=0,
        tenders=(),
        customer="𬱖先生 139****8806",
        answer_on=date(2026, 11, 29),
        condition="右侧轻微划痕 1 处，无进水",
        pickup_code="7305",
        fee_text="¥0.00（保修内）",
    )


def refusal() -> RefusalNotice:
    return RefusalNotice(
        store=STORE,
        number="RT-RM0101-261122-0219M",
        refused_at="2026-11-22 11:20",
        clerk="李婷（1027）",
        lines=(SlipLine("无线蓝牙耳机 Q3", "6920011223344", 1, 23900),),
        currency="CNY",
        asked="退货",
        reason="耳机已使用 50 天，超过 7 天无理由退货期，也没有发现质量问题。",
        basis="无理由退货限收货 7 日内、商品完好",
        basis_code="R-05",
        alternatives=("送检：出现质量问题，一年内免费维修。", "以旧换新，旧机抵 ¥60.00。"),
        would_change="检测出质量问题",
        receipt_number="RM01-1003-0112",
        bought_at="2026-10-03（50 天前）",
        policy_version="2026.3",
    )


def void() -> VoidSlip:
    return VoidSlip(
        store=STORE,
        number="VO-RM0101-261122-0003D",
        voided_at="2026-11-22 12:02",
        clerk="李婷（1027）",
        approver="周建国（店长）",
        voids_number="RT-RM0101-261122-0217K",
        settled_at="2026-11-22 10:46",
        reason="选错小票",
        currency="CNY",
        refund_minor=18818,
        tenders=(SlipTender("WECHAT", 18818),),
        goods_back=("壶身 1", "底座 1"),
    )


def sale() -> Sale:
    """A till's receipt: a piece that came back, goods near their date, a discount by its terms, two tenders."""
    lines = (
        SaleLine(1, "6921234500178", "小熊电热水壶 1.7L", 1, 19900, 19900, 18818, "APPL_SMALL", serial="XB20-7733"),
        SaleLine(2, "6927788112043", "纯棉浴巾 深灰", 2, 4900, 9800, 9268, "APPAREL", returned_qty=1),
        SaleLine(3, "6901020304050", "五常大米 5kg", 1, 5990, 5990, 5664, "FOOD", near_expiry=True),
        SaleLine(4, "6907992500133", "鲜牛奶 950ml", 1, 1100, 1100, 1040, "FRESH"),
    )
    return Sale(
        1, "RM01", "RM01-1117-0456", "STORE", datetime(2026, 11, 17, 10, 22, 8, tzinfo=UTC), "CNY", lines,
        (Tender(1, "WECHAT", 30000), Tender(2, "CASH", 4790)),
        (Promotion("threshold", at_minor=30000, off_minor=2000),), points_earned=347, customer_phone="13812342203",
    )  # fmt: skip
