package advice

import (
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/kernel/web"
	"reeve/modules/plan/tree"
)

// publicAPI is GET /api/v1/recommendations.
func (s *Service) publicAPI(r *web.Request, _ web.None) (out PublicAdvices, err error) {
	out.Items = []PublicAdvice{}
	limit, err := r.Int("limit", 100, 1, 1000)
	if err != nil {
		return out, err
	}
	all, codes, next, err := s.published(r, r.URL.Query().Get("plan"), r.URL.Query().Get("after"), limit)
	for _, a := range all {
		out.Items = append(out.Items, public(a, codes[a.Plan]))
	}
	if next != "" {
		out.Next = &next
	}
	return out, err
}

// adviceJSON is a recommendation as staff programs read it.
type adviceJSON struct {
	Ref      string       `json:"id"`
	Org      string       `json:"org"` // code; empty = the whole installation
	Text     i18n.Text    `json:"text"`
	Source   sourceJSON   `json:"source"`
	Plan     *string      `json:"plan"`
	Number   *string      `json:"number"`
	Priority string       `json:"priority"`
	Due      *string      `json:"due"`
	State    string       `json:"state"`
	Decision string       `json:"decision"`
	Public   bool         `json:"public"`
	Answers  []answerJSON `json:"answers"`
	Version  int64        `json:"version"`
}

type sourceJSON struct {
	Kind  string `json:"kind"`
	ID    string `json:"id"`
	Label string `json:"label"`
}

type answerJSON struct {
	Ref        string  `json:"id"`
	Org        string  `json:"org"` // code
	State      string  `json:"state"`
	Reason     string  `json:"reason"`
	Evidence   string  `json:"evidence"`
	AnsweredOn *string `json:"answered_on"`
	DoneOn     *string `json:"done_on"`
	VerifiedOn *string `json:"verified_on"`
}

func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func (s *Service) orgCode(org string) string {
	o, _ := s.places().Org(org)
	return o.Code
}

func (s *Service) adviceJSON(a Advice, codes map[string]string) adviceJSON {
	out := adviceJSON{Ref: a.Ref, Org: s.orgCode(a.Org), Text: a.Body, Source: sourceJSON(a.Source), Plan: text(codes[a.Plan]), Number: text(a.Number), Priority: a.Priority, Due: text(a.Due), State: a.State,
		Decision: a.Decision, Public: a.Public, Answers: []answerJSON{}, Version: a.Version}
	for _, x := range a.Answers {
		out.Answers = append(out.Answers, s.answerJSON(x))
	}
	return out
}

func (s *Service) answerJSON(x Answer) answerJSON {
	return answerJSON{Ref: x.Ref, Org: s.orgCode(x.Org), State: x.State, Reason: x.Reason, Evidence: x.Evidence, AnsweredOn: text(x.AnsweredOn), DoneOn: text(x.DoneOn), VerifiedOn: text(x.VerifiedOn)}
}

type adviceList struct {
	Items []adviceJSON `json:"items"`
	Next  *string      `json:"next"`
}

// codesOf are the codes of the plans that the asker may read, by id.
func (d *desk) codesOf(q db.Reader, r *web.Request) (map[string]string, error) {
	plans, err := d.plans(q, r)
	out := map[string]string{}
	for _, p := range plans {
		out[p.ID] = p.Code
	}
	return out, err
}

// listAPI is GET /api/v1/desk/recommendations: the table of uptake too.
func (d *desk) listAPI(r *web.Request, _ web.None) (out adviceList, err error) {
	out.Items = []adviceJSON{}
	limit, err := r.Int("limit", 100, 1, 1000)
	if err != nil {
		return out, err
	}
	scope := r.Scope("plan.advice.read")
	err = r.Read(func(q *db.Snapshot) error {
		plans, err := d.plans(q, r)
		if err != nil {
			return err
		}
		all, next, err := List(q, d.filterOf(r, r.URL.Query(), plans, limit), &scope)
		if err != nil {
			return err
		}
		codes, err := d.codesOf(q, r)
		out.Items, out.Next = []adviceJSON{}, text(next)
		for _, a := range all {
			out.Items = append(out.Items, d.s.adviceJSON(a, codes))
		}
		return err
	})
	return out, err
}

