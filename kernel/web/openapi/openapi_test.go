package openapi

import (
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"testing"

	"reeve/kernel/web"
)

type letter struct {
	Subject string `json:"subject" required:"true"`
	Text    string `json:"text"`
}

type stamp struct {
	Number int `json:"number"`
}

type received struct {
	ID    string `json:"id"`
	Stamp *stamp `json:"stamp"`
}

// TestMedia: what a raw handler gives is said, and which answers are empty.
func TestMedia(t *testing.T) {
	draw := web.RawAPI(func(http.ResponseWriter, *web.Request) error { return nil }).Gives("image/png", 204)
	doc := Describe([]web.Route{{Method: "GET", Path: "/pictures/{n}", Action: "x", Handler: draw, Summary: "A picture"}}, "")
	all := doc.Paths["/pictures/{n}"].Get.Responses
	if all["200"].Content["image/png"] == nil || all["204"] == nil || len(all["204"].Content) > 0 {
		t.Errorf("%+v", all)
	}
}

// Route is called like web.Route.
type Route struct {
	Far int `json:"far"`
}

// TestSameNames: types of the same name in two packages are told apart.
func TestSameNames(t *testing.T) {
	name := names()
	mine, other := reflect.TypeFor[Route](), reflect.TypeFor[web.Route]()
	for _, c := range []struct {
		t    reflect.Type
		want string
	}{{other, "Route"}, {mine, "OpenapiRoute"}, {reflect.PointerTo(mine), "OpenapiRoute"}, {reflect.PointerTo(other), "Route"}} {
		if got := name(c.t, ""); got != c.want {
			t.Errorf("%v is called %s, want %s", c.t, got, c.want)
		}
	}
}

// TestShapes: of a request only what is needed is required; what an answer may leave out is null; a form has files.
func TestShapes(t *testing.T) {
	take := func(*web.Request, letter) (received, error) { return received{}, nil }
	b, err := json.Marshal(Describe([]web.Route{{Method: "POST", Path: "/api/v1/letters", Action: "letter.take", Handler: web.Multipart(take), Summary: "Take a letter"}}, ""))
	if err != nil {
		t.Fatal(err)
	}
	type schema struct {
		Required   []string                   `json:"required"`
		Properties map[string]json.RawMessage `json:"properties"`
	}
	var doc struct {
		Paths map[string]map[string]struct {
			RequestBody struct {
				Content map[string]struct {
					Schema schema `json:"schema"`
				} `json:"content"`
			} `json:"requestBody"`
		} `json:"paths"`
		Components struct {
			Schemas map[string]schema `json:"schemas"`
		} `json:"components"`
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	in, out := doc.Components.Schemas["Letter"], doc.Components.Schemas["Received"]
	if !slices.Equal(in.Required, []string{"subject"}) || len(in.Properties) != 2 {
		t.Errorf("request: %+v", in)
	}
	if !slices.Equal(out.Required, []string{"id", "stamp"}) {
		t.Errorf("answer: %v", out.Required)
	}
	if got, want := string(out.Properties["stamp"]), `{"anyOf":[{"$ref":"#/components/schemas/Stamp"},{"type":"null"}]}`; got != want {
		t.Errorf("stamp: %s", got)
	}
	form := doc.Paths["/api/v1/letters"]["post"].RequestBody.Content["multipart/form-data"].Schema
	if got, want := string(form.Properties["photo"]), `{"items":{"contentMediaType":"application/octet-stream","format":"binary","type":"string"},"type":"array"}`; got != want || !slices.Equal(form.Required, []string{"subject"}) {
		t.Errorf("form: %s %v", got, form.Required)
	}
}
