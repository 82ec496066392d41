package threatmap

import (
	"context"
	"errors"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/identity"
	"reeve/kernel/policy"
	"reeve/kernel/process"
	"reeve/kernel/process/clock"
	"reeve/kernel/web"
)

// ByKey finds who asks from the header Report-Key. Wrong keys are slowed down by address.
func (m *Map) ByKey(r *web.Request) (identity.Who, bool, error) {
	key := r.Header.Get("Report-Key")
	if key == "" {
		return identity.Who{}, false, nil
	}
	rep, err := m.holder(r, key)
	if err != nil {
		return identity.Who{}, false, err
	}
	return identity.Who{Principal: policy.ReportKey(rep.ID)}, true, nil
}

// holder finds the report of a key; Unauthenticated where no report has it.
func (m *Map) holder(r *web.Request, typed string) (rep Report, err error) {
	if err := m.guesses.allow(r.Address(), r.Now); err != nil {
		return rep, err
	}
	refused := errs.New(errs.Unauthenticated, "threatmap.key_unknown")
	key, ok := ParseReportKey(typed)
	if !ok {
		return rep, refused
	}
	err = r.Read(func(s *db.Snapshot) error { rep, err = byKey(s, key.Hash()); return err })
	if errs.KindOf(err) == errs.NotFound {
		return rep, refused
	}
	if err == nil {
		m.guesses.forgive(r.Address())
	}
	return rep, err
}

// inAllLanguages is a text of the catalogue in every language, for the API.
func (m *Map) inAllLanguages(key string) i18n.Text {
	t := i18n.Text{}
	for _, l := range i18n.Written() {
		t[string(l)] = m.Catalogue.For(l).T(key)
	}
	return t
}

// Sweep takes back from silence what waits for an anonymous person: after seven days it waits for the post
// again.
func (m *Map) Sweep(ctx context.Context, now time.Time) (err error) {
	var silent []string
	err = m.DB.Read(ctx, func(s *db.Snapshot) (err error) {
		silent, err = db.Strings(s, "SELECT id FROM process_instance WHERE definition = $1 AND waits = 'key' AND updated_at <= $2 LIMIT 500",
			Kind, db.Micros(now.Add(-clock.AnonymousPause)))
		return err
	})
	for _, instance := range silent {
		werr := m.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
			_, _, err := m.Process.Apply(tx, process.Command{Instance: instance, Step: "silence", Attention: Kind + ".attention.silence"})
			return err
		})
		if errs.KindOf(werr) != errs.Conflict { // answered meanwhile
			err = errors.Join(err, werr)
		}
	}
	return err
}
