package places

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
)

// writeRejected copies the bad features, as they stand, to FILE.rejected.geojson. Nothing bad, no file.
func writeRejected(file string, bad []BadFeature) (name string, err error) {
	if len(bad) == 0 {
		return "", nil
	}
	numbers := map[int]bool{}
	for _, b := range bad {
		numbers[b.Problem.Row] = true
	}
	in, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer in.Close()
	name = file + ".rejected.geojson"
	out, err := os.Create(name)
	if err != nil {
		return "", err
	}
	if err := errors.Join(copyFeatures(in, out, numbers), out.Close()); err != nil {
		os.Remove(name)
		return "", err
	}
	return name, nil
}

// copyFeatures copies features by their number in a file that has been read without error before.
func copyFeatures(r io.Reader, w io.Writer, numbers map[int]bool) error {
	in, out := bufio.NewReader(r), bufio.NewWriter(w)
	if mark, err := in.Peek(3); err == nil && string(mark) == "\xef\xbb\xbf" {
		in.Discard(3)
	}
	d := json.NewDecoder(in)
	if _, err := d.Token(); err != nil {
		return err
	}
	out.WriteString(`{"type":"FeatureCollection","features":[`)
	written := 0
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		if key != "features" {
			var skipped json.RawMessage
			if err := d.Decode(&skipped); err != nil {
				return err
			}
			continue
		}
		if _, err := d.Token(); err != nil {
			return err
		}
		for n := 1; d.More(); n++ {
			var feature json.RawMessage
			if err := d.Decode(&feature); err != nil {
				return err
			}
			if !numbers[n] {
				continue
			}
			if written++; written > 1 {
				out.WriteByte(',')
			}
			out.WriteByte('\n')
			out.Write(feature)
		}
		if _, err := d.Token(); err != nil {
			return err
		}
	}
	out.WriteString("\n]}\n")
	return out.Flush()
}
