from boards.models.board import BoardDeed, BoardEntry, BoardIssue, BoardVote
from boards.models.contest import Contest, ContestAward, ContestEntrant, ContestTitle
from boards.models.judging import ContestObjection, ContestScore, ContestWalk, ContestWalker
from boards.models.motion import BoardMotion
from boards.models.nine import NineArticle, NineVersion
from boards.models.proposal import BoardProposal
from boards.models.ranking import Ranking, RankingRow
from boards.models.star import Star, StarAward, StarGroup, StarObjection, StarVote, StarYear

__all__ = [
    "BoardDeed",
    "BoardEntry",
    "BoardIssue",
    "BoardMotion",
    "BoardProposal",
    "BoardVote",
    "Contest",
    "ContestAward",
    "ContestEntrant",
    "ContestObjection",
    "ContestScore",
    "ContestTitle",
    "ContestWalk",
    "ContestWalker",
    "NineArticle",
    "NineVersion",
    "Ranking",
    "RankingRow",
    "Star",
    "StarAward",
    "StarGroup",
    "StarObjection",
    "StarVote",
    "StarYear",
]
