package reader

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"reeve/modules/plan/tree"
)

func read(t *testing.T, path string, o Options) Draft {
	t.Helper()
	d, err := Read(path, o)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return d
}

func node(t *testing.T, d Draft, number string) tree.Node {
	t.Helper()
	for _, n := range d.Plan.Nodes {
		if n.Number == number {
			return n
		}
	}
	t.Fatalf("there is no %s among %d nodes; remarks %+v", number, len(d.Plan.Nodes), d.Remarks)
	return tree.Node{}
}

func remarks(d Draft, key string) (all []Remark) {
	for _, r := range d.Remarks {
		if r.Key == "plan.reader."+key {
			all = append(all, r)
		}
	}
	return all
}

func counts(d Draft) string {
	return fmt.Sprintf("%d/%d/%d", d.Counts[tree.Objective], d.Counts[tree.SubObjective], d.Counts[tree.ActivityNode])
}

func TestTrilingual(t *testing.T) {
	for _, how := range []string{"numbers", "columns", "headings"} {
		t.Run(how, func(t *testing.T) {
			path := workbook(t, strategy(how))
			d := read(t, path, Options{})
			if counts(d) != "5/27/99" || d.Left != 0 {
				t.Fatalf("%s, %d left: %+v", counts(d), d.Left, d.Remarks)
			}
			for _, n := range d.Plan.Nodes {
				if len(n.Text) != 3 || n.Text["sq"] == "" || n.Text["sr"] == "" || n.Text["en"] == "" {
					t.Fatalf("%s has %v", n.Number, n.Text)
				}
			}
			n := node(t, d, "3.2.1")
			if n.Parent != "3.2" || node(t, d, "3.2").Parent != "3" || n.Text["sr"] != "Састанци са саветима заједнице 3.2.1" || n.Activity.Deadline.Kind == tree.Unread {
				t.Errorf("%+v %+v", n, n.Activity)
			}
			if node(t, d, "3").Text["sq"] != "Rritja e besimit të publikut nr. 3" {
				t.Errorf("the objective is %v", node(t, d, "3").Text)
			}
			if d.Plan.From != "2021-01-01" || d.Plan.Until != "2025-12-31" || len(d.Plan.Titles) != 3 {
				t.Errorf("period %s %s, titles %v", d.Plan.From, d.Plan.Until, d.Plan.Titles)
			}
			again := read(t, path, Options{})
			if !reflect.DeepEqual(d, again) {
				t.Error("the same file gives another draft")
			}
			wrong := len(remarks(d, "total_money")) + len(remarks(d, "total_count"))
			if want := map[string]int{"headings": 1}[how]; wrong != want {
				t.Errorf("%d totals are off, want %d: %+v", wrong, want, d.Totals)
			}
		})
	}
}

func TestTotals(t *testing.T) {
	d := read(t, workbook(t, strategy("headings")), Options{})
	r := remarks(d, "total_money")
	if len(r) != 1 || r[0].Sheet != "Plani" || r[0].Cell != "G135" || r[0].Args["written"] != "100000" || r[0].Args["counted"] != "99000" {
		t.Errorf("%+v", r)
	}
	d = read(t, workbook(t, sheet{name: "P", rows: [][]any{
		{"Nr", "Aktiviteti", "Kostoja"},
		{"1", "Objektivi i parë", nil},
		{"1.1", "Nën-objektivi i parë", nil},
		{"1.1.1", "Trajnimi i zyrtarëve", 100}, {"1.1.2", "Blerja e pajisjeve", 200},
		{nil, "Totali për objektivin 1", 300},
		{"2", "Objektivi i dytë", 50},
		{"2.1", "Nën-objektivi i dytë", nil},
		{"2.1.1", "Takime me qytetarë", 40},
		{nil, "Nëntotali", 45},
		{nil, "Gjithsej 4 aktivitete", 340},
	}}), Options{})
	if counts(d) != "2/2/3" || len(d.Totals) != 5 {
		t.Errorf("%s %+v", counts(d), d.Totals)
	}
	var at []string
	for _, r := range append(remarks(d, "total_money"), remarks(d, "total_count")...) {
		at = append(at, r.Cell+" "+fmt.Sprint(r.Args["counted"]))
	}
	if fmt.Sprint(at) != "[C10 40 C7 40 B11 3]" && fmt.Sprint(at) != "[C7 40 C10 40 B11 3]" {
		t.Errorf("mismatches %v", at)
	}
}

