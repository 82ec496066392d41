package threatmap

import (
	"net/url"
	"slices"

	"reeve/kernel/db"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// moderationView is GET /desk/moderation: what waits for a decision about the public, oldest first.
type moderationView struct {
	look.Page
	Lead  string
	Views []look.NavItem
	Count string
	Rows  []moderationLine
	Empty *look.Empty
	Pages look.Pagination
}

// moderationLine is one report that waits. Buttons take a step at once, links lead to the step's form.
type moderationLine struct {
	Icon, Title, Href, Meta string
	Tags                    []look.Tag
	Clicks                  []oneClick
	Acts                    []look.Act
}

const moderationPath = "/desk/moderation"

// showModeration is GET /desk/moderation.
func (o *office) showModeration(r *web.Request) (web.Reply, error) {
	q := r.URL.Query()
	f := ModerationFilter{Community: q.Get("community"), After: q.Get("after"), Limit: deskPageRows}
	if w := q.Get("waits"); slices.Contains(moderationKinds(), w) {
		f.Waits = w
	}
	view := moderationView{Page: o.frame(r, r.Text.T("threatmap.moderation.title")), Lead: r.Text.T("threatmap.moderation.lead")}
	view.Flash, view.NoIndex = o.done(r), true
	view.Views = []look.NavItem{{Word: r.Text.T("threatmap.moderation.all"), Href: moderationAddress(f, "", ""), Icon: "list", Current: f.Waits == ""}}
	icons := map[string]string{waitsHeld: "eye-off", reviewText: "file-text", reviewPhoto: "camera"}
	for _, w := range moderationKinds() {
		view.Views = append(view.Views, look.NavItem{Word: r.Text.T("threatmap.moderation." + w), Href: moderationAddress(f, w, ""), Icon: icons[w], Current: f.Waits == w})
	}
	view.Views = append(view.Views, look.NavItem{Word: r.Text.T("threatmap.office.held.title"), Href: "/desk/held", Icon: "list-checks"})
	var next string
	err := r.Read(func(s *db.Snapshot) error {
		rows, cursor, err := o.m.Moderation(s, r.Scope("threatmap.desk.moderation"), f)
		if err != nil {
			return err
		}
		next, view.Rows = cursor, view.Rows[:0]
		for _, row := range rows {
			i, err := process.Load(s, row.ID)
			if err != nil {
				return err
			}
			view.Rows = append(view.Rows, o.moderationLine(r, row, i))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	view.Count = r.Text.N("threatmap.office.list.shown", int64(len(view.Rows)))
	if len(view.Rows) == 0 {
		view.Empty = &look.Empty{Icon: "shield-check", Title: r.Text.T("threatmap.moderation.empty"), Text: r.Text.T("threatmap.moderation.empty_text")}
	}
	view.Pages.Label = r.Text.T("threatmap.office.list.pages")
	if f.After != "" {
		view.Pages.Prev = &look.NavItem{Word: r.Text.T("threatmap.office.list.first"), Href: moderationAddress(f, f.Waits, "")}
	}
	if next != "" {
		view.Pages.Next = &look.NavItem{Word: r.Text.T("threatmap.office.list.next"), Href: moderationAddress(f, f.Waits, next)}
	}
	return o.moderation.With(view), nil
}

func (o *office) moderationLine(r *web.Request, row DeskRow, i process.Instance) moderationLine {
	rep := row.Report
	line := moderationLine{Href: "/desk/reports/" + rep.Ref, Title: r.Text.T("threatmap.office.list.item", "category", o.m.categoryName(rep.Category, r), "place", o.where(r, rep)),
		Meta: r.Text.T("threatmap.moderation.meta", "ref", rep.Ref, "filed", moment(r, rep.FiledAt, o.m.zone(rep)), "state", r.Text.T("threatmap.state."+row.Instance.State))}
	if c, ok := o.m.Categories.Get(rep.Category); ok {
		line.Icon = c.Icon
	}
	for _, w := range row.waitsFor() {
		tag := look.Tag{Word: r.Text.T("threatmap.moderation.waits_" + w), Color: "neutral"}
		if w == waitsHeld {
			tag.Color = "warning"
			if rep.HeldReason != "" {
				tag.Word = r.Text.T("threatmap.held." + rep.HeldReason)
			}
		}
		line.Tags = append(line.Tags, tag)
	}
	for _, step := range []string{"publish", "keep"} {
		if o.m.mayNow(r, row, i, step) {
			line.Clicks = append(line.Clicks, oneClick{Action: line.Href + "/steps", Word: r.Text.T("threatmap.office.act." + step), Icon: stepIcon(step),
				Hidden: append(stepHidden(opened{Inside: Inside{Ref: rep.Ref, Version: i.Version}}, step, id.New()), hiddenField{"back", "moderation"})})
		}
	}
	for _, step := range []string{"publish_text", "publish_photo", "hide"} {
		if o.m.mayNow(r, row, i, step) {
			line.Acts = append(line.Acts, look.Act{Word: r.Text.T("threatmap.office.act." + step), Href: line.Href + "/steps/" + step + "?back=moderation",
				Icon: stepIcon(step), Variant: "tertiary"})
		}
	}
	return line
}

func moderationAddress(f ModerationFilter, waits, after string) string {
	q := url.Values{}
	for name, value := range map[string]string{"waits": waits, "community": f.Community, "after": after} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return moderationPath
	}
	return moderationPath + "?" + q.Encode()
}
