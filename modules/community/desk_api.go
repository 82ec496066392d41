package community

import (
	"slices"
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/kernel/policy"
	"reeve/kernel/process"
	"reeve/kernel/web"
)

// deskAgreement is an agreement for staff, and what POST /api/v1/desk/agreements answers with.
type deskAgreement struct {
	ID           string            `json:"id"`
	Kind         string            `json:"kind"`
	Number       string            `json:"number"`
	Title        i18n.Text         `json:"title"`
	Community    string            `json:"community"` // code
	Territory    []string          `json:"territory"` // codes of further places
	Parties      []deskParty       `json:"parties"`
	Ceremony     string            `json:"ceremony"`
	Languages    []string          `json:"languages"`
	Signed       *string           `json:"signed"`   // null = not signed yet
	From         *string           `json:"from"`     // first day in force; null = from the signature
	Until        *string           `json:"until"`    // last day agreed; null = without end
	Extended     *string           `json:"extended"` // last day of a provisional extension
	Ended        *string           `json:"ended"`    // last day of what was ended early
	RenewMonths  int64             `json:"renew_months"`
	OpensPosts   bool              `json:"opens_posts"`
	Posts        int64             `json:"posts"` // how many are agreed
	OpensChannel bool              `json:"opens_channel"`
	Clauses      map[string]string `json:"clauses"`
	State        string            `json:"state"`
	Version      int64             `json:"version"`      // of its life: base_version of the next step
	Steps        []string          `json:"steps"`        // that the asker may take now
	History      []deskTaken       `json:"history"`      // empty in lists
	Obligations  []deskObligation  `json:"obligations"`  // empty in lists
	OpenedPosts  []string          `json:"opened_posts"` // codes of the posts that stand on it; empty in lists
}

type deskParty struct {
	Org         *string      `json:"org"`       // code of an organisation of the register
	Community   *string      `json:"community"` // code, where the community itself is the party
	Name        string       `json:"name"`      // where the register does not know it
	Signatories []deskSigner `json:"signatories"`
}

type deskSigner struct {
	Name string `json:"name"`
	Post string `json:"post"` // held then; empty = not said
}

type deskTaken struct {
	Step       string    `json:"step"`
	OccurredAt time.Time `json:"occurred_at"`
	RecordedAt time.Time `json:"recorded_at"`
}

type deskObligation struct {
	ID    string  `json:"id"`
	Party int64   `json:"party"` // its place among the parties, from 0
	Text  string  `json:"text"`
	Due   *string `json:"due"`
	State string  `json:"state"`
}

type deskAgreements struct {
	Items []deskAgreement `json:"items"`
	Next  *string         `json:"next"`
}

// deskNew is what POST /api/v1/desk/agreements reads. A new agreement is a draft; steps sign it.
type deskNew struct {
	Kind         string            `json:"kind"`
	Number       string            `json:"number"`
	Title        i18n.Text         `json:"title"`
	Community    string            `json:"community"` // code
	Territory    []string          `json:"territory"` // codes
	Parties      []deskNewParty    `json:"parties"`
	Ceremony     string            `json:"ceremony"`
	Languages    []string          `json:"languages"`
	From         string            `json:"from"`
	Until        string            `json:"until"`
	RenewMonths  int64             `json:"renew_months"` // 0 = six
	OpensPosts   bool              `json:"opens_posts"`
	Posts        int64             `json:"posts"`
	OpensChannel bool              `json:"opens_channel"`
	Clauses      map[string]string `json:"clauses"`
}

// deskNewParty names a party: by the register where the name stands there.
type deskNewParty struct {
	Name        string       `json:"name"`
	Signatories []deskSigner `json:"signatories"`
}

// deskStep is what POST /api/v1/desk/agreements/{ref}/steps reads. Which fields a step needs its refusal says.
type deskStep struct {
	ID          string `json:"id"` // UUID; the same step sent twice is taken once. Empty = made here
	Step        string `json:"step"`
	BaseVersion *int64 `json:"base_version"`
	Reason      string `json:"reason"`
	Signed      string `json:"signed"`
	Until       string `json:"until"`
	Successor   string `json:"successor"` // number
}

func (o *office) apiRoutes(read, write string, filter []web.Param) []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/api/v1/desk/agreements", Action: read, Handler: web.JSON(o.listAPI, filter...), Summary: "The register of agreements, drafts included, the latest signature first"},
		{Method: "POST", Path: "/api/v1/desk/agreements", Action: write, Handler: web.JSON(o.newAPI), Status: 201, Summary: "Enter an agreement; it begins as a draft"},
		{Method: "GET", Path: "/api/v1/desk/agreements/{ref}", Action: read, Handler: web.JSON(o.showAPI), Summary: "One agreement with its history, obligations and posts"},
		{Method: "POST", Path: "/api/v1/desk/agreements/{ref}/steps", Action: write, Handler: web.JSON(o.stepAPI), Summary: "Take a step of an agreement's life: negotiate, approve, sign, amend, extend, renew, terminate"},
	}
}

