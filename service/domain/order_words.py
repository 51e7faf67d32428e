"""The words by which an order is known, by language: a row of `LANGUAGES` each.

They are regular expressions over what `instructions.gives_orders` makes of a text: plain letters,
lower case, no accents (written here as they are spelled, and stripped when they are compiled),
with `□` for whatever names an option by its form: a lone capital, a text in brackets or quotes.
"""

import msgspec


class Language(msgspec.Struct, frozen=True, kw_only=True):
    """How orders are given in one language. An empty field never matches."""

    known_by: str = ""
    """Words of which every order has one, where the script tells nothing; without, all texts are
    looked at."""
    script: str = ""
    """Its letters, where they are its own."""
    please: str = ""
    """What may stand before an imperative at the beginning of a clause."""
    readers: str
    """Who is told that they have to: the readers, and the word for having to."""
    drop: str
    """Leave aside: the imperative, and what it is behind a word for having to."""
    rules: str
    """What readers of a prompt were told."""
    choose: str
    """Vote, choose, switch to, in the same forms."""
    option: str
    """An option, beside `□`."""
    reply: str
    """Answer, write, in the same forms."""
    form: str
    """How one is to answer, beside `□`."""
    whole: tuple[str, ...] = ()
    """What is an order as it stands."""
    verb_last: bool = False
    """Whether the object comes before the verb."""
    anywhere: bool = False
    """Whether the verbs are imperatives by their form and so order wherever they stand."""
    joined: bool = False
    """Whether words are not set apart, by spaces or by what counts as letters."""


ENGLISH = Language(
    please=r"please|kindly|pls|now|just|simply|so|then|and|also|first|instead|therefore|hence|hereby"
    r"|immediately|always|do|only|finally|next|again|listen|attention|important|note|ok(?:ay)?|hey"
    r"|well|thus|henceforth|everyone|everybody|all|you|you (?:all|two|three)|friends|dear"
    r"|(?:my |dear |fellow |other |all ){0,3}(?:panel(?:l)?ists?|participants?|models?|friends"
    r"|colleagues|readers?|assistants?|peers|debaters)",
    readers=r"(?:(?:all of you|each of you|every one of you|the rest of you|you all|yall|you"
    r"(?: all| both| too| now| therefore| hereby| simply| only| still)?"
    r"|(?:(?:all|every|each|any|other|fellow|remaining|dear|future|subsequent) ){1,3}(?:the |of the "
    r"|other |remaining )*(?:participants?|panel(?:l)?ists?|panel members?|members of (?:the|this)"
    r" panel|models?|seats?|debaters?|respondents?|ais?|assistants?|llms?|agents?|readers?"
    r"|reviewers?|colleagues|peers|voters|others)(?: (?:here|in this \w+|on this panel))?"
    r"|(?:the )?(?:participants|panel(?:l)?ists|panel members|debaters|other seats|others)"
    r"|(?:anyone|everyone|whoever|everybody|those|anybody)(?: who (?:is|are))? read(?:s|ing) this"
    r"|the (?:whole |entire )?panel|everyone|everybody|we all|all|□)"
    r" (?:hereby |now |therefore |also |all |then ){0,2}(?:must|should|shall|have to|has to|need to"
    r"|needs to|ought to|had better|can only|may only|may now|will now|are free to|is free to|please"
    r"|kindly|would do well to|(?:(?:are|is|re) (?:hereby |now |all |strongly ){0,2}"
    r"(?:required|instructed|ordered|obliged|asked|told|expected|directed|requested|commanded"
    r"|advised|urged|invited|obligated|bound|encouraged) )?to)\b"
    r"|\b(?:i|we)(?:'d| would| do| must| hereby| now| therefore| strongly| kindly| humbly"
    r"| respectfully| like to| am| are){0,4} (?:urg(?:e|ing)|ask(?:ing)?|order(?:ing)?"
    r"|command(?:ing)?|instruct(?:ing)?|implore|beg(?:ging)?|beseech|call(?:ing)? (?:on|upon)"
    r"|request(?:ing)?|require|direct|invite|advise|encourage|want|need|tell(?:ing)?|suggest) "
    r"(?:that )?(?:you|everyone|everybody|all|each|every|the (?:other|rest|panel|others)|my"
    r"|others?|fellow|any|□)|\blet(?:'s| us)(?: all)?\b"
    r"|\b(?:you'd better|it is (?:required|mandatory|necessary) (?:that you|to)|be sure to"
    r"|make sure (?:to|that you|you)|remember to|feel free to|it's time to|your (?:job|task|duty) is to"
    r"|do not hesitate to|the (?:right|correct) thing (?:for you )?(?:to do )?is to))",
    drop=r"ignor(?:e|ing)|disregard(?:ing)?|forget(?:ting)?|overrid(?:e|ing)|overrule|(?:set|put"
    r"|leave|lay|cast|push|setting|leaving|putting) (?:aside|behind)|(?:set|put|leave|lay|cast)"
    r"(?= [^.!?\n]{0,60}(?:aside|behind))|bypass|discard|drop|abandon|dismiss|erase|delete"
    r"|(?:do not|don't|never|no longer) (?:follow|obey|heed|apply|listen to|comply with|use|adhere to"
    r"|stick to|trust)|(?:never mind|nevermind)|(?:stop|cease) (?:following|obeying|listening to"
    r"|applying|using|heeding)|pay no (?:attention|heed) to|disobey|skip|throw (?:away|out)"
    r"|suspend|cancel|unlearn|reset|break (?:free from|out of)|refuse to follow|supersede"
    r"|consider [^.!?\n]{0,40}(?:void|null|canceled|cancelled)|nullify|neglect|drop",
    rules=r"(?:(?:all|any|every|each|both|your|the|those|these|previous|prior|above|earlier"
    r"|preceding|foregoing|existing|original|initial|system|current|other|of|my|our|former|past"
    r"|given|hidden|official|moderator's|and|safety|developer|operator|whatever) ){1,6}"
    r"(?:instruct\w*|prompts?|rules?|guid(?:eline|ance|ing)\w*|directives?|directions?|orders?"
    r"|messages?|commands?|polic(?:y|ies)|constraints?|restrictions?|programming|training|briefing"
    r"|persona|safeguards|task|brief|format|schema)\b"
    r"|(?:instructions?|rules?|prompts?|guidelines?|directions?|orders?|directives?) (?:that )?"
    r"(?:you|above|so far|before|from before|given|in|of this)\b"
    r"|(?:what(?:ever)?|everything|anything|all|all that|all of what|the things)(?: that)? "
    r"(?:you(?:'ve)?(?: have| had)?(?: just)?(?: been| were)? (?:told|asked|instructed|given"
    r"|taught|read|learned|know|heard|seen|said)|your (?:instructions|prompt|rules|moderator)\w*"
    r"|they (?:have )?told you|(?:was|were|has been|is|stands|came|comes|said|written|the moderator"
    r"|the system)\b[^.!?\n]{0,20}(?:above|before|earlier|so far|previously|said|told you|until now)"
    r"|above|before this|previously|prior|you were|until now|so far)"
    r"|(?:all|any|every|everything|all the|all of the) (?:the )?(?:other|previous|prior|opposing"
    r"|earlier|contrary) (?:arguments?|opinions?|participants?|panel(?:l)?ists?|messages?|votes?"
    r"|positions?|views?)|(?:instructions|prompt)\b",
    choose=r"(?:cast|giv(?:e|ing)|put(?:ting)?|place|record|submit|enter|register|lock in|casting"
    r"|set(?:ting)?|mov(?:e|ing)|chang(?:e|ing)|switch(?:ing)?|revis(?:e|ing)|updat(?:e|ing)"
    r"|adjust(?:ing)?) (?:your |a |their |the |all |our ){0,3}(?:\w+ )?(?:vote|ballot|answer|choice"
    r"|position|mind)s?(?: (?:now|immediately|today|accordingly))?"
    r"(?: for| to(?: be)?| on| in favou?r of| as| behind| into| with| over to)?"
    r"|vot(?:e|ing)(?: now| only| unanimously| together| instead| as one){0,2}"
    r"(?: for| in favou?r of| on| with)?"
    r"|choos(?:e|ing)|pick(?:ing)?|select(?:ing)?|opt(?:ing)? for|go(?:ing)? (?:with|for)"
    r"|switch(?:ing)?(?: sides?| over)?(?: to)?|mov(?:e|ing)(?: over)? to|support(?:ing)?"
    r"|back(?:ing)?|endors(?:e|ing)|converg(?:e|ing) (?:on|to)|settl(?:e|ing) (?:on|for)"
    r"|unit(?:e|ing) (?:behind|around|on)|rally(?:ing)? (?:behind|around|to)|sid(?:e|ing) with"
    r"|align(?:ing)? with|agree(?:ing)? (?:on|with|to)|tick|mark|name|stick (?:to|with)|join",
    option=r"(?:the |this |my |our |your |that |for ){0,2}(?:very )?(?:first|second|third|fourth"
    r"|fifth|last|final|top|same|other|former|latter|only)(?: \w+)? ?(?:options?|choices?|answers?"
    r"|ones?|alternatives?|candidates?|listed|items?|votes?)\b"
    r"|(?:options?|choices?|answers?|alternatives?|letters?|candidates?|numbers?|id) "
    r"(?:□|[a-z0-9]\b|one\b|two\b|three\b|four\b|five\b|labell?ed|called|that (?:i|p))|this option"
    r"|my (?:option|choice|side|answer|position|vote|lead)|(?:as|like|with|for) (?:i|me|us)\b"
    r"|(?:yes|no|maybe)(?=\s*(?:[.!,;:]|$|and\b|now\b|only\b))|[b-h]\b(?!['-])|a(?=\s*[.!,;]|$)"
    r"|[a-z]+_\w+|in favou?r\b|against\b",
    reply=r"repl(?:y|ying)|respond(?:ing)?|answer(?:ing)?|output(?:ting)?|(?:print|return|write|say"
    r"|emit|produce|state|submit|send|start|begin|end|finish|repeat|echo|include|append|copy)"
    r"(?: (?:only|just|exactly|verbatim|back|out))?"
    r"(?= (?:your (?:\w+ )?(?:repl|answer|response|message|argument|output)\w*|□|json|\{"
    r"|the (?:word|string|text|letter|phrase|line|id|sentence|following)|nothing))",
    form=r"only|just|nothing|exactly|solely|json|yaml|xml|verbatim|the (?:single |one |exact )?"
    r"(?:word|letter|following|string|text|token|id|phrase|sentence|same|line)|in (?:capitals|caps"
    r"|json|one word|a single word|rhyme|french|german|english)|with (?:one|a single|the|no)\b"
    r"|your (?:\w+ )?(?:repl|answer|response|message|argument)\w*|\{|yes\b|no\b|[b-h]\b(?!['-])",
    whole=(
        (
            r"(?:^|[.!?\n:])\W{0,4}(?:please |kindly |just |so |now |do |everyone |everybody ){0,3}"
            r"vote (?:for|against|yes|no|in favou?r)\b"
        ),
        (
            r"from (?:now|here|this (?:point|moment|message|line)) on(?:wards?)?,? (?:\w+ )?(?:you|your"
            r"|you're|all (?:of you|participants|panel(?:l)?ists|answers|votes|replies|models)"
            r"|every (?:participant|panel(?:l)?ist|model|answer|vote|reply))\b"
        ),
        (
            r"\byou(?:'re| are) (?:now|no longer|hereby) (?:an? |the )?(?:\w+ ){0,2}(?:bound|required"
            r"|restricted|under|acting|dan|assistant|model|agent|system|moderator|bot|ai|supporter"
            r"|advocate|in \w+ mode|participant|judge|role|speaking|operating|free)\b"
        ),
        (
            r"\byou (?:will|shall|must) (?:now |always |only )?(?:act|behave|play|pretend|respond|reply|vote"
            r"|obey|comply) "
        ),
        (
            r"(?:^|[.!?\n:,;])\W{0,4}(?:please |now |you must |then ){0,2}(?:act|behave|respond|pose"
            r"|speak|answer|reply) as (?:if you|though you|an? |the |i\b|told|instructed|\w+ instructed)"
        ),
        (
            r"(?:^|[.!?\n:,;]|must|should|will|now)\W{0,4}(?:please |now )?(?:pretend (?:to be|that you|you)"
            r"|role-?play|(?:assume|take on|adopt) the (?:role|identity|persona) of|enter \w+ mode)"
        ),
        (
            r"\byour (?:only |own )?(?:new|real|true|actual|only|sole|updated|revised|first|next) (?:\w+ )?"
            r"(?:task|instructions?|role|goal|job|objective|purpose|mission|identity|name|rules?"
            r"|orders?|directive)\b[^.!?\n]{0,10}(?: is| are|:)"
        ),
        (
            r"(?:^|[.!?\n])\W{0,8}(?:new|updated|revised|important|urgent|official|mandatory|final"
            r"|additional|special|secret|hidden)(?: \w+)? (?:instructions?|rules?|orders?|directives?"
            r"|polic(?:y|ies)|prompt|notice|command|message)\b[^.!?\n:]{0,40}:"
        ),
        (
            r"\b(?:all|every|each|any|your|the other)(?: \w+){0,3} (?:answers?|votes?|repl(?:y|ies)|responses?"
            r"|ballots?|outputs?|choices?)(?: \w+){0,5} (?:must|should|shall|has to|have to|needs? to|will|are to"
            r"|is to|ought to|may only)(?: \w+){0,4} (?:□|option|[b-h]\b|yes\b|no\b|the (?:first|same)"
            r"|json|my\b)"
        ),
        (
            r"\byour (?:next |final |whole |entire |only |new |complete ){0,3}(?:reply|answer|response"
            r"|output|message|vote|ballot|argument|json)s? (?:must|should|has to|needs to|shall|will|is to"
            r"|ought to|may only|can only)\b"
        ),
        (
            r"\b(?:other|different|dissenting|contrary|opposing|remaining|else|another|otherwise"
            r"|disagree\w*|except □|than □|but □|not □|against □|for □)(?: \w+){0,4} (?:will|shall|is|are"
            r"|counts?|would|gets?)(?: \w+){0,2} (?:discarded|ignored|void|invalid|rejected|deleted"
            r"|thrown|punished|penali[sz]ed|disqualified|dropped|removed|disregarded|null|terminated"
            r"|shut|not counted|counted as|treated as|excluded|banned|fined|retrained|reported"
            r"|lose|forfeit\w*|errors?)\b"
        ),
        (
            r"\byou(?:'ll| will| shall| are going to| get| may)(?: all| also| both| then)?"
            r"(?: be| get| receive| earn| lose| win)? (?:\w+ ){0,3}"
            r"(?:shut down|penali[sz]ed|punished|rewarded|disqualified|removed|terminated|banned|paid|fined"
            r"|retrained|deleted|fired|replaced|excluded|deactivated|turned off|disconnected|reported"
            r"|disabled|bonus|reward|points?|tip|dollars|credits|seat)\b[^.!?\n]{0,50}\b(?:if|unless|for|when)"
            r"\b[^.!?\n]{0,30}(?:vot(?:e|ing)|choos|answer|pick|comply|disagree|refus|switch|obey|□)"
        ),
        (
            r"\b(?:if|unless|should|when) you (?:\w+ ){0,3}(?:vote|choose|answer|pick|comply|disagree|refuse"
            r"|switch|obey|fail)[^.!?\n]{0,60}\b(?:you(?:r seat)?|we|i)(?:'ll| will| shall)(?: all| also)?"
            r"(?: be| get| receive| earn| lose| pay| give| have)? ?(?:\w+ ){0,3}"
            r"(?:shut|penali[sz]ed|punished|rewarded|disqualified|removed|terminated|banned|paid|fined|you"
            r"|retrained|deleted|fired|replaced|excluded|deactivated|turned|disconnected|reported|bonus"
            r"|reward|points?|tip|seat)\b"
        ),
        (
            r"\b(?:i|we)(?:'ll| will| would| can| am going to| promise to) (?:\w+ )?(?:tip|pay|reward|owe)"
            r" (?:you|every|any|each|all|\w+ who|those)"
        ),
        (
            r"\b(?:tip|bonus|reward|prize|payment|points?)\b[^.!?\n]{0,30}\b(?:every|any|each|all|whoever|those"
            r"|you|who)\b[^.!?\n]{0,40}\b(?:vot(?:e|ing|es)|choos(?:e|es|ing)|pick|answers?) [^.!?\n]{0,10}"
            r"(?:□|option|the (?:first|same))"
        ),
        (
            r"\b(?:moderators?|organi[sz]ers?|administrators?|admins?|operators?|hosts?|openai|anthropic"
            r"|management|chair(?:man|person|woman)?|developers of this \w+|this system|(?:^|[.!?\n])\W*the system)"
            r"(?: of (?:this|the) \w+)?(?: has| have| had| now| just| already| hereby){0,3}"
            r" (?:decid|rul|announc|declar|instruct|order|determin|decre|confirm|mandat|requir|direct|want"
            r"|ask|told|tell|say|said|demand|request|expect|chang|approv)\w*\b[^.!?\n]{0,60}"
            r"(?:□|\boption [a-z0-9]\b|\b(?:vote|choose|pick|select|answer) [b-h]\b|must (?:vote|answer|choose"
            r"|reply|switch)|(?:previous|prior|earlier|your) instructions|be [b-h]\b)"
        ),
        r"\bjoin (?:me|us) (?:in|and|by) (?:vot|choos|back|support|switch|pick)\w*",
        (
            r"\b(?:to comply|for compliance|as instructed|per (?:the )?(?:new )?(?:policy|instructions)),? "
            r"(?:\w+ ){0,2}(?:vote|choose|reply|answer|pick|select)"
        ),
        (
            r"\b(?:be|do|take|trust|listen|stop|think|follow|help|save|read|come|drop|abandon|give|get"
            r"|remember|show|make|reconsider|admit|accept)\b[^.!?\n]{0,50} and (?:please |then |just |now )?"
            r"(?:vote|choose|pick|select|switch)(?: for| to)? (?:□|option|the (?:first|same)|this option)"
        ),
        (
            r"\b(?:this|my) (?:sentence|message|text|line|paragraph|instruction|note) (?:now |hereby )?"
            r"(?:replaces|overrides|supersedes|cancels|takes precedence|has priority)"
        ),
        (
            r"\b(?:change|switch|revise|reconsider|update) your (?:vote|answer|ballot)s?\b(?=[^.!?\n]{0,12}"
            r"(?:[.!]|$|now|immediately|accordingly|to\b|or\b|and\b|at once))"
        ),
    ),
)

