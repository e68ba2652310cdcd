from councils.models.body import Body, BodyMember, BodyRules
from councils.models.breach import Breach, BreachClaim, BreachStep, BreachWords
from councils.models.carrying import MatterFinding, MatterMandate, MatterResult, MatterTask, TaskProgress
from councils.models.correction import Correction
from councils.models.demand import Demand, DemandPhoto, DemandStep, DemandWords
from councils.models.disclosure import (
    DisclosureCategory,
    DisclosureDuty,
    DutyTerms,
    Posting,
    PostingFile,
    PostingQuestion,
    PostingStep,
    PostingTable,
    TableToMask,
)
from councils.models.dividend import Dividend, DividendLine
from councils.models.election import BallotCount, BallotVotes, Candidate, Election
from councils.models.feedback import Feedback
from councils.models.grid import Grid, GridGroup, GridOfficer
from councils.models.handover import Handover, HandoverBody, HandoverRole, HandoverSeat
from councils.models.kin import KinListing, MemberKin, NearKin
from councils.models.legal import LegalCount, LegalLecture, LegalRoom
from councils.models.matter import Matter, MatterPaper, MatterStep, MatterSuggestion
from councils.models.meeting import Meeting, MeetingAttendee, MeetingLine, MeetingSheet
from councils.models.objection import Objection, ObjectionVote, PanelSeat
from councils.models.pairing import Pairing
from councils.models.procedure import Procedure, ProcedureStep
from councils.models.profile import Project, ProjectLine, VillageFigure, VillagePicture
from councils.models.review import Vote
from councils.models.sample import Sample, SampledClaim
from councils.models.settlement import Settlement, SettlementHousehold
from councils.models.sitting import Sitting, SittingPage, SittingSeat, StepCount, StepRecusal, StepVote
from councils.models.telling import DecisionTelling, Telling
from councils.models.village_rules import RuleArticle, VillageRules
from councils.models.visit import Visit, VisitRhythm
from councils.models.volunteers import (
    Activity,
    ActivityPhoto,
    PostHolder,
    ServiceClaim,
    ServiceItem,
    ServiceRecord,
    ServiceReversal,
    ServiceSignature,
    ServiceWords,
    Shift,
    SignIn,
    Strength,
    StrengthTopic,
    Volunteer,
    VolunteerPost,
    VolunteerStrength,
)

__all__ = [
    "Activity",
    "ActivityPhoto",
    "BallotCount",
    "BallotVotes",
    "Body",
    "BodyMember",
    "BodyRules",
    "Breach",
    "BreachClaim",
    "BreachStep",
    "BreachWords",
    "Candidate",
    "Correction",
    "DecisionTelling",
    "Demand",
    "DemandPhoto",
    "DemandStep",
    "DemandWords",
    "DisclosureCategory",
    "DisclosureDuty",
    "Dividend",
    "DividendLine",
    "DutyTerms",
    "Election",
    "Feedback",
    "Grid",
    "GridGroup",
    "GridOfficer",
    "Handover",
    "HandoverBody",
    "HandoverRole",
    "HandoverSeat",
    "KinListing",
    "LegalCount",
    "LegalLecture",
    "LegalRoom",
    "Matter",
    "MatterFinding",
    "MatterMandate",
    "MatterPaper",
    "MatterResult",
    "MatterStep",
    "MatterSuggestion",
    "MatterTask",
    "Meeting",
    "MeetingAttendee",
    "MeetingLine",
    "MeetingSheet",
    "MemberKin",
    "NearKin",
    "Objection",
    "ObjectionVote",
    "Pairing",
    "PanelSeat",
    "PostHolder",
    "Posting",
    "PostingFile",
    "PostingQuestion",
    "PostingStep",
    "PostingTable",
    "Procedure",
    "ProcedureStep",
    "Project",
    "ProjectLine",
    "RuleArticle",
    "Sample",
    "SampledClaim",
    "ServiceClaim",
    "ServiceItem",
    "ServiceRecord",
    "ServiceReversal",
    "ServiceSignature",
    "ServiceWords",
    "Settlement",
    "SettlementHousehold",
    "Shift",
    "SignIn",
    "Sitting",
    "SittingPage",
    "SittingSeat",
    "StepCount",
    "StepRecusal",
    "StepVote",
    "Strength",
    "StrengthTopic",
    "TableToMask",
    "TaskProgress",
    "Telling",
    "VillageFigure",
    "VillagePicture",
    "VillageRules",
    "Visit",
    "VisitRhythm",
    "Volunteer",
    "VolunteerPost",
    "VolunteerStrength",
    "Vote",
]
