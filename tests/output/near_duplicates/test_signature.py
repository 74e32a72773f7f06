from output.near_duplicates.signature import shingle


def test_hangul_is_shingled_by_words_and_han_by_characters() -> None:
    korean = "섬으로 가는 배는 오월부터 다시 다닌다"
    assert next(shingle(korean)) == "섬으로 가는 배는"
    assert next(shingle("去岛上的渡船从五月起恢复")) == "去岛上的渡"
