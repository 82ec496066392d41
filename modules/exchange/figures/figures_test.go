package figures

import (
	"encoding/csv"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"reeve/kernel/i18n"
	"reeve/kernel/measure"
	"reeve/modules/codes"
	"reeve/modules/exchange/office"
	"reeve/modules/exchange/request"
)

func vilnius(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Vilnius")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func at(t testing.TB, s string) time.Time {
	t.Helper()
	v, err := time.ParseInLocation("2006-01-02 15:04", s, vilnius(t))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func country(c request.Counted) string { return c.Country }

// asked is a request to us that came on a day of 2026 and ended some hours later; limit is in hours, 0 = none.
func asked(t testing.TB, from string, urgency codes.Urgency, came string, done string, took, limit int) request.Counted {
	c := request.Counted{Partner: "", PartnerName: "=" + from + " desk", Country: from, Urgency: urgency, CameAt: at(t, came)}
	c.StartedAt = c.CameAt
	if limit > 0 {
		c.DueAt = c.CameAt.Add(time.Duration(limit) * time.Hour)
	}
	if done != "" {
		c.Done, c.DoneAt = done, c.CameAt.Add(time.Duration(took)*time.Hour)
	}
	return c
}

// year2026 is a year whose figures are known.
func year2026(t testing.TB) []request.Counted {
	refused := asked(t, "LV", codes.Urgent, "2026-03-02 12:00", request.FactRefused, 4, 8)
	refused.Refused = []codes.Refusal{"c", "f2"}
	part := asked(t, "LV", codes.Ordinary, "2026-03-03 12:00", request.FactAnswered, 24, 168)
	part.Refused = []codes.Refusal{"c"}
	late := asked(t, "PL", codes.Urgent, "2026-04-01 12:00", request.FactAnswered, 20, 8)
	late.Delayed = true
	waiting := asked(t, "PL", codes.Ordinary, "2026-05-01 12:00", "", 0, 168)
	waiting.Delayed = true
	paused := waiting
	paused.Paused = true
	early := asked(t, "EE", codes.Urgent, "2026-06-01 12:00", request.FactAnswered, 7, 8)
	early.Delayed = true
	paper := asked(t, "", codes.Ordinary, "2026-07-01 12:00", request.FactRefused, 1, 168)
	paper.NoGround = true
	own := request.Counted{Own: true, Country: "LV", Urgency: codes.Urgent, CameAt: at(t, "2026-02-01 10:00"), StartedAt: at(t, "2026-02-01 10:00"), DueAt: at(t, "2026-02-01 18:00"), Done: request.FactAnswered, DoneAt: at(t, "2026-02-01 13:00")}
	sentBefore := own
	sentBefore.CameAt, sentBefore.DoneAt = at(t, "2025-12-31 23:59"), at(t, "2026-01-01 00:30")
	sentBefore.StartedAt = sentBefore.CameAt
	copied := request.Counted{Copied: true, Country: "LV", Urgency: codes.Ordinary, CameAt: at(t, "2026-08-01 12:00"), Done: request.FactAnswered, DoneAt: at(t, "2026-08-02 12:00")}
	ours := copied
	ours.Country = "LT"
	return []request.Counted{
		refused, part, late, waiting, paused, early, paper, own, sentBefore, copied, ours,
		asked(t, "UA", codes.Ordinary, "2026-01-01 00:00", request.FactWithdrawn, 5, 168),
		asked(t, "LV", codes.Ordinary, "2025-12-31 23:00", request.FactAnswered, 2, 168), // came a year before its answer
		asked(t, "LV", codes.Ordinary, "2026-12-31 23:59", request.FactAnswered, 2, 168), // answered a year after it came
	}
}

func TestYear(t *testing.T) {
	y := CountYear(2026, vilnius(t), year2026(t), "LT", country, at(t, "2026-11-01 00:00"))
	want := Year{Year: 2026, Sent: Split{Urgent: 1}, Lines: []Line{
		{Country: "", Received: Split{0, 1}, Refused: 1, NoGround: 1},
		{Country: "EE", Received: Split{1, 0}, Answered: Split{1, 0}},
		{Country: "LV", Received: Split{1, 2}, Answered: Split{0, 2}, Refused: 2, Grounds: map[codes.Refusal]int64{"c": 2, "f2": 1}},
		{Country: "PL", Received: Split{1, 2}, Answered: Split{1, 0}, Overruns: 2},
		{Country: "UA", Received: Split{0, 1}},
	}, Copies: Direct{Sent: Split{0, 1}, Lines: []Line{{Country: "LV", Received: Split{0, 1}, Answered: Split{0, 1}}}}}
	if !reflect.DeepEqual(y, want) {
		t.Errorf("\n%+v, want\n%+v", y, want)
	}
	members, all := Sum(y.Lines, MemberState), Sum(y.Lines, func(string) bool { return true })
	if members.Received.All() != 7 || all.Received.All() != 9 || members.Refused != 2 || all.Refused != 3 || all.Grounds["c"] != 2 {
		t.Errorf("sums %+v %+v", members, all)
	}
	if y.Lines[2].Grounds["c"] != 2 {
		t.Error("adding up changed a line")
	}
}

func TestPace(t *testing.T) {
	all, from, until := year2026(t), at(t, "2026-01-01 00:00"), at(t, "2027-01-01 00:00")
	var ours []request.Counted
	for _, c := range all {
		if !c.Own {
			ours = append(ours, c)
		}
	}
	// 4, 24, 20, 7, 1, 2 hours; what was withdrawn, copied, or answered next year is not among them
	p := PaceOf(ours, from, until)
	if want := (Pace{Answered: 6, Limited: 6, InTime: 5, Median: 4 * time.Hour, P90: 24 * time.Hour}); p != want {
		t.Errorf("%+v, want %+v", p, want)
	}
	if p := PaceOf(nil, from, until); p != (Pace{}) {
		t.Errorf("of nothing: %+v", p)
	}
	speeds := Speeds(all, country, from, until)
	if len(speeds) != 5 || speeds[0].Country != "LV" || !speeds[0].Ours || speeds[0].Answered != 3 || speeds[0].Median != 4*time.Hour {
		t.Errorf("%+v", speeds)
	}
}

// TestRank wants the least time that a share of all do not exceed.
func TestRank(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(rapid.Map(rapid.Int64Range(0, 1000), func(n int64) time.Duration { return time.Duration(n) }), 1, 40).Draw(t, "times")
		percent := rapid.SampledFrom([]int{50, 90}).Draw(t, "percent")
		slices.Sort(all)
		got := rank(all, percent)
		most, below := 0, 0
		for _, d := range all {
			if d <= got {
				most++
			}
			if d < got {
				below++
			}
		}
		if most*100 < percent*len(all) || below*100 >= percent*len(all) {
			t.Fatalf("%d%% of %v: %v", percent, all, got)
		}
	})
}

