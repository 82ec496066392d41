package look_test

import (
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"reeve/kernel/web/look"
)

func TestAxis(t *testing.T) {
	for _, c := range []struct{ most, step, top int64 }{{0, 1, 1}, {1, 1, 1}, {5, 1, 5}, {6, 2, 6}, {11, 5, 15}, {26, 10, 30}, {91, 20, 100}, {1204, 500, 1500}, {24606, 5000, 25000}} {
		if step, top := look.Axis(c.most); step != c.step || top != c.top {
			t.Errorf("up to %d: steps of %d to %d, want %d to %d", c.most, step, top, c.step, c.top)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.Int64Range(0, 1e12).Draw(t, "most")
		if step, top := look.Axis(most); top < most || top-step >= max(most, 1) || top%step != 0 || top/step > 5 {
			t.Fatalf("up to %d: steps of %d to %d", most, step, top)
		}
	})
}

func labels(n int) []look.ChartLabel {
	all := make([]look.ChartLabel, n)
	for i := range all {
		all[i].Text = strconv.Itoa(i%12 + 1)
		if i%12 == 0 {
			all[i].Under = strconv.Itoa(2024 + i/12)
		}
	}
	return all
}

func TestColumnsStack(t *testing.T) {
	c := look.Chart{Kind: look.Columns, Labels: labels(3), Series: []look.Series{{Values: []int64{2, 0, 5}}, {Values: []int64{3, 0, 5}}}}
	p := c.Plot()
	if len(p.Bars) != 4 {
		t.Fatalf("%d bars: a zero has none", len(p.Bars))
	}
	low, high := p.Bars[0], p.Bars[1]
	if low.Y+low.Height != p.Floor || high.Y+high.Height != low.Y || low.X != high.X || high.Series != 1 {
		t.Errorf("%+v does not stand on %+v", high, low)
	}
	if top := p.Bars[3].Y; top != p.Ticks[len(p.Ticks)-1].Y {
		t.Errorf("ten of ten reach %d, not the highest tick %+v", top, p.Ticks)
	}
}

func TestLinesHaveGaps(t *testing.T) {
	c := look.Chart{Kind: look.Lines, Scale: 4, Labels: labels(4), Series: []look.Series{{Values: []int64{4, look.NoValue, 8, 0}}}}
	p := c.Plot()
	if len(p.Marks) != 3 || len(p.Lines) != 1 {
		t.Errorf("%d marks and %d lines: nothing leads over the gap", len(p.Marks), len(p.Lines))
	}
	if p.Marks[2].Y != p.Floor || p.Marks[1].Y != p.Ticks[len(p.Ticks)-1].Y || p.Ticks[len(p.Ticks)-1].Text != "2" {
		t.Errorf("eight quarters are two units: %+v %+v", p.Marks, p.Ticks)
	}
	c.Series[0].Values = []int64{look.NoValue, look.NoValue, look.NoValue, look.NoValue}
	if c.HasValues() {
		t.Error("nothing but gaps is nothing")
	}
}

// TestLabelsHaveRoom: on no width do labels overlap, and the group's first label is always there.
func TestLabelsHaveRoom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 60).Draw(t, "n")
		p := look.Chart{Labels: labels(n), Series: []look.Series{{Values: make([]int64, n)}}}.Plot()
		for _, view := range []struct {
			width float64
			rooms string
		}{{230, "|"}, {512, "||medium|"}, {832, "||medium|wide|"}} {
			last := -1000.0
			for _, l := range p.Labels {
				if l.Room != "" && !strings.Contains(view.rooms, "|"+l.Room+"|") {
					continue
				}
				x, _ := strconv.ParseFloat(l.X, 64)
				if at := x * view.width / 100; at-last < 18 { // two digits
					t.Fatalf("%d labels on %.0f px: %s stands %.0f px after the one before", n, view.width, l.Text, at-last)
				} else {
					last = at
				}
			}
		}
		if len(p.Labels) == 0 || p.Labels[0].Text != "1" || len(p.Unders) == 0 {
			t.Fatalf("%d months: %+v %+v", n, p.Labels, p.Unders)
		}
	})
}

func TestRankingBars(t *testing.T) {
	bars := look.Ranking{Items: []look.Ranked{{Parts: []int64{3, 1}}, {Parts: []int64{0, 1}}, {Parts: []int64{0, 0}}}}.Bars()
	if len(bars[0].Bars) != 2 || bars[0].Bars[1].X != "75.00" || bars[0].Bars[1].Width != "25.00" || len(bars[1].Bars) != 1 || bars[1].Bars[0].Series != 1 || len(bars[2].Bars) != 0 {
		t.Errorf("%+v", bars)
	}
}

// TestChartIsHeard: the drawing has a name and a description, its patterns are there, and the table follows it.
func TestChartIsHeard(t *testing.T) {
	var out strings.Builder
	c := look.Chart{ID: "received", Kind: look.Columns, Title: "How many <came>?", Text: "Most came in March.", Labels: labels(2), Series: []look.Series{{Word: "true", Values: []int64{1, 2}}, {Word: "other", Values: []int64{1, 0}}},
		Fold: "As a table", Table: look.Table{Caption: "x", Head: []look.Cell{{Text: "month"}}, Rows: [][]look.Cell{{{Text: "March"}}}}}
	if err := base(t).ExecuteTemplate(&out, "chart", c); err != nil {
		t.Fatal(err)
	}
	tree, err := html.Parse(strings.NewReader(out.String()))
	if err != nil {
		t.Fatal(err)
	}
	ids, fills, names := map[string]bool{}, []string{}, ""
	for n := range tree.Descendants() {
		for _, a := range n.Attr {
			switch a.Key {
			case "id":
				if ids[a.Val] {
					t.Errorf("two things are called %s", a.Val)
				}
				ids[a.Val] = true
			case "fill":
				fills = append(fills, strings.TrimSuffix(strings.TrimPrefix(a.Val, "url(#"), ")"))
			case "aria-labelledby":
				names = a.Val
			}
		}
	}
	if names != "received-title received-desc" || !ids["received-title"] || !ids["received-desc"] {
		t.Errorf("the drawing is called %q", names)
	}
	if len(fills) != 5 { // three bars, two in the legend
		t.Errorf("%d fills", len(fills))
	}
	for _, f := range fills {
		if !ids[f] {
			t.Errorf("the pattern %s is not there", f)
		}
	}
	if strings.Contains(out.String(), "<came>") || !strings.Contains(out.String(), "March") {
		t.Error(out.String())
	}
}
