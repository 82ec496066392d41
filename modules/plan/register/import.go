package register

import (
	"context"
	"errors"
	"slices"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/modules/places"
	"reeve/modules/plan/reader"
	"reeve/modules/plan/tree"
)

var errTried = errors.New("dry run")

// ImportOptions say what is imported, and what the file does not tell.
type ImportOptions struct {
	Code          string      `json:"code"`
	From          string      `json:"from"`          // first day in force; empty = the plan's beginning for its first version, else today
	Title         string      `json:"title"`         // empty = as the file says, else the code
	Lang          string      `json:"lang"`          // BCP 47 of Title, and of texts whose language nothing tells
	Owner         string      `json:"owner"`         // code of an organisation
	Begins        string      `json:"begins"`        // period of the plan, YYYY-MM-DD
	Ends          string      `json:"ends"`          // its last day
	Authoritative []string    `json:"authoritative"` // languages that are equally binding
	RollUp        tree.RollUp `json:"roll_up"`
	Reason        string      `json:"reason"`   // why a plan that is there changes
	Decision      string      `json:"decision"` // the document that says so
	Missing       bool        `json:"missing"`  // drop what is not in the file; else it stays
	Map           *reader.Map `json:"map"`

	Draft    bool                                 `json:"-"` // into a draft that somebody else approves; else into force
	DryRun   bool                                 `json:"-"` // the same in one transaction, which is taken back
	Actor    db.Actor                             `json:"-"`
	Progress func(what string, done, total int64) `json:"-"` // may be nil
}

// ImportResult tells what became of a file.
type ImportResult struct {
	Read    reader.Draft
	New     bool          // the plan was not there
	Version int64         // that it is in; that in force where nothing changed
	Changes []tree.Change // of a plan that was there
	Added   []string      // numbers of nodes that are new in it
	Amended []string      // numbers of nodes that changed
	Absent  []string      // numbers that are not in the file and stay
	Same    int           // nodes that did not change
	Bad     []reader.Remark
}

// Import reads a file into a plan. A node is known again by its number: the same file again changes nothing, and what
// changed becomes amendments in a new version. What the file cannot tell stays as it is. Errors: errs.Invalid for a file
// that cannot be read or a plan that does not hold together; then nothing was stored.
func (g *Register) Import(ctx context.Context, file string, o ImportOptions) (ImportResult, error) {
	d, err := g.Read(file, o)
	if err != nil {
		return ImportResult{Read: d}, err
	}
	var res ImportResult
	err = g.DB.Write(ctx, o.Actor, func(tx *db.Tx) error {
		var err error
		if res, err = g.take(tx, d, o); err != nil {
			return err
		}
		if o.DryRun {
			return errTried
		}
		return nil
	})
	if o.DryRun && errors.Is(err, errTried) {
		err = nil
	}
	return res, err
}

// Read reads a file as the options say.
func (g *Register) Read(file string, o ImportOptions) (reader.Draft, error) {
	return reader.Read(file, reader.Options{From: o.Begins, Until: o.Ends, Lang: o.Lang, Map: o.Map})
}

// prepared is what an import would make of a plan.
type prepared struct {
	plan  Plan
	new   bool
	all   []Version
	base  *Edition // nil for a new plan
	head  Head
	nodes []tree.Node
	res   ImportResult
}

