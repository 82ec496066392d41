package day

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/practice/events"
	"reeve/modules/practice/words"
)

// door is the page at the entrance, on a phone: one page for all events, which the phone keeps. Whom it lists comes by
// doorAPI and is kept encrypted.
type door struct {
	*Day
	words.Words
	frame func(r *web.Request, title string) look.Page
	page  *web.Page[doorView]
}

func newDoor(d *Day, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (*door, error) {
	w := &door{Day: d, Words: words.Words{Places: d.Needs.Places, Settings: d.Needs.Settings}, frame: frame}
	var err error
	w.page, err = web.Add[doorView](pages, files, "phone", "page/door.html")
	return w, err
}

// doorView is GET /field/door and GET /field/door/{ref}. It names nobody and no event: the phone keeps it.
type doorView struct {
	look.Page
	Given doorWords
}

// doorWords are what the script of the phone shows, by their keys.
type doorWords struct {
	Words map[string]string   `json:"words"`
	Lists map[string][]string `json:"lists"`
}

// doorKeys are the texts of the door, without what they begin with.
func doorKeys() []string {
	return []string{"day.door", "day.code", "day.camera", "day.in", "day.out", "day.in_since", "day.out_since", "day.walked_in", "door.search", "door.none", "door.as_of", "door.came", "door.kept",
		"door.kept_one", "door.not_listed", "door.refused", "door.dismiss", "door.taken", "door.offline", "door.signed_out", "door.sign_in", "door.sign_out", "door.sign_out_ask", "door.events", "door.no_events", "door.gone", "door.erased",
		"person_erased", "door.again", "state.confirmed", "state.waitlisted", "state.no_show"}
}

func (w *door) show(r *web.Request) (web.Reply, error) {
	v := doorView{Page: w.frame(r, r.Text.T("practice.day.door")), Given: doorWords{Words: map[string]string{}, Lists: map[string][]string{}}}
	v.NoIndex = true
	for _, k := range doorKeys() {
		v.Given.Words["practice."+k] = r.Text.T("practice."+k, "n", "{n}", "time", "{time}", "name", "{name}")
	}
	return withCamera(w.page.With(v)), nil
}

// withCamera lets a page read codes by the camera.
func withCamera(reply web.Reply) web.Reply {
	return func(out http.ResponseWriter, r *web.Request) error {
		out.Header().Set("Permissions-Policy", "geolocation=(), camera=(self), microphone=()")
		return reply(out, r)
	}
}

// DoorList is who may be marked at the door of an event.
type DoorList struct {
	ID     string       `json:"id"`
	Title  string       `json:"title"`
	When   string       `json:"when"`
	Zone   string       `json:"zone"` // IANA
	At     string       `json:"at"`   // RFC 3339, when the list was read
	People []DoorPerson `json:"people"`
}

// DoorPerson is one line of it.
type DoorPerson struct {
	Nomination   string  `json:"nomination"` // id; empty = came without one
	Attendance   string  `json:"attendance"` // id; empty = has not come yet
	Name         string  `json:"name"`       // empty once erased
	Organisation string  `json:"organisation"`
	State        string  `json:"state"` // of the nomination; empty = there is none
	In           bool    `json:"in"`
	Since        *string `json:"since"` // RFC 3339, of the last mark; null = there is none
}

// doorAPI is GET /api/v1/field/events/{id}/door.
func (w *door) doorAPI(r *web.Request, _ web.None) (out DoorList, err error) {
	return web.Write(r, func(tx *db.Tx) (DoorList, error) {
		e, _, err := w.event(tx, r, r.PathValue("id"))
		if err != nil {
			return out, err
		}
		all, err := w.presents(tx, e)
		if err != nil {
			return out, err
		}
		out = DoorList{ID: e.Ref, Title: w.Word(r, e.Titles), When: events.When(r.Text, e), Zone: e.Zone, At: instant(r.Now), People: []DoorPerson{}}
		for _, p := range all {
			one := DoorPerson{Nomination: p.Nomination, Attendance: p.Attendance.Ref, Name: p.Name, Organisation: w.Org(r, p.Org), State: p.State}
			if m, ok := p.last(); ok {
				since := instant(db.Time(m.At))
				one.In, one.Since = !m.Out, &since
			}
			out.People = append(out.People, one)
		}
		c := r.Text.Collator()
		slices.SortStableFunc(out.People, func(a, b DoorPerson) int {
			if n := c.Compare(a.Name, b.Name); n != 0 {
				return n
			}
			return strings.Compare(a.Nomination, b.Nomination)
		})
		return out, w.looked(tx, e)
	})
}

func instant(t time.Time) string { return t.UTC().Format(time.RFC3339) }
