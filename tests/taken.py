"""Photos as a camera makes them, which say with what, when and where they were taken."""

from io import BytesIO

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from PIL.PngImagePlugin import PngInfo

KINDS = ("JPEG", "PNG", "WEBP", "TIFF")
"""The formats that can say so."""

XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-'
    b'syntax-ns#"><rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:ISO="100"'
    b' exif:GPSLatitude="48,51.5N" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    b"<exif:GPSLongitude>2,17.6E</exif:GPSLongitude><dc:title>Plage</dc:title>"
    b"</rdf:Description></rdf:RDF></x:xmpmeta>"
)


def description(latitude: float = 48.85837, longitude: float = 2.29448) -> Image.Exif:
    found = Image.Exif()
    found[Base.Make], found[Base.Model] = "Canon", "Canon EOS 80D"
    found[Base.DateTime] = "2017:08:22 14:57:08"
    found[Base.ImageDescription] = "Une plage, en été".encode().decode("latin-1")
    details = found.get_ifd(IFD.Exif)
    details[Base.ExposureTime], details[Base.FNumber] = 1 / 250, 2.8
    details[Base.ISOSpeedRatings], details[Base.FocalLength] = 100, 35.0
    details[Base.LensModel] = "EF-S 35mm"
    details[Base.MakerNote] = b"\x01\x02\x03 a note of the maker's own" * 3
    places = found.get_ifd(IFD.GPSInfo)
    places[GPS.GPSLatitudeRef] = "N" if latitude >= 0 else "S"
    places[GPS.GPSLatitude] = sexagesimal(latitude)
    places[GPS.GPSLongitudeRef] = "E" if longitude >= 0 else "W"
    places[GPS.GPSLongitude] = sexagesimal(longitude)
    places[GPS.GPSDateStamp] = "2017:08:22"
    return found


def sexagesimal(degrees: float) -> tuple[float, float, float]:
    whole, rest = divmod(abs(degrees), 1)
    minutes, rest = divmod(rest * 60, 1)
    return whole, minutes, round(rest * 60, 4)


def photo(kind: str, described: Image.Exif | None = None, *, xmp: bytes = XMP) -> bytes:
    image, file = Image.effect_noise((48, 36), 80).convert("RGB"), BytesIO()
    described = description() if described is None else described
    if kind == "PNG":
        texts = PngInfo()
        texts.add_itxt("XML:com.adobe.xmp", xmp.decode(), zip=True)
        texts.add_text("exif:GPSLatitude", "48/1, 51/1")
        texts.add_text("Author", "Renée")
        image.save(file, kind, exif=described, pnginfo=texts)
    elif kind == "TIFF":  # whose writer wants the directories within named
        described[700] = xmp
        for within in (IFD.Exif, IFD.GPSInfo):
            described[within] = dict(described.get_ifd(within))
        image.save(file, kind, exif=described)
    else:
        image.save(file, kind, exif=described, xmp=xmp)
    return file.getvalue()
