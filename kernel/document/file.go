package document

import (
	"database/sql"
	"errors"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
)

// Visibility says who may see a file at most; the owner's own rules may narrow it.
type Visibility string

const (
	Public     Visibility = "public"     // everybody
	Inside     Visibility = "inside"     // staff who may see the owner
	Restricted Visibility = "restricted" // those whom the owner's rules name
)

// rank orders visibilities by secrecy; 0 = unknown.
func (v Visibility) rank() int {
	switch v {
	case Public:
		return 1
	case Inside:
		return 2
	case Restricted:
		return 3
	}
	return 0
}

// Kind is the audit and erasure kind of files. It is also the owner kind of a preview, whose owner is the
// photo it was made from: removed with it, shown with it.
const Kind = "document.file"

// File is a row that refers to a blob.
type File struct {
	ID            string
	Digest        string // of the blob
	Size          int64  // plain bytes
	Type          string // media type
	Visibility    Visibility
	OwnerKind     string // kind and id of the record it belongs to
	OwnerID       string
	Name          string // for people; never a path
	Width, Height int    // pixels, 0 if it is no image
	CreatedAt     time.Time
	Version       int64
	sealedKey     []byte // nil = the bytes are stored plain
}

// Sealed tells whether the stored bytes are encrypted.
func (f File) Sealed() bool { return f.sealedKey != nil }

// Tables are what the audit digest covers.
func Tables() []audit.Table {
	return []audit.Table{{
		Kind: Kind, Name: "file", Key: "id", Version: "version",
		Columns: []string{"digest", "size", "type", "visibility", "owner_kind", "owner_id", "name", "width", "height", "sealed_key", "created_at"},
	}}
}

const fileColumns = "id, digest, size, type, visibility, owner_kind, owner_id, name, width, height, sealed_key, created_at, version"

func scanFile(scan db.Scan) (File, error) {
	var f File
	var at int64
	err := scan(&f.ID, &f.Digest, &f.Size, &f.Type, &f.Visibility, &f.OwnerKind, &f.OwnerID, &f.Name,
		&f.Width, &f.Height, &f.sealedKey, &at, &f.Version)
	f.CreatedAt = db.Time(at)
	return f, err
}

// Get reads one file's row; NotFound if there is none.
func Get(r db.Reader, id string) (File, error) {
	f, err := scanFile(r.QueryRow("SELECT "+fileColumns+" FROM file WHERE id = $1", id).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return File{}, notFound()
	}
	return f, err
}

// Of lists the files of an owner in the order in which they came.
func Of(r db.Reader, ownerKind, ownerID string) ([]File, error) {
	return db.All(r, scanFile,
		"SELECT "+fileColumns+" FROM file WHERE owner_kind = $1 AND owner_id = $2 ORDER BY id", ownerKind, ownerID)
}

func (f File) check() error {
	if f.ID == "" || !isDigest(f.Digest) || f.Type == "" || f.OwnerKind == "" || f.OwnerID == "" || f.Visibility.rank() == 0 {
		return errors.New("document: file without id, blob, type, owner or visibility")
	}
	return nil
}

func changed(f File) error {
	return &errs.Error{Kind: errs.Conflict, Key: "document.changed", Current: map[string]any{
		"id": f.ID, "visibility": f.Visibility, "version": f.Version,
	}}
}
