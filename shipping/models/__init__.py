from shipping.models.carriers import Carrier
from shipping.models.costs import ProductWeight, Rate, StoreShipping, WeightStep, Zone
from shipping.models.parcels import Parcel, ParcelLine, ParcelMove
from shipping.models.reports import DispatchReport
from shipping.models.return_photos import ReturnPhoto
from shipping.models.returns import Return, ReturnLine, ReturnMove, ReturnTerms

__all__ = [
    "Carrier",
    "DispatchReport",
    "Parcel",
    "ParcelLine",
    "ParcelMove",
    "ProductWeight",
    "Rate",
    "Return",
    "ReturnLine",
    "ReturnMove",
    "ReturnPhoto",
    "ReturnTerms",
    "StoreShipping",
    "WeightStep",
    "Zone",
]
