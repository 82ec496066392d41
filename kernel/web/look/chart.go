package look

import "strconv"

// Kinds of a Chart.
const (
	Columns = "columns" // series stacked from the bottom up
	Lines   = "lines"   // one line with marks for each series
	Grouped = "grouped" // the series beside each other, for shares that do not add up
)

// NoValue stands in a Series where there is none: a gap, which is not zero.
const NoValue int64 = -1

// Chart is figures in an order, drawn, and below it the same figures as a table. The drawing is as wide as its
// place; its letters keep their size. Series differ by fill, dash and mark, and by colour only afterwards.
type Chart struct {
	ID     string               // unique on the page
	Kind   string               // Columns, Lines or Grouped
	Title  string               // the question that it answers; also the drawing's name
	Text   string               // what is to be seen, in words, for those who do not see it
	Unit   string               // of the axis that goes up: "reports", "days"
	Note   string               // below, may be empty
	Labels []ChartLabel         // along the bottom, one for each value of a series
	Series []Series             // four at most
	Scale  int64                // how many of the values make one unit of the axis; 1 where 0
	Number func(n int64) string // writes a number of units for the axis
	Table  Table                // the same figures
	Fold   string               // words of the fold that holds the table
	Empty  string               // said instead of the drawing when there is no value at all
}

// ChartLabel stands below a place on the axis. Under is a second line where a group begins: the year at its first
// month. Labels that have no room are left out, evenly.
type ChartLabel struct{ Text, Under string }

// Series is the values of one thing, none below zero; NoValue where there is none.
type Series struct {
	Word   string
	Values []int64
}

// Sizes of the drawing in CSS pixels: the height of the plot, the room above it, and where labels stand.
const (
	plotHeight = 200
	plotTop    = 10
	labelAt    = plotTop + plotHeight + 20
	underAt    = labelAt + 19
)

// Plot is the geometry of a Chart. Positions along the bottom are per cent of the width, written out; those
// upwards are pixels.
type Plot struct {
	Height int
	Floor  int // where zero is
	Ticks  []Tick
	Bars   []PlotBar
	Lines  []PlotLine
	Marks  []PlotMark
	Labels []PlotLabel
	Unders []PlotLabel
}

// Tick is a line across the plot with its number.
type Tick struct {
	Y    int
	Text string
}

// PlotBar is a part of a column; Series counts from 0.
type PlotBar struct {
	Series    int
	X, Width  string
	Y, Height int
}

// PlotLine joins two neighbouring values.
type PlotLine struct {
	Series int
	X1, X2 string
	Y1, Y2 int
}

// PlotMark is one value of a line.
type PlotMark struct {
	Series int
	X      string
	Y      int
}

// PlotLabel is a label; Room tells from which width on it is drawn: "", "medium", "wide".
type PlotLabel struct {
	X    string
	Y    int
	Text string
	Room string
}

// HasValues tells whether there is anything to draw.
func (c Chart) HasValues() bool {
	for _, s := range c.Series {
		for _, v := range s.Values {
			if v != NoValue {
				return true
			}
		}
	}
	return false
}

// Legend names the series with their fill or mark.
func (c Chart) Legend() Legend {
	l := Legend{ID: c.ID, Kind: c.Kind}
	for _, s := range c.Series {
		l.Words = append(l.Words, s.Word)
	}
	return l
}

// Plot computes the drawing.
func (c Chart) Plot() Plot {
	p := Plot{Floor: plotTop + plotHeight, Height: labelAt + 6}
	scale := max(c.Scale, 1)
	step, top := Axis((c.most() + scale - 1) / scale)
	y := func(v int64) int { return p.Floor - int(v*plotHeight/(top*scale)) }
	for n := int64(0); n <= top; n += step {
		p.Ticks = append(p.Ticks, Tick{Y: y(n * scale), Text: c.number(n)})
	}
	switch c.Kind {
	case Lines:
		c.lines(&p, y)
	case Grouped:
		c.grouped(&p, y)
	default:
		c.columns(&p, y)
	}
	p.Labels, p.Unders = labels(c.Labels)
	if len(p.Unders) > 0 {
		p.Height = underAt + 6
	}
	return p
}

func (c Chart) number(n int64) string {
	if c.Number == nil {
		return strconv.FormatInt(n, 10)
	}
	return c.Number(n)
}

// most is the highest point: of a stack its sum, else the greatest value.
func (c Chart) most() (most int64) {
	for i := range c.Labels {
		var sum int64
		for _, s := range c.Series {
			v := max(s.Values[i], 0)
			if sum += v; c.Kind == Lines || c.Kind == Grouped {
				most = max(most, v)
			}
		}
		if c.Kind != Lines && c.Kind != Grouped {
			most = max(most, sum)
		}
	}
	return most
}

func (c Chart) columns(p *Plot, y func(int64) int) {
	width := min(70/float64(len(c.Labels)), 8)
	for i := range c.Labels {
		var below int64
		for n, s := range c.Series {
			v := s.Values[i]
			if v <= 0 {
				continue
			}
			from, to := y(below), y(below+v)
			below += v
			p.Bars = append(p.Bars, PlotBar{Series: n, X: percent(middle(i, len(c.Labels)) - width/2), Width: percent(width), Y: min(to, from-1), Height: max(from-to, 1)})
		}
	}
}

// grouped draws the series beside each other, with a gap of a bar between groups.
func (c Chart) grouped(p *Plot, y func(int64) int) {
	width := min(100/float64(len(c.Labels))/float64(len(c.Series)+1), 6)
	for i := range c.Labels {
		left := middle(i, len(c.Labels)) - width*float64(len(c.Series))/2
		for n, s := range c.Series {
			if v := s.Values[i]; v > 0 {
				p.Bars = append(p.Bars, PlotBar{Series: n, X: percent(left + width*(float64(n)+0.08)), Width: percent(width * 0.84), Y: min(y(v), p.Floor-1), Height: max(p.Floor-y(v), 1)})
			}
		}
	}
}

func (c Chart) lines(p *Plot, y func(int64) int) {
	for n, s := range c.Series {
		for i, v := range s.Values {
			if v == NoValue {
				continue
			}
			x := percent(middle(i, len(c.Labels)))
			p.Marks = append(p.Marks, PlotMark{Series: n, X: x, Y: y(v)})
			if i > 0 && s.Values[i-1] != NoValue {
				p.Lines = append(p.Lines, PlotLine{Series: n, X1: percent(middle(i-1, len(c.Labels))), Y1: y(s.Values[i-1]), X2: x, Y2: y(v)})
			}
		}
	}
}

// middle is where the i-th of n places lies, in per cent of the width.
func middle(i, n int) float64 { return (float64(i) + 0.5) * 100 / float64(n) }

func percent(v float64) string { return strconv.FormatFloat(v, 'f', 2, 64) }
