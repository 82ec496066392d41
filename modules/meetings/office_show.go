package meetings

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"reeve/kernel/db"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// openMeeting is a meeting that a member of staff has before them.
type openMeeting struct {
	Meeting
	inst   process.Instance
	taken  []process.Taken
	people map[string]string // names of accounts
	asked  []CommitmentRow   // at this meeting
	before []CommitmentRow   // promised earlier, to be answered or accepted here
	files  []File
}

// open reads a meeting that the asker may see.
func (o *office) open(r *web.Request) (a openMeeting, err error) {
	err = r.Read(func(s *db.Snapshot) error {
		if a.Meeting, a.inst, err = o.read(s, r); err != nil {
			return err
		}
		if a.taken, err = process.History(s, a.ID); err != nil {
			return err
		}
		if a.people, err = people(s, a.taken); err != nil {
			return err
		}
		scope := r.Scope(actRead)
		if a.asked, _, err = o.m.Commitments(s, CommitmentFilter{Meeting: a.ID, Limit: 100}, &scope); err != nil {
			return err
		}
		if a.before, err = o.m.promisedBefore(s, a.Meeting, scope); err != nil {
			return err
		}
		a.files, err = FilesOf(s, a.ID)
		return err
	})
	return a, err
}

// oneView is GET /desk/meetings/{ref}: one meeting whole, with its minutes.
type oneView struct {
	look.Page
	TitleLang string
	Crumbs    look.Crumbs
	State     look.Tag
	Lead      string
	Alert     *look.Alert
	Acts      []look.Act
	Facts     []look.Fact
	Agenda    []itemView
	Guests    look.Table
	Names     string
	Erase     *look.Field
	Before    look.Table
	Asked     look.Table
	AskForm   []look.Field
	Action    string // address of the meeting
	Log       look.Table
	Next      look.NextSteps
	Files     []fileView
	Work      look.Table // duty that was about it
	FileForm  []look.Field
	Langs     look.Field // of the minutes as a file
}

type itemView struct {
	Text, Link, Minutes, Decision string
	Open                          string // said where its minutes are for everybody
}

func (o *office) show(r *web.Request) (web.Reply, error) {
	return o.showPage(r, fresh(nil))
}

// showPage shows a meeting, with what was typed into the form of a commitment that was refused.
func (o *office) showPage(r *web.Request, t typed) (web.Reply, error) {
	a, err := o.open(r)
	if err != nil {
		return nil, err
	}
	title, lang := o.m.title(r, a.Meeting)
	v := oneView{Page: o.frame(r, title), TitleLang: lang, State: stateTag(r, a.inst.State), Lead: when(r, a.Meeting), Action: "/desk/meetings/" + a.Ref,
		Crumbs: crumbs(r, listCrumb(r), look.NavItem{Word: title}), Alert: t.alert}
	v.NoIndex, v.Flash = true, done(r)
	res := o.m.resource(Kind, a.ID, a.Meeting, a.inst)
	write, approve := r.Allowed(actWrite, res) == nil, r.Allowed(actApprove, res) == nil
	v.Acts = append(v.Acts, look.Act{Word: r.Text.T("meetings.ics"), Href: v.Action + "/calendar.ics", Icon: "calendar", Variant: "secondary"})
	if write && a.inst.State == Planned {
		v.Acts = append(v.Acts, look.Act{Word: r.Text.T("meetings.edit"), Href: v.Action + "/edit", Icon: "pencil", Variant: "secondary"})
	}
	if write && (a.inst.State == Planned || a.inst.State == HeldState) {
		v.Acts = append(v.Acts, look.Act{Word: r.Text.T("meetings.write_minutes"), Href: v.Action + "/minutes", Icon: "notebook-pen"})
	}
	o.facts(r, a, &v)
	for n, i := range a.Agenda {
		item := itemView{Text: strconv.Itoa(n+1) + ". " + i.Text, Link: i.Link, Minutes: i.Minutes, Decision: i.Decision}
		if i.Open && i.Minutes != "" {
			item.Open = r.Text.T("meetings.open_words")
		}
		v.Agenda = append(v.Agenda, item)
	}
	v.Guests = look.Table{Caption: r.Text.T("meetings.invited"), Head: head(r, "meetings.who", "meetings.present")}
	for _, g := range a.Guests {
		name, lang := o.m.guestWord(r, g)
		there := r.Text.T("i18n.no_value")
		if g.Present {
			there = r.Text.T("meetings.present")
		}
		v.Guests.Rows = append(v.Guests.Rows, []look.Cell{{Text: name, Lang: lang}, {Text: there}})
	}
	if v.Names, err = o.namesOf(r, a); err != nil {
		return nil, err
	}
	if v.Names != "" && approve {
		v.Erase = &look.Field{Name: "reason", ID: "erase-reason", Label: r.Text.T("meetings.reason"), Required: true}
	}
	v.Before, v.Asked = o.commitmentTable(r, "meetings.before", a.before), o.commitmentTable(r, "meetings.commitments", a.asked)
	v.Files = fileViews(r, a.files, true)
	if o.m.DutyOn != nil {
		if v.Work, err = o.m.DutyOn(r, "meeting", a.Ref); err != nil {
			return nil, err
		}
	}
	if write {
		v.FileForm = fileFields(r, a.Meeting)
	}
	v.Langs = languages(r)
	if write && a.inst.State != Cancelled {
		v.AskForm = o.askFields(r, a.Meeting, t)
	}
	v.Log = o.log(r, a.inst, a.taken, a.people)
	v.Next = nextSteps(r, o.m.Process.Of(a.inst), a.inst.State, v.Action, func(step string) bool { return write && step != "approve" || approve && step == "approve" })
	return o.one.Status(t.status, v), nil
}

