package ref

import (
	"cmp"
	"encoding/json"
	"errors"
	"reflect"
	"strconv"
	"strings"
)

// This file reads JSON that people or other programs wrote, so that every
// error names the file, the field, what it is and what was expected.

// jsonFields are the fields of one JSON object. The first wrong one is kept in
// err, and reading goes on with harmless values.
type jsonFields struct {
	file   string
	within string // the object's own name and a dot, where it lies in another
	raw    map[string]json.RawMessage
	err    *Error
}

// readFields reads the text of a JSON object.
func readFields(file string, data []byte) (jsonFields, error) {
	f := jsonFields{file: file}
	if err := json.Unmarshal(withoutBOM(data), &f.raw); err != nil || f.raw == nil {
		return f, notJSON(file, err)
	}
	return f, nil
}

func (f *jsonFields) orNil() error {
	if f.err != nil {
		return f.err
	}
	return nil
}

// has reports whether a field is there and is not null.
func (f *jsonFields) has(field string) bool {
	raw, ok := f.raw[field]
	return ok && string(raw) != "null"
}

func (f *jsonFields) fail(code, field, expected string) {
	if f.err == nil {
		got := cmp.Or(string(f.raw[field]), "null")
		f.err = Fail(code, Args{"file": f.file, "field": f.within + field, "got": legible(got), "expected": expected})
	}
}

// mustBe refuses every value of a field but one, which absence and null mean too.
func (f *jsonFields) mustBe(field, value string) {
	f.mustBeFor("config_unsupported", field, value)
}

func (f *jsonFields) mustBeFor(code, field, value string) {
	if f.has(field) && strings.Join(strings.Fields(string(f.raw[field])), "") != value {
		f.fail(code, field, value)
	}
}

// mustHave refuses an object without the field.
func (f *jsonFields) mustHave(field string) bool {
	if f.has(field) {
		return true
	}
	if f.err == nil {
		f.err = Fail("field_missing", Args{"file": f.file, "field": f.within + field})
	}
	return false
}

// integer reads a field that must be there.
func (f *jsonFields) integer(field string, low, high int) int {
	if !f.mustHave(field) {
		return low
	}
	n, err := strconv.Atoi(string(f.raw[field]))
	if err != nil || n < low || n > high {
		f.fail("field_wrong", field, strconv.Itoa(low)+" … "+strconv.Itoa(high))
		return low
	}
	return n
}

// version refuses a file of a format that did not exist when this was written.
func (f *jsonFields) version(field string, newest int) {
	if !f.has(field) {
		return
	}
	if n := f.integer(field, 1, 1<<30); n > newest && f.err == nil {
		f.err = versionNewer(f.file, n, newest)
	}
}

func versionNewer(file string, got, newest int) *Error {
	return Fail("version_newer", Args{"file": file, "got": got, "newest": newest})
}

func (f *jsonFields) text(field, absent string) (value string) {
	if !f.has(field) {
		return absent
	}
	if json.Unmarshal(f.raw[field], &value) != nil {
		f.fail("field_wrong", field, `"…"`)
	}
	return value
}

func (f *jsonFields) boolean(field string, absent bool) (value bool) {
	if !f.has(field) {
		return absent
	}
	if json.Unmarshal(f.raw[field], &value) != nil {
		f.fail("field_wrong", field, "true, false")
	}
	return value
}

// object returns the fields of a field, under its name.
func (f *jsonFields) object(field string) jsonFields {
	inner := jsonFields{file: f.file, within: f.within + field + "."}
	if json.Unmarshal(f.raw[field], &inner.raw) != nil || inner.raw == nil {
		f.fail("field_wrong", field, "{…}")
	}
	return inner
}

// checkFormat refuses a file of our own kind that is of another format, or of a
// version that this program does not know.
func checkFormat(file, format, expected string, version, newest int) error {
	wrong := func(field string, got any, expected string) error {
		return Fail("field_wrong", Args{"file": file, "field": field, "got": got, "expected": expected})
	}
	switch {
	case format != expected:
		return wrong("format", legible(format), expected)
	case version > newest:
		return versionNewer(file, version, newest)
	case version != newest:
		return wrong("version", version, strconv.Itoa(newest))
	}
	return nil
}

// notJSON says why a file is not the JSON that was expected: it is broken, or it
// has another kind of value somewhere. Without err it is null.
func notJSON(file string, err error) error {
	wrong := func(field, got, expected string) error {
		return Fail("field_wrong", Args{"file": file, "field": legible(field), "got": got, "expected": expected})
	}
	if err == nil {
		return wrong("JSON", "null", "{…}")
	}
	if other := new(json.UnmarshalTypeError); errors.As(err, &other) {
		return wrong(cmp.Or(other.Field, "JSON"), jsonValue(other.Value), jsonKind(other.Type.Kind()))
	}
	return Fail("json_broken", Args{"file": file, "reason": legible(err.Error())})
}

// jsonValue writes in JSON what encoding/json calls a value: array, or number 1.5.
func jsonValue(value string) string {
	if number, ok := strings.CutPrefix(value, "number "); ok {
		return number
	}
	switch value {
	case "array":
		return "[…]"
	case "object":
		return "{…}"
	case "string":
		return `"…"`
	case "bool":
		return "true/false"
	}
	return value // number
}

// jsonKind writes in JSON what a type of Go is read from.
func jsonKind(kind reflect.Kind) string {
	switch kind {
	case reflect.Map, reflect.Struct:
		return "{…}"
	case reflect.Slice, reflect.Array:
		return "[…]"
	case reflect.String:
		return `"…"`
	case reflect.Float64:
		return "0.5, 1, …"
	}
	return "0, 1, 2, …"
}
