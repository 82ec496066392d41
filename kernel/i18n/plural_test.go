package i18n

import (
	"testing"

	"golang.org/x/text/feature/plural"
	"pgregory.net/rapid"
)

// reports has one text with a plural in every language.
func reports() (m map[string]string) {
	return map[string]string{
		"en": `"one":"{n} report","other":"{n} reports"`,
		"sq": `"one":"{n} raportim","other":"{n} raportime"`,
		"sr": `"one":"{n} порука","few":"{n} поруке","other":"{n} порука"`,
		"lt": `"one":"{n} pranešimas","few":"{n} pranešimai","many":"{n} pranešimo","other":"{n} pranešimų"`,
		"lv": `"zero":"{n} ziņojumu","one":"{n} ziņojums","other":"{n} ziņojumi"`,
		"et": `"one":"{n} teade","other":"{n} teadet"`,
		"cs": `"one":"{n} podnět","few":"{n} podněty","many":"{n} podnětu","other":"{n} podnětů"`,
		"uk": `"one":"{n} повідомлення 1","few":"{n} повідомлення 2","many":"{n} повідомлень","other":"{n} повідомлення"`,
		"pl": `"one":"{n} zgłoszenie","few":"{n} zgłoszenia 2","many":"{n} zgłoszeń","other":"{n} zgłoszenia"`,
		"nb": `"one":"{n} melding","other":"{n} meldinger"`,
	}
}

func TestPlurals(t *testing.T) {
	var pairs []string
	for l, forms := range reports() {
		pairs = append(pairs, l, `{"t.report": {`+forms+`}}`)
	}
	c := own(t, files(pairs...))
	for _, x := range []struct {
		lang Lang
		want map[int64]string
		half string
	}{
		{English, map[int64]string{0: "0 reports", 1: "1 report", 2: "2 reports", 5: "5 reports"}, "1.5 reports"},
		{Albanian, map[int64]string{1: "1 raportim", 2: "2 raportime", 5: "5 raportime"}, "1,5 raportime"},
		{Serbian, map[int64]string{1: "1 порука", 2: "2 поруке", 4: "4 поруке", 5: "5 порука", 11: "11 порука", 12: "12 порука", 21: "21 порука", 22: "22 поруке", 101: "101 порука"}, "1,5 порука"},
		{SerbianLatin, map[int64]string{1: "1 poruka", 2: "2 poruke", 5: "5 poruka", 22: "22 poruke"}, "1,5 poruka"},
		{Lithuanian, map[int64]string{0: "0 pranešimų", 1: "1 pranešimas", 2: "2 pranešimai", 5: "5 pranešimai", 9: "9 pranešimai", 10: "10 pranešimų", 11: "11 pranešimų", 20: "20 pranešimų", 21: "21 pranešimas", 22: "22 pranešimai", 30: "30 pranešimų"}, "1,5 pranešimo"},
		{Latvian, map[int64]string{0: "0 ziņojumu", 1: "1 ziņojums", 2: "2 ziņojumi", 5: "5 ziņojumi", 10: "10 ziņojumu", 11: "11 ziņojumu", 20: "20 ziņojumu", 21: "21 ziņojums", 30: "30 ziņojumu"}, "1,5 ziņojumi"},
		{Estonian, map[int64]string{1: "1 teade", 2: "2 teadet", 5: "5 teadet"}, "1,5 teadet"},
		{Czech, map[int64]string{0: "0 podnětů", 1: "1 podnět", 2: "2 podněty", 4: "4 podněty", 5: "5 podnětů", 21: "21 podnětů", 22: "22 podnětů"}, "1,5 podnětu"},
		{Ukrainian, map[int64]string{0: "0 повідомлень", 1: "1 повідомлення 1", 2: "2 повідомлення 2", 5: "5 повідомлень", 11: "11 повідомлень", 14: "14 повідомлень", 20: "20 повідомлень", 21: "21 повідомлення 1", 22: "22 повідомлення 2", 25: "25 повідомлень", 101: "101 повідомлення 1"}, "1,5 повідомлення"},
		{Polish, map[int64]string{0: "0 zgłoszeń", 1: "1 zgłoszenie", 2: "2 zgłoszenia 2", 5: "5 zgłoszeń", 12: "12 zgłoszeń", 21: "21 zgłoszeń", 22: "22 zgłoszenia 2", 25: "25 zgłoszeń"}, "1,5 zgłoszenia"},
		{Norwegian, map[int64]string{1: "1 melding", 2: "2 meldinger", 5: "5 meldinger"}, "1,5 meldinger"},
	} {
		l := c.For(x.lang)
		for n, want := range x.want {
			equal(t, string(x.lang), l.N("t.report", n), want)
		}
		equal(t, string(x.lang), l.NDecimal("t.report", 1.5, 1), x.half)
	}
	equal(t, "sr great", c.For(Serbian).N("t.report", 1_000_002), "1.000.002 поруке")
	equal(t, "pl great", c.For(Polish).N("t.report", 1_000_001), "1\u00a0000\u00a0001 zgłoszeń")
	equal(t, "negative", c.For(Czech).N("t.report", -2), "−2 podněty")
}

// Every form a number can take is one that Load demands, and each demanded form
// is reached.
func TestFormsAreThoseOfCLDR(t *testing.T) {
	for _, l := range All() {
		reached := map[plural.Form]bool{}
		for n := range int64(200) {
			reached[formOf(l, decimalOf(n).whole, "")] = true
			for _, f := range []string{"5", "50", "1", "0", "25"} {
				reached[formOf(l, decimalOf(n).whole, f)] = true
			}
		}
		want := map[plural.Form]bool{}
		for _, name := range Forms(l) {
			want[formByName(name)] = true
			if !reached[formByName(name)] {
				t.Errorf("%s: form %s is demanded and never used", l, name)
			}
		}
		for f := range reached {
			if !want[f] {
				t.Errorf("%s: form %v is used and not demanded", l, f)
			}
		}
	}
}

// Cutting a great number to its last digits does not change its form.
func TestLastDigitsKeepTheForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := rapid.SampledFrom(All()).Draw(t, "lang")
		n := rapid.Int64Range(1_000_000, 9_000_000_000_000).Draw(t, "n")
		small := n%1_000_000 + 2_000_000
		if a, b := formOf(l, decimalOf(n).whole, ""), formOf(l, decimalOf(small).whole, ""); a != b {
			t.Fatalf("%s: %d has form %v, %d has %v", l, n, a, small, b)
		}
	})
}
