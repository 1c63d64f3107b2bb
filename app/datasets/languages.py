"""Short texts in four languages, put together by chance from the phrases below: `languages`.

Which language is it? The features that tell are n-grams: "the ", "sch", "eau", "ться". Every text is the bytes of its
UTF-8, so that any alphabet goes in; a Russian letter is two bytes, 208 or 209 and another.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

LENGTH = 128
"""Bytes of a text: what is shorter is filled up with zeros, what is longer is cut off after a whole letter."""
TRAIN_EACH, TEST_EACH = 1_000, 250
"""Texts of each language."""
ORDER_SHARE = 0.6
"""Of the texts that are sentences; the others are frequent words in any order."""


@dataclass(frozen=True)
class Language:
    """A sentence is one of each of the `parts`; `words` are frequent ones by themselves."""

    name: str
    parts: tuple[str, ...]
    words: str

    def sentence(self, chance: random.Random) -> str:
        """A sentence by chance: sometimes only its beginning, mostly as one writes it."""
        chosen = [_one(part.split("|"), chance) for part in self.parts]
        text = " ".join(chosen[: 2 + int(chance.random() * (len(chosen) - 1))])
        text = text[0].upper() + text[1:] if chance.random() < 0.6 else text
        return text + _one([".", ".", "!", "?", ""], chance)

    def jumble(self, chance: random.Random) -> str:
        """Three to ten frequent words."""
        words = self.words.split()
        return " ".join(_one(words, chance) for _ in range(3 + int(chance.random() * 8)))


def _one(choices: list[str], chance: random.Random) -> str:
    """`random()` alone is promised to stay the same in every version of Python."""
    return choices[int(chance.random() * len(choices))]


ENGLISH = Language(
    "English",
    (
        "today|yesterday|every morning|in the evening|at night|on Sunday|last summer|after school|once a week|now",
        "my mother|the old teacher|a young woman|our neighbour|the black cat|his brother|the children|a student"
        "|the tall man|her best friend|the whole family|somebody|the doctor|my little sister|the train driver",
        "is reading|was looking for|has found|would like to buy|never forgets|can see|was writing about|brings"
        "|should have kept|is thinking of|wants to understand|has already eaten|was carrying|remembers|often draws",
        "a good book|the last letter|some fresh bread|the white house|a new picture|three green apples|the answer"
        "|an interesting question|the way home|those numbers|a cup of tea|the old bridge|its shadow|the weather",
        "in the garden|with great pleasure|near the river|behind the door|for the first time|at the station"
        "|without any help|under the table|because of the rain|together with the others|in a small town|by the sea",
    ),
    "the of and to in is you that it he was for on are as with his they at be this have from or one had by word but "
    "not what all were we when your can said there use an each which she do how their if will up other about out many "
    "then them these so some her would make like him into time has look two more write go see number no way could "
    "people my than first water been call who its now find long down day did get come made may part over new sound "
    "take only little work know place year live me back give most very after thing our just name good sentence man "
    "think say great where help through much before line right too mean old any same tell boy follow came want show",
)

GERMAN = Language(
    "Deutsch",
    (
        "heute|gestern|jeden Morgen|am Abend|in der Nacht|am Sonntag|im letzten Sommer|nach der Schule|manchmal|jetzt",
        "liest|sucht|findet|kauft|vergisst nie|sieht|beschreibt|bringt|behält|zeichnet oft|versteht|isst|trägt|kennt"
        "|möchte",
        "meine Mutter|der alte Lehrer|eine junge Frau|unser Nachbar|die schwarze Katze|sein Bruder|ein Student"
        "|der große Mann|ihre beste Freundin|die ganze Familie|jemand|der Arzt|meine kleine Schwester|das Kind",
        "ein gutes Buch|den letzten Brief|frisches Brot|das weiße Haus|ein neues Bild|drei grüne Äpfel|die Antwort"
        "|eine schwierige Frage|den Weg nach Hause|diese Zahlen|eine Tasse Tee|die alte Brücke|ihren Schatten",
        "im Garten|mit großer Freude|am Fluss|hinter der Tür|zum ersten Mal|auf dem Bahnhof|ohne jede Hilfe"
        "|unter dem Tisch|wegen des Regens|zusammen mit den anderen|in einer kleinen Stadt|am Meer|vor dem Fenster",
    ),
    "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat "
    "sie nach wird bei einer um am sind noch wie einem über einen so zum haben nur oder aber vor zur bis mehr durch "
    "sein wurde wenn können mich dich schon unter wir soll ihre dann mir kein immer hier wieder was gegen vom schön "
    "viel gut muss ihm welche jetzt sehr jeder machen gehen kommen sagen wissen zwischen Jahr Zeit Leben Mensch Haus "
    "Straße Wasser Freund Schule Arbeit heißen möchten während gewesen schließlich natürlich vielleicht deshalb",
)

FRENCH = Language(
    "Français",
    (
        "aujourd'hui|hier|chaque matin|le soir|la nuit|le dimanche|l'été dernier|après l'école|parfois|maintenant",
        "ma mère|le vieux professeur|une jeune femme|notre voisin|le chat noir|son frère|les enfants|un étudiant"
        "|le grand monsieur|sa meilleure amie|toute la famille|quelqu'un|le médecin|ma petite sœur|la boulangère",
        "a lu|cherchait|a trouvé|voudrait acheter|n'oublie jamais|peut voir|décrivait|apporte|aurait dû garder"
        "|pense à|veut comprendre|a déjà mangé|portait|se souvient de|dessine souvent",
        "un bon livre|la dernière lettre|du pain frais|la maison blanche|un nouveau tableau|trois pommes vertes"
        "|la réponse|une question difficile|le chemin du retour|ces nombres|une tasse de thé|le vieux pont|son ombre",
        "dans le jardin|avec grand plaisir|près de la rivière|derrière la porte|pour la première fois|à la gare"
        "|sans aucune aide|sous la table|à cause de la pluie|avec les autres|dans une petite ville|au bord de la mer",
    ),
    "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec son nous vous "
    "mais comme ou si leur y dont aux elle deux ces même tout on aussi bien été sans être cette fait où peut ses quand "
    "très entre encore après avant sous jour monde temps vie homme femme année autre chez toujours faire dire voir "
    "aller prendre beaucoup petit grand chose quelque rien jamais depuis pendant eau rue école travail aujourd'hui "
    "voilà peut-être c'est j'ai qu'il d'une n'est s'il heureux toutes moins ici donc trop parce chaque",
)

RUSSIAN = Language(
    "Русский",
    (
        "сегодня|вчера|каждое утро|вечером|ночью|в воскресенье|прошлым летом|после школы|иногда|теперь",
        "моя мама|старый учитель|молодая женщина|наш сосед|чёрная кошка|его брат|один студент|высокий человек"
        "|её подруга|вся семья|кто-то|врач|моя сестра|машинист",
        "читает|ищет|находит|хочет купить|никогда не забывает|видит|описывает|приносит|бережёт|часто рисует"
        "|пытается понять|несёт|вспоминает",
        "хорошую книгу|последнее письмо|свежий хлеб|белый дом|новую картину|три яблока|ответ|трудный вопрос"
        "|дорогу домой|эти числа|чашку чая|старый мост|свою тень",
        "в саду|с радостью|у реки|за дверью|в первый раз|на вокзале|без помощи|под столом|из-за дождя"
        "|вместе с другими|в маленьком городе|у моря",
    ),
    "и в не на я быть он с что а по это она этот к но они мы весь который из у то за свой вы год от так для же все "
    "тот мочь человек такой его сказать только или ещё бы себя один как уже до время если сам когда другой вот "
    "говорить наш мой знать стать при чтобы дело жизнь кто первый очень два день её новый рука даже во со раз где там "
    "под можно ну какой после их работа без самый потом надо хотеть ли слово идти большой должен место иметь ничто",
)

LANGUAGES = (ENGLISH, GERMAN, FRENCH, RUSSIAN)


def texts(each: int, seed: int, without: frozenset[str] = frozenset()) -> Iterator[tuple[str, int]]:
    """`each` different texts of every language, with the index of the language; none of them in `without`."""
    for label, language in enumerate(LANGUAGES):
        chance, known = random.Random(f"{seed} {language.name}"), set(without)  # noqa: S311
        for _ in range(each):
            text = _fresh(language, chance, known)
            known.add(text)
            yield text, label


def _fresh(language: Language, chance: random.Random, known: set[str]) -> str:
    while True:
        text = language.sentence(chance) if chance.random() < ORDER_SHARE else language.jumble(chance)
        if text not in known:
            return text


def encoded(text: str, length: int = LENGTH) -> bytes:
    """The bytes of a text's UTF-8, cut after a whole letter and filled up with zeros to `length`."""
    cut = text.encode()[:length].decode(errors="ignore").encode()
    return cut.ljust(length, b"\0")


def decoded(column: bytes) -> str:
    """The text that was encoded so; what is no UTF-8 becomes U+FFFD."""
    return column.rstrip(b"\0").decode(errors="replace")
