package document

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/id"
	"reeve/kernel/secrets"
)

// Archive joins the rows of files with the bytes in a Store.
type Archive struct {
	d     *db.DB
	store Store
	keys  *secrets.Keys
	log   *audit.Log
}

// NewArchive keeps bytes in store, rows in d, keys in keys; what it changes is recorded in log.
func NewArchive(d *db.DB, store Store, keys *secrets.Keys, log *audit.Log) *Archive {
	return &Archive{d, store, keys, log}
}

// Upload is bytes that are stored and wait for their row.
type Upload struct {
	ID            string // of the file to be
	Blob          Blob
	Size          int64  // plain bytes
	Type          string // media type, where Put knows it
	Width, Height int
	key           []byte // nil = stored plain
	preview       *Upload
}

// Put stores bytes, outside any transaction: when it returns they are on disk. sealed encrypts them, as
// everything must be that is not public from its first moment. More than limit bytes are TooLarge.
func (a *Archive) Put(ctx context.Context, r io.Reader, limit int64, sealed bool) (Upload, error) {
	u := Upload{ID: id.New()}
	var err error
	if !sealed {
		u.Blob, err = a.store.Put(ctx, r, limit)
		u.Size = u.Blob.Size
		return u, err
	}
	u.key = newKey()
	s, err := newSealing(newIntake(r, limit), u.key)
	if err != nil {
		return Upload{}, err
	}
	u.Blob, err = a.store.Put(ctx, s, limit+(limit/boxPlain+1)*boxTag)
	u.Size = s.size
	return u, err
}

// PutPhoto stores a cleaned image and its preview, both sealed.
func (a *Archive) PutPhoto(ctx context.Context, c Cleaned) (Upload, error) {
	u, err := a.putImage(ctx, c.Image)
	if err != nil {
		return Upload{}, err
	}
	preview, err := a.putImage(ctx, c.Preview)
	u.preview = &preview
	return u, err
}

func (a *Archive) putImage(ctx context.Context, m Image) (Upload, error) {
	u, err := a.Put(ctx, bytes.NewReader(m.Bytes), int64(len(m.Bytes)), true)
	u.Type, u.Width, u.Height = m.Type, m.Width, m.Height
	return u, err
}

// Attach writes the row of an upload (and of its preview). f says owner, visibility, name and, where Put did
// not know it, type; the rest comes from the upload. It records its own audit entry; the owner's change is
// recorded by the caller. It refuses an upload older than [AttachWithin].
func (a *Archive) Attach(tx *db.Tx, f File, u Upload) error {
	f.ID, f.Digest, f.Size = u.ID, u.Blob.Digest, u.Size
	if u.Type != "" {
		f.Type, f.Width, f.Height = u.Type, u.Width, u.Height
	}
	if err := f.check(); err != nil {
		return err
	}
	if age := tx.Now().Sub(u.Blob.StoredAt); age > AttachWithin {
		return fmt.Errorf("document: bytes were stored %s before their row", age)
	}
	if u.key == nil && f.Visibility != Public {
		return errors.New("document: a file that is not public must be sealed")
	}
	if u.key != nil {
		var err error
		if f.sealedKey, err = a.keys.Seal(tx, f.ID, "key", u.key); err != nil {
			return err
		}
	}
	var sealed any // a nil []byte would be an empty value, not NULL
	if f.sealedKey != nil {
		sealed = f.sealedKey
	}
	if _, err := tx.Exec("INSERT INTO file ("+fileColumns+") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
		f.ID, f.Digest, f.Size, f.Type, string(f.Visibility), f.OwnerKind, f.OwnerID, f.Name, f.Width, f.Height,
		sealed, db.Micros(tx.Now()), 1); err != nil {
		return err
	}
	if err := a.record(tx, audit.Collection, "document.attach", f.ID, 1, ""); err != nil {
		return err
	}
	if u.preview == nil {
		return nil
	}
	return a.Attach(tx, File{Visibility: f.Visibility, OwnerKind: Kind, OwnerID: f.ID, Name: f.Name}, *u.preview)
}

func (a *Archive) record(tx *db.Tx, o audit.Operation, action, id string, version int64, why string) error {
	return a.log.Record(tx, audit.Entry{
		Operation: o, Action: action, Kind: Kind, ID: id, Version: version, Justification: why,
	})
}

// Open reads a file for somebody who may see at most the given visibility: Open(…, Public) gives public
// files only. What may not be seen is NotFound, as is what does not exist. The reader is not for concurrent
// use; the caller closes it.
func (a *Archive) Open(ctx context.Context, id string, most Visibility) (File, io.ReadSeekCloser, error) {
	var f File
	var key []byte
	err := a.d.Read(ctx, func(s *db.Snapshot) (err error) {
		if f, err = Get(s, id); err != nil {
			return err
		}
		if f.Visibility.rank() == 0 || f.Visibility.rank() > most.rank() {
			return notFound()
		}
		if f.Sealed() {
			key, err = a.keys.Open(s, f.ID, "key", f.sealedKey)
		}
		return err
	})
	if err != nil {
		return File{}, nil, err
	}
	stored, err := a.store.Open(ctx, f.Digest)
	if err != nil {
		return File{}, nil, err
	}
	if !f.Sealed() {
		return f, stored, nil
	}
	plain, err := newUnsealing(stored, key)
	if err != nil {
		stored.Close()
		return File{}, nil, err
	}
	return f, content{plain, stored.Close}, nil
}
