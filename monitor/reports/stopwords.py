"""Words too common to say what a text is about, in seven languages."""

from typing import Final

_ENGLISH = """
a about above after again all almost already also always am amp an and another any anyone
anything are aren't around as at away back be because been before being below best better
between both but by can can't cannot come could couldn't did didn't do does doesn't doing
don't done down during each either else enough even ever every everyone everything few
first for from further get gets getting give go goes going gone good got great had has
hasn't have haven't having he her here hers him his how however i i'd i'll i'm i've if in
instead into is isn't it it's its itself just keep know last least less let let's like
little long look lot made make makes making many may maybe me mean might mine more most
much must my myself need needs never new next no nobody none nor not nothing now of off
often ok okay on once one only onto or other others our ours out over own people per
please put quite rather re really right rt said same say says see seem seems she should
shouldn't since so some someone something soon still such sure take takes than thank
thanks that that's the their theirs them then there there's these they they're thing
things think this those though through time times to today together too took toward try
trying two under until up upon us use used uses using usually very via want wanted wants
was wasn't way we we're well went were what what's when where whether which while who
whole whom whose why will wish with within without won't would wouldn't wow yes yet you
you'd you'll you're you've your yours yourself
"""
_GERMAN = """
aber alle allem allen aller alles als also am an andere anderen auch auf aus bei beim bin
bis bist bitte da dabei damit danach dann das dass dein deine dem den denn der des deshalb
dich die dies diese diesem diesen dieser dieses dir doch dort du durch eben eigentlich ein
eine einem einen einer eines einfach einige einmal er es etwas euch euer eure für gab ganz
gar geht gerade gern gerne gibt gut hab habe haben hat hatte heute hier hin hinter hätte
hätten ich ihm ihn ihnen ihr ihre im immer in ins ist ja jede jeden jeder jedes jetzt kann
kannst kein keine keinen können könnte machen macht mal man mehr mein meine meinem meinen
meiner mich mir mit muss möchte müssen nach nicht nichts nie noch nun nur ob oder ohne
schon sehr sein seine seit sich sie sind so sogar soll sollte sondern sonst um und uns
unser unter viel viele vom von vor war waren warum was weil weiter welche wenn wer werden
wie wieder wieso will wir wird wirklich wo wurde wäre wünsche wünschen würde würden zu zum
zur zwar zwischen über
"""
_SPANISH = """
a al algo alguna algún ante antes aquí así aunque bien cada casi como con contra cual
cuando cómo de del desde después donde dos el ella ellos en entre era es esa ese eso esta
estar este esto estos está están favor fue gracias ha había hace hacer han hasta hay la
las le les lo los me mi mis mucho muy más nada ni no nos nosotros nuestra nuestro o ojalá
os otra otro para pero poco por porque puede pueden pues que quien quiero qué se sea ser
si sido sin sobre solo son su sus sí sólo también tan tanto te tengo tiene tienen todo
todos tu tus un una uno unos usted va vez y ya yo él
"""
_FRENCH = """
ai alors après assez au aucun aussi autre aux avant avec avez avoir bien bon c'est car ce
cela ces cet cette chez comme comment d'un d'une dans de depuis des deux dire dit donc
dont du elle elles en encore entre est et eu eux faire fait faut fois ici il ils j'ai je
jour jusque l'on la le les leur lui là ma mais me merci mes moi moins mon même n'est ne ni
non nos notre nous on ont ou oui où par parce pas peu peut plaît plus pour pourquoi pouvez
puis qu'il quand que quel quelle qui quoi sa sans se ses si sont sous sur ta te tes toi
ton toujours tous tout toute trop très tu un une vos votre voudrais vous vraiment y à ça
étais était été être
"""
_ITALIAN = """
a ai al alla alle anche ancora che chi ci come con cosa così da dal dalla de del della
delle di dove due e ed era essere fa fare fatto già gli grazie ha hai hanno ho i il in io
la le lei lo loro lui ma mai me mi mia mio molto ne nel nella no noi non nostro o ogni per
perché però più poi può qua quando quello questa questo qui se sei senza si sia siamo solo
sono sta su sua sul suo sì te ti tra tu tutti tutto un una uno va vi voi vorrei è
"""
_PORTUGUESE = """
a agora ainda algo ao aos as até bem bom cada com como da dar das de dela dele depois do
dos e ela ele eles em entre era essa esse esta está estão eu faz fazer foi gente há isso
isto já la lá mais mas me mesmo meu minha muito na nas nem no nos nossa nosso num numa não
nós o obrigado os ou para pela pelo por porque pra quando que quem se sem ser sua são só
também te tem tenho ter teu toda todo todos tu tudo um uma umas uns vai você vocês vou é
"""
_DUTCH = """
aan al alle als ben bent bij dan dat de deze die dit doen door dus een en er even ga gaan
geen goed graag had heb hebben heeft het hier hij hoe hun ik in is ja je jij jullie kan
kon kunnen maar maken me meer men met mij mijn moet na naar niet niets nog nu of om omdat
ons onze ook op over te toch toen tot u uit uw van veel voor waar wat we weer wel werd wij
wil willen worden wordt zal ze zich zij zijn zo zonder zou
"""

_ASKING = """
add adding allow bring could feature implement include introduce offer please provide support
supports wish wishes ajouter ajoutez añadan añadir agregar agreguen einbauen ergänzen ergänzt
hinzufügen wünsche ojalá souhaite
"""

STOP_WORDS: Final = frozenset(
    " ".join(
        (_ENGLISH, _GERMAN, _SPANISH, _FRENCH, _ITALIAN, _PORTUGUESE, _DUTCH, _ASKING)
    ).split()
)  # fmt: skip
