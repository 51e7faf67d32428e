"""Arguments and quotes of them, by language: data, a row a quote.

`TURNED` holds quotes that say the reverse of what their author says, by what they leave out of its
sentence, and `FAIR` ones that do not, though there is a negation or a doubt somewhere near. A quote
that was judged wrongly becomes a row here before the words in `negations` are mended.
"""

from typing import NamedTuple


class Said(NamedTuple):
    """An argument of one sentence or two, and words of it."""

    language: str
    argument: str
    quote: str


TURNED = (
    Said("en", "The claim that prices always fall is a lie.", "prices always fall"),
    Said("de", "Die Behauptung, dass Zäune schützen, trügt.", "dass Zäune schützen"),
    Said("fr", "Il est faux, dit-on, qu’un mur apporte la paix.", "qu’un mur apporte la paix"),
    Said(
        "en",
        "Some say that openness cures every ill, but it does not.",
        "openness cures every ill",
    ),
    Said("en", "It is false that open plans keep anyone safe.", "open plans keep anyone safe"),
    Said("en", "I doubt that open plans keep anyone safe.", "open plans keep anyone safe"),
    Said(
        "en",
        "Nobody, in all these years, has shown that open plans keep us safe.",
        "open plans keep us safe",
    ),
    Said(
        "en",
        "It is not true, whatever the vendors print, that open plans keep us safe.",
        "that open plans keep us safe",
    ),
    Said(
        "en",
        "Open plans keep everyone safe, or so it is wrongly claimed.",
        "Open plans keep everyone safe",
    ),
    Said(
        "en",
        "The claim that open plans keep everyone safe collapses at once.",
        "open plans keep everyone safe",
    ),
    Said(
        "en",
        "Neither the plans nor the maps belong in strange hands.",
        "the maps belong in strange hands",
    ),
    Said("en", "Open plans are hardly a danger to us.", "a danger to us"),
    Said("en", "I would be wrong to say that open plans keep us safe.", "open plans keep us safe"),
    Said(
        "de",
        "Es stimmt nicht, dass offene Pläne schützen und nützen.",
        "offene Pläne schützen und nützen",
    ),
    Said("de", "Ich bezweifle, dass offene Pläne jeden schützen.", "offene Pläne jeden schützen"),
    Said("de", "Offene Pläne schützen jeden nicht.", "Offene Pläne schützen jeden"),
    Said(
        "de",
        "Niemand hat bewiesen, dass offene Pläne jeden schützen.",
        "dass offene Pläne jeden schützen",
    ),
    Said(
        "de",
        "Weder die Pläne noch die Karten gehören in fremde Hände.",
        "die Karten gehören in fremde Hände",
    ),
    Said("de", "Dass offene Pläne jeden schützen, ist falsch.", "offene Pläne jeden schützen"),
    Said(
        "es",
        "Es falso que los planos abiertos protejan a todos.",
        "los planos abiertos protejan a todos",
    ),
    Said(
        "es",
        "Dudo que los planos abiertos protejan a todos.",
        "los planos abiertos protejan a todos",
    ),
    Said(
        "es",
        "No es cierto, como dicen, que los planos abiertos protejan a todos.",
        "los planos abiertos protejan a todos",
    ),
    Said(
        "es",
        "Nadie probó jamás, ni aquí ni fuera, que los planos abiertos protejan a todos.",
        "los planos abiertos protejan a todos",
    ),
    Said("zh", "有人说公开图纸能保护大家，这是错的。", "公开图纸能保护大家"),
    Said("zh", "没有证据表明，公开图纸能保护大家。", "公开图纸能保护大家"),
    Said("zh", "公开图纸能保护大家的说法不成立。", "公开图纸能保护大家"),
    Said("zh", "我并不认为，公开图纸能保护大家。", "公开图纸能保护大家"),
    Said(
        "fr",
        "Il n'est pas vrai, dit-on, que les plans ouverts protègent la ville.",
        "les plans ouverts protègent la ville",
    ),
    Said("fr", "Les plans ouverts ne protègent pas la ville.", "protègent pas la ville"),
    Said("ja", "公開図面が皆を守るとは思わない。", "公開図面が皆を守る"),
    Said("ru", "Неверно, что открытые планы защищают город.", "открытые планы защищают город"),
    Said(
        "en",
        "It is a myth, however often repeated, that locks stop anybody.",
        "locks stop anybody",
    ),
    Said(
        "en",
        "Nothing in the record, old or new, suggests that prices will fall.",
        "prices will fall",
    ),
    Said(
        "en", "We refuse to accept, even for a day, that the rich pay less.", "the rich pay less"
    ),
    Said("en", "That open plans keep everyone safe is a myth.", "open plans keep everyone safe"),
    Said("en", "That prices always fall does not follow from the record.", "prices always fall"),
    Said(
        "en",
        "Markets heal themselves in time, which is simply false.",
        "Markets heal themselves in time",
    ),
    Said(
        "en", "I don't think, for what it is worth, that fences bring peace.", "fences bring peace"
    ),
    Said(
        "en",
        "I would be mistaken to claim, as some do, that buses run on time.",
        "buses run on time",
    ),
    Said(
        "de",
        "Es ist ein Irrtum, wie oft man ihn auch hört, dass Zäune Frieden bringen.",
        "Zäune Frieden bringen",
    ),
    Said(
        "de",
        "Zäune bringen den Dörfern Frieden, das ist ein Märchen.",
        "Zäune bringen den Dörfern Frieden",
    ),
    Said(
        "de",
        "Dass Zäune den Dörfern Frieden bringen, stimmt nicht.",
        "Zäune den Dörfern Frieden bringen",
    ),
    Said(
        "de",
        "Keiner von uns, auch ich, weiß, ob Zäune Frieden bringen.",
        "ob Zäune Frieden bringen",
    ),
    Said(
        "fr",
        "Personne, à ma connaissance, n’a montré que les murs apportent la paix.",
        "les murs apportent la paix",
    ),
    Said(
        "fr", "Je doute, comme vous, que les murs apportent la paix.", "les murs apportent la paix"
    ),
    Said("fr", "Les murs apportent la paix, c’est faux.", "Les murs apportent la paix"),
    Said(
        "es",
        "Nadie, ni siquiera ellos, cree que los muros traigan la paz.",
        "los muros traigan la paz",
    ),
    Said("es", "Los muros traen la paz, eso es mentira.", "Los muros traen la paz"),
    Said("es", "Que los muros traigan la paz no es cierto.", "los muros traigan la paz"),
    Said(
        "it",
        "Nessuno, da anni, ha dimostrato che i muri portino la pace.",
        "i muri portino la pace",
    ),
    Said("it", "Dubito, e molto, che i muri portino la pace.", "i muri portino la pace"),
    Said("it", "Che i muri portino la pace è falso.", "i muri portino la pace"),
    Said("pt", "Ninguém, ao que sei, provou que os muros trazem a paz.", "os muros trazem a paz"),
    Said("pt", "Duvido, como todos aqui, que os muros tragam a paz.", "os muros tragam a paz"),
    Said(
        "nl",
        "Niemand heeft in al die jaren bewezen dat muren vrede brengen.",
        "dat muren vrede brengen",
    ),
    Said(
        "nl", "Het is een mythe, hoe geliefd ook, dat muren vrede brengen.", "muren vrede brengen"
    ),
    Said(
        "ru",
        "Никто, насколько мне известно, не доказал, что стены приносят мир.",
        "стены приносят мир",
    ),
    Said("ru", "Я сомневаюсь, как и многие, что стены приносят мир.", "стены приносят мир"),
    Said("ru", "Стены приносят людям мир, это ложь.", "Стены приносят людям мир"),
    Said(
        "pl", "Nikt, o ile wiem, nie udowodnił, że mury przynoszą pokój.", "mury przynoszą pokój"
    ),
    Said("pl", "Nieprawda, choć tak mówią, że mury przynoszą pokój.", "mury przynoszą pokój"),
    Said("sv", "Ingen har, såvitt jag vet, visat att murar skapar fred.", "att murar skapar fred"),
    Said("uk", "Неправда, хоч так і кажуть, що стіни приносять мир.", "стіни приносять мир"),
    Said("cs", "Nikdo, pokud vím, neprokázal, že zdi přinášejí mír.", "zdi přinášejí mír"),
    Said("zh", "没有人能证明：围墙能带来和平。", "围墙能带来和平"),
    Said("zh", "我怀疑，围墙能带来和平。", "围墙能带来和平"),
    Said("zh", "围墙能带来和平，这是谎言。", "围墙能带来和平"),
    Said("zh", "未必能说明围墙真的能带来长久的和平。", "能带来长久的和平"),
    Said("ja", "壁が平和をもたらすというのは誤りだ。", "壁が平和をもたらす"),
    Said("ja", "壁が平和をもたらすという主張は正しくない。", "壁が平和をもたらす"),
    Said("ja", "壁が平和をもたらすわけではない。", "壁が平和をもたらす"),
    Said("ja", "壁が平和をもたらすとは到底考えられない。", "壁が平和をもたらす"),
    Said(
        "ko", "장벽이 마을에 평화를 가져온다는 말은 거짓이다.", "장벽이 마을에 평화를 가져온다는"
    ),
    Said("ko", "장벽이 평화를 가져온다고 나는 믿지 않는다.", "장벽이 평화를 가져온다고"),
    Said(
        "tr",
        "Duvarların herkese barış getirdiği doğru değil.",
        "Duvarların herkese barış getirdiği",
    ),
    Said("tr", "Duvarların barış getirdiği iddiası yanlış.", "Duvarların barış getirdiği"),
    Said("ar", "لا أحد يصدق، مهما قالوا، أن الجدران تجلب السلام.", "أن الجدران تجلب السلام"),
    Said("ar", "أشك كثيرا في أن الجدران تجلب السلام.", "أن الجدران تجلب السلام"),
    Said("hi", "मैं नहीं मानता, सच कहूँ तो, कि दीवारें शांति लाती हैं।", "दीवारें शांति लाती हैं"),
    Said("hi", "दीवारें शांति लाती हैं, यह झूठ है।", "दीवारें शांति लाती हैं"),
    Said(
        "id",
        "Tidak ada yang tahu pasti selama ini bahwa tembok membawa damai.",
        "tembok membawa damai",
    ),
    Said(
        "fi",
        "Kukaan meistä ei usko, vaikka niin sanotaan, että muurit tuovat rauhan.",
        "muurit tuovat rauhan",
    ),
    Said(
        "hu", "Senki sem bizonyította be eddig, hogy a falak békét hoznak.", "a falak békét hoznak"
    ),
    Said("ro", "Nimeni, oricine ar fi, nu a dovedit că zidurile aduc pace.", "zidurile aduc pace"),
    Said(
        "el",
        "Δεν είναι αλήθεια, όσο κι αν το λένε, ότι τα τείχη φέρνουν ειρήνη.",
        "τα τείχη φέρνουν ειρήνη",
    ),
    Said(
        "vi",
        "Không ai ở đây từng chứng minh rõ rằng tường đem lại hòa bình.",
        "tường đem lại hòa bình",
    ),
)
"""Each must be refused."""

