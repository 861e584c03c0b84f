"""Papers to print in tests: a day of the service desk on A4, and a slip that holds every block a slip can have."""

from __future__ import annotations

from servicedesk.domain.documents import (
    Align,
    Aside,
    Barcode,
    Boxed,
    CodeBox,
    Column,
    CopyLine,
    CutLine,
    Document,
    Heading,
    Labelled,
    PageHead,
    Pair,
    Paper,
    QrBeside,
    Rule,
    SideBySide,
    Signatures,
    Size,
    StoreHead,
    Table,
    Text,
    Tile,
    Tiles,
    TitleBar,
    Triple,
)

RARE_NAME = "𬱖㛃"  # one character beyond U+FFFF, one of extension A: both are people's names


def repair_card() -> Document:
    """An after-sales card: the slip with the most kinds of blocks."""
    number = "CD-RM0101-261122-0413X"
    return Document(
        kind="CARD",
        number=number,
        title="售后服务卡",
        language="zh_CN",
        paper=Paper.SLIP_80MM,
        copies=("第 1 联·顾客留存，取件凭此卡", "第 2 联·存根"),
        blocks=(
            StoreHead("禾木生活馆·人民路店", "服务台 020-8800 1234·营业 9:00–22:00"),
            TitleBar("售后服务卡（维修）"),
            Barcode(number),
            CopyLine("2026-11-22 10:46"),
            Rule(),
            Pair("顾客", f"{RARE_NAME}先生 139****8806", Size.MEDIUM, strong=True),
            Pair("商品", "扫地机器人 X20", Size.MEDIUM, strong=True),
            Pair("购买", "2026-05-03·保内（还剩 5 个月）"),
            Text("故障：充电座灯不亮，放上去不充电。", Size.MEDIUM),
            Triple("商品", "数量×单价", "金额", strong=True),
            Triple("6921234500178", "1×199.00", "199.00"),
            Rule(),
            Text("答复您的时间", align=Align.CENTRE),
            Text("11 月 29 日（周日）前", Size.HUGE, strong=True, align=Align.CENTRE),
            Pair("预计费用", "¥1,234.50", Size.HUGE),
            Boxed(
                "最晚 11 月 25 日（周三）到账",
                ("微信 / 支付宝一般 1–3 个工作日，银行卡以银行为准。到期没收到，凭本单到服务台查。",),
            ),
            CodeBox("取件码", "7 3 0 5", "取件请带：此卡、取件码"),
            Signatures(("顾客确认", "收件人 李婷")),
            CutLine("剪下贴机器上"),
            QrBeside(f"SD:{number}", (Aside("扫码查进度", strong=True), Aside("断网时凭单号到台前查询"))),
        ),
        for_customer=(Text("谢谢您告诉我们问题，给您添麻烦了。", align=Align.CENTRE),),
    )


def day_log(returns: int = 7) -> Document:
    """A day on A4; ``returns`` rows in the second table, so that a test can make it as long as it likes."""
    return Document(
        kind="DAY_LOG",
        number="2026-11-22",
        title="服务台日志",
        language="zh_CN",
        paper=Paper.A4,
        footer="服务台日志 2026-11-22·人民路店·由系统按实际记录生成，修改会留痕",
        running_head="2026-11-22·人民路店",
        page_label="第 {page} / {pages} 页",
        blocks=(*_head_and_figures(), *_visits(), *_returns(returns), *_complaints(), *_rest_of_day()),
    )


def _head_and_figures() -> tuple[PageHead, Tiles]:
    head = PageHead(
        "服务台日志",
        "禾木生活馆·人民路店",
        "2026 年 11 月 22 日 星期日",
        "早班 李婷 09:00–15:00·晚班 王小满 15:00–22:00·值班店长 周建国",
    )
    tiles = (
        Tile("接待", "62", "位", "其中投诉 2、离开 1"),
        Tile("30 秒问候", "94", "%", "目标 95%·差 1"),
        Tile("10 分钟受理", "97", "%", "目标 95%·达标"),
        Tile("退款", "1,056.08", "元", "7 笔·3 天内到账 91%"),
        Tile("投诉", "2", "件", "24 小时回应 2/2"),
        Tile("满意度", "4.6", "/5", "收回 18 份"),
    )
    return head, Tiles(tiles)


