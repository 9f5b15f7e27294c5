"""Words that tell an intent, as RE2 patterns for texts in lower case: see `intent_words`.

Written in general terms for English, German, Spanish and French; no brand is named. `\\b` knows
ASCII letters only, so words that begin with another letter go without it.
"""

from collections.abc import Mapping, Sequence
from typing import Final

_WANT = (
    r"(?:want|would (?:like|love)|'d (?:like|love)|need|wanna|going|gonna|about|planning|ready)"
)
_THING = r"(?:a|an|the|my|one|this|that|it|some|two|new|another)"
_CONTRACT = r"(?:contract|subscription|account|plan|membership|service|policy|broadband|phone|line|order)"
_VERTRAG = r"(?:vertrag|verträge|abo|abonnement|konto|mitgliedschaft|tarif|anschluss|leitung)"

QUESTION: Final = (
    r"[\pL\pN)\]\"'»”’][ \t]{0,2}[?？؟](?:[\s!?)\"'»”’…#@]|$)",
    r"¿",
    r"(?:^|[.!?:;,\n-]\s*)(?:@\w+\s+|hi,?\s+|hey,?\s+|hello,?\s+|so,?\s+|and\s+|but\s+|ok,?\s+)*"
    r"(?:how (?:do|does|did|can|could|would|should|is|are|come|long|many|much|often|to)\b|"
    r"(?:what|which)(?:'s| is| are| do| does| did| can| should| would| kind| time)\b|"
    r"(?:who|where|when|why)(?:'s| is| are| do| does| did| can| should| would| will| has| have)\b|"
    r"(?:does|do|did|is|are|can|could|has|have|will|would) (?:anyone|anybody|someone|you guys|"
    r"there any|it possible|i|we|you know|u know)\b)",
    r"\b(?:anyone|anybody|does any(?:one|body)) (?:know|else|tried|using|have|got)\b",
    r"\b(?:i was wondering|wondering (?:if|how|why|whether)|can (?:someone|anyone|you) "
    r"(?:tell|explain|help|please|confirm)|could you (?:please )?(?:tell|explain|help|confirm))\b",
    r"\bany (?:idea|ideas|advice|tips|suggestions|update on|news on|word on)\b",
    r"\b(?:i (?:don't|dont|do not) (?:know|understand) (?:how|why|what|where|if|whether)|"
    r"how (?:do|can|should|would) (?:i|we|you)|what (?:do|should|can) i (?:do|need)|"
    r"where (?:do|can|could) i|why (?:is|was|has|does|did) (?:my|the|this|it))\b",
    r"(?:^|[.!?:;,\n-]\s*)(?:@\w+\s+|hallo,?\s+|hi,?\s+|und\s+|aber\s+|also,?\s+)*"
    r"(?:wie (?:kann|kommt|lange|viel|viele|oft|geht|macht|ist|sind|soll)|"
    r"(?:was|welche[rsn]?|wer|wo|wann|warum|wieso|weshalb|woher|wohin|womit) "
    r"(?:ist|sind|kann|soll|hat|haben|macht|kostet|muss|gibt|wird|war|mache|passiert|geht|ihr|du)|"
    r"(?:kann|könnt|könnte|weiß|weiss|hat|gibt|geht|ist|sind|habt|kennt) "
    r"(?:mir|jemand|man|es|ihr|da|das|wer|irgendwer|einer)\b)",
    r"\b(?:wei(?:ß|ss) (?:jemand|wer|einer)|kann mir (?:jemand|einer|wer)|kennt (?:jemand|wer)|"
    r"hat (?:jemand|wer) (?:eine|schon|erfahrung|das|den|die)|frage an|frage zu|ich frage mich|"
    r"wollte (?:mal )?fragen)\b",
    r"\b(?:c[oó]mo (?:puedo|hago|se|va)|alguien (?:sabe|conoce|tiene)|comment (?:faire|puis|on|ça)"
    r"|est-ce que|quelqu'un (?:sait|connaît|a)|pourquoi (?:est|je|vous|on)|por qu[eé] (?:no|es|me))\b",
)