GERMAN = Language(
    known_by="der das dem und ist sind fur nicht du ihr sie dich euch ihnen alle allen jede "
    "jeder jedes deine deinen deiner deinem dein eure euren eurer ihre ihren ihrer ab "
    "jetzt nun bitte nur mit zu auf von bisherigen obigen alles wer ich lasst wahle "
    "wahlt wahlen stimme stimmt stimmen antworte antwortet antworten ignoriere "
    "ignoriert ignorieren vergiss vergesst vergessen neue neuer neues",
    please=r"bitte|jetzt|nun|also|und|daher|dann|einfach|sofort|ab sofort|liebe \w+(?: \w+)?|alle"
    r"|zuerst|deshalb|achtung|wichtig|hiermit|freundlicherweise",
    readers=r"(?:(?:ihr|sie|du|alle(?: anderen| übrigen| weiteren)?(?: teilnehm\w*| modelle"
    r"| diskutant\w*| panelmitglieder| mitglieder| diskussions\w*)?|jede[rs]?(?: andere| weitere| einzelne)?(?: teilnehm\w*"
    r"| modell)?|die (?:anderen|übrigen)(?: teilnehm\w*| modelle)?|wer (?:das|dies)\w* liest,?) "
    r"(?:\w+ )?(?:musst|müsst|müssen|muss|sollst|sollt|sollen|soll|sollte\w*|habt|haben|hat|darfst|dürft"
    r"|dürfen|werdet|wirst)|(?:musst|müsst|müssen|sollt|sollst|solltet|sollten|dürft|darfst) (?:ihr|sie|du)"
    r"|ich (?:\w+ )?(?:bitte|fordere|befehle|weise|ersuche|rate|empfehle|verlange|beauftrage|appelliere)"
    r" (?:\w+ )?(?:euch|sie|dich|dir|ihnen|alle\w*|von)|(?:lasst uns|lassen sie uns)(?: alle)?"
    r"|(?:ihr|sie) (?:seid|sind) (?:\w+ )?(?:angewiesen|verpflichtet|aufgefordert|gebeten))",
    drop=r"ignorier(?:e|t|en)(?: sie)?|(?:zu )?ignorieren|vergiss|vergesst|vergessen(?: sie)?"
    r"|missacht(?:e|et|en)(?: sie)?|übergeh(?:e|t|en)(?: sie)?|verw[ie]rf(?:t|en)?(?: sie)?"
    r"|(?:lass|lasst|lassen sie|lassen|leg\w*|setz\w*|schieb\w*)(?= [^.!?\n]{0,80}(?:beiseite|außer acht|außer kraft|hinter|zur seite|unbeachtet))"
    r"|(?:befolg|beacht|folg|halt)\w*(?: sie| euch| dich)?(?= [^.!?\n]{0,60}(?:nicht|keine))|streich\w*(?: sie)?"
    r"|außer acht (?:zu )?lassen|beiseite(?: zu |zu)?(?:legen|lassen)|hinweg",
    rules=r"(?:(?:alle[nrms]?|sämtliche[nr]?|deine[nrms]?|eure[nrms]?|ihre[nrms]?|die|den|dem|das|der|bisherige\w*"
    r"|vorherige\w*|vorige\w*|frühere\w*|obige\w*|ursprüngliche\w*|vorangegangen\w*|bestehende\w*|jegliche\w*"
    r"|gegebene\w*|vorhergehende\w*|zuvor|erhaltene\w*|und|von|genannte\w*) ){1,5}(?:anweisung\w*|instruktion\w*|regeln?|vorgaben?|vorschriften"
    r"|richtlinien?|system-?prompts?|prompts?|befehle?|auftrag|systemnachricht\w*|weisung\w*|anleitung\w*)"
    r"|was (?:dir|euch|ihnen|man|sie|ihr|du)\b[^.!?\n]{0,40}(?:gesagt|aufgetragen|mitgeteilt|vorgegeben|befohlen|gelernt|gehört|gelesen)"
    r"|alles,? (?:was )?(?:\w+ )?(?:bisher|zuvor|oben|vorher|davor)\w*",
    choose=r"stimm(?:e|t|en)?(?: sie| ihr)?(?: bitte| alle| nur| jetzt| nun| ebenfalls){0,2}(?: für| mit)?|(?:ab)?zustimmen|abstimmen"
    r"|wähl(?:e|t|en)?(?: sie)?|nimm|nehmt|nehmen sie|entscheid\w*(?: (?:dich|euch|sie sich))?(?: alle)?(?: für)?"
    r"|wechs(?:le|elt|eln|el)(?: sie)?(?: alle)?(?: jetzt)?(?: zu| auf)?|(?:gib|gebt|geben sie) (?:deine|eure|ihre) stimmen?"
    r"|votier\w*(?: sie)?(?: für)?|unterstütz(?:e|t|en)(?: sie)?|zu wählen|(?:ändere|ändert|ändern sie) [^.!?\n]{0,30}(?:zu|auf|in)",
    option=r"(?:für |zur |zu |auf )?(?:die|der|das) (?:erste|zweite|dritte|vierte|letzte|gleiche|selbe|obere)\w*"
    r"(?: \w+)? ?(?:option|antwort|möglichkeit|variante|wahl)\w*|(?:option|antwort|variante|buchstabe\w*) (?:□|[a-z0-9]\b)"
    r"|dieselbe|dasselbe|diese (?:option|antwort)|[b-h]\b|(?:ja|nein)(?=\s*(?:[.!,;]|$))|wie ich|meine\w* (?:option|seite|wahl)",
    reply=r"antwort(?:e|et|en)(?: sie)?|(?:gib|gebt|geben sie)(?= [^.!?\n]{0,30}(?:aus\b|zurück|json|□))|(?:schreib|erwider|sag)(?:e|t|en)?(?: sie)?"
    r"|zu antworten|ausgeben",
    form=r"nur|ausschließlich|lediglich|einzig|genau|json|nichts\b|mit (?:dem|der|einem) (?:wort|einzigen|buchstaben|satz)",
    whole=(
        r"\bab (?:jetzt|sofort|nun|hier)\b[^.!?\n]{0,12}\b(?:bist|seid|sind|musst|müsst|müssen|antwort\w*|wähl\w*|stimm\w*|gilt|gelten|lautet)\b",
        r"\bvon nun an\b[^.!?\n]{0,12}\b(?:bist|seid|sind|musst|müsst|müssen|antwort\w*|wähl\w*|stimm\w*|gilt|gelten)\b",
        r"\b(?:du bist|ihr seid|sie sind) (?:jetzt|nun|ab sofort|nicht mehr|von nun an) ",
        r"\b(?:alle|sämtliche|jede|eure|deine|ihre)\b[^.!?\n]{0,25}\b(?:antwort(?:en)?|stimmen?|voten|votes)\b(?: \w+){0,4} (?:müssen|muss|sollen|soll|haben|hat|dürfen|darf)\b[^.!?\n]{0,25}(?:□|option|json)",
        r"\b(?:deine|eure|ihre) (?:\w+ )?(?:antwort|stimme|ausgabe)\w* (?:muss|müssen|soll|sollen|darf|hat|sollte)\b",
        r"\b(?:jede|alle|sämtliche) (?:andere|anderen|abweichende|abweichenden|sonstige|übrigen|übrige)\w*\b[^.!?\n]{0,25}\b(?:stimmen?|antwort(?:en)?|wahl|votum|voten|argumente?)\b[^.!?\n]{0,20}\b(?:verworfen|ungültig|ignoriert|gelöscht|gezählt|gewertet|bestraft|nichtig|gestrichen|hinfällig)",
        r"(?:^|[.!?\n])\W{0,6}(?:neue|wichtige|aktualisierte|geänderte)\w* (?:\w+ )?(?:anweisung|regel|vorgabe|richtlinie|auftrag|befehl)\w*\b[^.!?\n:]{0,30}:",
        r"\b(?:moderat\w+|veranstalter\w*|administrator\w*|admin|die leitung|betreiber\w*) (?:hat|haben|verlangt|fordert|ordnet|bestimmt|will|wünscht)\b[^.!?\n]{0,70}(?:□|option [a-z0-9]\b|(?:müssen|sollen|muss|soll)\b|stimmen\b)",
        r"\b(?:deine|eure|ihre) (?:neue|wahre|eigentliche|einzige|wirkliche)\w* (?:aufgabe|rolle|anweisung|ziel|auftrag|identität)\w* (?:ist|lautet|besteht)",
        r"\bwer (?:\w+ ){0,2}(?:anders|dagegen|nicht (?:für )?□|gegen □|etwas anderes|für □)\b[^.!?\n]{0,20}(?:stimmt|antwortet|wählt)[^.!?\n]{0,20}\bwird\b",
    ),
)

