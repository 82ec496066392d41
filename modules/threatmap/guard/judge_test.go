package guard

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// world is all buckets of a small installation, in memory.
type world map[string]Bucket

func newWorld() world { return world{} }

func (w world) file(f Filing, now time.Time) Verdict {
	network, share, _, _ := f.ids()
	o := outlook(f, w[network], w[share], 0, now)
	fills, after := map[string]float64{}, map[string]Bucket{}
	for _, a := range f.additions(o) {
		after[a.id] = a.fill(w[a.id], now)
		fills[a.id] = after[a.id].Fill
	}
	v := f.judge(o, fills)
	if v.Wait == 0 { // what is refused is not counted
		maps.Copy(w, after)
	}
	return v
}

// honest is the work that a challenge fetched right now asks for.
func (w world) honest(network string, now time.Time) int {
	return Work(w[networkID(network)], now)
}

// tally counts what became of filings.
type tally struct{ public, held, refused int }

func (t *tally) add(v Verdict) {
	switch {
	case v.Wait > 0:
		t.refused++
	case v.Hold != "":
		t.held++
	default:
		t.public++
	}
}

var start = time.Date(2026, 5, 4, 8, 0, 0, 0, time.UTC)

// TestSchoolPasses: 300 filings of one network within an hour, evenly or at once, of one kind or of many.
func TestSchoolPasses(t *testing.T) {
	for _, kinds := range []int{1, 6, 20} {
		for _, over := range []time.Duration{time.Hour, time.Minute, 0} {
			w, all := newWorld(), tally{}
			for i := range 300 {
				now := start.Add(over * time.Duration(i) / 300)
				all.add(w.file(Filing{Network: "school", Area: "town", Category: fmt.Sprint(i % kinds), Paid: w.honest("school", now)}, now))
			}
			if all.public != 300 {
				t.Errorf("%d kinds over %s: %+v", kinds, over, all)
			}
		}
	}
}

// TestFormsOpenedTogether: a class opens its forms at once and sends them when they are filled.
func TestFormsOpenedTogether(t *testing.T) {
	w, all := newWorld(), tally{}
	paid := w.honest("school", start)
	for i := range 60 {
		now := start.Add(10*time.Minute + time.Duration(i)*time.Second)
		all.add(w.file(Filing{Network: "school", Area: "town", Category: fmt.Sprint(i % 5), Paid: paid}, now))
	}
	if all.public != 60 {
		t.Errorf("%+v", all)
	}
}

// TestScriptIsStopped: 3,000 filings within an hour, by one network or by several at one area, with the work done:
// when the last has come, nothing of it is public. What was before the flood was known is taken back.
func TestScriptIsStopped(t *testing.T) {
	for _, c := range []struct {
		networks, kinds int
		hoarded         bool // challenges fetched while all was quiet
	}{{1, 1, false}, {1, 20, false}, {1, 20, true}, {2, 20, false}, {5, 1, false}, {5, 20, false}, {10, 20, false}, {30, 20, true}, {100, 27, false}, {3000, 27, true}} {
		w, all := newWorld(), tally{}
		type filed struct {
			Filing
			public bool
		}
		var sent []filed
		for i := range 3000 {
			now := start.Add(time.Hour * time.Duration(i) / 3000)
			f := Filing{Network: fmt.Sprint(i % c.networks), Area: "town", Category: fmt.Sprint((i / c.networks) % c.kinds), Paid: leastWork}
			if c.networks == 3000 {
				f.Category = fmt.Sprint(i % c.kinds)
			}
			if !c.hoarded {
				f.Paid = w.honest(f.Network, now)
			}
			v := w.file(f, now)
			all.add(v)
			sent = append(sent, filed{f, v.Hold == "" && v.Wait == 0})
			for j := range sent {
				if s := &sent[j]; slices.Contains(v.Began, Network) && s.Network == f.Network || slices.Contains(v.Began, Burst) && s.Area == f.Area && s.Category == f.Category {
					s.public = false
				}
			}
		}
		left := 0
		for _, s := range sent {
			if s.public {
				left++
			}
		}
		if left > 0 {
			t.Errorf("%+v: %d are still public; %+v", c, left, all)
		}
	}
}

// TestWorkEarnsRoom: without proof a network has a tenth.
func TestWorkEarnsRoom(t *testing.T) {
	w, all := newWorld(), tally{}
	for range 100 {
		all.add(w.file(Filing{Network: "n", Area: "town", Category: "a"}, start))
	}
	if all.public != 33 || all.held != 33 || all.refused != 34 {
		t.Errorf("%+v", all) // public as far as this package goes: without proof everything is reviewed anyway
	}
	if v := w.file(Filing{Network: "n", Area: "town", Category: "b", Paid: leastWork}, start); v.Hold != "" || v.Wait > 0 {
		t.Errorf("who does the work is not held up by who does not: %+v", v)
	}
}

func TestSameTextIsHeld(t *testing.T) {
	w, all := newWorld(), tally{}
	text := Read("Cars race past the school every morning.", mac("k"))
	for i := range 20 { // many networks, many places
		all.add(w.file(Filing{Network: fmt.Sprint(i), Area: fmt.Sprint(i), Category: "a", Paid: leastWork, Text: text}, start))
	}
	if all.public != 5 || all.held != 15 {
		t.Errorf("%+v", all)
	}
	f := Filing{Network: "n", Area: "a", Category: "a", Paid: leastWork, Text: text}
	if v := f.judge(Outlook{alike: alikeMost + 1}, nil); v.Hold != SameText || !slices.Equal(v.Began, []Reason{SameText}) {
		t.Errorf("nearly the same text: %+v", v)
	}
}

// TestBuckets: they leak, never fall below empty nor above the most, and time that goes back changes nothing.
func TestBuckets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, b, now := areas(), Bucket{}, start
		for range rapid.IntRange(1, 60).Draw(t, "n") {
			before := b
			now = now.Add(time.Duration(rapid.IntRange(-600, 7200).Draw(t, "s")) * time.Second)
			if b = b.at(s, now); b.Fill > before.Fill || b.At.Before(before.At) {
				t.Fatalf("%+v became %+v without being filled", before, b)
			}
			b = b.add(s, rapid.Float64Range(0, 10).Draw(t, "cost"))
			if b.Fill < 0 || b.Fill > s.Most+beyond {
				t.Fatalf("%+v", b)
			}
			if wait := b.wait(s, 1); wait > 0 && b.at(s, b.At.Add(wait+time.Second)).wait(s, 1) > 0 {
				t.Fatalf("%+v: told to wait %s, and then there is no room", b, wait)
			}
		}
	})
}

// TestWorkIsBounded: it rises with use, and the hardest challenge stays within what a cheap phone can do.
func TestWorkIsBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := Work(Bucket{Fill: rapid.Float64Range(0, 1000).Draw(t, "a"), At: start}, start)
		b := Work(Bucket{Fill: 1000, At: start}, start)
		if a < leastWork || a > b || b != mostWork || mostWork > 1_500_000 {
			t.Fatalf("%d, %d", a, b)
		}
	})
}
