"""What a dependency would do slowly without a word if its C half were missing."""

from kafka.record import util


def test_records_of_kafka_are_checked_by_c_code() -> None:
    assert util.crc32c_c is not None, (
        "without crc32c, events take more than twice the time: pip install crc32c"
    )
    assert util.calc_crc32c(b"123456789") == 0xE3069283, "the check value of CRC-32C (RFC 3720, B.4)"