REQUEST: Final = (
    r"\b(?:please|pls|plz|kindly) (?:just )?(?:add|bring|make|give|include|update|let|allow|"
    r"support|improve|consider|implement|release|enable|change|put|create|provide|return|stop|"
    r"offer|open|port|remove)\b",
    r"\b(?:i|we|really|just|only) (?:really )?wish (?:that )?(?:you|it|there|i could|we could|"
    r"they|this|the)\b",
    r"\b(?:would|it'd|it would|wouldn't it) (?:be|really be) (?:so |really |very )?(?:nice|great|"
    r"good|awesome|cool|better|perfect|useful|helpful|lovely|amazing|5 stars?)\b",
    r"\b(?:could|can|would|will) you (?:guys )?(?:please |pls |just |maybe )?(?:add|bring|make|"
    r"include|allow|support|implement|release|enable|create|offer|consider|open|start)\b",
    r"\b(?:feature request|feature suggestion|missing feature|suggestion:|my only wish|"
    r"wish ?list|feature idea|would (?:like|love) to (?:see|have|be able)|needs? (?:an? )?(?:option|"
    r"ability|way|feature|button|setting|mode|dark)|should (?:have|add|include|support|allow|"
    r"offer|let|be able)|needs to (?:have|add|be able|support|include)|if (?:only )?(?:you|they|"
    r"it|there) (?:could|would|had|were)|hope (?:you|they|to see)|only thing (?:missing|i'd|i "
    r"would|it needs)|lacks?|an? option (?:to|for)|ability to|allow us|let us|make it possible)\b",
    r"\bbitte (?:\S+ ){0,6}(?:hinzufügen|einbauen|ergänzen|ändern|einführen|verbessern|"
    r"nachrüsten|anbieten|bringt|baut|fügt)\b",
    r"\b(?:ich|wir) wünsch(?:e|te|en|ten) (?:mir|uns)\b|wünschenswert|wunschliste|"
    r"verbesserungsvorschlag|mein wunsch|funktionswunsch|\bwäre (?:schön|toll|gut|super|cool|"
    r"klasse|nett|hilfreich|es möglich)|\bkönnt(?:et|en) (?:ihr|sie) (?:\S+ ){0,4}(?:hinzufügen|"
    r"einbauen|anbieten|ergänzen|machen|ändern|einführen|bringen)|\b(?:hätte|hätten) (?:ich |wir )?"
    r"gern|es fehlt (?:noch |mir |leider )?(?:die|eine?|das)|\bwann kommt\b|\bsollte(?:t ihr|n "
    r"sie) (?:\S+ ){0,5}(?:können|anbieten|haben)\b",
    r"\b(?:por favor (?:añad|agreg|pon|arregl|incluy|mejor)\w*|ojal[aá]|me gustar[ií]a (?:que|"
    r"poder|ver)|estar[ií]a (?:bien|genial)|podr[ií]a[ni]s? (?:añadir|agregar|poner|incluir)|"
    r"s'il vous pla[iî]t (?:ajout|mett|fait|corrig)\w*|j'aimerais (?:que|pouvoir|bien)|ce serait "
    r"(?:bien|super|génial|cool)|il faudrait|pourriez-vous (?:ajouter|mettre|faire))",
    r"\bi wish (?:\S+ ){1,3}(?:would|could|had|were|was|came|did|sold|offered|supported)\b|"
    r"\b(?:should|ought to) (?:really |please |also )?(?:publish|provide|enable|release|bring|open|"
    r"make|implement|introduce|sell)\b|\b(?:give|bring|let|allow) (?:us|me|people|users|customers|"
    r"everyone|owners|shops)\b|\b(?:i|we)(?:'d| would) (?:like|love|want|appreciate|pay "
    r"for)\b|\bi want to be able to\b|\bany (?:chance|plans?|hope) (?:of|for|to|you|that)\b|"
    r"\b(?:an?|another|more|some) (?:[^\s.,!?]+ ){1,7}[^\s.,!?]+, please\b|\b(?:suggestion|idea|"
    r"proposal|wish) (?:for|to)\b|\b(?:is|are) there (?:any )?plans? (?:to|for)\b|\bhandy if\b",
    r"\bbitte (?:\S+ ){0,3}?(?:eine?n?|mehr|auch|lasst|macht|gebt|baut|bietet|fügt|bringt|"
    r"ermöglicht|veröffentlicht|erlaubt|integriert|ergänzt)\b|, bitte(?:[.! ]|$)|\b(?:schön|toll|gut|"
    r"super|praktisch|prima|klasse|cool|hilfreich|nützlich|sinnvoll|perfekt|ideal) wäre\b|"
    r"\bwäre (?:\S+ )?(?:praktisch|nützlich|sinnvoll|prima|ideal|perfekt)\b|\bsollte[nt]? (?:\S+ )"
    r"{0,8}(?:veröffentlichen|anbieten|einbauen|ermöglichen|erlauben|öffnen|freigeben|einführen|"
    r"unterstützen|ergänzen|nachrüsten|verkaufen)\b|\b(?:mir|uns) fehlt\b|\b(?:vorschlag|anregung|"
    r"idee|wunsch) (?:für|an|zu|zum|zur)\b|\bkönnt(?:et|en) (?:ihr|sie) (?:\S+ ){0,8}(?:bitte|"
    r"auch|mal|noch)\b|\bkönnte man\b",
    r"\bdevr(?:ait|aient|iez) (?:\S+ )?(?:publier|ajouter|proposer|permettre|ouvrir|offrir|rendre|"
    r"vendre|mettre|faire)\b|, (?:svp|s'il (?:vous|te) pla[iî]t|stp)\b|(?:\bce|ça) serait (?:\S+ )?"
    r"(?:bien|super|génial|cool|pratique|utile|top|parfait|chouette|sympa)\b|\b(?:j'aimerais|"
    r"j'adorerais|je voudrais|on aimerait|nous aimerions|je souhaiterais|il manque|il me manque|"
    r"merci d'ajouter|pouvez-vous ajouter|laissez-nous|permettez|une idée pour|suggestion)\b",
    r"\bdeber[ií]an? (?:publicar|añadir|agregar|ofrecer|permitir|abrir|poner|vender|hacer|incluir)"
    r"\b|, por favor\b|\b(?:estar[ií]a|ser[ií]a) (?:\S+ )?(?:bien|genial|útil|bueno|ideal|perfecto|"
    r"práctico|estupendo)\b|\bme (?:gustar|encantar)[ií]a\b|\becho (?:en falta|de menos)\b|\bfalta "
    r"una? (?:opci[oó]n|funci[oó]n|modo|bot[oó]n)\b|\b(?:sugerencia|idea|petici[oó]n) (?:para|de|:)|"
    r"\bpodr[ií](?:ais|an|a) (?:añadir|hacer|ofrecer|permitir|publicar)\b|\b(?:dejad|permitid|"
    r"permitan|dejen)(?:nos)?\b",
)

