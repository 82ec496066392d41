package assess

import (
	"slices"
	"strconv"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/plan/register"
)

// Board is the column of the desk's first page with the rows that the post acted as still has to hand in, for its own
// unit and for those that it fills for. It is empty for who acts as no post.
func (s *Assess) Board(r *web.Request) (look.Tasks, error) {
	l := r.Text
	t := look.Tasks{ID: "plans", Kind: "today", Title: l.T("plan.assess.board")}
	post := r.Principal().Post
	f, ok := s.Register.Places.Snapshot().Post(post)
	if !ok || !r.May("plan.rate") {
		return t, nil
	}
	err := r.Read(func(q *db.Snapshot) error {
		t.Items, t.Count = nil, 0
		type open struct {
			plan string
			year int
		}
		years, err := db.All(q, func(scan db.Scan) (o open, err error) { return o, scan(&o.plan, &o.year) },
			"SELECT a.plan, a.year FROM plan_assessment a JOIN process_instance i ON i.id = a.id WHERE i.state IN ('filling', 'locked') ORDER BY a.year DESC, a.plan")
		if err != nil {
			return err
		}
		for _, o := range years {
			p, err := register.ByID(q, o.plan)
			if err != nil {
				return err
			}
			a, err := Of(q, p, o.year)
			if err != nil {
				return err
			}
			items, err := s.tasks(q, r, p, a, f.Post.Unit, post)
			if err != nil {
				return err
			}
			t.Items = append(t.Items, items...)
		}
		t.Count = len(t.Items)
		return nil
	})
	return t, err
}

// tasks are the units of one year whose rows a post still has to hand in.
func (s *Assess) tasks(q db.Reader, r *web.Request, p register.Plan, a Assessment, own, post string) (out []look.Task, err error) {
	takes, err := s.openFor(q, a)
	if err != nil {
		return nil, nil // locked: nothing is asked
	}
	filling, err := s.running(q, p.ID)
	if err != nil {
		return nil, err
	}
	var units []string
	if fills(s.roleOf(post)) {
		units = append(units, own)
	}
	for unit, posts := range filling {
		if slices.Contains(posts, post) && unit != own {
			units = append(units, unit)
		}
	}
	units = slices.DeleteFunc(units, func(unit string) bool { return !takes(unit) })
	if len(units) == 0 {
		return nil, nil
	}
	slices.Sort(units)
	st, err := s.Load(q, p, a)
	if err != nil {
		return nil, err
	}
	rows, err := Rows(q, a.ID)
	if err != nil {
		return nil, err
	}
	round, err := RoundOf(q, a.ID)
	if err != nil {
		return nil, err
	}
	returned := map[string]int64{}
	for _, row := range rows {
		if row.State == Returned {
			returned[row.Unit]++
		}
	}
	left := Left(st, rows, units...)
	snap, today := s.Register.Places.Snapshot(), s.Register.Today(r.Now)
	for _, unit := range units {
		if left[unit] == 0 {
			continue
		}
		u, _ := snap.Unit(unit)
		task := look.Task{Icon: "target", Title: r.Text.T("plan.assess.board.task", "code", p.Code, "year", strconv.Itoa(a.Year), "unit", s.Register.UnitName(r, unit)),
			Href: rowsAddress(p.Code, a.Year, u.Code), Meta: r.Text.N("plan.assess.board.meta", left[unit])}
		if n := returned[unit]; n > 0 {
			task.Meta += ", " + r.Text.N("plan.assess.board.returned", n)
		}
		if day, err := time.Parse(time.DateOnly, round.Due); err == nil {
			task.Due = r.Text.Date(day)
			if round.Due < today {
				task.Kind = look.Late
			}
		}
		out = append(out, task)
	}
	return out, nil
}

func (s *Assess) roleOf(post string) string {
	f, _ := s.Register.Places.Snapshot().Post(post)
	return f.Post.Role
}