// prepare compares what was read with what is there. Nothing is written.
func (g *Register) prepare(q db.Reader, d reader.Draft, o ImportOptions) (p prepared, err error) {
	p.res.Read = d
	if err := checkCode(o.Code); err != nil {
		return p, err
	}
	if p.plan, err = ByCode(q, o.Code); errs.KindOf(err) == errs.NotFound {
		p.new, p.res.New = true, true
		p.plan = Plan{Code: o.Code}
	} else if err != nil {
		return p, err
	}
	if o.Owner != "" {
		orgs := g.Places.Snapshot().Orgs()
		at := slices.IndexFunc(orgs, func(v places.Org) bool { return v.Code == o.Owner })
		if at < 0 {
			return p, errs.Bad("owner", "plan.register.no_such_org", "org", o.Owner)
		}
		if p.new { // an owner is said once
			p.plan.Org = orgs[at].ID
		}
	}
	if !p.new {
		if p.all, err = Versions(q, p.plan.ID); err != nil {
			return p, err
		}
		if draft, ok := DraftOf(p.all); ok && !o.Draft {
			return p, errs.New(errs.Conflict, "plan.register.draft_open", "code", o.Code, "version", draft.Number)
		}
		if v, ok := Latest(p.all); ok {
			if p.base, err = g.Edition(q, p.plan, v); err != nil {
				return p, err
			}
		}
	}
	p.head = g.headOf(p.base, d, o)
	if len(d.Plan.Nodes) == 0 {
		return p, errs.Bad("file", "plan.register.nothing_read")
	}
	p.nodes = p.weave(d, newResponsible(g.Places.Snapshot()), o)
	return p, p.compare(d)
}

// headOf is what the plan is as a whole: what the options say, else what is there, else what the file says.
func (g *Register) headOf(base *Edition, d reader.Draft, o ImportOptions) Head {
	h := Head{Titles: d.Plan.Titles, Kind: d.Plan.Kind, From: d.Plan.From, Until: d.Plan.Until, RollUp: d.Plan.RollUp, Scheme: d.Plan.Scheme, Authoritative: d.Plan.Authoritative}
	if base != nil {
		had := base.Version.Head
		h = had
	}
	if o.Title != "" {
		lang := o.Lang
		if lang == "" {
			lang = g.Settings.Get().Default
		}
		h.Titles = both(h.Titles, i18n.Text{lang: o.Title})
	}
	if len(h.Titles) == 0 {
		h.Titles = i18n.Text{"und": o.Code}
	}
	if o.Begins != "" {
		h.From = o.Begins
	}
	if o.Ends != "" {
		h.Until = o.Ends
	}
	if len(o.Authoritative) > 0 {
		h.Authoritative = o.Authoritative
	}
	if h.Authoritative == nil {
		h.Authoritative = []string{}
	}
	if o.RollUp != "" {
		h.RollUp = o.RollUp
	}
	if h.RollUp == "" {
		h.RollUp = tree.Activities
	}
	if h.Kind == "" {
		h.Kind = tree.Strategy
	}
	if h.Scheme == (tree.Scheme{}) {
		h.Scheme = tree.Usual()
	}
	if h.From == "" || h.Until == "" {
		first, last := years(d.Plan.Nodes, g.Now().Year())
		if h.From == "" {
			h.From = first + "-01-01"
		}
		if h.Until == "" {
			h.Until = last + "-12-31"
		}
	}
	return h
}

// weave puts the nodes of the file among those that are there, in the order of the file. What is not in the file stays
// behind what it stood behind, or is dropped where the options say so.
func (p *prepared) weave(d reader.Draft, who responsible, o ImportOptions) (out []tree.Node) {
	has, seen := told(d), map[string]bool{}
	for _, n := range d.Plan.Nodes {
		seen[n.Number] = true
		if n.Activity != nil {
			a := *n.Activity
			who.lead(&a)
			n.Activity = &a
		}
		if p.base != nil {
			if had, ok := p.base.Node(n.Number); ok {
				n = merged(had, n, has)
			}
		}
		out = append(out, n)
	}
	if p.base == nil {
		return out
	}
	behind, before := map[string][]tree.Node{}, "" // what is not in the file, by what of the file it stands behind
	for _, n := range p.base.Plan.Nodes {
		if seen[n.Number] {
			before = n.Number
			continue
		}
		if o.Missing && n.Activity != nil && !n.Activity.Dropped {
			a := *n.Activity
			a.Dropped, a.Decision = true, o.Decision
			n.Activity = &a
		} else {
			p.res.Absent = append(p.res.Absent, n.Number)
		}
		behind[before] = append(behind[before], n)
	}
	whole := slices.Clone(behind[""])
	for _, n := range out {
		whole = append(append(whole, n), behind[n.Number]...)
	}
	return whole
}