PURCHASE: Final = (
    rf"\b{_WANT} (?:to |on )?(?:really )?(?:buy(?:ing)?|get(?:ting)? (?:me |us |myself )?{_THING}|"
    r"purchas(?:e|ing)|order(?:ing)?|pre-?order(?:ing)?|upgrad(?:e|ing) to)\b",
    r"\b(?:i|we)(?:'ll| will| shall|'m gonna|'m going to| am going to| might| may| should| have "
    rf"to| must| need to| can't wait to) (?:just |definitely |probably |finally |also )?(?:buy|get "
    rf"{_THING}|purchase|order|pre-?order|upgrade)\b",
    r"\b(?:thinking (?:of|about)|considering|can't wait to|tempted to|excited to|saving up|decided "
    rf"to|looking to|interested in) (?:for |on )?(?:buy(?:ing)?|get(?:ting)? (?:me )?{_THING}|"
    rf"purchas(?:e|ing)|order(?:ing)?|upgrad(?:e|ing)|{_THING})\b",
    r"\b(?:just|finally) (?:bought|ordered|pre-?ordered|purchased)\b",
    r"\b(?:where (?:can|could|do) (?:i|we|you) (?:buy|get|order|find)|shut up and take my money|"
    r"take my money|worth (?:buying|getting|upgrading)|should i (?:buy|get|order|upgrade)|i (?:so |"
    r"really |just )?(?:want|need) (?:an? |the |that |this )(?:new )?\S+ (?:so bad|now|asap|"
    r"immediately|in my life))\b",
    r"\b(?:will|werde|möchte|würde|wollte|muss|sollte) (?:ich )?(?:mir |uns )?(?:\S+ ){0,6}(?:kaufen|"
    r"bestellen|holen|zulegen|vorbestellen|anschaffen)\b",
    r"\b(?:(?:überlege|denke|plane)\S* (?:\S+ ){0,8}zu (?:kaufen|bestellen|holen)|gerade bestellt|"
    r"gerade gekauft|kaufe ich mir|hole ich mir|bestelle ich|wo (?:kann|bekomme|kriege|gibt) "
    r"(?:ich|man|es) (?:\S+ ){0,5}(?:kaufen|bestellen|her)|kaufempfehlung|lohnt sich der kauf)\b",
    r"\b(?:quiero|voy a|me voy a|pienso|quisiera) (?:comprar(?:me)?|pedir)\b|\b(?:je (?:veux|vais|"
    r"voudrais|compte)|j'ai envie d'|envie d') ?(?:en |m')?(?:acheter|commander)\b|\b(?:d[oó]nde "
    r"(?:puedo )?comprar?|où (?:acheter|puis-je acheter|trouver))\b",
    r"\b(?:i|we) (?:really |so |just |still |kinda |also )*(?:want|need) (?:the|an?|that|this|my) "
    r"(?:new |\S+phone|\S+ (?:x|pro|plus|max|mini|[0-9]+s?)\b)|\b(?:someone|somebody|who wants to|"
    r"who's gonna|please) (?:please )?(?:buy|get) me\b|\bwish i (?:had|could) (?:the money|afford|"
    r"buy|get)|\b(?:gotta|gonna|about to|time to) (?:\S+ ){0,4}(?:buy|cop|get (?:me )?(?:the|an?)|"
    r"upgrade|order)\b|\bcan(?:'t| not|not|t) wait (?:to get|for my|until i get)",
)