func (o *office) facts(r *web.Request, a openMeeting, v *oneView) {
	v.Facts = []look.Fact{fact(r, "meetings.kind", r.Text.T("meetings.kind."+a.Kind)), fact(r, "meetings.community", o.m.placeWord(r, a.Place))}
	if a.Venue != "" {
		v.Facts = append(v.Facts, fact(r, "meetings.venue", a.Venue))
	}
	if a.MovedFrom != "" {
		v.Facts = append(v.Facts, fact(r, "meetings.moved", begin(r, a.MovedFrom)))
	}
	if org, ok := o.m.Places.Snapshot().Org(a.Org); ok {
		v.Facts = append(v.Facts, fact(r, "meetings.organiser", o.m.word(r, org.Names)))
	}
	v.Facts = append(v.Facts, fact(r, "meetings.post", o.m.postWord(r, a.inst.Post)))
	public := "meetings.no"
	if a.Public {
		public = "meetings.yes"
	}
	v.Facts = append(v.Facts, fact(r, "meetings.public", r.Text.T(public)))
	if a.People != nil {
		v.Facts = append(v.Facts, fact(r, "meetings.people", strconv.FormatInt(*a.People, 10)))
	}
}

// log is what was done with a record, newest first.
func (o *office) log(r *web.Request, i process.Instance, taken []process.Taken, people map[string]string) look.Table {
	t, zone := look.Table{Caption: r.Text.T("meetings.log"), Head: head(r, "meetings.when", "meetings.who", "meetings.what")}, o.m.zoneAt(i.Place)
	for _, step := range slices.Backward(taken) {
		var d said
		what := r.Text.T("meetings.act." + step.Step)
		if json.Unmarshal(step.Detail, &d) == nil {
			move := ""
			if d.From != "" {
				move = begin(r, d.From) + " → " + begin(r, d.To)
			}
			if more := line(move, d.Reason); more != "" {
				what = r.Text.T("meetings.log_said", "what", what, "said", more)
			}
		}
		who := people[step.Actor]
		switch {
		case step.ActorKind == "system":
			who = r.Text.T("meetings.by_calendar")
		case who == "" && step.Post != "":
			who = o.m.postWord(r, step.Post)
		case who == "":
			who = r.Text.T("i18n.no_value")
		}
		t.Rows = append(t.Rows, []look.Cell{{Text: r.Text.DateTimeShort(step.OccurredAt, zone)}, {Text: who}, {Text: what}})
	}
	t.Rows = append(t.Rows, []look.Cell{{Text: r.Text.DateTimeShort(i.OpenedAt, zone)}, {Text: ""}, {Text: r.Text.T("meetings.log_opened")}})
	return t
}

// ics is GET /desk/meetings/{ref}/calendar.ics.
func (o *office) ics(w http.ResponseWriter, r *web.Request) error {
	a, err := o.open(r)
	if err != nil {
		return err
	}
	return o.m.sendICS(w, r, a.Meeting, a.inst.State, "/desk/meetings/"+a.Ref)
}

// takeErase is POST /desk/meetings/{ref}/erase-names.
func (o *office) takeErase(r *web.Request) (web.Reply, error) {
	ref, err := o.change(r, actApprove, func(tx *db.Tx, v Meeting) error { return o.m.EraseNames(tx, v, posted(r, "reason")) })
	if err == nil {
		err = o.m.Keys.SyncLedger(r.Context(), o.m.DB)
	}
	if err != nil {
		return nil, err
	}
	return web.SeeOther("/desk/meetings/" + ref + "?done=yes"), nil
}
