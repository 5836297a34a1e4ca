from shipping.models.carriers import Carrier
from shipping.models.costs import ProductWeight, Rate, StoreShipping, WeightStep, Zone
from shipping.models.parcels import Parcel, ParcelLine, ParcelMove

__all__ = [
    "Carrier",
    "Parcel",
    "ParcelLine",
    "ParcelMove",
    "ProductWeight",
    "Rate",
    "StoreShipping",
    "WeightStep",
    "Zone",
]
