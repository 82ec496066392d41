package document

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"path"
	"strconv"
	"strings"

	"reeve/kernel/errs"
)

// AttachmentLimit is how large a file that people attach to a record may be, in bytes.
const AttachmentLimit = 20 << 20

// Attachment is a file that somebody has handed in: its bytes are stored, its row is still to be written with
// [Archive.Attach].
type Attachment struct {
	Upload Upload
	Name   string // without a path
	Type   string // media type, by the bytes
	SHA256 string // of the bytes as they were handed in, hexadecimal
	Public bool
}

// TakeIn stores the bytes of a file that somebody attaches to a record, outside any transaction. Only what can be read
// and does nothing by itself is taken: PDF, DOCX, ODT, PPTX, ODP, JPEG, PNG; anything else is Invalid at the field file, more than
// [AttachmentLimit] is TooLarge.
func (a *Archive) TakeIn(ctx context.Context, in io.Reader, name string, public bool) (Attachment, error) {
	t := Attachment{Name: cleanName(name), Public: public}
	raw, err := io.ReadAll(io.LimitReader(in, AttachmentLimit+1))
	if err != nil {
		return t, err
	}
	if len(raw) > AttachmentLimit {
		return t, tooLarge(AttachmentLimit)
	}
	if t.Type = attachmentType(raw, t.Name); t.Type == "" {
		return t, errs.Bad("file", "document.attachment_type")
	}
	sum := sha256.Sum256(raw)
	t.SHA256 = hex.EncodeToString(sum[:])
	t.Upload, err = a.Put(ctx, bytes.NewReader(raw), AttachmentLimit, !public)
	return t, err
}

// File is the row of an attachment of a record.
func (t Attachment) File(ownerKind, owner string) File {
	visibility := Inside
	if t.Public {
		visibility = Public
	}
	return File{Visibility: visibility, OwnerKind: ownerKind, OwnerID: owner, Name: t.Name, Type: t.Type}
}

// Send gives a file out for saving; a browser does not show it within the site. Errors as of [Archive.Open].
func (a *Archive) Send(ctx context.Context, w http.ResponseWriter, id string, most Visibility) error {
	file, content, err := a.Open(ctx, id, most)
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

// attachmentType looks at the bytes; the name only tells the kinds of zipped documents apart.
func attachmentType(raw []byte, name string) string {
	switch t := http.DetectContentType(raw); {
	case t == "application/pdf", t == "image/jpeg", t == "image/png":
		return t
	case t == "application/zip" && strings.EqualFold(path.Ext(name), ".docx"):
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	case t == "application/zip" && strings.EqualFold(path.Ext(name), ".pptx"):
		return "application/vnd.openxmlformats-officedocument.presentationml.presentation"
	case t == "application/zip" && strings.EqualFold(path.Ext(name), ".odp"):
		return "application/vnd.oasis.opendocument.presentation"
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
