"""The after-sales cards tests print: a robot in Zhejiang after a repair, a telephone in English, as slip and as A6."""

from __future__ import annotations

from tests.domain.return_cases import CALENDAR, POLICY
from tests.printing.slips import STORE
from tests.wire.card_texts import CLAIMS, TEXT

from servicedesk.desk import card_paper
from servicedesk.domain.cards import CardGoods, deadlines, province_terms
from servicedesk.domain.documents import Document, Paper
from servicedesk.domain.papers import AfterSalesCard, CardDay, CardDetails, CardRepair
from servicedesk.wording import Words

_DETAILS = {
    "zh_CN": CardDetails(
        accessories="充电座 CD-02（序列号 7733-01）、电源线",
        origin="江苏苏州",
        seller_address="广州市越秀区人民路 100 号 510000",
        repairer="科沃斯授权维修站 广州市天河路 8 号 510600 400-000-0000",
        repairs=(CardRepair("2026-12-01", "不充电", "充电座进水", "更换充电座", "2026-12-13", "李婷"),),
    ),
    "en": CardDetails(
        accessories="Dock CD-02 (serial number 7733-01), power cable",
        origin="Suzhou, Jiangsu",
        seller_address="100 Renmin Road, Guangzhou 510000",
        repairer="Authorised repairs, 8 Tianhe Road, Guangzhou 510600, 400-000-0000",
        repairs=(
            CardRepair("2026-12-01", "does not charge", "water in the dock", "new dock", "2026-12-13", "Li Ting"),
        ),
    ),
}


def robot(language: str, paper: Paper, province: str = "ZJ") -> Document:
    """A floor robot, delivered three days after the sale, once repaired for twelve days."""
    words = Words(language)
    goods = CardGoods(
        category=CLAIMS.goods.category, bought_on=CLAIMS.goods.bought_on, delivered_on=CLAIMS.goods.delivered_on,
        repair_days=12, repairs=1,
    )  # fmt: skip
    chinese = language == "zh_CN"
    days = tuple(
        CardDay(
            card_paper.what(words, day.period, POLICY.category(goods.category).no_reason_condition),
            day.last_on,
            POLICY.codes[day.code].basis_zh if chinese else POLICY.codes[day.code].basis_en,
            day.provisional,
        )
        for day in deadlines(goods, POLICY, CALENDAR, province)
    )
    given = AfterSalesCard(
        store=STORE,
        seller="广州禾木商贸有限公司" if chinese else "Willow Trading Ltd",
        seller_phone="020-8800 1234",
        number=CLAIMS.number,
        issued_at="2026-12-13 10:46",
        clerk="李婷（1027）" if chinese else "Li Ting (1027)",
        name=CLAIMS.name if chinese else "Floor robot X20",
        code=CLAIMS.code,
        serial=CLAIMS.serial,
        receipt_number=CLAIMS.receipt_number,
        bought_on=goods.bought_on,
        delivered_on=goods.delivered_on,
        installed_on=None,
        exchanged_on=None,
        customer="赵先生 139****8806" if chinese else "Mr Zhao 139****8806",
        days=days,
        payload=TEXT,
        details=_DETAILS[language],
        repair_days=goods.repair_days,
        province=card_paper.province_lines(words, province_terms(goods.category, POLICY, province)),
        listed=True,
        supersedes="CD-RM0101-261120-0409R",
    )
    return card_paper.card(words, given, paper)


CARDS = {
    "after_sales_card": robot("zh_CN", Paper.SLIP_80MM),
    "after_sales_card_english": robot("en", Paper.SLIP_80MM, "SD"),
    "after_sales_card_a6": robot("zh_CN", Paper.A6),
    "after_sales_card_a6_english": robot("en", Paper.A6, "SD"),
}
