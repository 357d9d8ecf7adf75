"""A photo is stored where the setting says, moved by a command while people work, and is in every backup."""

import hashlib
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from database import db, forget_and_write, utcnow
from operations.doctor.photos_stored import photos_stored
from operations.photo_moving import orphans
from photos import NoPhoto, store_named
from photos.stored_photo import STORE
from registry.models import Article, ArticlePicture

JPEG = b"\xff\xd8 a picture \xff\xd9"
DIGEST = hashlib.sha256(JPEG).hexdigest()


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """A real S3 server (moto's, over HTTP on loopback), with a bucket."""
    server = pytest.importorskip("moto.server").ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    boto3 = pytest.importorskip("boto3")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_ACCESS_KEY_ID", "test")
        environment.setenv("AWS_SECRET_ACCESS_KEY", "test")
        server.start()
        host, port = server.get_host_and_port()
        endpoint = f"http://{host}:{port}"
        boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1").create_bucket(Bucket="photos")
        yield f"s3://photos/returkoll?endpoint={endpoint}&region=us-east-1"
        server.stop()


@pytest.fixture(params=["folder", "s3"])
def setting(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return f"folder:{tmp_path}" if request.param == "folder" else str(request.getfixturevalue("s3"))


def test_a_store_gives_back_what_it_got_and_forgets_what_is_removed(setting: str) -> None:
    store = store_named(setting)
    assert store is not None
    store.try_writing()
    store.put(DIGEST, JPEG)
    store.put(DIGEST, JPEG)
    assert store.get(DIGEST) == JPEG
    assert [digest for digest, _at in store.digests()] == [DIGEST]
    store.remove(DIGEST)
    store.remove(DIGEST)
    with pytest.raises(NoPhoto):
        store.get(DIGEST)


def test_a_store_that_is_away_says_so(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_ACCESS_KEY_ID", "test")
        environment.setenv("AWS_SECRET_ACCESS_KEY", "test")
        for setting in (f"folder:{tmp_path}/away", f"s3://b/?endpoint=http://127.0.0.1:{port}&region=x"):
            store = store_named(setting)
            assert store is not None
            with pytest.raises(NoPhoto):
                store.put(DIGEST, JPEG)


@pytest.mark.parametrize("setting", ["folder:relative", "ftp://x", "s3://", "s3://b?acl=public"])
def test_a_setting_that_names_no_store_is_refused(setting: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        store_named(setting)


def add_picture() -> int:
    with forget_and_write():
        article = db.session.scalars(sa.select(Article).order_by(Article.id)).first()
        article.picture = ArticlePicture(jpeg=JPEG, width=1, height=1, actor="a", at=utcnow())
        return article.id


def picture_of(article_id: int) -> ArticlePicture:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(ArticlePicture, article_id)


def use(app: APIFlask, setting: str) -> None:
    app.extensions[STORE] = store_named(setting)
    app.config["PHOTO_STORE"] = setting


def flask(app: APIFlask, *command: str) -> str:
    done = app.test_cli_runner().invoke(args=list(command))
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def house(demo_app: APIFlask) -> Iterator[APIFlask]:
    """The demo, whose setting is as it was when the test ends."""
    yield demo_app
    use(demo_app, "database")


def test_pictures_move_out_are_read_there_and_come_back(house: APIFlask, setting: str) -> None:
    article_id = add_picture()
    use(house, setting)
    assert picture_of(article_id).jpeg == JPEG, (
        "what is in the row is read from it, whatever the setting says"
    )
    assert "moved" in flask(house, "photos", "move", setting)
    assert picture_of(article_id).jpeg_in_row is None
    assert picture_of(article_id).jpeg == JPEG
    flask(house, "photos", "move", "database")
    assert picture_of(article_id).jpeg_in_row == JPEG


def test_a_new_picture_goes_to_the_store_and_a_backup_has_it(
    house: APIFlask, setting: str, tmp_path: Path
) -> None:
    use(house, setting)
    article_id = add_picture()
    assert picture_of(article_id).jpeg_in_row is None
    flask(house, "backup", str(tmp_path / "file"))
    use(house, "database")
    flask(house, "restore", str(tmp_path / "file"), "--yes")
    assert picture_of(article_id).jpeg == JPEG


def test_a_picture_without_its_store_is_told_not_invented(house: APIFlask, tmp_path: Path) -> None:
    use(house, f"folder:{tmp_path}")
    article_id = add_picture()
    use(house, "database")
    with pytest.raises(NoPhoto, match="flask photos move"):
        _ = picture_of(article_id).jpeg
    client = house.test_client()
    client.post("/logga-in", data={"email": "admin@returkoll.demo", "password": "returkoll-demo"})
    answer = client.get(f"/artiklar/{article_id}/{DIGEST}.jpg")
    assert answer.status_code == 503
    assert "Vänta en stund" in answer.text
    assert "WRONG photos" in "\n".join(map(str, photos_stored()))


def test_only_what_no_row_refers_to_for_a_day_is_an_orphan(
    house: APIFlask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(house, f"folder:{tmp_path}")
    store = store_named(f"folder:{tmp_path}")
    assert store is not None
    add_picture()
    alone = hashlib.sha256(b"alone").hexdigest()
    store.put(alone, b"alone")
    assert list(orphans(store)) == []
    monkeypatch.setattr("operations.photo_moving.ORPHANED_AFTER_S", -5)
    assert list(orphans(store)) == [alone]
