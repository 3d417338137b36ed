"""Since when a telephone number is a resident's, and numbers in one spelling, so that a shared one is recognised."""

from django.db import migrations, models

from consent.core.phone_numbers import normalised


def spell_alike(apps, schema_editor):
    """This function will bring the numbers that are here to their international spelling."""
    residents = apps.get_model("people", "Resident").objects.using(schema_editor.connection.alias)
    for row in residents.exclude(phone="").only("phone").iterator(chunk_size=2_000):
        spelled = normalised(row.phone) or row.phone
        if spelled != row.phone:
            residents.filter(pk=row.pk).update(phone=spelled)


class Migration(migrations.Migration):
    """``phone_since``, the index by which the holders of a number are found, and one spelling."""

    dependencies = [("people", "0005_representation_when")]

    operations = [
        migrations.AddField(model_name="resident", name="phone_since", field=models.DateField(blank=True, null=True)),
        migrations.RunPython(spell_alike, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name="resident",
            index=models.Index(
                condition=models.Q(("phone", ""), _negated=True), fields=["phone"], name="people_resident_phone"
            ),
        ),
    ]
