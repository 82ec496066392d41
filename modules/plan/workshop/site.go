package workshop

import (
	"net/http"
	"strconv"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/plan/rates"
)

// site is what guests see: the door, and the page that they vote on.
type site struct {
	w     *Workshop
	frame func(r *web.Request, title string) look.Page
	door  *web.Page[doorView]
	phone *web.Page[phoneView]
}

func newSite(w *Workshop, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (s *site, err error) {
	s = &site{w: w, frame: frame}
	if s.door, err = web.Add[doorView](pages, files, "room", "page/room/door.html", "page/room/parts.html"); err != nil {
		return nil, err
	}
	s.phone, err = web.Add[phoneView](pages, files, "room", "page/room/phone.html", "page/room/parts.html")
	return s, err
}

// doorView is GET /{lang}/room: the code and a name.
type doorView struct {
	look.Page
	Alert  *look.Alert
	Errors look.Errors
	Lead   string
	Action string
	Code   look.Field
	Name   *look.Field // nil for an account
	As     string      // who comes in with an account
	Note   string
}

func (s *site) showDoor(r *web.Request) (web.Reply, error) {
	return s.doorPage(r, http.StatusOK, r.URL.Query().Get("code"), "", nil), nil
}

func (s *site) doorPage(r *web.Request, status int, code, name string, refused *web.Refusal) web.Reply {
	l := r.Text
	v := doorView{Page: s.frame(r, l.T("plan.workshop.door")), Lead: l.T("plan.workshop.door_lead"), Action: "/" + l.Lang().HTML() + "/room", Note: l.T("plan.workshop.door_note")}
	v.NoIndex = true
	if typed, ok := ParseCode(code); ok {
		code = WriteCode(typed)
	}
	v.Code = look.Field{Name: "code", Label: l.T("plan.workshop.code"), Value: code, InputMode: "numeric", Autocomplete: "off", Required: true, Key: true}
	if r.Who.Account.ID != "" {
		v.As = l.T("plan.workshop.as_account", "name", r.Who.Account.Name)
	} else {
		v.Name = &look.Field{Name: "name", Label: l.T("plan.workshop.name"), Help: l.T("plan.workshop.name_help"), Value: name, Autocomplete: "name", Required: true}
	}
	if refused != nil {
		v.Alert, v.Errors.Title = refused.Alert, l.T("plan.register.errors")
		for _, f := range refused.Faults {
			text := r.Message(f)
			v.Errors.Items = append(v.Errors.Items, look.FieldError{ID: f.Field, Text: text})
			switch {
			case f.Field == "code":
				v.Code.Error = text
			case v.Name != nil:
				v.Name.Error = text
			}
		}
	}
	return s.door.Status(status, v)
}

// comeIn is POST /{lang}/room.
func (s *site) comeIn(r *web.Request) (web.Reply, error) {
	typed, name := r.PostForm.Get("code"), r.PostForm.Get("name")
	if err := s.w.knock.may(r.Network(), r.Now); err != nil {
		return nil, err
	}
	wrong := errs.Bad("code", "plan.workshop.code_wrong")
	code, ok := ParseCode(typed)
	token, keep := newToken(), ""
	var room Room
	err := error(wrong)
	if ok {
		_, err = web.Write(r, func(tx *db.Tx) (web.None, error) {
			var err error
			if room, err = byCode(tx, code); errs.KindOf(err) == errs.NotFound {
				return web.None{}, wrong
			}
			if err != nil {
				return web.None{}, err
			}
			if room.State != Open || !room.CodeUntil.After(tx.Now()) {
				return web.None{}, wrong
			}
			if err := tx.Lock(Kind, room.ID); err != nil {
				return web.None{}, err
			}
			org, err := orgOf(tx, room.Plan)
			if err != nil {
				return web.None{}, err
			}
			back, err := s.w.comeBack(tx, r, &room, org)
			if err == nil && back == "" {
				_, err = s.w.join(tx, &room, org, name, r.Who.Account.ID, token)
			}
			keep = back
			return web.None{}, err
		})
	}
	if err == error(wrong) {
		s.w.knock.miss(r.Network(), r.Now)
	}
	if f, ok := r.Refusal(err); ok {
		return s.doorPage(r, f.Status, typed, name, &f), nil
	}
	if err != nil {
		return nil, err
	}
	s.w.hub.wake(room.ID)
	if keep != "" {
		token = keep
	}
	return s.w.entered(token, "/"+r.Text.Lang().HTML()+"/room/"+room.Ref), nil
}

// orgOf is the owner of a plan.
func orgOf(q db.Reader, plan string) (org string, err error) {
	return org, q.QueryRow("SELECT org FROM plan WHERE id = $1", plan).Scan(&org)
}

// phoneView is GET /{lang}/room/{ref}: one row, one thumb.
type phoneView struct {
	roomView
	Year    string
	Line    string // "row 37 of 99"
	Own     string
	Mine    rates.Status
	Choices []barView
	Closed  bool
	Over    bool
	Said    string // what became of the last vote, without script
	Action  string
	Client  string
	Door    string
}

func (s *site) showPhone(r *web.Request) (web.Reply, error) { return s.phonePage(r, "") }

func (s *site) phonePage(r *web.Request, said string) (web.Reply, error) {
	var v phoneView
	err := r.Read(func(q *db.Snapshot) error {
		in, err := s.w.inside(q, r)
		if err != nil {
			return err
		}
		if in.person.ID == "" || !in.person.Present() {
			return errs.New(errs.Unauthenticated, "plan.workshop.come_in_first")
		}
		a, err := assessmentOf(q, in.plan, in.room.Assessment)
		if err != nil {
			return err
		}
		st, err := s.w.Assess.Load(q, in.plan, a)
		if err != nil {
			return err
		}
		row, err := s.w.rowOn(q, r, in.room, st)
		if err != nil {
			return err
		}
		numbers, err := numbersOf(q, in.room.ID)
		if err != nil {
			return err
		}
		year := strconv.Itoa(a.Year)
		v.Year = r.Text.T("plan.workshop.assessment", "year", year)
		v.Page = s.frame(r, v.Year)
		share(r, &v.roomView, "phone", in, row, numbers)
		v.Over, v.Said, v.Action, v.Client = in.room.State != Open, said, "/"+r.Text.Lang().HTML()+"/room/"+in.room.Ref, newKey()
		if row == nil {
			return nil
		}
		v.Line = r.Text.T("plan.workshop.row_of", "n", placeOfRow(numbers, row.Number), "all", len(numbers))
		v.Own = r.Text.T("plan.workshop.own_line", "status", row.OwnWord)
		v.Closed = row.State == RowClosed || v.Over
		if v.Mine, err = mine(q, in.person.ID, row.Number); err != nil {
			return err
		}
		v.Choices = row.Bars
		for i := range v.Choices {
			v.Choices[i].Chosen = v.Choices[i].Value == string(v.Mine)
		}
		return nil
	})
	if errs.KindOf(err) == errs.Unauthenticated {
		return web.SeeOther("/" + r.Text.Lang().HTML() + "/room"), nil
	}
	if err != nil {
		return nil, err
	}
	return s.phone.With(v), nil
}

// mine is a person's vote on a row; empty for none.
func mine(q db.Reader, person, number string) (rates.Status, error) {
	all, err := db.Strings(q, "SELECT status FROM plan_room_vote WHERE person = $1 AND number = $2 AND latest", person, number)
	if err != nil || len(all) == 0 {
		return "", err
	}
	return rates.Status(all[0]), nil
}

// say is POST /{lang}/room/{ref}: a vote or a comment of a browser without script, or leaving.
func (s *site) say(r *web.Request) (web.Reply, error) {
	f := r.PostForm
	if f.Get("act") == "leave" {
		return s.leave(r)
	}
	answers, _, err := s.w.say(r, []Cast{{ID: f.Get("id"), Number: f.Get("number"), Status: rates.Status(f.Get("status")), Comment: f.Get("comment"), Lang: r.Text.Lang().HTML()}})
	if err != nil {
		return nil, err
	}
	said := answers[0].words(r, f.Get("number"))
	if said == "" {
		said = r.Text.T("plan.workshop.live.sent", "number", f.Get("number"))
	}
	return s.phonePage(r, said)
}

// leave ends a person's presence.
func (s *site) leave(r *web.Request) (web.Reply, error) {
	var room string
	_, err := web.Write(r, func(tx *db.Tx) (web.None, error) {
		in, err := s.w.inside(tx, r)
		if err != nil {
			return web.None{}, err
		}
		if in.person.ID == "" {
			return web.None{}, errs.New(errs.Unauthenticated, "plan.workshop.come_in_first")
		}
		if err := tx.Lock(Kind, in.room.ID); err != nil {
			return web.None{}, err
		}
		room = in.room.ID
		if !in.person.Present() {
			return web.None{}, nil
		}
		in.person.LeftAt = tx.Now()
		return web.None{}, s.w.savePerson(tx, &in.room, &in.person, in.plan.Org, "plan.room.leave", nil)
	})
	if err != nil {
		return nil, err
	}
	s.w.hub.wake(room)
	return web.SeeOther("/" + r.Text.Lang().HTML() + "/room"), nil
}

// comeBack lets a browser that was in the room before be the same person again, so that nobody votes twice by leaving;
// its token is empty for one that was not.
func (w *Workshop) comeBack(tx *db.Tx, r *web.Request, room *Room, org string) (token string, err error) {
	c, err := r.Cookie(cookieName)
	if err != nil {
		return "", nil
	}
	p, err := personByToken(tx, room.ID, c.Value)
	if errs.KindOf(err) == errs.Unauthenticated && err != nil {
		return "", nil
	}
	if err != nil || p.Present() {
		return c.Value, err
	}
	p.LeftAt = time.Time{}
	return c.Value, w.savePerson(tx, room, &p, org, "plan.room.return", nil)
}

// endOf is when a room ended, now for one that is open.
func endOf(room Room, r *web.Request) time.Time {
	if room.ClosedAt.IsZero() {
		return r.Now
	}
	return room.ClosedAt
}
