"""Where the modules of this program remember, for all their processes, which signed permits they have taken."""

from datetime import datetime

from django.db import IntegrityError, transaction

from services.kit.models import SpentPermit
from services.sdk import clock


class SpentInDatabase:
    """For ``ConsentClient.verify(…, spent=SpentInDatabase())``: whoever comes first has it, in whichever process."""

    def spend(self, permit_id: str, until: datetime) -> bool:
        """This function will remember a permit until then (aware), and tell whether it was not there before.

        What has ended is forgotten on the way: it is refused for its age.
        """
        SpentPermit.objects.filter(forget_at__lt=clock.now()).delete()
        try:
            with transaction.atomic():
                SpentPermit.objects.create(permit_id=permit_id, forget_at=until)
        except IntegrityError:
            return False
        return True
