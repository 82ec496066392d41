package community

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"path"
	"strconv"
	"strings"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/web"
)

// fileLimit is how large a file of an agreement may be.
const fileLimit = 20 << 20

// File is a file of an agreement. ID is a ref and may be seen with the file.
type File struct {
	ID, Agreement, File string
	SHA256              string // of the bytes as they were handed in
	Public              bool
	Name, Type          string
	Size                int64
}

func filesOf(q db.Reader, agreement string) ([]File, error) {
	return db.All(q, func(scan db.Scan) (f File, err error) {
		return f, scan(&f.ID, &f.Agreement, &f.File, &f.SHA256, &f.Public, &f.Name, &f.Type, &f.Size)
	}, `SELECT x.id, x.agreement, x.file, x.sha256, x.public, f.name, f.type, f.size FROM agreement_file x JOIN file f ON f.id = x.file
		WHERE x.agreement = $1 ORDER BY f.created_at, x.id`, agreement)
}

func fileByID(q db.Reader, ref string) (f File, err error) {
	err = q.QueryRow("SELECT x.id, x.agreement, x.file, x.public FROM agreement_file x WHERE x.id = $1", ref).Scan(&f.ID, &f.Agreement, &f.File, &f.Public)
	if errors.Is(err, sql.ErrNoRows) {
		return f, errs.New(errs.NotFound, "document.not_found")
	}
	return f, err
}

// handedIn is a file whose bytes are stored and that waits for its row.
type handedIn struct {
	upload     document.Upload
	name, kind string
	sum        string
	public     bool
}

// store stores a file's bytes, outside any transaction. Only what can be read and does nothing by itself is taken: PDF,
// DOCX, ODT, JPEG, PNG.
func (c *Community) store(ctx context.Context, in io.Reader, name string, public bool) (handedIn, error) {
	h := handedIn{name: cleanName(name), public: public}
	raw, err := io.ReadAll(io.LimitReader(in, fileLimit+1))
	if err != nil {
		return h, err
	}
	if len(raw) > fileLimit {
		return h, errs.New(errs.TooLarge, "web.too_large", "limit", fileLimit)
	}
	if h.kind = fileType(raw, h.name); h.kind == "" {
		return h, errs.Bad("file", "community.file_type")
	}
	sum := sha256.Sum256(raw)
	h.sum = hex.EncodeToString(sum[:])
	h.upload, err = c.Archive.Put(ctx, bytes.NewReader(raw), fileLimit, !public)
	return h, err
}

// attach writes the rows of a file.
func (c *Community) attach(tx *db.Tx, a Agreement, h handedIn) error {
	f := File{ID: id.Ref(), Agreement: a.ID, File: h.upload.ID}
	visibility := document.Inside
	if h.public {
		visibility = document.Public
	}
	if err := c.Archive.Attach(tx, document.File{Visibility: visibility, OwnerKind: Kind, OwnerID: a.ID, Name: h.name, Type: h.kind}, h.upload); err != nil {
		return err
	}
	if _, err := tx.Exec("INSERT INTO agreement_file (id, agreement, file, sha256, public, version) VALUES ($1, $2, $3, $4, $5, 1)",
		f.ID, f.Agreement, f.File, h.sum, h.public); err != nil {
		return err
	}
	return c.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "community.file.add", Kind: KindFile, ID: f.ID, Version: 1, Place: a.Place, Org: a.Org})
}

// fileType looks at the bytes; the name only tells the two kinds of zipped texts apart.
func fileType(raw []byte, name string) string {
	switch t := http.DetectContentType(raw); {
	case t == "application/pdf", t == "image/jpeg", t == "image/png":
		return t
	case t == "application/zip" && strings.EqualFold(path.Ext(name), ".docx"):
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	case t == "application/zip" && strings.EqualFold(path.Ext(name), ".odt"):
		return "application/vnd.oasis.opendocument.text"
	}
	return ""
}

// cleanName is a file's name without the path that some browsers send.
func cleanName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == '"' {
			return -1
		}
		return r
	}, name)
	if runes := []rune(name); len(runes) > 120 {
		name = string(runes[len(runes)-120:])
	}
	return name
}

// publicFile is GET /agreement-files/{id}: a file that was handed in as public.
func (c *Community) publicFile(w http.ResponseWriter, r *web.Request) error {
	var f File
	if err := r.Read(func(s *db.Snapshot) (err error) { f, err = fileByID(s, r.PathValue("id")); return err }); err != nil {
		return err
	}
	if !f.Public {
		return errs.New(errs.NotFound, "document.not_found")
	}
	return c.send(w, r, f, document.Public)
}

// send gives a file out for saving; a browser does not show it within the site.
func (c *Community) send(w http.ResponseWriter, r *web.Request, f File, most document.Visibility) error {
	file, content, err := c.Archive.Open(r.Context(), f.File, most)
	if err != nil {
		return err
	}
	defer content.Close()
	h := w.Header()
	h.Set("Content-Type", file.Type)
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+escapeName(file.Name))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Length", strconv.FormatInt(file.Size, 10))
	h.Set("Cache-Control", "private, no-store")
	_, err = io.Copy(w, content)
	return err
}

// escapeName writes a name as RFC 8187 wants it.
func escapeName(name string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~"
	var b strings.Builder
	for i := range len(name) {
		if strings.IndexByte(plain, name[i]) >= 0 {
			b.WriteByte(name[i])
		} else {
			b.WriteString("%" + strings.ToUpper(hex.EncodeToString([]byte{name[i]})))
		}
	}
	return b.String()
}