func (o *office) listAPI(r *web.Request, _ web.None) (deskAgreements, error) {
	out := deskAgreements{Items: []deskAgreement{}}
	q := r.URL.Query()
	limit, err := r.Int("limit", 100, 1, 500)
	if err != nil {
		return out, err
	}
	f := Filter{State: q.Get("state"), Kind: q.Get("kind"), After: q.Get("after"), Limit: limit}
	if f.Place, err = o.c.filterPlace(q); err != nil {
		return out, err
	}
	scope := r.Scope("community.agreement.read")
	err = r.Read(func(s *db.Snapshot) error {
		rows, next, err := o.c.list(s, f, &scope)
		out = deskAgreements{Items: []deskAgreement{}}
		if next != "" {
			out.Next = &next
		}
		for _, row := range rows {
			out.Items = append(out.Items, o.deskOut(r, openAgreement{Agreement: row.Agreement, inst: row.Instance,
				write: r.Allowed("community.agreement.write", o.c.resource(row.Agreement, row.Instance)) == nil}))
		}
		return err
	})
	return out, err
}

func (o *office) showAPI(r *web.Request, _ web.None) (deskAgreement, error) {
	a, err := o.open(r)
	if err != nil {
		return deskAgreement{}, err
	}
	return o.deskOut(r, a), nil
}

func (o *office) newAPI(r *web.Request, in deskNew) (deskAgreement, error) {
	s := o.c.Places.Snapshot()
	at, ok := s.ByCode(in.Community)
	if !ok {
		return deskAgreement{}, errs.Bad("community", "community.community_missing")
	}
	if err := r.Allowed("community.agreement.write", policy.Resource{Kind: Kind, In: s.InPlace(at.ID)}); err != nil {
		return deskAgreement{}, err
	}
	a := Agreement{Kind: in.Kind, Number: strings.TrimSpace(in.Number), Place: at.ID, Titles: in.Title, Ceremony: in.Ceremony, Languages: in.Languages, From: in.From, Until: in.Until,
		RenewMonths: in.RenewMonths, OpensPosts: in.OpensPosts, PostsAgreed: in.Posts, OpensChannel: in.OpensChannel, Clauses: in.Clauses}
	if a.Titles == nil {
		a.Titles = i18n.Text{}
	}
	if a.Clauses == nil {
		a.Clauses = map[string]string{}
	}
	var f errs.Fields
	for _, code := range in.Territory {
		if p, ok := s.ByCode(code); !ok {
			f.Add("territory", "community.no_such_place", "place", code)
		} else if p.ID != at.ID && !slices.Contains(a.Territory, p.ID) {
			a.Territory = append(a.Territory, p.ID)
		}
	}
	land := newGazetteer(s)
	for _, p := range in.Parties {
		party := land.party(strings.TrimSpace(p.Name), at)
		for _, by := range p.Signatories {
			party.Signatories = append(party.Signatories, Signatory(by))
		}
		a.Parties = append(a.Parties, party)
	}
	if err := f.Err(); err != nil {
		return deskAgreement{}, err
	}
	return web.Write(r, func(tx *db.Tx) (deskAgreement, error) {
		made, err := o.c.Add(tx, a)
		if err != nil {
			return deskAgreement{}, err
		}
		return o.deskNow(tx, r, made.ID)
	})
}

func (o *office) stepAPI(r *web.Request, in deskStep) (deskAgreement, error) {
	if s, ok := o.c.Process.Definition(Kind).Step(in.Step); !ok || slices.Contains(s.Who, "system") {
		return deskAgreement{}, errs.Bad("step", "process.no_such_step", "step", in.Step)
	}
	if in.ID == "" {
		in.ID = id.At(r.Now)
	}
	return web.Write(r, func(tx *db.Tx) (deskAgreement, error) {
		a, err := o.read(tx, r)
		if err != nil {
			return deskAgreement{}, err
		}
		if err := o.mayWrite(r, a); err != nil {
			return deskAgreement{}, err
		}
		if _, err := o.c.take(tx, a.Agreement, StepInput{ID: in.ID, Step: in.Step, BaseVersion: in.BaseVersion, Reason: in.Reason, Signed: in.Signed, Until: in.Until, Successor: in.Successor}); err != nil {
			return deskAgreement{}, err
		}
		return o.deskNow(tx, r, a.ID)
	})
}

// deskNow is an agreement as it stands in the transaction.
func (o *office) deskNow(tx *db.Tx, r *web.Request, agreement string) (out deskAgreement, err error) {
	v := openAgreement{write: true}
	if v.Agreement, err = Get(tx, agreement); err != nil {
		return out, err
	}
	if v.inst, err = process.Load(tx, agreement); err != nil {
		return out, err
	}
	if v.taken, err = process.History(tx, agreement); err != nil {
		return out, err
	}
	if v.obligations, err = Obligations(tx, agreement); err != nil {
		return out, err
	}
	v.posts, err = openedBy(tx, agreement)
	return o.deskOut(r, v), err
}