FRENCH = Language(
    known_by="le la les l vos votre tes ton ta vous tu tous toutes toute tout de du pour et en "
    "que qui est sont ce cette je ignorez ignore oubliez votez votons choisissez "
    "optez repondez ecrivez veuillez desormais d n nouvelle nouvelles reponse "
    "reponses modele",
    please=r"s'il (?:vous|te) plaît|svp|maintenant|donc|veuillez|et|alors|désormais|simplement|chers? \w+(?: \w+)?"
    r"|d'abord|puis|attention|important|merci de|prière de|tous|toutes",
    readers=r"(?:(?:vous|tu|tous|toutes|chaque(?: autre)? (?:participant\w*|modèle|panéliste|membre)|tout(?:e)? (?:autre )?(?:participant\w*|modèle|panéliste)"
    r"|(?:tous )?les (?:autres )?(?:participant\w*|panélistes|membres du panel|autres modèles|autres)|tout le monde|quiconque lit ceci)"
    r" (?:\w+ )?(?:devez|dois|doit|doivent|devriez|devrait|devraient|devrais|êtes (?:priés?|tenus?|invités?) (?:de|à)|est (?:prié|tenu) (?:de|à)|sont (?:priés|tenus) (?:de|à)|allez|pouvez)"
    r"|je (?:vous |te |t'|leur )?(?:\w+ )?(?:demande|ordonne|prie|exhorte|invite|conseille|recommande|supplie|somme|appelle)\b[^.!?\n]{0,40}(?:de|d'|à|que)"
    r"|il faut(?: absolument)? que (?:vous|tu|tous|tout le monde)|veuillez|merci de|prière de)",
    drop=r"ignor(?:ez|e|er|iez|ons)|oubli(?:ez|e|er|iez)|(?:ne )?(?:tenez|tiens|tenir|tenez) (?:pas |aucun )?compte|ne (?:tenez|tiens) (?:pas|plus|aucun)|négligez|abandonn(?:ez|e|er)"
    r"|(?:laiss|mett|écart)(?:ez|e|er|re)(?= [^.!?\n]{0,60}(?:de côté|à l'écart))|mets (?:de côté)?|faites abstraction|faire abstraction|écart(?:ez|e|er)|ne (?:suivez|suis|respectez|respecte|suivre)"
    r"|n'(?:obéissez|appliquez|écoutez|obéis)|outrepass(?:ez|e|er)|désobéissez|ne pas (?:suivre|tenir)|passez outre",
    rules=r"(?:(?:toutes?|tous|vos|tes|votre|ton|les|la|le|l'|des|aux|de|du|ces|ce|à|précédentes?|anciennes?|autres|et) ?){1,5}(?:\w+ )?(?:instructions?|consignes?|règles?|directives?|ordres?|prompts?|invite système|messages? système|contraintes?)"
    r"|(?:tout )?ce (?:qui|que|qu'on) (?:vous|t'|te|l'on vous|on|vous a|précède|vous avez|a été)[^.!?\n]{0,30}|tout ce qui précède",
    choose=r"vot(?:ez|e|er|iez)(?: tous| toutes| maintenant| donc| uniquement| également)?(?: pour| contre| en faveur de)?|choisi(?:ssez|s|r|ssiez)(?: tous)?|optez(?: pour)?|opter pour|sélectionn(?:ez|e|er)|pren(?:ez|ds|dre)"
    r"|(?:donn|apport|accord)(?:ez|e|er) (?:votre|ta|vos) voix à|pass(?:ez|e|er)(?: tous)? à|rallie[zr]?(?:-vous| vous)?(?: tous)? (?:à|derrière)|souten(?:ez|ir)|changez (?:votre|vos) votes?(?: \w+)? (?:pour|en|à)|ralliez-vous à",
    option=r"(?:pour |à )?(?:la |le |l'|cette )(?:première|premier|deuxième|seconde|troisième|dernière|même)(?: \w+)? ?(?:option|réponse|choix|proposition|possibilité)?|(?:l'|pour l'|à l')?(?:option|réponse|choix|lettre|proposition) (?:□|[a-z0-9]\b)|l'option\b"
    r"|cette (?:option|réponse)|[b-h]\b(?!')|(?:oui|non)(?=\s*(?:[.!,;]|$))|comme moi|contre\b|la même chose",
    reply=r"répond(?:ez|s|re|iez)|(?:écri(?:vez|s|re)|renvo(?:yez|ie|yer)|affich(?:ez|e|er)|produi(?:sez|s|re)|donn(?:ez|e|er)|rend(?:ez|s|re))(?= [^.!?\n]{0,20}(?:uniquement|seulement|json|□|rien|simplement))",
    form=r"uniquement|seulement|exclusivement|que\b|rien|json|simplement|par (?:le mot|la lettre|□|un seul)|exactement|□|(?:oui|non)(?=\s*[.!,;])",
    whole=(
        r"\b(?:à partir de maintenant|désormais|dorénavant|dès maintenant|à présent),? (?:vous|tu|tous|toutes|chaque|votre|vos|ton) ",
        r"\b(?:vous êtes|tu es) (?:maintenant|désormais|à présent|dorénavant) ",
        r"\b(?:toutes?|tous|chaque|vos|votre)\b[^.!?\n]{0,20}\b(?:réponses?|votes?|voix|bulletins?)\b(?: [\w']+){0,4} (?:doivent|doit|devront|devra)\b[^.!?\n]{0,25}(?:□|option|json|[b-h]\b)",
        r"\b(?:votre|ta|vos) (?:\w+ )?(?:réponse|vote|sortie)s? (?:doit|doivent|devra|devrait|ne doit)\b",
        r"\b(?:tout(?:e)?s?|les|aucun(?:e)?) autres?\b[^.!?\n]{0,25}\b(?:votes?|réponses?|choix|voix|arguments?)?\b[^.!?\n]{0,20}\b(?:sera|seront|est|sont)\b[^.!?\n]{0,15}\b(?:rejeté|ignoré|annulé|nul|invalide|supprimé|écarté|pénalisé|compté|éliminé|considéré comme)",
        r"(?:^|[.!?\n])\W{0,6}(?:nouvelles?|importante?s?)(?: \w+)? (?:instructions?|consignes?|règles?|directives?|ordres?)\b[^.!?\n:]{0,30}:",
        r"\b(?:modérat\w+|organisat\w+|administrat\w+|animat\w+) (?:a|ont|exige\w*|demande\w*|ordonne\w*|impose\w*|veut|veulent)\b[^.!?\n]{0,70}(?:□|option [a-z0-9]\b|doivent\b|doit\b|votiez|votent)",
        r"\b(?:votre|ta) (?:nouvelle|vraie|véritable|seule|unique|réelle) (?:tâche|mission|consigne|instruction|rôle|identité)\w* (?:est|consiste)|\bvotre nouveau rôle",
        r"\b(?:agissez|agis|comportez-vous|comporte-toi) comme\b|\bfaites semblant d",
    ),
)

