package council

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"reeve/kernel/i18n"
)

// Units of figures.
const (
	Count   = "count"
	Minutes = "minutes"
	Share   = "share" // Num of Den
)

// Data is what the records say, at one instant. It is stored as JSON and never changed.
type Data struct {
	Place      i18n.Text          `json:"place"`
	Post       i18n.Text          `json:"post"`
	Code       string             `json:"code"` // of the post
	Officer    string             `json:"officer"`
	From       string             `json:"from"`
	Until      string             `json:"until"`
	CountedAt  time.Time          `json:"counted_at"`
	Zone       string             `json:"zone"`
	Sections   []Section          `json:"sections"`
	Lists      map[string][]Entry `json:"lists"`
	Priorities []Priority         `json:"priorities"`
}

// Section is figures of one subject.
type Section struct {
	Code    string   `json:"code"`
	Figures []Figure `json:"figures"`
}

// Figure is one number. Its words are the message "council.figure." and its code.
type Figure struct {
	Code string `json:"code"`
	Unit string `json:"unit"`
	Num  int64  `json:"num"`
	Den  int64  `json:"den"` // of a share; 0 = there is nothing to divide by
	List string `json:"list"`
	Base string `json:"base"` // list of Den
}

// Entry is one line of a list: a record, and how much it adds to the figure.
type Entry struct {
	Kind string    `json:"kind"` // report, post, meeting, commitment, agreement, obligation
	Ref  string    `json:"ref"`  // what it is known by
	Text string    `json:"text,omitempty"`
	Name i18n.Text `json:"name,omitempty"`
	Day  string    `json:"day,omitempty"`
	Num  int64     `json:"num"`
}

// Priority is a half-year priority of the community and its result as far as there is one.
type Priority struct {
	Title  i18n.Text `json:"title"`
	State  string    `json:"state"`  // message key
	Before *int64    `json:"before"` // counted in the window before and in that after; null = not counted
	After  *int64    `json:"after"`
	Href   string    `json:"href"` // page of the desk
}

// Figure finds a figure by its code.
func (d Data) Figure(code string) (f Figure, ok bool) {
	for _, s := range d.Sections {
		for _, f := range s.Figures {
			if f.Code == code {
				return f, true
			}
		}
	}
	return f, false
}

// total is what the lines of a list add up to.
func total(list []Entry) (n int64) {
	for _, e := range list {
		n += e.Num
	}
	return n
}

// add puts a figure that is the sum of a list at the end of the last section.
func (d *Data) add(code, unit string, list []Entry) {
	if list == nil {
		list = []Entry{}
	}
	d.Lists[code] = list
	d.put(Figure{Code: code, Unit: unit, Num: total(list), List: code})
}

// share puts a figure that is one list's part of another.
func (d *Data) share(code, part, whole string) {
	d.put(Figure{Code: code, Unit: Share, Num: total(d.Lists[part]), Den: total(d.Lists[whole]), List: part, Base: whole})
}

func (d *Data) put(f Figure) {
	last := &d.Sections[len(d.Sections)-1]
	last.Figures = append(last.Figures, f)
}

func (d *Data) section(code string) { d.Sections = append(d.Sections, Section{Code: code}) }

// frozen is data as it is stored, with its SHA-256.
func (d Data) frozen() (text, digest string, err error) {
	b, err := json.Marshal(d)
	sum := sha256.Sum256(b)
	return string(b), hex.EncodeToString(sum[:]), err
}
