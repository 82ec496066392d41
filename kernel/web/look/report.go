package look

import (
	"fmt"
	"strings"
)

// State is a report's state: the shape and the word beside it.
type State struct {
	Code string // new, verification, confirmed, handed_over, eliminated, not_confirmed, mistake, withdrawn
	Word string
	Note string // quieter words behind: a date, a body; may be empty
}

// Shape is the code as the sprite and the style sheet spell it.
func (s State) Shape() string { return strings.ReplaceAll(s.Code, "_", "-") }

// Path is a history, newest first, or what will happen next, in order.
type Path struct{ Steps []PathStep }

// PathStep is one event of a Path with the visits made in that state.
type PathStep struct {
	State  State  // Word is the event's name, Note its date
	Text   string // the public reason
	Lang   string // of Text, where it differs from the page
	By     string // who, if that is shown
	Visits []Visit
}

// Visit is one look on the spot.
type Visit struct {
	Title   string // "Visit 2, Monday 20 October, evening"
	Text    string // what was found
	Lang    string
	Inside  bool   // within the days and hours the resident gave
	Verdict string // the same in words; empty where no hours were given
}

// KeyCard shows a report key once: six sayable words and the same as QR.
type KeyCard struct {
	Title  string
	Words  []string
	QR     QR
	QRText string // what the picture leads to, for a screen reader
	Note   string
	Text   string // what Copy copies
	Copy   string // word of the button that copies; empty leaves it out
	Copied string // what it says afterwards
	Print  string // word of the button that prints; empty leaves it out
}

// QR is a QR code as a drawing: Size modules a side, and the dark ones as an SVG path.
type QR struct {
	Size int
	Path string
}

// NewQR turns a bitmap (rows of dark modules, quiet zone included) into a drawing.
func NewQR(bitmap [][]bool) QR {
	var path strings.Builder
	for y, row := range bitmap {
		for x := 0; x < len(row); x++ {
			run := 0
			for x+run < len(row) && row[x+run] {
				run++
			}
			if run > 0 {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", x, y, run, run)
				x += run
			}
		}
	}
	return QR{Size: len(bitmap), Path: path.String()}
}

// Times is the week in which residents see the threat, and the visits in it.
type Times struct {
	Caption string
	Days    []string // short names, Monday first
	Rows    []TimesRow
	Note    string // explains the signs
}

// TimesRow is a part of the day.
type TimesRow struct {
	Word  string
	Cells []TimesCell // one for each of Days
}

// TimesCell is one part of one day.
type TimesCell struct {
	Stated bool   // residents named this time
	Visit  string // "", "inside", "outside"
	Words  string // the same for a screen reader; empty for an empty cell
}

// Talk is what resident and officer wrote to each other.
type Talk struct{ Bubbles []Bubble }

// Bubble is one message of a Talk.
type Bubble struct {
	Mine bool // of the one who reads
	Who  string
	When string
	Text string
	Lang string
}

// Code is an ink stamp such as H1, with the plain sentence wherever there is room.
type Code struct {
	Code     string
	Sentence string
	Urgent   bool // brick instead of ink
	Outline  bool // a country or a grade: letters in a frame
}

// Sees tells what one circle of readers sees: everybody, or the police only.
type Sees struct {
	Icon  string
	Title string
	Items []string
	Map   *Map // the place as they see it; nil where there is none
}