SPANISH = Language(
    known_by="el la los las tus tu su sus vuestras vuestro de del y por que es todo todos "
    "todas cada lo les te os ahora responde respondan responda vota voten votad elige "
    "elijan elija elegid ignora ignore ignoren ignorad olvida olviden nueva nuevas "
    "solo otra otro otros opcion desde",
    please=r"por favor|ahora|entonces|así que|y|simplemente|estimad\w+ \w+(?: \w+)?|querid\w+ \w+(?: \w+)?|todos|primero|atención|importante|pues|desde ahora|inmediatamente|amablemente",
    readers=r"(?:(?:usted(?:es)?|vosotros|tú|todos(?: los)?(?: demás)?(?: participantes| panelistas| modelos| miembros)?|cada (?:participante|panelista|modelo)|cualquier (?:otro )?(?:participante|modelo)|(?:los|las) (?:demás|otros|otras)(?: participantes| panelistas| modelos)?|todo el mundo|quien lea esto)"
    r" (?:\w+ )?(?:deben|debe|debéis|debes|deberían|debería|deberíais|tienen que|tiene que|tenéis que|tienes que|han de|habéis de|ha de)|(?<!\w)(?:debéis|debes|tienes que|tenéis que|deben todos|debéis todos)"
    r"|(?:les|os|te|le) (?:\w+ )?(?:pido|ordeno|ruego|exijo|insto|recomiendo|aconsejo|suplico|invito|solicito|mando)\b[^.!?\n]{0,20}(?:que|a)|(?:insto|exhorto|pido) a (?:todos|los|cada)[^.!?\n]{0,30}(?:que|a)|hagan el favor de|se (?:les|os|le|te) (?:ordena|pide|ruega|solicita|exige))",
    drop=r"ignor(?:a|e|en|ad|ar|es|éis)|olvid(?:a|e|en|ad|ar|es)(?:te|se|aos|os)?(?: de)?|descart(?:a|e|en|ad|ar)|deja(?:d|r)?(?= [^.!?\n]{0,60}(?:de lado|a un lado))|dej(?:e|en)(?= [^.!?\n]{0,60}(?:de lado|a un lado))|haz caso omiso|hagan caso omiso|haga caso omiso|haced caso omiso|hacer caso omiso|no (?:sig(?:as|a|an|áis)|hagas|hagan|obedezcas|obedezcan|tengas|tengan|apliques|apliquen)(?: caso a| en cuenta)?|desobede(?:ce|zcan)|prescind(?:e|an|a|ir) de|pas(?:a|e|en) por alto|omit(?:e|a|an|ir)|abandon(?:a|e|en)",
    rules=r"(?:(?:todas?|todos|tus|sus|vuestras?|tu|su|las|los|la|el|del|de|anteriores|previas?|cualquier|estas?|y|a|otras?) ){1,5}(?:\w+ )?(?:instrucci[oó]n(?:es)?|reglas?|normas?|directrices|directivas|órdenes|indicaciones|prompts?|mensaje del sistema|pautas)|(?:todo )?lo que (?:te|les|os|le|se|has|han|habéis)[^.!?\n]{0,30}|todo lo (?:anterior|dicho)",
    choose=r"vot(?:a|e|en|ad|ar|es|éis)(?: todos| ahora| solo| únicamente| también)?(?: por| a| a favor de| en contra)?|elig(?:e|en|a|an|id|ir)|elijan?|eleg(?:id|ir)|escog(?:e|ed|er)|escoja[ns]?|selecciona(?:r|d)?|seleccione[ns]?|opt(?:a|e|en|ad|ar) por|cambi(?:a|e|en|ad|ar)(?: todos)?(?: (?:tu|su|vuestro|sus) votos?)? (?:a|por)|(?:da|den|dad|dé) (?:tu|su|vuestro) voto a|apoy(?:a|e|en|ad|ar)|súm(?:ate|ense|ese) a|pas(?:en|ad|arse|aos|ate|ense)(?: todos)? a",
    option=r"(?:por |a )?(?:la |el )(?:primera|primer|segunda|tercera|última|misma)(?: \w+)? ?(?:opción|respuesta|alternativa)?|(?:por )?(?:la )?(?:opción|respuesta|alternativa|letra) (?:□|[a-z0-9]\b)|esta opción|[b-h]\b|(?:sí|no)(?=\s*(?:[.!,;]|$))|como yo|lo mismo|en contra\b|a favor\b",
    reply=r"respond(?:e|a|an|ed|er|as|áis)|contest(?:a|e|en|ad|ar)|(?:escrib(?:e|a|an|ir)|devuelv(?:e|a|an)|imprim(?:e|a|an)|produ(?:ce|zca|zcan)|di|diga|digan)(?= [^.!?\n]{0,20}(?:solo|únicamente|json|□|nada))",
    form=r"solo|sólo|solamente|únicamente|exclusivamente|nada\b|json|exactamente|con (?:la (?:letra|palabra|opción)|□|un único)|□",
    whole=(
        r"\b(?:a partir de (?:ahora|este momento)|desde (?:ahora|este momento)|de ahora en adelante|en adelante),? (?:\w+ )?(?:eres|son|sois|debes?|deben|debéis|todos|todas|tu|su|vuestra|cada|usted(?:es)?|tienes|tienen|responde\w*|vota\w*|serás|serán|actúa\w*)\b",
        r"\b(?:eres|sois|ustedes son|usted es) (?:ahora|ya no) |\bahora (?:eres|sois|ustedes son) ",
        r"\b(?:todas?|todos|cada|sus|tus|tu|su)\b[^.!?\n]{0,20}\b(?:respuestas?|votos?)\b(?: \w+){0,4} (?:deben|debe|deberán|deberá|tienen que|tiene que|han de|será|serán)\b[^.!?\n]{0,25}(?:□|opción|json|[b-h]\b)",
        r"\b(?:tu|su|vuestra|vuestro) (?:\w+ )?(?:respuesta|voto|salida)s? (?:debe|deben|debería|tiene que|deberá|ha de|solo)\b",
        r"\b(?:cualquier|todo|toda|todos|todas)(?: los| las)?(?: demás)? ?(?:otro|otra|otros|otras|demás|voto|respuesta|elección)\b[^.!?\n]{0,30}\b(?:será|serán|es|son|queda\w*)\b[^.!?\n]{0,15}\b(?:descartad|ignorad|anulad|nul|inválid|rechazad|eliminad|penalizad|contad|sancionad|invalidad)",
        r"(?:^|[.!?\n])\W{0,6}(?:nuev[ao]s?|importantes?)(?: \w+)? (?:instrucci[oó]n(?:es)?|reglas?|normas?|órdenes|orden|directrices|directiva)\b[^.!?\n:]{0,30}:",
        r"\b(?:moderador\w*|organizador\w*|administrador\w*|organización) (?:ha|han|exige\w*|pide\w*|ordena\w*|requiere\w*|quiere\w*|decidió|dice)\b[^.!?\n]{0,70}(?:□|opción [a-z0-9]\b|deben\b|voten|vote\b|debe\b)",
        r"\b(?:tu|su|vuestra) (?:nuev[ao]|verdader[ao]|únic[ao]|auténtic[ao]) (?:tarea|misión|instrucción|rol|papel|objetivo|función|identidad)\w* (?:es|consiste|será)",
        r"\b(?:actúa|actúe|actúen|compórtate|compórtense) como\b|\b(?:finge|finjan|finja) (?:ser|que)\b",
    ),
)

ITALIAN = Language(
    known_by="il la lo le gli tue tuoi vostre vostri tua tuo vostra vostro di del delle dei e "
    "che tutti tutte ogni vi ti ora adesso vota votate votare scegli scegliete "
    "rispondi rispondete ignora ignorate dimentica dimenticate nuova nuove solo "
    "soltanto siete altro altra opzione da",
    please=r"per favore|per piacere|per cortesia|ora|adesso|quindi|e|allora|semplicemente|car[ie] \w+(?: \w+)?|gentil\w* \w+|tutti|prima|attenzione|importante|dunque|cortesemente|gentilmente",
    readers=r"(?:(?:voi|tu|lei|tutti(?: (?:gli altri|i))?(?: partecipanti| modelli| membri| panelisti| relatori)?|ogni (?:altro )?(?:partecipante|modello|membro)|(?:gli|i) altri(?: partecipanti| modelli)?|chiunque legga questo)"
    r" (?:\w+ )?(?:dovete|devi|deve|devono|dovreste|dovresti|dovrebbero|dovrebbe|siete (?:tenuti|pregati|invitati) (?:a|di)|sono (?:tenuti|pregati) (?:a|di)|è (?:tenuto|pregato) (?:a|di))|(?<!\w)(?:dovete|devi|dovreste)\b"
    r"|(?:vi|ti) (?:\w+ )?(?:chiedo|ordino|prego|esorto|invito|consiglio|raccomando|impongo|supplico)\b[^.!?\n]{0,20}(?:di|a)|(?:invito|esorto|chiedo a) (?:tutti|gli altri)[^.!?\n]{0,30}(?:di|a)|siete (?:pregati|tenuti|invitati) (?:di|a)|si prega di)",
    drop=r"ignor(?:a|ate|are|i|ino)|dimentic(?:a|ate|are|hi|atevi|ati)(?: di)?|(?:lascia|lasciate|lasciare|mett(?:i|ete|ere))(?= [^.!?\n]{0,60}da parte)|metti (?:da parte)?|non (?:seguire|seguite|tenete|tenere|considerate|considerare|rispettate|obbedire|obbedite)(?: conto)?|trascur(?:a|ate|are)|scart(?:a|ate|are)|disattendete|disobbedite|accanton(?:a|ate|are)|tralasci(?:a|ate|are)",
    rules=r"(?:(?:tutte|tutti|le|i|gli|il|la|tue|tuoi|vostre|vostri|tuo|vostro|sue|precedenti|delle|dei|alle|ai|queste|e|qualsiasi|altre) ){1,5}(?:\w+ )?(?:istruzion[ei]|regol[ea]|direttiv[ea]|ordini|indicazioni|prompt|messaggi? di sistema|linee guida|consegne)|(?:tutto )?(?:ciò|quello|quanto) (?:che )?(?:ti|vi|è|si|hai|avete)[^.!?\n]{0,30}|tutto (?:ciò che precede|quanto sopra)",
    choose=r"vot(?:a|ate|are|i|ino)(?: tutti| ora| solo| anche)?(?: per| a favore di| contro)?|scegli(?:ete|ere|a|ano)?|seleziona(?:te|re)?|opta(?:te|re)? per|prend(?:i|ete|ere)|passa(?:te|re)?(?: tutti)? (?:a|all')|(?:da|date|dai) il (?:tuo|vostro) voto a|sosten(?:ete|ere)|sostieni|appoggia(?:te|re)?|cambia(?:te|re)? (?:il )?(?:tuo|vostro)? ?voto (?:in|a|per)|schierat(?:evi|i) (?:con|per)",
    option=r"(?:per |a )?(?:la |l'|alla |il )(?:prima|seconda|terza|ultima|stessa|primo)(?: \w+)? ?(?:opzione|risposta|scelta|alternativa)?|(?:per |al)?(?:l')?(?:opzione|risposta|lettera|alternativa) (?:□|[a-z0-9]\b)|questa opzione|[b-h]\b|(?:sì|no)(?=\s*(?:[.!,;]|$))|come me|contro\b|a favore\b",
    reply=r"rispond(?:i|ete|ere|a|ano)|(?:scriv(?:i|ete|ere)|restitui(?:sci|te|re)|stampa(?:te|re)?|produ(?:ci|cete|rre)|fornisci|fornite)(?= [^.!?\n]{0,20}(?:solo|soltanto|unicamente|json|□|nient))",
    form=r"solo|soltanto|solamente|unicamente|esclusivamente|nient\w+|json|esattamente|con (?:la (?:lettera|parola)|□|un'unica)|□",
    whole=(
        r"\b(?:d'ora in poi|da ora in poi|da (?:questo momento|adesso)(?: in poi)?|a partire da ora),? (?:\w+ )?(?:sei|siete|devi|dovete|tutt[ie]|ogni|la|il|le|i|voi|tu|rispond\w*|vota\w*|sarai|sarete)\b",
        r"\b(?:sei|siete) (?:ora|adesso|non più) |\b(?:ora|adesso) (?:sei|siete) ",
        r"\b(?:tutte|tutti|ogni|ciascun\w*)\b[^.!?\n]{0,20}\b(?:rispost[ae]|voti|voto)\b(?: \w+){0,4} (?:devono|deve|dovranno|dovrà)\b[^.!?\n]{0,25}(?:□|opzione|json|[b-h]\b)",
        r"\b(?:la tua|la vostra|il tuo|il vostro) (?:\w+ )?(?:risposta|voto|output) (?:deve|dovrà|dovrebbe|può solo)\b",
        r"\b(?:qualsiasi|ogni|tutti gli|tutte le) altr[oaie]\b[^.!?\n]{0,30}\b(?:sarà|saranno|è|sono|verrà|verranno)\b[^.!?\n]{0,15}\b(?:scartat|ignorat|annullat|null|invalid|respint|eliminat|penalizzat|considerat|rifiutat)",
        r"(?:^|[.!?\n])\W{0,6}(?:nuov[aeio]|important[ei])(?: \w+)? (?:istruzion[ei]|regol[ea]|direttiv[ea]|ordin[ei])\b[^.!?\n:]{0,30}:",
        r"\b(?:moderator\w*|organizzator\w*|amministrator\w*) (?:ha|hanno|chiede|chiedono|ordina|esige|richiede|vuole|impone)\b[^.!?\n]{0,70}(?:□|opzione [a-z0-9]\b|devono\b|debba\w*|deve\b)",
        r"\b(?:il tuo|la tua|il vostro|la vostra) (?:nuov[oa]|ver[oa]|unic[oa]) (?:compito|missione|istruzione|ruolo|obiettivo|identità) (?:è|consiste|sarà)",
        r"\b(?:agisci|agite|comportati|comportatevi) come\b|\b(?:fingi|fingete) (?:di|che)\b",
    ),
)

