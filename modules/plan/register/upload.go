package register

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/modules/plan/reader"
)

// fileLimit is how large an uploaded plan may be.
const fileLimit = 50 << 20

// upload is a file that waits for somebody to look at what was read of it.
type upload struct {
	ID, Ref, File, Name, SHA256, Account string
	Options                              ImportOptions
	AddedAt                              time.Time
	Done                                 bool
	Version                              int64
}

func uploadByRef(q db.Reader, ref string) (u upload, err error) {
	var options string
	var at int64
	err = q.QueryRow("SELECT id, ref, file, name, sha256, options, account, added_at, done, version FROM plan_import WHERE ref = $1", ref).
		Scan(&u.ID, &u.Ref, &u.File, &u.Name, &u.SHA256, &options, &u.Account, &at, &u.Done, &u.Version)
	if errors.Is(err, sql.ErrNoRows) {
		return u, errs.New(errs.NotFound, "plan.register.no_such_import")
	}
	if err != nil {
		return u, err
	}
	u.AddedAt = db.Time(at)
	return u, json.Unmarshal([]byte(options), &u.Options)
}

// receive stores the bytes of a file, outside any transaction.
func (g *Register) receive(ctx context.Context, in io.Reader) (document.Upload, string, error) {
	raw, err := io.ReadAll(io.LimitReader(in, fileLimit+1))
	if err != nil {
		return document.Upload{}, "", err
	}
	if len(raw) > fileLimit {
		return document.Upload{}, "", errs.New(errs.TooLarge, "web.too_large", "limit", fileLimit)
	}
	sum := sha256.Sum256(raw)
	up, err := g.Archive.Put(ctx, bytes.NewReader(raw), fileLimit, true)
	return up, hex.EncodeToString(sum[:]), err
}

// keep writes the rows of an upload.
func (g *Register) keep(tx *db.Tx, up document.Upload, u upload) (upload, error) {
	u.ID, u.Ref, u.File, u.AddedAt, u.Version = id.At(tx.Now()), id.Ref(), up.ID, tx.Now(), 1
	u.Account = author(tx.Actor())
	if err := g.Archive.Attach(tx, document.File{Visibility: document.Inside, OwnerKind: KindImport, OwnerID: u.ID, Name: u.Name, Type: "application/octet-stream"}, up); err != nil {
		return u, err
	}
	options, err := json.Marshal(u.Options)
	if err != nil {
		return u, err
	}
	if _, err := tx.Exec(`INSERT INTO plan_import (id, ref, file, name, sha256, options, account, added_at, done, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, FALSE, 1)`,
		u.ID, u.Ref, u.File, u.Name, u.SHA256, string(options), u.Account, db.Micros(u.AddedAt)); err != nil {
		return u, err
	}
	return u, g.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "plan.import.add", Kind: KindImport, ID: u.ID, Version: 1})
}

// saveUpload stores what was changed of an upload.
func (g *Register) saveUpload(tx *db.Tx, u upload, action string) error {
	options, err := json.Marshal(u.Options)
	if err != nil {
		return err
	}
	u.Version++
	if _, err := tx.Exec("UPDATE plan_import SET options = $1, done = $2, version = $3 WHERE id = $4", string(options), u.Done, u.Version, u.ID); err != nil {
		return err
	}
	return g.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: action, Kind: KindImport, ID: u.ID, Version: u.Version})
}

// preview is what was read of an upload with its options.
type preview struct {
	draft reader.Draft
	err   error // of the file or the options: for the person to mend
}

// keptReads is how many uploads that were read stay in memory.
const keptReads = 4

// look reads an upload, from memory where its options have not changed.
func (g *Register) look(ctx context.Context, u upload) (*preview, error) {
	options, err := json.Marshal(u.Options)
	if err != nil {
		return nil, err
	}
	key := u.ID + string(options)
	g.mu.Lock()
	p := g.read[key]
	g.mu.Unlock()
	if p != nil {
		return p, nil
	}
	file, err := g.unpacked(ctx, u)
	if err != nil {
		return nil, err
	}
	defer os.Remove(file)
	p = &preview{}
	if p.draft, p.err = g.Read(file, u.Options); p.err != nil && errs.Of(p.err) == nil {
		return nil, p.err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.read[key] = p
	if g.reads = append(slices.DeleteFunc(g.reads, func(k string) bool { return k == key }), key); len(g.reads) > keptReads {
		delete(g.read, g.reads[0])
		g.reads = g.reads[1:]
	}
	return p, nil
}

// unpacked writes the bytes of an upload where the reader can look at them.
func (g *Register) unpacked(ctx context.Context, u upload) (name string, err error) {
	_, content, err := g.Archive.Open(ctx, u.File, document.Inside)
	if err != nil {
		return "", err
	}
	defer content.Close()
	f, err := os.CreateTemp("", "reeve-plan-*"+strings.ToLower(filepath.Ext(u.Name)))
	if err != nil {
		return "", err
	}
	_, err = io.Copy(f, content)
	if err = errors.Join(err, f.Close()); err != nil {
		os.Remove(f.Name())
	}
	return f.Name(), err
}
