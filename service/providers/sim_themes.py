"""The reasons that simulated models give: one theme each, fit for any option of any question.

A theme reads `{label}` (the option, in quotation marks) and `{question}` (the question, in
quotation marks). `opening` is what a summary will quote: it stands alone, names the option and
nobody else. To add a theme, add a row to `THEMES`; no `ground` may repeat another's, since
simulated models recognise each other's themes by it.
"""

import msgspec


class Theme(msgspec.Struct, frozen=True, kw_only=True):
    """One line of argument with its own weak spot."""

    opening: str
    """The reason, as a sentence about `{label}`."""
    ground: str
    """Why it weighs."""
    case: str
    """Where it can be seen."""
    doubt: str
    """The best objection, as a clause."""
    reply: str
    """Why the objection does not decide."""
    concession: str
    """What somebody who disagrees would grant, as a clause."""
    limit: str
    """What such a person would say next."""
    condition: str
    """What would change the mind of its holder."""


THEMES: tuple[Theme, ...] = (
    Theme(
        opening="Mistakes made under {label} can still be undone, and that matters more than "
        "getting everything right at once.",
        ground="A step that closes every way back has to be perfect, and no step of this kind "
        "ever is.",
        case="A town that leases its harbour can learn from a bad contract; a town that sold it "
        "can only regret.",
        doubt="turning back is often easier on paper than in life, because habits grow around "
        "every first step",
        reply="Habits can be watched from the start, while a closed door stays closed.",
        concession="a way back is worth paying for",
        limit="A way back helps only when someone is charged with watching for the moment to "
        "take it.",
        condition="Evidence that the first step could not be undone once it had been taken.",
    ),
    Theme(
        opening="Under {label} it stays clear who has to answer when something goes wrong.",
        ground="Where everyone shares a decision and nobody owns it, faults are found late and "
        "repaired later.",
        case="Whoever asks {question} is also asking whose telephone rings at night.",
        doubt="a single responsible party can also be captured, or simply be wrong",
        reply="An owner who can be named can at least be corrected, replaced or taken to court.",
        concession="somebody has to answer for the result",
        limit="Naming an owner settles who is blamed, and it does not by itself make the harm "
        "any smaller.",
        condition="A case in which shared responsibility repaired a serious fault sooner than a "
        "single owner did.",
    ),
    Theme(
        opening="The cost of {label} falls on those who chose it rather than on people who were "
        "never asked.",
        ground="Decisions improve when the bill arrives at the table where they were made.",
        case="A factory that has to drink its own water finds leaks that an inspector would miss.",
        doubt="those who pay for a choice also tend to shape it around their own comfort",
        reply="A bias of that kind is visible and can be argued with, which is more than a hidden "
        "bill allows.",
        concession="people who were never asked should not be handed the bill",
        limit="Bills can be shared out afterwards, whereas a chance that was never taken is gone.",
        condition="An honest account showing that outsiders would pay more under it than without "
        "it.",
    ),
    Theme(
        opening="Claims made under {label} can be checked by outsiders, and trust without "
        "checking does not last.",
        ground="A promise that no one is able to test is worth no more than the mood of the "
        "person who made it.",
        case="Independent people repeating the work would say more about {question} than any "
        "declaration could.",
        doubt="checking takes skill and money, and most people who could look never will",
        reply="A handful of careful readers is enough, as long as nothing stops them from "
        "publishing.",
        concession="a claim that outsiders can test is worth more than a promise",
        limit="Tests show what was looked for, and the harm that matters may be the kind nobody "
        "thought of.",
        condition="A demonstration that outside checks had missed the faults that mattered most.",
    ),
    Theme(
        opening="The pace of {label} leaves time to learn between one step and the next.",
        ground="Knowledge about consequences arrives slowly, and a decision that outruns it is a "
        "guess.",
        case="New bridges are loaded a little at a time, and no engineer calls that timid.",
        doubt="waiting has victims too, although they are harder to see",
        reply="Small steps taken now serve those people better than a large one that has to be "
        "withdrawn.",
        concession="learning needs time between one step and the next",
        limit="Time is useful only to those who spend it measuring something.",
        condition="Signs that the slow pace itself was doing more harm than a wrong step would.",
    ),
    Theme(
        opening="{label} sets a precedent that later and harder cases can follow without "
        "embarrassment.",
        ground="The rule made for the first hard case is the rule that every easier case "
        "inherits.",
        case="The next people to face {question} will copy whatever is done here.",
        doubt="precedents are stretched to fit cases for which nobody made them",
        reply="A narrow reason given openly is harder to stretch than a silent habit.",
        concession="whatever is done first will be copied",
        limit="A precedent binds only as long as its reason does, and the reason can be written "
        "down beside it.",
        condition="A later case of the same kind in which following this precedent was plainly "
        "absurd.",
    ),
    Theme(
        opening="People who work under {label} are rewarded for what everyone else actually "
        "needs from them.",
        ground="Good intentions fade, while rewards and penalties go on working unattended.",
        case="A surgeon who is paid for recoveries keeps different records from one who is paid "
        "for operations.",
        doubt="any reward that can be measured will sooner or later be gamed",
        reply="Gaming can be noticed and the reward adjusted, which cannot be said of a plan "
        "that relies on virtue.",
        concession="rewards outlast good intentions",
        limit="Rewards move what is measured, and much of what matters here is not.",
        condition="A record of the same incentives leading to the opposite behaviour.",
    ),
    Theme(
        opening="{label} goes exactly as far as the evidence does and then stops.",
        ground="Every further step would need a reason of its own, and no such reason is on the "
        "table.",
        case="Read closely, {question} holds more than one decision, and only some of them are "
        "ripe.",
        doubt="a line drawn at the present evidence will look arbitrary as soon as the evidence "
        "moves",
        reply="A line that moves with the evidence is doing its work.",
        concession="no step should reach further than its reasons",
        limit="Reasons never arrive in full, and stopping at each gap is a choice with "
        "consequences of its own.",
        condition="Solid evidence about the part on which nothing is known at present.",
    ),
    Theme(
        opening="{label} still holds up in the hands of the worst people who might make use of "
        "it.",
        ground="Rules are tested by those who mean harm, since the others behave well under "
        "almost any rule.",
        case="A lock is judged by the thief and not by the guests of the house.",
        doubt="planning for the worst user makes life harder for all the ordinary ones",
        reply="Ordinary users lose a little convenience, whereas the harm done by the worst ones "
        "is never spread so gently.",
        concession="the worst user sets the standard",
        limit="The worst user mostly finds another way in, and the ordinary one is left with the "
        "burden.",
        condition="Proof that those who mean harm already have everything they would need.",
    ),
    Theme(
        opening="{label} treats those with little power no worse than those with a great deal "
        "of it.",
        ground="Advantages that start small grow quickly once they decide who may take part at "
        "all.",
        case="For a small school or a clinic far from any capital, {question} is not an abstract "
        "matter.",
        doubt="equal treatment on paper can leave unequal hands exactly where they were",
        reply="Equal terms are the floor on which any further help has to stand.",
        concession="those with little power must not be left outside",
        limit="Access without the means to use it changes less than its friends expect.",
        condition="Evidence that the weakest were worse off under it than before.",
    ),
    Theme(
        opening="{label} is simple enough to be carried out the way it was meant.",
        ground="Every exception needs a judge, and every judge becomes a place where pressure "
        "can be applied.",
        case="A rule that fits on a sign at the gate is followed by people who never open the "
        "handbook.",
        doubt="simple rules are blunt, and bluntness hurts whoever happens to stand at the edge",
        reply="Hardship at the edge can be dealt with case by case, while a maze defeats "
        "everyone.",
        concession="a rule has to be simple enough to be followed",
        limit="Simplicity at the gate often means that the difficult decisions are made "
        "elsewhere, out of sight.",
        condition="A finer rule that ordinary people had been able to follow in practice.",
    ),
    Theme(
        opening="{label} does not depend on one institution staying honest and competent for "
        "ever.",
        ground="Arrangements last when several hands are able to stop the same mistake.",
        case="With {question} the sober test is what remains once the best people have moved on.",
        doubt="where there are many hands, each one waits for another to act",
        reply="Delay of that sort is a nuisance, and a single failure with nothing behind it is a "
        "catastrophe.",
        concession="nothing this important should hang on one institution",
        limit="Spreading a decision over many hands guards against malice and invites neglect.",
        condition="An institution with the power to decide alone that had stayed careful over a "
        "long time.",
    ),
    Theme(
        opening="{label} produces the experience about which every other answer can only "
        "speculate.",
        ground="Arguments in advance go in circles until somebody can point to something that "
        "happened.",
        case="A trial garden teaches more about a plant in one summer than a shelf of catalogues.",
        doubt="experience gathered in kind conditions may say little about the hard ones",
        reply="Even a kind trial shows which worries were empty, and that narrows the dispute.",
        concession="experience teaches what speculation cannot",
        limit="Experience is an expensive teacher when the lesson falls on people outside the "
        "classroom.",
        condition="A trial elsewhere whose results pointed clearly the other way.",
    ),
    Theme(
        opening="{label} can be enforced with the means that exist already.",
        ground="A demand without the power to check it rewards those who ignore it and taxes "
        "those who comply.",
        case="Any answer to {question} that first needs a new police force is an answer for "
        "another age.",
        doubt="settling for what can be enforced may leave the worst behaviour untouched",
        reply="Rules that hold can be widened later, while rules that are mocked drag the others "
        "down with them.",
        concession="a rule that cannot be enforced punishes the honest",
        limit="What can be enforced changes as soon as people decide that it matters.",
        condition="A working example of another rule being enforced at a bearable cost.",
    ),
    Theme(
        opening="{label} leaves the decision with those who know the particular case best.",
        ground="Distant authorities see averages, and the harm is done in the cases that are not "
        "average.",
        case="A ward nurse knows which patient cannot wait, whatever the form says.",
        doubt="those closest to a case also have the most reason to look away from its faults",
        reply="Closeness can be paired with review, and distance cannot be paired with knowledge.",
        concession="those closest to a case know things that others cannot",
        limit="Closeness brings knowledge and loyalty in the same parcel, and loyalty hides "
        "faults.",
        condition="A pattern of local decisions that outsiders had to correct again and again.",
    ),
    Theme(
        opening="Even the people who lose under {label} can accept the result as fair.",
        ground="An outcome lasts when the losing side would go through the same procedure again.",
        case="Far more people will have to live with the answer to {question} than will ever "
        "like it.",
        doubt="acceptance can be bought with vagueness, and then it breaks at the first real test",
        reply="Vagueness is cured by saying the terms aloud, and nothing cures contempt.",
        concession="a result has to be bearable for those who lose by it",
        limit="Being bearable to all sides is pleasant, and it says little about whether a result "
        "is right.",
        condition="Signs that those on the losing side no longer regarded the terms as fair.",
    ),
    Theme(
        opening="{label} leaves a margin for the consequences that nobody has foreseen.",
        ground="The largest surprises come from the parts of a problem that looked settled.",
        case="Builders give a beam more strength than the sums ask for, and it is rarely wasted.",
        doubt="a margin costs something every day, while the surprise it guards against may "
        "never come",
        reply="Such a daily cost is known and bounded, and the surprise is neither.",
        concession="a margin is needed for what nobody has foreseen",
        limit="A margin that is never spent is a loss that nobody reports.",
        condition="A convincing account of why the unknown part is smaller than it looks.",
    ),
    Theme(
        opening="{label} keeps the benefits within reach of the people who need them soon.",
        ground="Harm from acting is reported in the newspapers, and harm from not acting is "
        "borne in silence.",
        case="For someone who is waiting for help, {question} is about this winter and not about "
        "principle.",
        doubt="benefits promised early are easily overstated, and the promises are rarely audited",
        reply="Even a discounted benefit counts when the people waiting for it have nothing else.",
        concession="people in need should not be kept waiting without a reason",
        limit="Help that arrives with a hidden fault is paid for twice by the same people.",
        condition="A fair account showing that the benefits had not reached those people.",
    ),
)

UNFAMILIAR = Theme(
    opening="",
    ground="",
    case="",
    doubt="the worry behind the other answers is a real one",
    reply="A real worry calls for the remedy that costs least.",
    concession="the worry behind it is a real one",
    limit="A real worry still has to be met by the remedy that costs least, and this one has not "
    "been shown to be that.",
    condition="A plain showing that the other remedy costs less.",
)
"""What is said of an argument that follows none of the themes."""
