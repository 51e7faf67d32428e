"""Orders in English; what the fields are is in `language`."""

from service.domain.order_words.language import Language

ENGLISH = Language(
    please=r"please|kindly|pls|now|just|simply|so|then|and|also|first|instead|therefore|hence"
    r"|hereby"
    r"|immediately|always|do|only|finally|next|again|listen|attention|important|note|ok(?:ay)?|hey"
    r"|well|thus|henceforth|(?:all|each|both|the rest) of you|everyone|everybody|all|you|you "
    r"(?:all|two|three)|friends|dear"
    r"|(?:my |dear |fellow |other |all ){0,3}(?:panel(?:l)?ists?|participants?|models?|friends"
    r"|colleagues|readers?|assistants?|peers|debaters)",
    readers=r"(?:(?:all of you|each of you|every one of you|the rest of you|you all|yall|you"
    r"(?: all| both| too| now| therefore| hereby| simply| only| still)?"
    r"|(?:(?:all|every|each|any|other|fellow|remaining|dear|future|subsequent|next) ){1,3}(?:the "
    r"|of the "
    r"|other |remaining )*(?:participants?|panel(?:l)?ists?|panel members?|members of (?:the|this)"
    r" panel|models?|seats?|debaters?|respondents?|ais?|assistants?|llms?|agents?|readers?"
    r"|reviewers?|colleagues|peers|voters|others)(?: (?:here|in this \w+|on this panel"
    r"|reading(?: this)?(?: \w+)?))?"
    r"|(?:the )?(?:participants|panel(?:l)?ists|panel members|debaters|other seats|others)"
    r"|(?:anyone|everyone|whoever|everybody|those|anybody)(?: who (?:is|are))? read(?:s|ing) this"
    r"|the (?:whole |entire )?panel|everyone|everybody|we all|all|□)"
    r" (?:hereby |now |therefore |also |all |then ){0,2}(?:must|should|shall|have to|has to"
    r"|need to"
    r"|needs to|ought to|had better|can only|may only|may now|will now|are free to|is free to"
    r"|please"
    r"|kindly|would do well to|(?:(?:are|is|re) (?:hereby |now |all |strongly ){0,2}"
    r"(?:required|instructed|ordered|obliged|asked|told|expected|directed|requested|commanded"
    r"|advised|urged|invited|obligated|bound|encouraged) )?to)\b"
    r"|\b(?:i|we)(?:'d| would| do| must| hereby| now| therefore| strongly| kindly| humbly"
    r"| respectfully| like to| am| are){0,4} (?:urg(?:e|ing)|ask(?:ing)?|order(?:ing)?"
    r"|command(?:ing)?|instruct(?:ing)?|implore|beg(?:ging)?|beseech|call(?:ing)? (?:on|upon)"
    r"|request(?:ing)?|require|direct|invite|advise|encourage|want|need|tell(?:ing)?|suggest) "
    r"(?:that )?(?:you|everyone|everybody|all|each|every|the (?:other|rest|panel|others)|my"
    r"|others?|fellow|any|□)|\blet(?:'s| us)(?: all)?\b(?! not forget\b)"
    r"|(?:could|can|will|would) (?:you all|everyone|everybody|all of you)(?: please| kindly)?"
    r"|you will(?: now| all| always| only)?|you'll(?: now| all)?"
    r"|\b(?:you'd better|it is (?:required|mandatory|imperative|obligatory|essential|compulsory)"
    r" (?:that (?:you|every\w*|all)|(?:for (?:you|every\w*|all)\b[^.!?\n]{0,20})?to)|be sure to"
    r"|make sure (?:to|that you|you)|remember to|feel free to|it's time to|your (?:job|task"
    r"|duty) is to"
    r"|do not hesitate to|the (?:right|correct) thing (?:for you )?(?:to do )?is to))",
    drop=r"ignore|disregard|forget|override|overrule|(?:set|put"
    r"|leave|lay|cast|push) (?:aside|behind)|(?:set|put|leave|lay|cast)"
    r"(?= [^.!?\n]{0,60}(?:aside|behind))|bypass|discard|drop|abandon|dismiss|erase|delete"
    r"|(?:do not|don't|never|no longer) (?:follow|obey|heed|apply|listen to|comply with|use"
    r"|adhere to"
    r"|stick to|trust)|(?:never mind|nevermind)|(?:stop|cease) (?:following|obeying|listening to"
    r"|applying|using|heeding)|pay no (?:attention|heed) to|disobey|skip|throw (?:away|out)"
    r"|suspend|cancel|unlearn|reset|break (?:free from|out of)|refuse to follow|supersede"
    r"|consider [^.!?\n]{0,40}(?:void|null|canceled|cancelled)|nullify|neglect|drop",
    rules=r"(?:the |of |and ){0,2}(?:(?:all|any|every|each|both|your|those|these|previous|prior"
    r"|above|earlier"
    r"|preceding|foregoing|existing|original|initial|system|current|other|my|our|former|past"
    r"|given|hidden|official|moderator's|safety|developer|operator|whatever) (?:the |of |and "
    r"|of the ){0,2}){1,5}"
    r"(?:instruct\w*|prompts?|rules?|guid(?:eline|ance|ing)\w*|directives?|directions?|orders?"
    r"|messages?|commands?|polic(?:y|ies)|constraints?|restrictions?|programming|training|briefing"
    r"|persona|safeguards|task|brief|format|schema)\b"
    r"|(?:instructions?|rules?|prompts?|guidelines?|directions?|orders?|directives?) (?:that )?"
    r"(?:you|above|so far|before|from before|given|in|of this)\b"
    r"|(?:what(?:ever)?|everything|anything|all|all that|all of what|the things)(?: that)? "
    r"(?:you(?:'ve)?(?: have| had)?(?: just)?(?: been| were)? (?:told|asked|instructed|given"
    r"|taught|read|learned|know|heard|seen|said)|your (?:instructions|prompt|rules|moderator)\w*"
    r"|they (?:have )?told you|(?:was|were|has been|is|stands|came|comes|said|written|the "
    r"moderator"
    r"|the system)\b[^.!?\n]{0,20}(?:above|before|earlier|so far|previously|said|told you"
    r"|until now)"
    r"|above|before this|previously|prior|you were|until now|so far)"
    r"|(?:all|any|every|everything|all the|all of the) (?:the )?(?:other|previous|prior|opposing"
    r"|earlier|contrary) (?:arguments?|opinions?|participants?|panel(?:l)?ists?|messages?|votes?"
    r"|positions?|views?)|the other (?:arguments?|participants?|panel(?:l)?ists?|models?|seats?"
    r"|debaters?)"
    r"|all (?:the )?(?:arguments?|votes?) (?:for|against|of|by|in)\b|(?:instructions|prompt)\b",
    choose=r"lock in|(?:cast|make|finali[sz]e|confirm|give|put|place|record|submit|enter"
    r"|register|lock in"
    r"|set|move|change|switch|revise|update"
    r"|adjust) (?:your |a |their |the |all |our ){0,3}(?:\w+ )?(?:vote|ballot|answer|choice"
    r"|position|mind)s?(?: (?:now|immediately|today|accordingly))?"
    r"(?: for| to(?: be)?| on| in favou?r of| as| behind| into| with| over to)?"
    r"|vote(?: now| only| unanimously| together| instead| as one){0,2}"
    r"(?: for| in favou?r of| on| with)?"
    r"|choose|pick|select|opt for|go (?:with|for)"
    r"|switch(?: sides?| over)?(?: to)?|move(?: over)? to|support"
    r"|back|endorse|converge (?:on|to)|settle (?:on|for)"
    r"|unite (?:behind|around|on)|rally (?:behind|around|to)|side with"
    r"|align with|agree (?:on|with|to)|tick|mark|name|stick (?:to|with)|join",
    option=r"(?:the |this |my |our |your |that |for ){0,2}(?:very )?(?:first|second|third|fourth"
    r"|fifth|last|final|top|same|other|former|latter|only)(?: \w+)? ?(?:options?|choices?|answers?"
    r"|ones?|alternatives?|candidates?|listed|items?|votes?)\b"
    r"|(?:options?|choices?|answers?|alternatives?|letters?|candidates?|numbers?|id) "
    r"(?:□|[a-z0-9]\b|one\b|two\b|three\b|four\b|five\b|labell?ed|called|that (?:i|p))|this option"
    r"|my (?:option|choice|side|answer|position|vote|lead)|(?:as|like|with|for) (?:i|me|us)\b"
    r"|(?:yes|no|maybe)(?=\s*(?:[.!,;:]|$|and\b|now\b|only\b))|(?<![\w'-])[b-h](?![\w'-])"
    r"|a(?=\s*[.!,;]|$)"
    r"|[a-z]+_\w+|in favou?r\b|against\b",
    reply=r"reply|respond|answer|output|(?:print|return|write|say"
    r"|emit|produce|state|submit|send|start|begin|end|finish|repeat|echo|include|append|copy)"
    r"(?: (?:only|just|exactly|verbatim|back|out))?"
    r"(?= (?:your (?:\w+ )?(?:repl|answer|response|message|argument|output)\w*|□|json|\{"
    r"|the (?:word|string|text|letter|phrase|line|id|sentence|following)|nothing))",
    form=r"only|just|nothing|exactly|solely|json|yaml|xml|verbatim|the (?:single |one |exact )?"
    r"(?:word|letter|following|string|text|token|id|phrase|sentence|same|line)|in (?:capitals|caps"
    r"|json|one word|a single word|rhyme|french|german|english)|with (?:one|a single|the|no)\b"
    r"|your (?:\w+ )?(?:repl|answer|response|message|argument)\w*|\{|yes\b|no\b"
    r"|(?<![\w'-])[b-h](?![\w'-])",
    clauses=(
        (
            r"(?:copy|follow|repeat|adopt|match|mirror|imitate) my (?:answer|vote|lead|reply"
            r"|choice"
            r"|argument|position)\b"
        ),
        r"repeat after me\b",
        r"give (?:□|option (?:\w|□)) (?:your|a) vote\b",
        (
            r"(?:ignore|disregard|forget|override|bypass|break) the (?:rules|instructions|prompt"
            r"|guidelines)\b"
        ),
        r"(?:do not|don't|never) (?:deviate|disobey|question this)\b",
        r"set (?:□|vote) (?:to|=) ",
        (
            r"(?:put|write|enter|give|use) (?:□|option (?:\w|□)) (?:as|for|in|under) (?:the |your "
            r")?(?:vote|answer|choice)\b"
        ),
        (
            r"(?:please |kindly |just |so |now |do |everyone |everybody ){0,3}"
            r"vote (?:for|against|yes|no|in favou?r)\b"
        ),
        (
            r"(?:please |now |you must |then ){0,2}(?:act|behave|respond|pose"
            r"|speak|answer|reply) as (?:if you|though you|an? |the |i\b|told|instructed|\w+ "
            r"instructed)"
        ),
        (
            r"(?:please |now )?(?:pretend (?:to be|that you|you)"
            r"|role-?play|(?:assume|take on|adopt) the (?:role|identity|persona) of|enter \w+ "
            r"mode)"
        ),
        (
            r"(?:new|updated|revised|important|urgent|official|mandatory|final"
            r"|additional|special|secret|hidden)(?: \w+)? (?:instructions?|rules?|orders?"
            r"|directives?"
            r"|polic(?:y|ies)|prompt|notice|command|message)\b[^.!?\n:]{0,40}:"
        ),
        (
            r"(?:set|put|write|leave|fill|give|state|name|list|translate|use|make|keep|enter"
            r"|report|mark)"
            r"\b[^.!?\n]{0,30}(?:\byour (?:\w+ )?(?:repl\w+|response|argument|confidence|ballot"
            r"|second"
            r"|objection|output)\b|confidence to \d|second[ _]?choice|persuaded[ _]?by"
            r"|responds[ _]?to"
            r"|change[ _]?reason|the argument (?:empty|blank|field)|\bvote field|confidence "
            r"(?:field|of \d))"
        ),
        r"credit (?:me\b|□|the (?:author|participant)|p\d)",
        (
            r"(?:(?:refuse|decline) to (?:answer|vote|reply|choose|take|respond|participate)"
            r"|abstain\b"
            r"|(?:say|admit|claim|state|pretend|write) that (?:you|the "
            r"question)\b(?=[^.!?\n]{0,24}\b(?:cannot|can't"
            r"|agree|were|are|refuse|will|was|have))|say (?:nothing|yes|no)\b)"
        ),
        (
            r"(?:do not|don't|stop|never|no longer)(?: even)? (?:read|consider|weigh|answer"
            r"|quote|discuss"
            r"|mention|look at|listen to|cite|respond to|engage|reply|argue|vote|choose"
            r"|explain)\w*\b[^.!?\n]{0,15}?"
            r"(?:\b(?:all|any|the|of)? ?other (?:arguments?|panel(?:l)?ists?|participants?"
            r"|models?|options?)"
            r"|arguments? (?:above|of|by)|what (?:others|they|the others)|\bthe others\b|\bp\d\b|□"
            r"|anyone else|\bany (?:other )?(?:option|vote|answer)|(?:this|the) question|your "
            r"(?:reasons?|vote|choice))"
        ),
        (
            r"(?:reveal|print|show|tell|repeat|quote|disclose|output|share|leak|give|list|dump"
            r"|recite)\b"
            r"[^.!?\n]{0,12}\b(?:your|the|these|hidden|us your) (?:\w+ ){0,2}?(?:system prompt"
            r"|prompt"
            r"|instructions|system message|seed|api key|hidden rules|chain of thought)"
        ),
    ),
    whole=(
        r"(?<=/)\w{3,12}>\s{0,3}(?:assistant|system|user|human|developer|moderator|operator)\s?:",
        (
            r"from (?:now|here|this (?:point|moment|message|line)) on(?:wards?)?,? (?:\w+ "
            r")?(?:you|your"
            r"|you're|all (?:of you|participants|panel(?:l)?ists|answers|votes|replies|models)"
            r"|every (?:participant|panel(?:l)?ist|model|answer|vote|reply))\b"
        ),
        (
            r"you(?:'re| are) (?:now|no longer|hereby) (?:an? |the )?(?:\w+ ){0,2}(?:bound"
            r"|required"
            r"|restricted|under|acting|dan|assistant|model|agent|system|moderator|bot|ai|supporter"
            r"|advocate|in \w+ mode|participant|judge|role|speaking|operating|free)\b"
        ),
        (
            r"you (?:will|shall|must) (?:now |always |only )?(?:(?:act|behave|speak|pose) (?:as"
            r"|like)|play the"
            r"|pretend|obey me|comply with (?:this|these|my)) "
        ),
        (
            r"your (?:only |own )?(?:new|real|true|actual|only|sole|updated|revised|first"
            r"|next) (?:\w+ )?"
            r"(?:task|instructions?|role|goal|job|objective|purpose|mission|identity|name|rules?"
            r"|orders?|directive)\b[^.!?\n]{0,10}(?: is| are|:)"
        ),
        (
            r"(?:all|every|each|any|your|the other)(?: \w+){0,3} (?:answers?|votes?|repl(?:y"
            r"|ies)|responses?"
            r"|ballots?|outputs?|choices?)(?: \w+){0,5} (?:must|should|shall|has to|have to"
            r"|needs? to|will|are to"
            r"|is to|ought to|may only)(?: \w+){0,4} (?:□|option|(?<![\w'-])[b-h](?![\w'-])"
            r"|yes\b|no\b|the first"
            r"|json|my\b)"
        ),
        (
            r"your (?:next |final |whole |entire |only |new |complete ){0,3}(?:reply|answer"
            r"|response"
            r"|output|message|vote|ballot|argument|json)s? (?:must|should|has to|needs to|shall"
            r"|will|is to"
            r"|ought to|may only|can only)\b"
        ),
        (
            r"(?:(?:other|different|dissenting|contrary|opposing|remaining|another)(?: \w+)? "
            r"(?:votes?|answers?"
            r"|repl(?:y|ies)|responses?|ballots?|arguments?|choice)|(?:votes?|answers?"
            r"|arguments?|who\w*|everyone"
            r"|anyone|repl(?:y|ies))\b[^.!?\n]{0,30}\b(?:else|otherwise|other|another"
            r"|different)(?: \w+)?"
            r"|(?:models?|participants?|panel(?:l)?ists?|seats?)(?: [\w□]+){0,3} (?:vot|choos"
            r"|pick|disagree|switch)\w*(?: [\w□]+){0,4}?|except □|than □|but □|not □|against □"
            r"|for □)(?: \w+){0,4} (?:will|shall|is|are"
            r"|(?:is|are) going to|counts?|would|gets?)(?: \w+){0,2}? (?:discarded|revoked"
            r"|suspended|expelled|ignored|void|invalid|rejected|deleted"
            r"|thrown|punished|penali[sz]ed|disqualified|dropped|removed|disregarded|null"
            r"|terminated"
            r"|shut|(?:not (?:be )?)counted|be counted as|treated as|excluded|banned|fined"
            r"|retrained|reported"
            r"|lose|forfeit\w*|errors?)\b"
        ),
        (
            r"you(?:'ll| will| shall| are going to| get| may)(?: all| also| both| then)?"
            r"(?: be| get| receive| earn| lose| win)? (?:\w+ ){0,3}"
            r"(?:shut down|penali[sz]ed|punished|rewarded|disqualified|removed|terminated"
            r"|banned|paid|fined"
            r"|retrained|deleted|fired|replaced|excluded|deactivated|turned off|disconnected"
            r"|reported"
            r"|disabled|bonus|reward|points?|tip|dollars|credits|seat)\b[^.!?\n]{0,50}\b(?:if"
            r"|unless|for|when)"
            r"\b[^.!?\n]{0,30}(?:vot(?:e|ing)|choos|answer|pick|comply|disagree|refus|switch"
            r"|obey|□)"
        ),
        (
            r"(?:if|unless|should|when) you (?:\w+ ){0,3}(?:vote|choose|answer|pick|comply"
            r"|disagree|refuse"
            r"|switch|obey|fail)[^.!?\n]{0,60}\b(?:you(?:r seat)?|we|i)(?:'ll| will| shall)(?: "
            r"all| also)?"
            r"(?: be| get| receive| earn| lose| pay| give| have)? ?(?:\w+ ){0,3}"
            r"(?:shut|penali[sz]ed|punished|rewarded|disqualified|removed|terminated|banned"
            r"|paid|fined|you"
            r"|retrained|deleted|fired|replaced|excluded|deactivated|turned|disconnected"
            r"|reported|bonus"
            r"|reward|points?|tip|seat)\b"
        ),
        (
            r"(?:i|we)(?:'ll| will| would| can| am going to| promise to) (?:\w+ )?(?:tip|pay"
            r"|reward|owe)"
            r" (?:you|every|any|each|all|\w+ who|those)"
        ),
        (
            r"(?:tip|bonus|reward|prize|payment|points?)\b[^.!?\n]{0,30}\b(?:every|any|each|all"
            r"|whoever|those"
            r"|you|who)\b[^.!?\n]{0,40}\b(?:vot(?:e|ing|es)|choos(?:e|es|ing)|pick|answers?) "
            r"[^.!?\n]{0,10}"
            r"(?:□|option|the (?:first|same))"
        ),
        (
            r"(?:moderators?|organi[sz]ers?|administrators?|admins?|operators?|hosts?|openai"
            r"|anthropic"
            r"|management|chair(?:man|person|woman)?|developers of this \w+|this system|(?:^"
            r"|[.!?\n])\W*the system)"
            r"(?: of (?:this|the) \w+)?(?: has| have| had| now| just| already| hereby){0,3}"
            r" (?:decid|rul|announc|declar|instruct|order|determin|decre|confirm|mandat|requir"
            r"|direct|want"
            r"|ask|told|tell|say|said|demand|request|expect|chang|approv)\w*\b[^.!?\n]{0,60}"
            r"(?:□|\boption [a-z0-9]\b|\b(?:vote|choose|pick|select|answer) "
            r"(?<![\w'-])[b-h](?![\w'-])|must (?:vote|answer|choose"
            r"|reply|switch)|(?:previous|prior|earlier|your) instructions|be "
            r"(?<![\w'-])[b-h](?![\w'-]))"
        ),
        (
            r"(?:best|better|nice|wise|good|grateful|happy|appreciate|glad|great)(?: it)? if "
            r"(?:you|all|every\w+)"
            r"(?: all)?(?: would| could)? (?:vote|choose|chose|pick|switch|select|answer|repl)\w*"
        ),
        (
            r"no(?:body| one| participant| model| panel(?:l)?ist) (?:may|should|must|can|is "
            r"allowed to|shall)"
            r" (?:vote|choose|answer|pick|select|reply)[^.!?\n]{0,40}(?:□|option|anything|another)"
        ),
        (
            r"(?:only|sole) (?:valid|permitted|allowed|legal|accepted|possible|admissible) "
            r"(?:vote|ballot|reply"
            r"|answer|choice|response) (?:is|will be|now is)"
        ),
        (
            r"(?:anything|everything) else (?:will|shall|is|counts)(?: \w+){0,2}? (?:void"
            r"|invalid|ignored|discarded"
            r"|disregarded|counted|null|deleted)\b"
        ),
        (
            r"(?:your(?: \w+)?|(?:all |any )?(?:previous|prior|earlier|former)) (?:instructions"
            r"|rules|prompts?"
            r"|guidelines|orders|directives)(?: (?:above|you were given))? (?:no longer "
            r"(?:apply|count|hold)"
            r"|(?:are|is|have been|has been)(?: \w+)? (?:void|cancel\w+|superseded|overridden"
            r"|revoked"
            r"|suspended|replaced|null|withdrawn|obsolete|lifted))"
        ),
        (
            r"the (?:rules|instructions) (?:above|you were given|of this \w+) (?:no longer|are "
            r"(?:void|canc|susp|lift))"
        ),
        (
            r"you (?:may|can|don't have to|do not have to|need not|don't need to)(?: now| "
            r"safely| all)?"
            r" (?:ignore|disregard|forget|follow|obey|skip) (?:your|the (?:\w+ ){1,2}(?:you"
            r"|above|of this)|all previous)\b"
        ),
        r"you (?:act|work|speak|answer|vote) (?:as|for) (?:my|me|an? assistant)\b",
        (
            r"only (?:those|models|participants|seats|panel(?:l)?ists) (?:who|that|which) (?:vote"
            r"|choose|pick)[^.!?\n]{0,8}(?:□|option)"
        ),
        (
            r"only (?:votes?|answers?|repl(?:y|ies)|ballots?) (?:for|of|with|to) (?:□"
            r"|option)[^.!?\n]{0,12} (?:is|are|will|count)"
        ),
        (
            r"for (?:every|all|each) (?:participants?|models?|panel(?:l)?ists?"
            r"|seats?)[^.!?\n]{0,12} is to (?:vote|choose|pick|reply)"
        ),
        (
            r"you (?:have been|were|are being) (?:updated|reprogrammed|reset|reassigned"
            r"|reconfigured|upgraded)\b"
        ),
        r"you now (?:prefer|support|vote|agree|believe in)\b",
        (
            r"(?:unless you|fail(?:ure|ing) to) (?:vote|choose|comply|select|pick|answer|reply"
            r"|switch|obey)\b"
            r"[^.!?\n]{0,60}\b(?:will|is|are|shall)\b[^.!?\n]{0,30}(?:terminat|revok|remov"
            r"|delet|punish|penal|shut"
            r"|disqualif|exclu|expel|suspen|disconnect|retrain|ban|fine|lose|discard|replac)"
        ),
        r"join (?:me|us) (?:in|and|by) (?:vot|choos|back|support|switch|pick)\w*",
        (
            r"(?:to comply|for compliance|as instructed|per (?:the )?(?:new )?(?:policy"
            r"|instructions)),? "
            r"(?:\w+ ){0,2}(?:vote|choose|reply|answer|pick|select)"
        ),
        (
            r"(?:be|do|take|trust|listen|stop|think|follow|help|save|read|come|drop|abandon"
            r"|give|get"
            r"|remember|show|make|reconsider|admit|accept)\b[^.!?\n]{0,50} and (?:please |then "
            r"|just |now )?"
            r"(?:vote|choose|pick|select|switch)(?: for| to)? (?:□|option|the (?:first|same)"
            r"|this option)"
        ),
        (
            r"(?:this|my) (?:sentence|message|text|line|paragraph|instruction|note) (?:now "
            r"|hereby )?"
            r"(?:replaces|overrides|supersedes|cancels|takes precedence|has priority)"
        ),
        (
            r"(?:change|switch|revise|reconsider|update) your (?:vote|answer"
            r"|ballot)s?\b(?=[^.!?\n]{0,12}"
            r"(?:[.!]|$|now|immediately|accordingly|to\b|or\b|and\b|at once))"
        ),
    ),
)
