package audit

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/tlog"

	"reeve/kernel/errs"
)

// fetcher reads a log over HTTP. err keeps what went wrong on the way, which is no fault of the log.
type fetcher struct {
	ctx    context.Context
	base   string // ends with /log/
	client *http.Client
	err    error
}

func newFetcher(ctx context.Context, url string, client *http.Client) *fetcher {
	if client == nil {
		client = &http.Client{Timeout: 30 * time.Second}
	}
	base := strings.TrimSuffix(strings.TrimSuffix(strings.TrimRight(url, "/"), "/checkpoint"), "/log")
	return &fetcher{ctx: ctx, base: base + "/log/", client: client}
}

// maxAnswer is more than a full tile (8 KiB), an entry bundle (256 × 34 bytes) or a checkpoint has.
const maxAnswer = 1 << 20

func (f *fetcher) get(path string) ([]byte, error) {
	content, err := f.try(path)
	if err != nil && f.err == nil {
		f.err = errs.Wrap(err, errs.Unavailable, "audit.watch.unreachable", "url", f.base+path)
	}
	return content, f.err
}

func (f *fetcher) try(path string) ([]byte, error) {
	req, err := http.NewRequestWithContext(f.ctx, http.MethodGet, f.base+path, nil)
	if err != nil {
		return nil, err
	}
	answer, err := f.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %d", answer.StatusCode)
	}
	return io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
}

// Height, ReadTiles and SaveTiles make a fetcher a [tlog.TileReader].
func (f *fetcher) Height() int { return torchwood.TileHeight }

func (f *fetcher) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, t := range tiles {
		var err error
		if data[i], err = f.get(torchwood.TilePath(t)); err != nil {
			return nil, err
		}
	}
	return data, nil
}

func (f *fetcher) SaveTiles([]tlog.Tile, [][]byte) {}
