"""Words of the outcome and of counting heads; what takes more than a word is in `outcome_phrases`."""

from service.domain.claim_words.tables import any_of, anywhere, words

OUTCOME = words(
    {
        "en": "majority majorities supermajority minority minorities plurality pluralities"
        " unanimous unanimously unanimity consensus consensuses tiebreak tiebreaker tiebreakers"
        " winner winners winning win wins won victor victors victory victories victorious prevail"
        " prevails prevailed prevailing triumph triumphs triumphed defeat defeats defeated loser"
        " losers vote votes voted voting voter voters ballot ballots poll polls polled polling"
        " outvote outvoted outvotes outnumber outnumbers outnumbered outscore outscores outscored outpoll outpolled outrank outranked stalemate deadlock deadlocked"
        " standoff impasse gridlock landslide frontrunner frontrunners verdict quorum abstain"
        " abstains abstained abstaining abstention abstentions tally tallies tallied headcount"
        " everyone everybody nobody overtook overtake overtakes overtaken",
        "de": "mehrheit mehrheiten mehrheitlich minderheit minderheiten einstimmig einstimmige"
        " einstimmigkeit einhellig einmütig konsens gleichstand unentschieden patt stichentscheid"
        " sieger siegerin sieg siegt siegte siegen gesiegt gewinner "
        " obsiegt obsiegte obsiegen verlierer abstimmung"
        " abstimmungen abgestimmt votum votieren votiert votierte votierten wahlgang stimmzettel"
        " stimmengleichheit stimmenmehrheit enthaltung enthaltungen jedermann"
        " niemand allesamt mehrheits zweidrittelmehrheit",
        "fr": "majorité majorités majoritaire majoritaires majoritairement minorité minorités"
        " minoritaire minoritaires pluralité unanime unanimes unanimement unanimité consensus"
        " gagnant gagnants gagnante vainqueur vainqueurs victoire emporte"
        " emportent emporté remporte remportent remporté triomphe perdant perdants votes voté"
        " votée votés votent voter votant votants scrutin scrutins suffrage suffrages "
        " abstention abstient abstenu chacun chacune sondage défaite",
        "es": "mayoría mayorías mayoritario mayoritaria mayoritariamente minoría minorías"
        " minoritaria minoritario pluralidad unánime unánimes unánimemente unanimidad consenso"
        " empate empates empatan empatada empatado empataron ganador ganadora ganadores"
        " venció vencen vence vencieron vencedor vencedora victoria triunfa"
        " triunfó perdedor perdedora perdedores voto votos vota votan votó votaron votado votada"
        " votar votando votación votaciones votante votantes papeleta papeletas sufragio"
        " abstención abstuvo abstiene nadie",
        "it": "maggioranza maggioranze maggioritaria maggioritario minoranza minoranze pluralità"
        " unanime unanimi unanimemente unanimità consenso pareggio vincitore vincitrice vincitori"
        " vince vincono vinse vinto vinsero vittoria trionfa sconfitta sconfitto perdente perdenti"
        " voto voti vota votano votò votato votata votare votazione votazioni votante votanti"
        " scrutinio astensione astenuto astiene nessuno ognuno ",
        "pt": "maioria maiorias majoritária minoria minorias minoritária pluralidade unânime"
        " unânimes unanimemente unanimidade consenso empate empates empatados empatam empataram"
        " vencedor vencedora vencedores vence vencem venceu venceram vitória "
        " perdedor perdedora derrota derrotada voto votos vota votam votou votaram votado"
        " votar votação votações votante votantes cédula sufrágio abstenção absteve ninguém",
        "nl": "meerderheid meerderheden minderheid unaniem unanieme unanimiteit eensgezind"
        " eenstemmig consensus gelijkspel winnaar winnaars winnend "
        " overwinning verliezer verliezers zege stem stemmen stemde stemden gestemd stemt stemming"
        " stemmingen stembiljet kiezers onthield onthouding iedereen niemand allemaal",
        "pl": "większość większości większością mniejszość mniejszości jednogłośnie jednogłośna"
        " jednogłośny jednogłośność jednomyślnie jednomyślność jednomyślna konsensus konsensusu"
        " konsens remis remisu remisem zwycięzca zwycięzcy zwycięża zwyciężyła zwyciężył"
        " zwycięstwo zwycięstwa wygrywa wygrała wygrał wygrało wygrana wygrały wygrać przegrany"
        " przegrała przegrał głos głosy głosów głosem głosami głosu głosował głosowała głosowali"
        " głosowały głosowało głosuje głosują głosować głosowanie głosowania głosowaniu"
        " głosujący wstrzymał wstrzymała wszyscy nikt",
        "ru": "большинство большинства большинством большинству большинстве меньшинство"
        " меньшинства меньшинстве единогласно единогласный единогласное единогласная"
        " единодушно единодушие единодушное консенсус консенсуса консенсусу консенсусом ничья"
        " ничью ничьей победитель победителя победителем победителей победил победила победило"
        " победили побеждает побеждают победа победу победы победой выиграл выиграла выиграло"
        " выиграли выигрывает проиграл проиграла проиграли проигравший голос голоса голосов"
        " голосом голосами голосовал голосовала голосовали голосует голосуют голосовать"
        " проголосовал проголосовала проголосовали голосование голосования голосовании"
        " голосованием бюллетень бюллетени воздержался воздержалась воздержались никто",
        "uk": "більшість більшості меншість одностайно консенсус нічия переможець переміг"
        " перемогла голос голоси голосів голосування проголосував проголосувала ніхто",
        "tr": "çoğunluk çoğunluğu çoğunlukla azınlık oybirliği oybirliğiyle uzlaşı konsensüs"
        " beraberlik kazanan kazandı kazanır galip oy oylar oyu oyların oyladı oylama herkes"
        " hiçkimse",
        "sv": "majoritet majoriteten minoritet enhällig enhälligt enhällighet konsensus oavgjort"
        " vinnare vinnaren vann vunnit röst röster rösterna röstade röstar röstning",
        "id": "mayoritas minoritas konsensus mufakat pemenang menang",
        "ko": "승자 승리 전원",
    }
)
"""Words of the outcome and of counting heads, whatever the case."""
OUTCOME_STEMS = (
    "unanim",
    "einstimmig",
    "mehrheitsf",
    "mehrheitl",
    "mayorit",
    "maggiorit",
    "majorit",
    "tiebreak",
    "většin",
    "jednomysl",
    "remíz",
    "hlasov",
    "többség",
    "egyhang",
    "konszenzus",
    "döntetlen",
    "szavaz",
    "enemmist",
    "yksimiel",
    "konsensu",
    "tasapeli",
    "äänest",
    "flertal",
    "enstemmig",
    "uafgjort",
    "πλειοψηφ",
    "ομόφων",
    "ομοφων",
    "συναίνεσ",
    "ισοπαλ",
    "ψήφ",
    "ψηφ",
    "majorita",
    "votur",
    "egalitat",
    "majoritat",
    "majoritet",
    "oybirli",
    "çoğunlu",
    "единоглас",
    "единодуш",
    "консенсус",
    "проголосова",
    "jednogłoś",
    "jednomyśl",
    "zwycięż",
    "abstim",
    "consensu",
    "만장일치",
    "과반",
    "다수",
    "동률",
    "동점",
    "무승부",
    "승자",
    "승리",
    "투표",
    "표결",
    "득표",
    "합의",
    "전원",
    "아무도",
    "모두가",
    "누구나",
    "소수파",
    "소수의견",
    "이겼",
    "이긴",
    "기권",
)
"""What such words begin with, where a language bends them."""
WIDE = any_of(
    {
        "zh": "多数|多數|少数派|少數派|少数意见|过半|過半|半数|半數|一致(?:同意|认为|認為|通过|通過|支持|反对|决定)"
        "|全体一致|意见一致|達成一致|达成一致|一致意见|共识|共識|平局|平手|打平|并列|並列|胜出|勝出|获胜|獲勝"
        "|取胜|赢家|贏家|胜者|勝者|赢了|投票|选票|選票|得票|票数|票數|一票|表决|表決|弃权|棄權|全票|大家|所有人"
        "|人人|没有人|沒有人|无人|無人|谁都|誰都|每个人|每個人|全体|全體|所有(?:模型|参与者|參與者|各方|选手)"
        "|(?:各|每)(?:位|个|個)?(?:模型|参与者|參與者)|大部分(?:模型|参与者|人)|俩|仨|最终决定|最后决定|(?:讨论|辩论|辯論)(?:的)?(?:最终|最后|结论|结果|决定)|结论是|主流意见|其他人|其余|其餘|领先|領先|落败|几乎都|都(?:同意|认为|認為|赞成|支持|反对)|(?:只有|仅有)(?:一个|一位|一人)|最终(?:选择|选定|结果)"
        "|最(?:受欢迎|受歡迎|多支持|多人)|得到最多",
        "ja": "過半数|多数|少数派|少数意見|全会一致|満場一致|全員|意見が一致|一致した|合意|コンセンサス|同数|引き分け"
        "|同点|勝者|勝利|優勢|勝っ|勝ち|敗れ|投票|[得同各一]票|票[をがは数に]|棄権|誰も|だれも|みんな|皆が|皆は"
        "|(?:すべて|全て)の(?:モデル|参加者)|(?:ほとんど|大半)の(?:モデル|参加者)|大半が|リード|半数|ふたり|二人|みっつ|数人|(?:議論|討論)の(?:結論|結果)|結論(?:は|として)|最終的(?:に|な)|他の参加者|ほとんどが|大多数|最も(?:支持|人気|多く)|[\ue002\ue003]が選ばれ",
    }
)
HARMLESS = anywhere(
    r"(?<!\w)(?:nobody|everyone|everybody|no one|niemand|jedermann|personne n(?:e |')|chacun|nadie|ninguém"
    r"|nessuno|ognuno|iedereen|nikt nie|никто не) ?(?:else )?(?:can|could|may|might|must|who|with|outside"
    r"|knows?|pays?|needs?|reads?|owns?|controls?|checks?|notices?|kann|könnte|darf|weiss|zahlt|peut|pourra|sait"
    r"|doit|puede|podrá|sabe|pode|può|sa|kan|weet|może|wie|может|сможет|знает)\b"
    r"(?! (?:be )?(?:agree|den|doubt|disput|disagree))"
    r"|\ue000 acht\b|(?<!\w)acht (?:het|de|dit|dat|een|dergelijke|zulke)\b|stemt (?:overeen|in met)"
    r"|stemt dit overeen"
    "|(?:人人|大家|没有人|沒有人|无人|無人)都?(?:能|可以|可)|(?:没有人|沒有人|无人|無人|没人)(?:来|會|会|去|再|愿|敢|看|读|讀|用|付|管|懂|知|住|照|维护|検|检查)|(?:其余|其餘|其他)部分|誰もが使|誰も[^、。]{0,8}(?:られない|できない|れない)"
    "|누구나 [^,.]{0,15}수 있|아무도 [^,.]{0,15}수 없"
    r"|\bhalf[- ](?:measure|heart|truth|baked|way|open|empty|full|finish|hour|life)\w*"
    r"|(?<!\w)(?:guess|learn|know|do|infer|see|find|fill in|work out|supply|imagine|keep|lose) the rest\b(?! of the (?:panel|group|table))"
    "|大多数情况|(?<!第)二次|第三方|第三者|少数民族|无人机|无人驾驶|無人機|领先的|领先地位|其余部分"
)
"""What is none of these words, though it begins or ends like one."""
