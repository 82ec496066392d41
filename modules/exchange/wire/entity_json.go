package wire

import (
	"io"

	"reeve/kernel/errs"
)

// Entity is what a structured item holds.
type Entity interface {
	Check() error
	itemType() ItemType
}

func (PersonData) itemType() ItemType   { return Person }
func (VehicleData) itemType() ItemType  { return Vehicle }
func (DocumentData) itemType() ItemType { return Document }
func (ObjectData) itemType() ItemType   { return Object }
func (Acting) itemType() ItemType       { return Act }

// JSONMedia is the media type of structured items.
const JSONMedia = "application/json"

// TextMedia is the media type of items of type text.
const TextMedia = "text/plain; charset=utf-8"

// MarshalEntity writes a structured item's content.
func MarshalEntity(e Entity) (ItemType, []byte, error) {
	if err := e.Check(); err != nil {
		return "", nil, err
	}
	b, err := Encode(e)
	if err == nil && len(b) > MaxEntity {
		err = errs.New(errs.TooLarge, "wire.too_large", "max", MaxEntity)
	}
	return e.itemType(), b, err
}

// ParseEntity reads the content of a structured item: PersonData, VehicleData, DocumentData, ObjectData or Acting.
func ParseEntity(t ItemType, b []byte) (Entity, error) {
	switch t {
	case Person:
		return parse[PersonData](b)
	case Vehicle:
		return parse[VehicleData](b)
	case Document:
		return parse[DocumentData](b)
	case Object:
		return parse[ObjectData](b)
	case Act:
		return parse[Acting](b)
	}
	return nil, errs.New(errs.Invalid, "wire.no_entity", "type", string(t))
}

// ReadEntity is ParseEntity for the reader that Open gave.
func ReadEntity(h ItemHead, content io.Reader) (Entity, error) {
	b, err := io.ReadAll(io.LimitReader(content, MaxEntity+1))
	if err != nil {
		return nil, err
	}
	return ParseEntity(h.Type, b)
}

func parse[T Entity](b []byte) (Entity, error) {
	var v T
	if err := Decode(b, MaxEntity, &v); err != nil {
		return nil, err
	}
	if err := v.Check(); err != nil {
		return nil, err
	}
	return v, nil
}
