package community

import (
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// communityView is GET /{lang}/agreements/{community}.
type communityView struct {
	look.Page
	Crumbs     look.Crumbs
	Lead       string
	Cover      string // how the community is covered on the day
	CoverWord  string
	Icon       string
	Agreements []agreementView
	Posts      []postView
	Empty      *look.Empty
}

// agreementView is what everybody may know of an agreement.
type agreementView struct {
	ID    string // of the heading
	Title string
	Lang  string
	State look.Tag
	Facts []look.Fact
	Files []fileView
}

type fileView struct{ Href, Words, Sum string }

// postView is a post that an agreement has opened.
type postView struct {
	Title, Lang string
	Flag        string // why it stands there without an agreement; empty = one is in force
}

// showCommunity draws one community's agreements.
func (s *site) showCommunity(r *web.Request, day string, p places.Place) (web.Reply, error) {
	name := s.c.placeWord(r, p)
	v := communityView{Page: s.frame(r, r.Text.T("community.site.title_in", "place", name)), Lead: r.Text.T("community.site.as_of", "date", r.Text.DateLong(civil(day)))}
	region, ok := s.c.Places.Snapshot().Above(p.ID, places.Region)
	if ok {
		v.Crumbs = s.crumbs(r, day, []places.Place{region}, name)
	} else {
		v.Crumbs = s.crumbs(r, day, nil, name)
	}
	err := r.Read(func(q *db.Snapshot) error {
		all, err := s.c.Reach(q, day)
		if err != nil {
			return err
		}
		v.Cover = all.Cover[p.ID]
		v.Agreements, v.Posts = nil, nil
		ids, err := s.c.over(q, p.ID)
		if err != nil {
			return err
		}
		for _, row := range ids {
			if row.Agreement.Signed > day {
				continue
			}
			one, err := s.agreement(r, q, row, day)
			if err != nil {
				return err
			}
			v.Agreements = append(v.Agreements, one)
		}
		v.Posts, err = s.posts(r, q, p.ID, day)
		return err
	})
	if v.Cover != "" {
		v.CoverWord, v.Icon = r.Text.T("community.cover."+v.Cover), "circle-x"
		if v.Cover != Missing {
			v.Icon = "square-check-big"
		}
	}
	if len(v.Agreements) == 0 {
		v.Empty = &look.Empty{Icon: "handshake", Title: r.Text.T("community.site.none"), Text: r.Text.T("community.site.none_text")}
	}
	return s.community.With(v), err
}

// over are the signed agreements whose territory holds a community, the latest first.
func (c *Community) over(q db.Reader, place string) (rows []Row, err error) {
	ids, err := db.Strings(q, `SELECT DISTINCT ap.agreement FROM agreement_place ap JOIN place_ancestor pa ON pa.ancestor = ap.place WHERE pa.place = $1`, place)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	b := db.NewQuery(`SELECT ` + agreementColumns + `, i.state FROM agreement a JOIN process_instance i ON i.id = a.id WHERE a.signed_on IS NOT NULL AND `)
	b.Add(b.In("a.id", ids) + " ORDER BY a.signed_on DESC, a.id DESC")
	return db.AllQ(q, func(scan db.Scan) (row Row, err error) {
		dest, finish := row.Agreement.destinations()
		if err = scan(append(dest, &row.Instance.State)...); err != nil {
			return row, err
		}
		row.Instance.ID = row.Agreement.ID
		return row, finish()
	}, b)
}

func (s *site) agreement(r *web.Request, q *db.Snapshot, row Row, day string) (agreementView, error) {
	a := row.Agreement
	v := agreementView{ID: "a-" + a.Ref, State: stateTag(r, s.stateOn(r, row, day))}
	v.Title, v.Lang = s.c.name(r, a.Titles)
	if v.Title == "" {
		v.Title, v.Lang = r.Text.T("community.kind."+a.Kind), ""
	}
	v.Facts = append(v.Facts, fact(r, "community.kind", r.Text.T("community.kind."+a.Kind)), fact(r, "community.number", a.Number))
	v.Facts = append(v.Facts, s.c.dayFacts(r, a)...)
	var names []string
	for _, p := range a.Parties {
		names = append(names, s.c.word(r, partyName(s.c.Places.Snapshot(), p)))
	}
	if len(names) > 0 {
		v.Facts = append(v.Facts, fact(r, "community.parties", strings.Join(names, "; ")))
	}
	all, err := filesOf(q, a.ID)
	for _, f := range all {
		if f.Public {
			v.Files = append(v.Files, fileView{"/agreement-files/" + f.ID, r.Text.T("community.file_words", "name", f.Name, "size", kilobytes(r, f.Size)), f.SHA256})
		}
	}
	return v, err
}

// stateOn is the state on a day: today's as people have decided it, any other's as its days give it.
func (s *site) stateOn(r *web.Request, row Row, day string) string {
	if day == s.c.Today(r.Now) {
		return publicState(row.Agreement, row.Instance.State, day)
	}
	return row.Agreement.StateOn(day)
}

// kilobytes is a size as people read it, never nothing.
func kilobytes(r *web.Request, size int64) string { return r.Text.Number(max(1, (size+500)/1000)) }

func fact(r *web.Request, key, text string) look.Fact {
	return look.Fact{Term: r.Text.T(key), Text: text}
}

// dayFacts are the days of an agreement.
func (c *Community) dayFacts(r *web.Request, a Agreement) (facts []look.Fact) {
	if a.Signed != "" {
		facts = append(facts, fact(r, "community.signed", r.Text.Date(civil(a.Signed))))
	}
	if a.Begins() != "" {
		facts = append(facts, fact(r, "community.from", r.Text.Date(civil(a.Begins()))))
	}
	facts = append(facts, fact(r, "community.until", c.endWord(r, a.Until)))
	if a.Extended != "" {
		facts = append(facts, fact(r, "community.extended", r.Text.Date(civil(a.Extended))))
	}
	if a.Ended != "" {
		facts = append(facts, fact(r, "community.ended", r.Text.Date(civil(a.Ended))))
	}
	return facts
}

// posts are those opened by agreements over a community, with what stands behind them on the day.
func (s *site) posts(r *web.Request, q *db.Snapshot, place, day string) (all []postView, err error) {
	ids, err := db.Strings(q, `SELECT DISTINCT x.post FROM post_agreement x JOIN agreement_place ap ON ap.agreement = x.agreement JOIN place_ancestor pa ON pa.ancestor = ap.place
		WHERE pa.place = $1 ORDER BY x.post`, place)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	flagged, err := Flagged(q, day)
	for _, id := range ids {
		f, ok := s.c.Places.Snapshot().Post(id)
		if !ok {
			continue
		}
		v := postView{}
		v.Title, v.Lang = s.c.name(r, f.Post.Titles)
		if since := flagged[id]; since != "" {
			v.Flag = r.Text.T("community.post.flagged", "date", r.Text.Date(civil(since)))
		}
		all = append(all, v)
	}
	return all, err
}

// stateTag is a state as a word with a sign; the colour only repeats it.
func stateTag(r *web.Request, state string) look.Tag {
	t := look.Tag{Word: r.Text.T("community.state." + state), Icon: "pencil"}
	switch state {
	case Signed, Renewed:
		t.Icon, t.Color = "file-check", "info"
	case InForce, Amended:
		t.Icon, t.Color = "check", "success"
	case RenewalDue:
		t.Icon, t.Color = "hourglass", "warning"
	case Expired, Terminated:
		t.Icon, t.Color = "circle-x", "danger"
	}
	return t
}
