"""Bodies that the API's description shows and that do what their operation says."""

_LINK = "pX3k9…: the last part of the mailed address"

START = {"name": "周立", "mail": "zhou@hengrui.example", "company": "浙江衡锐智能装备有限公司（演示）"}
SIGN_IN = {"mail": "zhou@hengrui.example", "password": "a long sentence of my own"}
LINK = {"link": _LINK, "password": "a long sentence of my own"}
RESET = {"mail": "zhou@hengrui.example"}
SETTINGS = {"language": "zh-Hans", "zone": "Asia/Shanghai", "theme": "auto"}
TOKEN = {"name": "course import", "scopes": ["read"]}
SCHOOL = {
    "name": "青澜职业技术学院（演示）", "kind": "school", "region": "cn", "code": "12330000MAXX0DE60E", "demo": True,
}  # fmt: skip
FACTS = {"name": "浙江衡锐智能装备有限公司（演示）", "staff": 240}
CHECK = {"check": "document", "result": "passed"}
STANDING = {"suspended": True, "reason": "The licence shown belongs to another company."}
LIMITS = {
    "members": 400,
    "briefs": 150,
    "reason": "Works with eleven schools, as its contract of March shows.",
}
MERGE = {
    "into": "01909e7c-0000-7000-8000-000000000000",
    "typed_name": "浙江衡锐智能装备有限公司（演示）",
    "reason": "One registered code, one licence: signed up twice.",
}
INVITATION = {"kind": "code", "roles": ["student"], "programme": "机电一体化技术", "seats": 40}
JOIN = {"name": "林梅", "mail": "lin@qinglan.example"}
CODE = {"code": "7K2M-9QXA-4DTW"}
ROLES = {"roles": ["teacher", "registrar"]}
ACCESS = {"reason": "You wrote that your statement was attributed to somebody else."}
PASSWORD = {"password": "a long sentence of my own"}
STRETCH = {
    "service": "portfolio",
    "topic": "projects.contribution",
    "partition": 0,
    "first": 120,
    "last": 180,
}
STEP = {"password": "a long sentence of my own", "code": "492039"}
STEP_CODE = {"code": "492039"}
MAILS = {"reminders": "daily", "news": "never"}
NEW_MAIL = {"mail": "lin@qinglan.example", "password": "a long sentence of my own"}
ADDRESS = {"link": _LINK}
MAIL_DOMAIN = {"mail": "office@hengrui.example"}
BY_NUMBER = {
    "organisation": "01980000-0000-7000-8000-000000000000",
    "number": "2026010137",
    "password": "a long sentence of my own",
}
SLIP = {"code": "7K2M-9QXA-4DTW", "password": "a long sentence of my own"}
STUDENTS = {"students": [{"name": "林梅", "number": "2026010137", "programme": "机电一体化技术"}]}
FOR_SLIPS = {"membership": "01980000-0000-7000-8000-000000000000"}
REASON = {"reason": "Phone and codes lost; seen in person with an identity card."}
CLASS = {
    "school": "01909e7c-…: the school's id", "name": "机电 2401 班", "programme": "机电一体化技术", "term": "2026 秋",
    "begins": "2026-09-01", "ends": "2027-01-15",
}  # fmt: skip
CLASS_CHANGES = {"name": "机电 2401 班", "term": "2027 春"}
PROGRAMME = {"code": "460301", "name": "机电一体化技术"}
PROGRAMME_NAME = {"name": "机电一体化技术"}
CALENDAR = {
    "days": [
        {"day": "2026-10-01", "name": "国庆节", "working": False},
        {"day": "2026-10-10", "name": "国庆节调休", "working": True},
    ],
    "terms": [{"name": "2026 秋", "begins": "2026-09-01", "ends": "2027-01-15"}],
}  # fmt: skip
YEAR = {"year": 2026}
DUTY = {"person": "01909e7c-…: the teacher's id", "kind": "class_teacher", "begins": "2026-09-01"}
CLASS_LIST = {"rows": "姓名,学号,班级,专业\n林梅,2026010137,机电 2401 班,460301\n"}
COLUMNS = {"name": 0, "number": 1, "school_class": 2, "programme": 3, "encoding": "utf-8", "heading": True}
ROBOT = {
    "form": "dingtalk", "url": "https://oapi.dingtalk.com/robot/send?access_token=…", "secret": "SEC…",
}  # fmt: skip
SEATS = {"seats": 40}
MOVE = {"school_class": "01909e7c-…: the class's id, or nothing"}
AGE = {"born": "2010-03-01"}
GUARDIAN = {"guardian": "林建国", "mail": "father@home.example"}
PAPER = {"decision": "consented"}
ANSWER = {"decision": "consented", "code": "7K2M-9QXA-4DTW"}
REPORT = {
    "about": "/matching/briefs/0197c0de-0000-7000-8000-000000000001",
    "category": "fraud",
    "text": "They ask students for a deposit.",
}
REPORT_DECISION = {"decision": "upheld", "reason": "A deposit is forbidden; the company is suspended."}
DEPUTY = {
    "organisation": "01909e7c-…: the organisation's id", "deputy": "01909e7c-…: the colleague's id",
    "begins": "2027-02-01", "ends": "2027-02-12",
}  # fmt: skip
