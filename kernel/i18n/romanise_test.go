package i18n

import "testing"

// The examples are those of the resolution's own table, and names of Vinnytsia oblast.
func TestRomanise(t *testing.T) {
	for in, want := range map[string]string{
		"Алушта": "Alushta", "Борщагівка": "Borshchahivka", "Згурський": "Zghurskyi", "Ґалаґан": "Galagan", "Донецьк": "Donetsk",
		"Єнакієве": "Yenakiieve", "Гаєвич": "Haievych", "Короп’є": "Koropie", "Мар'їне": "Marine", "Їжакевич": "Yizhakevych",
		"Йосипівка": "Yosypivka", "Стрий": "Stryi", "Юрій": "Yurii", "Корюківка": "Koriukivka", "Яготин": "Yahotyn",
		"Костянтин": "Kostiantyn", "Знам’янка": "Znamianka", "Феодосія": "Feodosiia", "Згорани": "Zghorany", "Розгон": "Rozghon",
		"Вінниця": "Vinnytsia", "ЩАСТЯ": "SHCHASTIA", "Тульчинська міська громада": "Tulchynska miska hromada",
		"Konin": "Konin", "вул. Яра, 5": "vul. Yara, 5", "": "",
	} {
		if got := Romanise(in); got != want {
			t.Errorf("Romanise(%q) = %q, want %q", in, got, want)
		}
		if again := Romanise(want); again != want {
			t.Errorf("Romanise(%q) = %q", want, again)
		}
	}
}

func TestBestRomanisesForReadersOfLatin(t *testing.T) {
	name := Text{"uk": "Вінниця"}
	for reader, want := range map[Lang]string{Polish: "Vinnytsia uk-Latn", English: "Vinnytsia uk-Latn", SerbianLatin: "Vinnytsia uk-Latn", Ukrainian: "Вінниця uk", Serbian: "Вінниця uk"} {
		if text, tag := name.Best(reader, []string{"pl", "uk"}); text+" "+tag != want {
			t.Errorf("%s reads %s %s, want %s", reader, text, tag, want)
		}
	}
	if text, _ := (Text{"uk": "Вінниця", "en": "Vinnytsia region"}).Best(Polish, []string{"en"}); text != "Vinnytsia region" {
		t.Errorf("what stands in Latin already is taken first: %s", text)
	}
}
