package threatmap

import (
	"context"
	"encoding/json"
	"io"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/disclosure"
	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/geo"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/kernel/process/calendar"
	"reeve/kernel/process/clock"
	"reeve/kernel/web"
	"reeve/modules/threatmap/guard"
)

// prepared is a filing that is known to be good, before its transaction begins.
type prepared struct {
	filing   Filing
	category Category
	found    located
	routed   Routed
	cal      *calendar.Calendar
	photos   []document.Upload
	source   string
	proof    proof      // of who is nobody by name; empty for trusted sources
	network  string     // keyed hash; empty = trusted, not counted
	print    guard.Text // by which near copies are known
	outlook  guard.Outlook
	at       time.Time // when it was written down, where that was earlier
}

// Photo is one attached file before it is cleaned.
type Photo struct {
	Name string
	Open func() (io.ReadCloser, error)
}

// prepare checks a filing, finds place and post, and cleans and stores the photos. Nothing of it is written to
// the database yet.
func (m *Map) prepare(ctx context.Context, f Filing, photos []Photo, now time.Time) (*prepared, error) {
	p := &prepared{filing: f}
	var known bool
	p.category, known = m.Categories.Get(f.Category)
	if err := p.filing.check(p.category, known, calendar.DateIn(now.Add(14*time.Hour), time.UTC)); err != nil {
		return nil, err
	}
	var err error
	if f.Place != "" {
		p.found, err = m.named(f.Place)
	} else {
		p.found, err = m.locate(geo.Point{Lat: *f.Lat, Lon: *f.Lon})
	}
	if err != nil {
		return nil, err
	}
	p.cal = m.Places.Calendar(p.found.Community.ID)
	if p.cal == nil {
		p.cal = m.Process.Calendar(m.Settings.Get().Country)
	}
	if p.cal == nil {
		return nil, errs.New(errs.Unavailable, "threatmap.no_calendar", "country", p.found.Community.Country)
	}
	p.filing.settleSeen(p.cal.Zone)
	p.routed = RouteTo(m.facts(p.found, p.category))
	m.zoned(ctx, &p.found, p.category)
	if len(photos) > MaxPhotos {
		return nil, errs.Bad("photo", "threatmap.too_many_photos", "most", MaxPhotos)
	}
	for _, photo := range photos {
		u, err := m.takePhoto(ctx, photo)
		if err != nil {
			return nil, err
		}
		p.photos = append(p.photos, u)
	}
	return p, nil
}

// takePhoto cleans a photo and stores its bytes; the row follows in the transaction.
func (m *Map) takePhoto(ctx context.Context, photo Photo) (document.Upload, error) {
	r, err := photo.Open()
	if err != nil {
		return document.Upload{}, err
	}
	defer r.Close()
	clean, err := m.Images.Clean(ctx, r, document.PhotoLimits())
	if err != nil {
		if e := errs.Of(err); e != nil && len(e.Fields) == 0 {
			e.Fields = []errs.Field{{Field: "photo", Key: e.Key, Args: e.Args}}
		}
		return document.Upload{}, err
	}
	return m.Archive.PutPhoto(ctx, clean)
}

