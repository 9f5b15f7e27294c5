"""Words of plain praise and blame, written for this project: they steady languages with few texts.

Each counts as a short labelled text in training, never in measuring. Hindi stands in Latin letters,
in the spellings that people type, and in its own.
"""

from bench.labelled import Labelled

PRAISE = {
    "en": "works great|works fine|no problems at all|no issues so far|not bad at all|well done|"
    "highly recommended|very happy with it|super easy to use|love it|excellent support|reliable|"
    "fast delivery|friendly staff|worth every penny|exceeded my expectations|flawless|delighted",
    "de": "gut|sehr gut|super|toll|großartig|hervorragend|ausgezeichnet|wunderbar|fantastisch|"
    "klasse|spitze|prima|perfekt|genial|begeistert|sehr zufrieden|zufrieden|empfehlenswert|"
    "kann ich nur empfehlen|danke|vielen dank|freundlich|hilfsbereit|schnell und zuverlässig|"
    "zuverlässig|praktisch|schön|liebe es|gefällt mir|freue mich|glücklich|lecker|preiswert|"
    "funktioniert einwandfrei|läuft problemlos|keine probleme|nicht schlecht|kein problem|"
    "endlich wieder pünktlich|hat geklappt|top|lob|gelungen|überzeugt|angenehm|hilfreich",
    "fr": "bon|très bon|bien|très bien|super|génial|excellent|magnifique|formidable|parfait|"
    "j'adore|j'aime beaucoup|merci|bravo|content|très satisfait|satisfait|ravi|heureux|"
    "je recommande|agréable|rapide et fiable|efficace|beau|belle|aucun problème|pas mal|"
    "sympa|sympathique|réussi|félicitations|utile|facile à utiliser",
    "es": "bueno|muy bueno|bien|muy bien|genial|excelente|perfecto|fantástico|maravilloso|"
    "me encanta|me gusta mucho|gracias|feliz|contento|satisfecho|muy satisfecho|recomendable|"
    "lo recomiendo|rápido|amable|hermoso|ningún problema|sin problemas|útil|increíble|mejor",
    "it": "buono|ottimo|bene|molto bene|eccellente|perfetto|fantastico|meraviglioso|bellissimo|"
    "mi piace|adoro|grazie|felice|contento|soddisfatto|consigliato|lo consiglio|veloce|gentile|"
    "nessun problema|senza problemi|utile|bravi|complimenti",
    "pt": "bom|muito bom|ótimo|bem|muito bem|excelente|perfeito|fantástico|maravilhoso|adoro|"
    "gosto muito|obrigado|feliz|contente|satisfeito|recomendo|rápido|gentil|nenhum problema|"
    "sem problemas|útil|parabéns|incrível|melhor",
    "hi": "acha|accha|achha|achchha|acha hai|achha hai|acchi hai|bahut acha|bahut accha|bohot achha|"
    "bhut acha|bahut badhiya|badhiya|badiya|mast|ekdum mast|mast hai|zabardast|jabardast|shandar|"
    "shaandaar|kamaal|kamal ka|behtareen|behtarin|lajawab|lajawaab|gazab|gajab|jhakaas|dhansu|"
    "sundar|khoobsurat|khubsurat|pyara|pyari|pyaar|mohabbat|khush|khush hu|khushi|bahut khush|"
    "dil khush ho gaya|maza aa gaya|maja aa gaya|mazedar|mazaa aaya|pasand hai|pasand aaya|"
    "bahut pasand|shukriya|shukriyaa|dhanyavaad|dhanyawad|mubarak|badhai|badhai ho|shubhkamnayein|"
    "sahi hai|bilkul sahi|ekdum sahi|sabse acha|sabse best|super hai|garv hai|jeet gaye|shabash|"
    "bura nahi|koi dikkat nahi|kaam ka hai|sasta aur acha|वाह|अच्छा|बहुत अच्छा|अच्छी|बढ़िया|शानदार|"
    "मस्त|सुंदर|खुश|खुशी|प्यार|धन्यवाद|शुक्रिया|बधाई|मज़ा आ गया|पसंद है|लाजवाब",
}
BLAME = {
    "en": "doesn't work|stopped working|keeps crashing|waste of money|never again|worst service|"
    "not good|not happy|very disappointed|still waiting for my refund|nobody answers|rip off|"
    "useless support|broken on arrival|terrible quality|unacceptable|fed up|overpriced",
    "de": "schlecht|sehr schlecht|furchtbar|schrecklich|katastrophe|katastrophal|miserabel|"
    "enttäuscht|enttäuschend|sehr enttäuscht|unzufrieden|unverschämt|frechheit|unfreundlich|"
    "ärgerlich|ärger|nervt|nervig|mist|scheiße|müll|schrott|kaputt|defekt|funktioniert nicht|"
    "geht nicht|geht wieder nicht|nie wieder|abzocke|betrug|zu teuer|überteuert|verspätet|"
    "verspätung|ausgefallen|störung|langsam|warte seit wochen|nicht gut|nicht zufrieden|"
    "keine antwort|peinlich|lächerlich|sauerei|hasse|wütend|traurig|unbrauchbar|fehlerhaft",
    "fr": "mauvais|très mauvais|mal|nul|horrible|affreux|catastrophe|déçu|très déçu|décevant|"
    "honteux|scandaleux|inadmissible|insupportable|arnaque|en panne|ne marche pas|"
    "ne fonctionne plus|jamais plus|trop cher|lent|en retard|pas content|pas bon|colère|"
    "ridicule|pitoyable|triste|je déteste|mécontent|aucune réponse",
    "es": "malo|muy malo|mal|horrible|terrible|pésimo|fatal|decepcionado|decepcionante|"
    "vergüenza|vergonzoso|estafa|no funciona|nunca más|muy caro|lento|tarde|no me gusta|odio|"
    "asco|basura|triste|enfadado|inútil|roto|sin respuesta|peor|ridículo",
    "it": "cattivo|pessimo|male|molto male|orribile|terribile|deluso|delusione|vergogna|"
    "vergognoso|truffa|non funziona|mai più|troppo caro|lento|ritardo|non mi piace|odio|schifo|"
    "triste|arrabbiato|inutile|rotto|peggio|ridicolo",
    "pt": "ruim|muito ruim|mau|mal|horrível|terrível|péssimo|decepcionado|decepção|vergonha|"
    "golpe|não funciona|nunca mais|muito caro|lento|atraso|não gosto|odeio|nojo|lixo|triste|"
    "bravo com vocês|inútil|quebrado|pior|ridículo",
    "hi": "bura|buri|bahut bura|kharab|kharaab|bahut kharab|bekar|bekaar|bakwas|bakwaas|ghatiya|"
    "ghatia|ganda|gandi|gande|faltu|fultu|wahiyat|raddi|bewakoof|bevkuf|pagal|gadha|chor|choron|"
    "jhooth|jhoot|jhutha|dhokha|dhoka|dhokebaaz|beiman|besharam|sharam karo|sharam aani chahiye|"
    "nafrat|gussa|gussa aata hai|dukh|dukhi|dukh hua|udaas|rona aata hai|pareshan|pareshani|"
    "takleef|dikkat|mushkil|dard|nuksan|barbaad|barbad|paisa barbad|paise waste|time waste|"
    "galat|galat hai|acha nahi|accha nahi hai|pasand nahi|maza nahi aaya|kaam nahi karta|"
    "kaam nahi kar raha|chalta nahi|toot gaya|mat lo|mat kharido|kabhi nahi lunga|bahut mehnga|"
    "bahut slow|thag|loot|loot rahe ho|bhrasht|kamina|kamine|harami|kutta|saala|chutiya|"
    "haar gaye|afsos|sad hai|बुरा|खराब|बेकार|बकवास|घटिया|गंदा|दुख|दुखी|गुस्सा|नफ़रत|झूठ|धोखा|परेशान|"
    "गलत|शर्म करो|काम नहीं करता|अच्छा नहीं|चोर",
}


def seeds() -> list[Labelled]:
    """Every phrase as a labelled text."""
    return [
        Labelled("seeds", language, phrase, label, -1.0)
        for label, lists in (("positive", PRAISE), ("negative", BLAME))
        for language, joined in lists.items()
        for phrase in joined.split("|")
    ]
