package report

import (
	"context"
	"encoding/json"
	"slices"
	"sync/atomic"

	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/modules/plan/assess"
)

// Format is a kind of file.
type Format string

// Formats of a report.
const (
	AsHTML Format = "html"
	AsPDF  Format = "pdf"
	AsDOCX Format = "docx"
	AsXLSX Format = "xlsx"
	AsJSON Format = "json"
)

// Formats are all of them.
func Formats() []Format { return []Format{AsHTML, AsPDF, AsDOCX, AsXLSX, AsJSON} }

// Media is the media type.
func (f Format) Media() string {
	switch f {
	case AsHTML:
		return "text/html; charset=utf-8"
	case AsPDF:
		return "application/pdf"
	case AsDOCX:
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	case AsXLSX:
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return "application/json"
}

// Making is a file that is being written, or was.
type Making struct {
	Format Format
	of     int64
	done   atomic.Int64
	ready  chan struct{}
	file   []byte
	err    error
}

// Progress tells how many rows of how many are written.
func (m *Making) Progress() (done, of int64) { return min(m.done.Load(), m.of), m.of }

// Ready tells whether the file is there, and how large it is.
func (m *Making) Ready() (size int, ok bool) {
	select {
	case <-m.ready:
		return len(m.file), m.err == nil
	default:
		return 0, false
	}
}

// Wait waits for the file.
func (m *Making) Wait(ctx context.Context) ([]byte, error) {
	select {
	case <-m.ready:
		return m.file, m.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// What is kept of files made before: so many, and so many bytes.
const (
	keptFiles = 60
	keptBytes = 96 << 20
)

func key(l *i18n.Localizer, digest string, f Format) string {
	return digest + " " + string(l.Lang()) + " " + string(f)
}

// Made is a file that is being made or was, nil where nobody has asked for it.
func (s *Reports) Made(l *i18n.Localizer, digest string, f Format) *Making {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.makes[key(l, digest, f)]
}

// Make begins to write a file, or gives the one that was begun before. Who asked may go away: the file is finished for
// the next one.
func (s *Reports) Make(l *i18n.Localizer, c Current, f Format) *Making {
	k := key(l, c.Digest, f)
	s.mu.Lock()
	defer s.mu.Unlock()
	if m := s.makes[k]; m != nil {
		s.order = append(slices.DeleteFunc(s.order, func(o string) bool { return o == k }), k)
		return m
	}
	m := &Making{Format: f, ready: make(chan struct{}), of: int64(len(c.Data.Rows) + len(c.Data.Indicators) + len(c.Data.Lines))}
	s.makes[k], s.order = m, append(s.order, k)
	go func() {
		s.one <- struct{}{}
		defer func() { <-s.one }()
		m.file, m.err = s.write(l, c, f, func(rows int) { m.done.Add(int64(rows)) })
		close(m.ready)
		s.forget(k, m.err != nil)
	}()
	return m
}

// forget drops a file that could not be made, and the oldest ones where too much is kept.
func (s *Reports) forget(k string, failed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	drop := func(k string) {
		delete(s.makes, k)
		s.order = slices.DeleteFunc(s.order, func(o string) bool { return o == k })
	}
	if failed {
		drop(k)
	}
	size := 0
	for _, m := range s.makes {
		n, _ := m.Ready()
		size += n
	}
	for i := 0; i < len(s.order) && (len(s.order) > keptFiles || size > keptBytes); {
		n, ok := s.makes[s.order[i]].Ready()
		if !ok || s.order[i] == k {
			i++
			continue
		}
		size -= n
		drop(s.order[i])
	}
}

func (s *Reports) write(l *i18n.Localizer, c Current, f Format, tick func(rows int)) ([]byte, error) {
	if f == AsJSON {
		return json.Marshal(c.Data)
	}
	all, title, at := s.Layout(l, c.Data, c.Digest), s.Title(l, c.Data), db.Time(c.Data.AsOf)
	switch f {
	case AsPDF:
		return PDF(l, title, all, at, tick)
	case AsDOCX:
		return DOCX(l, title, all, at, tick)
	case AsXLSX:
		return XLSX(l, title, all, at, tick)
	}
	return HTML(l, title, all, tick), nil
}

// remember keeps which data a year's files were last made of, so that a page can show how far they are without making
// the data anew.
func (s *Reports) remember(st *assess.State, digest string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last[st.Assessment.ID] = [2]string{st.Digest, digest}
}

// lastDigest is what was remembered of a state; empty where nothing was, or it has changed since.
func (s *Reports) lastDigest(st *assess.State) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d := s.last[st.Assessment.ID]; d[0] == st.Digest {
		return d[1]
	}
	return ""
}
