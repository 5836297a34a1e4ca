"""Where sending costs more in Korea: Jeju, and islands without a bridge.

The ranges are those that Korean shops and parcel services, such as CJ Logistics, publish (제주·도서산간).
No authority has a list, and each carrier has its own, so a store can change its zones. Gathered in 2026
from several such tables, which agree.
"""

JEJU = ["63000-63644"]

# Of Incheon, South Chungcheong, Ulleung, Busan, South Gyeongsang, North and South Jeolla.
ISLANDS = [
    *["22386-22388", "23004-23010", "23100-23116", "23124-23136"],
    *["31708", "32133", "33411"],
    "40200-40240",
    "46768-46771",
    *["52570-52571", "53031-53033", "53089-53104", "54000"],
    *["56347-56349", "57068-57069"],
    *["58760-58762", "58800-58810", "58816-58818", "58826", "58828-58866", "58953-58958"],
    *["59102-59103", "59106", "59127", "59129", "59137-59166"],
    *["59650", "59766", "59781-59790"],
]
