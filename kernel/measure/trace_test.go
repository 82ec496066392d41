package measure

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"reeve/kernel/db"
)

func drawRecords(t *rapid.T, name string) (out []Record) {
	for _, id := range rapid.SliceOfDistinct(rapid.SampledFrom([]string{"a", "b", "c", "d", "e"}), rapid.ID[string]).Draw(t, name) {
		out = append(out, Record{Kind: "report", ID: id, Ref: rapid.SampledFrom([]string{"", "R-1"}).Draw(t, "ref"), Version: rapid.Int64Range(1, 2).Draw(t, "version"), Num: rapid.Int64Range(0, 1).Draw(t, "num"), Den: 1})
	}
	return out
}

// TestHash wants the hash to know records, versions and what they add, and neither their order nor their names.
func TestHash(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawRecords(t, "a"), drawRecords(t, "b")
		if Hash(a) != Hash(rapid.Permutation(a).Draw(t, "order")) {
			t.Fatal("the order matters")
		}
		d := Compare(a, b)
		if same := d.Changed+d.Gone+d.Added == 0; same != (Hash(a) == Hash(b)) {
			t.Fatalf("%+v and %+v: %+v, hashes %s and %s", a, b, d, Hash(a), Hash(b))
		}
		if d.Same+d.Changed+d.Gone != int64(len(a)) || d.Same+d.Changed+d.Added != int64(len(b)) {
			t.Fatalf("%d then, %d now: %+v", len(a), len(b), d)
		}
	})
}

func TestTrace(t *testing.T) {
	of := func(unit string, all ...Record) Measure {
		return Measure{Name: "m", Unit: unit, Records: func(db.Reader, Question) ([]Record, error) { return slices.Clone(all), nil }}
	}
	b, a := Record{Kind: "r", ID: "b", Num: 1, Den: 1}, Record{Kind: "r", ID: "a", Den: 1}
	got, err := of("percent", b, a).Trace(nil, Question{})
	if err != nil || got.Value != (Value{Num: 1, Den: 2, Rows: 2}) || got.Records[0].ID != "a" || got.Hash != Hash([]Record{a, b}) {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err = of("number", Record{ID: "a", Num: 1}, Record{ID: "b", Num: 1}).Trace(nil, Question{}); err != nil || got.Value != (Value{Num: 2, Plain: true, Rows: 2}) {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err = of("percent").Trace(nil, Question{}); err != nil || !got.Value.Missing {
		t.Errorf("nothing to measure is missing: %+v, %v", got, err)
	}
	if got, err = of("number").Trace(nil, Question{}); err != nil || got.Value.Missing || got.Value.Num != 0 {
		t.Errorf("no meetings are 0 meetings: %+v, %v", got, err)
	}
	if _, err := of("percent", a, a).Trace(nil, Question{}); err == nil {
		t.Error("a record counted twice")
	}
	if _, err := (Measure{Name: "m"}).Trace(nil, Question{}); err == nil {
		t.Error("a measure that does not name its records")
	}
	broken := errors.New("broken")
	if _, err := (Measure{Records: func(db.Reader, Question) ([]Record, error) { return nil, broken }}).Trace(nil, Question{}); !errors.Is(err, broken) {
		t.Error(err)
	}
}