// newIn is a recommendation as programs send it. Organisations are named by their codes.
type newIn struct {
	Text     i18n.Text  `json:"text"`
	Source   sourceJSON `json:"source"`
	Org      string     `json:"org"`    // where it is about no plan
	Plan     string     `json:"plan"`   // code
	Number   string     `json:"number"` // of a node of the plan
	To       []string   `json:"to"`
	Priority string     `json:"priority"`
	Due      string     `json:"due"`
	Public   bool       `json:"public"`
}

// newAPI is POST /api/v1/desk/recommendations.
func (d *desk) newAPI(r *web.Request, in newIn) (adviceJSON, error) {
	return web.Write(r, func(tx *db.Tx) (out adviceJSON, err error) {
		n := Input{Body: in.Text, Source: Source(in.Source), Priority: in.Priority, Due: in.Due, Public: in.Public}
		if n.Source.Kind == "" {
			n.Source.Kind = FromElsewhere
		}
		codes := map[string]string{}
		for _, o := range d.s.places().Orgs() {
			codes[o.Code] = o.ID
		}
		for _, code := range in.To {
			if codes[code] == "" {
				return out, errs.Bad("to", "plan.advice.org_unknown", "org", code)
			}
			n.To = append(n.To, codes[code])
		}
		if n.Org = codes[in.Org]; in.Org != "" && n.Org == "" {
			return out, errs.Bad("org", "plan.advice.org_unknown", "org", in.Org)
		}
		if in.Plan != "" {
			o, err := d.s.Register.Find(tx, r, in.Plan, 0)
			if err != nil {
				return out, err
			}
			n.Plan, n.Org = o.Plan.ID, o.Plan.Org
			if in.Number != "" {
				if n.Node = o.Edition.ID(tree.CleanNumber(in.Number)); n.Node == "" {
					return out, errs.Bad("number", "plan.register.no_such_node", "number", in.Number)
				}
			}
		}
		if err := r.Allowed("plan.advice.write", d.s.Own(Advice{Org: n.Org})); err != nil {
			return out, err
		}
		a, err := d.s.Recommend(tx, n)
		if err != nil {
			return out, err
		}
		return d.s.adviceJSON(a, map[string]string{n.Plan: in.Plan}), nil
	})
}

// stepIn is a step as programs send it. Decision and public are of adopt, reason of what says no, plan and number of
// link, evidence of done.
type stepIn struct {
	ID       string `json:"id"` // UUID made by the sender, may be empty
	Step     string `json:"step"`
	Reason   string `json:"reason"`
	Decision string `json:"decision"`
	Public   bool   `json:"public"`
	Plan     string `json:"plan"`
	Number   string `json:"number"`
	Evidence string `json:"evidence"`
	Lang     string `json:"lang"`
}

func (in stepIn) input() StepInput {
	if !id.IsUUID(in.ID) {
		in.ID = id.New()
	}
	return StepInput{ID: in.ID, Step: in.Step, Reason: in.Reason, Decision: in.Decision, Public: in.Public, Number: in.Number, Evidence: in.Evidence, Lang: in.Lang}
}

// stepAPI is POST /api/v1/desk/recommendations/{ref}/steps.
func (d *desk) stepAPI(r *web.Request, in stepIn) (adviceJSON, error) {
	return web.Write(r, func(tx *db.Tx) (out adviceJSON, err error) {
		a, err := d.step(tx, r, in.input())
		if err != nil {
			return out, err
		}
		codes, err := d.codesOf(tx, r)
		return d.s.adviceJSON(a, codes), err
	})
}

// replyAPI is POST /api/v1/desk/answers/{ref}/steps.
func (d *desk) replyAPI(r *web.Request, in stepIn) (answerJSON, error) {
	return web.Write(r, func(tx *db.Tx) (out answerJSON, err error) {
		x, err := d.reply(tx, r, in.input(), in.Plan)
		if err != nil {
			return out, err
		}
		return d.s.answerJSON(x), nil
	})
}
