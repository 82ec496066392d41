package threatmap

import (
	"encoding/json"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/kernel/web"
)

// Duplicates: a report that staff have linked to another follows it. It takes the same outcome in the same
// transaction, keeps its own number, key and deadlines, and waits for nobody meanwhile. Links are one deep: what
// others are linked to is linked to nothing itself.

// linkTarget finds the report that a duplicate is to be linked to.
func linkTarget(q db.Reader, ref string) (Report, error) {
	clean, ok := id.ParseRef(ref)
	if !ok {
		return Report{}, errs.New(errs.NotFound, "threatmap.no_such_report")
	}
	return byRef(q, clean)
}

// mayLink: who links must be able to read the other report too; one they may not know of is one that is not there.
func (m *Map) mayLink(r *web.Request, q db.Reader, in StepInput) error {
	if in.Step != "link_duplicate" || in.DuplicateOf == "" {
		return nil
	}
	unknown := errs.Bad("duplicate_of", "threatmap.duplicate_unknown")
	other, err := linkTarget(q, in.DuplicateOf)
	if errs.KindOf(err) == errs.NotFound {
		return unknown
	}
	if err != nil {
		return err
	}
	i, err := process.Load(q, other.ID)
	if err == nil && m.mayRead(r, other, i) != nil {
		return unknown
	}
	return err
}

// checkLink complains about a link that must not be made.
func (m *Map) checkLink(q db.Reader, rep Report, ref string, bad *errs.Fields) error {
	if ref == "" {
		bad.Add("duplicate_of", "threatmap.duplicate_missing")
		return nil
	}
	other, err := linkTarget(q, ref)
	if errs.KindOf(err) == errs.NotFound {
		bad.Add("duplicate_of", "threatmap.duplicate_unknown")
		return nil
	}
	if err != nil {
		return err
	}
	i, err := process.Load(q, other.ID)
	if err != nil {
		return err
	}
	children, err := duplicatesOf(q, rep.ID)
	switch {
	case err != nil:
		return err
	case other.ID == rep.ID:
		bad.Add("duplicate_of", "threatmap.duplicate_itself")
	case other.DuplicateOf == rep.ID:
		bad.Add("duplicate_of", "threatmap.duplicate_circle")
	case other.DuplicateOf != "":
		bad.Add("duplicate_of", "threatmap.duplicate_of_duplicate")
	case len(children) > 0:
		bad.Add("duplicate_of", "threatmap.duplicate_has_own", "n", len(children))
	case rep.DuplicateOf != "":
		bad.Add("duplicate_of", "threatmap.duplicate_linked")
	case !other.ErasedAt.IsZero() || !i.ClosedAt.IsZero():
		bad.Add("duplicate_of", "threatmap.duplicate_closed")
	}
	return nil
}

// duplicatesOf are the reports linked to one, oldest first.
func duplicatesOf(q db.Reader, report string) ([]Report, error) {
	return db.All(q, scanReport, "SELECT "+reportColumns+" FROM report r WHERE r.duplicate_of = $1 ORDER BY r.id", report)
}

// together does what a step means for reports that are treated together: the link itself, the parting, and that
// duplicates follow. i is the instance after the step.
func (m *Map) together(tx *db.Tx, rep Report, i process.Instance, in StepInput) (process.Instance, error) {
	// The step's other effects may have changed the row.
	rep, err := byID(tx, rep.ID)
	if err != nil {
		return i, err
	}
	switch in.Step {
	case "link_duplicate":
		other, err := linkTarget(tx, in.DuplicateOf)
		if err != nil {
			return i, err
		}
		if err := m.setLink(tx, &rep, other.ID); err != nil {
			return i, err
		}
		oi, err := process.Load(tx, other.ID)
		if err != nil {
			return i, err
		}
		if step := catchingUp(i.State, oi.State); step != "" {
			return m.follow(tx, rep, other, step, "")
		}
		return i, nil
	case "unlink", "dispute", "reopen", "take_back":
		if rep.DuplicateOf != "" { // who objects or takes back wants this one looked at by itself
			return i, m.setLink(tx, &rep, "")
		}
	}
	return i, m.lead(tx, rep, in)
}

// lead lets the duplicates of a report follow a step of it.
func (m *Map) lead(tx *db.Tx, rep Report, in StepInput) error {
	step := following(in.Step)
	if step == "" {
		return nil
	}
	children, err := duplicatesOf(tx, rep.ID)
	if err != nil {
		return err
	}
	for _, child := range children {
		if step == partStep {
			err = m.release(tx, child)
		} else {
			reason := in.Reason
			if !reasonIsPublic(in.Step) {
				reason = "" // what the holder of the other key wrote is theirs
			}
			_, err = m.follow(tx, child, rep, step, reason)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// follow takes a step of a duplicate for the program. One that has ended by itself stays as it is.
func (m *Map) follow(tx *db.Tx, child, other Report, step, reason string) (process.Instance, error) {
	plain, err := json.Marshal(detail{Reason: reason, Duplicate: other.Ref})
	if err != nil {
		return process.Instance{}, err
	}
	sealed, err := m.Keys.Seal(tx, child.ID, "step", plain)
	if errs.KindOf(err) == errs.Gone { // erased
		return process.Load(tx, child.ID)
	}
	if err != nil {
		return process.Instance{}, err
	}
	i, _, err := m.Process.Apply(tx, process.Command{Instance: child.ID, Step: step, Detail: sealed, Attention: Kind + ".attention." + step, Program: true})
	if errs.KindOf(err) == errs.Conflict {
		return process.Load(tx, child.ID)
	}
	return i, err
}

// release parts a duplicate from a report that says nothing about it any more; it waits for its post again.
func (m *Map) release(tx *db.Tx, child Report) error {
	_, _, err := m.Process.Apply(tx, process.Command{Instance: child.ID, Step: partStep, Attention: Kind + ".attention." + partStep, Program: true})
	if err != nil && errs.KindOf(err) != errs.Conflict {
		return err
	}
	return m.setLink(tx, &child, "")
}

// waitsForPost: a duplicate that was handed over with another one has no body of its own.
func waitsForPost(i *process.Instance) { i.Waits = process.WaitsPost }

func (m *Map) setLink(tx *db.Tx, rep *Report, to string) error {
	rep.DuplicateOf = to
	if err := change(tx, rep); err != nil {
		return err
	}
	return m.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: Kind + ".duplicate", Kind: Kind, ID: rep.ID, Version: rep.Version, Place: rep.Place, Org: rep.Org})
}

// releaseAll parts all duplicates from a report.
func (m *Map) releaseAll(tx *db.Tx, rep Report) error {
	children, err := duplicatesOf(tx, rep.ID)
	if err != nil {
		return err
	}
	for _, child := range children {
		if err := m.release(tx, child); err != nil {
			return err
		}
	}
	return nil
}
