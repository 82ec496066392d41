package commands

import (
	"io"
	"slices"
	"strings"
	"testing"
)

// An id that begins with a minus is an id, and no flag.
func TestGuardedIDs(t *testing.T) {
	id := "-" + strings.Repeat("A", 42)
	args := []string{"exchange", "classify", id, "direct", "--reason", "own register"}
	got := guarded(args)
	if got[2] != idMark+id || args[2] != id {
		t.Fatalf("%v of %v", got, args)
	}
	var cli CLI
	k, err := parser(&cli, io.Discard, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := k.Parse(got); err != nil {
		t.Fatal(err)
	}
	if c := cli.Exchange.Classify; c.ID.name() != id || c.Access != "direct" || c.Reason != "own register" {
		t.Errorf("%+v", c)
	}
	for _, same := range [][]string{{}, {"user", "add", id}, {"exchange", "list", "--json"}, {"exchange", "show", strings.Repeat("A", 43)}} {
		if got := guarded(same); !slices.Equal(got, same) {
			t.Errorf("%v became %v", same, got)
		}
	}
}
