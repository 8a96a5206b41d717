"""All layers put together: from a configuration to an edition."""

from feeds.builder.building import build
from feeds.builder.project import Project, open_project
from feeds.builder.reading import Progress
from feeds.builder.report import Report
from feeds.builder.surveying import Survey, survey

__all__ = ["Progress", "Project", "Report", "Survey", "build", "open_project", "survey"]
