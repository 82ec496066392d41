package threatmap

import (
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/policy"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// proposalsView is GET /desk/proposals: open reports that another post would get since a boundary changed.
type proposalsView struct {
	look.Page
	Crumbs look.Crumbs
	Rows   []proposalLine
	Reason look.Field
	Empty  *look.Empty
	Pages  look.Pagination
}

// proposalLine is one report with the post it has and the one it would get.
type proposalLine struct {
	ID, Title, Href, Meta string
	State                 look.State
	From, To              string
}

func (o *office) showProposals(r *web.Request) (web.Reply, error) {
	view := proposalsView{Page: o.frame(r, r.Text.T("threatmap.office.proposals.title"))}
	view.NoIndex, view.Flash = true, o.done(r)
	view.Crumbs = look.Crumbs{Label: r.Text.T("threatmap.office.list.title"), Items: []look.NavItem{{Word: r.Text.T("threatmap.office.list.title"), Href: "/desk/reports"}, {Word: view.Title}}}
	var next string
	err := r.Read(func(s *db.Snapshot) error {
		all, cursor, err := o.m.Proposals(s, r.Scope("threatmap.desk.proposals"), r.URL.Query().Get("after"), deskPageRows)
		if err != nil {
			return err
		}
		next, view.Rows = cursor, view.Rows[:0]
		for _, p := range all {
			line, err := o.line(r, s, p.Row)
			if err != nil {
				return err
			}
			view.Rows = append(view.Rows, proposalLine{ID: p.ID, Title: line.Title, Href: line.Href, State: line.State, Meta: line.Meta,
				From: o.postTitle(r, p.Row.Instance.Post), To: o.postTitle(r, p.Post)})
		}
		return nil
	})
	if len(view.Rows) == 0 {
		view.Empty = &look.Empty{Icon: "list-checks", Title: r.Text.T("threatmap.office.proposals.none"), Text: r.Text.T("threatmap.office.proposals.none_text")}
	}
	if next != "" {
		view.Pages.Next = &look.NavItem{Word: r.Text.T("threatmap.office.list.more"), Href: "/desk/proposals?after=" + next}
	}
	return o.proposals.With(view), err
}

// postTitle is the title of a post, or that it lies in the queue.
func (o *office) postTitle(r *web.Request, post string) string {
	p, ok := o.m.Places.Snapshot().Post(post)
	if !ok {
		return r.Text.T("threatmap.office.proposals.queue")
	}
	word, _ := p.Post.Titles.Best(r.Text.Lang(), o.m.Settings.Get().Fallback)
	return word
}

// decideProposals is POST /desk/proposals: those that were marked are accepted or dismissed.
func (o *office) decideProposals(r *web.Request) (web.Reply, error) {
	accept := r.PostForm.Get("go") == "accept"
	marked := r.PostForm["proposal"]
	if len(marked) == 0 {
		return nil, errs.Bad("proposal", "threatmap.proposal_none_marked")
	}
	_, err := web.Write(r, func(tx *db.Tx) (web.None, error) {
		for _, id := range marked {
			err := o.m.Decide(tx, id, accept, r.Text.T("threatmap.office.proposals.reason"), func(res policy.Resource) error {
				return r.Allowed("threatmap.desk.proposals", res)
			})
			if err != nil {
				return web.None{}, err
			}
		}
		return web.None{}, nil
	})
	if err != nil {
		return nil, err
	}
	return web.SeeOther("/desk/proposals"), nil
}
