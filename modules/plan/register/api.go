package register

import (
	"encoding/base64"
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/modules/plan/tree"
)

// Open is a plan that somebody has before them.
type Open struct {
	Plan     Plan
	Versions []Version
	Edition  *Edition // the version shown
}

// Find reads a plan with the version that staff see first, or the one numbered; what the asker may not read does not
// exist. number 0 = the one shown.
func (g *Register) Find(q db.Reader, r *web.Request, code string, number int64) (o Open, err error) {
	if o.Plan, err = ByCode(q, code); err != nil {
		return o, err
	}
	if o.Versions, err = Versions(q, o.Plan.ID); err != nil {
		return o, err
	}
	none := errs.New(errs.NotFound, "plan.register.no_such_plan", "code", code)
	v, ok := Shown(o.Versions, g.Today(r.Now))
	if !ok {
		return o, none
	}
	if o.Edition, err = g.Edition(q, o.Plan, v); err != nil {
		return o, err
	}
	if r.Allowed("plan.read", g.ReadBy(o.Plan, o.Edition)) != nil {
		return o, none
	}
	if v.From == "" && r.Allowed("plan.draft", g.Resource(o.Plan)) != nil {
		return o, none
	}
	if number == 0 || number == v.Number {
		return o, nil
	}
	if v, err = Numbered(o.Versions, number); err != nil {
		return o, err
	}
	if v.From == "" && r.Allowed("plan.draft", g.Resource(o.Plan)) != nil {
		return o, errs.New(errs.NotFound, "plan.register.no_such_version", "version", number)
	}
	o.Edition, err = g.Edition(q, o.Plan, v)
	return o, err
}

// listAPI is GET /api/v1/plans.
func (g *Register) listAPI(r *web.Request, _ web.None) (out PublicPlans, err error) {
	out.Items = []PublicPlan{}
	err = r.Read(func(q *db.Snapshot) error {
		plans, err := Plans(q)
		if err != nil {
			return err
		}
		by, err := allVersions(q)
		for _, p := range plans {
			if v, ok := ForceOn(by[p.ID], g.Today(r.Now)); ok {
				out.Items = append(out.Items, public(p, v))
			}
		}
		return err
	})
	return out, err
}

// planAPI is GET /api/v1/plans/{code}. Staff see a plan that is not in force yet as well.
func (g *Register) planAPI(r *web.Request, _ web.None) (out PublicPlan, err error) {
	err = r.Read(func(q *db.Snapshot) error {
		p, err := ByCode(q, r.PathValue("code"))
		if err != nil {
			return err
		}
		all, err := Versions(q, p.ID)
		if err != nil {
			return err
		}
		v, ok := ForceOn(all, g.Today(r.Now))
		if !ok {
			if v, ok = Shown(all, g.Today(r.Now)); !ok || r.Allowed("plan.read", g.Resource(p)) != nil {
				return errs.New(errs.NotFound, "plan.register.no_such_plan", "code", p.Code)
			}
		}
		out = public(p, v)
		return nil
	})
	return out, err
}

type nodePage struct {
	Items []nodeItem `json:"items"`
	Next  *string    `json:"next"`
}

// nodeItem is one line of a plan. What a level does not have is null.
type nodeItem struct {
	tree.Node
	Activity   *tree.Activity   `json:"activity"`
	Indicators []tree.Indicator `json:"indicators"`
}

// nodesAPI is GET /api/v1/plans/{code}/nodes?version=&limit=&after=, in the order of the plan.
func (g *Register) nodesAPI(r *web.Request, _ web.None) (out nodePage, err error) {
	limit, err := r.Int("limit", 100, 1, 1000)
	if err != nil {
		return out, err
	}
	number, err := r.Int("version", 0, 0, 1_000_000)
	if err != nil {
		return out, err
	}
	from, err := cursorOf(r.URL.Query().Get("after"))
	if err != nil {
		return out, err
	}
	out.Items = []nodeItem{}
	err = r.Read(func(q *db.Snapshot) error {
		o, err := g.Find(q, r, r.PathValue("code"), int64(number))
		if err != nil {
			return err
		}
		nodes := o.Edition.Plan.Nodes
		if from[0] != 0 && from[0] != o.Edition.Version.Number {
			return errs.Bad("after", "plan.register.cursor_old")
		}
		for i := from[1]; i < int64(len(nodes)) && len(out.Items) < limit; i++ {
			n := nodeItem{Node: nodes[i], Activity: nodes[i].Activity, Indicators: nodes[i].Indicators}
			if n.Indicators == nil {
				n.Indicators = []tree.Indicator{}
			}
			out.Items = append(out.Items, n)
		}
		if end := from[1] + int64(len(out.Items)); end < int64(len(nodes)) {
			next := base64.RawURLEncoding.EncodeToString([]byte(itoa(o.Edition.Version.Number) + " " + itoa(end)))
			out.Next = &next
		}
		return nil
	})
	return out, err
}

// cursorOf reads a cursor: the version it belongs to, and how many nodes have been given.
func cursorOf(s string) (at [2]int64, err error) {
	if s == "" {
		return at, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(s)
	parts := strings.Fields(string(raw))
	if err != nil || len(parts) != 2 {
		return at, errs.Bad("after", "plan.register.cursor_old")
	}
	for i, p := range parts {
		if at[i], err = strconv.ParseInt(p, 10, 64); err != nil || at[i] < 0 {
			return at, errs.Bad("after", "plan.register.cursor_old")
		}
	}
	return at, nil
}