def _visits() -> tuple[Heading, Table]:
    columns = (
        Column("时段", 13),
        Column("接待", 9),
        Column("L1 咨询", 11),
        Column("L2 办理", 11),
        Column("L3 投诉", 11),
        Column("其他", 8),
        Column("超 30 秒", 11),
        Column("问得最多的事", 26),
    )
    rows = (
        ("09–12 点", "21", "12", "7", "1", "1", "1", "促销到期、积分清零"),
        ("12–15 点", "14", "8", "5", "0", "1", "0", "停车、商品位置、会员码"),
        ("15–18 点", "12", "6", "5", "0", "1", "1", "换尺码、送货时间"),
        ("18–22 点", "15", "8", "6", "1", "0", "2", "退货、生鲜质量、促销"),
    )
    return Heading("一、接待汇总", "最忙 18:00–19:00（11 位）；平均等候 1 分 20 秒；客人离开 1 位"), Table(
        columns, rows
    )


def _returns(count: int) -> tuple[Heading, Table]:
    columns = (
        Column("单号", 10),
        Column("商品", 20),
        Column("原因", 21),
        Column("结论·规则", 17),
        Column("退款（元）", 12, Align.RIGHT),
        Column("用时", 9, Align.RIGHT),
        Column("经办", 11),
    )
    rows = tuple(
        (f"RT-{217 + index:04d}", "小熊电热水壶 1.7L", "质量问题：壶底渗水", "可退·R-02", "188.18", "4:12", "李婷")
        for index in range(count)
    )
    totals = ("", "", "", "退款合计", "1,056.08", "", "")
    return Heading("二、退换修", "共 7 笔：退 4、换 2、修 1；店长特批 1 笔"), Table(columns, rows, totals)


def _complaints() -> tuple[Heading, Table]:
    columns = (
        Column("单号", 9),
        Column("顾客", 14),
        Column("经过和诉求", 27),
        Column("类别·程度", 11),
        Column("主管调查", 12),
        Column("首次回应", 12),
        Column("现在到哪步", 15),
    )
    rows = (
        (
            "CP-0087",
            f"{RARE_NAME}先生（第 2 次）",
            "排队 25 分钟无人说明；要求道歉、改进说法",
            "流程·较重",
            "1:52 达标",
            "0:26 达标",
            "办法已同意，11-25 回访",
        ),
        ("CP-0086", "李女士", "生鲜变质要求赔偿", "质量·一般", "2:14 超时", "3:40 达标", "已赔 59.80 元，待回访"),
    )
    return Heading("三、投诉和时限", "新增 2 件；主管 2 小时内调查 1/2，另 1 件超 14 分钟"), Table(columns, rows)


def _rest_of_day() -> tuple[Heading | Table | Labelled | SideBySide | Signatures | Text, ...]:
    questions = (Column("问题", 46), *(Column(title, 18, Align.RIGHT) for title in ("今天", "近 7 天", "目标")))
    return (
        Heading("四、突发"),
        Table((Column("单号"), Column("内容", 50)), empty_text="今天没有。"),
        Heading("五、满意度", "发出 23 份，收回 18 份"),
        Table(
            questions, (("1. 有没有人马上招呼您？", "4.7", "4.6", "4.5"), ("2. 事情办得快不快？", "4.5", "4.4", "4.5"))
        ),
        Heading("六、今天没做好的和怎么改"),
        Labelled(
            (
                ("没做好", "09:50–10:12 只有 1 台收银，引出投诉 CP-0087。"),
                ("怎么改", "10–12 点加开 1 台收银；离台挂「马上回来」牌。负责：陈敏。完成：11 月 27 日。"),
                ("怎么看有没有用", "下周同时段排队 ≤ 5 人，同类投诉 0 件。"),
            )
        ),
        Heading("七、交接班"),
        SideBySide(
            (
                (Boxed("早班 → 晚班（15:02）", ("备用金 500.00 元已点清；热敏纸剩 6 卷；CD-0413 机器在 2 号柜。",)),),
                (
                    Boxed(
                        "晚班 → 明天早班（22:05）",
                        ("郑女士上午再打一次；退款 RT-0205、RT-0207 两笔没到账，9 点先找财务对。",),
                    ),
                ),
            )
        ),
        Signatures(("早班 签名", "晚班 签名", "主管 签名", "店长 签名")),
        Text("账本首尾：9f2c41d07be8a1536c0f4d2290ab77e1fd83c65eb1949a7c02de55f0836bd914（第 1,482 条）", Size.SMALL),
    )
