"""What the offers of the demonstration say, in Finnish, Swedish and English."""

from typing import Any

INPUT_WORDS = {"fi": "Lapsen syntymäaika", "sv": "Barnets födelsedatum", "en": "Child’s date of birth"}
RULE_WORDS = {
    "fi": "Lapsi on syntynyt vuonna {year} ja aloittaa esiopetuksen.",
    "sv": "Barnet är fött {year} och börjar i förskoleundervisningen.",
    "en": "The child was born in {year} and begins pre-primary education.",
}
PLACE_WORDS: dict[str, Any] = {
    "service": {
        "fi": "Paikka esiopetuksessa",
        "sv": "Förskoleplats",
        "en": "A place in pre-primary education",
    },
    "texts": {
        "fi": "{service}: {place}. Vastaa {deadline} mennessä: A {code} = otamme paikan, B {code} = emme ota.",
        "sv": "{service}: {place}. Svara senast {deadline}: A {code} = ja tack, B {code} = nej tack.",
        "en": "{service}: {place}. Reply by {deadline}: A {code} = we take it, B {code} = we do not.",
    },
    "benefit_resident": {
        "fi": "Paikka läheltä kotia ilman hakemusta.",
        "sv": "En plats nära hemmet utan ansökan.",
        "en": "A place close to home without an application.",
    },
    "benefit_city": {
        "fi": "Hakemuksia on vähemmän, ja paikat tiedetään ajoissa.",
        "sv": "Ansökningarna blir färre och platserna är kända i tid.",
        "en": "There are fewer applications, and places are known in time.",
    },
    "if_declined": {
        "fi": "Lapsi osallistuu esiopetukseen lain mukaan myös silloin. Hae muuta paikkaa tavallisella lomakkeella.",
        "sv": "Barnet deltar enligt lag i förskoleundervisning också då. Ansök om en annan plats med den vanliga "
        "blanketten.",
        "en": "By law the child takes part in pre-primary education then, too. Apply for another place with the "
        "ordinary form.",
    },
    "minutes_saved_each": 30,
}
CARD_WORDS: dict[str, Any] = {
    "service": {
        "fi": "Esioppilaan matkakortti",
        "sv": "Resekort för förskoleelever",
        "en": "Travel card for pre-primary",
    },
    "texts": {
        "fi": "{service} on myönnetty ilman hakemusta. Päätös on MyData-palvelussa.",
        "sv": "{service} har beviljats utan ansökan. Beslutet finns i tjänsten MyData.",
        "en": "{service} was granted without an application. The decision is in the MyData service.",
    },
    "benefit_resident": {
        "fi": "Maksuton matka esiopetukseen ilman hakemusta.",
        "sv": "Avgiftsfri resa till förskoleundervisningen utan ansökan.",
        "en": "Free travel to pre-primary education without an application.",
    },
    "benefit_city": {
        "fi": "Hakemuksia ei tarvitse käsitellä.",
        "sv": "Inga ansökningar behöver handläggas.",
        "en": "No applications need to be handled.",
    },
    "if_declined": {
        "fi": "Matkakorttia voi hakea myöhemmin tavallisella lomakkeella.",
        "sv": "Resekortet kan sökas senare med den vanliga blanketten.",
        "en": "The card can be applied for later with the ordinary form.",
    },
    "minutes_saved_each": 20,
}
