package booklet

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/config"
	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/modules/places"
	"reeve/modules/practice/bank"
)

// Needs is what the package works with.
type Needs struct {
	DB        *db.DB
	Log       *audit.Log
	Process   *process.Engine
	Places    *places.Places
	Archive   *document.Archive
	Settings  *config.Store
	Catalogue *i18n.Catalogue
	Now       func() time.Time
	Country   func() string // calendar of the installation
	// Recommendations are those of some refs that may be shown to everybody, with their uptake, in the order of the refs;
	// one that there is not is left out. nil = there are none.
	Recommendations func(q db.Reader, refs []string) ([]RecommendationData, error)
}

// Booklets is the way to publications. Safe for concurrent use.
type Booklets struct{ Needs }

// New makes it of a database whose schema is up to date.
func New(n Needs) *Booklets { return &Booklets{n} }

// Add stores a new booklet and begins its life. Its id is made here where it has none.
func (k *Booklets) Add(tx *db.Tx, v Booklet) (Booklet, error) {
	if !id.IsUUID(v.ID) {
		v.ID = id.At(tx.Now())
	}
	v.Ref, v.Version, v.Editions = id.Ref(), 1, 0
	if _, ok := k.Places.Snapshot().Org(v.Org); !ok {
		return v, errs.Bad("org", "practice.bank.org_wrong")
	}
	if err := k.fill(tx, &v.Content); err != nil {
		return v, err
	}
	if _, err := tx.Exec("INSERT INTO practice_booklet (id, ref, org, content, editions, version) VALUES ($1, $2, $3, $4, $5, $6)", v.ID, v.Ref, v.Org, toJSON(v.Content), v.Editions, v.Version); err != nil {
		return v, err
	}
	if err := k.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "practice.booklet.add", Kind: Kind, ID: v.ID, Version: 1, Org: v.Org}); err != nil {
		return v, err
	}
	var err error
	v.Instance, err = k.Process.Open(tx, process.Opening{ID: v.ID, Definition: Kind, Ref: v.Ref, Subject: "practice.booklet.booklet", Org: v.Org, Calendar: k.Country(), At: tx.Now()})
	return v, err
}

// Save stores changed content of a draft, read as version.
func (k *Booklets) Save(tx *db.Tx, v Booklet, c Content, version int64) (Booklet, error) {
	if v.Instance.State != Draft {
		return v, errs.New(errs.Conflict, "process.step_not_now")
	}
	if v.Version != version {
		conflict := errs.New(errs.Conflict, "practice.bank.changed_meanwhile")
		conflict.Current = map[string]any{"ref": v.Ref, "version": v.Version}
		return v, conflict
	}
	if err := k.fill(tx, &c); err != nil {
		return v, err
	}
	v.Content = c
	return v, k.save(tx, &v, "practice.booklet.save", "")
}

// fill brings content to its plain form and checks it, with what it refers to.
func (k *Booklets) fill(tx *db.Tx, c *Content) error {
	c.Langs, c.Chapters = append([]string{}, c.Langs...), append([]Chapter{}, c.Chapters...)
	for n := range c.Chapters {
		ch := &c.Chapters[n]
		if ch.ID == "" {
			ch.ID = id.Ref()
		}
		ch.Practices, ch.Problems, ch.Recommendations = append([]string{}, ch.Practices...), append([]string{}, ch.Problems...), append([]string{}, ch.Recommendations...)
	}
	if err := c.check(); err != nil {
		return err
	}
	for _, ch := range c.Chapters {
		for _, kind := range []struct {
			field, form string
			refs        []string
		}{{"practices", bank.Practice, ch.Practices}, {"problems", bank.Problem, ch.Problems}} {
			rows, err := bank.PublishedByRefs(tx, kind.refs)
			if err != nil {
				return err
			}
			for _, ref := range kind.refs {
				if !slices.ContainsFunc(rows, func(r bank.Row) bool { return r.Ref == ref && r.Form == kind.form }) {
					return errs.Bad(kind.field, "practice.bank.no_practice", "ref", ref)
				}
			}
		}
		all, err := k.recommendations(tx, ch.Recommendations)
		if err != nil {
			return err
		}
		for _, ref := range ch.Recommendations {
			if !slices.ContainsFunc(all, func(v RecommendationData) bool { return v.ID == ref }) {
				return errs.Bad("recommendations", "practice.booklet.no_recommendation", "ref", ref)
			}
		}
	}
	return nil
}

