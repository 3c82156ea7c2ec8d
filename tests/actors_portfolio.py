"""What people of the story do with evidence and credit, through the public API of portfolio."""

from typing import Any
from urllib.parse import urlencode

from tests.actors import Actor

API = "/portfolio/api/v1"


def my_credentials(student: Actor) -> list[dict[str, Any]]:
    """Newest first."""
    found: list[dict[str, Any]] = student.get(f"{API}/credentials?limit=100")["items"]
    return found


def credential_document(student: Actor, credential: str) -> dict[str, Any]:
    """The signed JSON-LD."""
    found: dict[str, Any] = student.get(f"{API}/credentials/{credential}")
    return found


def credential_jwt(student: Actor, credential: str) -> str:
    return str(student.get(f"{API}/credentials/{credential}/jwt"))


def shares(student: Actor, credentials: list[str], **facts: Any) -> dict[str, Any]:
    """The share with its ``token`` and ``url``; ``facts``: fields, audience, days, kind, organisation."""
    made: dict[str, Any] = student.post(f"{API}/shares", {"credentials": credentials} | facts, status=201)
    return made


def closes_share(student: Actor, share: str) -> None:
    student.call("DELETE", f"{API}/shares/{share}")


def opens_share(visitor: Actor, token: str, status: int = 200) -> dict[str, Any]:
    """As a program; the page of a share is opened by its ``url``."""
    found: dict[str, Any] = visitor.post(f"{API}/shares/open", {"token": token}, status=status)
    return found


def received(reader: Actor) -> list[dict[str, Any]]:
    """What is shared with them, signed in."""
    found: list[dict[str, Any]] = reader.get(f"{API}/shares/received")["items"]
    return found


def opens_received(reader: Actor, share: str, status: int = 200) -> dict[str, Any]:
    found: dict[str, Any] = reader.post(f"{API}/shares/received/{share}/open", status=status)
    return found


def says_for_whom(student: Actor, share: str, mail: str, status: int = 200) -> dict[str, Any]:
    """Of a share for one person."""
    path = f"/accounts/api/v1/shares/{share}/recipient"
    answer: dict[str, Any] = student.put(path, {"mail": mail}, status=status)
    return answer


def verifies(visitor: Actor, presented: dict[str, Any] | str) -> dict[str, Any]:
    """The verdict on a document (a dict) or on text."""
    body = {"document": presented} if isinstance(presented, dict) else {"text": presented}
    found: dict[str, Any] = visitor.post(f"{API}/verify", body)
    return found


def verify_link(holder: Actor, credential: str) -> str:
    """The path that the holder hands out, which opens all of it."""
    url = next(one["verify_url"] for one in my_credentials(holder) if one["id"] == credential)
    return "/portfolio/verify/" + str(url).partition("/portfolio/verify/")[2]


def looks_up(visitor: Actor, credential: str) -> dict[str, Any]:
    """The verdict on a credential by its id, with the proof of the log."""
    found: dict[str, Any] = visitor.get(f"{API}/verify/{credential}")
    return found


def views_of_mine(student: Actor) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = student.get(f"{API}/views")["items"]
    return found


def changes_status(registrar: Actor, credential: str, status: str, reason: str, answer: int = 200) -> Any:
    body = {"status": status, "reason": reason}
    return registrar.post(f"{API}/credentials/{credential}/status", body, status=answer)


def appeals(student: Actor, credential: str, text: str = "我交付的就是这份数据。", status: int = 201) -> Any:
    return student.post(f"{API}/credentials/{credential}/appeal", {"text": text}, status=status)


def appeal(reader: Actor, appeal_id: str, status: int = 200) -> dict[str, Any]:
    found: dict[str, Any] = reader.get(f"{API}/appeals/{appeal_id}", status=status)
    return found


def decides_appeal(
    registrar: Actor, appeal_id: str, decision: str, reason: str = "数据与记录不符。", status: int = 200
) -> Any:
    body = {"decision": decision, "reason": reason}
    return registrar.post(f"{API}/appeals/{appeal_id}/decide", body, status=status)


def publishes_portfolio(student: Actor, published: bool = True, **facts: Any) -> dict[str, Any]:
    found: dict[str, Any] = student.put(f"{API}/publication", {"published": published} | facts)
    return found


def finds_people(employer: Actor, skill: str, level: int = 1, **wishes: Any) -> dict[str, Any]:
    """{items, few, about}: nobody is shown where fewer than five fit. ``wishes``: trade, place, by."""
    asked = urlencode({"skill": skill, "level": level} | wishes)
    found: dict[str, Any] = employer.get(f"{API}/search?{asked}")
    return found


def asks_for_contact(employer: Actor, person: str, status: int = 201, **facts: Any) -> dict[str, Any]:
    body = {"person": person, "purpose": "job", "text": "来聊聊传感器诊断的岗位。"} | facts
    made: dict[str, Any] = employer.post(f"{API}/contacts", body, status=status)
    return made


