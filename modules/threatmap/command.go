package threatmap

import (
	"context"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/policy"
	"reeve/kernel/process"
	"reeve/kernel/web"
)

// PrepareStep checks a step as far as that goes without a transaction, photos of a visit included; the func takes it in
// the caller's transaction for whoever asks. Errors are those of POST /api/v1/reports/{ref}/steps.
func (m *Map) PrepareStep(r *web.Request, ref string, in StepInput, photos []Photo) (func(tx *db.Tx) (StepTaken, error), error) {
	return m.prepareStep(r, ref, in, photos)
}

// PrepareFiling checks what staff file on the spot and cleans its photos; the func stores it in the caller's transaction.
// The clocks begin at the instant at which it was written down. The caller has asked for threatmap.report.intake.
func (m *Map) PrepareFiling(ctx context.Context, f Filing, photos []Photo, source string, at time.Time) (func(tx *db.Tx) (Filed, error), error) {
	p, err := m.prepare(ctx, f, photos, at)
	if err != nil {
		return nil, err
	}
	p.source, p.at = source, at
	return func(tx *db.Tx) (Filed, error) { return m.file(tx, p) }, nil
}

// Consult opens a report whole for staff who may; the opening is recorded in the caller's transaction.
func (m *Map) Consult(tx *db.Tx, r *web.Request, ref string) (Inside, error) {
	return m.consult(tx, r, ref)
}

// Standing is how a report stands now, for who sent a step that no longer fits.
type Standing struct {
	ID      string    `json:"id"` // = ref
	Ref     string    `json:"ref"`
	State   string    `json:"state"`
	Version int64     `json:"version"`
	Step    string    `json:"step"` // the last one taken
	At      time.Time `json:"at"`
	By      string    `json:"by"`
	Steps   []string  `json:"steps"` // that the asker may take now
}

// Standing reads how a report stands, for staff who may read it.
func (m *Map) Standing(q db.Reader, r *web.Request, ref string) (Standing, error) {
	clean, ok := id.ParseRef(ref)
	if !ok {
		return Standing{}, errs.New(errs.NotFound, "threatmap.no_such_report")
	}
	rep, err := byRef(q, clean)
	if err != nil {
		return Standing{}, err
	}
	i, err := process.Load(q, rep.ID)
	if err != nil {
		return Standing{}, err
	}
	if err := m.mayRead(r, rep, i); err != nil {
		return Standing{}, err
	}
	s := Standing{ID: rep.Ref, Ref: rep.Ref, State: i.State, Version: i.Version, At: i.UpdatedAt, Steps: []string{}}
	steps, err := process.History(q, rep.ID)
	if err != nil {
		return s, err
	}
	if len(steps) > 0 {
		last := steps[len(steps)-1]
		s.Step, s.At, s.By = last.Step, last.OccurredAt, last.ActorKind
		if p, ok := m.Places.Snapshot().Post(last.Post); ok {
			s.By, _ = p.Post.Titles.Best(r.Text.Lang(), m.Settings.Get().Fallback)
		}
	}
	for _, step := range m.Process.Of(i).StepsFrom(i.State) {
		if rep.ErasedAt.IsZero() && m.mayStep(r, rep, i, step.Name) == nil {
			s.Steps = append(s.Steps, step.Name)
		}
	}
	return s, nil
}

// Work lists the open reports that are assigned to a post, newest first, limit of each state at most.
func (m *Map) Work(q db.Reader, post string, limit int) (all []DeskRow, err error) {
	mine := policy.Scope{Refs: []policy.Ref{{Kind: policy.Post, ID: post}}}
	for _, state := range []string{New, Verification, Confirmed} {
		rows, _, err := m.Desk(q, mine, policy.Scope{}, DeskFilter{State: state, Limit: limit})
		if err != nil {
			return nil, err
		}
		all = append(all, rows...)
	}
	return all, nil
}

// visitPhotos attaches what was photographed on a visit; it stays inside.
func (m *Map) visitPhotos(tx *db.Tx, rep Report, photos []document.Upload) error {
	if len(photos) == 0 {
		return nil
	}
	n, err := countPhotos(tx, rep.ID)
	if err != nil {
		return err
	}
	for k, u := range photos {
		if err := m.attach(tx, rep, u, n+k+1); err != nil {
			return err
		}
	}
	return nil
}
