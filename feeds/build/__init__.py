"""All layers put together: from a configuration to an edition."""

from feeds.build.building import Report, Survey, build, survey
from feeds.build.project import Project, open_project
from feeds.build.reading import Progress

__all__ = ["Progress", "Project", "Report", "Survey", "build", "open_project", "survey"]
