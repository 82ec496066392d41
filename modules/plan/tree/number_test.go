package tree

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestCompareNumbers(t *testing.T) {
	for _, want := range [][]string{
		{"1", "2", "2.1", "2.2", "2.9", "2.10", "2.10.1", "3", "10"},
		{"I", "II", "III", "IV", "V", "IX", "X", "XIX", "XL"},
		{"1a", "1b", "1z", "1aa", "2"},
		{"A", "B", "C", "D", "E"},
		{"C01", "C01.1", "C01.2", "C01.10", "C02"},
		{"2.3-1", "2.3-2", "2.3-11"},
		{"а", "б", "в"},
		{"1.99999999999999999999998", "1.99999999999999999999999"},
	} {
		got := slices.Clone(want)
		slices.Reverse(got)
		slices.SortFunc(got, CompareNumbers)
		if !slices.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
	}
}

// TestCompareNumbersIsAnOrder wants a total order whatever people write.
func TestCompareNumbersIsAnOrder(t *testing.T) {
	number := rapid.StringMatching(`[0-9IVXCabz]{0,3}([.\-/ ][0-9IVXCabz]{1,3}){0,3}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := number.Draw(t, "a"), number.Draw(t, "b"), number.Draw(t, "c")
		if CompareNumbers(a, b) != -CompareNumbers(b, a) || (CompareNumbers(a, b) == 0) != (a == b) {
			t.Fatalf("%q and %q are not ordered both ways", a, b)
		}
		if CompareNumbers(a, b) <= 0 && CompareNumbers(b, c) <= 0 && CompareNumbers(a, c) > 0 {
			t.Fatalf("%q, %q, %q turn in a circle", a, b, c)
		}
	})
}

func TestParentOf(t *testing.T) {
	for number, want := range map[string]string{"2": "", "2.3": "2", "2.3.1": "2.3", "2.10.4": "2.10", "2.3a": "2.3", "2a": "2", "II.4": "II", "C01.10": "C01",
		"2.3-1": "2.3", "A": "", "A1": "", "IV": "", "": ""} {
		if got := ParentOf(number); got != want {
			t.Errorf("parent of %q: %q, want %q", number, got, want)
		}
	}
	for written, want := range map[string]string{" 2.3.1. ": "2.3.1", "2.3.1)": "2.3.1", "II.": "II", "\u200b4": "4", "": ""} {
		if got := CleanNumber(written); got != want {
			t.Errorf("%q: %q, want %q", written, got, want)
		}
	}
}