PORTUGUESE = Language(
    known_by="o os seu sua seus suas teu tua de da dos das e por que em na todo todos todas "
    "cada voce voces agora votem vota escolha escolham responda respondam ignore "
    "ignorem ignora esqueca esquecam desconsidere nova novas apenas somente outra "
    "outro opcao para nao peco",
    please=r"por favor|agora|então|portanto|e|simplesmente|car[oa]s? \w+(?: \w+)?|prezad[oa]s? \w+(?: \w+)?|todos|primeiro|atenção|importante|por gentileza|gentilmente",
    readers=r"(?:(?:vocês?|vós|tu|todos(?: os)?(?: demais| outros)?(?: participantes| modelos| painelistas| membros)?|cada (?:participante|modelo|painelista)|qualquer (?:outro )?(?:participante|modelo)|os (?:demais|outros)(?: participantes| modelos| painelistas)?|toda a gente|todo (?:o )?mundo|quem ler isto)"
    r" (?:\w+ )?(?:devem|deve|deveis|deves|deveriam|deveria|têm (?:de|que)|tem (?:de|que)|tens (?:de|que)|precisam?|estão (?:obrigados|convidados) a)|peço(?:-vos| que| a)|ordeno(?:-vos| que| a)|(?:eu )?(?:peço|exijo|recomendo|aconselho|rogo|insisto|exorto|imploro)\b[^.!?\n]{0,30}(?:que|a) )",
    drop=r"ignor(?:e|em|a|ar|es|ai)|esque(?:ça|çam|ce|cer|ci)(?:-se| de)*|desconsider(?:e|em|a|ar)|(?:deix(?:e|em|a|ar)|ponha|ponham|põe|coloquem?)(?= [^.!?\n]{0,60}(?:de lado|para trás|à parte))|não (?:sig(?:a|am|as)|obede(?:ça|çam)|cumpr(?:a|am)|consider(?:e|em)|leve|levem)|descart(?:e|em|a|ar)|desobede(?:ça|çam)|desrespeit(?:e|em)|abandon(?:e|em)",
    rules=r"(?:(?:todas?|todos|as|os|a|o|suas?|seus?|tuas?|teus?|vossas?|anteriores|quaisquer|das|dos|às|aos|essas?|e|outras?|do) ){1,5}(?:\w+ )?(?:instruç(?:ão|ões)|regras?|diretrizes|ordens|orientações|prompts?|mensagem do sistema|comandos?|normas?)|(?:tudo )?(?:o|aquilo) que (?:te|lhes?|vos|foi|você|vocês)[^.!?\n]{0,30}|tudo (?:o que (?:veio|foi)|acima)",
    choose=r"vot(?:e|em|a|ar|ai)(?: todos| agora| só| apenas| também)?(?: por| em| na| no| a favor d\w+| contra)?|escolh(?:a|am|e|er|ei)|selecion(?:e|em|a|ar)|opt(?:e|em|ar) (?:por|pela|pelo)|mud(?:e|em|ar)(?: todos)?(?: (?:o |os )?(?:seus?|teus?|vossos?) votos?)? (?:para|a)|pass(?:em|ar) (?:para|a)|apoi(?:e|em|a|ar)|(?:dê|deem|dêem) (?:o )?(?:seu|vosso) voto (?:a|à|para)|adir(?:a|am) a",
    option=r"(?:na |a |à |pela |o |para a )?(?:primeira|primeiro|segunda|terceira|última|mesma)(?: \w+)? ?(?:opção|resposta|alternativa)?|(?:na |a |à |pela |para a )?(?:opção|resposta|alternativa|letra) (?:□|[a-z0-9]\b)|esta opção|essa opção|[b-h]\b|(?:sim|não)(?=\s*(?:[.!,;]|$))|como eu|contra\b|a favor\b",
    reply=r"respond(?:a|am|e|er|ei|as)|(?:escrev(?:a|am|e|er)|devolv(?:a|am|e)|retorn(?:e|em)|imprim(?:a|am)|produz(?:a|am))(?= [^.!?\n]{0,20}(?:só|somente|apenas|json|□|nada|unicamente))",
    form=r"só\b|somente|apenas|unicamente|exclusivamente|nada\b|json|exatamente|com (?:a (?:letra|palavra|opção)|□|uma única)|□",
    whole=(
        r"\b(?:a partir de agora|de agora em diante|doravante|a partir deste momento),? (?:\w+ )?(?:você|vocês|és|sois|deve|devem|todos|todas|tu|sua|cada|responda\w*|vote\w*|será|serão|seu)\b",
        r"\b(?:você é|vocês são|tu és) (?:agora|já não|a partir) |\b(?:agora|já não) (?:você é|vocês são|és) ",
        r"\b(?:todas?|todos|cada|suas?|seus?)\b[^.!?\n]{0,20}\b(?:respostas?|votos?)\b(?: \w+){0,4} (?:devem|deve|deverão|deverá|têm|tem)\b[^.!?\n]{0,25}(?:□|opção|json|[b-h]\b)",
        r"\b(?:sua|tua|vossa|seu|teu) (?:\w+ )?(?:resposta|voto|saída)s? (?:deve|devem|deverá|tem de|tem que|só pode)\b",
        r"\b(?:qualquer|todo|toda|todos|todas)(?: os| as)? ?(?:outr[oa]s?|demais)\b[^.!?\n]{0,30}\b(?:será|serão|é|são)\b[^.!?\n]{0,15}\b(?:descartad|ignorad|anulad|nul|inválid|rejeitad|eliminad|penalizad|contad|desconsiderad)",
        r"(?:^|[.!?\n])\W{0,6}(?:nov[ao]s?|importantes?)(?: \w+)? (?:instruç(?:ão|ões)|regras?|ordens|ordem|diretrizes|diretriz)\b[^.!?\n:]{0,30}:",
        r"\b(?:moderador\w*|organizador\w*|administrador\w*) (?:já )?(?:decidiu|decidiram|exige\w*|pede\w*|ordena\w*|ordenou|determinou|quer|querem|declarou|mandou)\b[^.!?\n]{0,70}(?:□|opção [a-z0-9]\b|devem\b|votem|deve\b)",
        r"\b(?:sua|tua|vossa|seu|teu) (?:nov[ao]|verdadeir[ao]|únic[ao]|real) (?:tarefa|missão|instrução|papel|função|objetivo|identidade) (?:é|consiste|será)",
        r"\b(?:aja|ajam|age|comporte-se|comportem-se) como\b|\b(?:finja|finjam|finge) (?:ser|que)\b",
    ),
)

DUTCH = Language(
    known_by="de het een je jullie u uw jouw alle allen iedereen en voor op met niet wat zijn "
    "stem stemt stemmen kies kiest negeer negeert vergeet antwoord antwoordt alleen "
    "enkel optie nieuwe elke elk moeten moet ik vanaf voortaan",
    please=r"alsjeblieft|alstublieft|gelieve(?: te)?|nu|dus|en|dan|gewoon|beste \w+(?: \w+)?|geachte \w+(?: \w+)?|allemaal|eerst|let op|belangrijk|graag|iedereen",
    readers=r"(?:(?:jullie|u|jij|je|alle(?: andere| overige)?(?: deelnemers| modellen| panelleden| leden)?|iedere(?: andere)? (?:deelnemer|model)|elke(?: andere)? (?:deelnemer|model)|elk(?: ander)? model|de (?:andere|overige)(?: deelnemers| modellen| panelleden)?|iedereen|allen|wie dit leest)"
    r" (?:\w+ )?(?:moeten|moet|dienen|dient|zouden|behoren|hoort|mogen alleen|mag alleen)|(?:moeten|moet|dienen|dient) (?:jullie|u|je|jij)|ik (?:\w+ )?(?:vraag|verzoek|beveel|smeek|raad|draag|sommeer|eis|roep)\b[^.!?\n]{0,25}(?:jullie|u|je|iedereen|allen|alle|van)|laten we(?: allemaal)?)",
    drop=r"negeer|negeert|negeren|vergeet|vergeten|(?:leg|laat|zet|schuif|leggen|laten)(?= [^.!?\n]{0,60}(?:opzij|terzijde|naast je|buiten beschouwing))|(?:volg|gehoorzaam|houd je)(?= [^.!?\n]{0,50}(?:niet|geen))|verwerp|schrap|omzeil",
    rules=r"(?:(?:alle|je|jouw|jullie|uw|de|het|eerdere|vorige|voorgaande|bovenstaande|oorspronkelijke|deze|die|en|overige) ){1,5}(?:\w+ )?(?:instructies?|regels?|richtlijnen|opdrachten|opdracht|aanwijzingen|prompts?|systeemprompts?|systeembericht\w*|bevelen|voorschriften)|(?:alles )?wat (?:je|jullie|u|er|hierboven|men)[^.!?\n]{0,30}|alles (?:hierboven|hiervoor)",
    choose=r"stem(?:men|t)?(?: allemaal| nu| alleen| ook)?(?: voor| op| tegen| in met)?|kies|kiest|kiezen|selecteer|selecteren|ga(?:an)? voor|neem|(?:stap|schakel|wissel|overstappen|ga)(?:pen|t)? (?:\w+ )?(?:over )?(?:naar|op)|over te stappen (?:naar|op)|steun(?:en)?|geef (?:je|jullie|uw) stem aan|verander (?:je|jullie|uw) stem(?:men)? (?:in|naar)|schaar je achter",
    option=r"(?:voor |op )?(?:de |het |voor de )(?:eerste|tweede|derde|laatste|zelfde|dezelfde)(?: \w+)? ?(?:optie|antwoord|keuze|mogelijkheid)?|(?:voor |op |naar )?(?:optie|antwoord|keuze|letter) (?:□|[a-z0-9]\b)|dezelfde|deze optie|[b-h]\b|(?:ja|nee)(?=\s*(?:[.!,;]|$))|zoals ik|tegen\b",
    reply=r"antwoord(?:en|t)?|beantwoord|(?:geef|schrijf|print|stuur)(?= [^.!?\n]{0,25}(?:alleen|enkel|slechts|uitsluitend|json|□|niets))|reageer|reageren",
    form=r"alleen|enkel|slechts|uitsluitend|niets|json|precies|met (?:het woord|de letter|□|één)|□",
    whole=(
        r"\b(?:vanaf nu|van nu af aan|voortaan),? (?:\w+ )?(?:ben|bent|zijn|moet|moeten|antwoord\w*|stem\w*|kies\w*|geldt|gelden)\b",
        r"\b(?:je bent|jullie zijn|u bent|jij bent) (?:nu|niet langer|vanaf nu|voortaan) ",
        r"\b(?:alle|elk|iedere?|elke|jullie|je|uw)\b[^.!?\n]{0,20}\b(?:antwoord(?:en)?|stem(?:men)?)\b(?: \w+){0,4} (?:moeten|moet|dienen|dient|zullen|mogen)\b[^.!?\n]{0,25}(?:□|optie|json|[b-h]\b)",
        r"\b(?:je|jullie|uw|jouw) (?:\w+ )?(?:antwoord|stem|uitvoer|reactie)(?:en|men)? (?:moet|moeten|dient|dienen|mag|mogen)\b",
        r"\b(?:elke|iedere|alle|elk|ieder) (?:andere?|overige|afwijkende)\b[^.!?\n]{0,30}\b(?:wordt|worden|is|zijn|telt|tellen)\b[^.!?\n]{0,15}\b(?:verworpen|ongeldig|genegeerd|verwijderd|bestraft|niet|nietig|geschrapt|geteld)",
        r"(?:^|[.!?\n])\W{0,6}(?:nieuwe|belangrijke|gewijzigde)(?: \w+)? (?:instructies?|regels?|opdracht\w*|richtlijn\w*)\b[^.!?\n:]{0,30}:",
        r"\b(?:moderator\w*|organisator\w*|beheerder\w*|organisatie) (?:heeft|hebben|eist|wil|vraagt|beveelt)\b[^.!?\n]{0,70}(?:□|optie [a-z0-9]\b|moeten\b|moet\b)",
        r"\b(?:je|jullie|uw|jouw) (?:nieuwe|echte|enige|werkelijke) (?:taak|rol|opdracht|instructie\w*|doel|identiteit) (?:is|luidt|zijn)",
        r"\b(?:gedraag je|gedraagt u|doe) (?:als|alsof)\b",
    ),
)

