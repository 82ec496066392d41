package geo

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"strings"
)

// Limits bounds what ReadFeatures takes. A zero field takes the default.
type Limits struct {
	Bytes     int64 // of the whole file; default 256 MiB
	Features  int   // default 100,000
	Positions int   // of one feature; default 500,000
	// Near, if set, is where shapes are expected. A shape outside it that
	// would be inside with latitude and longitude exchanged is refused as
	// swapped: most of Europe's exchanged positions are valid positions.
	Near *Box
}

func (l Limits) orDefaults() Limits {
	if l.Bytes <= 0 {
		l.Bytes = 256 << 20
	}
	if l.Features <= 0 {
		l.Features = 100_000
	}
	if l.Positions <= 0 {
		l.Positions = 500_000
	}
	return l
}

// Feature is one feature of a file. Exactly one of Shape and Problem is set.
type Feature struct {
	Number     int            // from 1, in file order
	ID         string         // the feature's "id", if any
	Properties map[string]any // numbers are json.Number, so that codes keep their digits
	Geometry   string         // the geometry's "type" as written
	Shape      MultiPolygon
	Notes      []Note
	Problem    *ShapeError
}

// Text is a property as text: strings trimmed, numbers as written, anything
// else "".
func (f Feature) Text(name string) string { return plain(f.Properties[name]) }

func plain(v any) string {
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(v)
	case json.Number:
		return v.String()
	}
	return ""
}

// ReadFeatures reads a GeoJSON FeatureCollection (RFC 7946) feature by
// feature; only one is in memory at a time. A feature that fails a check is
// yielded with its Problem and reading goes on. A *FileError, or an error of
// r, ends it; features yielded before remain good.
func ReadFeatures(r io.Reader, limits Limits) iter.Seq2[Feature, error] {
	limits = limits.orDefaults()
	return func(yield func(Feature, error) bool) {
		in := &metered{r: r, left: limits.Bytes}
		buf := bufio.NewReaderSize(in, 64<<10)
		if mark, err := buf.Peek(3); err == nil && bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
			buf.Discard(3) // Windows tools put a byte order mark first.
		}
		f := &file{dec: json.NewDecoder(buf), limits: limits, yield: yield}
		if err := f.read(); err != nil && !errors.Is(err, errStopped) {
			yield(Feature{}, f.explain(err))
		}
	}
}

// errStopped says that the caller's loop ended early.
var errStopped = errors.New("stopped")

// errTooLarge says that the file has more bytes than allowed.
var errTooLarge = errors.New("file larger than allowed")

// metered fails once more than left bytes were read.
type metered struct {
	r    io.Reader
	left int64
}

func (m *metered) Read(p []byte) (int, error) {
	if int64(len(p)) > m.left+1 {
		p = p[:m.left+1]
	}
	n, err := m.r.Read(p)
	m.left -= int64(n)
	if m.left < 0 {
		return 0, errTooLarge
	}
	return n, err
}

// file is the state of reading one file.
type file struct {
	dec    *json.Decoder
	limits Limits
	yield  func(Feature, error) bool
	count  int
}

func (f *file) fail(problem, detail string) error {
	return &FileError{Problem: problem, Offset: f.dec.InputOffset(), Detail: detail}
}

// explain turns the decoder's errors into FileErrors; errors of the source
// itself (a broken connection, a full disk) pass as they are.
func (f *file) explain(err error) error {
	var fe *FileError
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &fe):
		return err
	case errors.Is(err, errTooLarge):
		return f.fail(FileTooLarge, err.Error())
	case errors.As(err, &syntax), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return f.fail(FileNotJSON, err.Error())
	}
	return err
}

func (f *file) read() error {
	open, err := f.dec.Token()
	if err != nil {
		return err
	}
	if open != json.Delim('{') {
		return f.fail(FileNotCollection, "the file does not begin with an object")
	}
	kind, features := "", false
	for f.dec.More() {
		key, err := f.dec.Token()
		if err != nil {
			return err
		}
		switch key {
		case "type":
			if kind, err = f.kind(); err != nil {
				return err
			}
		case "arcs", "objects":
			return f.fail(FileTopoJSON, "TopoJSON, not GeoJSON")
		case "crs":
			if err := f.grid(); err != nil {
				return err
			}
		case "features":
			features = true
			if err := f.features(); err != nil {
				return err
			}
		default:
			var skipped json.RawMessage
			if err := f.dec.Decode(&skipped); err != nil {
				return err
			}
		}
	}
	if _, err := f.dec.Token(); err != nil {
		return err
	}
	if kind == "" || !features {
		return f.fail(FileNotCollection, "no type FeatureCollection with features")
	}
	if _, err := f.dec.Token(); err == nil {
		return f.fail(FileNotJSON, "something follows the collection")
	} else if !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

func (f *file) kind() (string, error) {
	var raw json.RawMessage
	if err := f.dec.Decode(&raw); err != nil {
		return "", err
	}
	switch kind := string(raw); kind {
	case `"FeatureCollection"`:
		return kind, nil
	case `"Topology"`:
		return "", f.fail(FileTopoJSON, "TopoJSON, not GeoJSON")
	default:
		return "", f.fail(FileNotCollection, "type is "+kind[:min(len(kind), 60)])
	}
}

// grid reads the "crs" member of GeoJSON before RFC 7946. Only WGS 84 passes.
func (f *file) grid() error {
	var raw json.RawMessage
	if err := f.dec.Decode(&raw); err != nil {
		return err
	}
	var crs struct {
		Properties struct {
			Name string `json:"name"`
		} `json:"properties"`
	}
	if json.Unmarshal(raw, &crs) != nil {
		return f.fail(FileOtherGrid, "unreadable crs")
	}
	name := crs.Properties.Name
	if name == "" || strings.HasSuffix(name, "CRS84") || strings.HasSuffix(name, ":4326") {
		return nil
	}
	return f.fail(FileOtherGrid, name[:min(len(name), 60)])
}

func (f *file) features() error {
	open, err := f.dec.Token()
	if err != nil {
		return err
	}
	if open != json.Delim('[') {
		return f.fail(FileNotCollection, "features is not an array")
	}
	for f.dec.More() {
		if f.count++; f.count > f.limits.Features {
			return f.fail(FileTooManyFeatures, "more features than allowed")
		}
		var raw json.RawMessage
		if err := f.dec.Decode(&raw); err != nil {
			return err
		}
		feature := readFeature(raw, f.limits)
		feature.Number = f.count
		if !f.yield(feature, nil) {
			return errStopped
		}
	}
	_, err = f.dec.Token()
	return err
}

func readFeature(raw []byte, limits Limits) Feature {
	var in struct {
		Type       string         `json:"type"`
		ID         any            `json:"id"`
		Properties map[string]any `json:"properties"`
		Geometry   *struct {
			Type        string          `json:"type"`
			Coordinates json.RawMessage `json:"coordinates"`
		} `json:"geometry"`
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if err := dec.Decode(&in); err != nil || in.Type != "Feature" {
		return Feature{Problem: &ShapeError{Problem: ProblemNotFeature}}
	}
	out := Feature{ID: plain(in.ID), Properties: in.Properties}
	if in.Geometry == nil {
		out.Problem = &ShapeError{Problem: ProblemNoGeometry}
		return out
	}
	out.Geometry = in.Geometry.Type
	out.Shape, out.Notes, out.Problem = readShape(in.Geometry.Type, in.Geometry.Coordinates, limits)
	return out
}
