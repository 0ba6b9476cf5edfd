"""Words that say nothing of what a text or a query is about, by language.

Articles, prepositions, pronouns, auxiliaries, question words: they are not looked for, and a
label is recognised whichever of them stand inside it ("détention de mineurs", "détention des
mineurs"). Written as `folding.fold` leaves them.
"""

from __future__ import annotations

STOP_WORDS: dict[str, frozenset[str]] = {
    "nl": frozenset(
        """
        de het een der des den ter ten te en of maar want dus noch als dan dat die dit deze
        er hier daar waar wie wat welk welke hoe hoeveel wanneer waarom ik je jij u hij zij
        ze wij we jullie hun hen haar hem zijn mijn ons onze uw zich is was waren wordt
        worden werd werden geworden ben bent heeft hebben had hadden kan kunnen kon zal
        zullen zou zouden moet moeten mag mogen wil willen in op aan bij van voor met tot
        tegen over om door naar uit onder tussen tijdens na sinds per via binnen buiten
        zonder volgens rond niet geen ook nog al wel meer veel zo toch even alle elk elke
        ander andere men iemand iets weinig s t d
        """.split()
    ),
    "fr": frozenset(
        """
        le la les l un une des du de d et ou mais donc or ni car que qu qui quoi dont ou
        quel quelle quels quelles comment combien quand pourquoi je j tu il elle on nous
        vous ils elles se s me m te t ce c cet cette ces son sa ses leur leurs mon ma mes
        ton ta tes notre nos votre vos est sont etait etaient ete etre sera seront a ont
        avait avaient avoir aura peut peuvent doit doivent a au aux en dans par pour sur
        avec sans sous vers chez entre contre depuis pendant lors selon apres avant ne n pas
        plus moins tres aussi y si tout tous toute toutes autre autres meme
        """.split()
    ),
    "de": frozenset(
        """
        der die das des dem den ein eine einer eines einem einen und oder aber denn sondern
        als wenn ob dass weil wie was wer wem wen welche welcher welches welchen wieviel
        viele wann warum wo ich du er sie es wir ihr ihnen ihm ihn sein seine seiner seinen
        ihre ihrer ihren unser sich ist sind war waren wird werden wurde wurden worden hat
        haben hatte hatten kann konnen konnte soll sollen muss mussen darf durfen will
        wollen in im an am auf bei beim von vom zu zum zur mit nach aus uber unter fur um
        durch gegen ohne zwischen vor seit wahrend bis nicht kein keine auch noch nur mehr
        sehr so alle jede jeder jedes andere anderen man jemand etwas wenig zu dieser diese
        dieses diesem
        """.split()
    ),
    "en": frozenset(
        """
        the a an and or but nor so as if than that which who whom whose what how many much
        when where why i you he she it we they them his her its their our my your me us is
        are was were be been being am has have had do does did can could will would shall
        should may might must in on at by of for with to from into onto over under about
        between during after before since per via within without against according not no
        also still all each every other another this these those there here someone
        something few too s t d
        """.split()
    ),
}
ANY_LANGUAGE: frozenset[str] = frozenset().union(*STOP_WORDS.values())
# Stop words that turn what they stand by into something else.
NEGATIONS: frozenset[str] = frozenset(
    "niet geen zonder sans pas ni non nicht kein keine ohne not no without".split()
)