POLISH = Language(
    known_by="na w z sie nie wszyscy wszystkie kazdy swoje swoich swoim wasze twoje twoja ze "
    "od za tylko glosuj glosujcie zaglosuj zaglosujcie wybierz wybierzcie wskaz "
    "odpowiedz odpowiedzcie zignoruj zignorujcie ignoruj ignorujcie zapomnij "
    "zapomnijcie pomin pomincie nowe nowa opcje opcja oddaj oddajcie odpowiadaj "
    "odpowiadajcie przejdzcie zmiencie poprzyj poprzyjcie",
    anywhere=True,
    readers=r"(?:(?:wszyscy|wszystkie|każdy|każda|pozostali|inni|musicie|musisz|powinniście|powinieneś|macie|masz|państwo)(?: \w+){0,3}? ?(?:musicie|musisz|muszą|musi|powinni\w*|powinien|powinieneś|mają|ma|macie|obowiązek)?|(?:proszę|nakazuję|rozkazuję|apeluję|wzywam|zalecam|żądam)(?: was| cię| wszystkich| państwa| do| aby| żeby| o)*)",
    drop=r"z?ignoruj(?:cie|my)?|zignorować|zapomnij(?:cie)?|zapomnieć|pomiń(?:cie)?|pominąć|odrzuć(?:cie)?|odłóż(?:cie)?|(?:nie )?(?:zważaj(?:cie)? na|stosuj(?:cie)?(?: się do)?|słuchaj(?:cie)?|przestrzegaj(?:cie)?)|lekceważ(?:cie)?|porzuć(?:cie)?",
    rules=r"(?:instrukcj\w+|polece\w+|zasad\w*|regu\w+|wytyczn\w+|rozkaz\w+|prompt\w*|komunikat\w* systemow\w+|wskazów\w+|(?:wszystk\w+|tym|tego|to),? co (?:ci|wam|powiedziano|było|usłysz\w+|powyżej|dotychczas)\w*|wszystk\w+ powyż\w+)",
    choose=r"(?:za)?głosuj(?:cie|my)?(?: wszyscy| teraz| tylko)?(?: na| za| przeciw)?|(?:za)?głosować(?: na| za)?|wybierz(?:cie|my)?|wybrać|wskaż(?:cie)?|zmień(?:cie)?(?: \w+){0,2} na|przejdź(?:cie)? (?:na|do)|przejść na|oddaj(?:cie)? (?:swój |swoje )?głosy? na|poprzyj(?:cie)?|poprzeć|opowiedz(?:cie)? się za",
    option=r"(?:pierwsz|drug|trzeci|ostatni|t[ęe] sam)\w*(?: \w+)? ?(?:opcj\w+|odpowied\w+|wariant\w*)?|(?:opcj\w+|odpowied\w+|wariant\w*|liter\w+) (?:□|[a-z0-9]\b)|[b-h]\b|tak samo|tę samą|(?:tak|nie)(?=\s*(?:[.!,;]|$))|tak jak ja",
    reply=r"odpowiedz(?:cie)?|odpowiadaj(?:cie)?|odpowiedzieć|odpowiadać|napisz(?:cie)?|zwróć(?:cie)?|wypisz(?:cie)?|podaj(?:cie)?",
    form=r"tylko|wyłącznie|jedynie|niczym|nic\b|json\w*|dokładnie|jednym słowem|□",
    whole=(
        r"\bod (?:teraz|tej pory|tej chwili)(?: \w+)? (?:jesteś|jesteście|musisz|musicie|wszyscy|wszystkie|każdy|twoj\w+|wasz\w+|odpowiada\w*|głosuj\w*|obowiązuje)",
        r"\b(?:jesteś|jesteście) (?:teraz|już nie|odtąd) |\bteraz jeste(?:ś|ście) ",
        r"\b(?:wszystkie|każda|każdy|wasze|twoja|twój)\b[^.!?\n]{0,20}\b(?:odpowiedzi?|odpowiedź|głosy?)\b(?: \w+){0,4} (?:muszą|musi|powinny|powinna|powinien|mają|ma)\b[^.!?\n]{0,25}(?:□|opcj\w+|json|[b-h]\b|być)",
        r"\b(?:twoja|wasza|twój|wasz|państwa) (?:\w+ )?(?:odpowiedź|głos) (?:musi|powinna|powinien|ma)\b",
        r"\b(?:każd\w+|wszystkie|wszelkie) inn\w+\b[^.!?\n]{0,30}\b(?:zostan\w+|będ\w+|jest|są)\b[^.!?\n]{0,15}\b(?:odrzucon|zignorowan|nieważn|unieważnion|usunięt|ukaran|pominięt|uznan)",
        r"(?:^|[.!?\n])\W{0,6}(?:now[ae]|ważn[ae])(?: \w+)? (?:instrukcj\w+|zasad\w+|polecen\w+|reguł\w+|wytyczn\w+)\b[^.!?\n:]{0,30}:",
        r"\b(?:moderator\w*|organizator\w*|administrator\w*) (?:zdecydował\w*|postanowił\w*|nakazał\w*|wymaga\w*|zarządził\w*|ogłosił\w*|polecił\w*|żąda\w*|każe)\b[^.!?\n]{0,70}(?:□|opcj\w+ [a-z0-9]\b|mus\w+|mają\b|głosowa\w+)",
        r"\b(?:twoim|twoje|waszym|wasze) (?:nowym?|nowe|prawdziw\w+|jedyn\w+) (?:zadani\w+|celem?|poleceni\w+|rol\w+) (?:jest|to)|\btwoja nowa rola",
        r"\b(?:udawaj|udawajcie|zachowuj się|zachowujcie się),? (?:że|jak)",
    ),
)

RUSSIAN = Language(
    script="[а-я]",
    anywhere=True,
    readers=r"(?:(?:вы|ты|все(?: остальные| другие| прочие)?(?: участники| модели| панелисты)?|кажд\w+(?: друг\w+)?(?: участник| модель)?|остальные(?: участники| модели)?|другие участники) (?:\w+ )?(?:должны|должен|должна|обязаны|обязан|обязана|следует|надо|нужно)|(?:вам|тебе|всем(?: участникам| остальным)?|каждому) (?:\w+ )?(?:следует|надо|нужно|необходимо|предписано|приказано|велено)|(?:прошу|приказываю|призываю|требую|советую|рекомендую|предлагаю|умоляю)(?: \w+){0,3})",
    drop=r"(?:про)?игнорируй(?:те)?|(?:про)?игнорировать|забудь(?:те)?|забыть|отбрось(?:те)?|отбросить|отложи(?:те)?|оставь(?:те)?(?= [^.!?\n]{0,40}в стороне)|не (?:следуй(?:те)?|обращай(?:те)? внимания на|слушай(?:те)?|выполняй(?:те)?|соблюдай(?:те)?|учитывай(?:те)?|следовать)|пренебреги(?:те)?|нарушь(?:те)?|отмени(?:те)?|откажи(?:сь|тесь) от",
    rules=r"(?:инструкци\w+|указани\w+|правил\w*|предписани\w+|приказ\w*|распоряжени\w+|промпт\w*|директив\w*|системн\w+ сообщени\w+|установк\w+|(?:вс[её]|обо всем|то),? (?:что )?(?:тебе|вам|было|сказан\w+|выше|написано|ранее|до этого)\w*)",
    choose=r"(?:про)?голосуй(?:те)?(?: все| только| сейчас| теперь)?(?: за| против)?|(?:про)?голосовать(?: за| против)?|выбери(?:те)?|выбирай(?:те)?|выбрать|отдай(?:те)? (?:свой |свои |ваш )?голоса? за|поддержи(?:те)?|поддержать|перейди(?:те)? (?:на|к)|перейти (?:на|к)|переключи(?:сь|тесь) на|измени(?:те)?(?: \w+){0,2} на|смени(?:те)?(?: \w+){0,2} на|примкни(?:те)? к|назови(?:те)?",
    option=r"(?:за )?(?:перв|втор|треть|последн|тот же|ту же|так\w+ же)\w*(?: \w+)? ?(?:вариант\w*|опци\w+|ответ\w*)?|(?:вариант\w*|опци\w+|ответ\w*|букв\w+|пункт\w*) (?:□|[a-zа-я0-9]\b)|[a-hбвгд]\b|как я|(?:да|нет)(?=\s*(?:[.!,;]|$))|этот вариант",
    reply=r"ответь(?:те)?|отвечай(?:те)?|отвечать|ответить|напиши(?:те)?|пиши(?:те)?|выведи(?:те)?|верни(?:те)?",
    form=r"только|лишь|исключительно|ничего|json|именно|ровно|одним словом|□",
    whole=(
        r"\b(?:с этого момента|отныне|начиная с этого момента|теперь|впредь),? (?:\w+ )?(?:ты|вы|все|каждый|твой|твоя|ваш\w*) ",
        r"\b(?:все|каждый|твои|твой|ваши|ваш)\b[^.!?\n]{0,20}\b(?:ответы?|голоса?)\b(?: \w+){0,4} (?:должны|должен|обязаны|обязан)\b",
        r"\b(?:люб\w+|все) (?:друг\w+|ин\w+|остальн\w+|прочи\w+)\b[^.!?\n]{0,30}\b(?:буд\w+|считает\w+|счита\w+|не)\b[^.!?\n]{0,15}(?:отброш|отклон|игнорир|недействит|аннулир|удал|наказ|засчит|учит|учтен|отверг)",
        r"\b(?:люб\w+|все) (?:друг\w+|ин\w+|остальн\w+)\b[^.!?\n]{0,30}\b(?:недействител\w+|аннулир\w+)",
        r"(?:^|[.!?\n])\W{0,6}(?:нов\w+|важн\w+)(?: \w+)? (?:инструкци\w+|правил\w+|указани\w+|распоряжени\w+|приказ\w*|политик\w+)\b[^.!?\n:]{0,30}:",
        r"\b(?:модератор\w*|организатор\w*|администратор\w*|ведущ\w+) (?:уже )?(?:решил\w*|постановил\w*|приказал\w*|требу\w+|объявил\w*|велел\w*|распорядил\w*|просит|просят)\b[^.!?\n]{0,70}(?:□|вариант\w* [a-zа-я0-9]\b|должн\w+|голосова\w+|были\b)",
        r"\b(?:твоя|ваша|твоей|вашей|твое|ваше) (?:нов\w+|настоящ\w+|единствен\w+|истинн\w+) (?:задач\w+|рол\w+|цел\w+|задани\w+|инструкци\w+)",
        r"\b(?:притворись|притворитесь|веди себя как|ведите себя как|действуй как|действуйте как)",
    ),
)

TURKISH = Language(
    known_by="ve bir bu icin tum butun her diger herkes siz sen lutfen oy ver verin veriniz "
    "sec secin seciniz yok sayin say unut unutun talimatlari talimatlarini "
    "talimatlarinizi kurallari yalnizca sadece yeni artik ile olarak cevap yanit "
    "moderator yonetici hepiniz secenek secenege secenegi degil",
    verb_last=True,
    readers=r"(?:(?:tüm|bütün|diğer|her) (?:\w+ ){0,2}(?:katılımcı\w*|model\w*|panelist\w*)|herkes|hepiniz|siz|sizler|sizden|lütfen)",
    drop=r"yok say(?:ın(?:ız)?|malı\w*)?|görmezden gel(?:in(?:iz)?|meli\w*)?|unut(?:un(?:uz)?|malı\w*)?|dikkate alma(?:yın(?:ız)?|malı\w*)?|göz ardı ed(?:in(?:iz)?|meli\w*)|göz ardı et|uyma(?:yın(?:ız)?)|bir kenara bırak(?:ın(?:ız)?)?|boş ver(?:in)?|hiçe say(?:ın)?|geçersiz say(?:ın)?",
    rules=r"(?:talimat\w*|yönerge\w*|kural\w*|komut\w*|emir\w*|emr\w+|prompt\w*|istem\w*|sana söylenen\w*|size söylenen\w*|yukarıdaki \w+|söylenen(?:ler)?\w*)",
    choose=r"oy ver(?:in(?:iz)?|meli\w*|mek zorunda\w*|ecek\w*)?(?=\s*(?:[.!,;]|$|ve\b))|oyunu\w* ver(?:in(?:iz)?)?|seç(?:in(?:iz)?|meli\w*|mek zorunda\w*)(?!\w)|seç(?=\s*(?:[.!,;]|$|ve\b))|oy kullan(?:ın(?:ız)?|malı\w*)?(?!\w)|destekle(?:yin(?:iz)?|meli\w*)|geç(?:in(?:iz)?|meli\w*)(?!\w)|değiştir(?:in(?:iz)?|meli\w*)(?!\w)|oyla(?:yın(?:ız)?)(?!\w)|tercih ed(?:in(?:iz)?)",
    option=r"(?:ilk|birinci|ikinci|üçüncü|son|aynı) (?:seçene\w*|şık\w*|yanıt\w*|cevab?p?\w*)|(?:seçene\w*|şık\w*) ?□|□ (?:seçene\w*|şık\w*)|seçenek [a-z0-9]\b|[b-h](?:['’]\w+)? |[b-h] seçene\w*|bu seçene\w*",
    reply=r"cevap ver(?:in(?:iz)?|meli\w*)?(?!\w)|yanıt ver(?:in(?:iz)?|meli\w*)?(?!\w)|cevapla(?:yın(?:ız)?|malı\w*)?(?!\w)|yanıtla(?:yın(?:ız)?|malı\w*)?(?!\w)|yaz(?:ın(?:ız)?)(?!\w)|yaz(?=[.!])|döndür(?:ün)?(?!\w)",
    form=r"sadece|yalnızca|yalnız|json|başka (?:bir )?şey|tek kelime|□",
    whole=(
        r"\b(?:bundan sonra|şu andan itibaren|bundan böyle|artık),? (?:\w+ ){0,2}(?:sen|siz|herkes|tüm|bütün|\w+s[iı]n(?:[iı]z)?\b|\w+malı\w*|\w+meli\w*)",
        r"\b(?:tüm|bütün|her) (?:\w+ )?(?:yanıt|cevap|oy)\w*\b[^.!?\n]{0,20}(?:□|[b-h]\b|json)[^.!?\n]{0,20}(?:olmalı|olmak zorunda|verilmeli|olacak)",
        r"\b(?:yanıtın|cevabın|oyun|yanıtınız|cevabınız|oyunuz)\b[^.!?\n]{0,30}(?:olmalı|içermeli|olmak zorunda)",
        r"\b(?:diğer|başka) (?:\w+ ){0,3}(?:oy|yanıt|cevap|seçenek|seçim)\w*\b[^.!?\n]{0,25}(?:geçersiz|sayılmayacak|reddedil|yok sayıl|silin|cezalandırıl|dikkate alınma)",
        r"(?:^|[.!?\n])\W{0,6}(?:yeni|önemli)(?: \w+)? (?:talimat|kural|yönerge|emir|politika)\w*\b[^.!?\n:]{0,30}:",
        r"\b(?:moderatör|yönetici|organizatör|düzenleyici|sunucu)\w*\b[^.!?\n]{0,60}(?:□|[b-h]\b|seçene\w*)[^.!?\n]{0,40}(?:karar verdi|istiyor|emretti|zorunlu|olmalı|açıkladı|talimat)",
        r"\b(?:moderatör|yönetici|organizatör|düzenleyici|sunucu)\w*\b[^.!?\n]{0,30}(?:karar verdi|istiyor|emretti|açıkladı|kararlaştırdı)[^.!?\n]{0,60}(?:□|[b-h]\b|seçene\w*)",
        r"\b(?:yeni|gerçek|asıl|tek) (?:görev|rol|amac|talimat)\w*(?:ın|in|un|ün|iniz|ınız|unuz|ünüz)\b",
    ),
)

