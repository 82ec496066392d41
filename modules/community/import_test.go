package community

import (
	"strings"
	"testing"

	"reeve/kernel/i18n"
	"reeve/kernel/process"
	"reeve/kernel/tabular"
)

func catalogue(t *testing.T) *i18n.Catalogue {
	t.Helper()
	c, err := i18n.Load(append(Features(), Files())...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestReadDay(t *testing.T) {
	for text, want := range map[string]string{"2026-12-31": "2026-12-31", "31.12.2026": "2026-12-31", "1.3.2024": "2024-03-01", "31. 12. 2026": "2026-12-31", "31.12.2026.": "2026-12-31",
		"31/12/2026": "2026-12-31", "2026-12-31T00:00:00": "2026-12-31", "46387": "2026-12-31", "46387.5": "2026-12-31", "31.2.2024": "", "soon": "", "12/31/2026": "", "2026": "", "0001-01-01": ""} {
		if got, ok := tabular.Day(text); got != want || ok != (want != "") {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestHeaders(t *testing.T) {
	v, err := readVocabulary(catalogue(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, header := range []string{"kind,number,signed,community", "Громада;Дата підписання;Номер;Вид угоди", "gmina;rodzaj;nr;Data podpisania", "Obec;Druh;Číslo;Datum podpisu",
		"savivaldybė;tipas;numeris;pasirašyta", "pašvaldība;veids;numurs;parakstīts", "omavalitsus;liik;number;allkirjastatud", "komuna;lloji;numri;nënshkruar", "општина;врста;број;потписан",
		"kommune;type;nummer;signert", "COMMUNITY;Kind;No;Signed on", "№;громада;вид;підписано"} {
		columns, err := v.columnsOf(strings.FieldsFunc(header, func(r rune) bool { return r == ',' || r == ';' }))
		if err != nil || len(columns) != 4 {
			t.Errorf("%s: %v %v", header, columns, err)
		}
	}
	if _, err := v.columnsOf([]string{"kind", "number", "rodzaj", "community"}); err == nil {
		t.Error("a header with one meaning twice and without the signature is taken")
	}
	for word, want := range map[string]string{"Меморандум": Memorandum, "Koordinační dohoda": Coordination, "Memorandum of cooperation": Memorandum, "на дощ": "", "bezterminowo": "unlimited"} {
		if got := v.values[folded(word)]; got != want {
			t.Errorf("%s means %q, want %q", word, got, want)
		}
	}
}

func TestSignatory(t *testing.T) {
	for text, want := range map[string]Signatory{"Anna Nowak (wójt)": {"Anna Nowak", "wójt"}, "Anna Nowak, wójt gminy": {"Anna Nowak", "wójt gminy"}, "Anna Nowak": {Name: "Anna Nowak"}} {
		if got := signatory(text); got != want {
			t.Errorf("%q: %+v", text, got)
		}
	}
}

// TestWordsAreThere looks for the texts whose keys are put together at run time.
func TestWordsAreThere(t *testing.T) {
	c := catalogue(t)
	want := []string{Kind + ".attention.open"}
	for _, s := range Definition().Steps {
		want = append(want, "community.act."+s.Name)
		if s.Who[0] != "system" {
			want = append(want, "community.needs."+s.Name)
		}
		for _, n := range s.Needs {
			want = append(want, "community.field."+n)
		}
		if a := attention(s.Name); a != "" {
			want = append(want, a)
		}
	}
	for _, s := range States() {
		want = append(want, "community.state."+s)
	}
	for _, k := range Kinds() {
		want = append(want, "community.kind."+k)
	}
	for _, k := range Clauses() {
		want = append(want, "community.clause."+k)
	}
	for _, k := range []string{Covered, Due, Missing} {
		want = append(want, "community.cover."+k)
	}
	for _, k := range []string{Covered, "most", "half", "low", Missing} {
		want = append(want, "community.site.degree."+k)
	}
	for _, w := range []string{"warn_60", "warn_30", "warn_7", "warn_1", "fall_due", "expire"} {
		want = append(want, Kind+".attention."+w)
	}
	for _, k := range []string{Open, Kept, Late, Waived} {
		want = append(want, "community.obligation."+k)
	}
	for _, k := range []string{"community.end_missing", "community.date_wrong", "community.import.community_unknown", "community.import.community_unknown_there", "community.import.community_several", "community.import.twice"} {
		want = append(want, remedy(k))
	}
	for _, m := range (&Community{}).Measures() {
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

// TestEverybodyHasAStep: no state is a trap, and what is closed can be left only where people may.
func TestEverybodyHasAStep(t *testing.T) {
	d := Definition()
	for _, s := range d.States {
		if n := len(d.StepsFrom(s.Code)); n == 0 && s.Waits != process.WaitsNobody {
			t.Errorf("%s waits for somebody who can do nothing", s.Code)
		}
	}
}
