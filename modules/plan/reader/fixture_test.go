package reader

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// sheet is a table made for a test: what is in the cells, and which are merged.
type sheet struct {
	name   string
	rows   [][]any
	merged [][2]string
}

// workbook writes sheets into a file and gives its path.
func workbook(t testing.TB, sheets ...sheet) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, s := range sheets {
		if i == 0 {
			f.SetSheetName("Sheet1", s.name)
		} else if _, err := f.NewSheet(s.name); err != nil {
			t.Fatal(err)
		}
		for r, row := range s.rows {
			for c, v := range row {
				if v == nil {
					continue
				}
				if err := f.SetCellValue(s.name, letters(c)+fmt.Sprint(r+1), v); err != nil {
					t.Fatal(err)
				}
			}
		}
		for _, m := range s.merged {
			if err := f.MergeCell(s.name, m[0], m[1]); err != nil {
				t.Fatal(err)
			}
		}
	}
	path := filepath.Join(t.TempDir(), "plan.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// strategy is a plan of 5 objectives, 27 sub-objectives and 99 activities in Albanian, Serbian and English, as four
// offices would have drawn it.
func strategy(how string) sheet {
	s := sheet{name: "Plani"}
	add := func(row ...any) int { s.rows = append(s.rows, row); return len(s.rows) }
	merge := func(a string, ra int, b string, rb int) {
		s.merged = append(s.merged, [2]string{a + fmt.Sprint(ra), b + fmt.Sprint(rb)})
	}
	add("Plani i Veprimit për policimin në bashkësi 2021-2025 / Акциони план за рад полиције у заједници 2021-2025 / Action plan for community policing 2021-2025")
	merge("A", 1, "N", 1)
	add()
	switch how {
	case "numbers":
		add("Nr.", "Aktiviteti / Активност / Activity", nil, nil, "Afati / Рок / Deadline", "Institucioni përgjegjës", "Buxheti", nil, nil)
		add(nil, "Shqip", "Српски", "English", nil, nil, 2021, 2022, 2023)
		merge("A", 3, "A", 4)
		merge("B", 3, "D", 3)
		merge("E", 3, "E", 4)
		merge("F", 3, "F", 4)
		merge("G", 3, "I", 3)
	case "columns":
		add("Objektivi strategjik", "Стратешки циљ", "Strategic objective", "Nën-objektivi", "Подциљ", "Sub-objective", "Nr.", "Aktiviteti", "Активност", "Activity", "Afati", "Përgjegjës", "Buxheti 2021")
	default:
		add("Nr.", "Aktiviteti", "Активност", "Activity", "Afati kohor", "Përgjegjës", "Buxheti 2021")
	}
	subs := []int{6, 6, 5, 5, 5}
	left, subsLeft := 99, 27
	for o, n := range subs {
		number := fmt.Sprint(o + 1)
		sq, sr, en := "Rritja e besimit të publikut nr. "+number, "Повећање поверења јавности број "+number, "Increase the trust of the public no. "+number
		first := len(s.rows) + 1
		switch how {
		case "numbers":
			add(number, sq, sr, en)
		case "headings":
			r := add("Objektivi strategjik " + number + ": " + sq + " / Стратешки циљ " + number + ": " + sr + " / Strategic objective " + number + ": " + en)
			merge("A", r, "G", r)
		}
		for i := range n {
			sub := fmt.Sprintf("%s.%d", number, i+1)
			ssq, ssr, sen := "Forcimi i partneritetit me bashkësinë "+sub, "Јачање партнерства са заједницом "+sub, "Stronger partnership with the community "+sub
			firstSub := len(s.rows) + 1
			switch how {
			case "numbers":
				add(sub, ssq, ssr, sen)
			case "headings":
				r := add("Nën-objektivi " + sub + ": " + ssq + " / Подциљ " + sub + ": " + ssr + " / Sub-objective " + sub + ": " + sen)
				merge("A", r, "G", r)
			}
			acts := left / subsLeft
			left, subsLeft = left-acts, subsLeft-1
			for a := range acts {
				num := fmt.Sprintf("%s.%d", sub, a+1)
				asq, asr, aen := "Takime me këshillat e bashkësisë "+num, "Састанци са саветима заједнице "+num, "Meetings with the councils of the community "+num
				switch how {
				case "numbers":
					add(num, asq, asr, aen, "TM III 2023", "Policia e Kosovës", 1000, "2.000,00 €", "pa kosto")
				case "columns":
					add("Objektivi "+number+": "+sq, "Циљ "+number+": "+sr, "Objective "+number+": "+en, ssq, ssr, sen, num, asq, asr, aen, "31.12.2023", "DPK", 500)
				default:
					add(num, asq, asr, aen, "vazhdimisht", "DPK", "1 000 €")
				}
			}
			if how == "columns" {
				for _, c := range []string{"D", "E", "F"} {
					merge(c, firstSub, c, len(s.rows))
				}
			}
		}
		if how == "columns" {
			for _, c := range []string{"A", "B", "C"} {
				merge(c, first, c, len(s.rows))
			}
		}
	}
	switch how {
	case "numbers":
		add(nil, "Gjithsej / Укупно / Total", nil, nil, nil, nil, 99000, 198000, 0)
	case "columns":
		add("Gjithsej 99 aktivitete", nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, 49500)
	default:
		add(nil, "Totali", nil, nil, nil, nil, "100.000,00 €")
	}
	return s
}

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// workbookFor is a small workbook to put other parts into.
func workbookFor(t testing.TB) string {
	return workbook(t, sheet{name: "P", rows: [][]any{{"Nr", "Activity"}}})
}