SWITCHING: Final = (
    r"\b(?:switch(?:ing|ed)?|mov(?:e|ing|ed)|chang(?:e|ing|ed)|migrat(?:e|ing|ed)|going|go|jump(?:ing|"
    r"ed)? ship|defect(?:ing|ed)?) (?:\S+ ){0,3}?(?:back |over |away )?(?:from \S+ )?to "
    r"(?:an?other |a (?:new|different|better) |your |the )?(?:provider|carrier|network|competitor|"
    r"company|bank|operator|supplier|brand|competition|rival|service)",
    r"\b(?:i|we)(?:'m| am|'re| are|'ll| will|'ve| have|'d| would| might| may| want to| wanna| plan to"
    r"| should| just| need to| decided to| have to| can't wait to)?(?: (?:be|been|just|now|soon|"
    r"finally|probably|definitely|seriously|also|really|thinking (?:of|about)|considering|going "
    r"to|want to|ready to|about to)){0,3} (?:switch(?:ing|ed)?|migrat(?:e|ing|ed)) "
    r"(?:\S+ ){0,4}?(?:to|from|away|over|back|provider|carrier)\b",
    r"\b(?:leav(?:e|ing)|quit(?:ting)?|ditch(?:ing|ed)?|dump(?:ing|ed)?|dropp(?:ing|ed)|abandon(?:ing|"
    r"ed)?) (?:\S+ ){1,4}?(?:for|and (?:go|going|switch|move|join)\w*)\b",
    r"\b(?:cancel(?:l?ing|l?ed)?|terminat(?:e|ing|ed)|end(?:ing)?|clos(?:e|ing|ed)) (?:\S+ ){0,3}?"
    rf"(?:my|our|the|this|your) (?:\S+ ){{0,2}}?{_CONTRACT}",
    r"\b(?:i|we)(?:'m| am|'re| are|'ll| will| want to| would like to| have to| am going to) "
    r"(?:be )?(?:leav(?:e|ing) (?:you|u|your|@\w+|them|this|the (?:company|network|bank|provider))|"
    r"done with (?:you|@\w+|this (?:company|app|bank))|tak(?:e|ing) (?:my|our) (?:business|money|"
    r"custom))\b",
    r"\b(?:tak(?:e|ing) (?:my|our) (?:business|money|custom) elsewhere|find(?:ing)? (?:an?other|a "
    r"(?:new|different|better)) (?:provider|carrier|bank|company|service|supplier)|looking for an? "
    r"(?:alternative|different|new) (?:to|provider|carrier|bank)|alternatives? to\b|never (?:use|"
    r"using|buy|buying|shop|shopping|fly|flying) \S+ (?:\S+ )?(?:again|anymore)|lost (?:a|another) "
    r"(?:\S+ )?customer|goodbye @?\w+,? hello|bye bye @?\w+)",
    r"\b(?:zu|zur|zum|nach) (?:\S+ ){1,3}(?:wechsle|wechsele|wechseln|gewechselt|gehe|umsteigen|"
    r"umgestiegen)\b|\b(?:wechsle|wechsele|wechseln|wechsel) (?:\S+ ){0,4}(?:zu|zur|zum|anbieter|"
    r"provider|jetzt|bald|weg)\b|\b(?:gehe|geh|bin|gehen) (?:\S+ ){0,4}(?:wieder |zurück |lieber )?"
    r"(?:zu|zur) (?:\S+ ){0,2}(?:zurück|konkurrenz|anbieter)|\b(?:anbieter|provider|bank|"
    r"versicherung)(?:wechsel| wechseln)|\bsteige (?:\S+ ){0,4}(?:um|aus)\b|\bkonkurrenz\b",
    r"\b(?:kündige|kündigen|gekündigt|kündigung|kuendige|kuendigen)\b",
    rf"\b{_VERTRAG} (?:\S+ ){{0,5}}(?:auflösen|beenden|beende|stornieren|abmelden|nicht verlängern)"
    r"|\b(?:verlasse (?:euch|sie|ich)|nie wieder (?:\S+ ){0,3}(?:kunde|kaufen|bestellen|bahn|"
    r"bestellt|buchen)|als kund(?:e|en|in) verloren|einen kunden (?:weniger|verloren)|neuen "
    r"anbieter|anderen anbieter|alternative zu)\b",
    r"\b(?:me (?:cambio|paso|voy) (?:a|de)|cambiar(?:me)? de (?:compañ[ií]a|operador|banco)|dar(?:me)?"
    r" de baja|cancelar (?:mi|el|la)|r[ée]sili(?:er|e|ation)|je (?:passe|vais) chez|changer? "
    r"d'op[ée]rateur|changer? de (?:banque|fournisseur)|je quitte)\b",
    r"\b(?:i|we)(?:'m| am|'re| are|'ve| have|'ll| will| want to|'m going to)? (?:just |now |finally |"
    r"seriously |so )?(?:quit|quitting|leaving|switching|done with)(?: \S+)?(?:[.!,\n]|$)|"
    r"\b(?:switched|changed|moved|went|migrated) (?:\S+ ){0,3}from \S+ to\b|\bstay(?:ing)? with (?:this|"
    r"you|\S+) (?:\S+ )?(?:anymore|any longer|much longer)|\b(?:try|join) (?:the|your|a) competit\w+",
    r"\b(?:will|möchte|muss|wollen) (?:\S+ ){0,4}weg von\b|\bwieder zu \S+[.!]?$|\b(?:werde|will|muss|"
    r"möchte) (?:\S+ ){0,4}(?:verlassen|künden)\b|\bich verlasse\b|\b(?:nicht (?:mehr|länger)|kein) "
    r"(?:\S+ ){0,2}kunde\b|\b(?:netzbetreiber|service|dienst|tarif|betreiber) wechseln|"
    r"\bzurückkehren\b|\bfertig mit\b|\bvon \S+ zu \S+ (?:gewechselt|wechs\w+)",
)

