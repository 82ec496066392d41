package request

import (
	"math/rand"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"reeve/kernel/process/calendar"
	"reeve/kernel/process/clock"
	"reeve/modules/codes"
	"reeve/modules/exchange/wire"
)

func profile(t testing.TB, id string) Profile {
	t.Helper()
	all, err := LoadProfiles()
	if err != nil {
		t.Fatal(err)
	}
	p, err := all.Get(id)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func country(t testing.TB, code string) *calendar.Calendar {
	t.Helper()
	c, err := calendar.ForCountry(code)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func instant(t testing.TB, s string) time.Time {
	t.Helper()
	v, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// The limits of the laws, across the changes of the clocks.
func TestDue(t *testing.T) {
	vilnius := country(t, "LT")
	for _, c := range []struct {
		name, profile, delivered string
		urgency                  codes.Urgency
		access                   codes.Access
		due                      string
		presumed                 bool
	}{
		{"autumn", "", "2027-10-30T23:30:00+03:00", codes.Urgent, codes.Direct, "2027-10-31T06:30:00+02:00", false},
		{"spring", "", "2027-03-27T23:30:00+02:00", codes.Urgent, codes.Direct, "2027-03-28T08:30:00+03:00", false},
		{"7 days across autumn", "", "2027-10-27T12:00:00+03:00", codes.Ordinary, codes.Direct, "2027-11-04T00:00:00+02:00", false},
		{"7 days across spring", "", "2027-03-25T12:00:00+02:00", codes.Ordinary, codes.Indirect, "2027-04-02T00:00:00+03:00", false},
		{"7 days are the same either way", "", "2027-05-03T12:00:00+03:00", codes.Ordinary, "", "2027-05-11T00:00:00+03:00", false},
		{"3 days", "", "2027-10-30T23:30:00+03:00", codes.Urgent, codes.Indirect, "2027-11-03T00:00:00+02:00", false},
		{"not classified yet", "", "2027-05-03T12:00:00+03:00", codes.Urgent, "", "2027-05-03T20:00:00+03:00", true},
		{"2006 urgent", "eu-2006-960", "2027-05-03T12:00:00+03:00", codes.Urgent, codes.Direct, "2027-05-03T20:00:00+03:00", false},
		{"2006 week", "eu-2006-960", "2027-05-03T12:00:00+03:00", codes.Ordinary, codes.Direct, "2027-05-11T00:00:00+03:00", false},
		{"2006 other", "eu-2006-960", "2027-05-03T12:00:00+03:00", codes.Urgent, codes.Indirect, "2027-05-18T00:00:00+03:00", false},
		{"2006 not classified", "eu-2006-960", "2027-05-03T12:00:00+03:00", codes.Ordinary, "", "2027-05-11T00:00:00+03:00", true},
		{"prum", "prum-2", "2027-10-30T23:30:00+03:00", codes.Urgent, "", "2027-11-01T22:30:00+02:00", false},
	} {
		facts := []Fact{{Kind: FactDelivered, At: instant(t, c.delivered), Source: "d"}}
		if c.access != "" {
			facts = append(facts, Fact{Kind: FactClassified, At: instant(t, c.delivered).Add(time.Minute), Access: c.access, Source: "c"})
		}
		s := Limit(profile(t, c.profile), Asked{c.urgency, codes.SPOC, vilnius}, facts, instant(t, c.delivered))
		if got := s.DueAt.Format(time.RFC3339); got != c.due || s.Presumed != c.presumed {
			t.Errorf("%s: due %s presumed %v, want %s %v", c.name, got, s.Presumed, c.due, c.presumed)
		}
		if s.Reading != "strict" || s.Zone != "Europe/Vilnius" {
			t.Errorf("%s: counted %q in %q", c.name, s.Reading, s.Zone)
		}
	}
}

// A direct exchange between authorities has no limit, and nothing runs before the delivery.
func TestNoClock(t *testing.T) {
	p, now := profile(t, ""), instant(t, "2027-05-03T12:00:00+03:00")
	facts := []Fact{{Kind: FactDelivered, At: now, Source: "d"}}
	if s := Limit(p, Asked{codes.Urgent, codes.Authority, country(t, "LT")}, facts, now.AddDate(1, 0, 0)); s.Status != StatusNone || !s.DueAt.IsZero() || s.Overdue() {
		t.Errorf("authority: %v %v", s.Status, s.DueAt)
	}
	if s := Limit(p, Asked{codes.Urgent, codes.SPOC, country(t, "LT")}, nil, now); s.Status != StatusWaiting || !s.DueAt.IsZero() {
		t.Errorf("not delivered: %v %v", s.Status, s.DueAt)
	}
}

// A classification takes effect from the delivery on, the last one counts, and what was late becomes in time.
func TestClassified(t *testing.T) {
	p, start := profile(t, ""), instant(t, "2027-05-03T12:00:00+03:00")
	a := Asked{codes.Urgent, codes.SPOC, country(t, "LT")}
	facts := []Fact{{Kind: FactDelivered, At: start, Source: "d"}}
	now := start.Add(9 * time.Hour)
	if s := Limit(p, a, facts, now); !s.Overdue() {
		t.Error("9 hours and nothing said: not overdue")
	}
	facts = append(facts, Fact{Kind: FactClassified, At: now, Access: codes.Indirect, Source: "c"})
	if s := Limit(p, a, facts, now); s.Overdue() || s.Period.String() != "3d" || s.StartedAt != start {
		t.Errorf("indirect: %v %v", s.Status, s.Period)
	}
	facts = append(facts, Fact{Kind: FactClassified, At: now.Add(time.Minute), Access: codes.Direct, Source: "c2"})
	if s := Limit(p, a, facts, now); !s.Overdue() {
		t.Error("direct after all: not overdue")
	}
}

// A delay notice moves nothing: late stays late, and says why.
func TestDelayAndEnd(t *testing.T) {
	p, start := profile(t, ""), instant(t, "2027-05-03T12:00:00+03:00")
	a := Asked{codes.Ordinary, codes.SPOC, country(t, "LT")}
	facts := []Fact{{Kind: FactDelivered, At: start, Source: "d"}, {Kind: FactDelay, At: start.Add(time.Hour), Until: "2027-05-20", Source: "n"},
		{Kind: FactPartial, At: start.Add(2 * time.Hour), Source: "p"}}
	if s := Limit(p, a, facts, start.AddDate(0, 0, 10)); s.Status != clock.Late || len(s.Delays) != 1 || s.Delays[0].Until != "2027-05-20" {
		t.Errorf("delayed: %v %v", s.Status, s.Delays)
	}
	late := append(facts, Fact{Kind: FactRefused, At: start.AddDate(0, 0, 9), Source: "r"})
	if s := Limit(p, a, late, start.AddDate(0, 0, 10)); s.Status != clock.KeptLate || !s.Overdue() || s.Done != FactRefused || s.Running() {
		t.Errorf("refused late: %v", s.Status)
	}
	kept := append(facts, Fact{Kind: FactWithdrawn, At: start.AddDate(0, 0, 1), Source: "w"})
	if s := Limit(p, a, kept, start.AddDate(0, 0, 10)); s.Status != clock.Kept || s.Overdue() {
		t.Errorf("withdrawn: %v", s.Status)
	}
}

// A question that was answered before its receipt came leaves no pause.
func TestQuestionAnsweredAtOnce(t *testing.T) {
	at := instant(t, "2027-05-03T12:00:00+03:00")
	if got := spans([]Fact{{Kind: FactResumed, At: at, About: "q"}, {Kind: FactPaused, At: at.Add(time.Second), About: "q"}}); len(got) != 0 {
		t.Errorf("spans %v", got)
	}
}

func anyFacts(t *rapid.T, start time.Time) (facts []Fact, stood time.Duration) {
	facts = []Fact{{Kind: FactDelivered, At: start, Source: "d"}, {Kind: FactClassified, At: start.Add(time.Minute), Access: codes.Indirect, Source: "c"}}
	at := start
	for i := range rapid.IntRange(0, 6).Draw(t, "pauses") {
		at = at.Add(time.Duration(rapid.Int64Range(0, int64(6*time.Hour)).Draw(t, "gap"))).Truncate(time.Microsecond)
		length := time.Duration(rapid.Int64Range(1000, int64(90*time.Hour)).Draw(t, "length")).Truncate(time.Microsecond)
		q := wire.ID(rune('a' + i))
		facts = append(facts, Fact{Kind: FactPaused, At: at, About: q, Source: "p" + q}, Fact{Kind: FactResumed, At: at.Add(length), About: q, Source: "r" + q})
		at = at.Add(length)
		stood += length
	}
	return facts, stood
}

// Pauses move the limit by exactly their sum, and both sides compute the same in whatever order the facts reached them.
func TestPausesAddUp(t *testing.T) {
	p, vilnius := profile(t, ""), country(t, "LT")
	rapid.Check(t, func(t *rapid.T) {
		start := time.UnixMicro(rapid.Int64Range(1_700_000_000_000_000, 1_900_000_000_000_000).Draw(t, "start"))
		facts, stood := anyFacts(t, start)
		a := Asked{codes.Urgent, codes.SPOC, vilnius}
		now := start.Add(time.Duration(rapid.Int64Range(0, int64(900*time.Hour)).Draw(t, "now")))
		one := Limit(p, a, facts, now)
		// Gaps of at most 6 hours, six of them, lie within three days: each pause began before the limit.
		if want := p.Rules.Due(start, clock.Period{Amount: 3, Unit: clock.CalendarDays}, vilnius).Add(stood); !one.DueAt.Equal(want) || one.Stood != stood {
			t.Fatalf("due %v, want %v; stood %v, want %v", one.DueAt, want, one.Stood, stood)
		}
		if one.Used+one.Left != one.Total {
			t.Fatalf("used %v + left %v is not %v", one.Used, one.Left, one.Total)
		}
		other := slices.Concat(facts, facts[:rapid.IntRange(0, len(facts)).Draw(t, "again")])
		rand.New(rand.NewSource(rapid.Int64().Draw(t, "seed"))).Shuffle(len(other), func(i, j int) { other[i], other[j] = other[j], other[i] })
		two := Limit(p, a, other, now)
		if !one.DueAt.Equal(two.DueAt) || one.Status != two.Status || one.Left != two.Left || len(one.Pauses) != len(two.Pauses) || len(one.Facts) != len(two.Facts) {
			t.Fatalf("the other side computes %v %v, not %v %v", two.DueAt, two.Status, one.DueAt, one.Status)
		}
	})
}

func TestProfilesAreChecked(t *testing.T) {
	for _, text := range []string{`{`, `{"id":"x"}`, `{"id":"x","pauses":"none","limits":[]}`, `{"id":"x","pauses":"none","limits":[{"legal":"y"}]}`,
		`{"id":"x","pauses":"none","limits":[{"period":"8h","none":true,"legal":"y"}]}`, `{"id":"x","pauses":"none","limits":[{"urgency":"urgent","period":"8h","legal":"y"}]}`,
		`{"id":"x","pauses":"sleep","limits":[{"period":"8h","legal":"y"}]}`, `{"id":"x","pauses":"none","limits":[{"period":"8h","legal":"y"}],"more":1}`} {
		if _, err := ParseProfile([]byte(text)); err == nil {
			t.Errorf("%s was taken", text)
		}
	}
	if _, err := ParseProfile([]byte(`{"id":"x","legal":"l","valid_from":"","rules":{},"pauses":"none","limits":[{"period":"8h","legal":"y"}]}`)); err != nil {
		t.Error(err)
	}
}

func TestDefinitions(t *testing.T) {
	for _, d := range Definitions() {
		if err := d.Check(); err != nil {
			t.Error(err)
		}
	}
}
