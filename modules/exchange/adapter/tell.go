package adapter

import (
	"context"
	"os"
	"path"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/exchange/request"
	"reeve/modules/exchange/wire"
)

// entry is a fact that was entered here.
type entry struct {
	id, request, kind, detail, reason string
	at                                int64
}

// tellAll writes what people registered and entered here, in the order in which they did.
func (a *Adapter) tellAll(ctx context.Context, root *os.Root) error {
	var all []entry
	err := a.DB.Read(ctx, func(q *db.Snapshot) (err error) {
		all, err = db.All(q, func(scan db.Scan) (e entry, err error) {
			return e, scan(&e.id, &e.request, &e.kind, &e.at, &e.detail, &e.reason)
		}, `SELECT e.id, e.request, e.kind, e.at, e.detail, e.reason FROM exchange_entered e JOIN process_instance i ON i.id = e.request LEFT JOIN exchange_told t ON t.entered = e.id
			WHERE t.entered IS NULL AND i.state <> 'erased' ORDER BY e.id LIMIT $1`, batch)
		return err
	})
	if err != nil {
		return err
	}
	for _, e := range all {
		if err := a.tell(ctx, root, e); err != nil {
			return err
		}
	}
	return nil
}

// tell writes one file, then marks it: a fall between the two writes the same file again, never none.
func (a *Adapter) tell(ctx context.Context, root *os.Root, e entry) error {
	var d Drop
	var v request.Request
	var ok bool
	err := a.DB.Read(ctx, func(q *db.Snapshot) (err error) {
		if v, err = request.ByID(q, e.request); err == nil {
			d, ok, err = a.drop(q, v, e)
		}
		return err
	})
	if err != nil || !ok {
		return err
	}
	b, err := d.Marshal()
	if err != nil {
		return err
	}
	if err := place(root, path.Join(folderOut, e.id+".json"), b); err != nil {
		return err
	}
	return a.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
		if err := told(tx, e.id); err != nil {
			return err
		}
		return a.Log.Record(tx, audit.Entry{Operation: audit.Disclosure, Action: "exchange.adapter.tell", Kind: request.Kind, ID: v.ID, Org: string(v.Partner), Justification: v.Channel})
	})
}

// drop is the file of an entry; ok is false for what has been erased meanwhile.
func (a *Adapter) drop(q db.Reader, v request.Request, e entry) (d Drop, ok bool, err error) {
	if v.Life.State == request.Erased {
		return d, false, nil
	}
	d = Drop{Version: 1, Type: TypeFact, Event: e.id, Channel: v.Channel, Ref: v.Ref, Case: v.Case, At: wire.FormatInstant(db.Time(e.at))}
	if d.Text, err = a.words(q, v, e.id); err != nil {
		return d, false, err
	}
	if e.kind != request.FactDelivered {
		d.About, d.Fact, d.Detail, d.Reason, d.Training = v.ChannelID, e.kind, e.detail, e.reason, v.Training
		return d, true, nil
	}
	l, err := a.Requests.Label(q, v)
	if err != nil {
		return d, false, err
	}
	d.Type, d.ID, d.Own, d.Kind, d.Partner, d.Country = TypeRequest, v.ChannelID, v.Own, v.Kind, string(v.Partner), v.Country
	if v.Partner == "" {
		d.Partner = v.PartnerName
	}
	d.Urgency, d.Ground, d.Profile, d.Basis, d.CrimeArea, d.Lang, d.Classification = v.Urgency, v.Ground, v.Profile, v.Basis, v.CrimeArea, v.Lang, v.Classification
	d.OwnRef, d.TheirRef, d.Subject, d.Handling, d.Training = v.OwnRef, v.TheirRef, l.Subject, l.Handling, v.Training
	if len(l.Grades) > 0 {
		d.Evaluation = l.Grades[0]
	}
	return d, true, nil
}

func record(v request.Request) string { return request.Kind + ":" + v.ID }

// word keeps what a message says, under the request's key.
func (a *Adapter) word(tx *db.Tx, v request.Request, entered, text string) error {
	if text == "" {
		return nil
	}
	sealed, err := a.Keys.Seal(tx, record(v), "wording", []byte(text))
	if err != nil {
		return err
	}
	_, err = tx.Exec("INSERT INTO exchange_wording (entered, request, body) VALUES ($1, $2, $3)", entered, v.ID, sealed)
	return err
}

// words are what an entry's message says; empty where it says nothing, or was erased.
func (a *Adapter) words(q db.Reader, v request.Request, entered string) (string, error) {
	bodies, err := db.All(q, func(scan db.Scan) (b []byte, err error) { return b, scan(&b) }, "SELECT body FROM exchange_wording WHERE entered = $1", entered)
	if err != nil || len(bodies) == 0 {
		return "", err
	}
	plain, err := a.Keys.Open(q, record(v), "wording", bodies[0])
	if errs.KindOf(err) == errs.Gone {
		return "", nil
	}
	return string(plain), err
}
