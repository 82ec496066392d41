package reader

import "testing"

func TestAmounts(t *testing.T) {
	w, err := NewWords()
	if err != nil {
		t.Fatal(err)
	}
	for written, want := range map[string]amount{
		"12.000,00 €": {1200000, "EUR", false, true}, "1 200 EUR": {120000, "EUR", false, true}, "1,234,567.50": {123456750, "", false, true},
		"12.000": {1200000, "", false, true}, "12,5": {1250, "", false, true}, "€ 500": {50000, "EUR", false, true}, "5'000 CHF": {500000, "CHF", false, true},
		"15 tūkst. EUR": {1500000, "EUR", false, true}, "1,5 mil. Kč": {150000000, "CZK", false, true}, "2.5 million euro": {250000000, "EUR", false, true},
		"12 тис. грн": {1200000, "UAH", false, true}, "3 000 zł": {300000, "PLN", false, true}, "500,- Kč": {50000, "CZK", false, true},
		"250.000 динара": {25000000, "RSD", false, true}, "0": {0, "", false, true}, "0 EUR": {0, "EUR", false, true},
		"pa kosto": {0, "", true, false}, "без трошкова": {0, "", true, false}, "Bez nákladů": {0, "", true, false}, "no additional costs": {0, "", true, false},
		"regular budget": {}, "BRK 5,000; donor 3,000": {}, "5000-7000": {}, "500 - 700": {}, "approx. 5000": {}, "1.2.3": {}, "-": {}, "5 EUR + 3 USD": {}, "99999999999999999999999": {},
	} {
		if got := w.amount(cell{text: written}, 1); got != want {
			t.Errorf("%q: %+v, want %+v", written, got, want)
		}
	}
	if got := w.amount(cell{text: "12.345", number: true}, 1000); got.minor != 1234500 {
		t.Errorf("%+v", got)
	}
	for header, want := range map[string]struct {
		factor   int64
		currency string
	}{"Lėšos, tūkst. EUR": {1000, "EUR"}, "Buxheti (në mijëra euro)": {1000, "EUR"}, "Budget": {1, ""}, "Обсяг фінансування, тис. грн": {1000, "UAH"}, "Koszt (zł)": {1, "PLN"}} {
		if f, c := w.unitOfMoney(header); f != want.factor || c != want.currency {
			t.Errorf("%q: %d %q", header, f, c)
		}
	}
}

// TestFourValues keeps zero, missing, not applicable and suppressed apart.
func TestFourValues(t *testing.T) {
	w, err := NewWords()
	if err != nil {
		t.Fatal(err)
	}
	for written, want := range map[string]string{
		"0": "0/1", "0 %": "0/100", "0,0": "0/10",
		"": "missing", "-": "missing", "–": "missing", "n/a pending": "missing", "TBD": "missing", "nuk ka të dhëna": "missing", "нема података": "missing", "nema podataka": "missing",
		"nėra duomenų": "missing", "немає даних": "missing", "brak danych": "missing", "údaje chybí": "missing",
		"n/a": "not_applicable", "N/A": "not_applicable", "s/e": "not_applicable", "не примењује се": "not_applicable", "ne primenjuje se": "not_applicable", "nie dotyczy": "not_applicable",
		"<3": "suppressed", "< 5": "suppressed", "c": "suppressed", "..": "suppressed", "skryto": "suppressed",
		"45%": "45/100", "64,5 %": "645/1000", "38/120": "38/120", "1 200": "1200/1", "12.5": "125/10", "-3": "-3/1", "45 % (2020)": "45/100", "Po": "1/1", "Jo": "0/1", "yes": "1/1",
		"për qind": "missing", "the strategy is adopted": "missing",
	} {
		if got := shown(w.quantity(cell{text: written}).Quantity); got != want {
			t.Errorf("%q: %s, want %s", written, got, want)
		}
	}
	if q := w.quantity(cell{text: "45 % (2020)"}); q.year != 2020 || !q.ok {
		t.Errorf("%+v", q)
	}
	if q := w.quantity(cell{text: "the strategy is adopted"}); q.ok {
		t.Errorf("%+v", q)
	}
}
