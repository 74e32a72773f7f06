"""Names out of bylines in many languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.metadata import names

OUTLETS = frozenset({"exampletimes", "beispielzeitung"})


@pytest.mark.parametrize(
    ("raw", "language", "persons"),
    [
        ("By Ada Sample", "en", ["Ada Sample"]),
        ("BY ADA SAMPLE AND BEN TEST", "en", ["ADA SAMPLE", "BEN TEST"]),
        ("Ada Sample, Ben Test and Cy Proof", "en", ["Ada Sample", "Ben Test", "Cy Proof"]),
        ("Ada Sample, Staff Writer", "en", ["Ada Sample"]),
        ("Ada Sample Senior Correspondent", "en", ["Ada Sample"]),
        ("Ada Sample | Political Editor", "en", ["Ada Sample"]),
        ("By Ada Sample in Berlin", "en", ["Ada Sample"]),
        ("Ada Sample for Example Times", "en", ["Ada Sample"]),
        ("Ada Sample Example Times", "en", ["Ada Sample"]),
        ("By Ada Sample Published March 3, 2024", "en", ["Ada Sample"]),
        ("Ada Sample 3 March 2024", "en", ["Ada Sample"]),
        ("By Ada Sample, Thursday, March 3, 2024", "en", ["Ada Sample"]),
        ("Ada Sample EXAMPLE NEWS NETWORK", "en", ["Ada Sample"]),
        ("Ada SAMPLE and Ben TEST", "en", ["Ada SAMPLE", "Ben TEST"]),
        ("Ada Sample, Leiterin der, Kenia", "de", ["Ada Sample"]),
        ("Ada Sample (ada@example.com)", "en", ["Ada Sample"]),
        ("Ada Sample @adasample", "en", ["Ada Sample"]),
        ("Sample, Ada", "en", ["Ada Sample"]),
        ("Ada B. Sample, Ph.D.", "en", ["Ada B. Sample, Ph.D."]),
        ("Ben Test Jr.", "en", ["Ben Test Jr."]),
        ("Ada Sample Ada Sample", "en", ["Ada Sample"]),
        ("Ada Sample | London", "en", ["Ada Sample"]),
        ("Ada Sample | Ben Test", "en", ["Ada Sample", "Ben Test"]),
        ("Ana Exemplo, Jornal Exemplo — São Paulo", "pt", ["Ana Exemplo"]),
        ("Harbour Times - Ada Sample", "en", ["Ada Sample"]),
        ("Reuters/Ada Sample", "en", ["Ada Sample"]),
        ("来源：示例报 作者：王小明", "zh", ["王小明"]),
        ("来源：示例报", "zh", []),
        ("【山田太郎】", "ja", ["山田太郎"]),
        ("입력 2024.03.05 홍길동 기자", "ko", ["홍길동"]),
        ("Ada Sample, Ada  Sample", "en", ["Ada Sample"]),
        ("Von Jana Muster und Karl-Heinz Beispiel", "de", ["Jana Muster", "Karl-Heinz Beispiel"]),
        ("Ein Gastbeitrag von Jana Muster", "de", ["Jana Muster"]),
        ("Jana Muster, Redakteurin", "de", ["Jana Muster"]),
        ("Jana Muster, Lille", "de", ["Jana Muster"]),
        ("Hanna von der Beispielburg", "de", ["Hanna von der Beispielburg"]),
        ("Par Élodie Modèle et Jean le Témoin", "fr", ["Élodie Modèle", "Jean le Témoin"]),
        ("Por Lucía Ejemplo y Juan Prueba", "es", ["Lucía Ejemplo", "Juan Prueba"]),
        ("Santiago Ejemplo y Muestra", "es", ["Santiago Ejemplo y Muestra"]),
        ("di Carla Esempio e Luca Prova", "it", ["Carla Esempio", "Luca Prova"]),
        ("Por Ana Exemplo e Rui Prova", "pt", ["Ana Exemplo", "Rui Prova"]),
        ("Door Jan te Voorbeeld en Piet Proef", "nl", ["Jan te Voorbeeld", "Piet Proef"]),
        ("Av Kari Eksempel og Ola Prøve", "nb", ["Kari Eksempel", "Ola Prøve"]),
        ("Text: Eva Exempel och Per Prov", "sv", ["Eva Exempel", "Per Prov"]),
        ("Af Mette Eksempel", "da", ["Mette Eksempel"]),
        ("Kirjoittanut Aino Malli ja Eero Koe", "fi", ["Aino Malli", "Eero Koe"]),
        ("Autor: Anna Przykład i Jan Próba", "pl", ["Anna Przykład", "Jan Próba"]),
        ("Napsal Petr Příklad a Jana Vzorová", "cs", ["Petr Příklad", "Jana Vzorová"]),
        ("Piše: Ana Primjer", "hr", ["Ana Primjer"]),
        ("Írta: Példa Anna és Minta Béla", "hu", ["Példa Anna", "Minta Béla"]),
        ("Autor: Ana Exemplu și Ion Probă", "ro", ["Ana Exemplu", "Ion Probă"]),
        ("Yazan: Ayşe Örnek ve Ali Deneme", "tr", ["Ayşe Örnek", "Ali Deneme"]),
        ("Γράφει ο Νίκος Δείγμα", "el", ["Νίκος Δείγμα"]),
        ("Автор: Анна Пример и Иван Образец", "ru", ["Анна Пример", "Иван Образец"]),
        ("Підготувала Олена Зразок та Іван Приклад", "uk", ["Олена Зразок", "Іван Приклад"]),
        ("Автор Анна Примерова", "bg", ["Анна Примерова"]),
        ("Oleh Budi Contoh dan Siti Uji", "id", ["Budi Contoh", "Siti Uji"]),
        ("Tác giả: Nguyễn Văn Mẫu", "vi", ["Nguyễn Văn Mẫu"]),
        ("文・見本太郎", "ja", ["見本太郎"]),
        ("文・見本 太", "ja", ["見本 太"]),
        ("見本太郎 記者", "ja", ["見本太郎"]),
        ("홍길동 기자", "ko", ["홍길동"]),
        ("作者：王样本", "zh", ["王样本"]),
        ("بقلم: سارة مثال", "ar", ["سارة مثال"]),
        ("מאת: דנה דוגמה", "he", ["דנה דוגמה"]),
        ("Per Andersson", "sv", ["Per Andersson"]),
        ("Theo Muster", "de", ["Theo Muster"]),
        ("Tim Muster", None, ["Tim Muster"]),
    ],
)
def test_persons(raw, language, persons):
    assert list(names.read(raw, outlets=OUTLETS, language=language).persons) == persons


@pytest.mark.parametrize(
    "raw",
    ["", "By", "Redaktion", "Staff Writer", "admin", "Example Times", "The Example Times",
     "Beispielzeitung", "https://news.example/authors/ada", "ada@example.com", "@ada",
     "Example University", "Sportredaktion Nord", "Editorial Team", "news.example",
     "2024-03-03", "|", "die besten Texte der Woche", "Guest", "{{author}}", "編集部"],
)  # fmt: skip
def test_what_is_no_person(raw):
    assert names.read(raw, outlets=OUTLETS).persons == ()


@pytest.mark.parametrize(
    ("raw", "agencies"),
    [
        ("Jana Muster, dpa", ("dpa",)),
        ("dpa/lno", ("dpa",)),
        ("jwi/dpa", ("dpa",)),
        ("Jana Muster (Reuters)", ("Reuters",)),
        ("The Associated Press", ("Associated Press",)),
        ("Jana Muster", ()),
    ],
)
def test_agencies_are_kept_apart(raw, agencies):
    people = names.read(raw)
    assert people.agencies == agencies
    assert all(name == "Jana Muster" for name in people.persons)


def test_a_lone_name_after_a_particle_depends_on_where_it_stands():
    assert names.read("von Jana", visible=True, language="de").persons == ("Jana",)
    assert names.read("von Trapp", visible=False, language="de").persons == ("von Trapp",)
    assert names.read("Von dpa", visible=True, language="de") == names.People(agencies=("dpa",))


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("Publié le 3 mars 2024 par Ada Sample", "fr"),
        ("Veröffentlicht am 3. März 2024 um 10:20 von Ada Sample", "de"),
        ("Publicado em 3 de Março de 2024 por Ada Sample", "pt"),
    ],
)
def test_a_line_may_say_first_when_then_who(line, language):
    assert names.read(line, visible=True, language=language).persons == ("Ada Sample",)


def test_the_number_of_persons_is_bounded():
    raws = [f"Ada{chr(97 + n % 26)}{chr(97 + n // 26)} Sample" for n in range(200)]
    assert len(names.read_all(raws).persons) == names.MAX_PEOPLE


@given(st.text(max_size=400), st.sampled_from(["en", "de", "ja", "xx", "", None]))
def test_never_raises_and_gives_tidy_names(raw, language):
    for name in names.read(raw, language=language).persons:
        assert name == " ".join(name.split())
        assert 1 < len(name) <= 61
        assert any(char.isalpha() for char in name)


PIECES = [
    "by",
    "Ada",
    "von",
    "Sample",
    ",",
    "and",
    ";",
    "(",
    ")",
    "|",
    "Reuters",
    "12",
    "e",
    "记者",
    "、",
]


@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_byline_pieces_in_any_order_never_raise(pieces):
    names.read(" ".join(pieces), visible=True)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("By Ada Sample The Associated Press", ("Ada Sample",)),
        ("Ada Sample, Metro Staff Writer", ("Ada Sample",)),
        ("Ada Sample, Example News, New York", ("Ada Sample",)),
        ("By Ada Sample Thursday, November 9, 2023 4:41AM", ("Ada Sample",)),
        ("Author: Ada Sample, Date: 03.04.19", ("Ada Sample",)),
        ("By Ada Sample And Ben Test For The Example On Sunday", ("Ada Sample", "Ben Test")),
        ("ada_sample", ()),
        ("By April May", ("April May",)),
    ],
)
def test_what_follows_a_name(line, expected):
    assert names.read(line, language="en", visible=True).persons == expected


def test_an_agency_behind_a_name_is_told_apart():
    found = names.read("Ada Sample The Associated Press", language="en")
    assert (found.persons, found.agencies) == (("Ada Sample",), ("Associated Press",))


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("By Ada Sample, 5 March 2024. Photo by Ben Test", "en"),
        ("Ada Sample 05.03.2024 Von Aachen nach Berlin", "de"),
        ("Por Ada Sample 05/03/2024 10h20 Atualizado por Redação", "pt"),
        ("By Ada Sample | Illustration by: Ben Test | Edited by: Cy Proof", "en"),
        ("Ada Sample | Published: March 5, 2024 | By: Staff", "en"),
    ],
)
def test_who_stands_before_a_date_or_a_label_is_the_author(line, language):
    assert names.read(line, visible=True, language=language).persons == ("Ada Sample",)


@pytest.mark.parametrize(
    ("line", "person", "agency"),
    [
        ("王小明/新华社", "王小明", "Xinhua"),
        ("Kim/AP", "Kim", "Associated Press"),
        ("Agence France-Presse – Ada Sample", "Ada Sample", "Agence France-Presse"),
    ],
)
def test_a_person_beside_an_agency_is_no_sign(line, person, agency):
    assert names.read(line, visible=True) == names.People(persons=(person,), agencies=(agency,))
