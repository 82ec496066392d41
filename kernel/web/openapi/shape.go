package openapi

import (
	"maps"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// input is the schema of a request's body. Answers have all their fields; of a request, only those tagged
// required:"true" must be there.
func input(registry huma.Registry, t reflect.Type) *huma.Schema {
	if t.Kind() == reflect.Slice {
		return &huma.Schema{Type: huma.TypeArray, Items: input(registry, t.Elem())}
	}
	ref := registry.Schema(t, true, t.Name())
	schema := registry.SchemaFromRef(ref.Ref)
	schema.Required = nil
	for i := range t.NumField() {
		if t.Field(i).Tag.Get("required") == "true" {
			schema.Required = append(schema.Required, jsonName(t.Field(i)))
		}
	}
	return ref
}

// withPhotos is a body as a form: the same fields, and the files in parts named photo.
func withPhotos(body *huma.Schema) *huma.Schema {
	form := &huma.Schema{Type: huma.TypeObject, Properties: maps.Clone(body.Properties), Required: body.Required, AdditionalProperties: false}
	files := &huma.Schema{Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	if id := form.Properties["photo"]; id != nil {
		files = &huma.Schema{AnyOf: []*huma.Schema{files, id}}
	}
	form.Properties["photo"] = files
	return form
}

// allowNull lets fields that hold another schema by pointer be null, as they are in the answers.
func allowNull(registry huma.Registry) {
	for name, schema := range registry.Map() {
		t := registry.TypeFromRef("#/components/schemas/" + name)
		if t == nil || t.Kind() != reflect.Struct {
			continue
		}
		for i := range t.NumField() {
			property := schema.Properties[jsonName(t.Field(i))]
			if t.Field(i).Type.Kind() == reflect.Pointer && property != nil && property.Ref != "" {
				schema.Properties[jsonName(t.Field(i))] = &huma.Schema{AnyOf: []*huma.Schema{property, {Type: "null"}}}
			}
		}
	}
}

func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}
