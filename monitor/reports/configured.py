"""The constants of the figures, as the config has them."""

from monitor.config import Config
from monitor.reports.scope import Settings


def figures(config: Config) -> Settings:
    """What reports take from *config*; the command line, alerts and objectives use the same."""
    influence = config.influence
    return Settings(
        visibility_small=influence.visibility_small,
        visibility_large=influence.visibility_large,
        impressions_per_post=influence.impressions_per_post,
        first_response_hours=config.service.first_response_hours,
    )
