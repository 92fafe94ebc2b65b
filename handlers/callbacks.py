"""What stands in buttons: the name of a place or an answer, never anything about a person."""

from __future__ import annotations

from typing import Annotated, Literal

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.answers.picture import Theme
from bot.answers.plan import PlanWay
from bot.rules.history import PayerKind
from bot.rules.planning.questions import Change
from bot.rules.reminders import About, Lead, Matter
from bot.staffroom import Speech
from bot.state.board import Feature
from bot.state.feedback import Reason

WrittenMonth = Annotated[str, Field(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")]
"""A month as `Month.parse` reads it: `2026-11`."""

WrittenDay = Annotated[str, Field(pattern=r"^20\d\d-(0[1-9]|1[0-2])-[0-3]\d$")]
"""A day in ISO form: `2026-11-20`."""

Side = Literal["own", "cost", "exempt", "staff"]
"""How a month is looked at: as usual, as the employer's cost, as of a privileged employee, or as
that of an entrepreneur with employees."""


Days = Annotated[int, Field(ge=1, le=31)]
"""How many days are looked back on."""

End = Literal["hours", "today", "open"]
"""Until when an announcement stands: some hours, the day, or until it is taken off."""


Language = Literal["kk", "ru"]


class Menu(CallbackData, prefix="menu"):
    """To a place of `handlers.places`, or `place_detail`, written as in a start link."""

    to: str = "menu"


class Consent(CallbackData, prefix="consent"):
    given: bool


class Forget(CallbackData, prefix="forget"):
    sure: bool


class Unremember(CallbackData, prefix="unremember"):
    """No longer tie the account to the person whom it asked to remember."""


class View(CallbackData, prefix="view"):
    """Another screen about the person whom the conversation is about."""

    screen: str


class Remember(CallbackData, prefix="remember"):
    """Tie the account to that person, so that the IIN need not be typed again."""


class Prove(CallbackData, prefix="prove"):
    """Show by a contact that one asks about oneself."""


class CalcKinds(CallbackData, prefix="ckinds"):
    """The calculator for another kind of payer, in the same month."""


class CalcKind(CallbackData, prefix="ckind"):
    kind: PayerKind


class CalcIncome(CallbackData, prefix="cincome"):
    """Type another income."""

    kind: PayerKind


class CalcAnother(CallbackData, prefix="canother"):
    """Type one more income: of another job, or of another employee."""

    kind: PayerKind


class CalcSide(CallbackData, prefix="cside"):
    """The same month seen from another side."""

    side: Side


class CalcYear(CallbackData, prefix="cyear"):
    """The months of a year to choose from."""

    kind: PayerKind
    year: int


class CalcMonth(CallbackData, prefix="cmonth"):
    period: WrittenMonth


class OwnMonth(CallbackData, prefix="omonth"):
    """Another mark for a month."""

    period: WrittenMonth


class OwnAll(CallbackData, prefix="oall"):
    """The same mark for all months."""

    paid: bool


class OwnEarlier(CallbackData, prefix="oearlier"):
    """Something else about the months before."""


class OwnStateToday(CallbackData, prefix="otoday"):
    pays: bool


class OwnScreen(CallbackData, prefix="own"):
    """Another screen about one's own months."""

    to: Literal["grid", "answer", "ways"]


class Picture(CallbackData, prefix="picture"):
    """Twelve months as a picture: those of the ledger, or one's own marks."""

    of: Literal["person", "own"]
    theme: Theme


class PlanOf(CallbackData, prefix="plan"):
    """What to pay, month by month: by the ledger, or by one's own marks."""

    way: PlanWay
    of: Literal["person", "own"]


class PlanTick(CallbackData, prefix="ptick"):
    """A month of that plan is paid, or is not after all."""

    way: PlanWay
    of: Literal["person", "own"]
    period: WrittenMonth


class PlanFile(CallbackData, prefix="pfile"):
    """That plan as a file."""

    way: PlanWay
    of: Literal["person", "own"]
    form: Literal["csv", "ics"]


class EventOf(CallbackData, prefix="event"):
    """Plan a change in life."""

    change: Change


class EventAnswer(CallbackData, prefix="eanswer"):
    """An answer that need not be typed: a day near today, a choice, or `unknown`."""

    name: str
    value: str


class WhatIfOf(CallbackData, prefix="whatif"):
    """Suppose something about the person of the conversation, or about one's own months."""

    of: Literal["person", "own"]


class WhatIfScreen(CallbackData, prefix="wscreen"):
    """Another screen of what is supposed."""

    to: Literal["answer", "pay", "stops", "day", "nothing"]


class WhatIfPay(CallbackData, prefix="wpay"):
    """Suppose that a month is paid today, or that it is not after all."""

    period: WrittenMonth


class WhatIfStops(CallbackData, prefix="wstops"):
    """Suppose that from a month on nothing comes any more."""

    period: WrittenMonth


class WhatIfDay(CallbackData, prefix="wday"):
    """Look at another day."""

    day: WrittenDay


class LibrarySection(CallbackData, prefix="lsection"):
    """The topics of a section, a page of them."""

    section: str
    page: int = 0


class Opinion(CallbackData, prefix="opinion"):
    """Whether an article helped."""

    topic: str
    helped: bool


class OpinionReason(CallbackData, prefix="owhy"):
    """Why it did not."""

    topic: str
    reason: Reason


class OpinionWords(CallbackData, prefix="owords"):
    """What is missing, in words of one's own."""


class FinderScreen(CallbackData, prefix="find"):
    """Another screen of the finder, by its number in one edition of the questions.

    It says where a tap leads, not what was answered on the way.
    """

    edition: str
    screen: int


class FinderMore(CallbackData, prefix="fmore"):
    """The same in a new message: what has been found stays to be read."""

    edition: str
    screen: int


class CategoryPage(CallbackData, prefix="fcat"):
    """The page of a category by its number in the list, or the papers that it asks for."""

    number: int
    papers: bool
    listed: bool
    """Whether it takes the place of the list; else what was tapped stays above it."""


class PenaltyDue(CallbackData, prefix="pdue"):
    """The due date of that month."""

    period: WrittenMonth


class PenaltyPaidToday(CallbackData, prefix="ptoday"):
    """Paid, or going to be paid, today."""


class PenaltyStep(CallbackData, prefix="pstep"):
    """Ask again for a part of what the penalty is computed from."""

    of: Literal["amount", "due", "paid"]


class DatesFile(CallbackData, prefix="dfile"):
    """The due dates of the months of a year as a calendar."""

    year: int


class RemindLead(CallbackData, prefix="rlead"):
    """Remind of due dates, so long before."""

    lead: Lead


class RemindAbout(CallbackData, prefix="rabout"):
    """Remind of the due dates of those months."""

    about: About


class RemindEnd(CallbackData, prefix="rend"):
    """Remind of the end of a status."""


class RemindOff(CallbackData, prefix="roff"):
    """Remind no more of a matter, or of nothing at all."""

    matter: Matter | None
    at: Literal["page", "settings", "message"]
    """Where the button stands, and so what the tap leads to."""


class BannerWrite(CallbackData, prefix="bwrite"):
    """Write an announcement, from the first language on."""


class BannerEnd(CallbackData, prefix="bend"):
    """Until when an announcement is to stand."""

    end: End


class BannerShow(CallbackData, prefix="bshow"):
    """Put up the announcement that was looked at."""


class BannerOff(CallbackData, prefix="boff"):
    """Take that announcement off."""

    number: int


class DraftScreen(CallbackData, prefix="draft"):
    """A draft of texts, or a part of it."""

    number: int
    to: Literal["overview", "changes-file", "note", "plain", "anew", "discard"]


class DraftChanges(CallbackData, prefix="dchange"):
    """A page of what a draft changes."""

    number: int
    page: int


class DraftPreview(CallbackData, prefix="dpreview"):
    """A changed text of a draft as citizens will read it."""

    number: int
    step: int
    language: Language
    """The one that is shown where both do not fit."""


class DraftTrial(CallbackData, prefix="dtrial"):
    """Which questions a draft answers worse."""

    number: int
    page: int


class DraftPublish(CallbackData, prefix="dpublish"):
    """Make that draft live."""

    number: int
    drop: bool
    """Although fewer questions are answered right with it."""


class DraftAsk(CallbackData, prefix="dask"):
    """Ask the other admins to confirm that draft."""

    number: int


class DraftDiscard(CallbackData, prefix="ddiscard"):
    """Throw that draft away."""

    number: int


class FilesForget(CallbackData, prefix="dforget"):
    """Begin anew: the files sent so far are not looked at any more."""


class Releases(CallbackData, prefix="releases"):
    """Releases of texts below a number, the newest first; 0: from the newest on."""

    before: int


class ReleaseOf(CallbackData, prefix="release"):
    """One release: what it changed, and the way back to it."""

    number: int


class ReleaseFile(CallbackData, prefix="rfile"):
    """What a release changed, as a file."""

    number: int


class RollBackAsk(CallbackData, prefix="rask"):
    """Look at what would come back with a release."""

    number: int


class RollBack(CallbackData, prefix="rback"):
    """Bring the texts of a release back, where `live` is still the live one."""

    number: int
    live: int


class TextsFiles(CallbackData, prefix="tfiles"):
    """The live texts as files."""


class TextsConflicts(CallbackData, prefix="tconf"):
    """Texts that were published and changed in the program as well."""

    page: int


class AuditPage(CallbackData, prefix="audit"):
    """What was done below an entry, the newest first; 0: from the newest on."""

    before: int


class Switch(CallbackData, prefix="switch"):
    """Turn a part of the bot on or off; a tap on an old screen does what it says there."""

    feature: Feature
    on: bool


class StatsOf(CallbackData, prefix="stats"):
    """Counts of so many days, today included."""

    days: Days


class StaffScreen(CallbackData, prefix="staff"):
    """A screen of the staff room."""

    to: Literal["room", "day", "people", "file", "drafts", "leave"]


class StaffSpeech(CallbackData, prefix="sspeech"):
    """In which language questions are answered there."""

    speech: Speech


class StaffTrace(CallbackData, prefix="strace"):
    """Whether answers come with their trail."""

    on: bool


class StaffDay(CallbackData, prefix="sday"):
    """Answer as of that day; as of today without one."""

    day: WrittenDay | None


class StaffDraft(CallbackData, prefix="sdraft"):
    """Compare with the texts of that draft; with none for 0."""

    number: int


class StaffPerson(CallbackData, prefix="sperson"):
    """A screen about somebody invented."""

    key: str
    screen: Literal["status", "debt", "year", "ways", "trace"]
    own: bool
    """As the person sees it who has proved who they are; else as anybody sees it."""


class QueuePage(CallbackData, prefix="queue"):
    """Questions that were not answered well, a page of them."""

    page: int = 0


class QueueCase(CallbackData, prefix="qcase"):
    """One of them, by the number of a question."""

    number: int


class QueueSection(CallbackData, prefix="qsect"):
    """Topics of a section to choose from for it; the sections without one."""

    number: int
    section: str | None = None
    page: int = 0


class QueueTopic(CallbackData, prefix="qtopic"):
    """Propose it as a way to ask for that topic: first to look at, then in earnest."""

    number: int
    topic: str
    language: Literal["kk", "ru"] | None
    """Of the line; that of the question where nobody has said."""
    sure: bool


class QueueWords(CallbackData, prefix="qwords"):
    """Type something about it: words to find a topic by, or another wording of the line."""

    number: int


class QueueAside(CallbackData, prefix="qaside"):
    """Nothing is to be done about it until it is asked again."""

    number: int


class ProposalPage(CallbackData, prefix="props"):
    """What staff propose, one on a screen."""

    page: int = 0


class ProposalDecision(CallbackData, prefix="pdecide"):
    number: int
    accepted: bool


class ProposalDraft(CallbackData, prefix="pmake"):
    """Make a draft of the texts out of all that was accepted."""
