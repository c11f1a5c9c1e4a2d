"""One full view per template, with invented people and offices, in Chinese and with names as long
as they come.
"""

from dataclasses import replace
from typing import Any

from portal.documents import views

CENTRE = "云江市政务服务中心"
LONG = "云江市江东新区石桥铺街道西藏南路社区卫生服务中心暨妇幼保健计划生育联合服务站"
RARE = "欧阳龑䶮·㛃骉𬭩"

FRAME: dict[str, Any] = {
    "organ_name": CENTRE,
    "seal_name": CENTRE,
    "document_number": "云政务收〔2026〕00012873 号",
    "issued_on": "2026年11月23日",
    "verify_url": "https://yunjiang.example/verify/7KQ2-M9XD-41TA",
    "verify_site": "yunjiang.example/verify",
    "case_number": "YJ202611230012873",
    "bundle_name": "新生儿出生一件事",
    "applicant_name": "林知夏",
    "help_phone": "12345",
}
POLICE = FRAME | {
    "organ_name": "云江市公安局",
    "seal_name": "云江市公安局",
    "document_number": "云公户决〔2026〕3307 号",
}
REMEDIES = views.Remedies(
    review_organ="云江市人民政府",
    review_within="60 日",
    court="云江市江东区人民法院",
    court_within="6 个月",
)

TASKS = tuple(
    views.ReceiptTask(**row)
    for row in (
        {
            "name": "出生医学证明（首次签发）",
            "department": "云江市卫生健康委员会",
            "office": "云江市妇幼保健院 出生证窗口",
            "phone": "023-5550 1201",
            "promised_on": "2026年11月30日",
        },
        {
            "name": "出生登记（申报户口）",
            "department": "云江市公安局",
            "office": "石桥派出所 户籍窗口",
            "phone": "023-5550 3302",
            "promised_on": "2026年12月14日",
            "waits_for": "出生医学证明",
        },
        {
            "name": "城乡居民基本医疗保险参保登记",
            "department": "云江市医疗保障局",
            "office": "江东区医保经办大厅",
            "phone": "023-5550 4410",
            "promised_on": "2026年12月15日",
            "waits_for": "出生登记",
        },
        {
            "name": "社会保障卡申领",
            "department": "云江市人力资源和社会保障局",
            "office": "江东区社保卡服务网点",
            "phone": "023-5550 5506",
            "waits_for": "出生登记",
        },
        {
            "name": "预防接种证办理",
            "department": "云江市疾病预防控制局",
            "office": "石桥街道社区卫生服务中心",
            "phone": "023-5550 1288",
            "promised_on": "2026年12月1日",
        },
    )
)