func sheet(t testing.TB) Sheet {
	all, now := year2026(t), at(t, "2026-11-01 00:00")
	from, until := bounds(2026, vilnius(t))
	return Sheet{Year: CountYear(2026, vilnius(t), all, "LT", country, now), Pace: PaceOf(all, from, until), Span: Span{now.AddDate(0, 0, -90), now}, Yearly: Speeds(all, country, from, until)}
}

func TestFiles(t *testing.T) {
	s := sheet(t)
	raw, err := s.CSV()
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(raw))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	has := func(row ...string) {
		t.Helper()
		if !slices.ContainsFunc(rows, func(r []string) bool { return slices.Equal(r, row) }) {
			t.Errorf("no line %q in\n%s", row, raw)
		}
	}
	has("sent", "2026-01-01", "2026-12-31", "", "", "", "urgent", "", "1")
	has("answered", "2026-01-01", "2026-12-31", "LV", "", "", "ordinary", "", "2")
	has("refused_on_ground", "2026-01-01", "2026-12-31", "LV", "", "", "", "c", "2")
	has("overruns", "2026-01-01", "2026-12-31", "PL", "", "", "", "", "2")
	has("speed_median_hours", "2026-01-01", "2026-12-31", "PL", "'=PL desk", "us", "", "", "20.00")

	cat, err := i18n.Load(Files(), office.Files(), codes.Files())
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range i18n.All() {
		l := cat.For(lang)
		raw, err := s.XLSX(l, at(t, "2026-11-01 00:00"))
		if err != nil {
			t.Fatal(err)
		}
		f, err := excelize.OpenReader(strings.NewReader(string(raw)))
		if err != nil {
			t.Fatal(err)
		}
		sheets := f.GetSheetList()
		if len(sheets) != 7 {
			t.Fatalf("%v: sheets %q", lang, sheets)
		}
		if got, _ := f.GetCellValue(sheets[4], "B3"); got != "2" {
			t.Errorf("%v: overruns of Poland: %q", lang, got)
		}
		rows, err := f.GetRows(sheets[6])
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(rows, func(r []string) bool { return len(r) > 0 && strings.Contains(r[0], "=PL desk") }) {
			t.Errorf("%v: %q", lang, rows)
		}
		for n := 1; n < 9; n++ {
			cell, _ := excelize.CoordinatesToCellName(1, n)
			if formula, _ := f.GetCellFormula(sheets[6], cell); formula != "" {
				t.Errorf("%s is a formula", cell)
			}
		}
	}
}

func TestMeasureNames(t *testing.T) {
	set, err := measure.NewSet(Measures()...)
	if err != nil {
		t.Fatal(err)
	}
	if got := set.Traced(); !slices.Equal(got, []string{"exchange.answered_in_time", "exchange.requests_received", "exchange.requests_sent"}) {
		t.Errorf("plans may build on %q", got)
	}
}
