package indicator

import (
	"strconv"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/kernel/measure"
	"reeve/kernel/web"
	"reeve/modules/plan/tree"
)

// valueJSON is a value as programs read it. A known value is num of den; any other says why it is none.
type valueJSON struct {
	Period string `json:"period"`
	quantityJSON
	State   string   `json:"state"` // draft, pending, returned, approved
	Kind    string   `json:"kind"`  // typed, computed
	Measure *string  `json:"measure"`
	Rows    *int64   `json:"rows"`
	Hash    *string  `json:"hash"`
	Note    string   `json:"note"`
	Raw     *float64 `json:"fulfilment"` // of 1; null where it cannot be computed
}

// indicatorJSON is an indicator as programs read it.
type indicatorJSON struct {
	Number    string       `json:"number"`
	Node      string       `json:"node"`
	Text      i18n.Text    `json:"text"`
	Measure   string       `json:"measure"`
	Direction string       `json:"direction"`
	Computed  *string      `json:"computed"`
	Baseline  quantityJSON `json:"baseline"`
	Target    *targetJSON  `json:"target"`
	Value     *valueJSON   `json:"value"`
	Why       *string      `json:"why"` // code of why there is no fulfilment
}

type targetJSON struct {
	Period string       `json:"period"`
	Value  quantityJSON `json:"value"`
}

// quantityJSON is num of den, or why there is none.
type quantityJSON struct {
	Status string `json:"status"`
	Num    *int64 `json:"num"`
	Den    *int64 `json:"den"`
}

func quantityOut(q tree.Quantity) quantityJSON {
	out := quantityJSON{Status: string(q.Why())}
	if q.Known() {
		out.Num, out.Den = &q.Num, &q.Den
	}
	return out
}

type listJSON struct {
	Items []indicatorJSON `json:"items"`
	Next  *string         `json:"next"`
}

func valueOf(l Line) *valueJSON {
	v := l.Value
	if v == nil {
		return nil
	}
	out := &valueJSON{Period: v.Period, quantityJSON: quantityOut(v.Quantity), State: v.State, Kind: "typed", Note: v.Note}
	if p := v.Proof; p != nil {
		out.Kind, out.Measure, out.Rows, out.Hash = "computed", &p.Measure, &p.Rows, &p.Hash
	}
	const digits, unit = 6, 1e6
	if n, ok := l.Fulfilment.Rate.Per(1, digits); ok {
		f := float64(n) / unit
		out.Raw = &f
	}
	return out
}

func lineJSON(l Line) indicatorJSON {
	ind := l.At.Indicator
	out := indicatorJSON{Number: ind.Number, Node: l.At.Node.Number, Text: ind.Text, Measure: string(ind.Measure), Direction: string(ind.Direction), Baseline: quantityOut(ind.Baseline.Quantity), Value: valueOf(l)}
	if ind.Computed != "" {
		out.Computed = &ind.Computed
	}
	if l.Target != nil {
		out.Target = &targetJSON{l.Target.Period, quantityOut(l.Target.Quantity)}
	}
	if l.Fulfilment.Why != "" {
		out.Why = &l.Fulfilment.Why
	}
	return out
}

// answeredAtOnce is how many indicators one answer holds.
const answeredAtOnce = 200

// listAPI is GET /api/v1/desk/plans/{code}/indicators.
func (s *Indicators) listAPI(r *web.Request, _ web.None) (out listJSON, err error) {
	out.Items = []indicatorJSON{}
	year, err := s.year(r)
	if err != nil {
		return out, err
	}
	from, err := r.Int("after", 0, 0, 1<<30)
	if err != nil {
		return out, err
	}
	err = r.Read(func(q *db.Snapshot) error {
		o, err := s.Register.Find(q, r, r.PathValue("code"), 0)
		if err != nil {
			return err
		}
		part, all := Part(o.Plan, o.Edition, from, answeredAtOnce)
		values, err := Values(q, part, year)
		for _, l := range Lines(part, values, year) {
			out.Items = append(out.Items, lineJSON(l))
		}
		if end := from + len(part); end < all && len(part) > 0 {
			next := strconv.Itoa(end)
			out.Next = &next
		}
		return err
	})
	return out, err
}

// year is the year asked for, else the present one.
func (s *Indicators) year(r *web.Request) (int, error) {
	now, err := strconv.Atoi(s.Register.Today(r.Now)[:4])
	if err != nil {
		return 0, err
	}
	return r.Int("year", now, 1990, 2199)
}

// valueIn is a value as programs send it: status and num of den, or compute.
type valueIn struct {
	Number  string         `json:"number"`
	Period  string         `json:"period"`
	Compute bool           `json:"compute"`
	Status  measure.Status `json:"status"`
	Num     int64          `json:"num"`
	Den     int64          `json:"den"`
	Note    string         `json:"note"`
}

