"""The table of requests in docs/protocols.md, asked of a host one after the other."""

import re
from pathlib import Path

from live.asking import Client, archive

DOCUMENT = Path(__file__).parents[2] / "docs" / "protocols.md"
ITEM = re.compile(r"(body )?`([^`]*)`")
ROW = re.compile(r"\| `([A-Z]+ [/*][^`]*)` \|(.*)\| (\d{3}) \|(.*)\|")


def items(cell: str) -> tuple[list[str], bytes | None]:
    """The fields and the body that a cell of the table has."""
    found = ITEM.findall(cell)
    bodies = [text.encode() for body, text in found if body]
    return [text for body, text in found if not body], bodies[0] if bodies else None


def test_every_request_of_the_table_has_its_answer(tmp_path: Path) -> None:
    rows = ROW.findall(DOCUMENT.read_text(encoding="utf-8"))
    assert 25 < len(rows)
    with archive(tmp_path) as service:
        for line, asked, status, said in rows:
            fields, body = items(asked)
            expected, content = items(said)
            with Client(service.port) as client:
                answer = client.ask(line, *fields, body=body or b"")
            told = [f"{name}: {value}" for name, value in answer.fields.items()]
            assert (int(status), []) == (answer.status, [f for f in expected if f not in told]), (
                line
            )
            assert content is None or content == answer.body.strip(), line
