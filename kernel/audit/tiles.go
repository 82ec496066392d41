package audit

import (
	"context"
	"net/http"
	"strings"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/tlog"

	"reeve/kernel/db"
	"reeve/kernel/errs"
)

// Tile is the content of a path of C2SP tlog-tiles, "tile/0/x001/067" or "tile/entries/000.p/5". It may be
// shown to everybody: a tile holds hashes, an entry bundle commitments, and a commitment covers 16 random
// bytes, so nobody can find its entry by guessing.
func (l *Log) Tile(ctx context.Context, path string) (content []byte, err error) {
	t, err := torchwood.ParseTilePath(path)
	if err != nil {
		return nil, errs.Wrap(err, errs.NotFound, "audit.no_tile", "path", path)
	}
	err = l.d.Read(ctx, func(s *db.Snapshot) error {
		c, err := newest(s)
		if err != nil {
			return err
		}
		level := max(t.L, 0)
		if level > 7 || t.N >= 1<<40 || t.N<<torchwood.TileHeight+int64(t.W) > c.size>>(level*torchwood.TileHeight) {
			return errs.New(errs.NotFound, "audit.no_tile", "path", path)
		}
		if t.L < 0 {
			content, err = bundle(s, t)
			return err
		}
		content, err = tlog.ReadTileData(t, tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
			return readHashes(s, l.hashes, indexes)
		}))
		return err
	})
	return content, err
}

// bundle is the entries of a tile, each with its length before it.
func bundle(r db.Reader, t tlog.Tile) (content []byte, err error) {
	first := t.N<<torchwood.TileHeight + 1
	err = db.Each(r, func(scan db.Scan) error {
		var commitment []byte
		if err := scan(&commitment); err != nil {
			return err
		}
		content, err = torchwood.AppendTileEntry(content, commitment)
		return err
	}, "SELECT commitment FROM audit_entry WHERE seq >= $1 AND seq < $2 ORDER BY seq", first, first+int64(t.W))
	return content, err
}

// Handler serves the log read-only under /log/: checkpoint, key, tile/<L>/<N>, tile/entries/<N>. All of it is
// public. Errors have a status and no text.
func (l *Log) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		content, kind, keep, err := l.serve(r.Context(), strings.TrimPrefix(r.URL.Path, "/log/"))
		switch {
		case errs.KindOf(err) == errs.NotFound:
			w.WriteHeader(http.StatusNotFound)
		case err != nil:
			w.WriteHeader(http.StatusServiceUnavailable)
		default:
			w.Header().Set("Content-Type", kind)
			w.Header().Set("Cache-Control", keep)
			w.Header().Set("X-Content-Type-Options", "nosniff")
			w.Write(content)
		}
	})
}

func (l *Log) serve(ctx context.Context, path string) (content []byte, kind, keep string, err error) {
	const text = "text/plain; charset=utf-8"
	switch path {
	case "checkpoint":
		content, _, err = l.Checkpoint(ctx)
		return content, text, "no-cache", err
	case "key":
		return []byte(l.o.Signer.PublicKey() + "\n"), text, "no-cache", nil
	}
	content, err = l.Tile(ctx, path)
	return content, "application/octet-stream", "public, max-age=31536000, immutable", err
}