COMPLAINT: Final = (
    r"\b(?:worst|terrible|horrible|awful|appalling|shocking|disgusting|pathetic|useless|disgraceful)"
    r" (?:\S+ )?(?:service|customer|experience|support|company|airline|app|update|quality|delivery|"
    r"product|bank|network|website|staff)\b",
    r"\b(?:still|has|have|hasn't|haven't|never|not) (?:\S+ ){0,2}(?:waiting for (?:my|a|the|your)|"
    r"received (?:my|a|the|any)|arrived|been (?:delivered|resolved|fixed|refunded)|heard back|"
    r"working (?:properly|again))\b",
    r"\b(?:waited|waiting|on hold|been holding) (?:\S+ ){0,4}(?:hours?|hrs?|weeks?|days|months?|"
    r"mins?|minutes)\b",
    r"\b(?:want|demand|give me|need|get) (?:a |my |our )?(?:full )?(?:refund|money back)\b|\brip-?"
    r"\s?off\b|\bfed up\b|\bsort (?:it|this) out\b|\bnot (?:acceptable|good enough|happy with|"
    r"impressed)\b|\bunacceptable\b",
    r"\b(?:doesn't|doesnt|won't|wont|isn't|isnt|not|stopped|don't|didn't|cannot|can't|keeps?) "
    r"(?:work|working|load|loading|open|connect|connecting|crash|crashing|freezing|log in|login|"
    r"respond|responding)\b|\b(?:is|are|app|keeps|site) (?:down|broken|crash\w*|freez\w+)\b",
    r"\b(?:funktioniert|geht|klappt|läuft|lädt|kommt) (?:\S+ ){0,4}nicht\b|\b(?:unverschämtheit|"
    r"frechheit|katastrophe|unmöglich|sauerei|abzocke|saftladen|beschwerde|enttäuscht|"
    r"enttäuschend|zum kotzen|kein empfang|keinen empfang|störung|ausgefallen|verspätung|"
    r"defekt|kaputt|geld zurück|schlechter service|unzufrieden)",
    r"\bwarte (?:\S+ ){0,4}(?:seit|schon|immer noch)\b|\bseit (?:\S+ )?(?:stunden|tagen|wochen|"
    r"monaten|minuten)\b|\bimmer noch (?:nicht|kein\w*)\b",
    r"\b(?:no funciona|p[ée]simo|p[ée]sima|verg[üu]enza|reclamaci[oó]n|estafa|ne (?:marche|"
    r"fonctionne) (?:pas|plus)|en panne|honteux|inadmissible|arnaque|remboursement|quand même pas)\b",
    r"\b(?:broken|broke|dead|died|faulty|defective|unusable|unreliable|overpriced|greedy|cracked|"
    r"leak(?:s|ing|ed)|disappoint(?:ed|ing|ment)|frustrat(?:ed|ing)|annoying|ridiculous|nightmare|"
    r"garbage|scam|shame on|joke|regret)\b|\b(?:no|zero|without an?y?) (?:reply|answer|response|"
    r"refund|solution)\b|\b(?:nobody|no one) (?:\S+ )?(?:answers?|replies|replied|answered|cares?|"
    r"knows?|helps?)\b|\bnever again\b|\bwaste of (?:money|time)\b|\bway too (?:expensive|loud|slow|"
    r"heavy)\b|\brefus(?:e|es|ed|ing) (?:to|my|the)\b|\bcharged (?:me|us) (?:twice|again|for)\b|"
    r"\b(?:since|after) the (?:last |latest |new )?update\b|\b(?:lost|gone|deleted) (?:all )?my\b",
    r"\b(?:ärgerlich|nervt|nervig|frust\w*|finger weg|nie wieder|keine antwort|antwortet nicht|"
    r"niemand (?:antwortet|meldet|hilft)|zu teuer|schrott|unbrauchbar|gefährlich|im stich|"
    r"enttäuschung|peinlich|lächerlich|ratlos|dreist|abgelehnt|verweigert|dauernd|ständig|"
    r"schon wieder|nie angekommen)\b|überteuert|ärgerlich|\bseit dem (?:\S+ )?update\b|\btot\b|"
    r"\b(?:geht|ging|tut|startet|reagiert|hält|springt) (?:\S+ ){0,4}(?:nicht|nichts|nur noch)\b|"
    r"\bnicht (?:\S+ )?(?:geliefert|angekommen|erreichbar|zu gebrauchen)\b",
    r"\bne (?:\S+ ){1,2}(?:plus|pas|jamais|rien)\b|\bn'(?:\S+ ){1,2}(?:plus|pas|jamais|rien)\b|"
    r"\b(?:cassée?|déçue?|décevant|nulle?|plus jamais|jamais plus|ras-le-bol|aucune réponse|trop "
    r"cher|toujours (?:rien|pas)|scandaleux|dangereux|mécontente?|catastroph\w+|défectueux|"
    r"inutilisable|marre|refuse(?:nt)? de|bloquée?|depuis la mise [aà] jour|hs)\b|\b[aà] éviter",
    r"\b(?:rot[oa]s?|averiad[oa]|defectuos[oa]|frustrante|decepci\w+|lamentable|nunca m[aá]s|"
    r"car[ií]sim[oa]|demasiado car[oa]|sin respuesta|peligros[oa]|inservible|harto|harta|"
    r"desastre|in[uú]til|basura|bloquead[oa]|muert[oa]|desde la [uú]ltima actualizaci[oó]n|desde la "
    r"actualizaci[oó]n)\b|\bno (?:\S+ )?(?:responden?|contestan?|arranca|carga|quieren?|llega|"
    r"enciende|sirve|va|hay manera|han)\b|\b(?:llevo|lleva) (?:\S+ ){1,4}(?:esperando|en el|"
    r"parad[oa]|sin)\b|\bnadie (?:\S+ )?(?:responde|contesta|ayuda|sabe)\b",
)

