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


class Tapped(CallbackData, prefix="tapped", frozen=True):
    """What a button brings back; equal where the values are, so that buttons can be kept."""


class Menu(Tapped, prefix="menu"):
    """To a place of `handlers.places`, or `place_detail`, written as in a start link."""

    to: str = "menu"


class Consent(Tapped, prefix="consent"):
    given: bool


class Forget(Tapped, prefix="forget"):
    sure: bool


class Unremember(Tapped, prefix="unremember"):
    """No longer tie the account to the person whom it asked to remember."""


class View(Tapped, prefix="view"):
    """Another screen about the person whom the conversation is about."""

    screen: str


class Remember(Tapped, prefix="remember"):
    """Tie the account to that person, so that the IIN need not be typed again."""


class Prove(Tapped, prefix="prove"):
    """Show by a contact that one asks about oneself."""


class CalcKinds(Tapped, prefix="ckinds"):
    """The calculator for another kind of payer, in the same month."""


class CalcKind(Tapped, prefix="ckind"):
    kind: PayerKind


class CalcIncome(Tapped, prefix="cincome"):
    """Type another income."""

    kind: PayerKind


class CalcAnother(Tapped, prefix="canother"):
    """Type one more income: of another job, or of another employee."""

    kind: PayerKind


class CalcSide(Tapped, prefix="cside"):
    """The same month seen from another side."""

    side: Side


class CalcYear(Tapped, prefix="cyear"):
    """The months of a year to choose from."""

    kind: PayerKind
    year: int


class CalcMonth(Tapped, prefix="cmonth"):
    period: WrittenMonth


class OwnMonth(Tapped, prefix="omonth"):
    """Another mark for a month."""

    period: WrittenMonth


class OwnAll(Tapped, prefix="oall"):
    """The same mark for all months."""

    paid: bool


class OwnEarlier(Tapped, prefix="oearlier"):
    """Something else about the months before."""


class OwnStateToday(Tapped, prefix="otoday"):
    pays: bool


class OwnScreen(Tapped, prefix="own"):
    """Another screen about one's own months."""

    to: Literal["grid", "answer", "ways"]


class Picture(Tapped, prefix="picture"):
    """Twelve months as a picture: those of the ledger, or one's own marks."""

    of: Literal["person", "own"]
    theme: Theme


class PlanOf(Tapped, prefix="plan"):
    """What to pay, month by month: by the ledger, or by one's own marks."""

    way: PlanWay
    of: Literal["person", "own"]


class PlanTick(Tapped, prefix="ptick"):
    """A month of that plan is paid, or is not after all."""

    way: PlanWay
    of: Literal["person", "own"]
    period: WrittenMonth


class PlanFile(Tapped, prefix="pfile"):
    """That plan as a file."""

    way: PlanWay
    of: Literal["person", "own"]
    form: Literal["csv", "ics"]


class EventOf(Tapped, prefix="event"):
    """Plan a change in life."""

    change: Change


class EventAnswer(Tapped, prefix="eanswer"):
    """An answer that need not be typed: a day near today, a choice, or `unknown`."""

    name: str
    value: str


class WhatIfOf(Tapped, prefix="whatif"):
    """Suppose something about the person of the conversation, or about one's own months."""

    of: Literal["person", "own"]


class WhatIfScreen(Tapped, prefix="wscreen"):
    """Another screen of what is supposed."""

    to: Literal["answer", "pay", "stops", "day", "nothing"]


class WhatIfPay(Tapped, prefix="wpay"):
    """Suppose that a month is paid today, or that it is not after all."""

    period: WrittenMonth


class WhatIfStops(Tapped, prefix="wstops"):
    """Suppose that from a month on nothing comes any more."""

    period: WrittenMonth


class WhatIfDay(Tapped, prefix="wday"):
    """Look at another day."""

    day: WrittenDay


class LibrarySection(Tapped, prefix="lsection"):
    """The topics of a section, a page of them."""

    section: str
    page: int = 0


class Opinion(Tapped, prefix="opinion"):
    """Whether an article helped."""

    topic: str
    helped: bool


class OpinionReason(Tapped, prefix="owhy"):
    """Why it did not."""

    topic: str
    reason: Reason


class OpinionWords(Tapped, prefix="owords"):
    """What is missing, in words of one's own."""


class FinderScreen(Tapped, prefix="find"):
    """Another screen of the finder, by its number in one edition of the questions.

    It says where a tap leads, not what was answered on the way.
    """

    edition: str
    screen: int


class FinderMore(Tapped, prefix="fmore"):
    """The same in a new message: what has been found stays to be read."""

    edition: str
    screen: int


class CategoryPage(Tapped, prefix="fcat"):
    """The page of a category by its number in the list, or the papers that it asks for."""

    number: int
    papers: bool
    listed: bool
    """Whether it takes the place of the list; else what was tapped stays above it."""


class PenaltyDue(Tapped, prefix="pdue"):
    """The due date of that month."""

    period: WrittenMonth


class PenaltyPaidToday(Tapped, prefix="ptoday"):
    """Paid, or going to be paid, today."""


class PenaltyStep(Tapped, prefix="pstep"):
    """Ask again for a part of what the penalty is computed from."""

    of: Literal["amount", "due", "paid"]


class DatesFile(Tapped, prefix="dfile"):
    """The due dates of the months of a year as a calendar."""

    year: int