def contact(reader: Actor, contact_id: str, status: int = 200) -> dict[str, Any]:
    found: dict[str, Any] = reader.get(f"{API}/contacts/{contact_id}", status=status)
    return found


def answers_contact(
    student: Actor, contact_id: str, answer: str = "accepted", means: str = "", status: int = 200
) -> dict[str, Any]:
    body = {"answer": answer, "means": means}
    found: dict[str, Any] = student.post(f"{API}/contacts/{contact_id}/answer", body, status=status)
    return found


def withdraws_contact(either: Actor, contact_id: str, status: int = 200) -> dict[str, Any]:
    found: dict[str, Any] = either.post(f"{API}/contacts/{contact_id}/withdraw", status=status)
    return found


def former_members(employer: Actor) -> dict[str, str]:
    """Name by person id."""
    found: list[dict[str, Any]] = employer.get(f"{API}/contacts/former")["items"]
    return {one["person"]: one["name"] for one in found}


def records_hire(student: Actor, organisation: str, status: int = 201, **facts: Any) -> dict[str, Any]:
    body = {"organisation": organisation, "kind": "job", "begins": "2026-12-01"} | facts
    made: dict[str, Any] = student.post(f"{API}/hires", body, status=status)
    return made


def hire(reader: Actor, hire_id: str, status: int = 200) -> dict[str, Any]:
    found: dict[str, Any] = reader.get(f"{API}/hires/{hire_id}", status=status)
    return found


def confirms_hire(employer: Actor, hire_id: str, status: int = 200) -> Any:
    return employer.post(f"{API}/hires/{hire_id}/confirm", status=status)


def saves_search(
    employer: Actor, skill: str, level: int = 1, status: int = 201, **wishes: str
) -> dict[str, Any]:
    body = {"skill": skill, "level": level} | wishes
    made: dict[str, Any] = employer.post(f"{API}/saved-searches", body, status=status)
    return made


def saved_searches(employer: Actor) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = employer.get(f"{API}/saved-searches")["items"]
    return found


def publishes_rule(registrar: Actor, rows: list[tuple[str, str]], **facts: Any) -> dict[str, Any]:
    """A table of (hours, credits) as the school's next version, valid from ``valid_from`` on."""
    body = {
        "title": "Credit for practical projects", "basis": "hours",
        "rows": [{"at": at, "credits": credits} for at, credits in rows],
    } | facts  # fmt: skip
    drafted = registrar.post(f"{API}/credit-rules", body, status=201)
    published: dict[str, Any] = registrar.post(f"{API}/credit-rules/{drafted['id']}/publish")
    return published


def simulates_credit(student: Actor, rule: str, credentials: list[str], **facts: Any) -> dict[str, Any]:
    body = {"rule": rule, "credentials": credentials} | facts
    found: dict[str, Any] = student.post(f"{API}/credit-applications/simulate", body)
    return found


def applies_for_credit(
    student: Actor, rule: str, credentials: list[str], status: int = 201, **facts: Any
) -> dict[str, Any]:
    """The application with its calculation line by line."""
    body = {"rule": rule, "credentials": credentials} | facts
    made: dict[str, Any] = student.post(f"{API}/credit-applications", body, status=status)
    return made


def application(reader: Actor, application_id: str) -> dict[str, Any]:
    found: dict[str, Any] = reader.get(f"{API}/credit-applications/{application_id}")
    return found


def decides(
    registrar: Actor, application_id: str, decision: str = "approved", reason: str = "", status: int = 200
) -> dict[str, Any]:
    body = {"decision": decision, "reason": reason}
    path = f"{API}/credit-applications/{application_id}/decide"
    found: dict[str, Any] = registrar.post(path, body, status=status)
    return found


def connects_domain(admin: Actor, domain: str, status: int = 201, **facts: Any) -> dict[str, Any]:
    """The key that was made for it."""
    made: dict[str, Any] = admin.post(f"{API}/school-keys", {"domain": domain} | facts, status=status)
    return made


def school_key(reader: Actor, key: str, status: int = 200) -> dict[str, Any]:
    found: dict[str, Any] = reader.get(f"{API}/school-keys/{key}", status=status)
    return found


def decides_on_domain(operator: Actor, key: str, confirmed: bool = True, status: int = 200) -> Any:
    return operator.post(f"{API}/school-keys/{key}/decide", {"confirmed": confirmed}, status=status)


def has_key_looked_for(admin: Actor, key: str, status: int = 200) -> Any:
    return admin.post(f"{API}/school-keys/{key}/look", status=status)


def takes_key_back(admin: Actor, key: str, status: int = 200) -> Any:
    return admin.post(f"{API}/school-keys/{key}/end", status=status)


def declares_key_compromised(admin: Actor, key: str, since: str, status: int = 200) -> Any:
    return admin.post(f"{API}/school-keys/{key}/compromised", {"since": since}, status=status)