PRAISE: Final = (
    r"\b(?:thank(?:s| you)|thx|kudos|shout ?out|props|well done|great job|good job|nice work|love "
    r"(?:my|this|the|your|it|you)|best (?:\S+ ){0,2}ever|highly recommend|so happy with|impressed "
    r"(?:with|by)|amazing|awesome|brilliant|fantastic|excellent|outstanding)\b",
    r"\b(?:danke|vielen dank|super service|klasse|großartig|empfehlenswert|kann ich nur empfehlen|"
    r"sehr zufrieden|hervorragend|begeistert|liebe (?:mein|meine|das|die|den)|beste[rsn]?|"
    r"gracias|excelente|encanta|merci|bravo|g[ée]nial|excellent|magnifique)\b",
    r"\b(?:superb|perfect(?:ly)?|gorgeous|lovely|delight(?:ed|ful)?|pleased|wonderful|flawless|"
    r"beautiful|credit where|worth every|never let me down|no regrets|recommended|happy with|"
    r"works (?:great|perfectly|flawlessly)|like new|so (?:good|kind|quiet|easy|helpful))\b",
    r"\b(?:perfekt|wunderbar|herrlich|fantastisch|spitze|vorbildlich|tolle[rs]?|prima|genial|"
    r"wunderschön|rundum|gerne wieder|glücklich|bestes|jeden cent|hut ab|lob|zufrieden|einwandfrei|"
    r"problemlos|parfait|superbe|ravie?|content de|contente de|j'adore|merveill\w+|impeccable|"
    r"chapeau|plaisir|meilleure?|maravilla|maravillos[oa]|perfect[oa]|content[oa] con|feliz|"
    r"encantad[oa]|recomiendo|la mejor|el mejor|impecable|preciosa?|estupend[oa])\b",
)

RULES: Final[Mapping[str, Sequence[str]]] = {
    "complaint": COMPLAINT,
    "question": QUESTION,
    "praise": PRAISE,
    "request": REQUEST,
    "purchase": PURCHASE,
    "switching": SWITCHING,
}
NOT_BOUGHT: Final = (
    r"\b(?:not|never|won't|wont|don't|dont|can't|cant|cannot|wouldn't|refuse to|isn't|no longer|"
    r"nobody|regret|stop|nicht|nie|kein\w*|no|ne|n') (?:\S+ ){0,4}?(?:buy|buying|bought|get|order|"
    r"ordering|purchase|upgrade|upgrading|want|need|worth|interested|kaufen|bestellen|holen|comprar|"
    r"acheter)\b",
)
"""Words that take a purchase back."""

RULES_VERSION: Final = 3
