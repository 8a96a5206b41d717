"""All layers put together: from a configuration to an edition."""

from feeds.builder.building import Survey, build, survey
from feeds.builder.project import Project, open_project
from feeds.builder.reading import Progress
from feeds.builder.report import Report

__all__ = ["Progress", "Project", "Report", "Survey", "build", "open_project", "survey"]
