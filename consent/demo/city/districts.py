"""Districts of Helsinki with their real postal codes; addresses in them are made up."""

from dataclasses import dataclass
from random import Random

# House numbers begin where the real streets have ended, so that no address is anybody's.
LOWEST_NUMBER, HIGHEST_NUMBER = 400, 899


@dataclass(frozen=True, slots=True)
class District:
    """A district, the postal code of its post, one or two of its streets and how many households it draws."""

    name: str
    postal_code: str
    streets: tuple[str, ...]
    weight: int


@dataclass(frozen=True, slots=True)
class Address:
    """Where a household lives."""

    district: str
    street_address: str
    postal_code: str


DISTRICTS = (
    District("Kamppi", "00100", ("Runeberginkatu", "Malminkatu"), 4),
    District("Kruununhaka", "00170", ("Liisankatu", "Mariankatu"), 3),
    District("Punavuori", "00120", ("Uudenmaankatu", "Fredrikinkatu"), 4),
    District("Ullanlinna", "00140", ("Tehtaankatu", "Kapteeninkatu"), 3),
    District("Katajanokka", "00160", ("Luotsikatu", "Kauppiaankatu"), 2),
    District("Ruoholahti", "00180", ("Itämerenkatu", "Selkämerenkuja"), 2),
    District("Jätkäsaari", "00220", ("Välimerenkatu", "Länsisatamankatu"), 4),
    District("Lauttasaari", "00200", ("Lauttasaarentie", "Tallbergin puistotie"), 6),
    District("Taka-Töölö", "00260", ("Topeliuksenkatu", "Sibeliuksenkatu"), 4),
    District("Munkkiniemi", "00330", ("Munkkiniemen puistotie", "Laajalahdentie"), 3),
    District("Haaga", "00320", ("Vanha viertotie", "Isonnevantie"), 4),
    District("Pitäjänmäki", "00370", ("Pitäjänmäentie", "Konalantie"), 3),
    District("Pohjois-Haaga", "00400", ("Näyttelijäntie", "Ida Aalbergin tie"), 3),
    District("Malminkartano", "00410", ("Puustellintie", "Luutnantintie"), 3),
    District("Kannelmäki", "00420", ("Kantelettarentie", "Vanhaistentie"), 4),
    District("Maunulanpuisto", "00430", ("Lampuotilantie",), 1),
    District("Sörnäinen", "00500", ("Vilhonvuorenkatu", "Sörnäisten rantatie"), 4),
    District("Vallila", "00510", ("Teollisuuskatu", "Sturenkatu"), 4),
    District("Pasila", "00520", ("Kellosilta", "Opastinsilta"), 3),
    District("Kallio", "00530", ("Fleminginkatu", "Castréninkatu"), 7),
    District("Arabianranta", "00560", ("Arabiankatu", "Birger Kaipiaisen katu"), 3),
    District("Kulosaari", "00570", ("Kulosaarentie",), 1),
    District("Käpylä", "00610", ("Pohjolankatu", "Mäkelänkatu"), 3),
    District("Oulunkylä", "00640", ("Siltavoudintie", "Larin Kyöstin tie"), 4),
    District("Paloheinä", "00670", ("Paloheinäntie", "Pakilantie"), 2),
    District("Malmi", "00700", ("Kirkonkyläntie", "Markkinatie"), 5),
    District("Pihlajamäki", "00710", ("Rapakiventie", "Meripihkatie"), 3),
    District("Pukinmäki", "00720", ("Kenttätie", "Säterintie"), 2),
    District("Tapanila", "00730", ("Moisiontie", "Päivöläntie"), 2),
    District("Puistola", "00750", ("Tenavatie", "Nurkkatie"), 2),
    District("Viikki", "00790", ("Viikinkaari", "Tilanhoitajankaari"), 4),
    District("Herttoniemi", "00810", ("Hiihtomäentie", "Siilitie"), 4),
    District("Roihuvuori", "00820", ("Roihuvuorentie", "Tulisuontie"), 3),
    District("Laajasalo", "00840", ("Laajasalontie", "Yliskyläntie"), 4),
    District("Puotila", "00910", ("Puotilantie",), 2),
    District("Myllypuro", "00920", ("Kiviparintie", "Myllypadontie"), 4),
    District("Itäkeskus", "00930", ("Turunlinnantie", "Kauppakartanonkatu"), 4),
    District("Kontula", "00940", ("Kontulankaari", "Keinulaudantie"), 6),
    District("Mellunmäki", "00970", ("Mellunmäentie", "Pallaksentie"), 3),
    District("Vuosaari", "00980", ("Vuotie", "Mosaiikkitori"), 7),
)
_WEIGHTS = [district.weight for district in DISTRICTS]


def draw_address(rng: Random, district: str | None = None) -> Address:
    """This function will draw an address, in the named ``district`` or in one drawn by its size."""
    if district is None:
        drawn = rng.choices(DISTRICTS, weights=_WEIGHTS)[0]
    else:
        drawn = next(one for one in DISTRICTS if one.name == district)
    number = rng.randint(LOWEST_NUMBER, HIGHEST_NUMBER)
    street = f"{rng.choice(drawn.streets)} {number} {rng.choice('ABCDE')} {rng.randint(1, 60)}"
    return Address(drawn.name, street, drawn.postal_code)
