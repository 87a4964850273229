"""What a scenario is called: the name of its results folder, and its title and description for readers."""

from __future__ import annotations

from pydantic import model_validator

from sim.scenario.parameter import Section, parameter, problem

_FORBIDDEN = set('/\\:*?"<>|')


class Words(Section):
    """The same text in English and Japanese."""

    en: str = parameter("", unit="-", meaning="text in English", source="the author of the scenario")
    ja: str = parameter("", unit="-", meaning="text in Japanese", source="the author of the scenario")


class ScenarioBase(Section):
    """A whole scenario. Subclass it and add the sections of the model.

    `name`, `title` and `description` belong to one file and are never taken over by `extends`: a file without
    a name is called like the file, and one without a title is titled with its name.
    """

    name: str = parameter(
        "scenario", unit="-", meaning="what the scenario and its results are called", source="the file's name"
    )
    title: Words = Words()
    description: Words = Words()

    @model_validator(mode="after")
    def _name_is_a_folder_name(self) -> ScenarioBase:
        safe = self.name.isprintable() and not _FORBIDDEN & set(self.name) and 0 < len(self.name) <= 100
        if not safe or self.name.startswith((".", " ")) or self.name.endswith((".", " ")):
            raise problem("name", "cannot name a folder", "give a plain word, such as `my-company`")
        return self


IDENTITY = frozenset({"name", "title", "description"})
