"""Photos: whether their store takes and gives them."""

from collections.abc import Iterator

from common.storage_fault import is_out_of_room
from operations.doctor.finding import HealthFinding
from operations.photo_moving import counted
from photos import NoPhoto
from photos.stored_photo import photo_store


def photos_stored() -> Iterator[HealthFinding]:
    here, elsewhere = counted()
    store = photo_store()
    if store is None:
        if elsewhere:
            yield HealthFinding(
                "photos",
                f"{elsewhere} are in a store, and RETURKOLL_PHOTO_STORE names none",
                "Set it as it was, or move them: `flask photos move database --from STORE`.",
            )
        else:
            yield HealthFinding("photos", f"{here} in the database")
        return
    try:
        store.try_writing()
    except NoPhoto as error:
        yield HealthFinding(
            "photos",
            f"the store does not take them ({error})",
            "Make room on its disk."
            if is_out_of_room(error)
            else "See that it runs, has room, and may be written to.",
        )
        return
    yield HealthFinding(
        "photos",
        f"{elsewhere} in {store}, {here} still in the database" if here else f"{elsewhere} in {store}",
        f"Move them: `flask photos move {store}`." if here else "",
    )
