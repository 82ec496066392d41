package duty

import (
	"testing"

	"reeve/kernel/i18n"
	"reeve/kernel/tabular"
)

// TestWordsAreThere looks for the texts whose keys are put together at run time.
func TestWordsAreThere(t *testing.T) {
	c, err := i18n.Load(Files())
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for prefix, codes := range map[string][]string{"type": Types(), "orderer": Orderers(), "ground": Grounds(), "where": {Community, Outside, Station, "other"},
		"ref": {"report", "problem", "plan"}, "done": {"entry", "correct", "withdraw", "roster"},
		"field": {"type", "day", "from", "to", "where", "place", "people", "partners", "language", "ref_kind", "ref", "detail", "note", "late_reason", "ordered_by", "ordered_why", "reason"}} {
		for _, code := range codes {
			want = append(want, "duty."+prefix+"."+code)
		}
	}
	for _, m := range (&Duty{}).Measures() {
		want = append(want, m.Name)
	}
	for _, key := range want {
		for _, l := range i18n.Written() {
			if !c.Has(l, key) {
				t.Errorf("no text for %s in %s", key, l)
			}
		}
	}
}

func TestRosterHeaders(t *testing.T) {
	for _, header := range [][]string{{"Post", "Date", "From", "To"}, {"посада", "дата", "години"}, {"stanowisko", "dzień", "od", "do"}, {"hodiny", "den", "místo"}, {"pareigybė", "data", "nuo", "iki"},
		{"amats", "datums", "no", "līdz"}, {"ametikoht", "kuupäev", "algus", "lõpp"}, {"pozita", "data", "nga", "deri"}, {"место", "датум", "од", "до"}, {"stilling", "dato", "fra", "til"}} {
		if columns, err := rosterHeader(header); err != nil || len(columns) != len(header) {
			t.Errorf("%v: %v %v", header, columns, err)
		}
	}
	for _, header := range [][]string{{"post", "date"}, {"post", "hours"}, {"post", "code", "date", "hours"}, {"post", "date", "from"}} {
		if _, err := rosterHeader(header); err == nil {
			t.Errorf("%v is taken", header)
		}
	}
}

// TestOneMeaningPerWord: no header word means two columns.
func TestOneMeaningPerWord(t *testing.T) {
	seen := map[string]string{}
	all, err := headerWords()
	if err != nil {
		t.Fatal(err)
	}
	for field, words := range all {
		for _, w := range words {
			if other := seen[tabular.Fold(w)]; other != "" && other != field {
				t.Errorf("%q means %s and %s", w, other, field)
			}
			seen[tabular.Fold(w)] = field
		}
	}
}
