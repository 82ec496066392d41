package disclosure

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

// solutions calls found for tables with cells up to most that agree with what is shown, until it says no.
func solutions(shown Table, most int64, found func(Table) bool) {
	rows, columns := len(shown.Rows), len(shown.Columns)
	cells := make([][]int64, rows)
	for r := range cells {
		cells[r] = make([]int64, columns)
	}
	agrees := func(got, want int64) bool { return want < 0 || got == want }
	var fill func(n int) bool
	fill = func(n int) bool {
		if n > 0 && n%columns == 0 { // a row is full
			sum := int64(0)
			for _, v := range cells[n/columns-1] {
				sum += v
			}
			if !agrees(sum, shown.Rows[n/columns-1]) {
				return true
			}
		}
		if n == rows*columns {
			t := NewTable(cells)
			for c := range t.Columns {
				if !agrees(t.Columns[c], shown.Columns[c]) {
					return true
				}
			}
			return !agrees(t.All, shown.All) || found(t)
		}
		r, c := n/columns, n%columns
		from, to := int64(0), most
		if shown.Cells[r][c] >= 0 {
			from, to = shown.Cells[r][c], shown.Cells[r][c]
		}
		for v := from; v <= to; v++ {
			cells[r][c] = v
			if !fill(n + 1) {
				return false
			}
		}
		return true
	}
	fill(0)
}

func values(t Table) (all []int64) {
	for _, row := range t.Cells {
		all = append(all, row...)
	}
	return append(append(append(all, t.Rows...), t.Columns...), t.All)
}

// TestSuppress tries all tables that agree with what is shown: every suppressed count, totals too, has more than
// one value in them; what is shown is true; nothing small is shown.
func TestSuppress(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, columns := rapid.IntRange(1, 3).Draw(t, "rows"), rapid.IntRange(1, 3).Draw(t, "columns")
		if rows*columns > 6 {
			columns = 2
		}
		cells := make([][]int64, rows)
		for r := range cells {
			for range columns {
				cells[r] = append(cells[r], rapid.SampledFrom([]int64{0, 0, 1, 2, 3, 4, 5}).Draw(t, "count"))
			}
		}
		whole := NewTable(cells)
		shown := Suppress(whole, Least)
		have, told := values(whole), values(shown)
		low, high := make([]int64, len(have)), make([]int64, len(have))
		copy(low, have)
		copy(high, have)
		solutions(shown, 6, func(other Table) bool {
			open := false
			for n, v := range values(other) {
				low[n], high[n] = min(low[n], v), max(high[n], v)
				open = open || told[n] < 0 && low[n] == high[n]
			}
			return open
		})
		for n := range have {
			switch {
			case told[n] >= 0 && (told[n] != have[n] || have[n] > 0 && have[n] < Least):
				t.Fatalf("%v is shown as %v", whole, shown)
			case told[n] < 0 && low[n] == high[n]:
				t.Fatalf("%v, shown as %v: count %d can only be %d", whole, shown, n, low[n])
			}
		}
	})
}

func TestSuppressLeavesWhatIsSafe(t *testing.T) {
	whole := NewTable([][]int64{{10, 0, 7}, {4, 12, 0}})
	if got := Suppress(whole, Least); !reflect.DeepEqual(got, whole) {
		t.Errorf("without small counts: %v", got)
	}
	// One small count takes one more in its row and column, the smallest, and the corner between them.
	got := Suppress(NewTable([][]int64{{2, 9, 50}, {8, 30, 60}, {40, 70, 80}}), Least)
	if want := [][]int64{{-1, -1, 50}, {-1, -1, 60}, {40, 70, 80}}; !reflect.DeepEqual(got.Cells, want) || got.All != 349 {
		t.Errorf("got %v, want %v", got.Cells, want)
	}
	if shown, all := Suppress1([]int64{5, 2, 9}, Least); !reflect.DeepEqual(shown, []int64{-1, -1, 9}) || all != 16 {
		t.Errorf("one row: %v, %d", shown, all)
	}
	if shown, all := Suppress1([]int64{0, 2}, Least); all > 0 || shown[1] > 0 {
		t.Errorf("one small count alone: %v, %d", shown, all)
	}
}
