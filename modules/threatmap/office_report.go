package threatmap

import (
	"slices"

	"reeve/kernel/id"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// deskReportView is GET /desk/reports/{ref}: one report whole.
type deskReportView struct {
	look.Page
	Crumbs  look.Crumbs
	State   look.State
	Lead    string
	Tags    []look.Tag
	Start   *oneClick // the step that needs nothing but the click
	Acts    []look.Act
	Wrote   wroteView
	Photos  []deskPhotoView
	Place   placeView
	Talk    talkView
	Visits  visitsView
	Log     look.Table
	Next    look.NextSteps
	Shown   shownView
	Clocks  []look.Clock
	Answers answersView
	Twins   *twinsView
	Work    look.Table // duty that was about it
}

// oneClick is a step sent by a button alone.
type oneClick struct {
	Action, Word, Icon string
	Hidden             []hiddenField
}

type hiddenField struct{ Name, Value string }

// showReport is GET /desk/reports/{ref}.
func (o *office) showReport(r *web.Request) (web.Reply, error) {
	op, err := o.open(r, r.PathValue("ref"))
	if err != nil {
		return nil, err
	}
	view := deskReportView{Page: o.frame(r, o.m.categoryName(op.Category, r)), State: state(r, op.State)}
	view.Flash, view.NoIndex = o.done(r), true
	view.Crumbs = o.crumbs(r, op)
	view.Lead = r.Text.T("threatmap.office.report.lead", "when", r.Text.DateWithWeekday(op.FiledAt.In(op.zone)), "time", r.Text.Time(op.FiledAt, op.zone),
		"source", r.Text.T("threatmap.source."+op.Source), "lang", langWord(op.Lang))
	view.Tags = o.tags(r, op)
	view.Wrote, view.Photos, view.Place = o.wrote(r, op), o.photoViews(r, op), o.place(r, op)
	view.Talk, view.Visits, view.Log = o.talk(r, op), o.visits(r, op), o.log(r, op)
	view.Next, view.Shown = o.next(r, op), o.shown(r, op)
	for _, c := range op.Clocks {
		view.Clocks = append(view.Clocks, o.clockLine(r, op.inst, c.running, op.zone))
	}
	view.Answers, view.Twins = o.answers(r, op), o.twins(r, op)
	if o.m.DutyOn != nil {
		if view.Work, err = o.m.DutyOn(r, "report", op.Ref); err != nil {
			return nil, err
		}
	}
	o.headActs(r, op, &view)
	return o.report.With(view), nil
}

// crumbs lead back to the list and to the list of the report's community.
func (o *office) crumbs(r *web.Request, op opened) look.Crumbs {
	return look.Crumbs{Label: r.Text.T("threatmap.office.crumbs"), Items: []look.NavItem{
		{Word: r.Text.T("threatmap.office.list.title"), Href: "/desk/reports"},
		{Word: o.where(r, op.rep), Href: "/desk/reports?community=" + op.Community.Code},
		{Word: op.Ref},
	}}
}

func (o *office) tags(r *web.Request, op opened) (tags []look.Tag) {
	color, icon := "neutral", "eye"
	if op.Publication == Held {
		color, icon = "warning", "eye-off"
	} else if op.Publication == Hidden {
		icon = "eye-off"
	}
	word := r.Text.T("threatmap.publication." + op.Publication)
	if op.HeldReason != "" {
		word = r.Text.T("threatmap.held." + op.HeldReason)
	}
	tags = append(tags, look.Tag{Word: word, Icon: icon, Color: color})
	if op.CrimeTip {
		tags = append(tags, look.Tag{Word: r.Text.T("threatmap.crime_tip"), Icon: "lock", Color: "danger"})
	}
	return tags
}

// headActs are the one or two steps most likely now, beside the title, and the phone's bar.
func (o *office) headActs(r *web.Request, op opened, view *deskReportView) {
	if op.may("open") {
		view.Start = &oneClick{Action: "/desk/reports/" + op.Ref + "/steps", Word: r.Text.T("threatmap.office.act.open"), Icon: "circle-dot",
			Hidden: stepHidden(op, "open", id.New())}
	}
	for _, step := range []string{"visit", "done", "publish", "ask"} {
		if len(view.Acts) == 2 || !op.may(step) || !o.sensible(op, step) || step == "publish" && op.Publication != Held {
			continue
		}
		act := look.Act{Word: r.Text.T("threatmap.office.act." + step), Href: stepAddress(op, step), Icon: stepIcon(step), Variant: "secondary"}
		if len(view.Acts) == 0 && view.Start == nil {
			act.Variant = ""
		}
		view.Acts = append(view.Acts, act)
	}
	for n := range view.Acts { // the one primary button stands last, at the corner
		if view.Acts[n].Variant == "" {
			view.Acts[n], view.Acts[len(view.Acts)-1] = view.Acts[len(view.Acts)-1], view.Acts[n]
			break
		}
	}
	if !slices.ContainsFunc(view.Next.Steps, func(n look.NextStep) bool { return !n.Locked }) {
		return
	}
	view.Sticky = &look.Sticky{Act: look.Act{Word: view.Next.Title, Href: "#next", Icon: "arrow-right"}}
	for n, c := range op.Clocks {
		if c.StoppedAt == nil {
			view.Sticky.Clock = &view.Clocks[n]
		}
	}
}

func stepAddress(op opened, step string) string { return "/desk/reports/" + op.Ref + "/steps/" + step }