// TestRealPlans reads two plans of the Government of Canada as they were published (testdata/README.md).
func TestRealPlans(t *testing.T) {
	for file, want := range map[string]struct{ counts, code string }{"canada_4.csv": {"1/3/4", "CA-NAP4"}, "canada_5.csv": {"1/5/22", "CA-NAP5"}} {
		d := read(t, "testdata/"+file, Options{})
		if counts(d) != want.counts || d.Plan.Code != want.code || d.Left != 0 || len(remarks(d, "levels_shifted")) != 1 {
			t.Errorf("%s: %s %s %+v", file, counts(d), d.Plan.Code, d.Remarks)
		}
		for _, n := range d.Plan.Nodes {
			if n.Text["en"] == "" || n.Text["fr"] == "" {
				t.Errorf("%s: %s has %v", file, n.Number, n.Text)
			}
		}
	}
	d := read(t, "testdata/canada_5.csv", Options{})
	if n := node(t, d, "C04.1.1"); n.Parent != "C04.1" || n.Activity.Lead == "" || n.Activity.Deadline.Kind == tree.Unread {
		t.Errorf("%+v %+v", n, n.Activity)
	}
	// With a mapping the milestones are the activities and keep their indicators.
	m, err := ReadMap(strings.NewReader("levels: {commitment: objective, milestone: activity, indicator: indicator}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if d = read(t, "testdata/canada_5.csv", Options{Map: &m}); counts(d) != "1/0/5" || d.Indicators != 22 {
		t.Errorf("%s, %d indicators, %+v", counts(d), d.Indicators, d.Remarks)
	}
}

func TestSheetsByLanguage(t *testing.T) {
	d := read(t, workbook(t,
		sheet{name: "Shqip", rows: [][]any{{"Nr.", "Aktiviteti", "Afati"}, {"1", "Rritja e besimit të publikut"}, {"1.1", "Bashkëpunimi me komunat dhe shkollat"}, {"1.1.1", "Takime me këshillat e bashkësisë", "Q3 2023"}}},
		sheet{name: "Српски", rows: [][]any{{"Бр.", "Активност", "Рок"}, {"1", "Повећање поверења јавности у полицију"}, {"1.1", "Сарадња са општинама и школама"}, {"1.1.1", "Састанци са саветима заједнице", "III квартал 2023"}}},
		sheet{name: "English", rows: [][]any{{"No.", "Activity", "Deadline"}, {"1", "Increase the trust of the public"}, {"1.1", "Cooperation with the municipalities and the schools"}, {"1.1.1", "Meetings with the councils of the community", "Q4 2023"}}},
	), Options{})
	if counts(d) != "1/1/1" || len(node(t, d, "1.1.1").Text) != 3 || d.Left != 0 {
		t.Errorf("%s %+v %+v", counts(d), d.Plan.Nodes, d.Remarks)
	}
	if r := remarks(d, "deadline_differs"); len(r) != 1 || r[0].Sheet != "English" {
		t.Errorf("%+v", r)
	}
}

func TestNumbersMadeDates(t *testing.T) {
	d := read(t, workbook(t, sheet{name: "P", rows: [][]any{
		{"Nr", "Activity", "Deadline"},
		{1, "The trust of the public is increased"}, {"1.1", "The cooperation with the schools is improved"},
		{day(2023, 3, 2), "Sub-objective that a spreadsheet made a date"},
	}}), Options{})
	if r := remarks(d, "number_date"); len(r) != 1 || r[0].Cell != "A4" {
		t.Fatalf("%+v", d.Remarks)
	}
	if n := node(t, d, "2.3.23"); n.Text["en"] == "" {
		t.Errorf("%+v", n)
	}
	rows := [][]any{{"Nr", "Activity"}, {1, "Objective of the plan"}}
	for i := 1; i <= 11; i++ { // 1.10 is stored as 1.1
		rows = append(rows, []any{[]float64{1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9, 1.1, 1.11}[i-1], fmt.Sprintf("Activity of the plan, the one called %c", 'a'+i)})
	}
	d = read(t, workbook(t, sheet{name: "P", rows: rows}), Options{})
	if n := node(t, d, "1.10"); n.Text["en"] != "Activity of the plan, the one called k" || d.Left != 0 {
		t.Errorf("%+v %+v", n, d.Remarks)
	}
}

func TestWrongRows(t *testing.T) {
	d := read(t, workbook(t, sheet{name: "Plan", rows: [][]any{
		{"No.", "Parent", "Level", "Text", "Start", "Deadline", "Lead"},
		{"A", nil, "objective", "The first objective of the plan"},
		{"A1", "A", "activity", "Training of the officers", "2023-06-01", "2023-01-31", "Training unit"},
		{"A2", "A", "activity", "Purchase of the equipment", nil, "when funds are available", "Logistics"},
		{"A2", "A", "activity", "Another text with the same number", nil, "2024", "Logistics"},
		{"B1", "B2", "activity", "Turns in a circle", nil, "2024", "Logistics"},
		{"B2", "B1", "activity", "Turns in a circle too", nil, "2024", "Logistics"},
		{"A3", "A", "activity", "Meetings with the citizens", nil, "ongoing", "Stations"},
	}}), Options{})
	if counts(d) != "1/0/3" || d.Left != 3 {
		t.Fatalf("%s, %d left, %+v", counts(d), d.Left, d.Remarks)
	}
	for key, cell := range map[string]string{"deadline_early": "F3", "deadline_unread": "F4", "number_twice": "A5", "circle": "A6"} {
		if r := remarks(d, key); len(r) == 0 || r[0].Cell != cell || r[0].Sheet != "Plan" {
			t.Errorf("%s: %+v, want %s", key, r, cell)
		}
	}
	if a := node(t, d, "A1").Activity; a.Deadline.Kind != tree.Unread || a.Deadline.Written != "2023-01-31" || a.Start != "2023-06-01" {
		t.Errorf("%+v", a)
	}
	if a := node(t, d, "A2").Activity; a.Deadline.Written != "when funds are available" {
		t.Errorf("%+v", a)
	}
}

func TestMergedAmountsAndSeveralIndicators(t *testing.T) {
	s := sheet{name: "Plan", rows: [][]any{
		{"Nr.", "Veikla", "Terminas", "Atsakinga institucija", "Lėšos, tūkst. EUR", "Rodiklis", "Matavimo vienetas", "Pradinė reikšmė", "Siektina reikšmė", nil},
		{nil, nil, nil, nil, nil, nil, nil, nil, 2023, 2024},
		{"1", "Didinti gyventojų pasitikėjimą policija"},
		{"1.1", "Rengti susitikimus su bendruomenėmis", "2024 m. IV ketv.", "Policijos departamentas", "12,5", "Susitikimų skaičius", "vnt.", "0", "10", "20"},
		{nil, nil, nil, nil, nil, "Pasitikinčių dalis", "%", "64,5", "n/a", "<3"},
		{"1.2", "Parengti atmintinę gyventojams", "nuolat", nil, nil, "Atmintinė parengta", nil, "Ne", "-", "Taip"},
	}, merged: [][2]string{{"I1", "J1"}, {"A1", "A2"}, {"B1", "B2"}, {"E4", "E6"}, {"A4", "A5"}, {"B4", "B5"}, {"D4", "D6"}}}
	d := read(t, workbook(t, s), Options{})
	if counts(d) != "1/0/2" || d.Indicators != 3 || d.Left != 0 {
		t.Fatalf("%s, %d indicators, %+v", counts(d), d.Indicators, d.Remarks)
	}
	first, second := node(t, d, "1.1"), node(t, d, "1.2")
	if len(first.Activity.Budget) != 1 || first.Activity.Budget[0] != (tree.Budget{Minor: 1250000, Currency: "EUR"}) || len(second.Activity.Budget) != 0 || len(remarks(d, "budget_merged")) != 1 {
		t.Errorf("%+v %+v %+v", first.Activity.Budget, second.Activity.Budget, d.Remarks)
	}
	if second.Activity.Lead != "Policijos departamentas" {
		t.Errorf("the lead is %q", second.Activity.Lead)
	}
	var got []string
	for _, i := range append(first.Indicators, second.Indicators...) {
		line := i.Number + " " + string(i.Measure) + " " + string(i.Direction) + " " + shown(i.Baseline.Quantity)
		for _, x := range i.Targets {
			line += " " + x.Period + " " + shown(x.Quantity)
		}
		got = append(got, line)
	}
	want := []string{"1.1-1 number rising 0/1 2023 10/1 2024 20/1", "1.1-2 percent rising 645/1000 2023 not_applicable 2024 suppressed", "1.2-1 yes_no rising 0/1 2023 missing 2024 1/1"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("\n%q, want\n%q", got, want)
	}
}

func shown(q tree.Quantity) string {
	if q.Den > 0 {
		return fmt.Sprintf("%d/%d", q.Num, q.Den)
	}
	return string(q.Status)
}

func TestMap(t *testing.T) {
	path := workbook(t, sheet{name: "About", rows: [][]any{{"Synthetic"}}}, sheet{name: "Data", rows: [][]any{
		{"Whatever"}, {"q1", "q2", "q3", "q4"}, {"1", "The trust of the public", nil, nil}, {"1.1", "Meetings with the citizens", "03/04/2023", "Station"},
	}})
	m, err := ReadMap(strings.NewReader(`
date_order: mdy
tables:
  - sheet: Data
    header: 2
    columns:
      - {column: A, field: number}
      - {column: B, field: text, lang: en}
      - {column: q3, field: deadline}
      - {column: D, field: lead}
`))
	if err != nil {
		t.Fatal(err)
	}
	d := read(t, path, Options{Map: &m})
	if a := node(t, d, "1.1").Activity; counts(d) != "1/0/1" || a.Deadline.Day != "2023-03-04" || a.Lead != "Station" || d.Tables[1].Columns[2].Sure != Said {
		t.Errorf("%s %+v %+v", counts(d), a, d.Tables)
	}
	if _, err := ReadMap(strings.NewReader("tables: [{columns: [{column: A, field: colour}]}]\nlevels: {x: y}\nmoney: 1\n")); err == nil {
		t.Error("unknown words are taken")
	}
	if _, err := ReadMap(strings.NewReader("date_order: ymd\n")); err == nil || !strings.Contains(err.Error(), "date_order") {
		t.Errorf("%v", err)
	}
}

// TestCellsInThreeLanguages reads a plan without numbers whose cells say the same in three languages.
func TestCellsInThreeLanguages(t *testing.T) {
	d := read(t, workbook(t, sheet{name: "P", rows: [][]any{
		{"Objektivi / Циљ / Objective", "Aktiviteti / Активност / Activity", "Afati / Рок / Deadline"},
		{"Rritja e besimit në policinë\nПовећање поверења у полицију\nIncrease of the trust in the police", "Takime me qytetarët dhe shkollat\nСастанци са грађанима и школама\nMeetings with the citizens and the schools", "2024"},
		{nil, "Trajnimi i zyrtarëve për dhunën\nОбука службеника о насиљу\nTraining of the officers on violence", "ongoing"},
	}, merged: [][2]string{{"A2", "A3"}}}), Options{})
	if counts(d) != "1/0/2" || d.Left != 0 {
		t.Fatalf("%s %+v", counts(d), d.Remarks)
	}
	if n := node(t, d, "1.2"); len(n.Text) != 3 || n.Text["sr"] != "Обука службеника о насиљу" || n.Parent != "1" || n.Activity.Deadline.Kind != tree.Ongoing {
		t.Errorf("%+v", n)
	}
}