func (k *Booklets) recommendations(q db.Reader, refs []string) ([]RecommendationData, error) {
	if k.Recommendations == nil || len(refs) == 0 {
		return nil, nil
	}
	return k.Recommendations(q, refs)
}

// StepInput is a step as somebody sends it.
type StepInput struct {
	ID          string // UUID made by the sender; the same step sent twice is taken once
	Step        string
	BaseVersion *int64
	Reason      string
}

// said is what a step brings with it.
type said struct {
	Reason string `json:"reason,omitempty"`
}

// Take takes a step; the caller has asked whether the actor may. publish freezes an edition.
func (k *Booklets) Take(tx *db.Tx, v Booklet, in StepInput) (Booklet, error) {
	if mine, err := process.TakenBy(tx, in.ID, v.ID, in.Step); err != nil || mine {
		return v, err
	}
	in.Reason = strings.TrimSpace(in.Reason)
	if s, ok := k.Process.Definition(Kind).Step(in.Step); ok && slices.Contains(s.From, v.Instance.State) {
		if slices.Contains(s.Needs, "reason") && in.Reason == "" {
			return v, errs.Bad("reason", "practice.bank.reason_missing")
		}
		if in.Step == "publish" {
			v.Editions++
			if err := k.freeze(tx, v); err != nil {
				return v, err
			}
		}
	}
	detail, err := json.Marshal(said{in.Reason})
	if err != nil {
		return v, err
	}
	i, repeated, err := k.Process.Apply(tx, process.Command{ID: in.ID, Instance: v.ID, Step: in.Step, BaseVersion: in.BaseVersion, Detail: detail})
	if err != nil || repeated {
		return v, err
	}
	v.Instance = i
	return v, k.save(tx, &v, "practice.booklet."+in.Step, in.Reason)
}

// freeze stores the next edition of a booklet.
func (k *Booklets) freeze(tx *db.Tx, v Booklet) error {
	if err := v.Content.complete(); err != nil {
		return err
	}
	annexes, err := AnnexesOf(tx, v.ID)
	if err != nil {
		return err
	}
	d, err := k.Gather(tx, v, annexes, tx.Now())
	if err != nil {
		return err
	}
	raw, digest, err := d.Frozen()
	if err != nil {
		return err
	}
	e := Edition{ID: id.At(tx.Now()), Number: v.Editions}
	if _, err := tx.Exec("INSERT INTO practice_edition (id, booklet, number, data, digest, published_at, version) VALUES ($1, $2, $3, $4, $5, $6, 1)", e.ID, v.ID, e.Number, string(raw), digest,
		db.Micros(tx.Now())); err != nil {
		return err
	}
	if err := k.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "practice.edition.publish", Kind: KindEdition, ID: e.ID, Version: 1, Org: v.Org}); err != nil {
		return err
	}
	for _, a := range annexes {
		if a.Dropped || a.Shown {
			continue
		}
		a.Shown = true
		if err := k.markAnnex(tx, v, a, "practice.annex.show"); err != nil {
			return err
		}
	}
	return nil
}

// Frozen is data as it is stored, with its SHA-256.
func (d Data) Frozen() (raw []byte, digest string, err error) {
	raw, err = json.Marshal(d)
	sum := sha256.Sum256(raw)
	return raw, hex.EncodeToString(sum[:]), err
}