// compare finds what changes, and refuses what does not hold together. A node at fault does not go in, nor does what
// hangs on it; where it is there already it stays as it is.
func (p *prepared) compare(d reader.Draft) error {
	for range len(tree.Levels()) + 1 {
		bad, general := p.faults(d)
		if len(bad) == 0 {
			if err := tree.Faults(general); err != nil {
				return err
			}
			break
		}
		p.leave(bad)
	}
	if len(p.nodes) == 0 {
		return errs.Bad("file", "plan.register.nothing_read")
	}
	p.differ()
	return nil
}

// faults are the nodes and indicators of the file that do not hold together with the rest, each named in the result,
// and the faults that belong to none of them.
func (p *prepared) faults(d reader.Draft) (bad map[string]bool, general []tree.Remark) {
	bad, own := map[string]bool{}, map[string]string{} // number of a node or an indicator to that of the node
	for _, n := range d.Plan.Nodes {
		own[n.Number] = n.Number
		for _, i := range n.Indicators {
			if own[i.Number] == "" {
				own[i.Number] = n.Number
			}
		}
	}
	for _, r := range tree.Check(Version{Head: p.head}.Whole(p.plan, p.nodes)) {
		if !r.Fault {
			continue
		}
		node := own[r.Number]
		if node == "" || r.Field == "weight" {
			general = append(general, r)
			continue
		}
		if !bad[r.Number] {
			p.res.Bad = append(p.res.Bad, reader.Remark{Place: d.Places[node], Number: r.Number, Severity: reader.Wrong, Key: r.Key, Args: r.Args})
		}
		bad[r.Number] = true
	}
	return bad, general
}

// leave takes nodes out, with what hangs on them, or puts back what is there.
func (p *prepared) leave(bad map[string]bool) {
	var out []tree.Node
	gone := map[string]bool{}
	for _, n := range p.nodes {
		n.Indicators = slices.DeleteFunc(slices.Clone(n.Indicators), func(i tree.Indicator) bool { return bad[i.Number] })
		if !bad[n.Number] && !gone[n.Parent] {
			out = append(out, n)
			continue
		}
		if p.base != nil {
			if had, ok := p.base.Node(n.Number); ok {
				out = append(out, had)
				continue
			}
		}
		gone[n.Number] = true
	}
	p.nodes = out
}

func (p *prepared) differ() {
	if p.base == nil {
		return
	}
	p.res.Changes = tree.Diff(p.base.Plan, Version{Head: p.head}.Whole(p.plan, p.nodes))
	touched := map[string]bool{}
	for _, c := range p.res.Changes {
		if c.Number == "" || touched[c.Number] {
			continue
		}
		touched[c.Number] = true
		if _, had := p.base.Node(c.Number); had {
			p.res.Amended = append(p.res.Amended, c.Number)
		} else {
			p.res.Added = append(p.res.Added, c.Number)
		}
	}
	p.res.Same = len(p.nodes) - len(touched)
}

// years are the first and the last year that deadlines, budgets and targets name; now where there are none.
func years(nodes []tree.Node, now int) (first, last string) {
	see := func(y string) {
		if len(y) < 4 || strings.Trim(y[:4], "0123456789") != "" {
			return
		}
		if y = y[:4]; first == "" || y < first {
			first = y
		}
		last = max(last, y)
	}
	for _, n := range nodes {
		if a := n.Activity; a != nil {
			see(a.Start)
			see(a.Deadline.Day)
		}
	}
	if first == "" {
		see(itoa(int64(now)))
	}
	return first, last
}
