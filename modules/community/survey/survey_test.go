package survey

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"reeve/kernel/i18n"
	"reeve/kernel/tabular"
)

func TestMargin(t *testing.T) {
	for _, v := range []struct{ share, asked, design, want int64 }{
		{5000, 1000, 100, 310}, // 1.96·√(0.25/1000) = 3.099 points
		{5000, 1000, 200, 438},
		{1000, 400, 100, 294},
		{0, 1000, 100, 0},
		{5000, 1, 100, 9800},
		{5000, 0, 100, 0},
	} {
		if got := Margin(v.share, v.asked, v.design); got != v.want {
			t.Errorf("%+v: %d", v, got)
		}
	}
	stated := int64(250)
	if m, is := (Value{Share: 5000, Asked: 1000, Design: 100, Stated: &stated}).Margin(); m != 250 || !is {
		t.Errorf("%d %t", m, is)
	}
}

// TestMarginGrowsSmaller: of more people it is never larger, and it is the same of a share and its complement.
func TestMarginGrowsSmaller(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		share, n, more := rapid.Int64Range(0, whole).Draw(t, "share"), rapid.Int64Range(1, 100_000).Draw(t, "n"), rapid.Int64Range(1, 100_000).Draw(t, "more")
		if Margin(share, n+more, 100) > Margin(share, n, 100) || Margin(share, n, 100) != Margin(whole-share, n, 100) || Margin(share, n, 150) < Margin(share, n, 100) {
			t.Fatal(share, n, more)
		}
	})
}

func TestSeriesHasGaps(t *testing.T) {
	waves := []Wave{{ID: "a", Until: "2018-12-31"}, {ID: "b", Until: "2021-05-01"}, {ID: "c", Until: "2021-11-01"}}
	values := []Value{{Wave: "a", Question: "trust", Share: 4400}, {Wave: "b", Question: "trust", Share: 5100}, {Wave: "c", Question: "trust", Share: 5200},
		{Wave: "c", Question: "trust", Group: "sex: women", Share: 9000}, {Wave: "b", Question: "safe_day", Share: 7000}}
	if got := Series(waves, values, "trust", 2018, 2022); !slices.Equal(got, []int64{4400, Missing, Missing, 5200, Missing}) {
		t.Errorf("%v", got)
	}
}

// TestSmallGroupsAreHidden: two people are not shown, nor the group from which they could be computed.
func TestSmallGroupsAreHidden(t *testing.T) {
	all := Shown([]Value{{Group: "", Share: 5000, Asked: 100}, {Group: "age: 18–29", Share: 200, Asked: 50}, {Group: "age: 30–59", Share: 6000, Asked: 40}, {Group: "age: 60+", Share: 5000, Asked: 60},
		{Group: "sex: women", Share: 5000, Asked: 80}, {Group: "sex: men", Share: 4000, Asked: 90}})
	if all[0].Share != 5000 || all[1].Share != Hidden || all[4].Share != 5000 || all[5].Share != 4000 {
		t.Errorf("%+v", all)
	}
	hidden := 0
	for _, v := range all[1:4] {
		if v.Share == Hidden {
			hidden++
		}
	}
	if hidden < 2 {
		t.Error("the hidden group can be computed from the others")
	}
}

func TestHeaders(t *testing.T) {
	for _, columns := range [][]string{{"Survey", "Place", "Year", "Question", "Share", "N"}, {"%", "n", "pytanie", "gmina", "rok", "ankieta"}, {"опитування", "громада", "рік", "питання", "частка", "респонденти", "похибка"}} {
		if h, err := header(columns); err != nil || len(h) != len(columns) {
			t.Errorf("%v: %v %v", columns, h, err)
		}
	}
	for _, columns := range [][]string{{"survey", "place", "date", "question", "share"}, {"survey", "title", "place", "date", "question", "share", "n"}} {
		if _, err := header(columns); err == nil {
			t.Errorf("%v is taken", columns)
		}
	}
}

// TestOneMeaningPerWord: no header word means two columns.
func TestOneMeaningPerWord(t *testing.T) {
	all, err := headerWords()
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]string{}
	for field, words := range all {
		for _, w := range words {
			folded := tabular.Fold(w)
			if folded == "" {
				folded = w
			}
			if other := at[folded]; other != "" && other != field {
				t.Errorf("%q means %s and %s", w, other, field)
			}
			at[folded] = field
		}
	}
}

func TestWordsAreThere(t *testing.T) {
	c, err := i18n.Load(Files())
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range Questions() {
		for _, l := range i18n.Written() {
			if !c.Has(l, "survey.question."+q) {
				t.Errorf("no text for %s in %s", q, l)
			}
		}
	}
}
