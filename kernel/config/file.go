package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/BurntSushi/toml"
)

// File is DIR/reeve.toml: what the program must know before it opens the database. Flags win over it. Every
// field may be absent. A misspelt name is an error, not a surprise.
type File struct {
	// Listen is the address that serves all surfaces, "127.0.0.1:8080". For a town it is enough.
	Listen string `toml:"listen"`
	// Public serves residents only, Desk staff only, Field their phones only: addresses for several networks. They
	// replace Listen.
	Public string `toml:"public"`
	Desk   string `toml:"desk"`
	Field  string `toml:"field"`
	// Exchange is the address for the nodes of partners, served with the node's own certificate.
	Exchange string `toml:"exchange"`
	// Database is postgres://user@host/name; empty means SQLite in the data folder.
	Database string `toml:"database"`
	// BaseURL is the address that residents use, "https://safety.example.org": it stands in QR codes and mails.
	BaseURL string `toml:"base_url"`
	// DeskURL is the address at which staff sign in, where it is another than BaseURL. Passkeys are bound to it.
	DeskURL string `toml:"desk_url"`
	// BehindProxy takes the client's address from the last entry of X-Forwarded-For, which the proxy must set.
	BehindProxy bool `toml:"behind_proxy"`
	// Files keeps documents in the "folder" of the data or in the "database", for several nodes.
	Files string `toml:"files"`
}

// ReadFile reads DIR/reeve.toml; a missing file is an empty one.
func ReadFile(dir string) (File, error) {
	var f File
	name := filepath.Join(dir, "reeve.toml")
	meta, err := toml.DecodeFile(name, &f)
	if errors.Is(err, os.ErrNotExist) {
		return f, nil
	}
	if err != nil {
		return f, fmt.Errorf("%s: %w", name, err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return f, fmt.Errorf("%s: unknown setting %q; see docs/operating.md for those that exist", name, unknown[0].String())
	}
	if f.Files != "" && f.Files != "folder" && f.Files != "database" {
		return f, fmt.Errorf("%s: files is %q; it can be \"folder\" or \"database\"", name, f.Files)
	}
	return f, nil
}
