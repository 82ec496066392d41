package threatmap

import (
	"slices"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/modules/places"
)

// opened is a report that a member of staff has before them, with everything its pages draw.
type opened struct {
	Inside
	rep    Report
	inst   process.Instance
	taken  []takenStep
	photos []photoRow
	zone   *time.Location
	people people
	reader string // account that reads, for "you" in the talk
	entry  int64  // of the filing in the log, 0 = not numbered yet
}

// takenStep is a step of the history with what was said and the number of its entry in the log.
type takenStep struct {
	process.Taken
	detail
	entry int64 // 0 = not numbered yet
}

// open opens a report as a consultation, which is logged before anything is shown.
func (o *office) open(r *web.Request, ref string) (op opened, err error) {
	op.people, op.reader = people{}, r.Who.Account.ID
	err = o.m.DB.Write(r.Context(), r.Actor(), func(tx *db.Tx) error {
		op.Inside, err = o.m.consult(tx, r, ref)
		return err
	})
	if err != nil {
		return op, err
	}
	return op, r.Read(func(s *db.Snapshot) error { return o.complete(s, &op) })
}

func (o *office) complete(s *db.Snapshot, op *opened) (err error) {
	if op.rep, err = byRef(s, op.Ref); err != nil {
		return err
	}
	op.zone = o.m.zone(op.rep)
	if op.inst, err = process.Load(s, op.rep.ID); err != nil {
		return err
	}
	if op.photos, err = photosOf(s, op.rep.ID); err != nil {
		return err
	}
	steps, err := process.History(s, op.rep.ID)
	if err != nil {
		return err
	}
	entries, err := entryNumbers(s, op.rep.ID)
	if err != nil {
		return err
	}
	op.entry = entries[1]
	for _, t := range steps {
		d, err := o.m.openDetail(s, op.rep, t)
		if err != nil {
			return err
		}
		op.taken = append(op.taken, takenStep{Taken: t, detail: d, entry: entries[t.Version]})
		if t.ActorKind == "account" {
			if err := op.people.add(s, t.Actor); err != nil {
				return err
			}
		}
	}
	if post, ok := o.m.Places.Snapshot().Post(op.inst.Post); ok {
		return op.people.add(s, post.Account())
	}
	return nil
}

// entryNumbers are the numbers in the log of an instance's changes, by the version that each made.
func entryNumbers(q db.Reader, instance string) (map[int64]int64, error) {
	rows, _, err := audit.List(q, audit.Filter{Kind: process.Kind, ID: instance, Limit: 500})
	numbers := map[int64]int64{}
	for _, e := range rows {
		if e.Operation == audit.Collection || numbers[e.Version] == 0 || e.Seq < numbers[e.Version] {
			numbers[e.Version] = e.Seq // marks of a clock come later and carry the same version
		}
	}
	return numbers, err
}

// may tells whether the reader may take a step, as far as rights go.
func (op opened) may(step string) bool { return slices.Contains(op.Steps, step) }

// count is how often a step was taken.
func (op opened) count(step string) (n int) {
	for _, t := range op.taken {
		if t.Step == step {
			n++
		}
	}
	return n
}

// people are the names of accounts by their ids.
type people map[string]string

func (p people) add(q db.Reader, accounts ...string) error {
	for _, id := range accounts {
		if _, known := p[id]; known || id == "" {
			continue
		}
		var name string
		if err := q.QueryRow("SELECT COALESCE(MAX(name), '') FROM account WHERE id = $1", id).Scan(&name); err != nil {
			return err
		}
		p[id] = name
	}
	return nil
}

// postsOfRegion are the officers' posts in the region of a place.
func (o *office) postsOfRegion(place string) (posts []places.Filled) {
	s := o.m.Places.Snapshot()
	region, ok := s.Above(place, places.Region)
	for _, p := range s.Posts() {
		if p.Post.Role != "officer" {
			continue
		}
		at := p.Post.Place
		if at == "" {
			if unit, ok := s.Unit(p.Post.Unit); ok {
				at = unit.Place
			}
		}
		if !ok || within(s.Path(at), region.ID) {
			posts = append(posts, p)
		}
	}
	return posts
}