RECEIPT = views.ReceiptView(
    **FRAME,
    subject_name="林小满（新生儿）",
    received_at="2026年11月23日 09:41",
    phone="138****6021",
    promised_on="2026年12月31日",
    tasks=TASKS,
    owed=(
        views.Owed(
            what="父亲的居民身份证正反面照片",
            department="云江市公安局",
            until="2026年11月30日",
            how="在“我的办件”里拍照上传，或带到任一窗口",
        ),
    ),
)
CORRECTION = views.CorrectionNoticeView(
    **FRAME,
    mend_by="2026年12月7日",
    ground="《中华人民共和国行政许可法》第三十二条",
    groups=(
        views.MendGroup(
            department="云江市公安局",
            office="石桥派出所 户籍窗口",
            phone="023-5550 3302",
            mends=(
                views.Mend(
                    what="结婚证照片",
                    why="第二页拍糊了，看不清登记日期",
                    how="重新拍一张，四角都拍进去",
                ),
                views.Mend(
                    what="孩子的姓名",
                    why="“㛃”字与出生医学证明上的字不同",
                    how="请核对后改成同一个字",
                ),
            ),
        ),
        views.MendGroup(
            department="云江市医疗保障局",
            phone="023-5550 4410",
            mends=(views.Mend(what="银行账号", why="账号少一位", how="请对照银行卡再填一次"),),
        ),
    ),
)
ACCEPTANCE = views.AcceptanceNoticeView(
    **POLICE,
    task_name="出生登记（申报户口）",
    department="云江市公安局",
    office="石桥派出所 户籍窗口",
    phone="023-5550 3302",
    received_on="2026年11月23日",
    accepted_on="2026年11月24日",
    promised_on="2026年12月8日",
    legal_due_on="2026年12月22日",
    not_counted="邮寄、入户调查所需时间",
    ground="《中华人民共和国户口登记条例》第七条",
)
NON_ACCEPTANCE = views.NonAcceptanceView(
    **POLICE,
    task_name="出生登记（申报户口）",
    received_on="2026年11月23日",
    reasons=("孩子父母双方的户口都不在云江市，本机关没有办理权限。",),
    ground="《中华人民共和国行政许可法》第三十二条第一款第（二）项",
    right_organ="白鹤县公安局",
    right_organ_where="白鹤县城关镇人民路 18 号户政大厅，电话 023-5559 0110",
    remedies=REMEDIES,
)
APPROVED = views.DecisionView(
    **POLICE,
    task_name="出生登记（申报户口）",
    received_on="2026年11月23日",
    decided_on="2026年12月3日",
    ground="《中华人民共和国户口登记条例》第七条",
    facts=(
        views.Fact(label="登记人", value="林小满"),
        views.Fact(label="与户主关系", value="长女"),
        views.Fact(label="户口所在地", value="云江市江东区石桥街道滨江社区"),
    ),
    next_steps=(
        "户口簿新页已制作，请到石桥派出所领取，或等待邮寄。",
        "医保参保和社保卡申领已自动开始。",
    ),
    remedies=REMEDIES,
)
REFUSED = views.DecisionView(
    **FRAME
    | {
        "organ_name": "云江市医疗保障局",
        "seal_name": "云江市医疗保障局",
        "document_number": "云医保决〔2026〕918 号",
    },
    task_name="生育医疗费用报销",
    received_on="2026年11月23日",
    decided_on="2026年12月10日",
    ground="《中华人民共和国社会保险法》第五十四条；《云江市生育保险办法》第十一条",
    reasons=(
        "生育时，您的职工生育保险连续缴费为 4 个月，规定是不少于 6 个月。",
        "您配偶的生育保险也未达到规定的缴费月数。",
    ),
    facts=(views.Fact(label="缴费起止", value="2026年7月至2026年10月"),),
    next_steps=("居民医保可以报销一部分住院费用，我们已为您列在“可以办的事”里。",),
    remedies=REMEDIES,
)
RESULT = views.ResultNoticeView(
    **FRAME,
    task_name="社会保障卡申领",
    department="云江市人力资源和社会保障局",
    kind="physical",
    result_name="中华人民共和国社会保障卡",
    done_on="2026年12月18日",
    facts=(
        views.Fact(label="持卡人", value="林小满"),
        views.Fact(label="卡在哪里", value="江东区社保卡服务网点（江东大道 6 号）"),
        views.Fact(label="保管到", value="2027年3月18日"),
    ),
    collect="请带上监护人身份证到网点领取；也可以在“我的办件”里选择邮寄到家。",
    phone="023-5550 5506",
)
CERTIFICATE = views.CertificateView(
    **FRAME
    | {
        "organ_name": "云江市民政局",
        "seal_name": "云江市民政局",
        "document_number": "云民优〔2026〕0005121 号",
    },
    certificate_name="老年人优待证",
    holder_name="周桂兰",
    statement="持证人已年满六十五周岁，凭本证在云江市享受老年人优待。",
    facts=(
        views.Fact(label="性别", value="女"),
        views.Fact(label="出生日期", value="1958年3月2日"),
        views.Fact(label="居住地", value="云江市江东区石桥街道"),
    ),
    ground="《云江市老年人优待办法》第六条",
    valid_from="2026年11月23日",
    valid_until="长期",
)
WITHDRAWAL = views.WithdrawalReceiptView(
    **FRAME,
    withdrawn_at="2026年11月24日 15:02",
    withdrawn=("社会保障卡申领", "预防接种证办理"),
    going_on=("出生医学证明（首次签发）", "出生登记（申报户口）"),
)
LAPSE = views.LapseNoticeView(
    **FRAME,
    task_name="城乡居民基本医疗保险参保登记",
    department="云江市医疗保障局",
    phone="023-5550 4410",
    lapsed_on="2026年12月10日",
    cause="参保登记要用到孩子的户口登记结果，而“出生登记”没有被受理。",
    alternatives=("到孩子户口所在地的医保部门参保。", "在白鹤县落户后，重新申请本市参保。"),
)
TERMINATION = views.TerminationNoticeView(
    **POLICE,
    task_name="出生登记（申报户口）",
    ended_on="2026年12月10日",
    cause="同一件事之前已经申请过，那一件正在办。",
    reasons=("您 11 月 23 日已在石桥派出所窗口递交了同样的申请。",),
    ground="《中华人民共和国户口登记条例》第七条",
    remedies=REMEDIES,
)
STOP = views.StopNoticeView(
    **POLICE,
    task_name="高龄津贴",
    paid_until="2026年12月31日",
    cause="您已经搬到本市以外居住。",
    reasons=("您的户口 12 月 3 日迁到了白鹤县。",),
    ground="《中华人民共和国老年人权益保障法》第三十三条",
    remedies=REMEDIES,
)

VIEWS: dict[str, views.Frame] = {
    "receipt": RECEIPT,
    "correction_notice": CORRECTION,
    "acceptance_notice": ACCEPTANCE,
    "non_acceptance": NON_ACCEPTANCE,
    "decision_approved": APPROVED,
    "decision_refused": REFUSED,
    "result_notice": RESULT,
    "certificate": CERTIFICATE,
    "withdrawal_receipt": WITHDRAWAL,
    "lapse_notice": LAPSE,
    "termination_notice": TERMINATION,
    "stop_notice": STOP,
}


def with_long_names(view: views.Frame) -> views.Frame:
    """The same view for a person and an organ whose names are as long and as rare as they come."""
    return replace(view, applicant_name=RARE * 2, organ_name=LONG, seal_name=LONG)
