package look

import "strconv"

// Light is a light of a plan: a shape with a letter, and the word that says what they mean. Code is done, schedule,
// partly, late, silent or waiting.
type Light struct {
	Code   string
	Letter string // of the set in the reader's language; not drawn on a dot
	Word   string // heard by a screen reader, and shown when pointed at
}

// Symbol is the light's name in the sprite.
func (l Light) Symbol() string {
	switch l.Code {
	case "done":
		return "light-done"
	case "schedule":
		return "light-on"
	case "partly":
		return "light-risk"
	case "late":
		return "light-off"
	case "silent":
		return "light-none"
	}
	return "light-notdue"
}

// Dot tells whether it has no room for a letter.
func (l Light) Dot() bool { return l.Symbol() == "light-notdue" }

// Balance is how many things show each light: a bar in parts, with letter and number below.
type Balance struct {
	Words string // the same in words
	Parts []BalancePart
}

// BalancePart is one light of a Balance.
type BalancePart struct {
	Light
	Count  int64
	Number string // Count as the reader's language writes it
}

// BalanceBar is a part as it is drawn; positions are per cent of the width.
type BalanceBar struct{ Code, X, Width string }

// Bars are the parts of the bar, left to right.
func (b Balance) Bars() (out []BalanceBar) {
	var sum, below int64
	for _, p := range b.Parts {
		sum += p.Count
	}
	for _, p := range b.Parts {
		if p.Count > 0 {
			out = append(out, BalanceBar{p.Code, percent(float64(below) * 100 / float64(sum)), percent(float64(p.Count) * 100 / float64(sum))})
		}
		below += p.Count
	}
	return out
}

// Figure is one rate with its base, and a bar. Share is in tenths of a per cent; NoValue = there is none.
type Figure struct {
	Series int // whose fill it has: 0 whole, 1 hatched, 2 empty
	Label  string
	Value  string
	Note   string
	Second string // the same on another version, may be empty
	Share  int64
}

// Width is the length of the bar, of 100.
func (f Figure) Width() string {
	return strconv.FormatFloat(float64(min(max(f.Share, 0), 1000))/10, 'f', 1, 64)
}
