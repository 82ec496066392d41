package processes

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/kernel/identity"
	"reeve/kernel/mail"
	"reeve/kernel/policy"
	"reeve/kernel/process"
)

// tell does one escalation: it finds who is meant, puts it into their lists and, where that is asked for, into the
// outbox, in one transaction. Done twice it does nothing the second time.
func (p *Processes) tell(ctx context.Context, body []byte) error {
	var due process.Due
	if err := json.Unmarshal(body, &due); err != nil {
		return err
	}
	var nobody bool
	err := p.DB.Read(ctx, func(q *db.Snapshot) error {
		i, err := process.Load(q, due.Instance)
		if err != nil {
			return err
		}
		people, err := p.people(q, i, due.Whom, p.Now())
		nobody = len(people) == 0
		return err
	})
	if err != nil || nobody { // nobody has the role there: the board of the coordinators still shows what is late
		return err
	}
	return p.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
		i, err := process.Load(tx, due.Instance)
		if err != nil {
			return err
		}
		people, err := p.people(tx, i, due.Whom, tx.Now())
		if err != nil {
			return err
		}
		for _, account := range people {
			fresh, err := p.Process.Notify(tx, account, due)
			if err != nil {
				return err
			}
			if fresh && due.Mail {
				if err := p.letter(tx, account, i, due); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// people are the accounts that an escalation means, each once.
func (p *Processes) people(q db.Reader, i process.Instance, who string, now time.Time) (all []string, err error) {
	s := p.Places.Snapshot()
	role, byRole := strings.CutPrefix(who, process.WhomRole)
	if !byRole {
		if f, ok := s.Post(i.Post); ok && f.Account() != "" {
			return []string{f.Account()}, nil
		}
		return nil, nil
	}
	candidates, err := identity.WithRole(q, now, role)
	if err != nil {
		return nil, err
	}
	for _, f := range s.Posts() {
		if f.Post.Role == role && f.Account() != "" {
			candidates = append(candidates, f.Account())
		}
	}
	slices.Sort(candidates)
	lies := p.resource(i)
	for _, account := range slices.Compact(candidates) {
		w, err := p.Identity.Acting(q, account, now)
		if err != nil {
			continue // gone or blocked meanwhile
		}
		if slices.ContainsFunc(w.Principal.Grants, func(g policy.Grant) bool {
			return g.Role == role && policy.Scope{All: g.Scope.Kind == policy.All, Refs: []policy.Ref{g.Scope}}.Allows(lies)
		}) {
			all = append(all, account)
		}
	}
	return all, nil
}

// letter says in the reader's language which record it is and where to look; nothing of what the record says.
func (p *Processes) letter(tx *db.Tx, account string, i process.Instance, due process.Due) error {
	who, err := identity.AccountIn(tx, account)
	if err != nil || !strings.Contains(who.Email, "@") {
		return err
	}
	lang, ok := i18n.ParseLang(who.Lang)
	if !ok {
		lang = i18n.English
	}
	l, d := p.Catalogue.For(lang), p.Process.Definition(i.Definition)
	args := []any{"ref", i.Ref, "process", p.title(l, d), "limit", p.clock(l, d, due.Name), "share", l.Percent(due.Share, 100, 0)}
	return p.Mail.Send(tx, mail.Message{Key: "process/" + due.Key() + "/" + account, Record: "account/" + account, About: "processes.mail.about", To: who.Email, Lang: lang.HTML(),
		Subject: l.T("processes.mail.subject", args...), Text: l.T("processes.mail.text", args...) + "\n\n" + p.BaseURL() + p.page(d, i) + "\n"})
}

// adopt lets running records take over a version, some at a time, until all have.
func (p *Processes) adopt(ctx context.Context, body []byte) error {
	var a process.Adoption
	if err := json.Unmarshal(body, &a); err != nil {
		return err
	}
	for {
		n := 0
		if err := p.DB.Write(ctx, db.System(), func(tx *db.Tx) (err error) { n, err = p.Process.Adopt(tx, a); return err }); err != nil || n == 0 {
			return err
		}
	}
}

// Reach looks which escalations are due, and writes their jobs. Called by the clock.
func (p *Processes) Reach(ctx context.Context) error {
	for {
		n := 0
		if err := p.DB.Write(ctx, db.System(), func(tx *db.Tx) (err error) { n, err = p.Process.Reach(tx, p.Now()); return err }); err != nil || n == 0 {
			return err
		}
		p.Jobs.Wake()
	}
}
