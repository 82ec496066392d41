package atlas

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// short is what a survey tells of an entry.
func short(e *Entry) string {
	return fmt.Sprint(e.Category, e.State, e.Community, e.Beat, e.Month, e.Open, e.Confirmed, e.Imported, e.Settled, e.ToRead, e.ToVerify, e.ToClose)
}

// TestSurveyIsOfOneMoment: whatever is changed while a survey goes through the columns, what it has told in the end is
// the list as it is then.
func TestSurveyIsOfOneMoment(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, _, m := both(t)
		f := drawFilter().Draw(t, "filter")
		told := map[string]int{}
		s := &survey{f: f, step: uint32(rapid.IntRange(1, 20).Draw(t, "step")), tell: func(s *Sighting, by int) {
			key := short(&s.Entry)
			if told[key] += by; told[key] == 0 {
				delete(told, key)
			}
		}}
		change := func() {
			var batch []Change
			for range rapid.IntRange(0, 6).Draw(t, "changes") {
				r := drawReport().Draw(t, "report")
				if old, known := m[r.Ref]; known && rapid.Bool().Draw(t, "step") {
					r.Placed, r.At, r.Precision, r.PubAt, r.Month, r.Community, r.Beat = old.Placed, old.At, old.Precision, old.PubAt, old.Month, old.Community, old.Beat
				} else if known && rapid.Bool().Draw(t, "out") {
					batch = append(batch, Change{Ref: r.Ref})
					delete(m, r.Ref)
					continue
				}
				batch = append(batch, Change{r.Ref, &r})
				m[r.Ref] = r
			}
			x.Apply(batch)
		}
		s.stands = rapid.Bool().Draw(t, "stands")
		done := false
		if s.stands {
			x.join(s)
		} else {
			done = x.start(s)
		}
		for !done && x.advance(s) {
			change()
		}
		for s.stands && rapid.Bool().Draw(t, "later") {
			change()
		}
		want := map[string]int{}
		for _, r := range m.sorted(f) {
			want[short(&r.Entry)]++
		}
		if s.broken || (len(x.surveys) != 0) != s.stands || !maps.Equal(told, want) {
			t.Fatalf("%+v tells\n%v, want\n%v", f, told, want)
		}
	})
}

// TestSurveyStartsAnew when the index is filled again under it.
func TestSurveyStartsAnew(t *testing.T) {
	x := New(states())
	fill := func(n int) {
		if err := x.Fill(func(put func(*Report)) error {
			for i := range n {
				put(&Report{Ref: ref(uint64(i)), Entry: Entry{Category: "speeding", State: "new", Community: "c"}})
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	fill(100)
	s := &survey{step: 10, tell: func(*Sighting, int) {}}
	x.start(s)
	x.advance(s)
	fill(30)
	if x.advance(s) || !s.broken {
		t.Error("a survey goes on in an index that is another one")
	}
	n := 0
	x.Survey(Filter{}, func() { n = 0 }, func(_ *Sighting, by int) { n += by })
	if n != 30 {
		t.Errorf("%d reports", n)
	}
}

// TestFileIsOfOneMoment: what changes while the file is written is in it as it was when writing began.
func TestFileIsOfOneMoment(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, _, m := both(t)
		want := m.sorted(Filter{})
		h := x.Hold()
		for range rapid.IntRange(0, 40).Draw(t, "changes") {
			r := drawReport().Draw(t, "report")
			switch old, known := m[r.Ref]; {
			case known && rapid.Bool().Draw(t, "out"):
				x.Remove(r.Ref)
				delete(m, r.Ref)
				continue
			case known && rapid.Bool().Draw(t, "step"):
				r.Placed, r.At, r.Precision, r.PubAt, r.Month, r.Community, r.Beat = old.Placed, old.At, old.Precision, old.PubAt, old.Month, old.Community, old.Beat
			}
			x.Put(r)
			m[r.Ref] = r
		}
		var file bytes.Buffer
		if err := h.Write(&file, nil); err != nil {
			t.Fatal(err)
		}
		h.Release()
		read := New(states())
		read.Locate(located)
		if err := read.Read(&file, func([]byte) error { return nil }); err != nil {
			t.Fatal(err)
		}
		if page, _, _ := read.Page(Filter{}, Cursor{}, 1000); !slices.Equal(page, want) || len(x.held) != 0 {
			t.Fatalf("the file has\n%+v, want\n%+v", page, want)
		}
		checkTiles(t, read, Filter{}, want)
	})
}