// file writes a prepared filing. It may run more than once.
func (m *Map) file(tx *db.Tx, p *prepared) (Filed, error) {
	if p.proof.name != "" {
		if fresh, err := web.Spend(tx, p.proof.name, p.proof.expires); err != nil {
			return Filed{}, err
		} else if !fresh {
			return Filed{}, errs.Bad("altcha", "threatmap.proof_spent")
		}
	}
	f, key := p.filing, NewReportKey()
	now := tx.Now()
	if !p.at.IsZero() && p.at.Before(now) {
		now = p.at
	}
	r := Report{ID: id.At(now), Ref: id.Ref(), Category: p.category.Code, Place: p.found.Community.ID, Beat: p.found.beatID(), Org: p.routed.Target.Org,
		At: p.found.At, Exact: p.found.Exact, Rule: string(p.routed.Rule), RuleVersion: RuleVersion,
		Seen: Seen{From: f.SeenFrom, To: f.SeenTo, Parts: f.Parts, Weekdays: f.Weekdays}, Lang: f.Lang, Source: p.source,
		FiledAt: now, PubAt: disclosure.PartStart(now, p.cal.Zone)}
	if p.found.Nearest {
		r.Rule += ".nearest"
	}
	r.publish(p.category.Class, p.found)
	r.Review = firstReview(f.Text, len(p.photos))
	publication, why, err := m.admit(tx, p, r.ID)
	if err != nil {
		return Filed{}, err
	}
	r.Publication, r.HeldReason = publication, string(why)
	if p.category.CrimeTip {
		r.divert()
	}
	plain, err := json.Marshal(inside{Text: f.Text, Answers: f.Answers})
	if err != nil {
		return Filed{}, err
	}
	if r.Body, err = m.Keys.SealNew(tx, r.ID, "body", plain); err != nil {
		return Filed{}, err
	}
	if f.Contact != "" {
		if r.Contact, err = m.Keys.SealNew(tx, contactKey(r.ID), "contact", []byte(f.Contact)); err != nil {
			return Filed{}, err
		}
	}
	stored, err := insert(tx, r, key.Hash())
	if err != nil {
		return Filed{}, err
	}
	for i, u := range p.photos {
		if err := m.attach(tx, r, u, i+1); err != nil {
			return Filed{}, err
		}
	}
	if err := m.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "threatmap.report.file", Kind: Kind, ID: r.ID, Version: 1, Place: r.Place, Org: r.Org, Stored: stored}); err != nil {
		return Filed{}, err
	}
	_, err = m.Process.Open(tx, process.Opening{ID: r.ID, Definition: Kind, Ref: r.Ref, Subject: p.category.Code,
		Post: p.routed.Target.Post, Unit: p.routed.Target.Unit, Place: p.found.deepest(), Org: r.Org, Calendar: p.cal.Code, At: now,
		Periods: map[string]clock.Period{"read": p.category.Read, "verify": p.category.Verify}})
	return Filed{ID: r.Ref, Ref: r.Ref, Key: key.String(), State: New, Community: communityRef(p.found.Community),
		ReadBy: clock.Due(now, p.category.Read, p.cal).UTC(), VerifyBy: clock.Due(now, p.category.Verify, p.cal).UTC()}, err
}

// attach writes a photo's rows; it stays inside until a step publishes it. The photo's id stands in its public
// address and is therefore a random ref: a file's id would tell the hour of the filing.
func (m *Map) attach(tx *db.Tx, r Report, u document.Upload, position int) error {
	photo := id.Ref()
	if err := m.Archive.Attach(tx, document.File{Visibility: document.Inside, OwnerKind: Kind, OwnerID: r.ID}, u); err != nil {
		return err
	}
	if _, err := tx.Exec("INSERT INTO report_photo (id, report, file, preview, published, position, version) VALUES ($1, $2, $3, '', FALSE, $4, 1)",
		photo, r.ID, u.ID, position); err != nil {
		return err
	}
	return m.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "threatmap.photo.add", Kind: "threatmap.photo", ID: photo, Version: 1, Place: r.Place, Org: r.Org})
}

// File files a report for a trusted sender inside the program.
func (m *Map) File(ctx context.Context, actor db.Actor, f Filing, source string) (out Filed, err error) {
	p, err := m.prepare(ctx, f, nil, m.Now())
	if err != nil {
		return out, err
	}
	p.source = source
	err = m.DB.Write(ctx, actor, func(tx *db.Tx) error { out, err = m.file(tx, p); return err })
	return out, err
}

// fileAPI is POST /api/v1/reports.
func (m *Map) fileAPI(r *web.Request, f Filing) (Filed, error) {
	var photos []Photo
	if r.MultipartForm != nil {
		var err error
		if f, photos, err = readMultipart(r); err != nil {
			return Filed{}, err
		}
	}
	// The proof may have expired since the request was first sent; its answer is the same all the same.
	if kept, found, err := web.Recall[Filed](r); err != nil || found {
		return kept, err
	}
	p, err := m.prepareTrusted(r, f, photos)
	if err != nil {
		return Filed{}, err
	}
	defer m.take(p.network)()
	return web.Write(r, func(tx *db.Tx) (Filed, error) { return m.file(tx, p) })
}

// prepareTrusted asks for a proof of work where no token vouches for the sender. The proof is checked before
// anything costly is done.
func (m *Map) prepareTrusted(r *web.Request, f Filing, photos []Photo) (*prepared, error) {
	trusted := r.May("threatmap.report.intake")
	var by proof
	if !trusted {
		if f.Altcha == "" {
			return nil, errs.Bad("altcha", "threatmap.proof_missing")
		}
		var err error
		if by, err = solved(m.Keys, r.Now, f.Altcha); err != nil {
			return nil, err
		}
		if err := m.room(r, by); err != nil {
			return nil, err
		}
	}
	p, err := m.prepare(r.Context(), f, photos, r.Now)
	if err != nil {
		return nil, err
	}
	if p.source = "api"; !trusted {
		return p, m.vouch(r, p, by)
	}
	return p, nil
}
