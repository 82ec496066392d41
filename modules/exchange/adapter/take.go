package adapter

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/request"
	"reeve/modules/exchange/wire"
)

// dropped is a file of in.
type dropped struct {
	name string
	raw  []byte
	Drop
}

// Done acknowledges a file: what it has become here.
type Done struct {
	Version int    `json:"v"`
	Channel string `json:"channel"`
	ID      string `json:"id"`
	Ref     string `json:"ref"`
	Case    string `json:"case"`
	Taken   string `json:"taken_at"`
}

// takeAll takes what lies in in: requests before what is said about them, then in the order of time.
func (a *Adapter) takeAll(ctx context.Context, root *os.Root) error {
	entries, err := fs.ReadDir(root.FS(), folderIn)
	if err != nil {
		return err
	}
	var all []dropped
	var failed error
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".json") || strings.HasPrefix(e.Name(), ".") || len(all) == batch {
			continue // being written
		}
		d := dropped{name: e.Name()}
		if d.raw, err = read(root, path.Join(folderIn, d.name)); err == nil {
			d.Drop, err = Parse(d.raw)
		}
		if err != nil {
			failed = errors.Join(failed, a.reject(root, d.name, err))
			continue
		}
		all = append(all, d)
	}
	slices.SortStableFunc(all, func(x, y dropped) int {
		return cmp.Or(-cmp.Compare(x.Type, y.Type), instant(x.At).Compare(instant(y.At)), cmp.Compare(x.name, y.name))
	})
	for _, d := range all {
		if err := ctx.Err(); err != nil {
			return err
		}
		failed = errors.Join(failed, a.take(ctx, root, d))
	}
	return failed
}

// read is the content of a plain file, no more than one may have.
func read(root *os.Root, name string) ([]byte, error) {
	at, err := root.Lstat(name)
	if err != nil {
		return nil, err
	}
	if !at.Mode().IsRegular() {
		return nil, errs.New(errs.Invalid, "adapter.no_file")
	}
	f, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(f, MaxFile+1))
	return b, errors.Join(err, f.Close())
}

// take registers one file, in one transaction, and acknowledges it.
func (a *Adapter) take(ctx context.Context, root *os.Root, d dropped) error {
	var v request.Request
	err := a.DB.Write(ctx, db.System(), func(tx *db.Tx) (err error) { v, err = a.Take(tx, d.Drop, d.raw); return err })
	if err != nil {
		return a.reject(root, d.name, err)
	}
	out, err := wire.Encode(Done{Version: 1, Channel: d.Channel, ID: d.ID, Ref: v.Ref, Case: v.Case, Taken: wire.FormatInstant(a.DB.Now())})
	if err != nil {
		return err
	}
	if err := place(root, path.Join(folderDone, d.name), out); err != nil {
		return err
	}
	return root.Remove(path.Join(folderIn, d.name))
}

// reject puts a file aside with the reasons, and what to do. What is not the file's fault leaves it where it is.
func (a *Adapter) reject(root *os.Root, name string, cause error) error {
	e := errs.Of(cause)
	if e == nil || e.Kind == errs.Internal || e.Kind == errs.Unavailable {
		if errors.Is(cause, fs.ErrNotExist) {
			return nil // taken away meanwhile
		}
		return fmt.Errorf("adapter: %s: %w", name, cause)
	}
	if err := place(root, path.Join(folderBad, name+".error"), []byte(a.explain(e))); err != nil {
		return err
	}
	return root.Rename(path.Join(folderIn, name), path.Join(folderBad, name))
}

// explain is one line for each complaint: field, what to do, the message's key in brackets.
func (a *Adapter) explain(e *errs.Error) string {
	t := a.Text()
	var b strings.Builder
	line := func(field, key string, args map[string]any) {
		if field != "" {
			b.WriteString(field + ": ")
		}
		b.WriteString(t.T(key, errs.Arguments(args)...) + " [" + key + "]\n")
	}
	if len(e.Fields) == 0 {
		line("", e.Key, e.Args)
	}
	for _, f := range e.Fields {
		line(f.Field, f.Key, f.Args)
	}
	return b.String()
}

