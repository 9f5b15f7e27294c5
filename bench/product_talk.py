"""Plain sentences about products and services, put together from frames written for this project.

Public sets hold what people tweet about; they have few of the neutral questions, facts and
wishes that customers write, so that a model learns to take "battery" or "Does it …?" for blame.
Each sentence counts as a short labelled text in training, never in measuring. German nouns are
feminine or neuter, since their articles are alike as subject and object.
"""

import random
from collections.abc import Iterator, Mapping

from bench.labelled import Labelled

NAME = "product_talk"
_EACH = 6  # sentences made from a frame
_THINGS: Mapping[str, str] = {
    "en": "the washing machine|the battery|the charger|the screen|the fridge|the car|the app|"
    "the website|the tablet|the keyboard|the mattress|the oven|the contract|the card|"
    "the account|the subscription|the key|the lamp|the backpack|the watch|the heater|"
    "the desk|the phone|the bus|the fan|the remote|the mixer|the pump|the cable|"
    "my order",
    "de": "die Waschmaschine|das Ladegerät|das Display|die Batterie|das Auto|die App|"
    "das Tablet|die Tastatur|die Matratze|das Abo|die Karte|das Konto|die Lampe|"
    "die Uhr|das Handy|die Heizung|das Kabel|die Pumpe|die Webseite|die Bestellung|"
    "das Paket|das Zubehör|das Bett",
    "fr": "la machine|la batterie|le chargeur|l'écran|le frigo|la voiture|l'appli|le site|"
    "la tablette|le clavier|le matelas|le four|la carte|le compte|l'abonnement|"
    "la lampe|la montre|le téléphone|le chauffage|le câble|la pompe|la commande|"
    "le colis",
    "es": "la lavadora|la batería|el cargador|la pantalla|la nevera|el coche|la app|la web|"
    "la tableta|el teclado|el colchón|el horno|la tarjeta|la cuenta|la suscripción|"
    "la lámpara|el reloj|el móvil|la calefacción|el cable|la bomba|el pedido|el paquete",
    "it": "la lavatrice|la batteria|il caricatore|lo schermo|la macchina|l'app|il sito|"
    "la tastiera|il forno|la carta|il conto|l'abbonamento|la lampada|l'orologio|"
    "il telefono|il cavo|il pacco",
    "pt": "a máquina|a bateria|o carregador|a tela|o carro|o app|o site|o teclado|o forno|"
    "o cartão|a conta|a assinatura|a lâmpada|o relógio|o telefone|o cabo|o pacote",
    "hi": "washing machine|battery|charger|screen|fridge|gaadi|app|website|tablet|keyboard|"
    "card|account|subscription|ghadi|phone|heater|cable|pump|order|parcel|TV|recharge",
}
_QUESTIONS: Mapping[str, str] = {
    "en": "Does {} need a special tool?|Is {} waterproof?|Is {} included in the price?|"
    "Is {} user replaceable?|How do I reset {}?|How much does {} cost per year?|"
    "How do I register {} in my name?|What does {} cost now?|"
    "What do you use to clean {}?|Which model of {} do you have?|"
    "Where can I get parts for {}?|Where is {} made?|"
    "Can {} be used without an account?|Can I pair {} with two phones?|"
    "Can I return {} by post?|Has anyone here used {} in winter?|"
    "Which version of {} is the latest?|Will {} work with the old stand?|"
    "Who else has {}? How long have you had it?|"
    "Question about {}: can it be rented by the month?|Is there a manual for {}?|"
    "Thinking about {}. Is it worth the money?|"
    "Hi, what happens if I lose {} or it breaks?|how do you store {} when you travel|"
    "does anyone know if {} can be repaired at home",
    "de": "Braucht man für {} Spezialwerkzeug?|Ist {} wasserdicht?|"
    "Ist {} im Preis enthalten?|Wie setze ich {} zurück?|Was kostet {} im Jahr?|"
    "Womit reinigt ihr {}?|Welche Version habt ihr?|Wo bekomme ich Teile für {}?|"
    "Kann man {} ohne Konto benutzen?|Kann ich {} per Post zurückschicken?|"
    "Hat hier jemand {} im Winter im Einsatz?|Wann muss {} zur ersten Inspektion?|"
    "Geht {} auch mit zwei Handys?|Wo wird {} hergestellt?|"
    "Gibt es eine Anleitung für {}?|Frage: kann man {} monatlich mieten?|"
    "Wer hat noch {}?|weiß jemand ob man {} selbst reparieren kann|"
    "Was passiert, wenn {} kaputtgeht?|Wie lange habt ihr {} schon?|"
    "Läuft {} auch offline?",
    "fr": "Est-ce que {} est étanche ?|Combien pèse {} ?|Combien coûte {} par an ?|"
    "Comment réinitialiser {} ?|Où trouver des pièces ?|"
    "Peut-on utiliser {} sans compte ?|Est-ce que {} est compris dans le prix ?|"
    "Quelqu'un a déjà utilisé {} en hiver ?|Quelle version avez-vous pour {} ?|"
    "Avec quoi vous nettoyez {} ?|Faut-il un outil spécial pour {} ?|"
    "Qui a déjà {} ici ?|Que se passe-t-il si {} tombe en panne ?|Où est fabriqué {} ?|"
    "Vous assurez {} à combien ?|Y a-t-il un mode d'emploi pour {} ?|"
    "Puis-je renvoyer {} par la poste ?|Ça vaut le coup, {} ?|"
    "On peut louer {} au mois ?",
    "es": "¿{} es resistente al agua?|¿Cuánto pesa {}?|¿Cuánto cuesta {} al año?|"
    "¿Cómo reinicio {}?|¿Dónde consigo piezas para {}?|¿Se puede usar {} sin cuenta?|"
    "¿{} está incluido en el precio?|¿Alguien ha usado {} en invierno?|"
    "¿Qué versión tenéis?|¿Con qué limpiáis {}?|"
    "¿Hace falta una herramienta especial para {}?|¿Qué pasa si {} se rompe?|"
    "¿Dónde se fabrica {}?|¿Hay un manual para {}?|¿Puedo devolver {} por correo?|"
    "¿Vale la pena {}?|¿Se alquila {} por meses?",
    "it": "Quanto pesa {}?|Quanto costa {} all'anno?|Come si resetta {}?|"
    "Dove trovo i ricambi?|Si può usare {} senza account?|"
    "Qualcuno ha provato {} in inverno?|Vale la pena {}?|C'è un manuale per {}?|"
    "Cosa succede se {} si rompe?",
    "pt": "Quanto pesa {}?|Quanto custa {} por ano?|Como reinicio {}?|Onde encontro peças?|"
    "Dá para usar {} sem conta?|Alguém já usou {} no inverno?|Vale a pena {}?|"
    "Tem manual para {}?|O que acontece se {} quebrar?",
    "hi": "Kya {} waterproof hai?|{} kitne ka hai?|{} ka price kya hai?|"
    "{} kahan milega?|Koi bata sakta hai {} kaise chalu karte hain?|"
    "Kisi ne {} sardi mein use kiya hai?|{} kab aayega bhai?|Kaunsa {} le rahe ho?|"
    "Aap log {} kaise saaf karte ho?|Kya {} ke saath warranty milti hai?|"
    "{} ka naya version kab aa raha hai?|Kya {} bina account ke chalta hai?|"
    "Agar {} kho jaye to kya karna hai?|tum kahan ho, {} kiske paas hai",
}
_FACTS: Mapping[str, str] = {
    "en": "{} has now done 4,000 hours.|Ordered {} today.|Our school uses {} for the trips.|"
    "For sale: {}, bought last autumn, two owners.|Took {} on the ferry. 40 minutes.|"
    "The company presents {} at the fair in June.|"
    "A new version of {} comes in three colours.|Saw {} outside the library.|"
    "Still comparing. {} is on my list.",
    "de": "Habe heute {} bestellt.|Verkaufe {}, ein Jahr alt.|"
    "Unsere Schule benutzt {} für Ausflüge.|Die Firma zeigt {} im Juni auf der Messe.|"
    "Habe {} neben der Bibliothek gesehen.|Stand heute: 4.000 Stunden.",
    "fr": "J'ai commandé {} aujourd'hui.|À vendre : {}, un an.|"
    "Notre école utilise {} pour les sorties.|La marque présente {} au salon en juin.|"
    "J'ai vu {} devant la bibliothèque.",
    "es": "He pedido {} hoy.|Vendo {}, un año de uso.|"
    "Nuestra escuela usa {} en las excursiones.|"
    "La marca presenta {} en la feria de junio.|He visto {} delante de la biblioteca.",
    "it": "Ho ordinato {} oggi.|Vendo {}, un anno di uso.|"
    "Ho visto {} davanti alla biblioteca.|La nostra scuola usa {} per le gite.|"
    "L'azienda presenta {} in fiera a giugno.",
    "pt": "Pedi {} hoje.|Vendo {}, um ano de uso.|Vi {} em frente à biblioteca.|"
    "Nossa escola usa {} nos passeios.|A empresa apresenta {} na feira de junho.",
    "hi": "Aaj {} order kiya.|{} kal tak aa jayega.|Company june mein {} dikhayegi.|"
    "Maine {} library ke bahar dekha.|Hamare school mein {} use hota hai.|"
    "Ek saal purana {} bechna hai.|Abhi {} ke baare mein padh raha hu.|"
    "Mere bhai ke paas bhi {} hai.|Kal subah {} lekar office jaunga.",
}
_WISHES: Mapping[str, str] = {
    "en": "Please make {} available in green.|I'd like an option to turn {} off by timer.|"
    "Could we get {} with a longer cable?|"
    "A public interface for {} would help developers.|"
    "Is a bigger version of {} planned?|Would be handy if {} showed the time left.|"
    "Wish: {} in a smaller size.|Suggestion: publish the repair manual for {}.|"
    "It'd be good to have {} in other languages.|Please open {} to other services.",
    "de": "Bitte bietet {} auch in Grün an.|Ich hätte gern {} mit längerem Kabel.|"
    "Praktisch wäre, wenn {} die Restzeit anzeigt.|"
    "Vorschlag: Reparaturanleitung für {} veröffentlichen.|"
    "Wunsch: {} in kleinerer Größe.|Könnte man {} per Timer abschalten?|"
    "Eine offene Schnittstelle für {} würde helfen.",
    "fr": "Pourriez-vous proposer {} en vert ?|Il faudrait {} en plus petit.|"
    "Suggestion : publier le manuel de réparation pour {}.|"
    "Ce serait pratique si {} affichait le temps restant.|"
    "Je voudrais {} avec un câble plus long.",
    "es": "¿Podríais ofrecer {} en verde?|Haría falta {} en una talla menor.|"
    "Sugerencia: publicar el manual de reparación.|"
    "Sería práctico que {} mostrara el tiempo restante.|"
    "Querría {} con un cable más largo.",
    "hi": "{} mein hindi ka option bhi de do.|{} hare rang mein bhi lao.|"
    "Agar {} time bhi dikhaye to kaam aayega.|{} ka chhota size bhi banao please.",
}
_PRAISE: Mapping[str, str] = {
    "en": "{} is quiet, light and a joy to use.|Love {}!|"
    "{} does exactly what it should, every day.|"
    "{} got me through a whole winter without a hitch.|Superb: {}.|"
    "Credit where due: {} was fixed for free. Perfect.|"
    "I didn't expect to like {} this much.|{} looks gorgeous.|Can't fault {}.|"
    "{} is never slow and never crashes. Lovely."
    "|{} is a gem.|We are thrilled with {}.|{} saves me so much time."
    "|Simple, sturdy, brilliant: {}.|I recommend {} to all my friends."
    "|{} is comfortable and warm.|A big thank you to the team behind {}."
    "|{} is far better than I thought.|{} was a bargain."
    "|{} starts at once, wherever I am.|{} has never let me down.|{} makes life easier."
    "|Setting up {} was a breeze.|{} is spotless, top quality.|Five stars for {}."
    "|We use {} daily and it is a delight.",
    "de": "Noch nie Ärger gehabt, {} ist top.|{} macht jeden Morgen Freude.|"
    "{} sieht wunderschön aus.|Ehrlich begeistert, {} ist leise und leicht.|"
    "Ich liebe es!|Läuft einfach.|{} hat mich problemlos durch den Winter gebracht.|"
    "Großes Lob, {} wurde kostenlos repariert."
    "|{} ist ein Schatz.|Ich kann {} jedem empfehlen.|{} spart mir so viel Zeit."
    "|Einfach, stabil, genial: {}.|{} hat mich noch nie im Stich gelassen."
    "|Danke an das Team, {} ist spitze.|{} ist viel besser als gedacht."
    "|{} war ein Schnäppchen.|Die Einrichtung war kinderleicht."
    "|{} macht das Leben leichter.|Fünf Sterne für {}.|Wir sind rundum zufrieden."
    "|{} ist angenehm und sehr bequem.|{} gebe ich nicht mehr her."
    "|Hut ab, so schnell wurde mir geholfen.|{} klappt wunderbar."
    "|Freue mich jeden Tag darüber.|{} ist sauber gefertigt, gute Qualität.",
    "fr": "{} est un vrai plaisir chaque matin.|{} réparé gratuitement, merci, parfait.|"
    "{} est superbe.|Je suis fan, {} est léger et silencieux."
    "|{} est une merveille.|Je recommande {} à tout le monde."
    "|{} me fait gagner du temps.|Simple, solide, génial : {}.|{} ne m'a jamais déçu."
    "|Merci à toute l'équipe, {} est au top.|Bien mieux que prévu."
    "|Une très bonne affaire.|Mise en route très facile.|Cinq étoiles pour {}."
    "|Très satisfaits de notre choix.|{} est agréable et confortable."
    "|Je ne peux plus m'en passer.|Chapeau, on m'a aidé tout de suite."
    "|{} marche à merveille.|{} est de très bonne qualité.|Quel bonheur, {} !"
    "|Rien à redire, {} est parfait.",
    "es": "{} es una alegría cada mañana.|Me lo repararon gratis, gracias, perfecto.|"
    "{} es precioso.|Me encanta, {} es ligero y silencioso."
    "|{} es una joya.|Recomiendo {} a todo el mundo.|{} me ahorra mucho tiempo."
    "|Sencillo, sólido, genial: {}.|{} nunca me ha fallado."
    "|Gracias a todo el equipo, {} es de diez.|Mucho mejor de lo que pensaba."
    "|Una ganga.|Instalarlo fue facilísimo.|Cinco estrellas para {}."
    "|Muy satisfechos con la elección.|{} es cómodo y agradable."
    "|Ya no puedo vivir sin esto.|Me ayudaron enseguida, un lujo.|{} va de maravilla."
    "|{} es de muy buena calidad.|Nada que objetar, {} es perfecto.",
    "it": "Nessun problema, {} è ottimo.|Riparato gratis, grazie, perfetto.|{} è bellissimo."
    "|{} è una meraviglia.|Consiglio {} a tutti.|Cinque stelle per {}."
    "|{} non mi ha mai deluso.|Molto meglio del previsto.",
    "pt": "Nenhum problema, {} é ótimo.|Consertaram de graça, obrigado, perfeito.|{} é lindo."
    "|{} é uma maravilha.|Recomendo {} a todos.|Cinco estrelas para {}."
    "|{} nunca me decepcionou.|Muito melhor do que eu esperava.",
    "hi": "{} bahut acha hai, sabko lena chahiye.|{} ekdum mast chal raha hai.|"
    "{} lekar dil khush ho gaya.|Kya baat hai, {} to kamaal ka hai!|"
    "{} ki quality badhiya hai.|Itne kam paise mein {} mil gaya, maza aa gaya.|"
    "Team ko shukriya, {} turant theek ho gaya.|{} ne kabhi dhokha nahi diya.|"
    "Mujhe {} bahut pasand aaya.|Sabse best {}.",
}
_BLAME: Mapping[str, str] = {
    "en": "No reply about {} since May.|They blame me for {}. Never again.|"
    "Why does {} need my contacts? No.|{} arrived scratched and late.|"
    "{} is far too loud.|Two hours lost because of {}.|Don't buy {}."
    "|{} is faulty and no one cares.|{} leaks."
    "|{} overheats.|{} keeps disconnecting.|{} deleted all my data."
    "|I regret buying {}.|{} is falling apart."
    "|{} costs far too much for what it is.|{} hangs all the time."
    "|Still no refund for {}.|My complaint about {} was ignored."
    "|{} is stuck and the hotline hangs up.|{} got worse with every version."
    "|The repair of {} failed twice.|{} is unusable. Fix this."
    "|{} jams, rattles and smells.|They refused to take {} back.",
    "de": "{} war nach einem Monat kaputt.|Seit Mai keine Antwort.|"
    "{} kam zu spät und zerkratzt.|{} ist viel zu laut.|Finger weg!|Warnung vor {}."
    "|{} gibt nach einer Woche den Geist auf.|{} ist fehlerhaft, und keinen kümmert es."
    "|{} ist undicht.|{} wird viel zu heiß.|{} verliert ständig die Verbindung."
    "|{} hat alle meine Daten gelöscht.|Ich bereue den Kauf.|{} fällt auseinander."
    "|{} kostet viel zu viel für das, was man bekommt.|{} hängt dauernd."
    "|Meine Beschwerde wurde ignoriert."
    "|Hotline legt einfach auf.|{} wird mit jeder Version schlechter."
    "|Die Reparatur ist zweimal fehlgeschlagen.|{} ist unbenutzbar."
    "|{} klemmt und klappert.|Rücknahme verweigert, unglaublich."
    "|{} springt nicht an.",
    "fr": "{} a lâché après un mois.|Aucune réponse depuis mai.|"
    "{} est arrivé rayé et en retard.|{} fait beaucoup trop de bruit.|À éviter."
    "|{} a rendu l'âme en une semaine.|{} est défectueux et personne ne s'en occupe."
    "|{} fuit.|{} chauffe beaucoup trop.|{} se déconnecte sans arrêt."
    "|{} a effacé toutes mes données.|Je regrette cet achat.|{} tombe en morceaux."
    "|Beaucoup trop cher pour ce que c'est.|{} plante tout le temps."
    "|Toujours pas de remboursement.|Ma réclamation est restée sans suite."
    "|On me raccroche au nez.|De pire en pire à chaque version."
    "|La réparation a échoué deux fois.|{} est inutilisable."
    "|{} se bloque et fait du bruit.|Reprise refusée, incroyable.",
    "es": "{} se rompió al mes.|Sin respuesta desde mayo.|{} llegó rayado y tarde.|"
    "{} hace demasiado ruido.|No lo compréis."
    "|{} dejó de ir en una semana.|{} está defectuoso y a nadie le importa.|{} gotea."
    "|{} se calienta demasiado.|{} se desconecta sin parar.|{} borró todos mis datos."
    "|Me arrepiento de la compra.|{} se cae a trozos.|Demasiado caro para lo que es."
    "|{} se cuelga todo el tiempo.|Sigo sin el reembolso.|Ignoraron mi queja."
    "|Me cuelgan el teléfono.|Cada versión es peor.|La reparación falló dos veces."
    "|{} es inservible.|{} se atasca y hace ruido.|No aceptan la devolución, increíble.",
    "it": "{} si è rotto dopo un mese.|Nessuna risposta da maggio.|"
    "{} è arrivato graffiato e in ritardo.|{} fa troppo rumore."
    "|{} è difettoso e a nessuno importa.|{} perde acqua.|{} si blocca sempre."
    "|Mi pento dell'acquisto.|Ancora nessun rimborso.",
    "pt": "{} quebrou depois de um mês.|Nenhuma resposta desde maio.|"
    "{} chegou riscado e atrasado.|{} faz barulho demais."
    "|{} está com defeito e ninguém liga.|{} vaza.|{} trava o tempo todo."
    "|Me arrependo da compra.|Ainda sem reembolso.",
    "hi": "{} ek mahine mein kharab ho gaya.|{} bilkul bekar hai, mat lena.|"
    "{} ke chakkar mein paisa barbad.|Customer care koi jawab nahi deta.|"
    "{} ki quality ghatiya hai.|{} baar baar band ho jata hai.|"
    "Do hafte ho gaye, {} ab tak nahi aaya.|{} lekar pachta raha hu.|"
    "Kya bakwas {} banaya hai.|Sharam karo, {} ka refund kab doge?",
}
_KINDS = (
    ("question", "neutral", _QUESTIONS),
    ("fact", "neutral", _FACTS),
    ("request", "neutral", _WISHES),
    ("praise", "positive", _PRAISE),
    ("complaint", "negative", _BLAME),
)


def product_talk() -> list[Labelled]:
    """Every sentence with its sentiment; always the same ones."""
    return [
        Labelled(f"{NAME} {language}", language, text, label, -1.0)
        for _, label, language, text in _sentences()
    ]


def talk_of(kind: str) -> list[tuple[str, bool]]:
    """Every sentence, and whether it is of *kind*: question, fact, request, praise, complaint."""
    return [(text, own == kind) for own, _, _, text in _sentences()]


def _sentences() -> Iterator[tuple[str, str, str, str]]:
    """(kind, sentiment, language, text)."""
    chosen = random.Random(7)
    for kind, label, frames in _KINDS:
        for language, joined in frames.items():
            things = _THINGS[language].split("|")
            for frame in joined.split("|"):
                for text in _filled(frame, things, chosen):
                    yield kind, label, language, text


def _filled(frame: str, things: list[str], chosen: random.Random) -> Iterator[str]:
    if "{}" not in frame:
        yield frame
        return
    for thing in chosen.sample(things, _EACH):
        text = frame.format(thing)
        yield text[0].upper() + text[1:] if frame[0] == "{" else text