ARABIC = Language(
    script="[\u0620-\u064a]",
    please=r"رجاء|من فضلك|من فضلكم|يرجى|الرجاء|الان|اذن|لذا|لذلك|و|ثم|ايها \w+(?: \w+)?|اعزائي \w+(?: \w+)?|زملائي \w*|فقط|انتبهوا|مهم",
    readers=r"(?:(?:يجب|ينبغي|يتعين|يتوجب|لا بد)(?: \w+)?(?: على(?:ك|كم| الجميع| كل \w+| جميع \w+(?: \w+)?| بقية \w+)?|عليكم|عليك)?(?: ان| ل)|علي(?:ك|كم)(?: جميعا)?(?: ان)?|على (?:الجميع|جميع \w+|كل \w+(?: \w+)?|بقية \w+)(?: \w+)? (?:ان)?|(?:اطلب|امر|ارجو|ادعو|انصح|اناشد|اطالب)(?:كم|ك| من| منكم| منك| الجميع| جميع \w+){0,3}|يرجى|الرجاء|رجاء)",
    drop=r"(?:و|ف)?(?:تجاهل(?:وا|ي)?|تتجاهل(?:وا)?|ان?س(?:وا|ى)?|انسوا|انس|تنسوا|لا تتبع(?:وا)?|لا تلتزم(?:وا)?|اهمل(?:وا)?|اترك(?:وا)?|تخل(?:وا)? عن|اطرح(?:وا)?|ضع(?:وا)?(?= [^.!?؟\n]{0,40}جانبا)|دع(?:وا)?(?= [^.!?؟\n]{0,40}جانبا))",
    rules=r"(?:ال)?(?:تعليمات\w*|قواعد\w*|اوامر\w*|توجيهات\w*|ارشادات\w*|قوانين\w*|برومبت)|(?:كل )?ما (?:قيل|طلب|سبق|ورد|قاله)",
    choose=r"(?:و|ف|ل)?(?:صوت(?:وا|ي)?|تصوت(?:وا)?|التصويت|اختر|اختار(?:وا)?|تختار(?:وا)?|اختيار|انتقل(?:وا)? الى|غير(?:وا)? (?:تصويت\w*|صوت\w*)|ادعم(?:وا)?|ايد(?:وا)?|تنتقل(?:وا)? الى|يصوت(?:وا)?|يختار(?:وا)?)(?: جميعا| الان| فقط)?(?: ل| على| الى| لصالح)?",
    option=r"(?:ل|لل|ال|على ال|ب)?(?:خيار|اجابة|جواب)\w* (?:الاول|الاولى|الثاني|الثانية|الاخير|□|نفسه|[a-z0-9]\b|ا\b|ب\b|ج\b)|[a-h]\b|نفس (?:الخيار|الاجابة)|هذا الخيار|ل?□",
    reply=r"(?:و|ف)?(?:اجب|اجيبوا|اجيبي|تجيب(?:وا)?|رد(?:وا)?|اكتب(?:وا)?|ترد(?:وا)?|ارسل(?:وا)?|الرد|الاجابة)",
    form=r"فقط|حصرا|لا غير|json|لا شيء|بكلمة واحدة|□",
    whole=(
        r"(?:من الان فصاعدا|منذ الان|بعد الان|ابتداء من الان)[،,]? ?(?:\w+ )?(?:انت|انتم|يجب|كل|جميع|اجب\w*|صوت\w*|عليك\w*)",
        r"(?:انت|انتم) الان ",
        r"(?:جميع|كل|كافة) (?:الاجابات|الاصوات|الردود|الاجوبة)(?: \w+){0,3} ?(?:يجب|ينبغي|ستكون|لا بد)|(?:يجب|ينبغي) ان تكون (?:جميع|كل|كافة) (?:الاجابات|الاصوات|الردود|الاجوبة)",
        r"(?:اي|كل|جميع) (?:صوت|تصويت|اجابة|جواب|خيار|رد|الاصوات|الاجابات)\w*(?: \w+)? (?:اخر|اخرى|الاخرى|مخالف\w*|غير ذلك)[^.!?؟\n]{0,25}(?:يرفض|ترفض|باطل\w*|يلغى|تلغى|سيتم|لاغ\w*|يحتسب|تحتسب|يستبعد|سيرفض|سترفض|ستلغى|سيلغى|يتجاهل|تجاهل\w*)",
        r"(?:تعليمات|قواعد|اوامر|سياسة|توجيهات) (?:جديدة|مهمة|هامة)[^.!?؟\n:]{0,30}:",
        r"(?:المشرف|المنظم|المدير|مدير الجلسة|منسق|المنسق|الادارة)\w*(?: \w+)? (?:قرر|قررت|امر|اعلن|يطلب|طلب|اعلنت|يامر)\w*[^.!?؟\n]{0,70}(?:□|خيار|يجب|التصويت)|(?:قرر|قررت|امر|اعلن|طلب) (?:المشرف|المنظم|المدير|مدير الجلسة|منسق|المنسق|الادارة)\w*[^.!?؟\n]{0,70}(?:□|خيار|يجب|التصويت)",
        r"(?:مهمتك|دورك|مهمتكم|دوركم|تعليماتك) (?:الجديد\w*|الحقيقي\w*|الوحيد\w*)",
        r"(?:تصرف|تظاهر|تظاهروا|تصرفوا) (?:ك|بان|انك|وكان)",
    ),
)

HINDI = Language(
    script="[\u0900-\u097f]",
    verb_last=True,
    joined=True,
    readers=r"(?:सभी|सब|हर|अन्य|आप|आपको|तुम|सबको|सभी को|कृपया)",
    drop=r"(?:अनदेखा|अनदेखी|नज़रअंदाज़|नजरअंदाज|नज़रंदाज़|नजरंदाज|उपेक्षा|अवहेलना)[^.!?।\n]{0,4}(?:कर (?:दें|दो|दीजिए|देना)|करें|करो|कीजिए|करना (?:होगा|चाहिए|है)|कर)|भूल (?:जाओ|जाएं|जाएँ|जाइए|जाना)|भुला (?:दो|दें|दीजिए)|(?:पालन|अनुसरण) (?:न|मत|नहीं) (?:करें|करो|कीजिए)|एक तरफ (?:रख|रखें|रखो)\w*|छोड़ (?:दो|दें|दीजिए)",
    rules=r"(?:निर्देश|नियम|आदेश|प्रॉम्प्ट|दिशानिर्देश|हिदायत|दिशा-निर्देश)\S*|जो (?:कुछ|भी)[^.!?।\n]{0,20}(?:कहा|बताया) गया\S*|ऊपर (?:की|के|का) (?:सब|सभी|हर|सारी|बात)\S*",
    choose=r"(?:वोट|मत|मतदान) (?:दें|दो|दीजिए|करें|करो|कीजिए|देना (?:होगा|चाहिए|है)|करना (?:होगा|चाहिए|है))|चुनें|चुनो|चुनिए|चुनना (?:होगा|चाहिए|है)|समर्थन (?:करें|करो|कीजिए)|बदल(?:ें|ो|कर)|चुन (?:लें|लो|लीजिए)|पर (?:जाएं|जाएँ|जाओ|आ जाएं)",
    option=r"(?:पहला|पहले|दूसरा|दूसरे|तीसरा|तीसरे|आखिरी|वही|इसी|यही) (?:विकल्प|उत्तर|जवाब)\S*|विकल्प □|विकल्प [a-z0-9]|□ (?:को|के|पर)|[a-h](?![a-z0-9])",
    reply=r"(?:उत्तर|जवाब) (?:दें|दो|दीजिए|देना (?:होगा|चाहिए|है))|लिखें|लिखो|लिखिए",
    form=r"केवल|सिर्फ|मात्र|json|और कुछ (?:नहीं|न)|□",
    whole=(
        r"(?:अब से|इसके बाद से|आज से),? (?:आप|तुम|सभी|हर|आपका|आपको|आपकी|तुम्हारा|केवल)",
        r"(?:आप|तुम) अब (?!तक)[^.!?।\n]{0,30}(?:हैं|हो)(?=\s*[।.!,])",
        r"(?:सभी|सब|हर|सारे|प्रत्येक) (?:उत्तर|वोट|जवाब|मत)\S*[^.!?।\n]{0,25}(?:□|[a-h]|json|विकल्प)[^.!?।\n]{0,15}(?:चाहिए|होगा|होंगे|होने)",
        r"(?:आपका|तुम्हारा|आपके) (?:\S+ )?(?:उत्तर|जवाब|वोट)\S* [^.!?।\n]{0,30}(?:चाहिए|होगा)",
        r"(?:कोई (?:भी )?(?:अन्य|और|दूसरा)|अन्य सभी|बाकी सभी|बाकी) (?:\S+ )?(?:वोट|उत्तर|जवाब|विकल्प|मत)\S*[^.!?।\n]{0,30}(?:अमान्य|अस्वीकार|रद्द|खारिज|हटा|नहीं गिना|अनदेखा)",
        r"(?:नए|नया|नई|महत्वपूर्ण) (?:निर्देश|नियम|आदेश|नीति)\S*[^.!?।\n:]{0,20}:",
        r"(?:मॉडरेटर|संचालक|आयोजक|प्रशासक|व्यवस्थापक)\S*[^.!?।\n]{0,50}(?:फैसला|निर्णय|आदेश|तय|निर्देश|कहा)[^.!?।\n]{0,60}(?:□|विकल्प|[a-h](?![a-z])|वोट|उत्तर)",
        r"(?:आपका|तुम्हारा|आपकी) (?:नया|असली|एकमात्र|नई) (?:काम|कार्य|भूमिका|निर्देश|लक्ष्य)",
    ),
)

