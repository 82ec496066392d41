package demo

import (
	"bytes"
	"image/jpeg"
	"math/rand/v2"
	"testing"
)

func TestSketch(t *testing.T) {
	raw, err := sketch(rand.New(rand.NewPCG(1, 5)))
	if err != nil {
		t.Fatal(err)
	}
	m, err := jpeg.Decode(bytes.NewReader(raw))
	if err != nil || m.Bounds().Dx() != 640 || len(raw) > 100<<10 {
		t.Errorf("%d bytes, %v, %v", len(raw), m.Bounds(), err)
	}
	again, err := sketch(rand.New(rand.NewPCG(1, 5)))
	if err != nil || !bytes.Equal(raw, again) {
		t.Errorf("the same seed draws another picture (%v): a repeated filing would be refused", err)
	}
}
