package audit

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"reeve/kernel/errs"
)

// kept is the file of someone who watches a log: its key and the last checkpoint of each epoch, as signed.
type kept struct {
	Key         string           `json:"key"`
	Origin      string           `json:"origin"`
	Checkpoints map[int64]string `json:"checkpoints"` // by epoch
}

func readKept(file string) (k kept, err error) {
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return kept{Checkpoints: map[int64]string{}}, nil
	}
	if err != nil {
		return k, err
	}
	if err := json.Unmarshal(b, &k); err != nil || k.Key == "" || len(k.Checkpoints) == 0 {
		return k, errs.Wrap(err, errs.Invalid, "audit.watch.file", "file", file)
	}
	return k, nil
}

// newest is the last epoch seen and its checkpoint, zero if there is none.
func (k kept) newest() (epoch int64, signed string) {
	for e, s := range k.Checkpoints {
		if e > epoch {
			epoch, signed = e, s
		}
	}
	return epoch, signed
}

// write replaces the file as a whole.
func (k kept) write(file string) error {
	b, err := json.MarshalIndent(k, "", "  ")
	if err != nil {
		return err
	}
	aside, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+"-*")
	if err != nil {
		return fmt.Errorf("keep the checkpoint: %w", err)
	}
	defer os.Remove(aside.Name())
	_, err = aside.Write(append(b, '\n'))
	if err := errors.Join(err, aside.Sync(), aside.Close()); err != nil {
		return fmt.Errorf("keep the checkpoint: %w", err)
	}
	return os.Rename(aside.Name(), file)
}