class RemindLead(Tapped, prefix="rlead"):
    """Remind of due dates, so long before."""

    lead: Lead


class RemindAbout(Tapped, prefix="rabout"):
    """Remind of the due dates of those months."""

    about: About


class RemindEnd(Tapped, prefix="rend"):
    """Remind of the end of a status."""


class RemindOff(Tapped, prefix="roff"):
    """Remind no more of a matter, or of nothing at all."""

    matter: Matter | None
    at: Literal["page", "settings", "message"]
    """Where the button stands, and so what the tap leads to."""


class BannerWrite(Tapped, prefix="bwrite"):
    """Write an announcement, from the first language on."""


class BannerEnd(Tapped, prefix="bend"):
    """Until when an announcement is to stand."""

    end: End


class BannerShow(Tapped, prefix="bshow"):
    """Put up the announcement that was looked at."""


class BannerOff(Tapped, prefix="boff"):
    """Take that announcement off."""

    number: int


class DraftScreen(Tapped, prefix="draft"):
    """A draft of texts, or a part of it."""

    number: int
    to: Literal["overview", "changes-file", "note", "plain", "anew", "discard"]


class DraftChanges(Tapped, prefix="dchange"):
    """A page of what a draft changes."""

    number: int
    page: int


class DraftPreview(Tapped, prefix="dpreview"):
    """A changed text of a draft as citizens will read it."""

    number: int
    step: int
    language: Language
    """The one that is shown where both do not fit."""


class DraftTrial(Tapped, prefix="dtrial"):
    """Which questions a draft answers worse."""

    number: int
    page: int


class DraftPublish(Tapped, prefix="dpublish"):
    """Make that draft live."""

    number: int
    drop: bool
    """Although fewer questions are answered right with it."""


class DraftAsk(Tapped, prefix="dask"):
    """Ask the other admins to confirm that draft."""

    number: int


class DraftDiscard(Tapped, prefix="ddiscard"):
    """Throw that draft away."""

    number: int


class FilesForget(Tapped, prefix="dforget"):
    """Begin anew: the files sent so far are not looked at any more."""


class Releases(Tapped, prefix="releases"):
    """Releases of texts below a number, the newest first; 0: from the newest on."""

    before: int


class ReleaseOf(Tapped, prefix="release"):
    """One release: what it changed, and the way back to it."""

    number: int


class ReleaseFile(Tapped, prefix="rfile"):
    """What a release changed, as a file."""

    number: int


class RollBackAsk(Tapped, prefix="rask"):
    """Look at what would come back with a release."""

    number: int


class RollBack(Tapped, prefix="rback"):
    """Bring the texts of a release back, where `live` is still the live one."""

    number: int
    live: int


class TextsFiles(Tapped, prefix="tfiles"):
    """The live texts as files."""


class TextsConflicts(Tapped, prefix="tconf"):
    """Texts that were published and changed in the program as well."""

    page: int


class AuditPage(Tapped, prefix="audit"):
    """What was done below an entry, the newest first; 0: from the newest on."""

    before: int


class Switch(Tapped, prefix="switch"):
    """Turn a part of the bot on or off; a tap on an old screen does what it says there."""

    feature: Feature
    on: bool


class StatsOf(Tapped, prefix="stats"):
    """Counts of so many days, today included."""

    days: Days


class StaffScreen(Tapped, prefix="staff"):
    """A screen of the staff room."""

    to: Literal["room", "day", "people", "file", "drafts", "leave"]


class StaffSpeech(Tapped, prefix="sspeech"):
    """In which language questions are answered there."""

    speech: Speech


class StaffTrace(Tapped, prefix="strace"):
    """Whether answers come with their trail."""

    on: bool


class StaffDay(Tapped, prefix="sday"):
    """Answer as of that day; as of today without one."""

    day: WrittenDay | None


class StaffDraft(Tapped, prefix="sdraft"):
    """Compare with the texts of that draft; with none for 0."""

    number: int


class StaffPerson(Tapped, prefix="sperson"):
    """A screen about somebody invented."""

    key: str
    screen: Literal["status", "debt", "year", "ways", "trace"]
    own: bool
    """As the person sees it who has proved who they are; else as anybody sees it."""


class QueuePage(Tapped, prefix="queue"):
    """Questions that were not answered well, a page of them."""

    page: int = 0


class QueueCase(Tapped, prefix="qcase"):
    """One of them, by the number of a question."""

    number: int


class QueueSection(Tapped, prefix="qsect"):
    """Topics of a section to choose from for it; the sections without one."""

    number: int
    section: str | None = None
    page: int = 0


class QueueTopic(Tapped, prefix="qtopic"):
    """Propose it as a way to ask for that topic: first to look at, then in earnest."""

    number: int
    topic: str
    language: Literal["kk", "ru"] | None
    """Of the line; that of the question where nobody has said."""
    sure: bool


class QueueWords(Tapped, prefix="qwords"):
    """Type something about it: words to find a topic by, or another wording of the line."""

    number: int


class QueueAside(Tapped, prefix="qaside"):
    """Nothing is to be done about it until it is asked again."""

    number: int


class ProposalPage(Tapped, prefix="props"):
    """What staff propose, one on a screen."""

    page: int = 0


class ProposalDecision(Tapped, prefix="pdecide"):
    number: int
    accepted: bool


class ProposalDraft(Tapped, prefix="pmake"):
    """Make a draft of the texts out of all that was accepted."""
