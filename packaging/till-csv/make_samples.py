"""Write the sample files beside this script: one table, once as UTF-8 with BOM and once as GB18030."""

from __future__ import annotations

import csv
from pathlib import Path

HERE = Path(__file__).resolve().parent

COLUMNS = (
    "receipt", "kind", "bought_at", "channel", "currency", "member", "customer_name", "customer_phone", "tenders",
    "order_promotions", "coupon", "points", "points_earned", "rounding", "line", "code", "name", "category", "serial",
    "qty", "unit_price", "amount", "discount", "line_promotion", "promotion_off", "paid", "delivered_on",
    "installed_on", "clearance", "near_expiry", "disclosed_flaw", "weight", "original_receipt", "original_line",
)  # fmt: skip

_FIRST = {
    "receipt": "A01-260301-0007", "bought_at": "2026-03-01 10:22:31", "channel": "STORE", "currency": "CNY",
    "member": "M20018871", "customer_name": "王小明", "customer_phone": "13812341234",
    "tenders": "WECHAT=600.00;CASH=34.10", "order_promotions": "SPEND 600.00 SAVE 50.00", "coupon": "20.00",
    "points_earned": "634", "rounding": "0.08",
}  # fmt: skip
_SECOND = {
    "receipt": "A01-260301-0008", "bought_at": "2026-03-01 10:40:02", "channel": "REMOTE", "currency": "CNY",
    "customer_phone": "13900005678", "tenders": "ALIPAY=3199.00", "points_earned": "3199",
}  # fmt: skip
_THIRD = {"receipt": "A01-260301-0009", "bought_at": "2026-03-01 11:05:47", "tenders": "CASH=53.10"}
_RETURN = {"receipt": "A01-260302-0001", "kind": "RETURN", "bought_at": "2026-03-02 09:15:00", "member": "M20018871"}

ROWS = (
    _FIRST | {
        "line": "1", "code": "6901001", "name": "纯棉衬衫", "category": "APPAREL", "qty": "2", "unit_price": "199.00",
        "amount": "398.00",
    },
    _FIRST | {
        "line": "2", "code": "6901002", "name": "运动鞋", "category": "SHOES", "qty": "1", "unit_price": "329.00",
        "discount": "22.82",
    },
    _FIRST | {"line": "3", "code": "GIFT01", "name": "袜子（赠品）", "qty": "1", "unit_price": "0.00"},
    _SECOND | {
        "line": "1", "code": "6902001", "name": "55英寸电视", "category": "AV_TV", "serial": "TV55-0099-1234",
        "qty": "1", "unit_price": "3199.00", "paid": "3199.00", "delivered_on": "2026-03-03",
        "installed_on": "2026-03-04",
    },
    _THIRD | {
        "line": "1", "code": "6903001", "name": "洗发水", "category": "COSMETICS", "qty": "3", "unit_price": "19.90",
        "line_promotion": "BUY 2 FREE 1", "promotion_off": "19.90",
    },
    _THIRD | {
        "line": "2", "code": "2000310", "name": "苹果", "category": "FRESH", "qty": "1", "unit_price": "9.98",
        "amount": "13.30", "weight": "1.333 kg × 9.98", "near_expiry": "Y",
    },
    _RETURN | {
        "line": "1", "code": "6901001", "name": "纯棉衬衫", "qty": "1", "unit_price": "199.00", "paid": "179.20",
        "original_receipt": "A01-260301-0007", "original_line": "1",
    },
)  # fmt: skip


def main() -> None:
    for name, encoding in (("sample.utf-8.csv", "utf-8-sig"), ("sample.gb18030.csv", "gb18030")):
        with (HERE / name).open("w", encoding=encoding, newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, restval="")
            writer.writeheader()
            writer.writerows(ROWS)


if __name__ == "__main__":
    main()