// Take registers what a file says, once for each id of the channel. raw tells two files with the same id apart.
func (a *Adapter) Take(tx *db.Tx, d Drop, raw []byte) (v request.Request, err error) {
	digest := base64.RawURLEncoding.EncodeToString(a.Keys.MAC("exchange.adapter", raw)[:18])
	if v, known, err := a.known(tx, d, digest); err != nil || known {
		return v, err
	}
	var before []string
	if d.Type == TypeRequest {
		v, err = a.register(tx, d)
	} else if v, err = a.about(tx, d); err == nil {
		if before, err = entries(tx, v.ID); err == nil {
			v, err = a.Requests.Enter(tx, v.Ref, d.Fact, instant(d.At), d.Detail, d.Reason)
		}
	}
	if err != nil {
		return v, err
	}
	after, err := entries(tx, v.ID)
	if err != nil {
		return v, err
	}
	for _, e := range after {
		if slices.Contains(before, e) {
			continue
		}
		if err := told(tx, e); err != nil {
			return v, err
		}
		if err := a.word(tx, v, e, d.Text); err != nil {
			return v, err
		}
	}
	name, stored := id.New(), []any{d.Channel, d.ID, v.ID, digest, db.Micros(tx.Now())}
	if _, err := tx.Exec("INSERT INTO exchange_brought (id, channel, channel_id, request, digest, at) VALUES ($1, $2, $3, $4, $5, $6)", append([]any{name}, stored...)...); err != nil {
		return v, err
	}
	return v, a.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "exchange.adapter.take", Kind: BroughtKind, ID: name, Org: string(v.Partner), Justification: d.Channel, Stored: stored})
}

// known finds what a file with this id has become before, or what somebody registered by hand.
func (a *Adapter) known(tx *db.Tx, d Drop, digest string) (v request.Request, known bool, err error) {
	if err := tx.Lock("exchange.adapter", d.Channel); err != nil {
		return v, false, err
	}
	type row struct{ request, digest string }
	rows, err := db.All(tx, func(scan db.Scan) (r row, err error) { return r, scan(&r.request, &r.digest) },
		"SELECT request, digest FROM exchange_brought WHERE channel = $1 AND channel_id = $2", d.Channel, d.ID)
	if err != nil {
		return v, false, err
	}
	if len(rows) > 0 {
		if rows[0].digest != digest {
			return v, false, errs.Bad("id", "adapter.other_content")
		}
		v, err = request.ByID(tx, rows[0].request)
		return v, true, err
	}
	if d.Type != TypeRequest {
		return v, false, nil
	}
	all, err := registered(tx, d.Channel, d.ID)
	if err != nil || len(all) == 0 {
		return v, false, err
	}
	v, err = request.ByID(tx, all[0])
	return v, true, err
}

// registered are the requests of a channel's id, the oldest first.
func registered(q db.Reader, channel, channelID string) ([]string, error) {
	return db.Strings(q, "SELECT id FROM exchange_request WHERE channel = $1 AND channel_id = $2 AND message = '' ORDER BY came_at, id", channel, channelID)
}

func (a *Adapter) register(tx *db.Tx, d Drop) (request.Request, error) {
	c := request.Content{Kind: d.Kind, Urgency: d.Urgency, Ground: d.Ground, Profile: d.Profile, Basis: d.Basis, CrimeArea: d.CrimeArea, Lang: d.Lang, Classification: d.Classification,
		OwnRef: d.OwnRef, TheirRef: d.TheirRef, Training: d.Training, Subject: d.Subject, Codes: request.Codes{Handling: d.Handling, Grade: d.Evaluation}}
	var partner wire.Org
	p, err := node.Find(tx, d.Partner)
	switch {
	case err == nil:
		partner = p.Org
	case errs.KindOf(err) == errs.Internal:
		return request.Request{}, err
	}
	return a.Requests.Register(tx, request.Entered{Channel: d.Channel, ChannelID: d.ID, Partner: d.Partner, Country: d.Country, Own: d.Own, Kind: d.Kind, At: instant(d.At), Content: c,
		Names: d.Names, Numbers: d.Numbers}, partner)
}

// about finds the request that a fact is about: by the channel's id, else by our ref.
func (a *Adapter) about(tx *db.Tx, d Drop) (v request.Request, err error) {
	all, err := registered(tx, d.Channel, d.About)
	if err != nil {
		return v, err
	}
	switch len(all) {
	case 1:
		return request.ByID(tx, all[0])
	case 0:
		if v, err = request.Load(tx, d.About); errs.KindOf(err) == errs.NotFound || err == nil && v.Channel != d.Channel {
			return v, errs.Bad("about", "adapter.about_unknown")
		}
		return v, err
	}
	return v, errs.Bad("about", "adapter.about_several")
}

// entries are what was entered about a request.
func entries(q db.Reader, request string) ([]string, error) {
	return db.Strings(q, "SELECT id FROM exchange_entered WHERE request = $1", request)
}

// told keeps that the adapter knows an entry.
func told(tx *db.Tx, entered string) error {
	_, err := tx.Exec("INSERT INTO exchange_told (entered, at) VALUES ($1, $2) ON CONFLICT (entered) DO NOTHING", entered, db.Micros(tx.Now()))
	return err
}

// instant is a checked one.
func instant(s string) time.Time {
	t, err := wire.ParseInstant(s)
	if err != nil {
		return time.Time{}
	}
	return t
}
