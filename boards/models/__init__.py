from boards.models.board import BoardDeed, BoardEntry, BoardIssue, BoardVote
from boards.models.ranking import Ranking, RankingRow

__all__ = ["BoardDeed", "BoardEntry", "BoardIssue", "BoardVote", "Ranking", "RankingRow"]
