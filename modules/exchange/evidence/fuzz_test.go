package evidence_test

import (
	"testing"

	"reeve/modules/exchange/evidence"
)

// FuzzCheck reads files: nothing that nobody signed holds.
func FuzzCheck(f *testing.F) {
	f.Add([]byte(`{"format":"reeve-evidence-1","message":"x","made":"","by":"","envelope":"","anew":[],"cards":[],"receipts":[{"signed":"","proof":""}],"acts":[{"body":"","commitment":"","proof":"index 1"}]}`))
	f.Add([]byte(`{}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		if rep, err := evidence.Check(b); err == nil && rep.OK() {
			t.Fatalf("it holds: %+v", rep)
		}
	})
}