// enterAPI is POST /api/v1/desk/plans/{code}/values.
func (s *Indicators) enterAPI(r *web.Request, in valueIn) (valueJSON, error) {
	return web.Write(r, func(tx *db.Tx) (out valueJSON, err error) {
		at, err := s.find(tx, r, in.Number, "plan.value.enter")
		if err != nil {
			return out, err
		}
		var v Value
		if in.Compute {
			v, err = s.Compute(tx, at, in.Period, in.Note)
		} else {
			v, err = s.Enter(tx, at, in.Period, tree.Quantity{Status: in.Status, Num: in.Num, Den: in.Den}, in.Note)
		}
		if err != nil {
			return out, err
		}
		return *valueOf(lineOf(at, &v, v.Period)), nil
	})
}

// find is an indicator of a plan that the asker may read, with the right asked for.
func (s *Indicators) find(q db.Reader, r *web.Request, number, action string) (At, error) {
	o, err := s.Register.Find(q, r, r.PathValue("code"), 0)
	if err != nil {
		return At{}, err
	}
	at, ok := Find(o.Plan, o.Edition, number)
	if !ok {
		return at, errs.New(errs.NotFound, "plan.indicator.no_such_indicator", "number", number)
	}
	if action == "" {
		return at, nil
	}
	return at, r.Allowed(action, s.Resource(at))
}

// stepIn is a step as programs send it.
type stepIn struct {
	ID     string `json:"id"` // UUID made by the sender, may be empty
	Number string `json:"number"`
	Period string `json:"period"`
	Step   string `json:"step"`
	Reason string `json:"reason"`
}

// stepAPI is POST /api/v1/desk/plans/{code}/values/steps.
func (s *Indicators) stepAPI(r *web.Request, in stepIn) (valueJSON, error) {
	return web.Write(r, func(tx *db.Tx) (out valueJSON, err error) {
		at, v, err := s.step(tx, r, in)
		if err != nil {
			return out, err
		}
		return *valueOf(lineOf(at, &v, v.Period)), nil
	})
}

// step takes a step, after asking whether the actor may take it.
func (s *Indicators) step(tx *db.Tx, r *web.Request, in stepIn) (at At, v Value, err error) {
	action := "plan.value.enter"
	if approves(in.Step) {
		action = "plan.value.approve"
	}
	if at, err = s.find(tx, r, in.Number, action); err != nil {
		return at, v, err
	}
	if v, err = Of(tx, at.Plan.ID, in.Number, in.Period); err != nil {
		return at, v, err
	}
	if !id.IsUUID(in.ID) {
		in.ID = id.New()
	}
	v, err = s.Take(tx, at, v, in.ID, in.Step, in.Reason)
	return at, v, err
}

// recordsJSON is what stands behind a computed value.
type recordsJSON struct {
	Measure string           `json:"measure"`
	Rows    int64            `json:"rows"`
	Hash    string           `json:"hash"`
	Whole   bool             `json:"whole"`  // the records below still make the hash
	Frozen  bool             `json:"frozen"` // they are those of the approval
	Same    int64            `json:"same"`
	Changed int64            `json:"changed"`
	Gone    int64            `json:"gone"`
	Added   int64            `json:"added"`
	Items   []measure.Record `json:"items"`
	Next    *string          `json:"next"`
}

// recordsAtOnce is how many records one answer holds.
const recordsAtOnce = 1000

// recordsAPI is GET /api/v1/desk/plans/{code}/values/records.
func (s *Indicators) recordsAPI(r *web.Request, _ web.None) (out recordsJSON, err error) {
	from, err := r.Int("after", 0, 0, 1<<30)
	if err != nil {
		return out, err
	}
	_, v, b, err := s.behind(r, r.URL.Query().Get("number"), r.URL.Query().Get("period"))
	if err != nil {
		return out, err
	}
	out = recordsJSON{Measure: v.Proof.Measure, Rows: v.Proof.Rows, Hash: v.Proof.Hash, Whole: b.Whole, Frozen: b.Frozen, Same: b.Since.Same, Changed: b.Since.Changed, Gone: b.Since.Gone, Added: b.Since.Added,
		Items: []measure.Record{}}
	end := min(from+recordsAtOnce, len(b.Records))
	if from < end {
		out.Items = b.Records[from:end]
	}
	if end < len(b.Records) {
		next := strconv.Itoa(end)
		out.Next = &next
	}
	return out, nil
}

// behind reads what stands behind a computed value, for who may see it.
func (s *Indicators) behind(r *web.Request, number, period string) (at At, v Value, b Behind, err error) {
	err = r.Read(func(q *db.Snapshot) (err error) {
		if at, err = s.find(q, r, number, "plan.value.trace"); err != nil {
			return err
		}
		if v, err = Of(q, at.Plan.ID, number, period); err != nil {
			return err
		}
		b, err = s.DrillDown(q, v)
		return err
	})
	return at, v, b, err
}
