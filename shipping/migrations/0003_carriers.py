from django.db import migrations

# Code, names, the page of a parcel, whether it gives numbers. Administrators change them later.
CARRIERS = [
    ("cj", "CJ Logistics", "CJ대한통운", "https://trace.cjlogistics.com/next/tracking.html?wblNo={n}"),
    (
        "korea-post",
        "Korea Post",
        "우체국택배",
        "https://service.epost.go.kr/trace.RetrieveDomRigiTraceList.comm?sid1={n}",
    ),
    (
        "hanjin",
        "Hanjin",
        "한진택배",
        "https://www.hanjin.com/kor/CMS/DeliveryMgr/WaybillResult.do?mCode=MN038&schLang=KR&wblnumText2={n}",
    ),
    (
        "lotte",
        "Lotte",
        "롯데택배",
        "https://www.lotteglogis.com/home/reservation/tracking/linkView?InvNo={n}",
    ),
    ("dhl", "DHL", "", "https://www.dhl.com/en/express/tracking.html?AWB={n}"),
    ("ups", "UPS", "", "https://www.ups.com/track?tracknum={n}"),
    ("jt", "J&T Express", "", "https://www.jtexpress.ph/index/query/gzquery.html?bills={n}"),
    ("lbc", "LBC", "", "https://www.lbcexpress.com/track/?tracking_no={n}"),
    ("other", "Other", "그 밖의 운송사", ""),
]


def add(apps, schema_editor):
    carriers = apps.get_model("shipping", "Carrier").objects.using(schema_editor.connection.alias)
    for position, (code, name, name_ko, url) in enumerate(CARRIERS):
        carriers.get_or_create(
            code=code,
            defaults={
                "name": name,
                "name_ko": name_ko,
                "url": url,
                "needs_number": code != "other",
                "position": position,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("shipping", "0002_guards")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