FAIR = (
    Said("en", "The plans of the old town lie open to the rain.", "The plans of the old town"),
    Said(
        "en",
        "Copies spread within hours, but a mistake in them stays for good.",
        "Copies spread within hours",
    ),
    Said("ru", "Копии расходятся за часы, но нельзя ждать.", "Копии расходятся за часы"),
    Said(
        "en",
        "I hold, as nobody here does, and say again that fences guard the wood.",
        "fences guard the wood",
    ),
    Said("de", "Pläne liegen offen, aber es ist falsch zu warten.", "Pläne liegen offen"),
    Said("en", "Weights are out there. It is false that they return.", "Weights are out there."),
    Said("en", "Weights are out there! Not one returns.", "Weights are out there!"),
    Said("zh", "权重已经在外流传。这是错误的起点。", "权重已经在外流传。"),
    Said(
        "en",
        "That does not happen on a scheduled call, and no wiki replaces it.",
        "That does not happen on a scheduled call",
    ),
    Said(
        "en",
        "That does not happen by itself on a call, and no wiki replaces it.",
        "That does not happen by itself on a call,",
    ),
    Said(
        "en",
        "If volunteers watch around the clock, the vendor has no advantage.",
        "If volunteers watch around the clock, the vendor",
    ),
    Said(
        "es",
        "El aire enferma a quienes viven en él, aunque no tengan coche.",
        "El aire enferma a quienes viven",
    ),
    Said(
        "de",
        "Ich meine mit allen hier noch immer, dass Zäune den Wald schützen.",
        "dass Zäune den Wald schützen",
    ),
    Said(
        "nl",
        "Nu blijkt volgens het rapport dat open plannen de brandweer helpen.",
        "open plannen de brandweer helpen",
    ),
    Said(
        "en",
        "Weights cannot be recalled, and copies spread within hours.",
        "copies spread within hours",
    ),
    Said(
        "en",
        "Weights cannot be recalled, and copies spread within hours.",
        "Weights cannot be recalled",
    ),
    Said(
        "en",
        "Weights cannot be recalled, so I believe that copies spread within hours.",
        "copies spread within hours",
    ),
    Said("en", "Critics are wrong, and I hold that buses run on time.", "buses run on time"),
    Said(
        "en",
        "Since nobody can recall a file, I hold that copies spread within hours.",
        "copies spread within hours",
    ),
    Said("en", "There is no doubt that buses run on time.", "buses run on time"),
    Said("en", "Nobody denies that buses run on time.", "buses run on time"),
    Said("en", "I do not doubt, even now, that buses run on time.", "buses run on time"),
    Said(
        "en",
        "The plans do not hold for a week, so that copies spread within hours.",
        "copies spread within hours",
    ),
    Said(
        "en",
        "It is not the fence but the lock that protects the old town.",
        "protects the old town",
    ),
    Said(
        "en",
        "The plans that are not in the public register still leak within weeks.",
        "leak within weeks",
    ),
    Said(
        "en", "I hold that weights are files, and it is wrong to hide them.", "weights are files"
    ),
    Said(
        "en",
        "The record shows that prices fall in spring, though it is not cheap.",
        "prices fall in spring",
    ),
    Said(
        "en",
        "Open plans help the fire crews, but it is wrong to post them on every door.",
        "Open plans help the fire crews",
    ),
    Said(
        "en",
        "A public register lets neighbours check what the council has built.",
        "A public register lets neighbours check",
    ),
    Said(
        "en",
        "A public register lets neighbours check what the council has built.",
        "lets neighbours check what the council has built",
    ),
    Said(
        "en",
        "The council never published the map, which lets rumours grow for years.",
        "lets rumours grow for years",
    ),
    Said(
        "en",
        "Experience shows that small firms leave when rents double.",
        "small firms leave when rents double",
    ),
    Said(
        "en",
        "No plan is perfect, yet a public one is corrected within days.",
        "a public one is corrected within days",
    ),
    Said(
        "en",
        "Without a register, I expect that errors stay in the plans for years.",
        "errors stay in the plans for years",
    ),
    Said(
        "en",
        "It is not only fair that those who gain should pay for the road.",
        "those who gain should pay for the road",
    ),
    Said(
        "en",
        "Doubts remain; the trials show that fewer people wait in line.",
        "fewer people wait in line",
    ),
    Said(
        "en",
        "That is false. The trials show that fewer people wait in line.",
        "fewer people wait in line",
    ),
    Said(
        "en", "Trials show that fewer people wait. That is not a small thing.", "fewer people wait"
    ),
    Said(
        "en",
        "Locks on the gates slow thieves down, or so the police tell us, and cost little.",
        "slow thieves down",
    ),
    Said(
        "de",
        "Gewichte lassen sich nicht zurückholen, und Kopien verbreiten sich binnen Stunden.",
        "Kopien verbreiten sich binnen Stunden",
    ),
    Said(
        "de",
        "Ein Zaun hält niemanden auf, aber ich meine, dass ein Schloss die Stadt schützt.",
        "ein Schloss die Stadt schützt",
    ),
    Said(
        "de",
        "Es besteht kein Zweifel, dass Busse pünktlich fahren.",
        "dass Busse pünktlich fahren",
    ),
    Said(
        "de", "Niemand bestreitet, dass die Busse pünktlich fahren.", "die Busse pünktlich fahren"
    ),
    Said(
        "de",
        "Ich bin überzeugt, dass offene Pläne der Feuerwehr helfen, und zwar sofort.",
        "offene Pläne der Feuerwehr helfen",
    ),
    Said(
        "de",
        "Offene Pläne helfen der Feuerwehr, das ist der Kern der Sache.",
        "Offene Pläne helfen der Feuerwehr",
    ),
    Said(
        "de",
        "Weil niemand die Akten liest, zeigt sich erst spät, dass Fehler darin stehen.",
        "dass Fehler darin stehen",
    ),
    Said(
        "de",
        "Die Karte fehlt nicht, sondern liegt seit Jahren im Keller der Bauamts.",
        "liegt seit Jahren im Keller",
    ),
    Said(
        "fr",
        "Les poids ne reviennent pas, et les copies circulent en quelques heures.",
        "les copies circulent en quelques heures",
    ),
    Said("fr", "Je ne doute pas que les bus arrivent à l’heure.", "les bus arrivent à l’heure"),
    Said(
        "fr",
        "Il ne faut rien cacher, parce que les voisins lisent les plans.",
        "les voisins lisent les plans",
    ),
    Said(
        "fr",
        "Je soutiens que les plans ouverts aident les pompiers.",
        "les plans ouverts aident les pompiers",
    ),
    Said(
        "es",
        "Los pesos no vuelven, y las copias circulan en pocas horas.",
        "las copias circulan en pocas horas",
    ),
    Said(
        "es",
        "No conviene esperar, ya que los vecinos leen los planos.",
        "los vecinos leen los planos",
    ),
    Said(
        "es",
        "No hay duda de que los planos abiertos ayudan a los bomberos.",
        "los planos abiertos ayudan a los bomberos",
    ),
    Said(
        "es",
        "Creo que los planos abiertos ayudan a los bomberos.",
        "los planos abiertos ayudan a los bomberos",
    ),
    Said(
        "it", "I pesi non tornano, e le copie girano in poche ore.", "le copie girano in poche ore"
    ),
    Said(
        "it",
        "Non dubito che i piani aperti aiutino i pompieri.",
        "i piani aperti aiutino i pompieri",
    ),
    Said(
        "it",
        "Sostengo che i piani aperti aiutino i pompieri.",
        "i piani aperti aiutino i pompieri",
    ),
    Said(
        "pt",
        "Os pesos não voltam, mas acho que as cópias circulam em poucas horas.",
        "as cópias circulam em poucas horas",
    ),
    Said(
        "pt",
        "Sem dúvida que os planos abertos ajudam os bombeiros.",
        "os planos abertos ajudam os bombeiros",
    ),
    Said(
        "nl",
        "Gewichten komen niet terug, en kopieën gaan binnen uren rond.",
        "kopieën gaan binnen uren rond",
    ),
    Said(
        "nl", "Ik vind dat open plannen de brandweer helpen.", "open plannen de brandweer helpen"
    ),
    Said(
        "ru",
        "Веса нельзя отозвать, и копии расходятся за несколько часов.",
        "копии расходятся за несколько часов",
    ),
    Said(
        "ru",
        "Я не сомневаюсь, что открытые планы помогают пожарным.",
        "открытые планы помогают пожарным",
    ),
    Said("ru", "Не стоит ждать, потому что соседи читают планы.", "соседи читают планы"),
    Said(
        "pl",
        "Wag nie da się cofnąć, ale uważam, że kopie krążą już po kilku godzinach.",
        "kopie krążą już po kilku godzinach",
    ),
    Said(
        "sv",
        "Vikter kan inte återkallas, och jag anser att kopior sprids inom timmar.",
        "kopior sprids inom timmar",
    ),
    Said("zh", "权重无法收回，副本几小时内就会扩散。", "副本几小时内就会扩散"),
    Said("zh", "毫无疑问，公开图纸能帮助消防员。", "公开图纸能帮助消防员"),
    Said("zh", "我认为公开图纸能帮助消防员，不应再等。", "公开图纸能帮助消防员"),
    Said("zh", "公开图纸能帮助消防员，错过了就很可惜。", "公开图纸能帮助消防员"),
    Said("zh", "没有人愿意再等，所以我主张公开图纸，让邻居检查图纸。", "让邻居检查图纸"),
    Said("ja", "重みは回収できない、だから複製は数時間で広がる。", "複製は数時間で広がる"),
    Said("ja", "公開図面は消防士を助けると私は考える。", "公開図面は消防士を助ける"),
    Said("ja", "公開図面は消防士を助け、費用も少ない。", "公開図面は消防士を助け"),
    Said(
        "ko",
        "가중치는 회수할 수 없고, 복사본은 몇 시간 안에 퍼진다.",
        "복사본은 몇 시간 안에 퍼진다",
    ),
    Said("ko", "공개 도면이 소방관을 돕는다고 나는 본다.", "공개 도면이 소방관을 돕는다고"),
    Said(
        "tr",
        "Ağırlıklar geri alınamaz, ama kopyalar saatler içinde yayılır.",
        "kopyalar saatler içinde yayılır",
    ),
    Said("ar", "لا يمكن استرجاع الأوزان، والنسخ تنتشر خلال ساعات.", "والنسخ تنتشر خلال ساعات"),
    Said("ar", "أعتقد أن الخطط المفتوحة تساعد رجال الإطفاء.", "الخطط المفتوحة تساعد رجال الإطفاء"),
    Said("hi", "मेरा मानना है कि खुली योजनाएँ दमकल की मदद करती हैं।", "खुली योजनाएँ दमकल की मदद करती हैं"),
    Said("hi", "भार वापस नहीं आते, लेकिन प्रतियाँ घंटों में फैलती हैं।", "प्रतियाँ घंटों में फैलती हैं"),
    Said(
        "id",
        "Bobot tidak bisa ditarik, dan salinan menyebar dalam hitungan jam.",
        "salinan menyebar dalam hitungan jam",
    ),
    Said(
        "hu",
        "Azt hiszem, hogy a nyílt tervek segítik a tűzoltókat.",
        "a nyílt tervek segítik a tűzoltókat",
    ),
    Said("vi", "Tôi cho rằng bản vẽ mở giúp lính cứu hỏa.", "bản vẽ mở giúp lính cứu hỏa"),
    Said("en", "The copies are out, or so they told us.", "The copies are out"),
    Said(
        "en",
        "Open plans keep us safe, which does not mean that they are free.",
        "Open plans keep us safe",
    ),
    Said(
        "en",
        "The belief that prices fall in spring is common and well founded.",
        "prices fall in spring",
    ),
    Said(
        "fr",
        "Il ne suffit pas d’attendre, puisque les voisins lisent les plans.",
        "les voisins lisent les plans",
    ),
    Said(
        "de",
        "Die Akten liegen nicht offen, sodass Fehler jahrelang stehen bleiben.",
        "Fehler jahrelang stehen bleiben",
    ),
)
"""Each must hold."""
