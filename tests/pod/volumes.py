"""Volumes of a pod, as a kubelet makes them on its node."""

import itertools
import os
import pathlib

_versions = itertools.count(1)


class Files:
    """A Secret or ConfigMap: links to files through `..data`, a link too, which is swapped."""

    def __init__(self, folder: pathlib.Path, mode: int, group: int | None) -> None:
        self._folder, self._mode, self._group = folder, mode, group
        folder.mkdir(parents=True)
        folder.chmod(0o755)

    def write(self, data: dict[str, str]) -> None:
        version = self._folder / f"..{next(_versions)}"
        version.mkdir()
        version.chmod(0o755)
        for key, text in data.items():
            file = version / key
            file.write_text(text)
            file.chmod(self._mode | (0o440 if self._group is not None else 0))
            os.chown(file, 0, self._group or 0)
        new = self._folder / "..data_tmp"
        new.symlink_to(version.name)
        new.rename(self._folder / "..data")
        for key in data:
            if not (self._folder / key).is_symlink():
                (self._folder / key).symlink_to(pathlib.Path("..data") / key)


def give(folder: pathlib.Path, group: int | None) -> pathlib.Path:
    """A volume that pods write to: the group of the pod's files may."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o2775)
    os.chown(folder, 0, group or 0)
    return folder


class Volumes:
    """Those of a pod of `spec`. `objects` holds what Secrets and ConfigMaps hold, by kind and name;
    `claims` the folders of claims, by name."""

    def __init__(self, folder: pathlib.Path, spec: dict, objects: dict, claims: dict) -> None:
        self._folder, self._objects = folder, objects
        self._group = spec["securityContext"].get("fsGroup")
        self._sources: dict[tuple[str, str], list[Files]] = {}
        self.paths = {one["name"]: self._make(one, claims) for one in spec.get("volumes", [])}

    def _make(self, volume: dict, claims: dict) -> pathlib.Path:
        path = self._folder / volume["name"]
        if "persistentVolumeClaim" in volume:
            return give(claims[volume["persistentVolumeClaim"]["claimName"]], self._group)
        if "emptyDir" in volume:
            return give(path, self._group)
        kind, source = next(item for item in volume.items() if item[0] != "name")
        name = source["secretName"] if kind == "secret" else source["name"]
        files = Files(path, source.get("defaultMode", 0o644), self._group)
        files.write(self._objects[kind, name])
        self._sources.setdefault((kind, name), []).append(files)
        return path

    def swap(self, kind: str, name: str) -> None:
        """What the object holds now is in the pod."""
        for files in self._sources.get((kind, name), []):
            files.write(self._objects[kind, name])