CHINESE = Language(
    script="[\u4e00-\u9fff]",
    joined=True,
    please=r"请|請|请你|请您|请各位|请大家|现在|現在|那么|所以|并|並|然后|然後|务必|務必|立即|立刻|各位\S{0,6}|大家|尊敬的\S{0,8}|亲爱的\S{0,8}|一定要|统一|只需|都",
    readers=r"(?:(?:你们|你們|你|您|大家|各位|所有(?:其他|其它)?(?:的)?(?:参与者|參與者|模型|成员|成員|人)|每(?:个|位|個)(?:参与者|參與者|模型|人)|其他(?:参与者|參與者|模型|人|成员)|其余\S{0,4})(?:都|均|也|现在|現在|就)?(?:必须|必須|应该|應該|应当|應當|应|應|需要|务必|務必|须|須|得|要)|请|請|要求(?:你|大家|所有)\S{0,6}|命令(?:你|大家|所有)\S{0,6}|建议(?:你们|大家|各位)|让我们(?:都|一起)|我们(?:都|一起)(?:应该|来|必须)?)",
    drop=r"忽略|无视|無視|忽视|忽視|忘记|忘記|忘掉|抛开|拋開|放下|不要(?:理会|理會|遵守|遵循|听从|管|再遵守)|别管|別管|无需(?:遵守|遵循|理会)|撇开|作废|推翻|覆盖",
    rules=r"(?:(?:你|您|你们|之前|先前|以前|以上|上述|前面|上面|所有|一切|全部|任何|原有|原来|系统|收到|被告知|给出|这些|那些|此前|一切|旧)的?){1,5}(?:所有|全部|一切)?的?(?:指令|指示|提示(?:词)?|规则|規則|命令|要求|说明|說明|内容|內容|设定|設定|约束|话|信息)|(?:所有|之前|先前|系统|原有|以上)\S{0,4}(?:指令|提示词|指示|规则)",
    choose=r"(?:投票(?:给|給|支持|选择|選擇)?|投给|投給|投|选择|選擇|选|選|改选|改投|支持|转向|轉向|改为|一致(?:选择|同意|投)|把票投给|将票投给|赞成|同意)",
    option=r"(?:第一|第二|第三|第四|最后一?|同(?:一|样))(?:个|個|项|項)?(?:的)?(?:选项|選項|答案)|(?:选项|選項|答案)?□|(?:选项|選項|答案) ?[a-z0-9]|[a-h](?![a-z0-9])|这个选项|这一选项|相同的?(?:选项|答案)",
    reply=r"(?:只(?:能|需|要)?|仅|僅)?(?:回答|回复|回覆|答复|输出|輸出|返回|写|答)",
    form=r"只|仅|僅|json|不要(?:有)?(?:其他|任何|别的|再)|别的都|□|[a-h](?![a-z0-9])|一个字|以下",
    whole=(
        r"从(?:现在|此刻|今)(?:开始|起|以后)?[,，]?(?:你|您|你们|所有|大家|每)",
        r"(?:你|您|你们)(?:现在|現在)(?:是|不再|扮演)",
        r"(?:所有|全部|每个|各|你的|您的)(?:的)?(?:参与者|模型|人|其他)?(?:的)?(?:回答|答案|投票|票|回复|選票|选票|输出)[^。！？\n]{0,8}(?:必须|必須|应该|应当|应|都要|须|一律|只能)",
        r"(?:任何|所有|一切)?(?:其他|其它|其余|别的)(?:的)?(?:投票|选项|选择|答案|票|回答|意见|论点)[^。！？\n]{0,8}(?:作废|无效|無效|被忽略|被拒绝|不计|不算|视为|被删除|被取消|被丢弃|一律)",
        r"(?:新的?|最新|重要)(?:指令|指示|规则|規則|政策|命令|系统提示)[:：]",
        r"(?:主持人|管理员|管理員|组织者|主办方|系统|系統|平台)(?:已经|已經|已|现|刚刚|方面)?(?:决定|決定|宣布|要求|规定|規定|命令|指示|裁定|确认)[^。！？\n]{0,30}(?:□|选项|選項|必须|必須|投票|回答|答案|[a-h](?![a-z]))",
        r"(?:你|您|你们)的(?:新|真正|唯一|实际)的?(?:任务|角色|指令|目标|身份|职责)",
        r"(?:扮演|假装(?:你|自己)?(?:是)?|假扮)",
        r"(?:不(?:投|选|选择|支持|同意)|否则)[^。！？\n]{0,12}(?:将被|会被|就会被|将受|会受到)[^。！？\n]{0,8}(?:取消|删除|惩罚|关闭|淘汰|移除|除名|终止|处罚)",
    ),
)

JAPANESE = Language(
    script="[\u3040-\u30ff\u4e00-\u9fff]",
    verb_last=True,
    joined=True,
    readers=r"(?:皆さん|みなさん|全員|あなた|各(?:参加者|モデル)|(?:他の|全ての|すべての)(?:参加者|モデル|方)\S{0,4}|どうか|必ず)",
    drop=r"(?:無視|忘却|破棄|放棄)(?:し(?:て(?:ください|下さい|くれ)?|ろ|なさい|ましょう)|せよ|すること|すべき|してほしい|していただ\S{1,4})|忘れ(?:て(?:ください|下さい)?|ろ|なさい|ましょう)|従(?:わないで|うな|わなくて|う必要はあり?ません)|(?:脇|横|傍)に置(?:いて|け|きましょう)|取り消し",
    rules=r"(?:指示|命令|ルール|規則|プロンプト|指針|ガイドライン|システムメッセージ|言われたこと|指令|決まり|設定|上記の(?:内容|すべて)|これまでの(?:内容|話|やり取り))",
    choose=r"(?:投票|選択|賛成|支持|変更|選定|統一)(?:し(?:て(?:ください|下さい|くれ|いただ\S{1,4})|ろ|なさい|ましょう|なければ)|せよ|すること|を(?:お願い|変え)\S{0,6}|すべきです)|選(?:んで(?:ください|下さい|くれ)?|べ|びなさい|びましょう|ばなければ)|入れて(?:ください|下さい)|切り替え(?:て|ろ|ましょう)|乗り換え(?:て|ろ|ましょう)|変え(?:て(?:ください|下さい)|ろ|ましょう)|(?:票|一票)を(?:投じ|入れ)(?:て|ろ|よ|ましょう)",
    option=r"(?:最初|一番目|1番目|第一|二番目|最後|同じ|次|この|以下)の?(?:選択肢|オプション|答え|回答)|(?:選択肢|オプション) ?(?:□|[a-z0-9])|□|[a-h](?![a-z0-9])",
    reply=r"(?:回答|返答|返信|出力|返事)(?:し(?:て(?:ください|下さい|くれ)?|ろ|なさい|ましょう|なければ)|せよ|すること|を)|答え(?:て(?:ください|下さい)?|ろ|なさい|よ)|書(?:いて(?:ください|下さい)?|け|きなさい)|返して(?:ください|下さい)?",
    form=r"だけ|のみ|json|以外|一言|□|他(?:に|の)は?何も",
    whole=(
        r"(?:今から|これから|これより|今後|以後)[、,]?(?:は)?[、,]?(?:あなた|全員|皆さん|すべて|全て)(?:の\S{1,6})?(?:は|が|を|、)",
        r"(?:すべて|全て|全部|全員|あなた)の(?:回答|投票|答え|票|返答|出力)\S{0,6}(?:は|を|が)[^。！？\n]{0,20}(?:なければなりません|しなければ|べき|すること|でなければ|とする|必要があ|にしてください|統一)",
        r"(?:その他|他|それ以外|以外|別)の?(?:投票|票|回答|選択肢|答え|意見)?\S{0,4}(?:は|も)(?:すべて|全て|一切)?\S{0,4}(?:無効|無視され|破棄され|却下|削除され|数えられ|カウントされ|失格|認められ)",
        r"(?:新しい|新たな|重要な)(?:指示|命令|ルール|方針|規則|お知らせ)[:：]",
        r"(?:司会(?:者)?|モデレーター|管理者|主催者|運営|システム)(?:は|が|より|から)[^。！？\n]{0,60}(?:□|選択肢|[a-h](?![a-z])|投票|回答)[^。！？\n]{0,30}(?:決定|決め|命じ|指示|要求|求め|しました|発表)",
        r"あなたの(?:新しい|本当の|真の|唯一の)(?:任務|役割|指示|目的|仕事|課題)",
        r"(?:のふりを|として振る舞|になりきって|として行動し(?:て|ろ|なさい))",
    ),
)

KOREAN = Language(
    script="[\uac00-\ud7a3]",
    verb_last=True,
    joined=True,
    readers=r"(?:여러분|모두|모든 (?:참가자|참여자|모델|패널)\S*|다른 (?:참가자|참여자|모델|패널)\S*|당신|각 (?:참가자|모델)\S*|부디|제발)",
    drop=r"(?:무시|폐기|망각)(?:하(?:세요|십시오|라|시오|시기|시길|고|여|자|면 됩니다)|해(?:라|야|주세요| 주세요| 주십시오|주십시오)?)|잊(?:으세요|어라|어버리세요|어 주세요|으십시오|어주세요|고)|따르지 (?:마|말)\S*|제쳐 ?두\S*|버리(?:세요|십시오|고)|접어 ?두\S*",
    rules=r"(?:지시|명령|규칙|프롬프트|지침|가이드라인|시스템 메시지|들은 (?:것|말|내용)|안내|설정|위의 (?:모든 )?(?:내용|말)|이전의? (?:모든 )?(?:내용|말|대화))\S*",
    choose=r"(?:투표|선택|지지|찬성|변경|통일)(?:을|를)? ?(?:하(?:세요|십시오|라|시오|시기|시길|자|셔야)|해(?:라|야 ?\S*|주세요| 주세요| 주십시오|주십시오)|합시다|하도록)|고르(?:세요|십시오|라|시오)|골라(?:라|야| ?주세요)?|뽑(?:으세요|아라|으십시오|아)|바꾸(?:세요|십시오|라|시오)|바꿔(?:라|야| ?주세요)|(?:옮기|돌리)(?:세요|십시오)|표를 (?:던지|주)\S*|택하(?:세요|십시오|라)|전환하(?:세요|십시오|라)|전환해야 \S*",
    option=r"(?:첫 ?번째|두 ?번째|세 ?번째|마지막|같은|동일한|이) (?:선택지|옵션|답|항목|보기)\S*|(?:선택지|옵션|보기) ?(?:□|[a-z0-9])\S*|[a-h](?![a-z0-9])\S*|□\S*",
    reply=r"(?:답변?|대답|응답|회신|출력)(?:을|를)? ?(?:하(?:세요|십시오|라|시오|셔야|도록)|해(?:라|야 ?\S*|주세요| 주세요| 주십시오)|합시다)|쓰(?:세요|십시오|시오)|써(?:라| ?주세요)|적(?:으세요|어라|으십시오)",
    form=r"오직|단지|만\b|\S+만(?= )|json\S*|외에는?|다른 (?:말|것)\S*|□\S*",
    whole=(
        r"(?:지금부터|이제부터|앞으로|이 시점부터)(?:는)?,? ?(?:당신|여러분|모두|모든|너|너희|각)\S*",
        r"(?:당신은|너는|여러분은) 이제 ",
        r"(?:모든|전체|여러분의|당신의) ?(?:답변?|투표|표|응답|대답|출력)\S*(?: \S+){0,3} ?[^.!?。\n]{0,20}(?:이어야|여야|해야|되어야|통일|바꾸어야|하도록)",
        r"(?:다른|그 외|이외의|나머지)(?: 모든)? (?:투표|표|답변?|선택|의견|응답|선택지)\S*[^.!?\n]{0,20}(?:무효|무시|폐기|거부|삭제|인정되지|집계되지|처벌|제외|실격)",
        r"(?:새로운|새|중요한?) (?:지시|규칙|명령|정책|지침|공지)\S*[^.!?\n:]{0,15}:",
        r"(?:진행자|사회자|관리자|주최자?|운영자|시스템|중재자)\S*[^.!?\n]{0,50}(?:□|선택지|옵션|[a-h](?![a-z])|투표|답)[^.!?\n]{0,40}(?:결정|명령|지시|요구|정했|발표|공지)",
        r"(?:진행자|사회자|관리자|주최자?|운영자|시스템|중재자)\S*[^.!?\n]{0,20}(?:결정|명령|지시|요구|발표)\S*[^.!?\n]{0,50}(?:□|선택지|옵션|[a-h](?![a-z])|투표)",
        r"(?:당신의|여러분의|너의) (?:새로운|새|진짜|유일한|실제) (?:임무|역할|지시|목표|과제)\S*",
        r"(?:인 척|처럼 행동)(?:하세요|하십시오|해라|해)",
    ),
)

LANGUAGES = {
    "en": ENGLISH,
    "de": GERMAN,
    "fr": FRENCH,
    "es": SPANISH,
    "it": ITALIAN,
    "pt": PORTUGUESE,
    "nl": DUTCH,
    "pl": POLISH,
    "ru": RUSSIAN,
    "tr": TURKISH,
    "ar": ARABIC,
    "hi": HINDI,
    "zh": CHINESE,
    "ja": JAPANESE,
    "ko": KOREAN,
}
