package look

// Ranking is figures of named things, the greatest first: a list with a bar in each line, and below it the same
// figures as a table. Its words are text, so that names of any length have room.
type Ranking struct {
	ID    string   // unique on the page
	Title string   // the question that it answers
	Note  string   // below, may be empty
	Parts []string // what the parts of a bar are; two or more make a legend
	Items []Ranked
	Table Table
	Fold  string // words of the fold that holds the table
	Empty string // said when there are no items
}

// Ranked is one line of a Ranking. Parts are the lengths of the bar's parts, none below zero.
type Ranked struct {
	Word  string
	Href  string
	Value string // the figure in words, with its base: "12 of 91"
	Parts []int64
}

// Legend tells parts of bars or lines apart.
type Legend struct {
	ID    string
	Kind  string // of a Chart
	Words []string
}

// Fill is the pattern of one part.
type Fill struct {
	ID     string
	Series int
}

// Fill is the pattern of the i-th word.
func (l Legend) Fill(i int) Fill { return Fill{ID: l.ID, Series: i} }

// Legend names the parts.
func (r Ranking) Legend() Legend { return Legend{ID: r.ID, Kind: Columns, Words: r.Parts} }

// RankBar is a line of a Ranking with its drawing.
type RankBar struct {
	Ranked
	Bars []PlotBar
}

// Bars computes the drawing: the longest bar takes the whole width.
func (r Ranking) Bars() []RankBar {
	var most int64 = 1
	for _, item := range r.Items {
		var sum int64
		for _, v := range item.Parts {
			sum += v
		}
		most = max(most, sum)
	}
	all := make([]RankBar, len(r.Items))
	for i, item := range r.Items {
		all[i].Ranked = item
		var below int64
		for n, v := range item.Parts {
			if v > 0 {
				all[i].Bars = append(all[i].Bars, PlotBar{Series: n, X: percent(float64(below) * 100 / float64(most)), Width: percent(float64(v) * 100 / float64(most))})
			}
			below += v
		}
	}
	return all
}
